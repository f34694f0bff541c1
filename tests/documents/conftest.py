from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from hairtrial_desktop.documents.paper import CrfPaper
from tests.documents.invented_keys import InventedCa, InventedKey

AT = datetime(2026, 11, 22, 16, 40, 12, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="session")
def paper() -> CrfPaper:
    return CrfPaper.bundled()


@pytest.fixture(scope="session")
def ca() -> InventedCa:
    return InventedCa.make()


@pytest.fixture(scope="session")
def key(ca: InventedCa) -> InventedKey:
    return ca.issue("wang", "王明远")


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[..., str]:
    """Return what poppler reads from a PDF, without white space: a line end is no part of a label."""

    def read(pdf: bytes, *options: str) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf)
        command = ["pdftotext", *options, str(path), "-"]
        found = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        return "".join(found.split())

    return read
