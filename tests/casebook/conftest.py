"""The small study and a house around it."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.site_book import Shelves
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import PEOPLE, House, SetClock
from tests.casebook.small_study import FILES


@pytest.fixture(scope="session")
def small_study() -> Study:
    return load_study(FILES)


@pytest.fixture
def house(small_study: Study) -> House:
    shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
    house = House(small_study, shelves, SetClock())
    users = tuple(
        Record("user", user, None, {"name": name, "role": role.value}) for user, (name, role) in PEOPLE.items()
    )
    house.book("ad").commit(Draft(SITE, "setup", users))
    return house
