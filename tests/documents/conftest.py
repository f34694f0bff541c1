from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.keys.signing import PersonalKey
from tests.documents.invented_keys import InventedCa


@pytest.fixture(scope="session")
def paper() -> CrfPaper:
    return CrfPaper.bundled()


@pytest.fixture(scope="session")
def ca() -> InventedCa:
    return InventedCa.make()


@pytest.fixture(scope="session")
def key(ca: InventedCa) -> PersonalKey:
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
