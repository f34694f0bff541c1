"""The exchange page says what failed, what waits, and for how long."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.outbox import ExportState
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.exchange.monthly import counts_of
from hairtrial_desktop.ui.components import Button, Label, Table
from hairtrial_desktop.ui.export_look import export_look, unsettled
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.pages.exchange_detail import COUNTS
from hairtrial_desktop.ui.pages.exchange_page import ExchangePage
from hairtrial_desktop.ui.pages.sae_card import SaeCard
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words
from tests.ui.stage import Stage, export_of


@pytest.fixture
def page(window: MainWindow, stage: Stage) -> ExchangePage:
    window.enter(stage.site("li"))
    assert window.workspace is not None
    page = window.workspace.pages["exchange"]
    assert isinstance(page, ExchangePage)
    return page


def _trouble(page: ExchangePage) -> Label:
    label = page.findChild(Label, "export_trouble")
    assert label is not None
    return label


def test_every_count_of_a_manifest_has_words() -> None:
    tree = ast.parse(inspect.getsource(counts_of))
    keys = {
        key.value for node in ast.walk(tree) if isinstance(node, ast.Dict)
        for key in node.keys if isinstance(key, ast.Constant)
    }  # fmt: skip
    assert len(keys) > 5
    assert keys <= set(COUNTS)


def test_a_failure_stands_where_the_state_stands(window: MainWindow, stage: Stage, page: ExchangePage) -> None:
    stage.outbox.put(export_of("2026-11", 7, ExportState.SENDING, last_error="transport_full", transport="U 盘"))
    window.open_page("exchange")
    table = page.findChild(Table, "exports_table")
    assert isinstance(table, Table)
    cells = table.cells_of("monthly-0007")
    assert (cells[2].text, cells[2].tone) == (page.words("Sending failed"), Tone.BAD)
    assert "U 盘" in cells[4].text
    assert _trouble(page).isVisible()
    assert "U 盘" in _trouble(page).text()


def test_a_folder_that_is_gone_is_said_when_the_page_opens(
    window: MainWindow, stage: Stage, page: ExchangePage, tmp_path: Path, qtbot: QtBot
) -> None:
    stage.desk.folder = tmp_path / "stick"
    window.open_page("exchange")
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    assert "stick" in _trouble(page).text()
    page.choose_folder(tmp_path)
    assert not _trouble(page).isVisible()


def test_an_export_without_a_receipt_turns_from_amber_to_red() -> None:
    entry = export_of("2026-10", 6, ExportState.SENT)  # sent on 3 November
    tones = [export_look(entry, Words("en"), datetime(2026, 11, day, 12, tzinfo=UTC))[0] for day in (5, 9, 10, 20)]
    assert tones == [Tone.WARN, Tone.WARN, Tone.BAD, Tone.BAD]


def test_the_rail_counts_every_export_that_is_not_acknowledged(window: MainWindow, stage: Stage) -> None:
    states = [
        ExportState.ACKNOWLEDGED, ExportState.REFUSED, ExportState.ACKNOWLEDGED, ExportState.SENT, ExportState.SEALED,
    ]  # fmt: skip
    months = ["2026-07", "2026-08", "2026-08", "2026-09", "2026-10"]  # the refused one was built again
    for at, (month, state) in enumerate(zip(months, states, strict=True), start=1):
        stage.outbox.put(export_of(month, at, state))
    assert len(unsettled(stage.outbox.entries())) == 2
    window.enter(stage.site("ad"))
    assert window.workspace is not None
    assert window.workspace.rail.items["exchange"].count() == 2


def serious_event(stage: Stage) -> str:
    """Save a serious adverse event of one participant; return the number."""
    book = stage.book("li")
    consent = begin_screening(book, Identity("", "张三", birth_date="1980-01-01"))
    consent.save()
    event = FormSession(book, FormKey(consent.key.subject, "SE.LOG", "F.AE"))
    for name, text in (("AETERM", "过敏性休克"), ("AESER", "Y")):
        found = event.form.item(name)
        assert found is not None
        event.enter(event.key.item(found[0].oid, found[1].oid), text)
    event.save()
    return consent.key.subject


def test_off_05_a_serious_event_is_sent_from_the_exchange_page_by_one_button(
    window: MainWindow, stage: Stage, page: ExchangePage, qtbot: QtBot, tmp_path: Path
) -> None:
    window.open_page("exchange")
    card, lag = page.findChild(SaeCard), page.findChild(Label, "lag_text")
    assert isinstance(card, SaeCard)
    assert isinstance(lag, Label)
    assert not card.isVisible()
    subject = serious_event(stage)
    stage.desk.choose_folder(tmp_path)
    page.refresh()
    button = page.findChild(Button, f"sae_send:{subject}/SE.LOG#1/F.AE#1")
    assert isinstance(button, Button)
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: stage.outbox.get("sae-0001") is not None)
    qtbot.waitUntil(lambda: not card.isVisible())  # it left, and nothing was saved since
    table = page.findChild(Table, "exports_table")
    assert isinstance(table, Table)
    assert table.cells_of("sae-0001")[1].text == page.words("No. {number}", number="S1")
    assert stage.desk.built == [subject]
    assert page.words("Nothing was acknowledged yet.") in lag.text()
