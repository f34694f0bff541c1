"""The bar above the pages: whose casebook it is stands whole, whatever else has to give way."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hairtrial_desktop.ui.components import Label, Token
from hairtrial_desktop.ui.pages.page import Heading
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.ui.top_bar import TopBar
from hairtrial_desktop.words import Words

LONG = Heading(
    "Prior and concomitant medication #12", "› Injection visit 3 · 2026-11-23",
    ((Tone.NEUTRAL, "Read only"), (Tone.WARN, "12 open"), (Tone.ACCENT, "In progress")), person="01-006 欧阳**",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scale", [100, 125, 150, 175])
@pytest.mark.parametrize("width", [920, 1096, 1690])
def test_number_and_name_are_never_cut(theme: Theme, qtbot: QtBot, scale: int, width: int, language: str) -> None:
    bar = TopBar(theme, demo=True)
    qtbot.addWidget(bar)
    bar.retranslate(Words(language))
    bar.resize(width, 60)
    bar.show()
    theme.set_scale(scale)
    bar.show_heading(LONG)
    person = bar.findChild(Label, "heading_person")
    assert person is not None
    assert person.text() == LONG.person
    assert person.width() >= person.fontMetrics().horizontalAdvance(LONG.person)
    assert person.mapTo(bar, person.rect().bottomRight()).x() < bar.width()
    assert LONG.person in bar.toolTip()


def test_the_words_of_buttons_give_way_before_the_title_does(theme: Theme, qtbot: QtBot) -> None:
    bar = TopBar(theme, demo=True)
    qtbot.addWidget(bar)
    bar.retranslate(Words("en"))
    bar.show()
    demo = next(token for token in bar.findChildren(Token) if token.text() == "DEMO")
    bar.resize(1600, 48)
    bar.show_heading(LONG)
    assert demo.isVisible()
    bar.resize(700, 48)
    assert not demo.isVisible()


def test_a_shorter_name_takes_no_more_room_than_it_needs(theme: Theme, qtbot: QtBot) -> None:
    bar = TopBar(theme, demo=False)
    qtbot.addWidget(bar)
    bar.retranslate(Words("zh"))
    bar.resize(1186, 48)
    bar.show()
    person = bar.findChild(Label, "heading_person")
    assert person is not None
    bar.show_heading(Heading("01-006", "女", person="欧阳**"))
    short = person.width()
    bar.show_heading(LONG)
    bar.show_heading(Heading("01-006", "女", person="欧阳**"))
    assert person.minimumWidth() == person.maximumWidth() == short
