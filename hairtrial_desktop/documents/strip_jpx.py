"""JPEG 2000 (ISO/IEC 15444-1) inside a PDF without the boxes that programs add: XML, UUIDs, intellectual property."""

from __future__ import annotations

import struct

from hairtrial_desktop.study.errors import KnownError

_BARE = b"\xff\x4f\xff\x51"  # a codestream without boxes
_DRAWN = frozenset({b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jp2c"})
_PLAIN, _LONG = 8, 16  # bytes of a box's head


def strip_jpx(content: bytes) -> tuple[bytes, set[str]]:
    """Return (the boxes that draw the picture, what was taken out); KnownError ``attachment_broken``."""
    if content.startswith(_BARE):
        return content, set()
    kept, stripped, at = bytearray(), set(), 0
    while at < len(content):
        if at + _PLAIN > len(content):
            raise KnownError("attachment_broken")
        length, kind = struct.unpack_from(">I4s", content, at)
        if length == 1 and at + _LONG <= len(content):
            (length,) = struct.unpack_from(">Q", content, at + _PLAIN)
        length = length or len(content) - at  # 0: to the end
        if length < _PLAIN or at + length > len(content):
            raise KnownError("attachment_broken")
        if kind in _DRAWN:
            kept += content[at : at + length]
        else:
            stripped.add("xmp" if kind in {b"xml ", b"uuid"} else "application")
        at += length
    if b"jp2c" not in kept:
        raise KnownError("attachment_broken")
    return bytes(kept), stripped
