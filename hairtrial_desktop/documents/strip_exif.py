"""The one thing kept of EXIF: which way up the picture is. The rest says where, when and with what it was taken."""

from __future__ import annotations

import struct

UPRIGHT = 1
_ORIENTATION, _GPS = 0x0112, 0x8825
_SHORT = 3
_ENTRY = 12


def read_exif(tiff: bytes) -> tuple[int, bool]:
    """Return (orientation 1 to 8, whether it says a place); what cannot be read counts as upright and no place."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:  # noqa: PLR2004 - the header of a TIFF
        return UPRIGHT, False
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    orientation, place = UPRIGHT, False
    if start + 2 > len(tiff):
        return UPRIGHT, False
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for at in range(start + 2, min(start + 2 + count * _ENTRY, len(tiff) - _ENTRY + 1), _ENTRY):
        tag, kind = struct.unpack_from(f"{order}HH", tiff, at)
        place = place or tag == _GPS
        if tag == _ORIENTATION and kind == _SHORT:
            (found,) = struct.unpack_from(f"{order}H", tiff, at + 8)
            orientation = found if 1 <= found <= 8 else UPRIGHT  # noqa: PLR2004 - the eight ways of EXIF
    return orientation, place


def orientation_only(orientation: int) -> bytes:
    """Return a TIFF block that holds the orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, orientation, 0, 0)
