"""The audit page: every act has a word, the time stands to the second, a commit is one block."""

from __future__ import annotations

from hairtrial_desktop.casebook.acts import ACTS
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.ui.audit_words import ACT_WORDS
from hairtrial_desktop.ui.components import Table
from hairtrial_desktop.ui.main_window import MainWindow
from tests.ui.stage import Stage


def test_every_act_that_can_be_committed_has_a_word() -> None:
    assert set(ACTS) == set(ACT_WORDS)


def test_a_commit_is_one_block_with_its_exact_time_and_workstation(window: MainWindow, stage: Stage) -> None:
    records = tuple(Record("user", name, None, {"name": name, "role": "nurse"}) for name in ("n1", "n2"))
    stage.book("ad").commit(Draft(SITE, "users", records))
    window.enter(stage.site("ad"))
    window.open_page("audit")
    table = window.findChild(Table, "audit_table")
    assert isinstance(table, Table)
    first, second = (table.cells_of(key) for key in table.keys()[:2])
    assert first[1].text == "2026-11-22 12:40:00"
    assert second[1].text == ""
    assert second[4:] != first[4:]
    for cells in (first, second):
        assert "+08:00" in cells[1].tip
        assert "PC-1" in cells[1].tip
