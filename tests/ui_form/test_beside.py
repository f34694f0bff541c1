"""Beside the values of a form, by keyboard: queries (F8), notes (F2), source verification (F9), locks (F6)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import lock_over
from hairtrial_desktop.casebook.notes import notes_of
from hairtrial_desktop.casebook.queries import Queries, Query, queries_of
from hairtrial_desktop.casebook.query_states import QueryState
from hairtrial_desktop.casebook.verification_marks import REVIEW, SDV, MarkState, mark_of, progress_of
from hairtrial_desktop.ui.components import Label, LineEdit, Segmented, Table
from hairtrial_desktop.ui.components.text_area import TextArea
from hairtrial_desktop.ui.pages.queries_page import QueriesPage
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, Clinic, key_of
from tests.ui_form.conftest import Stage

CONSENT = FormKey(SUBJECT, "SE.SCR", "F.IC")
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def asked(site: OpenSite) -> tuple[Query, ...]:
    return queries_of(site.book.state(SUBJECT), CONSENT)


def test_a_monitor_asks_by_f8_and_the_nurse_answers_by_f8(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    del nurse
    monitor = clinic.site("mo")
    item = key_of(monitor, CONSENT, "DSSTDAT")
    page = stage.form(monitor, item)
    stage.press(Qt.Key.Key_F8)
    stage.find("words_sheet")
    stage.keys("Source says 2026-11-19")
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.bot.waitUntil(lambda: len(asked(monitor)) == 1)
    assert asked(monitor)[0].state is QueryState.OPEN
    assert stage.shows("query:1")  # the thread stands beside the item at once
    page.close()
    site = clinic.site("li")
    stage.form(site, item)
    stage.press(Qt.Key.Key_F8)
    stage.find("words_sheet")
    stage.keys("The date on the paper is right")
    stage.click("words_answer")
    stage.bot.waitUntil(lambda: asked(site)[0].state is QueryState.ANSWERED)
    assert asked(site)[0].thread[-1].text == "The date on the paper is right"


def test_a_nurse_has_nothing_to_ask_and_is_told_so(stage: Stage, nurse: OpenSite) -> None:
    stage.form(nurse, key_of(nurse, CONSENT, "DSSTDAT"))
    stage.press(Qt.Key.Key_F8)
    assert not stage.shows("words_sheet")
    assert stage.said() == "此处没有待答复的质疑。"


def test_f2_keeps_a_note_beside_the_value(stage: Stage, nurse: OpenSite) -> None:
    item = key_of(nurse, CONSENT, "DSSTDAT")
    stage.form(nurse, item)
    stage.press(Qt.Key.Key_F2)
    stage.find("words_text")
    stage.keys("signed in the ward")
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.bot.waitUntil(lambda: len(notes_of(nurse.book.state(SUBJECT), item)) == 1)


def test_words_that_name_somebody_or_hint_at_the_allocation_are_doubted_softly(stage: Stage, nurse: OpenSite) -> None:
    stage.form(nurse, key_of(nurse, CONSENT, "DSSTDAT"))
    stage.press(Qt.Key.Key_F2)
    area = stage.find("words_text")
    assert isinstance(area, TextArea)
    area.setPlainText("张三 got saline")
    said = [label.whole_text() for label in stage.find("words_sheet").findChildren(Label) if label.isVisible()]
    assert any("姓名" in text and "分组" in text for text in said)
    assert stage.find("words_note").isEnabled()


def test_the_monitor_verifies_item_and_form_by_keyboard(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    del nurse
    monitor = clinic.site("mo")
    item = key_of(monitor, CONSENT, "DSSTDAT")
    page = stage.form(monitor, item)
    stage.press(Qt.Key.Key_F9)
    assert mark_of(monitor.book.state(SUBJECT), SDV, item).state is MarkState.DONE
    assert any("SDV" in word for _, word in page.heading(stage.bench.language.words).marks)
    stage.press(Qt.Key.Key_F9, SHIFT)
    assert progress_of(monitor.book.state(SUBJECT), monitor.book.study, SDV, CONSENT).state is MarkState.DONE
    stage.press(Qt.Key.Key_F7)
    assert progress_of(monitor.book.state(SUBJECT), monitor.book.study, REVIEW, CONSENT).state is MarkState.DONE


def test_the_monitor_freezes_a_form_and_nobody_enters(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    del nurse
    monitor = clinic.site("mo")
    page = stage.form(monitor, key_of(monitor, CONSENT, "DSSTDAT"))
    stage.press(Qt.Key.Key_F6)
    stage.find("lock_sheet")
    reason = stage.find("lock_reason")
    assert isinstance(reason, TextArea)
    reason.setPlainText("monitoring visit")
    stage.click("lock_accept")
    stage.bot.waitUntil(lambda: lock_over(monitor.book, CONSENT) is not None)
    assert any(word == "已冻结" for _, word in page.heading(stage.bench.language.words).marks)
    page.close()
    site = clinic.site("li")
    shut = stage.form(site, CONSENT)
    assert shut.session is not None
    assert shut.session.read_only
    assert shut.view is not None
    assert "save" not in [name for name, button in shut.view.bar.buttons.items() if not button.isHidden()]


def test_a_hard_lock_says_what_is_missing(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    del nurse
    doctor = clinic.site("wang")
    stage.form(doctor, CONSENT)
    stage.press(Qt.Key.Key_F6)
    sheet = stage.find("lock_sheet")
    step = stage.find("lock_step")
    assert isinstance(step, Segmented)
    step.choose("hard")
    reason = stage.find("lock_reason")
    assert isinstance(reason, TextArea)
    reason.setPlainText("final")
    stage.click("lock_accept")
    said = [label.whole_text() for label in sheet.findChildren(Label) if label.isVisible()]
    assert any("未签名" in text for text in said)
    assert lock_over(doctor.book, CONSENT) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_lists_filters_finds_and_leads_to_the_question(
    stage: Stage, nurse: OpenSite, clinic: Clinic, language: str
) -> None:
    del nurse
    monitor = clinic.site("mo")
    item = key_of(monitor, CONSENT, "DSSTDAT")
    Queries(monitor.book).raise_on(item, "Source says 19")
    Queries(monitor.book).raise_on(CONSENT, "Which version?")
    stage.bench.language.set(language)
    page = QueriesPage(stage.bench, monitor)
    stage.put(page)
    page.retranslate(stage.bench.language.words)
    page.open()
    table = page.findChild(Table, "queries_table")
    assert isinstance(table, Table)
    assert len(table.keys()) == 2
    search = page.findChild(LineEdit, "queries_search")
    assert isinstance(search, LineEdit)
    search.setText("source")
    assert table.keys() == [f"{item}/Q#1"]
    went: list[object] = []
    page.open_form.connect(went.append)
    table.setFocus()
    stage.press(Qt.Key.Key_Return)
    assert went == [item]
