from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.keys.create import create_keyring
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.passwords import Cost
from hairtrial_desktop.keys.people import NewUser
from hairtrial_desktop.keys.recovery import RecoverySheet

AT = datetime(2026, 11, 22, 4, 40, tzinfo=UTC)
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
PASSWORDS = {"wang": "nurse-pass-1", "li": "doctor-pass-1", "zhao": "monitor-pass-1", "sun": "admin-pass-1"}
PEOPLE = (
    NewUser("wang", "王小燕", Role.NURSE, PASSWORDS["wang"]),
    NewUser("li", "李建国", Role.INVESTIGATOR, PASSWORDS["li"]),
    NewUser("zhao", "赵监查", Role.MONITOR, PASSWORDS["zhao"]),
    NewUser("sun", "孙管理", Role.ADMINISTRATOR, PASSWORDS["sun"]),
)


class FixedClock(StandingClock):
    def now(self) -> datetime:
        return AT


@dataclass(frozen=True)
class Site:
    folder: Path
    sheet: RecoverySheet

    def keyring(self) -> Keyring:
        return Keyring.open(self.folder, FixedClock())


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder = tmp_path / "site"
    return Site(folder, create_keyring(folder, "01", "深圳示例医院", PEOPLE, AT, cost=CHEAP))


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def passwords() -> dict[str, str]:
    return PASSWORDS
