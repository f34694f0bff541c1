"""A real site with somebody of every role, two administrators and two nurses; people log in with real keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hairtrial_desktop.bootstrap import Door, NewSite, create_site
from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.casebook.ports import Credential
from hairtrial_desktop.casebook.site_book import SiteDetails
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.keys.passwords import Cost
from hairtrial_desktop.keys.people import NewUser
from hairtrial_desktop.keys.recovery import RecoverySheet
from hairtrial_desktop.ui.rooms import Accounts, OpenSite

PEOPLE = {
    "li": ("李护士", Role.NURSE),
    "chen": ("陈护士", Role.NURSE),
    "wang": ("王医生", Role.INVESTIGATOR),
    "he": ("何评估", Role.ASSESSOR),
    "mo": ("莫监查", Role.MONITOR),
    "yin": ("尹检查", Role.INSPECTOR),
    "ad": ("安管理", Role.ADMINISTRATOR),
    "bao": ("包管理", Role.ADMINISTRATOR),
}
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
FOUNDED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # 10:00 at the site


def password(user: str) -> str:
    return f"password-of-{user}"


def word(user: str) -> Credential:
    return Credential(user, password(user))


@dataclass
class SetClock(StandingClock):
    moment: datetime = FOUNDED

    def now(self) -> datetime:
        return self.moment

    def move(self, **step: int) -> None:
        self.moment += timedelta(**step)


@dataclass
class Clinic:
    """``login`` logs in and whoever was in before out."""

    folder: Path
    sheet: RecoverySheet
    clock: SetClock = field(default_factory=SetClock)
    inside: OpenSite | None = None

    @property
    def door(self) -> Door:
        return Door(self.folder, self.clock, "WS-test")

    def login(self, user: str, secret: str = "") -> OpenSite:
        self.logout()
        self.inside = self.door.open(user, secret or password(user))
        return self.inside

    def logout(self) -> None:
        if self.inside is not None:
            self.inside.close()
        self.inside = None


def found(folder: Path, *, training: bool = False) -> Clinic:
    details = SiteDetails("01", "某医院", "A hospital", demo=True)
    users = [NewUser(user, name, role, password(user)) for user, (name, role) in PEOPLE.items()]
    new = NewSite(details, users, demo_files(), cost=CHEAP, workstation="WS-test", training=training)
    return Clinic(folder, create_site(folder, new, SetClock()))


def accounts(site: OpenSite) -> Accounts:
    assert site.accounts is not None
    return site.accounts
