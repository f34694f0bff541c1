"""A photograph or scan ready to be kept: nothing in it but the picture, and what was taken out (PI-02; R3-17).

A camera writes where and with which telephone a picture was taken, a scanner who scanned it; neither belongs in a
casebook. ``documents.file_stripping`` makes these from what a person chose. The name of the chosen file, which often
holds a participant's name, is not asked for anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 64_000_000  # a picture may take four bytes for each when it is shown

MEDIA_WORDS: Mapping[str, str] = MappingProxyType({JPEG: "JPEG", PNG: "PNG", PDF: "PDF"})
SUFFIXES: Mapping[str, str] = MappingProxyType({JPEG: "jpg", PNG: "png", PDF: "pdf"})

STRIPPED_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "location": Text("拍摄地点", "place where it was taken"),
        "exif": Text("相机信息（EXIF）", "camera data (EXIF)"),
        "xmp": Text("编辑信息（XMP）", "editing data (XMP)"),
        "photoshop": Text("编辑软件信息", "data of an editing program"),
        "comment": Text("备注文字", "comments"),
        "thumbnail": Text("缩略图", "thumbnail"),
        "application": Text("其他附加信息", "other additions"),
        "trailing": Text("图像之后的数据", "data after the picture"),
        "document": Text("文档信息", "document data"),
        "embedded": Text("内嵌文件", "embedded files"),
        "actions": Text("脚本与动作", "scripts and actions"),
        "marks": Text("批注信息", "data of annotations"),
    }
)


@dataclass(frozen=True)
class StrippedFile:
    """``content`` is what is kept; the hashes (SHA-256, hex) are of it and of the bytes as chosen.

    ``stripped``: keys of :data:`STRIPPED_WORDS`, sorted.
    """

    content: bytes
    media_type: str
    sha256: str
    original_sha256: str
    stripped: tuple[str, ...]


def media_type_of(content: bytes) -> str | None:
    """Return what the bytes say they are, None for anything that is not kept; no file name is asked."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return PDF if content.startswith(b"%PDF-") else None
