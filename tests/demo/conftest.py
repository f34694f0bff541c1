"""One demo site for all tests that look at it: it takes long to build."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hairtrial_desktop.demo.build import DemoFolders, build_demo

NOW = datetime(2026, 11, 22, 4, 40, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFolders:
    """Build the demo site; what its computer remembers lies in ``state`` beside it."""
    base = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAIRTRIAL_STATE", str(base / "state"))
        build_demo(base / "site", NOW)
    return DemoFolders(base / "site")
