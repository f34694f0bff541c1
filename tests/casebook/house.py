"""A casebook of the small study over ports in memory, with a clock that the test sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hairtrial_desktop.casebook.actor import Actor, Role
from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.record import SITE, Author, Commit, Draft, Record
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails
from hairtrial_desktop.study.definitions import Study

PEOPLE = {
    "li": ("李护士", Role.NURSE),
    "chen": ("陈护士", Role.NURSE),
    "wang": ("王医生", Role.INVESTIGATOR),
    "mo": ("莫监查", Role.MONITOR),
    "he": ("何评估", Role.ASSESSOR),
    "yin": ("尹检查", Role.INSPECTOR),
    "ad": ("安管理", Role.ADMINISTRATOR),
}


@dataclass
class SetClock(StandingClock):
    """Stands still until the test moves it."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 1, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def move(self, **step: int) -> None:
        self.moment += timedelta(**step)


@dataclass
class House:
    """One site's shelves; ``book(user)`` opens it as one of ``PEOPLE``."""

    study: Study
    shelves: Shelves
    clock: SetClock

    def book(self, user: str) -> SiteBook:
        name, role = PEOPLE[user]
        author = Author(user, role.value, "PC-1", "0.1.0", self.study.sha256)
        site = SiteDetails("01", "某医院", "A hospital")
        return SiteBook(self.study, site, self.shelves, self.clock, actor=Actor(user, name, role), author=author)

    def past_the_door(self, act: str, *records: Record, subject: str = SITE, user: str = "li") -> None:
        """Append what the door does not take, as an older program or one of somebody's own wrote it."""
        head, author = self.shelves.store.head(), self.book(user).author
        self.shelves.store.append(Commit.build(
            Draft(subject, act, records), author, seq=head.seq + 1, prev=head.hash, at=self.clock.now(),
            zone=self.study.zone, epoch=self.shelves.store.epoch(),
        ))  # fmt: skip

    def screened(self, user: str = "li") -> str:
        """Screen one participant with a saved, incomplete consent; return the number."""
        session = begin_screening(self.book(user), Identity("", "张三", birth_date="1950-06-02"))
        session.enter(session.key.item("IG.IC.IC", "I.IC.DSSTDAT"), "2026-06-01")
        session.save()
        return session.key.subject


def new_house(study: Study) -> House:
    """Return an empty site of ``study`` whose users are ``PEOPLE``."""
    shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
    house = House(study, shelves, SetClock())
    users = tuple(
        Record("user", user, None, {"name": name, "role": role.value}) for user, (name, role) in PEOPLE.items()
    )
    house.book("ad").commit(Draft(SITE, "setup", users))
    return house
