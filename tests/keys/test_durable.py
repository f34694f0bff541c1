from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.keys import durable


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EROFS, "read_only"), (errno.EIO, "disk_error")]
)
def test_a_refusing_disk_is_sorted_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    target = tmp_path / "file"
    durable.write_durably(target, b"old")

    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError) as caught:
        durable.write_durably(target, b"new")
    assert (caught.value.code, caught.value.params) == (code, {"file": "file"})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


def test_files_are_private(tmp_path: Path) -> None:
    durable.write_durably(tmp_path / "file", b"x")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
