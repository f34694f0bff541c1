"""The printers of this computer."""

from __future__ import annotations

from dataclasses import dataclass

from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.documents.print_copy import stamp_print
from hairtrial_desktop.documents.printing import print_pdf, printers


@dataclass(frozen=True)
class Printing:
    """``ui.rooms.PrintRoom`` on this computer's print queues. Who printed when stands on the paper, not in the file."""

    book: SiteBook

    def printers(self) -> tuple[str, ...]:
        """Return the names of the queues."""
        return printers()

    def print_pdf(self, pdf: bytes, printer: str, title: str, edition: str = "") -> str:
        """Print a copy stamped with person, time and ``edition``; return the job id."""
        when = self.book.now().strftime("%Y-%m-%d %H:%M:%S ") + self.book.study.zone
        return print_pdf(stamp_print(pdf, self.book.actor.name, when, edition), printer, title)
