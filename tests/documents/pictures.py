"""Photographs and scans as cameras, telephones and scanners write them; where they were taken is invented."""

from __future__ import annotations

import io
import struct

import pikepdf
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from reportlab.pdfgen.canvas import Canvas

WHERE = b"N 22 31 59 SHENZHEN"
WHO = "张三丰的照片"


def image(width: int = 40, height: int = 20) -> QImage:
    """Return a picture whose every pixel differs from its neighbours: red rises to the right, green downwards."""
    made = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            made.setPixelColor(x, y, QColor(255 * x // width, 255 * y // height, 90))
    return made


def written(picture: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture.save(buffer, kind)  # type: ignore[call-overload]  # the stubs want bytes for the format
    return bytes(buffer.data().data())


def tiff(orientation: int = 1, order: str = "<") -> bytes:
    """Return EXIF as a telephone writes it: maker, orientation, and a GPS directory with words in it."""
    mark = b"II" if order == "<" else b"MM"
    make, gps = 8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 20
    body = mark + struct.pack(f"{order}HI", 42, 8) + struct.pack(f"{order}H", 3)
    body += struct.pack(f"{order}HHII", 0x010F, 2, 20, make)
    body += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    body += struct.pack(f"{order}HHII", 0x8825, 4, 1, gps)
    body += struct.pack(f"{order}I", 0) + b"TELEPHONE OF A NURSE"
    return body + struct.pack(f"{order}HHHII", 1, 0x001B, 7, len(WHERE), gps + 18) + struct.pack(f"{order}I", 0) + WHERE


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def photograph(orientation: int = 1, picture: QImage | None = None) -> bytes:
    """Return a JPEG with everything in it that must not stay."""
    plain = written(picture or image(), "JPG")
    added = (
        segment(0xE1, b"Exif\x00\x00" + tiff(orientation))
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + WHO.encode() + b"</x:xmpmeta>")
        + segment(0xED, b"Photoshop 3.0\x008BIM" + WHO.encode())
        + segment(0xE2, b"MPF\x00" + WHERE)
        + segment(0xFE, WHO.encode())
    )
    return plain[:2] + added + plain[2:] + b"a second picture after the first" + plain


def scan(pages: int = 2, picture: bytes = b"") -> bytes:
    """Return a PDF with a JPEG on each page, document data, a file inside and a script."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pageCompression=1)
    canvas.setAuthor(WHO)
    for number in range(1, pages + 1):
        canvas.drawString(100, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(drawn) as pdf:
        for page in pdf.pages:
            held = pdf.make_stream(picture or photograph())
            held.Type, held.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            held.Width, held.Height, held.BitsPerComponent = 40, 20, 8
            held.ColorSpace, held.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
            held.Metadata = pdf.make_stream(WHO.encode())
            page.add_resource(held, pikepdf.Name.XObject, pikepdf.Name.Photo)
            page.contents_add(b"q 400 0 0 200 100 400 cm /Photo Do Q")
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], T=WHO)
            page.Annots = pdf.make_indirect(pikepdf.Array([note]))
        pdf.attachments["list.txt"] = pikepdf.AttachedFileSpec(
            pdf, WHO.encode(), filename="list.txt", description="", mime_type="", creation_date="", mod_date=""
        )
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
        with pdf.open_metadata() as meta:
            meta["dc:title"] = WHO
        made = io.BytesIO()
        pdf.save(made, compress_streams=False)
        return made.getvalue()
