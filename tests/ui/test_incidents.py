"""The log of incidents from the window, by keyboard (PI-07)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.incidents import incidents
from hairtrial_desktop.ui.components import Button, TextField
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.people.asking_sheet import AskingSheet
from hairtrial_desktop.ui.people.incident_sheets import IncidentLog
from tests.ui.stage import Stage


def test_pi_07_a_nurse_records_an_incident_without_the_mouse(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    window.enter(stage.site("li"))
    window.open_page("audit")
    button = window.findChild(Button, "incidents")
    assert isinstance(button, Button)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    log = window.findChild(IncidentLog)
    assert isinstance(log, IncidentLog)
    QTest.keyClick(log._new, Qt.Key.Key_Return)
    sheet = window.findChild(AskingSheet, "incident_sheet")
    assert isinstance(sheet, AskingSheet)
    texts = {"what": "a stick was left in the ward", "found": "2026-11-21 09:30", "data": "", "remedy": "found again"}
    for name, text in texts.items():
        field = sheet.fields[name]
        assert isinstance(field, TextField)
        field.set_text("")
        QTest.keyClicks(field.edit, text)
    sheet.accept()
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    (one,) = incidents(stage.book("mo"))
    assert (one.what, one.found_at, one.user) == (texts["what"], "2026-11-21T01:30:00.000Z", "li")
