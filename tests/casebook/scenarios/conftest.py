"""The real study, with the demo's assumptions, in a house with ports in memory."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.site_book import Shelves
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import PEOPLE, SetClock
from tests.casebook.scenarios.ward import Ward


@pytest.fixture(scope="session")
def real_study() -> Study:
    return load_study(demo_files())


@pytest.fixture
def ward(real_study: Study) -> Ward:
    shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
    ward = Ward(real_study, shelves, SetClock())
    users = tuple(
        Record("user", user, None, {"name": name, "role": role.value}) for user, (name, role) in PEOPLE.items()
    )
    ward.book("ad").commit(Draft(SITE, "setup", users))
    return ward
