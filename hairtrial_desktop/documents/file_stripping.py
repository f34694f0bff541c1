"""Takes a photograph or scan that a person chose and gives back what may be kept of it (PI-02; R3-17)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from hairtrial_desktop.casebook.attached_file import JPEG, MAX_BYTES, PDF, PNG, StrippedFile, media_type_of
from hairtrial_desktop.documents.strip_jpeg import strip_jpeg
from hairtrial_desktop.documents.strip_pdf import strip_pdf
from hairtrial_desktop.documents.strip_png import strip_png
from hairtrial_desktop.study.errors import KnownError

_STRIPS: dict[str, Callable[[bytes], tuple[bytes, set[str]]]] = {JPEG: strip_jpeg, PNG: strip_png, PDF: strip_pdf}


class FileStripping:
    """Reads and strips. The name of the file goes nowhere: neither into what it returns nor into an error."""

    def take(self, path: Path) -> StrippedFile:
        """Read a file a person chose; raises as :meth:`strip`, and KnownError ``attachment_unreadable``."""
        try:
            with path.open("rb") as file:
                too_large = os.fstat(file.fileno()).st_size > MAX_BYTES
                content = b"" if too_large else file.read(MAX_BYTES + 1)
        except OSError:
            raise KnownError("attachment_unreadable") from None  # its words would name the file
        if too_large:
            raise _too_large()
        return self.strip(content)

    def strip(self, content: bytes) -> StrippedFile:
        """Return what is kept of ``content``.

        KnownError ``attachment_too_large`` | ``attachment_kind_unknown`` | ``attachment_broken`` |
        ``attachment_too_many_pixels`` | ``attachment_too_many_pages`` | ``attachment_pdf_locked``.
        """
        if len(content) > MAX_BYTES:
            raise _too_large()
        media_type = media_type_of(content)
        if media_type is None:
            raise KnownError("attachment_kind_unknown")
        kept, stripped = _STRIPS[media_type](content)
        digest, original = (hashlib.sha256(each).hexdigest() for each in (kept, content))
        return StrippedFile(kept, media_type, digest, original, tuple(sorted(stripped)))


def _too_large() -> KnownError:
    return KnownError("attachment_too_large", limit=MAX_BYTES // (1024 * 1024))
