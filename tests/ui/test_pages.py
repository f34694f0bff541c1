"""The pages show their views and say what is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.outbox import ExportState
from hairtrial_desktop.places import resource
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.components import Button, ButtonKind, Table, Token
from hairtrial_desktop.ui.components.icon import icon_pixmap
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.pages.adverse_events_page import AdverseEventsPage
from hairtrial_desktop.ui.pages.audit_page import AuditPage
from hairtrial_desktop.ui.pages.audit_review_bar import AuditReviewBar
from hairtrial_desktop.ui.pages.exchange_page import ExchangePage
from hairtrial_desktop.ui.pages.page import Page
from hairtrial_desktop.ui.pages.review_page import ReviewPage
from hairtrial_desktop.ui.pages.subjects_page import SubjectsPage
from hairtrial_desktop.ui.pages.today_page import TodayPage
from hairtrial_desktop.ui.subject_look import fits
from hairtrial_desktop.ui.tokens import Tone
from tests.ui.stage import Stage, export_of, invented_clock, invented_review, invented_subjects, invented_today

P = TypeVar("P", bound=Page)


@pytest.fixture
def window(window: MainWindow, stage: Stage) -> MainWindow:
    window.enter(stage.site("wang"))
    return window


def page_of(window: MainWindow, kind: type[P]) -> P:
    assert window.workspace is not None
    page = window.workspace.pages[kind.NAME]
    assert isinstance(page, kind)
    window.open_page(kind.NAME)
    return page


def named(window: QWidget, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


def table_of(window: QWidget, name: str) -> Table:
    found = named(window, name)
    assert isinstance(found, Table)
    return found


def test_each_line_of_the_day_opens_the_thing_itself(window: MainWindow, study: Study, qtbot: QtBot) -> None:
    page = page_of(window, TodayPage)
    view = invented_today(study)
    page.show_view(view)
    asked: list[object] = []
    page.open_form.disconnect()
    page.open_form.connect(asked.append)
    for line in view.visits:
        QTest.mouseClick(named(page, f"visit.{line.subject}.{line.visit.event.short}.open"), Qt.MouseButton.LeftButton)
    QTest.keyClick(named(page, f"open.{view.open_forms[0].key}"), Qt.Key.Key_Return)
    QTest.keyClick(named(page, "figure.sae"), Qt.Key.Key_Return)
    assert asked == [*(line.opens for line in view.visits), view.open_forms[0].key, view.clocks[0].key]
    with qtbot.waitSignal(page.open_page) as caught:
        QTest.keyClick(named(page, "figure.sign"), Qt.Key.Key_Return)
    assert caught.args == ["review"]


def test_arrows_walk_the_day_and_the_keyboard_stays_on_its_line_in_the_other_language(
    window: MainWindow, study: Study
) -> None:
    page = page_of(window, TodayPage)
    view = invented_today(study)
    page.show_view(view)
    first, second = (f"visit.{line.subject}.{line.visit.event.short}" for line in view.visits[:2])
    stop = page.first_stop()
    assert stop is not None
    assert stop.objectName() == first
    stop.setFocus()
    QTest.keyClick(stop, Qt.Key.Key_Down)
    assert named(page, second).hasFocus()
    window.bench.language.set("en")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == second
    QTest.keyClick(focused, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is page.first_stop()


def test_the_day_shows_every_line_where_there_is_room(window: MainWindow, study: Study, qtbot: QtBot) -> None:
    page = page_of(window, TodayPage)
    page.show_view(invented_today(study))
    qtbot.waitUntil(lambda: all(bar.maximum() == 0 for bar in page.findChildren(QScrollBar)))


def test_a_late_visit_is_said_in_words_too(window: MainWindow, study: Study) -> None:
    page = page_of(window, TodayPage)
    page.show_view(invented_today(study))
    tokens = {token.text(): token.tone() for token in named(page, "visit.01-003.V3").findChildren(Token)}
    assert list(tokens.values()) == [Tone.BAD]
    assert "6" in next(iter(tokens))


def test_searching_narrows_the_list_and_enter_opens_the_first(window: MainWindow, study: Study, qtbot: QtBot) -> None:
    page = page_of(window, SubjectsPage)
    page.show_view(invented_subjects(study))
    page.open_subject.disconnect()
    search = named(page, "subject_search")
    QTest.keyClicks(search, "-01")
    assert table_of(page, "subjects_table").keys() == ["01-010", "01-011"]
    with qtbot.waitSignal(page.open_subject) as caught:
        QTest.keyClick(search, Qt.Key.Key_Return)
    assert caught.args == ["01-010"]
    QTest.keyClick(search, Qt.Key.Key_Escape)
    QTest.mouseClick(named(page, "subject_filter.ended"), Qt.MouseButton.LeftButton)
    assert table_of(page, "subjects_table").keys() == ["01-001", "01-008"]


def test_a_serious_event_shows_its_clock(window: MainWindow, study: Study) -> None:
    page = page_of(window, AdverseEventsPage)
    line = invented_clock(study)
    page.show_view((line,))
    cells = table_of(page, "ae_table").cells_of(str(line.key))
    assert cells[1].tone is Tone.BAD
    assert "18" in cells[7].text
    assert "47" in cells[7].text
    assert page.heading(page.words).marks


def test_only_an_investigator_can_ask_to_sign(window: MainWindow, stage: Stage, study: Study) -> None:
    page = page_of(window, ReviewPage)
    page.show_view(invented_review(study))
    assert named(page, "review_sign").isVisible()
    window.log_out()
    window.enter(stage.site("li"))
    nurse = page_of(window, ReviewPage)
    nurse.show_view(invented_review(study))
    assert not named(nurse, "review_sign").isVisible()
    assert len(table_of(nurse, "review_table").keys()) == 3


def test_an_export_is_built_sent_and_said(window: MainWindow, stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    page = page_of(window, ExchangePage)
    assert not named(page, "export_send").isEnabled()
    QTest.mouseClick(named(page, "export_build"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    assert stage.desk.built == ["2026-11"]
    assert table_of(page, "exports_table").keys() == ["monthly-0007"]
    page.choose_folder(tmp_path)
    QTest.mouseClick(named(page, "export_send"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    assert stage.outbox.entries()[0].state is ExportState.SENT
    assert not named(page, "export_build").isEnabled()  # one export a month
    send = named(page, "export_send")
    assert isinstance(send, Button)
    assert send.isEnabled()  # until the receipt is here, it can be sent again
    assert send.text() == page.words("Send again")
    assert send.kind() is ButtonKind.PLAIN


def test_a_vanished_folder_is_one_sentence_and_the_export_stays(
    window: MainWindow, stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    stage.outbox.put(export_of("2026-11", 7, ExportState.SEALED))
    page = page_of(window, ExchangePage)
    page.choose_folder(tmp_path)
    stage.desk.trouble = KnownError("transport_unreachable")
    QTest.mouseClick(named(page, "export_send"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    assert window.bench.messages.last_said() == window.bench.language.words.error(stage.desk.trouble)
    assert named(page, "export_send").isEnabled()
    assert table_of(page, "exports_table").keys() == ["monthly-0007"]


def test_a_whole_record_is_said_and_a_damaged_one_named(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    page = page_of(window, AuditPage)
    QTest.mouseClick(named(page, "verify"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    of_review = page.findChildren(AuditReviewBar)[0].findChildren(
        Token
    )  # it says whether the trail was reviewed, not whether it is whole
    shown_now = [token for token in page.findChildren(Token) if token.isVisible() and token not in of_review]
    assert [token.tone() for token in shown_now] == [Tone.OK]
    stage.damage = (Damage("item_data", "01-001/SE.SCR#1/F.DM#1", "value"),)
    QTest.mouseClick(named(page, "verify"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    shown = table_of(window, "damage_table").cells_of("0")
    assert (shown[0].text, shown[1].text) == ("item_data", "01-001/SE.SCR#1/F.DM#1")


def test_every_icon_draws_something(window: MainWindow) -> None:
    assert window is not None
    blank = []
    for path in sorted(resource("icons").glob("*.svg")):
        image = icon_pixmap(path.stem, "#000000", 24).toImage()
        if not any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)):
            blank.append(path.stem)
    assert blank == []


@pytest.mark.parametrize("typed", ["006", "01006", "０１－００６", "周", "周**", "01-006"])
def test_a_participant_is_found_by_number_or_name_as_it_is_typed(typed: str) -> None:
    assert fits(typed, "01-006 周甲")
    assert not fits(typed, "01-011 赵乙")


def test_a_line_of_the_day_is_one_stop_for_tab_and_opens_what_its_button_opens(
    window: MainWindow, study: Study
) -> None:
    page = page_of(window, TodayPage)
    view = invented_today(study)
    page.show_view(view)
    asked: list[object] = []
    page.open_form.disconnect()
    page.open_form.connect(asked.append)
    line = view.visits[0]
    assert named(page, f"visit.{line.subject}.{line.visit.event.short}.open").focusPolicy() is Qt.FocusPolicy.NoFocus
    QTest.keyClick(named(page, f"visit.{line.subject}.{line.visit.event.short}"), Qt.Key.Key_Return)
    QTest.mouseClick(named(page, f"visit.{line.subject}.{line.visit.event.short}.open"), Qt.MouseButton.LeftButton)
    assert asked == [line.opens, line.opens]
