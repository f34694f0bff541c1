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
_INSIDE = (
    "/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/AF", "/Alternates", "/StructParent", "/StructParents", "/EF",
)  # fmt: skip
_STREAM = frozenset({"/Type", "/Subtype", "/Filter", "/DecodeParms", "/Length"})
_IMAGE = _STREAM | {
    "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode",
    "/Interpolate", "/SMask", "/SMaskInData", "/Matte",
}  # fmt: skip
_FORM = _STREAM | {"/FormType", "/BBox", "/Matrix", "/Resources", "/Group"}
_RESOURCES = frozenset({"/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet"})
_WRONG = (
    pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OverflowError,
    NotImplementedError, MemoryError, pikepdf.DeletedObjectError,
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
                if thing.get("/Subtype") == Name.Form or thing.get("/PatternType") == 1:
                    stripped |= _redraw(thing)
        for page in target.pages:
            page.contents_coalesce()
            stripped |= _redraw(page.obj.get("/Contents"))
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
    if "/Resources" in thing:
        stripped |= _clean_resources(thing)
    if thing.get("/Subtype") == Name.Image:
        stripped |= _keep(thing, _IMAGE)
        _check_pixels(thing)
        stripped |= _clean_picture(thing)
    return stripped


def _keep(thing: Object, wanted: frozenset[str]) -> set[str]:
    """Drop every key but those that are drawn."""
    others = set(thing.keys()) - wanted
    for key in others:
        del thing[key]
    return {"application"} if others else set()


def _clean_resources(owner: Object) -> set[str]:
    """Take out of a page's or form's resources what no page draws: private data, marks, files among the pictures."""
    resources = owner["/Resources"]
    stripped = _keep(resources, _RESOURCES)
    things = resources.get("/XObject", Dictionary())
    for name, thing in list(things.items()):
        if not isinstance(thing, Stream) or thing.get("/Subtype") not in (Name.Image, Name.Form):
            del things[name]
            stripped.add("embedded")
        elif thing.Subtype == Name.Form:
            stripped |= _keep(thing, _FORM)
    return stripped


def _redraw(contents: Object | None) -> set[str]:
    """Write what a page draws anew, without comments and without what is said beside the drawing."""
    if not isinstance(contents, Stream):
        return set()
    drawn: list[Any] = []
    for step in pikepdf.parse_content_stream(contents):
        if isinstance(step, pikepdf.ContentStreamInlineImage):
            _refuse_camera(step)
            drawn.append(step)
        elif str(step.operator) in ("BDC", "DP"):  # a tag with words of its own; the tag alone draws nothing else
            operator = pikepdf.Operator("BMC" if str(step.operator) == "BDC" else "MP")
            drawn.append(pikepdf.ContentStreamInstruction([step.operands[0]], operator))
        else:
            drawn.append(step)
    written = pikepdf.unparse_content_stream(drawn)
    before = contents.read_bytes()
    contents.write(written)
    return {"comment"} if b"%" in before and b"%" not in written else set()


def _refuse_camera(image: pikepdf.ContentStreamInlineImage) -> None:
    """Raise KnownError ``attachment_broken``: a camera's picture inside the drawing cannot be told from its words."""
    for name in image.iimage.filters:
        if name in ("/DCTDecode", "/DCT"):
            raise KnownError("attachment_broken")


def _clean_picture(thing: Object) -> set[str]:
    """Take out of a picture what its camera or scanner wrote."""
    filters = _filters(thing)
    if not filters or filters[-1] not in ("/DCTDecode", "/JPXDecode"):
        return set()
    how = _last_parms(thing)
    raw = thing.read_raw_bytes()
    if len(filters) > 1:  # packed once more around the picture: unpack that
        raw = _unpacked(raw, filters[:-1], thing.get("/DecodeParms"))
    if filters[-1] == "/DCTDecode":
        picture, found = strip_jpeg(raw, turned=False)  # a PDF does not ask which way up
    else:
        picture, found = strip_jpx(raw)
    thing.write(picture, filter=Name(filters[-1]), decode_parms=how)
    return found


def _unpacked(raw: bytes, filters: list[str], parms: Any) -> bytes:  # noqa: ANN401 - pikepdf's own objects
    """Return ``raw`` without the packings that stand before the picture's own."""
    with pikepdf.new() as aside:
        outer = Stream(aside, b"")
        kept = pikepdf.Array(list(parms)[:-1]) if isinstance(parms, pikepdf.Array) else None
        outer.write(raw, filter=pikepdf.Array([Name(each) for each in filters]), decode_parms=kept)
        return outer.read_bytes()


def _last_parms(thing: Object) -> Any:  # noqa: ANN401 - pikepdf's own objects
    parms: Any = thing.get("/DecodeParms")
    if isinstance(parms, pikepdf.Array):
        return parms[-1] if len(parms) else None
    return parms


def _filters(thing: Object) -> list[str]:
    found: Any = thing.get("/Filter")
    if found is None:
        return []
    return [str(found)] if isinstance(found, Name) or not isinstance(found, pikepdf.Array) else [str(x) for x in found]


def _check_pixels(image: Object) -> None:
    width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    if width < 0 or height < 0 or width * height > MAX_PIXELS:
        raise KnownError("attachment_too_many_pixels", limit=MAX_PIXELS // 1_000_000)
