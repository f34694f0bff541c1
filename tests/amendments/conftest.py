"""A populated casebook of the real study: the demo site, built once, opened on a copy by each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.demo.build import WORKSTATION
from hairtrial_desktop.demo.pen import AgendaClock
from hairtrial_desktop.demo.people import DOCTOR, password_of
from hairtrial_desktop.ui.rooms import OpenSite
from tests.demo_site import NOW, built_once

Opener = Callable[..., OpenSite]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_once(tmp_path_factory).site


@pytest.fixture
def opener(built: Path, tmp_path: Path) -> Iterator[Opener]:
    """Open the site as somebody; each call closes what the call before opened."""
    folder = tmp_path / "site"
    shutil.copytree(built, folder)
    with ExitStack() as stack:

        def opened(user: str = DOCTOR) -> OpenSite:
            stack.close()
            site = Door(folder, AgendaClock(NOW), WORKSTATION).open(user, password_of(user))
            stack.callback(site.close)
            return site

        yield opened
