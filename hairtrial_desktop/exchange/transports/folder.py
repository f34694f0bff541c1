"""A folder: a USB stick, a network share, a synchronised directory."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hairtrial_desktop.exchange.transports.transport import TransportError, checked_name

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_UNFINISHED = ".tmp"


class FolderTransport:
    """``Transport`` on ``root``, which must exist: an unplugged stick must not turn into a folder of the local disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def name(self) -> str:
        """The folder."""
        return str(self._root)

    def list(self, prefix: str) -> dict[str, int]:
        """Return whole objects under ``prefix``; unfinished ones are not there."""
        with self._reachable():
            base = self._root / prefix.rpartition("/")[0]
            if not base.is_dir():
                return {}
            found = {path.relative_to(self._root).as_posix(): path.stat().st_size for path in _files(base)}
        return {name: size for name, size in sorted(found.items()) if name.startswith(prefix)}

    def put(self, name: str, content: bytes) -> None:
        """Write under a temporary name, fsync, rename, fsync the folder."""
        path = self._root / checked_name(name)
        with self._reachable():
            self._make_folders(path.parent)
            temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
            try:
                with temporary.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
            except OSError:
                with suppress(OSError):  # the first error is the one to tell
                    temporary.unlink(missing_ok=True)
                raise
            _sync(path.parent)

    def get(self, name: str) -> bytes:
        """Return the object."""
        path = self._root / checked_name(name)
        with self._reachable():
            if not path.is_file():
                raise TransportError("transport_object_missing", place=self.name, name=name)
            return path.read_bytes()

    def probe(self) -> None:
        """Write, read back and remove a small object."""
        path = self._root / f".probe-{secrets.token_hex(4)}{_UNFINISHED}"
        with self._reachable():
            try:
                path.write_bytes(b"probe")
                path.read_bytes()
            finally:
                with suppress(OSError):  # a stick that went away took the probe with it
                    path.unlink(missing_ok=True)

    def _make_folders(self, folder: Path) -> None:
        missing = []
        while folder != self._root and not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for one in reversed(missing):
            one.mkdir(exist_ok=True)
            _sync(one.parent)

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            if not self._root.is_dir():
                raise TransportError("transport_unreachable", place=self.name)
            yield
        except OSError as error:
            code = "transport_full" if error.errno in _FULL else "transport_unreachable"
            raise TransportError(code, place=self.name) from error


def _files(base: Path) -> Iterator[Path]:
    for path in base.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _sync(folder: Path) -> None:
    """Make names durable; not every share can, and then the read-back of ``Delivery`` is what counts."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
