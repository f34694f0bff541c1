"""The banner of a clock that cannot be believed, and the administrator's way past it (OFF-06)."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.clock_care import open_case
from hairtrial_desktop.casebook.logins import record_login
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.ui.components import Button
from hairtrial_desktop.ui.main_window import MainWindow
from tests.ui.stage import Stage
from tests.ui.test_people import accept, click, fill, open_sheet


def test_off_06_the_banner_leads_the_administrator_to_the_reason_and_goes(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    window.enter(stage.site("ad"))
    assert window.banner.isHidden()
    record_login(stage.book("li"), [])
    stage.clock.moment = stage.clock.moment.replace(year=stage.clock.moment.year - 1)
    window.look_at_clock()
    qtbot.waitUntil(lambda: not window.banner.isHidden())
    click(window, "banner_action")
    sheet = open_sheet(window)
    fill(sheet, clock_reason="the battery of the clock was replaced")
    accept(sheet, qtbot)
    qtbot.waitUntil(window.banner.isHidden)
    assert window.site is not None
    rows = list(window.site.book.state(SITE).things("clock_data").values())
    assert rows[-1].data["reason"] == "the battery of the clock was replaced"
    assert open_case(window.site.book.state(SITE)) is None


def test_a_nurse_is_told_of_the_clock_and_offered_no_way_past_it(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    window.enter(stage.site("li"))
    stage.clock.moment = stage.clock.moment.replace(year=stage.clock.moment.year - 1)
    window.look_at_clock()
    qtbot.waitUntil(lambda: not window.banner.isHidden())
    assert not [button for button in window.banner.findChildren(Button, "banner_action") if button.isVisible()]
