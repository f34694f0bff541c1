"""The casebook in small windows and large letters: nothing is cut, and the ring is in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.ui.casebook_parts.grid_view import GridView
from hairtrial_desktop.ui.components import Button, Label
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.rail import Rail
from tests.ui.stage import Stage

SMALL = (("zh", 100, 1366, 768), ("en", 100, 1100, 680), ("zh", 150, 1366, 768), ("en", 150, 1366, 768))


@pytest.fixture
def subject(stage: Stage) -> str:
    consent = begin_screening(stage.book("li"), Identity("", "张三", birth_date="1980-01-01"))
    consent.save()
    return consent.key.subject


@pytest.fixture
def grid(window: MainWindow, stage: Stage, subject: str, qtbot: QtBot) -> GridView:
    window.enter(stage.site("li"))
    window.open_subject(subject)
    found = window.findChild(GridView)
    assert isinstance(found, GridView)
    qtbot.waitUntil(lambda: found.viewport().height() > 0)
    return found


def in_sight(grid: GridView) -> bool:
    return grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))


@pytest.mark.parametrize("small", SMALL)
def test_nothing_is_cut_in_a_small_window_and_large_letters(
    small: tuple[str, int, int, int], window: MainWindow, grid: GridView, qtbot: QtBot
) -> None:
    language, scale, width, height = small
    window.bench.language.set(language)
    window.bench.theme.set_scale(scale)
    window.resize(width, height)
    titles = [grid.header.title(at) for at in range(1, grid.grid_model.columnCount())]
    assert len(titles) == 13
    qtbot.waitUntil(lambda: cut(window, grid) == [])


def cut(window: MainWindow, grid: GridView) -> list[str]:
    """Return visit names, buttons and lines of the rail that are not shown whole."""
    rail = window.findChild(Rail)
    assert isinstance(rail, Rail)
    columns = range(1, grid.grid_model.columnCount())
    buttons = [button for button in window.findChildren(Button) if button.isVisible()]
    labels = [label for label in rail.findChildren(Label) if label.isVisible()]
    return [
        *(grid.header.title(at) for at in columns if not grid.header.fits(at)),
        *(button.objectName() for button in buttons if button.width() < button.sizeHint().width()),
        *(label.text() for label in labels if label.height() < label.heightForWidth(label.width())),
    ]


def test_the_ring_stays_in_sight_wherever_it_walks_and_however_the_window_changes(
    grid: GridView, window: MainWindow, qtbot: QtBot
) -> None:
    assert grid.hasFocus()
    qtbot.waitUntil(lambda: in_sight(grid))
    for _step in range(grid.grid_model.rowCount()):
        QTest.keyClick(grid, Qt.Key.Key_Down)
        assert in_sight(grid)
    assert grid.currentIndex().row() == grid.grid_model.rowCount() - 1
    window.resize(window.width(), 640)
    qtbot.waitUntil(lambda: in_sight(grid))


def test_the_names_of_the_visits_stay_where_the_forms_scroll(grid: GridView) -> None:
    before = grid.header.y()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    assert grid.header.y() == before
    assert grid.header.isVisible()


def test_arrows_reach_every_form_that_opens(grid: GridView) -> None:
    model = grid.grid_model
    places = {(row, at) for row in range(model.rowCount()) for at in range(1, model.columnCount())}
    wanted = {place for place in places if grid.opens(place)}
    seen: set[tuple[int, int]] = set()
    left = [(grid.currentIndex().row(), grid.currentIndex().column())]
    while left:
        place = left.pop()
        seen.add(place)
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
            grid.setCurrentIndex(model.index(*place))
            QTest.keyClick(grid, key)
            came = (grid.currentIndex().row(), grid.currentIndex().column())
            if came not in seen and came not in left:
                left.append(came)
    assert seen == wanted
