from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.documents.fonts import FontSet, clean
from hairtrial_desktop.documents.text_flow import BOX, Flow, Run, Style, TextLine

ALPHABET = "毛发密度注射体积，。（）「」：mLcm²  0.92-×/\n"


@pytest.fixture(scope="module")
def flow() -> Flow:
    return Flow(FontSet())


def plain(lines: tuple[TextLine, ...]) -> list[str]:
    return ["".join(piece.text for piece in line.pieces) for line in lines]


def test_closing_marks_never_begin_a_line(flow: Flow) -> None:
    lines = plain(flow.lines([Run("注射面积，注射体积。")], 36.5))
    assert lines == ["注射面", "积，注射", "体积。"]


def test_opening_marks_never_end_a_line(flow: Flow) -> None:
    assert plain(flow.lines([Run("密度（毛发）")], 27.5)) == ["密度", "（毛", "发）"]


def test_latin_breaks_at_spaces(flow: Flow) -> None:
    assert plain(flow.lines([Run("Measured area of the scalp")], 70)) == ["Measured area", "of the scalp"]


def test_a_box_stays_with_its_word(flow: Flow) -> None:
    runs = [Run("轻度  "), Run(shape=BOX), Run("重度", together=True)]
    for width in range(12, 80):
        for line in flow.lines(runs, float(width)):
            assert not line.pieces or line.pieces[-1].shape != BOX


def test_invisible_characters_are_dropped_and_line_ends_kept() -> None:
    assert clean("\ufeffa\u200b\r\nb\tc\u00ad") == "a\nb c"


@given(st.text(alphabet=ALPHABET, max_size=80), st.integers(30, 300))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = Flow(FontSet()).lines([Run(text, Style(size=9))], float(width))
    assert "".join("".join(plain(lines)).split()) == "".join(text.split())
    assert all(line.width <= width + 0.1 for line in lines)
