"""A real site in a folder, founded once and copied for each test; people log in to it with real keys."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hairtrial_desktop.bootstrap import Door, NewSite, create_site
from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.casebook.site_book import SiteDetails
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.keys.passwords import Cost
from hairtrial_desktop.keys.people import NewUser
from hairtrial_desktop.ui.rooms import OpenSite

PEOPLE = (
    NewUser("li", "李护士", Role.NURSE, "password-of-li"),
    NewUser("chen", "陈护士", Role.NURSE, "password-of-chen"),
    NewUser("wang", "王医生", Role.INVESTIGATOR, "password-of-wang"),
    NewUser("mo", "莫监查", Role.MONITOR, "password-of-mo"),
    NewUser("ad", "安管理", Role.ADMINISTRATOR, "password-of-ad"),
)
CHEAP = Cost(memory_kib=8192, iterations=1, lanes=1)
SUBJECT = "01-001"


@dataclass
class SetClock(StandingClock):
    """Stands still until the test moves it: 2026-11-22 10:12 at the site."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 2, 12, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def move(self, **step: int) -> None:
        self.moment += timedelta(**step)


def found(folder: Path) -> None:
    details = SiteDetails("01", "某医院", "A hospital", demo=True)
    create_site(folder, NewSite(details, PEOPLE, demo_files(), cost=CHEAP, training=False), SetClock())


@dataclass
class Clinic:
    """The copy of a test. ``site(user)`` logs in; whoever was in before is logged out."""

    folder: Path
    clock: SetClock = field(default_factory=SetClock)
    opened: ExitStack = field(default_factory=ExitStack)

    def site(self, user: str = "li") -> OpenSite:
        self.opened.close()
        site = Door(self.folder, self.clock).open(user, f"password-of-{user}")
        self.opened.callback(site.close)
        return site


def key_of(site: OpenSite, form: FormKey, name: str, repeat: int = 1) -> ItemKey:
    group, item = site.book.study.forms[form.form].item(name) or (None, None)
    assert group is not None
    assert item is not None
    return form.item(group.oid, item.oid, repeat)


def write(site: OpenSite, form: FormKey, answers: Mapping[str, str | tuple[str, str]]) -> FormSession:
    session = FormSession(site.book, form)
    for name, answer in answers.items():
        for repeat, text in enumerate((answer,) if isinstance(answer, str) else answer, start=1):
            session.enter(key_of(site, form, name, repeat), text)
    return session


def screened(site: OpenSite) -> str:
    """Screen one participant with a saved, incomplete consent."""
    session = begin_screening(site.book, Identity("", "张三", birth_date="1990-06-02"))
    write_into = key_of(site, session.key, "DSSTDAT")
    session.enter(write_into, "2026-11-20")
    session.save()
    return session.key.subject
