"""Draws a CRF page as a PDF: A4, in the order of the screen, the same bytes for the same page and language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from io import BytesIO
from itertools import chain

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.documents.blocks import LEFT, WIDTH, Block, Cell, Strip
from hairtrial_desktop.documents.change_table import ChangeTable
from hairtrial_desktop.documents.fonts import REGULAR, FontSet
from hairtrial_desktop.documents.form_blocks import NOTE, FormBlocks
from hairtrial_desktop.documents.ink import Ink
from hairtrial_desktop.documents.labels import labels
from hairtrial_desktop.documents.page_furniture import PageFurniture
from hairtrial_desktop.documents.pagination import Placed, paginate
from hairtrial_desktop.documents.pdfa import Finish, Identity
from hairtrial_desktop.documents.signature_block import FieldPlace, SignatureBox, SignatureSection
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.text_flow import Flow, Run, Style


@dataclass(frozen=True)
class CrfDrawing:
    """Draws with one set of fonts."""

    fonts: FontSet
    finish: Finish

    def draw(self, page: CrfPage, language: str, *, sealed: bool = False) -> bytes:
        """Return the PDF/A-2b of ``page`` in ``zh`` or ``en``.

        ``sealed`` adds the empty signature field on the last valid signature. Raises KnownError ``glyph_missing``
        with the ``characters`` that no bundled font has.
        """
        self.fonts.require(_texts(page))
        words = labels(language)
        root = Element("Document")
        form = FormBlocks(page, words, Flow(self.fonts), root)
        furniture = PageFurniture(page, words, form.flow)
        blocks = [*form.blocks(), *ChangeTable(form).blocks(), *SignatureSection(form, sealed).blocks(), *_digest(form)]
        pages = paginate(blocks, furniture.top, furniture.bottom)
        identity = Identity(
            title=words.title.format(form=page.form_name, subject=page.subject, visit=page.visit),
            author=page.site,
            subject=page.document_id,
            program=page.program,
            language=words.code,
        )
        raw = self._paint(pages, furniture)
        return self.finish.apply(raw, identity, root, _field(pages), words.electronic)

    def _paint(self, pages: tuple[tuple[Placed, ...], ...], furniture: PageFurniture) -> bytes:
        target = BytesIO()
        # invariant: no dates, so that the same page gives the same bytes; no Helvetica, which would not be embedded
        canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=1, initialFontName=REGULAR)
        ink = Ink(canvas, self.fonts)
        for number, placed in enumerate(pages, start=1):
            furniture.draw(ink, number, len(pages))
            for item in placed:
                _bookmark(canvas, item, number)
                item.block.draw(ink, item.top)
            ink.next_page()
        canvas.save()
        return target.getvalue()


def _digest(form: FormBlocks) -> Iterator[Block]:
    """Yield the full record digest: it stands on the last page only (Appendix B)."""
    words = form.words
    runs = [
        Run(f"{words.digest_full}\u00a0 ", NOTE),
        Run(form.page.record_digest, Style(size=7.5, bold=True)),
        Run(f"\n{words.digest_note}", NOTE),
    ]
    yield Strip((Cell(LEFT, form.flow.lines(runs, WIDTH, 11.5), form.root.add("P")),), above=14, below=0, rule="")


def _bookmark(canvas: Canvas, item: Placed, number: int) -> None:
    title, level = item.block.bookmark
    if title:
        key = f"p{number}-{item.top:.1f}"
        canvas.bookmarkHorizontal(key, 0, canvas._pagesize[1] - item.top)  # noqa: SLF001 - reportlab has no getter
        canvas.addOutlineEntry(title, key, level=level)


def _field(pages: tuple[tuple[Placed, ...], ...]) -> FieldPlace | None:
    for number, item in chain.from_iterable(((n, item) for item in page) for n, page in enumerate(pages)):
        if isinstance(item.block, SignatureBox) and item.block.sealed:
            return item.block.place(number, item.top)
    return None


def _texts(part: object) -> Iterator[str]:
    """Yield every text in a page, so that a missing character is known before a line is drawn."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(item)
    elif is_dataclass(part):
        for item in fields(part):
            yield from _texts(getattr(part, item.name))
