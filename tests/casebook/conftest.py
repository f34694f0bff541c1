"""The small study and a house around it."""

from __future__ import annotations

import pytest

from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import House, new_house
from tests.casebook.small_study import FILES


@pytest.fixture(scope="session")
def small_study() -> Study:
    return load_study(FILES)


@pytest.fixture
def house(small_study: Study) -> House:
    return new_house(small_study)
