"""What is attached to the form shown: a thumbnail, what it is, who attached it; and the way to add one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.attached_file import MEDIA_WORDS
from hairtrial_desktop.casebook.attachments import KIND_WORDS, Attachment, attachments_of, may_attach, size_words
from hairtrial_desktop.casebook.erased_files import erasure_of
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.repeats import asked_at
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.attachments.pictures import THUMB
from hairtrial_desktop.ui.audit_words import erased_words
from hairtrial_desktop.ui.components import Button, Card, Label
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.form.refill import empty, show_now
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

ADD_KEY = "F3"


class _Thumb(QPushButton):
    """The small picture of one attachment; pressing it shows the large one. A white leaf until it is drawn."""

    def __init__(self, theme: Theme, words: str, name: str) -> None:
        super().__init__()
        self._theme, self.image = theme, QImage()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setAutoDefault(False)
        self.setFixedSize(QSize(theme.px(THUMB.width()) + 6, theme.px(THUMB.height()) + 6))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw picture and edge."""
        painter = QPainter(self)
        colour, box = self._theme.colour, self.rect().adjusted(1, 1, -2, -2)
        painter.fillRect(box, colour("bg"))
        if not self.image.isNull():
            place = self.image.rect()
            place.moveCenter(box.center())
            painter.drawImage(place, self.image)
        painter.setPen(colour("accent" if self.hasFocus() or self.underMouse() else "line_strong"))
        painter.drawRect(box)


class AttachmentsCard(Card):
    """``asked("add" | "drop" | "look", target)``: nothing, the path dropped, the Attachment.

    Hidden where there is nothing to show or to do. ``drawn(sha256, image)`` gives a thumbnail its picture.
    """

    asked = Signal(str, object)

    def __init__(self, theme: Theme, words: Words, session: FormSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, words("Photographs and scans"), margins=(14, 12, 14, 12), parent=parent)
        self._look, self._words, self.session = theme, words, session
        self._thumbs: dict[str, list[_Thumb]] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(tokens.S2)
        self.body.addLayout(self._column)
        self.setObjectName("attachments_card")

    def refresh(self) -> tuple[Attachment, ...]:
        """Show what is committed now; return what has a picture to show. The keyboard stays where it was."""
        focused = QApplication.focusWidget()
        held = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        if focused is not None and held:
            focused.clearFocus()  # what has the keyboard is not hidden
        empty(self._column)
        self._thumbs.clear()
        session, book = self.session, self.session.book
        found = attachments_of(book.state(session.key.subject), session.key)
        for number, attachment in enumerate(found, 1):
            self._column.addLayout(self._line(number, attachment))
        addable = session.lock is None and may_attach(book, session.key) is None
        if addable:
            for wanted in self._wanted(found):
                self._column.addWidget(Label(wanted, "small", "warn", wrap=True))
            self._offer()
        self.setAcceptDrops(addable)
        self.setVisible(bool(found) or addable)
        if self.isVisible():
            show_now(self)
        if held:
            self._focus(held)
        return tuple(each for each in found if self._gone(each) is None)

    def _gone(self, attachment: Attachment) -> dict[str, Any] | None:
        """Return who erased the file, with whom, when and why; None while it is there."""
        return erasure_of(self.session.book.state(self.session.key.subject), attachment)

    def _focus(self, name: str) -> None:
        """Give the keyboard to the button of this name, else to the first one shown."""
        buttons = [each for each in self.findChildren(QPushButton) if each.isVisible()]
        named = [each for each in buttons if each.objectName() == name]
        for button in (named or buttons)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def drawn(self, sha256: str, image: QImage) -> None:
        """Show the picture of what has this hash."""
        for thumb in self._thumbs.get(sha256, ()):
            thumb.image = image
            thumb.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let one file be dropped here."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.asked.emit("drop", path)

    def _line(self, number: int, attachment: Attachment) -> QHBoxLayout:
        tr, book = self._words, self.session.book
        kind = KIND_WORDS[attachment.kind].say(tr.language)
        name = attachment.caption or kind
        thumb = _Thumb(self._look, tr("Look at: {name}", name=name), f"attachment:{number}")
        thumb.clicked.connect(lambda: self.asked.emit("look", attachment))
        gone = self._gone(attachment)
        thumb.setEnabled(gone is None)
        self._thumbs.setdefault(attachment.sha256, []).append(thumb)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Label(name, "strong", "text3" if attachment.removed or gone else "text", wrap=True))
        about = [kind] if attachment.caption else []
        about += [self._question(attachment), MEDIA_WORDS[attachment.media_type], size_words(attachment.size)]
        said.addWidget(Label(" · ".join(part for part in about if part), "hint", "text3", wrap=True))
        given = attachment.removed or attachment.attached
        who = f"{book.person_name(given.user)} · {moment(given.at, book.zone, book.now(), tr)}"
        if attachment.removed is not None:
            said.addWidget(Label(tr("Removed: {reason}", reason=attachment.removed.reason), "small", "bad", wrap=True))
        if gone is not None:
            said.addWidget(Label(erased_words(tr, book, gone), "small", "text2", wrap=True))
        said.addWidget(Label(who, "hint", "text3", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(tokens.S2)
        line.addWidget(thumb, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(said, 1)
        return line

    def _question(self, attachment: Attachment) -> str:
        """Return the question it belongs to, with its area or row."""
        if attachment.item is None:
            return ""
        found = self.session.form.item(attachment.item.item)
        return "" if found is None else asked_at(*found, attachment.item.group_repeat).say(self._words.language)

    def _wanted(self, found: tuple[Attachment, ...]) -> list[str]:
        """Return what is expected here and not attached yet."""
        tr, form, session = self._words, self.session.form, self.session
        standing = [each for each in found if each.removed is None]
        rules = [] if form.attachments is None else [(form.attachments.kind, "")]
        rules += [
            (item.attachments.kind, item.question.say(tr.language))
            for group in form.groups for item in group.items if item.attachments is not None
        ]  # fmt: skip
        if paper_of(session.values.state, session.key) is not None:
            rules.append((AttachmentKind.WET_INK, ""))
        missing = [rule for rule in rules if not any(each.kind is rule[0] for each in standing)]
        return [
            tr("Expected here: {kind}", kind=" · ".join(x for x in (KIND_WORDS[kind].say(tr.language), question) if x))
            for kind, question in missing
        ]

    def _offer(self) -> None:
        button = Button(self._look, self._words("Add photograph or scan"), key=ADD_KEY, name="attachment_add")
        button.setToolTip(self._words("JPEG, PNG or PDF, up to 50 MB; it can also be dropped here."))
        button.clicked.connect(lambda: self.asked.emit("add", None))
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        self._column.addLayout(line)


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
