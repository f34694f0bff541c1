"""JPEG (ITU-T T.81) without what cameras and programs add: only segments that draw the picture pass.

Nothing is encoded anew, so not a pixel changes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from hairtrial_desktop.casebook.attached_file import MAX_PIXELS
from hairtrial_desktop.documents.strip_exif import UPRIGHT, orientation_only, read_exif
from hairtrial_desktop.study.errors import KnownError

_FF, _EOI, _SOS, _APP0, _APP1, _APP13, _APP14, _COM = 0xFF, 0xD9, 0xDA, 0xE0, 0xE1, 0xED, 0xEE, 0xFE
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3})  # lossy and lossless Huffman; others no camera writes, no viewer shows
_DHT, _DQT, _DRI = 0xC4, 0xDB, 0xDD
_TABLES = frozenset({_DHT, _DQT, _DRI})
_DRAWN = _FRAMES | _TABLES | {_SOS}
_APPLICATION = range(0xE0, 0xF0)
_MARKER = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])")  # within coded data; D0 to D7 are restarts
_JFIF, _EXIF = b"JFIF\x00", b"Exif\x00\x00"
_JFIF_PLAIN = 12  # bytes before the size of the thumbnail


def strip_jpeg(content: bytes, *, turned: bool = True) -> tuple[bytes, set[str]]:
    """Return (bytes with nothing but the picture, what was taken out).

    ``turned``: keep which way up it is. KnownError ``attachment_broken`` | ``attachment_too_many_pixels``.
    """
    kept, stripped, orientation = bytearray(b"\xff\xd8"), set(), UPRIGHT
    frames, scans, end = 0, 0, 2
    for marker, body, data, after in _segments(content):
        end = after
        if marker in _FRAMES:
            frames += 1
            _check_size(body)
        scans += marker == _SOS
        if marker in _DRAWN or marker == _EOI:
            used = _used(marker, body)
            stripped |= {"application"} if used < len(body) else set()
            kept += _segment(marker, body[:used]) + data
        elif marker == _APP0 and body.startswith(_JFIF):
            kept += _segment(_APP0, body[:_JFIF_PLAIN].ljust(_JFIF_PLAIN, b"\x00") + b"\x00\x00")
            stripped |= {"thumbnail"} if len(body) > _JFIF_PLAIN + 2 else set()
        elif marker == _APP14 and body.startswith(b"Adobe"):
            kept += _segment(_APP14, body[:12])  # how the colours are written; without it they come out wrong
        else:
            found, said = _said(marker, body)
            stripped.add(found)
            if said != (UPRIGHT, False):
                orientation = said[0]
                stripped |= {"location"} if said[1] else set()
    if frames != 1 or not scans or kept[-2:] != b"\xff\xd9":
        raise KnownError("attachment_broken")
    if content[end:].strip(b"\x00"):
        stripped.add("trailing")
    if turned and orientation != UPRIGHT:
        kept[2:2] = _segment(_APP1, _EXIF + orientation_only(orientation))
    return bytes(kept), stripped


def _said(marker: int, body: bytes) -> tuple[str, tuple[int, bool]]:
    """Return the word for a segment that is dropped, and what its EXIF said (way up, a place)."""
    nothing = (UPRIGHT, False)
    if marker == _APP1 and body.startswith(_EXIF):
        return "exif", read_exif(body[len(_EXIF) :])
    if marker == _APP1:
        return "xmp", nothing
    if marker == _APP13:
        return "photoshop", nothing
    if marker == _APP0:
        return "thumbnail", nothing
    return ("comment" if marker == _COM else "application"), nothing


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes, int]]:
    """Yield (marker, body, coded data after it, where it ends) from after the start to the first end of the image."""
    at = 2
    while at < len(content):
        if content[at] != _FF:
            raise KnownError("attachment_broken")
        while at < len(content) and content[at] == _FF:  # fill bytes may stand before a marker
            at += 1
        if at >= len(content):
            raise KnownError("attachment_broken")
        marker = content[at]
        at += 1
        if marker == _EOI:
            yield marker, b"", b"", at
            return
        if marker not in _DRAWN and marker not in _APPLICATION and marker != _COM:
            raise KnownError("attachment_broken")
        length = int.from_bytes(content[at : at + 2], "big")
        body = content[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:  # noqa: PLR2004 - the length counts itself
            raise KnownError("attachment_broken")
        at += length
        data_end = _end_of_data(content, at) if marker == _SOS else at
        yield marker, body, content[at:data_end], data_end
        at = data_end


def _end_of_data(content: bytes, at: int) -> int:
    """Return where the coded data of a scan ends: at the first marker that is neither a restart nor a stuffed FF."""
    found = _MARKER.search(content, at)
    if found is None:
        raise KnownError("attachment_broken")
    return found.start()


def _used(marker: int, body: bytes) -> int:
    """Return how many bytes of a drawing segment are read by who draws (T.81 B.2); the rest could say anything."""
    used = 0
    try:
        if marker == _DRI:
            used = 2
        elif marker == _DQT:
            while used < len(body):
                used += 65 + 64 * (body[used] >> 4 != 0)
        elif marker == _DHT:
            while used < len(body):
                used += 17 + sum(body[used + 1 : used + 17])
        elif marker in _FRAMES:
            used = 6 + 3 * body[5]
        elif marker == _SOS:
            used = 4 + 2 * body[0]
    except IndexError as error:
        raise KnownError("attachment_broken") from error
    if used > len(body):
        raise KnownError("attachment_broken")
    return used


def _check_size(frame: bytes) -> None:
    if len(frame) < 6:  # noqa: PLR2004 - precision, height, width, components
        raise KnownError("attachment_broken")
    _, height, width, _ = struct.unpack(">BHHB", frame[:6])
    if not height or not width:
        raise KnownError("attachment_broken")
    if height * width > MAX_PIXELS:
        raise KnownError("attachment_too_many_pixels", limit=MAX_PIXELS // 1_000_000)


def _segment(marker: int, body: bytes) -> bytes:
    if marker == _EOI:
        return b"\xff\xd9"
    return struct.pack(">BBH", _FF, marker, len(body) + 2) + body
