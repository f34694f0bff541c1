"""One attachment, large: whole or enlarged, page by page; what the record says of it; and taking it away."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from hairtrial_desktop.casebook.attached_file import STRIPPED_WORDS
from hairtrial_desktop.casebook.attachments import Attachment, described
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.ui.attachments.pictures import Leaves
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet
from hairtrial_desktop.ui.dates import exact
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

WIDTH, BESIDE = 980, 64  # pixels at 100 %: of the sheet, and what is left of the window beside it
ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)
REMOVE, ERASE = "remove", "erase"
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)
}  # fmt: skip
_STEP = 60  # pixels
_PAGE_DOWN, _PAGE_UP = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp


class _Canvas(QWidget):
    """One drawn page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("attachment_picture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._image = QImage()

    def show_image(self, image: QImage, ratio: float) -> None:
        """Show ``image``, drawn for a screen of ``ratio`` dots to the pixel."""
        image.setDevicePixelRatio(ratio)
        self._image = image
        self.setFixedSize(image.deviceIndependentSize().toSize())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        painter.setPen(self._theme.colour("accent" if self.hasFocus() else "line_strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _Scroll(QScrollArea):
    """Moves in both directions, which the one of the components does not; its keys are the sheet's."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the key to the sheet."""
        event.ignore()


class LookSheet(Sheet):
    """``closed("remove")`` where the person wants it taken away, ``closed("erase")`` for good, or None.

    ``+`` and ``-`` enlarge and shrink, Page Down and Page Up turn the pages, each with its button; arrows move about.
    """

    def __init__(  # noqa: PLR0917 - what is shown, and by whose right
        self, bench: Bench, window: QWidget, book: SiteBook, attachment: Attachment, content: bytes,
        acts: Collection[str],
    ) -> None:  # fmt: skip
        """``acts``: which of ``REMOVE`` and ``ERASE`` are offered."""
        width = min(WIDTH, window.window().width() * 100 // bench.theme.scale - BESIDE)
        super().__init__(bench.theme, window, width=width, name="look_sheet")
        self._bench, self._words = bench, bench.language.words
        tr = self._words
        self.leaves = Leaves(content, attachment.media_type)
        self.number, self.zoom = 0, 0
        self.set_title(attachment.caption or tr("Photograph or scan"), described(attachment, tr.language))
        self._canvas = _Canvas(bench.theme)
        self._canvas.setAccessibleName(attachment.caption or tr("Photograph or scan"))
        self._scroll = _Scroll(self._canvas)
        self._room = QSize(bench.theme.px(width) - 80, max(self.window().height() - bench.theme.px(300), 220))
        self._scroll.setFixedHeight(self._room.height() + 4)
        self.body.addWidget(self._scroll)
        if not self.leaves.count:
            self.body.addWidget(Label(tr("It cannot be shown here."), "body", "bad", wrap=True))
        for line in _history(book, attachment, tr):
            self.body.addWidget(Label(line, "hint", "text3", wrap=True))
        self._page_words = Label("", "small", "text2")
        self._add_actions(acts)
        self._draw()
        self.closed.connect(lambda _result: self.leaves.close())

    def start(self) -> None:
        """Show it with the keyboard on the picture, so that arrows move it."""
        self.open(self._canvas if self.leaves.count else self._back)

    def enlarge(self, step: int) -> None:
        """Show it larger or smaller by one step."""
        self.zoom = min(max(self.zoom + step, 0), len(ZOOMS) - 1)
        self._draw()

    def turn(self, step: int) -> None:
        """Show another page."""
        self.number = min(max(self.number + step, 0), max(self.leaves.count - 1, 0))
        self._draw()
        self._scroll.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the picture."""
        if event.text() in {"+", "=", "-"}:
            self.enlarge(-1 if event.text() == "-" else 1)
            event.accept()
        elif event.key() in _ARROWS:
            across, down = _ARROWS[event.key()]
            for bar, step in ((self._scroll.horizontalScrollBar(), across), (self._scroll.verticalScrollBar(), down)):
                bar.setValue(bar.value() + step * _STEP)
            event.accept()
        elif event.key() in (_PAGE_DOWN, _PAGE_UP):
            self.turn(1 if event.key() == _PAGE_DOWN else -1)
            event.accept()
        else:
            super().keyPressEvent(event)

    def _add_actions(self, acts: Collection[str]) -> None:
        tr, theme = self._words, self._bench.theme
        self.buttons: dict[str, Button] = {}
        for name, words, key, act in (
            ("look_smaller", tr("Smaller"), "-", lambda: self.enlarge(-1)),
            ("look_larger", tr("Larger"), "+", lambda: self.enlarge(1)),
            ("look_earlier", tr("Previous page"), "PgUp", lambda: self.turn(-1)),
            ("look_later", tr("Next page"), "PgDn", lambda: self.turn(1)),
        ):
            button = self.buttons[name] = Button(theme, words, key=key, name=name)
            button.clicked.connect(act)
        for name, button in reversed(self.buttons.items()):
            self.add_aside(button)  # first: a widget shown without a parent becomes a window
            paged = name in {"look_earlier", "look_later"}
            button.setVisible(self.leaves.count > 1 if paged else bool(self.leaves.count))
        self.add_aside(self._page_words)
        for said, word in ((ERASE, tr("Erase for good …")), (REMOVE, tr("Remove"))):
            if said in acts:
                button = self.add_action(Button(theme, word, ButtonKind.DANGER, name=f"look_{said}"))
                button.clicked.connect(lambda _on=False, said=said: self.close_with(said))
        self._back = self.add_action(Button(theme, tr("Back"), ButtonKind.PRIMARY, key="Esc", name="look_back"))
        self._back.clicked.connect(lambda: self.close_with(None))

    def _draw(self) -> None:
        if not self.leaves.count:
            return
        ratio = self.devicePixelRatioF()
        self._canvas.show_image(self.leaves.page(self.number, self._room * ratio, ZOOMS[self.zoom]), ratio)
        pages = f"{self.number + 1}/{self.leaves.count}" if self.leaves.count > 1 else ""
        self._page_words.setText(" · ".join(part for part in (pages, f"{ZOOMS[self.zoom]:.0%}") if part))
        self.buttons["look_smaller"].setEnabled(self.zoom > 0)
        self.buttons["look_larger"].setEnabled(self.zoom < len(ZOOMS) - 1)
        self.buttons["look_earlier"].setEnabled(self.number > 0)
        self.buttons["look_later"].setEnabled(self.number < self.leaves.count - 1)


def _history(book: SiteBook, attachment: Attachment, tr: Words) -> list[str]:
    """Return who attached it, what was taken out, and who took it away."""
    given = attachment.attached
    lines = [tr("Added by {name} · {time}", name=book.person_name(given.user), time=exact(given.at, book.zone))]
    if attachment.stripped:
        found = "、" if tr.language == "zh" else ", "
        words = found.join(STRIPPED_WORDS[each].say(tr.language) for each in attachment.stripped)
        lines.append(tr("Taken out before it was kept: {what}", what=words))
    gone = attachment.removed
    if gone is not None:
        who = f"{book.person_name(gone.user)} · {exact(gone.at, book.zone)}"
        lines.append(tr("Removed by {who}: {reason}", who=who, reason=gone.reason))
    return lines
