"""One demo site for all tests that look at it: it takes long to build."""

from __future__ import annotations

import shutil

import pytest

from hairtrial_desktop.demo.build import DemoFolders
from tests.demo_site import built_once


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFolders:
    """Give a copy of the demo site and of what its computer remembers, in ``state`` beside it."""
    base = tmp_path_factory.mktemp("demo") / "copy"
    shutil.copytree(built_once(tmp_path_factory).site.parent, base)
    return DemoFolders(base / "site")
