"""A field of a sheet that takes the scan of a paper: chosen, stripped in the background, shown before it is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from hairtrial_desktop.casebook.attached_file import StrippedFile
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.attachments.chosen_file import FILES, file_words, show_picture
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, Label
from hairtrial_desktop.ui.jobs import Lane
from hairtrial_desktop.ui.rooms import Stripping

_SHOWN = QSize(380, 150)


class ScanField(QWidget):
    """``file`` is what was chosen, None while nothing is. ``reading(bool)``: nothing may be kept while it is read."""

    reading = Signal(bool)

    def __init__(self, bench: Bench, stripping: Stripping, name: str) -> None:
        super().__init__()
        self._bench, self._stripping, self._words = bench, stripping, bench.language.words
        self.file: StrippedFile | None = None
        self.setObjectName(name)
        tr = self._words
        self._choose = Button(bench.theme, tr("Choose the scan …"), name=f"{name}_choose")
        self._choose.clicked.connect(self.choose)
        self._about = Label(tr("JPEG, PNG or PDF, up to 50 MB; it can be added later."), "hint", "text3", wrap=True)
        self._picture = QLabel()
        self._picture.setObjectName(f"{name}_picture")
        self._picture.hide()
        line = QHBoxLayout()
        line.setSpacing(tokens.S3)
        line.addWidget(self._choose)
        line.addWidget(self._about, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.S2)
        column.addWidget(Label(tr("Scan of the paper"), "small", "text2"))
        column.addLayout(line)
        column.addWidget(self._picture)

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, self._words("Scan of the paper"), "", FILES)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Read and strip a file in the background. Its name is forgotten here."""
        self.reading.emit(True)
        self._choose.setEnabled(False)
        stripping = self._stripping
        self._bench.jobs.run(Lane.READ, lambda _job: stripping.take(path), self._took, self._failed)

    def _took(self, file: StrippedFile) -> None:
        if not isValid(self):
            return  # somebody left the sheet meanwhile
        self.file = file
        self._picture.setVisible(show_picture(self._picture, file, _SHOWN))
        self._say(file_words(file, self._words), "text2")

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            self._bench.messages.fail(error)
        elif isValid(self):
            self._say(self._words.error(error), "bad")

    def _say(self, text: str, ink: str) -> None:
        self._about.set_ink(ink)
        self._about.setText(text)
        self._choose.setEnabled(True)
        self.reading.emit(False)
