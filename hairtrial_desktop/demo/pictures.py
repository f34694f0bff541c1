"""An invented picture for the demo: dark strokes on a light ground, as hairs under a lens. Nobody's scalp."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT, _HAIRS, _LONG = 480, 360, 130, 26
_GROUND, _HAIR = 222, 74  # grey levels


def hairs() -> bytes:
    """Return it as PNG, always the same."""
    rows = [bytearray([_GROUND]) * _WIDTH for _ in range(_HEIGHT)]
    seed = 20261122
    for _ in range(_HAIRS):
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31)
        left, top, slant = seed % _WIDTH, (seed >> 9) % _HEIGHT, (seed >> 18) % 5 - 2
        for step in range(_LONG):
            for thick in (0, 1):
                x, y = left + step * slant // 4 + thick, top + step
                if 0 <= x < _WIDTH and y < _HEIGHT:
                    rows[y][x] = _HAIR
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\x00" + bytes(row) for row in rows), 9)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))
