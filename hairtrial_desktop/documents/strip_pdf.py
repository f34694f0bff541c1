"""A scanned PDF (ISO 32000) drawn into a new one: pages and what they show, without document data, files or scripts.

Notes and stamps that somebody put on a page become part of it; who put them there is gone. Pictures inside lose what
their camera wrote, as single pictures do.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream

from hairtrial_desktop.casebook.attached_file import MAX_PIXELS
from hairtrial_desktop.documents.strip_jpeg import strip_jpeg
from hairtrial_desktop.documents.strip_jpx import strip_jpx
from hairtrial_desktop.study.errors import KnownError

MAX_PAGES = 200
_PAGE = frozenset({"/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group"})
_INSIDE = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/AF", "/Alternates", "/StructParent", "/StructParents")
_WRONG = (
    pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OverflowError,
    NotImplementedError, MemoryError,
)  # fmt: skip


def strip_pdf(content: bytes) -> tuple[bytes, set[str]]:
    """Return (bytes with nothing but the pages, what was taken out).

    KnownError ``attachment_broken`` | ``attachment_pdf_locked`` | ``attachment_too_many_pixels`` |
    ``attachment_too_many_pages``.
    """
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as source:
            return _strip(source)
    except KnownError:
        raise
    except pikepdf.PasswordError as error:
        raise KnownError("attachment_pdf_locked") from error
    except _WRONG as error:
        raise KnownError("attachment_broken") from error


def _strip(source: Pdf) -> tuple[bytes, set[str]]:
    if source.is_encrypted:
        raise KnownError("attachment_pdf_locked")
    if not len(source.pages):
        raise KnownError("attachment_broken")
    if len(source.pages) > MAX_PAGES:
        raise KnownError("attachment_too_many_pages", limit=MAX_PAGES)
    stripped = _told(source)
    source.flatten_annotations("all")
    with pikepdf.new() as target:
        for page in source.pages:
            for key in set(page.obj.keys()) - _PAGE - {"/Parent"}:
                del page.obj[key]
            target.pages.append(page)
        for thing in target.objects:
            if isinstance(thing, (Dictionary, Stream)):
                stripped |= _clean(thing)
        made = BytesIO()
        target.save(made, deterministic_id=True, fix_metadata_version=False)
        return made.getvalue(), stripped


def _told(source: Pdf) -> set[str]:
    """Return what stands beside the pages."""
    root, found = source.Root, set()
    names = root.get("/Names", Dictionary())
    if len(source.trailer.get("/Info", Dictionary())):
        found.add("document")
    found |= {"xmp"} if "/Metadata" in root else set()
    found |= {"embedded"} if "/EmbeddedFiles" in names or "/AF" in root else set()
    found |= {"actions"} if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root else set()
    for page in source.pages:
        found |= {"actions"} if "/AA" in page.obj else set()
        found |= {"marks"} if len(page.obj.get("/Annots", ())) else set()
    return found


def _clean(thing: Object) -> set[str]:
    """Take out of a dictionary or stream what is not drawn."""
    stripped = set()
    for key in _INSIDE:
        if key in thing:
            del thing[key]
            stripped |= {"xmp"} if key == "/Metadata" else set()
    if thing.get("/Subtype") == Name.Image:
        _check_pixels(thing)
        stripped |= _clean_picture(thing)
    return stripped


def _clean_picture(thing: Object) -> set[str]:
    """Take out of a picture what its camera or scanner wrote."""
    how: Any = thing.get("/DecodeParms")
    if _filters(thing) == ["/DCTDecode"]:
        picture, found = strip_jpeg(thing.read_raw_bytes(), turned=False)  # a PDF does not ask which way up
        thing.write(picture, filter=Name.DCTDecode, decode_parms=how)
        return found
    if _filters(thing) == ["/JPXDecode"]:
        picture, found = strip_jpx(thing.read_raw_bytes())
        thing.write(picture, filter=Name.JPXDecode, decode_parms=how)
        return found
    return set()


def _filters(thing: Object) -> list[str]:
    found: Any = thing.get("/Filter")
    if found is None:
        return []
    return [str(found)] if isinstance(found, Name) or not isinstance(found, pikepdf.Array) else [str(x) for x in found]


def _check_pixels(image: Object) -> None:
    width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    if width < 0 or height < 0 or width * height > MAX_PIXELS:
        raise KnownError("attachment_too_many_pixels", limit=MAX_PIXELS // 1_000_000)
