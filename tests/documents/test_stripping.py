"""What a photograph or scan loses before it is kept, and that nobody loses the picture."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QImage, QImageReader

from hairtrial_desktop.casebook.attached_file import JPEG, MAX_BYTES, PDF, PNG, STRIPPED_WORDS
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.documents.strip_jpx import strip_jpx
from hairtrial_desktop.documents.strip_pdf import MAX_PAGES
from hairtrial_desktop.study.errors import KnownError
from tests.documents.pictures import WHERE, WHO, image, photograph, scan, segment, tiff, written

STRIPPING = FileStripping()


def looked_at(content: bytes) -> QImage:
    """Return the picture as a viewer shows it: turned the way up that it says."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return reader.read()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def png(orientation: int = 1) -> bytes:
    plain = written(image(), "PNG")
    head, rest = plain[:33], plain[33:]
    added = chunk(b"tEXt", b"Author\x00" + WHO.encode()) + chunk(b"eXIf", tiff(orientation, ">"))
    return head + added + rest + b"more after the end"


def refused(content: bytes) -> str:
    with pytest.raises(KnownError) as caught:
        STRIPPING.strip(content)
    return caught.value.code


def test_pi_02_a_photograph_loses_where_and_with_what_it_was_taken() -> None:
    kept = STRIPPING.strip(photograph())
    assert kept.media_type == JPEG
    for told in (WHERE, WHO.encode(), b"TELEPHONE", b"Exif", b"xap", b"Photoshop", b"MPF", b"second picture"):
        assert told in photograph()
        assert told not in kept.content
    assert kept.stripped == ("application", "comment", "exif", "location", "photoshop", "trailing", "xmp")
    assert set(kept.stripped) <= STRIPPED_WORDS.keys()


def test_a_photograph_keeps_every_pixel() -> None:
    assert looked_at(STRIPPING.strip(photograph()).content) == looked_at(written(image(), "JPG"))


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_photograph_stays_the_way_up_it_was_taken(orientation: int) -> None:
    kept = STRIPPING.strip(photograph(orientation)).content
    assert WHERE not in kept
    assert looked_at(kept) == looked_at(photograph(orientation))
    assert looked_at(kept) != looked_at(written(image(), "JPG"))


def test_the_thumbnail_of_a_photograph_is_dropped() -> None:
    plain = written(image(), "JPG")
    small = b"\x02\x01" + b"FACEFA"
    with_thumbnail = plain[:2] + segment(0xE0, plain[6:18] + small) + plain[20:]
    kept = STRIPPING.strip(with_thumbnail)
    assert b"FACE" not in kept.content
    assert kept.stripped == ("thumbnail",)
    assert looked_at(kept.content) == looked_at(plain)


def test_pi_02_a_png_loses_its_texts_and_keeps_every_pixel() -> None:
    kept = STRIPPING.strip(png())
    assert (kept.media_type, kept.stripped) == (PNG, ("comment", "exif", "location", "trailing"))
    assert WHERE not in kept.content
    assert WHO.encode() not in kept.content
    assert looked_at(kept.content) == image()
    assert b"eXIf" in STRIPPING.strip(png(6)).content
    assert WHERE not in STRIPPING.strip(png(6)).content


def test_pi_02_a_scan_loses_document_data_files_and_scripts_and_its_pictures_theirs() -> None:
    kept = STRIPPING.strip(scan())
    assert kept.media_type == PDF
    assert {"actions", "document", "embedded", "exif", "location", "marks", "xmp"} <= set(kept.stripped)
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        assert len(pdf.pages) == 2
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        assert all("/Annots" not in page.obj for page in pdf.pages)
        everything = b"".join(thing.read_raw_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream))
    for told in (WHERE, WHO.encode(), WHO.encode("utf-16-be"), b"JavaScript", b"list.txt"):
        assert told not in kept.content
        assert told not in everything


def test_what_is_kept_is_kept_alike_a_second_time() -> None:
    for content in (photograph(6), png(3), scan()):
        once = STRIPPING.strip(content)
        again = STRIPPING.strip(once.content)
        assert again.stripped in {(), ("exif",)}  # which way up it is, written anew
        assert again.content == once.content or once.media_type == PDF


def test_the_kind_is_read_from_the_bytes_never_from_the_name(tmp_path: Path) -> None:
    path = tmp_path / f"{WHO}.pdf"
    path.write_bytes(photograph())
    assert STRIPPING.take(path).media_type == JPEG
    path.write_bytes(b"MZ this is a program")
    with pytest.raises(KnownError, match="attachment_kind_unknown") as caught:
        STRIPPING.take(path)
    assert WHO not in repr(caught.value)


def test_pi_02_an_error_never_says_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="attachment_unreadable") as caught:
        STRIPPING.take(tmp_path / f"{WHO}.jpg")
    assert WHO not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_file_of_more_than_fifty_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 1 << 40)  # a hole of a terabyte: reading it would never end
    with pytest.raises(KnownError, match="attachment_too_large"):
        STRIPPING.take(path)
    assert refused(photograph().ljust(MAX_BYTES + 1, b"\x00")) == "attachment_too_large"


def test_a_picture_that_would_swell_in_memory_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    assert refused(bomb) == "attachment_too_many_pixels"
    small = struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0)
    hidden = zlib.compress(bytes(100_000_000), 9)
    swollen = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", small) + chunk(b"IDAT", hidden) + chunk(b"IEND", b"")
    assert refused(swollen) == "attachment_broken"
    content = photograph()
    at = content.rindex(b"\xff\xc0", 0, content.index(b"\xff\xda"))
    huge = content[: at + 5] + struct.pack(">HH", 60_000, 60_000) + content[at + 9 :]
    assert refused(huge) == "attachment_too_many_pixels"
    assert refused(scan(picture=huge)) == "attachment_too_many_pixels"


def test_a_pdf_that_is_locked_or_too_long_is_refused() -> None:
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
        only_owner = io.BytesIO()
        pdf.save(only_owner, encryption=pikepdf.Encryption(owner="a", user=""))
    assert refused(locked.getvalue()) == "attachment_pdf_locked"
    assert refused(only_owner.getvalue()) == "attachment_pdf_locked"
    with pikepdf.new() as long:
        for _ in range(MAX_PAGES + 1):
            long.add_blank_page()
        made = io.BytesIO()
        long.save(made)
    assert refused(made.getvalue()) == "attachment_too_many_pages"


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def test_pi_02_a_jpeg_2000_in_a_scan_loses_the_boxes_that_draw_nothing() -> None:
    drawn = [box(b"jP  ", b"\r\n\x87\n"), box(b"ftyp", b"jp2 \0\0\0\0jp2 "), box(b"jp2h", b"size and colours")]
    added = [box(b"xml ", WHO.encode()), box(b"uuid", WHERE), struct.pack(">I4sQ", 1, b"uinf", 20) + b"more"]
    codestream = struct.pack(">I4s", 0, b"jp2c") + b"\xff\x4f\xff\x51the picture"
    assert strip_jpx(b"".join((*drawn, *added, codestream))) == (
        b"".join((*drawn, codestream)), {"xmp", "application"}
    )  # fmt: skip
    assert strip_jpx(b"\xff\x4f\xff\x51bare") == (b"\xff\x4f\xff\x51bare", set())
    for broken in (b"", drawn[0], box(b"jp2c", b"x")[:-1], b"\0\0\0\3jp2c"):
        with pytest.raises(KnownError, match="attachment_broken"):
            strip_jpx(broken)


def interlaced() -> bytes:
    """Return an interlaced grey picture of 5 by 3, whose seven passes are written by hand."""
    widths, heights = (1, 1, 2, 1, 3, 2, 5), (1, 1, 0, 1, 1, 2, 1)  # of Adam7 for this size
    rows = b"".join(b"\x00" + b"\x55" * wide for wide, tall in zip(widths, heights, strict=True) for _ in range(tall))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 3, 8, 0, 0, 0, 1))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_an_interlaced_png_is_measured_pass_by_pass() -> None:
    assert looked_at(interlaced()).size() == QSize(5, 3)
    assert STRIPPING.strip(interlaced()).content == interlaced()


@pytest.mark.parametrize("content", [photograph(), png()], ids=["jpeg", "png"])
def test_a_file_cut_off_anywhere_is_refused_or_kept_whole(content: bytes) -> None:
    whole = STRIPPING.strip(content).content
    for at in range(9, len(content), 13):
        try:
            assert STRIPPING.strip(content[:at]).content == whole
        except KnownError as error:
            assert error.code == "attachment_broken"  # noqa: PT017 - either way is right


WHOLE = {"jpeg": photograph(3), "png": png(3), "pdf": scan(1)}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=0, max_size=6)), min_size=1, max_size=6),
)
@example("jpeg", [(2, b"\xff\xd8")])
@example("pdf", [(0, b"%PDF-9.9")])
def test_r3_17_whatever_a_file_holds_it_is_kept_or_refused_in_words(
    kind: str, changes: list[tuple[int, bytes]]
) -> None:
    content = bytearray(WHOLE[kind])
    for at, new in changes:
        at %= len(content)  # noqa: PLW2901 - brought into the file
        content[at : at + len(new)] = new
    try:
        kept = STRIPPING.strip(bytes(content))
    except KnownError:
        return
    assert kept.sha256 != kept.original_sha256 or kept.content == bytes(content)
    if kept.media_type != PDF:
        STRIPPING.strip(kept.content)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b""]), st.binary(max_size=400))
def test_no_bytes_make_it_fail_in_another_way(head: bytes, rest: bytes) -> None:
    try:
        STRIPPING.strip(head + rest)
    except KnownError as error:
        assert error.code.startswith("attachment_")  # noqa: PT017 - either way is right


def _drawn(pdf: pikepdf.Pdf, content: bytes, **resources: pikepdf.Object) -> None:
    pdf.pages[0].obj.Resources = pikepdf.Dictionary({f"/{name}": thing for name, thing in resources.items()})
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, content)


def _picture(pdf: pikepdf.Pdf, data: bytes, filters: list[str]) -> pikepdf.Stream:
    made = pikepdf.Stream(pdf, b"")
    made.write(data, filter=pikepdf.Array([pikepdf.Name(each) for each in filters]))
    made.Type, made.Subtype, made.ColorSpace = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DeviceRGB
    made.Width, made.Height, made.BitsPerComponent = 40, 20, 8
    return made


def _hide(pdf: pikepdf.Pdf, where: str) -> None:
    shown, dictionary = b"q 200 0 0 200 0 0 cm /Im0 Do Q", pikepdf.Dictionary
    if where == "a packed picture":
        packed = _picture(pdf, zlib.compress(photograph()), ["/FlateDecode", "/DCTDecode"])
        _drawn(pdf, shown, XObject=dictionary(Im0=packed))
    elif where == "the picture of a form":
        form = pikepdf.Stream(pdf, b"% " + WHERE + b"\nq Q")
        form.Subtype, form.BBox, form.Secret = pikepdf.Name.Form, [0, 0, 9, 9], pikepdf.String(WHERE.decode())
        _drawn(pdf, shown, XObject=dictionary(Im0=form))
    elif where == "a private resource":
        _drawn(pdf, b"q Q", Private=dictionary(Note=pikepdf.String(WHERE.decode())))
    elif where == "a stream that is no picture":
        _drawn(pdf, b"q Q", XObject=dictionary(F=pikepdf.Stream(pdf, WHERE)))
    elif where == "a file behind a mark":
        file = dictionary(Type=pikepdf.Name.Filespec, EF=dictionary(F=pikepdf.Stream(pdf, WHERE)))
        _drawn(pdf, b"/Span /P BDC q Q EMC", Properties=dictionary(P=pdf.make_indirect(file)))
    elif where == "a comment":
        _drawn(pdf, b"% " + WHERE + b"\nq Q")
    else:
        _drawn(pdf, b"/Span <</ActualText (" + WHERE + b")>> BDC q Q EMC")


@pytest.mark.parametrize("where", [
    "a packed picture", "the picture of a form", "a private resource", "a stream that is no picture",
    "a file behind a mark", "a comment", "words beside what is drawn",
])  # fmt: skip
def test_pi_02_nothing_hides_in_a_scan(where: str) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        _hide(pdf, where)
        source = io.BytesIO()
        pdf.save(source, compress_streams=False)
    kept = STRIPPING.strip(source.getvalue())
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        raw = b"".join(thing.read_raw_bytes() + thing.unparse(resolved=True) for thing in streams)
        texts = b"".join(thing.unparse(resolved=True) for thing in pdf.objects)
    assert WHERE not in raw + texts + kept.content
    assert b"TELEPHONE OF A NURSE" not in raw


def test_pi_02_nothing_hides_behind_the_end_of_a_segment_or_a_chunk() -> None:
    plain, drawn = photograph(), written(image(), "PNG")
    restarts = segment(0xDD, b"\x00\x00" + WHERE)
    size = b"\x00" * 9 + WHERE
    chunk = struct.pack(">I4s", len(size), b"pHYs") + size + struct.pack(">I", zlib.crc32(b"pHYs" + size))
    for content in (plain[:2] + restarts + plain[2:], drawn[:33] + chunk + drawn[33:]):
        kept = STRIPPING.strip(content)
        assert WHERE not in kept.content
        assert "application" in kept.stripped
