"""Files that are whole or absent after a power cut: temporary name, fsync, rename, fsync of the folder (OFF-02)."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hairtrial_desktop.casebook.ports import StorageError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_PRIVATE = 0o600  # other accounts of the workstation have no business here


@contextmanager
def sorted_disk_errors(path: Path) -> Iterator[None]:
    """Turn an OSError inside into StorageError ``disk_full``, ``read_only`` or ``disk_error`` (param ``file``)."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            code = "disk_full"
        elif error.errno in _REFUSED:
            code = "read_only"
        else:
            code = "disk_error"
        raise StorageError(code, file=path.name) from error


def write_durably(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``, atomically and durably; StorageError if the disk refuses (then unchanged)."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with sorted_disk_errors(path):
        try:
            _write_synced(temporary, content)
            temporary.replace(path)
        except OSError:
            with suppress(OSError):  # the first error is the one to tell
                temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make_folder(path: Path) -> None:
    """Create the folder (and its parents) if it is not there, durably; StorageError if the disk refuses."""
    with sorted_disk_errors(path):
        path.mkdir(parents=True, exist_ok=True)
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable. Windows has no such call; NTFS journals its names itself."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
