"""The page as it will come out of the printer; print it or keep a copy. Every print is counted in the audit trail."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.prints import PrintedDocument, record_print
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, CodeCombo, Label, ScrollArea, Sheet
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone

THUMB = 96  # pixels wide
WIDTH = 980


class _Thumbnail(QPushButton):
    """One page, small."""

    def __init__(self, theme: Theme, image: QImage, number: int) -> None:
        super().__init__()
        self._theme, self._image, self._number = theme, image, number
        self.current = number == 1
        self.setObjectName(f"page:{number}")
        self.setAccessibleName(str(number))
        self.setFixedSize(QSize(THUMB + 12, image.height() + 26))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw page, edge and number."""
        painter = QPainter(self)
        colour = self._theme.colour
        painter.drawImage(6, 4, self._image)
        painter.setPen(colour("accent" if self.current or self.hasFocus() else "line_strong"))
        painter.drawRect(5, 3, self._image.width() + 1, self._image.height() + 1)
        painter.setFont(self._theme.font(tokens.HINT, bold=self.current))
        painter.setPen(colour("accent" if self.current else "text2"))
        painter.drawText(
            self.rect().adjusted(0, 0, 0, -2),
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom,
            str(self._number),
        )


class _PageView(QWidget):
    """One page as wide as there is room, drawn at once (a view that draws later shows a blank page first)."""

    def __init__(self, document: QPdfDocument) -> None:
        super().__init__()
        self.setObjectName("pdf_view")
        self._document, self._number, self._image = document, 0, QImage()

    def show_page(self, number: int, width: int) -> None:
        """Show page ``number`` (from 0), ``width`` pixels wide."""
        self._number = number
        size = self._document.pagePointSize(number)
        height = round(width * size.height() / max(size.width(), 1))
        ratio = self.devicePixelRatioF()
        drawn = self._document.render(number, QSize(round(width * ratio), round(height * ratio)))
        self._image = QImage(drawn.size(), QImage.Format.Format_RGB32)
        self._image.fill(Qt.GlobalColor.white)
        painter = QPainter(self._image)
        painter.drawImage(0, 0, drawn)
        painter.end()
        self._image.setDevicePixelRatio(ratio)
        self.setFixedSize(width, height)
        self.setAccessibleName(str(number + 1))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page."""
        QPainter(self).drawImage(0, 0, self._image)


class PrintPreview(Sheet):
    """``closed("printed")``, ``closed("saved")`` or None. ``document`` is what the print register keeps of it."""

    printed = Signal(str)

    def __init__(  # noqa: PLR0917 - what is printed belongs together: bytes, title, id
        self, bench: Bench, window: QWidget, site: OpenSite, pdf: bytes, title: str, document: PrintedDocument
    ) -> None:  # fmt: skip
        super().__init__(bench.theme, window, width=WIDTH, name="print_preview")
        self._bench, self._site, self._pdf, self._title_text, self._printed = bench, site, pdf, title, document
        self._words = bench.language.words
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument(self)
        self.document.load(self._buffer)
        pages = self._words.many("{n} page", "{n} pages", self.document.pageCount())
        self.set_title(title, f"{pages} · {document.identifier}")
        self.view = _PageView(self.document)
        self._scroll = ScrollArea(self.view)
        self._thumbs: list[_Thumbnail] = []
        line = QHBoxLayout()
        line.setSpacing(tokens.S3)
        line.addWidget(self._thumbnails())
        line.addWidget(self._scroll, 1)
        self._scroll.setFixedHeight(max(self.window().height() - bench.theme.px(220), 240))
        self.body.addLayout(line, 1)
        self._go(0)
        self._add_actions()
        self.closed.connect(self._release)

    def start(self) -> None:
        """Show it with the keyboard on the print button, or on keeping a copy where nothing can be printed."""
        self.open(self._print if self._print.isEnabled() else self._copy)

    def _thumbnails(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.S2)
        for number in range(self.document.pageCount()):
            size = self.document.pagePointSize(number)
            image = QImage(THUMB, round(THUMB * size.height() / max(size.width(), 1)), QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            painter.drawImage(0, 0, self.document.render(number, image.size()))
            painter.end()
            thumb = _Thumbnail(self._bench.theme, image, number + 1)
            thumb.clicked.connect(lambda _on=False, number=number: self._go(number))
            column.addWidget(thumb)
            self._thumbs.append(thumb)
        column.addStretch(1)
        scroll = ScrollArea(inner)
        scroll.setFixedWidth(THUMB + 26)
        return scroll

    def _go(self, number: int) -> None:
        if number < self.document.pageCount():
            self.view.show_page(number, self._bench.theme.px(WIDTH) - THUMB - 100)
            self._scroll.verticalScrollBar().setValue(0)
        for at, thumb in enumerate(self._thumbs):
            thumb.current = at == number
            thumb.update()

    def _add_actions(self) -> None:
        tr, theme = self._words, self._bench.theme
        printers = self._site.printing.printers()
        self.printer = CodeCombo(theme, name="printer", placeholder=tr("No printer"))
        self.printer.set_choices([(name, name) for name in printers])
        if printers:
            self.printer.choose(printers[0])
        self.printer.setAccessibleName(tr("Printer"))
        self.printer.setEnabled(bool(printers))
        self.add_aside(self.printer)
        self._problem = Label("", "small", "bad")
        self.add_aside(self._problem)
        self._back = self.add_action(Button(theme, tr("Back"), key="Esc", name="preview_back"))
        self._back.clicked.connect(lambda: self.close_with(None))
        first = ButtonKind.PLAIN if printers else ButtonKind.PRIMARY  # a copy is what is left where nothing prints
        self._copy = self.add_action(Button(theme, tr("Save a copy"), first, name="preview_save"))
        self._copy.clicked.connect(self._save)
        self._print = self.add_action(
            Button(
                theme,
                tr("Print"),
                ButtonKind.PRIMARY if printers else ButtonKind.PLAIN,
                icon="print",
                name="preview_print",
            )
        )
        self._print.setEnabled(bool(printers))
        if not printers:
            why = tr("This computer has no printer: keep a copy and print it elsewhere.")
            self._problem.set_ink("text2")
            self._problem.setText(why)
            self._print.setToolTip(why)
        self._print.clicked.connect(self._print_it)

    def _print_it(self) -> None:
        try:
            self._site.printing.print_pdf(self._pdf, self.printer.code(), self._title_text, self._printed.stamped)
            record_print(self._site.book, self._printed, copies=1, destination="printer", pdf=self._pdf)
        except KnownError as error:
            self._problem.set_ink("bad")
            self._problem.setText(self._words.error(error))
            return
        self._bench.messages.say(self._words("Sent to {printer}", printer=self.printer.code()))
        self.close_with("printed")

    def _save(self) -> None:
        name = self._printed.identifier.replace("/", "_").replace("#", "-").replace("@", "_") + ".pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, self._words("Save a copy"), name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write a copy to ``path``; it is counted like a print."""
        try:
            path.write_bytes(self._pdf)
        except OSError:
            self._problem.set_ink("bad")
            self._problem.setText(self._words("The file could not be written. Choose another folder."))
            return
        try:
            record_print(self._site.book, self._printed, copies=1, destination="file", pdf=self._pdf)
        except KnownError as error:
            self._problem.set_ink("bad")
            self._problem.setText(self._words.error(error))
            return
        self._bench.messages.say(self._words("Saved as {name}", name=path.name), Tone.OK)
        self.close_with("saved")

    def _release(self) -> None:
        self.document.close()
