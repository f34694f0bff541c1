"""PNG (ISO/IEC 15948) without texts, times and other additions. The compressed picture is taken over byte for byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from hairtrial_desktop.casebook.attached_file import MAX_PIXELS
from hairtrial_desktop.documents.strip_exif import UPRIGHT, orientation_only, read_exif
from hairtrial_desktop.study.errors import KnownError

_HEAD = b"\x89PNG\r\n\x1a\n"
_DRAWN = {  # chunk -> how long it can be at most; what is longer says more than it draws
    b"PLTE": 768, b"tRNS": 256, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"sBIT": 4, b"bKGD": 6, b"pHYs": 9,
}  # fmt: skip
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # colour type -> samples per pixel
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))  # Adam7
_PIECE = 1 << 20
_ANCILLARY = 0x20  # in the first letter of a chunk's name
_LARGEST = 0x7FFFFFFF


def strip_png(content: bytes) -> tuple[bytes, set[str]]:
    """Return (bytes with nothing but the picture, what was taken out).

    KnownError ``attachment_broken`` | ``attachment_too_many_pixels``.
    """
    picture, end = _Picture(), 0
    for kind, body, after in _chunks(content):
        end = after
        picture.take(kind, body)
    kept = picture.written()
    if content[end:]:
        picture.stripped.add("trailing")
    return kept, picture.stripped


class _Picture:
    """The chunks of one picture that are kept."""

    def __init__(self) -> None:
        self.stripped: set[str] = set()
        self._before: list[bytes] = []
        self._data: list[bytes] = []
        self._orientation, self._expected = UPRIGHT, -1

    def take(self, kind: bytes, body: bytes) -> None:
        """Keep or drop a chunk."""
        if (kind == b"IHDR") is not (self._expected < 0):  # first, and once
            raise KnownError("attachment_broken")
        if kind == b"IHDR":
            self._expected = _drawn_size(body)
            self._before.append(_chunk(kind, body))
        elif kind == b"IDAT":
            self._data.append(body)
        elif len(body) <= _DRAWN.get(kind, -1) and not self._data:
            self._before.append(_chunk(kind, body))
        elif kind != b"IEND":
            self._drop(kind, body)

    def _drop(self, kind: bytes, body: bytes) -> None:
        if not kind[0] & _ANCILLARY:  # without it the picture is not what it should be
            raise KnownError("attachment_broken")
        if kind == b"eXIf":
            self._orientation, place = read_exif(body)
            self.stripped |= {"exif", "location"} if place else {"exif"}
        else:
            self.stripped.add("comment" if kind in _TEXTS else "application")

    def written(self) -> bytes:
        """Return the picture; its data is read to the end once."""
        data = b"".join(self._data)
        used = _check_data(data, self._expected)
        if used < len(data):
            self.stripped.add("trailing")
        turned = self._orientation != UPRIGHT
        exif = [_chunk(b"eXIf", orientation_only(self._orientation))] if turned else []
        return _HEAD + b"".join((*self._before, *exif, _chunk(b"IDAT", data[:used]), _chunk(b"IEND", b"")))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield (kind, body, where it ends) up to IEND."""
    at = len(_HEAD)
    while True:
        if at + 12 > len(content):
            raise KnownError("attachment_broken")
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        crc = content[at + 8 + length : at + 12 + length]
        if length > _LARGEST or crc != struct.pack(">I", zlib.crc32(kind + body)):
            raise KnownError("attachment_broken")
        at += 12 + length
        yield kind, body, at
        if kind == b"IEND":
            return


def _drawn_size(header: bytes) -> int:
    """Return how many bytes the picture is before compression."""
    if len(header) != 13:  # noqa: PLR2004 - the length of IHDR
        raise KnownError("attachment_broken")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", header)
    sound = width and height and colour in _CHANNELS and depth in {1, 2, 4, 8, 16}
    if not sound or compression or filtering or interlace > 1:
        raise KnownError("attachment_broken")
    if width * height > MAX_PIXELS:
        raise KnownError("attachment_too_many_pixels", limit=MAX_PIXELS // 1_000_000)
    bits = _CHANNELS[colour] * depth
    passes = _PASSES if interlace else ((0, 0, 1, 1),)
    sizes = [(-((left - width) // across), -((top - height) // down)) for left, top, across, down in passes]
    return sum(tall * (1 + (wide * bits + 7) // 8) for wide, tall in sizes if wide > 0 and tall > 0)


def _check_data(data: bytes, expected: int) -> int:
    """Return how many compressed bytes the picture takes; a piece at a time, so that nothing swells in memory."""
    reader, found, rest = zlib.decompressobj(), 0, data
    try:
        while not reader.eof:
            piece = reader.decompress(rest, _PIECE)
            found, rest = found + len(piece), reader.unconsumed_tail
            if found > expected or (not piece and not rest and not reader.eof):
                raise KnownError("attachment_broken")
    except zlib.error as error:
        raise KnownError("attachment_broken") from error
    if found != expected:
        raise KnownError("attachment_broken")
    return len(data) - len(reader.unused_data)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))
