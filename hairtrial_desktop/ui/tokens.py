"""The design tokens: colours, spaces, sizes. Without Qt, so that paper and tests can read the same table.

Every text colour reaches WCAG AA (4.5:1) on ``surface``; status is always a word or a sign, colour only repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FAMILY = "Noto Sans SC"

# Spaces, pixels: the 4/8 grid.
S1, S2, S3, S4, S5 = 4, 8, 12, 16, 20

RADIUS_CONTROL = 6
RADIUS_CARD = 8

# Type sizes, pixels at 100 %.
BODY, SMALL, HINT, HEADING, TITLE, FIGURE, DISPLAY = 13, 12, 11, 13, 16, 26, 28

CONTROL = 30  # height of a control
CONTROL_TALL = 38  # of a control that stands alone (login)
ROW = 34
FORM_ROW = 44
TOP_BAR = 48
RAIL = 180
RAIL_ITEM = 36
FOCUS = 2  # width of the focus ring

MIN_SCALE, MAX_SCALE = 100, 175  # text scale, per cent


class Mode(StrEnum):
    """Light or dark."""

    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a status means; a word or a sign always stands beside the colour."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    SIGN = "sign"


@dataclass(frozen=True)
class Colours:
    """One palette; ``#RRGGBB`` texts."""

    bg: str
    surface: str
    raised: str
    line: str
    line_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_weak: str
    accent_hover: str
    on_accent: str
    ok: str
    ok_weak: str
    warn: str
    warn_weak: str
    bad: str
    bad_weak: str
    on_bad: str
    sign: str
    sign_weak: str
    rail: str
    rail_text: str
    rail_strong: str
    rail_selected: str
    rail_hover: str
    rail_badge: str
    rail_bad: str
    rail_line: str
    shade: str  # #AARRGGBB: what dims the window under a sheet


LIGHT = Colours(
    bg="#F5F7F9", surface="#FFFFFF", raised="#FBFCFD",
    line="#E0E5EB", line_strong="#808C98",
    text="#17212B", text2="#50606F", text3="#667380",
    accent="#14639E", accent_weak="#E5F0F8", accent_hover="#0F5488", on_accent="#FFFFFF",
    ok="#1B7A4B", ok_weak="#E4F3EA", warn="#8F5A00", warn_weak="#FFF1D6", bad="#B0281F", bad_weak="#FCEAE8",
    on_bad="#FFFFFF", sign="#5A48B0", sign_weak="#EEEBFA",
    rail="#0F2536", rail_text="#B9C8D4", rail_strong="#FFFFFF", rail_selected="#1F4560", rail_hover="#17344A",
    rail_badge="#2B4E69", rail_bad="#B0281F", rail_line="#24445C", shade="#730F2536",
)  # fmt: skip

DARK = Colours(
    bg="#10161C", surface="#18212A", raised="#1D2832",
    line="#2A3743", line_strong="#66788A",
    text="#E6EDF3", text2="#A9B8C5", text3="#8A9BAD",
    accent="#5AAEE8", accent_weak="#16324A", accent_hover="#7BC0EF", on_accent="#0B1A26",
    ok="#5CC98D", ok_weak="#173427", warn="#E9B04F", warn_weak="#3A2C12", bad="#F0827A", bad_weak="#3F1E1C",
    on_bad="#2A0B09", sign="#A99BF0", sign_weak="#2A2450",
    rail="#0A1219", rail_text="#8CA0B0", rail_strong="#E6EDF3", rail_selected="#1C3D55", rail_hover="#132433",
    rail_badge="#233F54", rail_bad="#B0281F", rail_line="#1D2E3C", shade="#A6060A0E",
)  # fmt: skip

PALETTES = {Mode.LIGHT: LIGHT, Mode.DARK: DARK}


@dataclass(frozen=True)
class ToneColours:
    """How a tone is painted: ``ink`` on ``weak``, edged with ``edge`` (``""`` for none)."""

    ink: str
    weak: str
    edge: str = ""


def tone_colours(colours: Colours, tone: Tone) -> ToneColours:
    """Return the colours of ``tone`` in a palette."""
    if tone is Tone.NEUTRAL:
        return ToneColours(colours.text2, colours.bg, colours.line)
    return ToneColours(getattr(colours, tone.value), getattr(colours, f"{tone.value}_weak"))
