"""The components every window is made of: one per file, painted from the tokens of ``theme``."""

from __future__ import annotations

from hairtrial_desktop.ui.components.banner import Banner
from hairtrial_desktop.ui.components.button import Button, ButtonKind
from hairtrial_desktop.ui.components.card import Card, Hairline
from hairtrial_desktop.ui.components.check_list import CheckBox, CheckList
from hairtrial_desktop.ui.components.code_combo import CodeCombo
from hairtrial_desktop.ui.components.empty_state import EmptyState
from hairtrial_desktop.ui.components.figure_card import FigureCard
from hairtrial_desktop.ui.components.flow import Flow
from hairtrial_desktop.ui.components.icon import Icon
from hairtrial_desktop.ui.components.key_cap import KeyCap
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.components.labelled import labelled
from hairtrial_desktop.ui.components.language_toggle import LanguageToggle
from hairtrial_desktop.ui.components.password_field import PasswordField
from hairtrial_desktop.ui.components.progress_bar import ProgressBar
from hairtrial_desktop.ui.components.row import Row
from hairtrial_desktop.ui.components.scroll_area import ScrollArea
from hairtrial_desktop.ui.components.search_field import SearchField
from hairtrial_desktop.ui.components.segmented import Segmented
from hairtrial_desktop.ui.components.sheet import Sheet
from hairtrial_desktop.ui.components.side_panel import SidePanel
from hairtrial_desktop.ui.components.status_mark import StatusMark
from hairtrial_desktop.ui.components.table import Table
from hairtrial_desktop.ui.components.table_cells import Cell, Column, TableRow
from hairtrial_desktop.ui.components.text_area import TextArea
from hairtrial_desktop.ui.components.text_field import LineEdit, TextField
from hairtrial_desktop.ui.components.toast import Toast
from hairtrial_desktop.ui.components.token import Token

__all__ = [
    "Banner", "Button", "ButtonKind", "Card", "Cell", "CheckBox", "CheckList", "CodeCombo", "Column", "EmptyState",
    "FigureCard", "Flow", "Hairline", "Icon", "KeyCap", "Label", "LanguageToggle", "LineEdit", "PasswordField",
    "ProgressBar", "Row", "ScrollArea", "SearchField", "Segmented", "Sheet", "SidePanel", "StatusMark", "Table",
    "TableRow", "TextArea", "TextField", "Toast", "Token", "labelled",
]  # fmt: skip
