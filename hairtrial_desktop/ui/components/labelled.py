"""A control with what it asks above it, as a text field has it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.label import Label


def labelled(label: str, control: QWidget) -> QWidget:
    """Return ``control`` under its label, named for a screen reader; it stays at the top where there is more room."""
    control.setAccessibleName(label)
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.S1)
    column.addWidget(Label(label, "small", "text2"))
    column.addWidget(control)
    column.addStretch(1)
    return box
