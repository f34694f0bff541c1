"""Draws a CRF page as a PDF: A4, in the order of the screen, the same bytes for the same page and language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
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
from hairtrial_desktop.documents.labels import Labels, labels
from hairtrial_desktop.documents.list_table import ListTables
from hairtrial_desktop.documents.page_furniture import PageFurniture
from hairtrial_desktop.documents.pagination import Placed, paginate
from hairtrial_desktop.documents.pdfa import Finish, Identity
from hairtrial_desktop.documents.signature_block import FieldPlace, SignatureBox, SignatureSection
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.text_flow import Flow, Run, Style


@dataclass(frozen=True)
class _LaidOut:
    """One form on its pages; ``chapter`` is the bookmark above it, ``deeper`` how much lower its own ones are."""

    furniture: PageFurniture
    pages: tuple[tuple[Placed, ...], ...]
    chapter: str = ""
    deeper: int = 0


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
        words = labels(language)
        root = Element("Document")
        laid = self._laid_out(page, words, root, sealed=sealed)
        pages = laid.pages
        identity = Identity(
            title=words.title.format(form=page.form_name, subject=page.subject, visit=page.visit),
            author=page.site,
            subject=page.document_id,
            program=page.program,
            language=words.code,
        )
        raw = self._paint([laid])
        return self.finish.apply(raw, identity, root, _field(pages), words.electronic)

    def draw_book(self, chapters: Sequence[tuple[str, Sequence[CrfPage]]], identity: Identity, language: str) -> bytes:
        """Return one PDF/A-2b of many forms, with a bookmark for every chapter and, under it, for every form.

        Raises KnownError ``glyph_missing``.
        """
        words, root = labels(language), Element("Document")
        laid = []
        for title, pages in chapters:
            for at, page in enumerate(pages):
                chapter = title if at == 0 else ""
                laid.append(replace(self._laid_out(page, words, root.add("Part")), chapter=chapter, deeper=1))
        return self.finish.apply(self._paint(laid), replace(identity, language=words.code), root, None, "")

    def _laid_out(self, page: CrfPage, words: Labels, root: Element, *, sealed: bool = False) -> _LaidOut:
        self.fonts.require(_texts(page))
        form = FormBlocks(page, words, Flow(self.fonts), root)
        furniture = PageFurniture(page, words, form.flow)
        blocks = [
            *form.blocks(), *ListTables(form).blocks(), *ChangeTable(form).blocks(),
            *SignatureSection(form, sealed).blocks(), *_digest(form),
        ]  # fmt: skip
        return _LaidOut(furniture, paginate(blocks, furniture.top, furniture.bottom))

    def _paint(self, parts: Sequence[_LaidOut]) -> bytes:
        target = BytesIO()
        # invariant: no dates, so that the same page gives the same bytes; no Helvetica, which would not be embedded
        canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=1, initialFontName=REGULAR)
        ink = Ink(canvas, self.fonts)
        count, number = sum(len(part.pages) for part in parts), 0
        for part in parts:
            for placed in part.pages:
                number += 1
                part.furniture.draw(ink, number, count)
                if part.chapter and placed is part.pages[0]:
                    _outline(canvas, part.chapter, 0, number, 0.0)
                for item in placed:
                    title, level = item.block.bookmark
                    if title:
                        _outline(canvas, title, level + part.deeper, number, item.top)
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


def _outline(canvas: Canvas, title: str, level: int, number: int, top: float) -> None:
    key = f"p{number}-{level}-{top:.1f}"
    canvas.bookmarkHorizontal(key, 0, canvas._pagesize[1] - top)  # noqa: SLF001 - reportlab has no getter
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
