"""One export in full: what it holds, how it was sealed, what became of it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.casebook.outbox import OutboxEntry
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.export_look import export_look, export_number, month_words, trouble_words
from hairtrial_desktop.words import Words, msg

COUNTS = {
    "subjects": msg("Participants"),
    "withheld": msg("Withheld participants"),
    "forms": msg("Forms"),
    "forms_unsigned": msg("Forms not signed yet: their data leave, no PDF"),
    "values": msg("Values"),
    "commits": msg("Commits of the record"),
    "records": msg("Entries of the audit trail"),
    "records_held": msg("Entries of the audit trail that stay here"),
    "documents": msg("Signed PDFs"),
    "documents_included": msg("Signed PDFs sent along this time"),
    "documents_held": msg("Signed PDFs that stay here"),
    "attachments": msg("Photographs and scans named with their hash"),
    "attachments_included": msg("Photographs and scans sent along this time"),
    "attachments_held": msg("Photographs and scans of which nothing leaves"),
}


class ExportDetail(Sheet):
    """A sheet of names and values."""

    def __init__(self, bench: Bench, book: SiteBook, window: QWidget, entry: OutboxEntry) -> None:
        super().__init__(bench.theme, window, width=600, name="export_detail")
        tr = bench.language.words
        self.set_title(
            f"{export_number(entry, tr)} · {month_words(entry.month, tr)}", export_look(entry, tr, book.now())[1]
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.S4)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(_lines(entry, book, tr)):
            grid.addWidget(Label(name, "body", "text2"), row, 0)
            sentence = bool(entry.last_error) and value == trouble_words(entry, tr)
            grid.addWidget(Label(value, wrap=sentence, elide=not sentence), row, 1)
        self.body.addLayout(grid)
        done = self.add_action(Button(bench.theme, tr("Close"), ButtonKind.PRIMARY, key="Esc", name="detail_close"))
        done.clicked.connect(lambda: self.close_with(None))


def _lines(entry: OutboxEntry, book: SiteBook, tr: Words) -> list[tuple[str, str]]:
    lines = [(tr(COUNTS.get(name, name)), str(count)) for name, count in entry.counts.items()]
    lines.append((tr("Built at"), moment(entry.built_at, book.zone, book.now(), tr)))
    if entry.sent_at:
        lines.append((tr("Sent at"), moment(entry.sent_at, book.zone, book.now(), tr)))
    lines.append((tr("Parts"), f"{entry.sent_parts} / {len(entry.parts)}"))
    if entry.withheld:
        lines.append((tr("Withheld"), ", ".join(entry.withheld)))
    lines.append((tr("Record up to commit"), f"{entry.head_seq} · {entry.head_hash}"))
    lines.append((tr("SHA-256 of the sealed bundle"), entry.sealed_sha256))
    if entry.last_error:
        lines.append((tr("Last error"), trouble_words(entry, tr)))
    return lines
