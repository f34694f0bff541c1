"""Showing a list, or a whole casebook, as it will be printed; drawn apart, so that the window stays alive."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.casebook_pages import casebook_chapters
from hairtrial_desktop.casebook.list_paper import PrintedList, list_page
from hairtrial_desktop.casebook.prints import PrintedDocument, numbered
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.jobs import Lane
from hairtrial_desktop.ui.rooms import OpenSite


def preview_list(bench: Bench, window: QWidget, site: OpenSite, shown: PrintedList) -> None:
    """Draw ``shown`` and open the preview; whoever prints or keeps a copy stands in the print register."""
    language = bench.language.words.language
    try:
        page = list_page(site.book, shown, language)
    except Exception as error:  # noqa: BLE001 - known or not, the message centre says it
        bench.messages.fail(error)
        return

    def done(pdf: bytes) -> None:
        PrintPreview(bench, window, site, pdf, page.form_name, PrintedDocument(page.document_id)).start()

    bench.jobs.run(Lane.READ, lambda _job: site.paper.render(page, language), done, bench.messages.fail)


def preview_casebook(bench: Bench, window: QWidget, site: OpenSite, subject: str) -> None:
    """Draw every form of a participant as one document and open the preview."""
    tr = bench.language.words
    title = tr("Casebook of {subject}", subject=subject)
    try:
        chapters = casebook_chapters(site.book, subject, tr.language)
    except Exception as error:  # noqa: BLE001 - known or not, the message centre says it
        bench.messages.fail(error)
        return
    if not chapters:
        bench.messages.say(tr("Nothing to print yet"))
        return
    numbers = [(title, [numbered(site.book, page, tr.language) for page in pages]) for title, pages in chapters]
    shown = tuple(place for _, pages in numbers for _, places in pages for place in places)
    drawn = [(title, [page for page, _ in pages]) for title, pages in numbers]
    document = PrintedDocument(f"{subject}/casebook@{site.book.shelves.store.head().seq}", shown)

    def done(pdf: bytes) -> None:
        PrintPreview(bench, window, site, pdf, title, document).start()

    bench.jobs.run(Lane.READ, lambda _job: site.paper.render_book(drawn, title, tr.language), done, bench.messages.fail)
