"""Bytes for a print job: who printed when, or several forms in one job. Never stored, never signed."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import pikepdf
from pikepdf import Pdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from hairtrial_desktop.documents.blocks import LEFT
from hairtrial_desktop.documents.fonts import REGULAR, FontSet
from hairtrial_desktop.documents.ink import PAGE_HEIGHT, Ink
from hairtrial_desktop.documents.labels import labels
from hairtrial_desktop.documents.text_flow import MUTED, Style

_LINE = Style(size=6.8, color=MUTED)
_BASE = PAGE_HEIGHT - 25.0  # between the footer and the edge that printers cannot reach


def stamp_print(pdf: bytes, who: str, when_text: str, edition: str = "") -> bytes:
    """Return a copy of ``pdf`` whose every page says who printed it when (site time with zone), in its own language.

    ``edition`` says which version it is and which one it replaces, where the bytes, being signed, cannot say it.

    The copy is for the printer only: it is no longer PDF/A and its electronic signature is drawn, not kept; ``pdf``
    itself stays as it was signed (no file can hold its own print). Raises KnownError ``glyph_missing``.
    """
    fonts = FontSet()
    fonts.require((who, when_text, edition))
    with pikepdf.open(BytesIO(pdf)) as copy:
        _flatten(copy)
        words = labels("en" if str(copy.Root.get("/Lang", "")).startswith("en") else "zh")
        printed = words.printed.format(who=who, when=when_text)
        line = _one_line(" · ".join(part for part in (printed, edition) if part), fonts)
        with pikepdf.open(BytesIO(line)) as overlay:
            for page in copy.pages:
                page.add_overlay(overlay.pages[0], pikepdf.Rectangle(page.mediabox))
        return _saved(copy)


def join(pdfs: Iterable[bytes]) -> bytes:
    """Return the pages of ``pdfs`` one after the other, for one print job; each form keeps its own page numbers."""
    with pikepdf.new() as whole:
        for pdf in pdfs:
            with pikepdf.open(BytesIO(pdf)) as part:
                _flatten(part)
                whole.pages.extend(part.pages)
        return _saved(whole)


def _flatten(pdf: Pdf) -> None:
    """Turn the appearance of the signature into page content: a changed file must not claim to be signed."""
    pdf.flatten_annotations("print")
    for key in ("/AcroForm", "/Perms", "/Metadata"):
        if key in pdf.Root:
            del pdf.Root[key]


def _one_line(text: str, fonts: FontSet) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, initialFontName=REGULAR)
    ink = Ink(canvas, fonts)
    with ink.content(None):
        ink.text(text, _LINE, LEFT, _BASE)
    canvas.save()
    return target.getvalue()


def _saved(pdf: Pdf) -> bytes:
    target = BytesIO()
    pdf.save(target)
    return target.getvalue()
