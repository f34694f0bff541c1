"""A form, or a sign-off page, as printed: the very bytes that were signed where they still hold, else drawn anew."""

from __future__ import annotations

from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.prints import PrintedDocument, numbered
from hairtrial_desktop.casebook.signature_meanings import asked_of
from hairtrial_desktop.casebook.signing import rendering
from hairtrial_desktop.ui.rooms import OpenSite


def form_paper(site: OpenSite, key: FormKey, language: str) -> tuple[bytes, PrintedDocument]:
    """Return the PDF of a form and what the register of prints keeps of it."""
    return page_paper(site, CrfPageBuilder(site.book, key, language).build(), language)


def page_paper(site: OpenSite, page: CrfPage, language: str) -> tuple[bytes, PrintedDocument]:
    """Return the PDF of ``page`` and what the register keeps of it. KnownError ``attachment_damaged``."""
    book = site.book
    standing = [view.row.data for view in asked_of(book, page.place).papers if view.standing]
    data = standing[-1] if standing else None
    edited, places = numbered(book, page, language if data is None else data["language"])
    if data is None:
        return site.paper.render(edited, language), PrintedDocument(page.document_id, places)
    pdf = rendering(book, data["attachment"], data["pdf_sha256"])
    return pdf, PrintedDocument(page.document_id, places, stamped=edited.edition)
