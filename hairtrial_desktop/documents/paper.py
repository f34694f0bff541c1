"""``casebook.ports.Paper``: pages in, final bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from pyhanko.keys import load_certs_from_pemder_data

from hairtrial_desktop.casebook.crf_page import CrfPage, SignatureShown
from hairtrial_desktop.casebook.ports import SignedPaper, SigningKey
from hairtrial_desktop.documents.crf_pdf import CrfDrawing
from hairtrial_desktop.documents.fonts import FontSet
from hairtrial_desktop.documents.pdfa import Finish, Identity
from hairtrial_desktop.documents.signing import SignatureWords, sign_pdf


@dataclass(frozen=True)
class CrfPaper:
    """Draws and signs CRF pages. One instance may be shared by jobs: it holds nothing but fonts and a profile."""

    drawing: CrfDrawing

    @classmethod
    def bundled(cls) -> CrfPaper:
        """Return the paper with the fonts and the profile that come with the program."""
        return cls(CrfDrawing(FontSet(), Finish.bundled()))

    def render(self, page: CrfPage, language: str) -> bytes:
        """Return the unsigned PDF/A-2b of ``page`` in ``zh`` or ``en``, the same bytes each time.

        Raises KnownError ``glyph_missing`` (``characters``).
        """
        return self.drawing.draw(page, language)

    def render_book(self, chapters: Sequence[tuple[str, Sequence[CrfPage]]], title: str, language: str) -> bytes:
        """Return one PDF/A-2b of many forms, bookmarked by chapter.

        ValueError where there is no form; KnownError ``glyph_missing``.
        """
        first = next((page for _, pages in chapters for page in pages), None)
        if first is None:
            raise ValueError("no form")
        identity = Identity(title, first.site, f"{first.subject}@{first.head_seq}", first.program, language)
        return self.drawing.draw_book(chapters, identity, language)

    def render_signed(self, page: CrfPage, language: str, key: SigningKey, meaning: str, at: datetime) -> SignedPaper:
        """Render ``page`` without watermark and PAdES-sign it at the aware time ``at``; the bytes are final.

        The last valid signature of ``page.signatures`` is the one being given, and the electronic signature stands on
        it. Where the page shows none, one is printed from the key's name, ``meaning`` and ``at``.
        Raises KnownError ``glyph_missing`` (``characters``).
        """
        page = replace(page, draft=False)
        if all(signature.void for signature in page.signatures):
            shown = SignatureShown(key.name, "", meaning, f"{at:%Y-%m-%d %H:%M:%S} {_offset(at)}", "")
            page = replace(page, signatures=(*page.signatures, shown))
        drawn = self.drawing.draw(page, language, sealed=True)
        pdf = sign_pdf(drawn, key, SignatureWords(meaning, page.site, key.name), at)
        (certificate,) = load_certs_from_pemder_data(key.certificate_pem)
        return SignedPaper(pdf, sha256(pdf).hexdigest(), certificate.sha256.hex())


def _offset(at: datetime) -> str:
    text = f"{at:%z}"
    return f"{text[:3]}:{text[3:]}"
