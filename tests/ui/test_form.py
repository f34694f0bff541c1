"""The form page: what stands beside the questions."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.form.form_step import FormStep
from hairtrial_desktop.ui.form.form_view import FormView
from hairtrial_desktop.ui.form.item_panel import ItemPanel
from hairtrial_desktop.ui.main_window import MainWindow
from tests.ui.stage import Stage


@pytest.fixture
def subject(window: MainWindow, stage: Stage) -> str:
    consent = begin_screening(stage.book("li"), Identity("", "张三", birth_date="1980-01-01"))
    consent.save()
    window.enter(stage.site("li"))
    return consent.key.subject


def test_what_the_sponsor_must_still_be_asked_is_no_business_of_the_nurse(window: MainWindow, subject: str) -> None:
    window.open_form(FormKey(subject, "SE.SCR", "F.DM"))
    view, panel = window.findChild(FormView), window.findChild(ItemPanel)
    assert isinstance(view, FormView)
    assert isinstance(panel, ItemPanel)
    assumed = [state for state in view.session.items() if state.item.assumption is not None]
    assert assumed
    for state in assumed:
        view.point_at(state.key)
        assert state.item.assumption is not None
        shown = [label.text() for label in panel.findChildren(Label)]
        assert state.item.question.say("zh") in shown
        assert state.item.assumption.say("zh") not in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_names_of_forms_and_sections_stand_whole_at_the_left(
    language: str, window: MainWindow, subject: str, qtbot: QtBot
) -> None:
    window.bench.language.set(language)
    window.open_form(FormKey(subject, "SE.SCR", "F.XH"))

    def cut() -> list[str]:
        steps = [step for step in window.findChildren(FormStep) if step.isVisible()]
        assert len(steps) > 10
        return [step.text() for step in steps if step.height() < step.heightForWidth(step.width())]

    qtbot.waitUntil(lambda: cut() == [])


def test_a_form_in_the_background_never_takes_the_keyboard(window: MainWindow, subject: str) -> None:
    window.open_form(FormKey(subject, "SE.SCR", "F.DM"))
    window.open_page("subjects")
    window.bench.language.set("en")
    window.bench.theme.set_scale(110)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "subject_search"
