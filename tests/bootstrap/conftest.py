from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bootstrap.clinic import Clinic, SetClock, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    return found(tmp_path_factory.mktemp("founded") / "site")


@pytest.fixture
def clinic(founded: Clinic, tmp_path: Path) -> Iterator[Clinic]:
    shutil.copytree(founded.folder, tmp_path / "site")
    clinic = replace(founded, folder=tmp_path / "site", clock=SetClock(), inside=None)
    yield clinic
    clinic.logout()
