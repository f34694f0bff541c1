"""One road to the user: known errors become sentences, bugs a report without anything that was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.components import Banner, Sheet
from hairtrial_desktop.ui.crash_report import crash_report
from hairtrial_desktop.ui.language import Language
from hairtrial_desktop.ui.message_center import MessageCenter
from hairtrial_desktop.ui.theme import Theme

MARKER = "张三 13800000000"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    return window


@pytest.fixture
def center(theme: Theme, window: QWidget) -> MessageCenter:
    center = MessageCenter(theme, Language("zh"), window)
    center.attach(window, Banner(theme, window))
    return center


def _broken() -> BaseException:
    try:
        int(MARKER)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_known_error_is_one_sentence(center: MessageCenter) -> None:
    error = KnownError("wrong_password", left=4)
    center.fail(error)
    assert center.last_said() == Language("zh").words.error(error)
    assert "4" in center.last_said()


def test_a_bug_shows_a_report_to_copy_and_one_sheet_only(center: MessageCenter, window: QWidget) -> None:
    center.fail(_broken())
    center.fail(_broken())
    sheets = [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]
    assert [sheet.objectName() for sheet in sheets] == ["crash"]
    report = window.findChild(QPlainTextEdit, "crash_report")
    assert isinstance(report, QPlainTextEdit)
    assert "ValueError" in report.toPlainText()
    assert "张三" not in report.toPlainText()
    button = window.findChild(QWidget, "crash_copy")
    assert isinstance(button, QWidget)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == report.toPlainText()
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert not sheets[0].isVisible()


def test_a_report_names_places_and_causes_but_no_values() -> None:
    try:
        try:
            int(MARKER)
        except ValueError as error:
            raise RuntimeError(MARKER) from error
    except RuntimeError as error:
        report = crash_report(error, "1.2.3")
    assert "RuntimeError" in report
    assert "ValueError" in report
    assert "tests/ui/test_messages.py:" in report
    assert MARKER.split(maxsplit=1)[0] not in report
    assert MARKER.split()[1] not in report


def _toast(window: QWidget) -> QWidget:
    toast = window.findChild(QWidget, "toast")
    assert isinstance(toast, QWidget)
    return toast


def test_a_toast_lies_above_the_buttons_at_the_lower_edge(center: MessageCenter, window: QWidget) -> None:
    center.say("已保存")
    assert _toast(window).geometry().bottom() <= window.height() - 80


def _let_it_pass(qtbot: QtBot) -> None:
    """Run what is due: timers of no length fire in the order they were started."""
    with qtbot.waitCallback() as passed:
        QTimer.singleShot(0, passed)


def test_good_news_stays_behind_and_bad_news_comes_along(center: MessageCenter, window: QWidget, qtbot: QtBot) -> None:
    center.say("Saved")
    center.go_on()  # it was said on the way to the next page
    assert _toast(window).isVisible()
    _let_it_pass(qtbot)  # the way is over
    center.go_on()
    assert not _toast(window).isVisible()
    center.fail(KnownError("wrong_password", left=4))
    _let_it_pass(qtbot)
    center.go_on()
    assert _toast(window).isVisible()
    center.clear()
    assert not _toast(window).isVisible()
    assert center.last_said() == ""
