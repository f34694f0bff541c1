"""The contract of an item widget: build, show a state, say what was typed (``architecture.md``, The way of a value)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.repeats import asked_at
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words, msg

AREA_WORDS = {"A": msg("Area A"), "B": msg("Area B")}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class ItemSurroundings:
    """What every item widget is built with. ``people``: (user id, name) of everybody a value may name.

    ``offered`` returns those who may be named now, as it depends on the day the form speaks of; None: all of them.
    """

    theme: Theme
    words: Words
    people: tuple[tuple[str, str], ...] = ()
    width: int = 328  # pixels at 100 % an answer may take
    offered: Callable[[], tuple[tuple[str, str], ...]] | None = None
    stacked: bool = False  # labels over the answers: large text, narrow window


def item_name(state: ItemState) -> str:
    """Return the object name: ``item:I.EC.VOLML`` or, for area B and later rows, ``item:I.EC.VOLML#2``."""
    repeat = state.key.group_repeat
    return f"item:{state.item.oid}" + (f"#{repeat}" if repeat > 1 else "")


def area_letter(state: ItemState) -> str:
    """Return ``A`` or ``B`` for an item of an areas group, else an empty text."""
    return "AB"[state.key.group_repeat - 1] if state.group.areas else ""


class ItemWidget(QWidget):
    """Base of all. Subclasses call ``adopt(editor)`` once and implement ``show_state`` and ``set_read_only``.

    ``typed(ItemKey, text)``; ``null_asked(ItemKey)`` on F4; ``next_asked(ItemKey)`` on Enter; ``entered(ItemKey)`` and
    ``left(ItemKey)`` when the focus comes and goes.
    """

    typed = Signal(object, str)
    null_asked = Signal(object)
    next_asked = Signal(object)
    entered = Signal(object)
    left = Signal(object)

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.around = around
        self.state = state
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(6)
        self._editor: QWidget | None = None

    @property
    def editor(self) -> QWidget:
        """The control that takes the focus."""
        return self._editor or self

    def adopt(self, editor: QWidget) -> None:
        """Place the control, name it and listen to its keys."""
        self._editor = editor
        editor.setObjectName(item_name(self.state))
        language = self.around.words.language
        asked = asked_at(self.state.group, self.state.item, self.state.key.group_repeat)
        editor.setAccessibleName(asked.say(language))
        editor.installEventFilter(self)
        self.line.addWidget(editor)
        self.setFocusProxy(editor)

    def show_state(self, state: ItemState) -> None:
        """Show ``state``."""
        self.state = state

    def set_read_only(self, read_only: bool) -> None:
        """Let it only be looked at."""
        self.editor.setEnabled(not read_only)

    def understood(self) -> str:
        """Return what was understood where it differs from what stands in the field, else an empty text."""
        value = self.state.cell.value
        if value is None or self.state.problem is not None:
            return ""
        shown = codec_for(self.state.item).show(value, self.around.words.language)
        return "" if shown == self.state.raw.strip() else shown

    def expects(self) -> str:
        """Return how the field wants to be filled, said while something unreadable is being typed."""
        return ""

    def has_focus(self) -> bool:
        """Whether the keyboard is here."""
        return QApplication.focusWidget() is self.editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and F4; tell when the focus comes and goes."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.key_pressed(event):
            return True
        if kind == QEvent.Type.FocusIn:
            self.entered.emit(self.state.key)
        elif kind == QEvent.Type.FocusOut:
            self.settle()
            self.left.emit(self.state.key)
        return super().eventFilter(watched, event)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Handle a key of the control; True if it is used up."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and plain:
            self.next_asked.emit(self.state.key)
            return True
        if event.key() == Qt.Key.Key_F4 and plain:
            self.null_asked.emit(self.state.key)
            return True
        return False

    def settle(self) -> None:
        """Put what was understood into the field when the focus leaves: ``6/1`` becomes the day it means today."""
        state = self.state
        if state.cell.value is None or state.problem is not None or not state.item.typed:
            return
        text = codec_for(state.item).edit(state.cell.value)
        if text != state.raw:
            self.typed.emit(state.key, text)
