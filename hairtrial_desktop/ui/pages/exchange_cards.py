"""The two cards of the exchange page: what can be done now, and what leaves this computer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.outbox import OutboxEntry
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Card, Label, ProgressBar
from hairtrial_desktop.ui.export_look import export_number, month_words
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words


@dataclass(frozen=True)
class DeskState:
    """What the desk shows. ``trouble``: the sentence of what stands in the way, or empty."""

    month: str
    waiting: OutboxEntry | None  # built, and not wholly sent
    unanswered: OutboxEntry | None  # sent, and without a receipt that counts
    folder: Path | None
    is_built: bool  # the month stands, and may not be built once more
    may_build: bool
    may_send: bool
    trouble: str = ""


def _next(tr: Words, state: DeskState) -> str:
    """Return what comes next, in one line."""
    if state.waiting is not None:
        return tr("Export {number} is sealed and waits to be sent", number=export_number(state.waiting, tr))
    if state.unanswered is not None and state.is_built:
        return tr("Export {number} is sent and waits for the receipt", number=export_number(state.unanswered, tr))
    return tr("Export of {month}", month=month_words(state.month, tr))


class ExportDesk(Card):
    """Says what is to be done, with its buttons; while work runs, how far it is."""

    build_asked = Signal()
    send_asked = Signal()
    receipts_asked = Signal()
    folder_asked = Signal()
    copy_asked = Signal()
    stop_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, margins=(14, 14, 14, 14))
        self._what = Label("", "lead_strong", elide=True)
        self._trouble = Label("", "body", "bad", wrap=True)
        self._trouble.setObjectName("export_trouble")
        self._note = Label("", "small", "text2", elide=True)
        self._share = Label("", "small", "text2")
        self._bar = ProgressBar(theme)
        self._bar.setFixedWidth(theme.px(260))
        self._stop = Button(theme, name="export_stop")
        self._folder = Button(theme, icon="folder", name="export_folder")
        self._receipts = Button(theme, icon="inbox", name="export_receipts")
        self._copy = Button(theme, icon="backup", name="export_copy")
        self._send = Button(theme, icon="send", name="export_send")
        self._build = Button(theme, kind=ButtonKind.PRIMARY, icon="package", name="export_build")
        self._buttons = (self._folder, self._receipts, self._copy, self._send, self._build)
        self._lay_out()
        self._stop.clicked.connect(self.stop_asked)
        self._folder.clicked.connect(self.folder_asked)
        self._receipts.clicked.connect(self.receipts_asked)
        self._copy.clicked.connect(self.copy_asked)
        self._send.clicked.connect(self.send_asked)
        self._build.clicked.connect(self.build_asked)
        self.show_working("")

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._folder.setText(tr("Folder …"))
        self._receipts.setText(tr("Pick up receipts"))
        self._copy.setText(tr("Copy to a USB stick …"))
        self._stop.setText(tr("Pause"))

    def show_state(self, tr: Words, state: DeskState) -> None:
        """Show what is to be done next."""
        self._what.setText(_next(tr, state))
        self._trouble.setText(state.trouble)
        self._trouble.setVisible(bool(state.trouble))
        where = str(state.folder) if state.folder else tr("no folder chosen yet: a USB stick or a network share")
        note = tr("To: {where}. Closing the program or losing the network loses nothing.", where=where)
        month = month_words(state.month, tr)
        built = tr("The export of {month} is built; the next one is built next month.", month=month)
        self._note.setText(f"{built} {note}" if state.is_built else note)
        self._build.setText(tr("Build the export"))
        self._build.setToolTip(built if state.is_built else "")
        self._build.setVisible(state.may_build)
        self._build.setEnabled(not state.is_built)
        entry, anew = state.waiting or state.unanswered, state.waiting is None
        for button in (self._folder, self._receipts, self._send):
            button.setVisible(state.may_send)
        self._copy.setVisible(state.may_send and entry is not None)
        self._send.setText(tr("Send again") if entry is not None and anew else tr("Send now"))
        self._send.setEnabled(entry is not None)
        self._receipts.setEnabled(state.folder is not None)
        first = state.waiting is not None
        self._send.set_kind(ButtonKind.PRIMARY if first else ButtonKind.PLAIN)
        self._build.set_kind(ButtonKind.PLAIN if first or state.is_built else ButtonKind.PRIMARY)

    def show_working(self, sentence: str) -> None:
        """Show that work runs, or with an empty sentence that it ended."""
        self._working.setVisible(bool(sentence))
        self._acting.setVisible(not sentence)
        self._share.setText("")
        self._bar.set(0, 0)
        if sentence:
            self._what.setText(sentence)

    def show_progress(self, done: int, total: int) -> None:
        """Show how many parts are there."""
        self._share.setText(f"{done} / {total}")
        self._bar.set(done, total)

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._what)
        texts.addWidget(self._trouble)
        texts.addWidget(self._note)
        self._acting, self._working = QWidget(), QWidget()
        buttons = QHBoxLayout(self._acting)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(tokens.S2)
        buttons.addStretch(1)
        for button in self._buttons:
            buttons.addWidget(button)
        progress = QHBoxLayout(self._working)
        progress.setContentsMargins(0, 0, 0, 0)
        progress.setSpacing(tokens.S3)
        for widget in (self._share, self._bar, self._stop):
            progress.addWidget(widget)
        line = QHBoxLayout()
        line.setSpacing(tokens.S4)
        line.addLayout(texts, 1)
        line.addWidget(self._working)
        self.body.addLayout(line)
        self.body.addSpacing(tokens.S2)
        self.body.addWidget(self._acting)


class LeavesCard(Card):
    """What leaves this computer, what is taken out, what stays, and who can open it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._heads = [Label("", "strong") for _ in range(4)]
        self._texts = [Label("", "body", "text2", wrap=True) for _ in range(4)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.S5)
        grid.setVerticalSpacing(tokens.S1)
        for at, (head, text) in enumerate(zip(self._heads, self._texts, strict=True)):
            grid.addWidget(head, 0, at)
            grid.addWidget(text, 1, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)
        self.body.addLayout(grid)

    def retranslate(self, tr: Words) -> None:
        """Say what holds for every export."""
        self.set_title(tr("What leaves this computer"))
        heads = (tr("Contained"), tr("Taken out"), tr("Stays here"), tr("Sealing"))
        for label, head in zip(self._heads, heads, strict=True):
            label.setText(head)
        self._texts[0].setText(tr("Numbers, visits, data, audit trail, signatures, signed PDFs"))
        self._texts[1].setText(tr("Names, ID numbers, phones, record numbers, full birth dates"))
        self._texts[3].setText(
            tr("Signed by the site; only the sponsor and this hospital's recovery sheet can open it")
        )

    def show_export(self, tr: Words, entry: OutboxEntry | None) -> None:
        """Say who was withheld from the newest export."""
        self.set_aside(tr("as in {number}", number=export_number(entry, tr)) if entry else "")
        stays = tr("photos and scans")
        withheld = entry.withheld if entry else ()
        if withheld:
            stays = tr("{subjects} (no consent to release); {stays}", subjects=list(withheld), stays=stays)
        self._texts[2].setText(stays)
