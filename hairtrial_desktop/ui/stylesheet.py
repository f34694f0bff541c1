"""The one stylesheet, generated from the tokens: it dresses what Qt draws; own components paint themselves."""

from __future__ import annotations

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.tokens import Colours

_INKS = ("text", "text2", "text3", "accent", "ok", "warn", "bad", "sign", "on_accent", "rail_text", "rail_strong")
_ROLES = (
    ("body", tokens.BODY, False),
    ("strong", tokens.BODY, True),
    ("small", tokens.SMALL, False),
    ("small_strong", tokens.SMALL, True),
    ("hint", tokens.HINT, False),
    ("lead", 15, False),
    ("lead_strong", 15, True),
    ("title", tokens.TITLE, True),
    ("headline", 22, True),
    ("figure", tokens.FIGURE, True),
    ("display", tokens.DISPLAY, True),
)


def stylesheet(colours: Colours, scale: int) -> str:
    """Return Qt style rules for a palette and a text scale in per cent."""

    def px(length: float) -> int:
        return round(length * scale / 100)

    parts = (_base(colours, px(tokens.BODY)), _labels(colours, scale), _inputs(colours, scale), _views(colours, scale))
    return "\n".join(parts)


def _base(c: Colours, body: int) -> str:
    return f"""
QWidget {{ font-family: "{tokens.FAMILY}"; font-size: {body}px; color: {c.text}; }}
QMainWindow, QWidget[plane="bg"] {{ background: {c.bg}; }}
QWidget[plane="surface"] {{ background: {c.surface}; }}
QWidget[plane="rail"] {{ background: {c.rail}; }}
QWidget[plane="top"] {{ background: {c.surface}; border-bottom: 1px solid {c.line}; }}
QFrame[plane="card"] {{ background: {c.surface}; border: 1px solid {c.line};
  border-radius: {tokens.RADIUS_CARD}px; }}
QFrame[plane="sheet"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 12px; }}
QFrame[plane="raised"] {{ background: {c.raised}; border: 1px solid {c.line};
  border-radius: {tokens.RADIUS_CONTROL}px; }}
QFrame[rule="true"] {{ background: {c.line}; border: none; }}
QFrame[rule="rail"] {{ background: {c.rail_line}; border: none; }}
QToolTip {{ background: {c.text}; color: {c.surface}; border: none; padding: 5px 8px; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 18px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.accent_weak}; color: {c.accent}; }}
QMenu::item:disabled {{ color: {c.text3}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 6px; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {c.line_strong}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.text3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _labels(c: Colours, scale: int) -> str:
    rules = [f'QLabel[ink="{ink}"] {{ color: {getattr(c, ink)}; }}' for ink in _INKS]
    rules += [
        f'QLabel[role="{role}"] {{ font-size: {round(size * scale / 100)}px; font-weight: {700 if bold else 400}; }}'
        for role, size, bold in _ROLES
    ]
    return "QLabel { background: transparent; border: none; }\n" + "\n".join(rules)


def _inputs(c: Colours, scale: int) -> str:
    height, tall = round(tokens.CONTROL * scale / 100), round(tokens.CONTROL_TALL * scale / 100)
    return f"""
QLineEdit, QPlainTextEdit {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line_strong};
  border-radius: {tokens.RADIUS_CONTROL}px; padding: 0 9px; selection-background-color: {c.accent};
  selection-color: {c.on_accent}; }}
QLineEdit {{ min-height: {height - 2}px; max-height: {height - 2}px; }}
QLineEdit[tall="true"] {{ min-height: {tall - 2}px; max-height: {tall - 2}px; }}
QPlainTextEdit {{ padding: 5px 7px; }}
QLineEdit:hover, QPlainTextEdit:hover {{ border-color: {c.text2}; }}
QLineEdit[state="warn"], QPlainTextEdit[state="warn"] {{ border-color: {c.warn}; }}
QLineEdit[state="bad"], QPlainTextEdit[state="bad"] {{ border-color: {c.bad}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: {tokens.FOCUS}px solid {c.accent}; padding: 0 8px; }}
QLineEdit:focus {{ min-height: {height - 4}px; max-height: {height - 4}px; }}
QLineEdit[tall="true"]:focus {{ min-height: {tall - 4}px; max-height: {tall - 4}px; }}
QPlainTextEdit:focus {{ padding: 4px 6px; }}
QLineEdit:read-only, QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {c.bg}; color: {c.text2};
  border-color: {c.line}; }}
"""


def _views(c: Colours, scale: int) -> str:
    small = round(tokens.SMALL * scale / 100)
    return f"""
QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: none; outline: none;
  selection-background-color: {c.accent_weak}; selection-color: {c.text}; }}
QComboBox QAbstractItemView {{ border: 1px solid {c.line_strong}; padding: 3px; }}
QHeaderView {{ background: {c.surface}; border: none; }}
QHeaderView::section {{ background: {c.surface}; color: {c.text2}; border: none;
  border-bottom: 1px solid {c.line_strong}; padding: 0 8px; font-size: {small}px; font-weight: 700; }}
QTableCornerButton::section {{ background: {c.surface}; border: none; }}
"""
