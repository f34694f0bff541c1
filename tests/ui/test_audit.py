"""The audit page: every act has a word, the time stands to the second, a commit is one block."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hairtrial_desktop.casebook.acts import ACTS
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.notes import notes_of, write_note
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.redacted import ERASED_TEXT
from hairtrial_desktop.casebook.reviews import audit_reviews
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.audit_words import ACT_WORDS
from hairtrial_desktop.ui.components import Button, CodeCombo, Table, TextArea
from hairtrial_desktop.ui.dialogs.redact_sheet import RedactSheet
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.pages.audit_review_bar import AuditReviewBar
from tests.ui.stage import PASSWORD, Stage


def test_every_act_that_can_be_committed_has_a_word() -> None:
    assert set(ACTS) == set(ACT_WORDS)


def test_r3_08_a_commit_is_one_block_with_its_exact_time_and_workstation(window: MainWindow, stage: Stage) -> None:
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


def test_r3_09_a_review_is_recorded_in_the_window_and_what_is_new_stands_out(window: MainWindow, stage: Stage) -> None:
    window.enter(stage.site("mo"))
    window.open_page("audit")
    bar = window.findChild(AuditReviewBar)
    assert isinstance(bar, AuditReviewBar)
    everything = len(bar.chosen())
    assert everything
    bar._ask()
    text = window.findChild(TextArea, "words_text")
    assert isinstance(text, TextArea)
    text.setPlainText("night entries: none")
    button = window.findChild(Button, "words_review")
    assert isinstance(button, Button)
    button.click()
    (review,) = audit_reviews(stage.book("mo"))
    assert (review.first, review.note, review.user) == (1, "night entries: none", "mo")
    risk = window.findChild(CodeCombo, "audit_risk")
    assert isinstance(risk, CodeCombo)
    risk.choose("not_reviewed")
    assert {line.act for line in bar.chosen()} == {"review_audit"}  # only the review itself came after


def test_fda_07_the_lines_that_are_chosen_are_saved_as_a_file(window: MainWindow, stage: Stage, tmp_path: Path) -> None:
    window.enter(stage.site("mo"))
    window.open_page("audit")
    bar = window.findChild(AuditReviewBar)
    assert isinstance(bar, AuditReviewBar)
    chosen = len(bar.chosen())
    bar.write_csv(tmp_path / "trail.csv")
    lines = (tmp_path / "trail.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("SEQ,TIME,UTC,USER,NAME,ROLE")
    assert len(lines) == chosen + 1
    said = list(audit_lines(stage.book("mo"), "en"))[-1]
    assert (said.act, said.user) == ("save_list", "mo")
    assert said.new == f"audit@{said.seq - 1} · ×1 · CSV table · rows: {chosen}"
    with pytest.raises(KnownError, match="disk_error"):
        bar.write_csv(tmp_path / "nowhere" / "trail.csv")
    assert list(audit_lines(stage.book("mo"), "en"))[-1] == said  # what was not saved is not recorded


def noted(stage: Stage) -> ItemKey:
    """Write a telephone number beside a value."""
    form = stage.study.forms["F.VS"]
    key = FormKey("01-001", "SE.SCR", "F.VS").item(form.groups[0].oid, form.groups[0].items[0].oid)
    write_note(stage.book("li"), key, "女儿电话 13912345678")
    return key


def test_r3_06_an_investigator_erases_a_text_from_the_trail_with_a_second_person(
    window: MainWindow, stage: Stage
) -> None:
    key = noted(stage)
    window.enter(stage.site("wang"))
    window.open_page("audit")
    table = window.findChild(Table, "audit_table")
    assert isinstance(table, Table)
    rows = table.keys()
    row = next(each for each in rows if "13912345678" in table.cells_of(each)[5].text)
    table.setFocus()
    table.make_current(row)
    QTest.keyClick(table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    sheet = window.findChild(RedactSheet)
    assert isinstance(sheet, RedactSheet)
    sheet.person.choose("li")
    QTest.keyClicks(sheet.reason, "a number of a relative")
    own, field = sheet.own, sheet.password
    QTest.keyClicks(own.edit, PASSWORD)
    QTest.keyClicks(field.edit, "wrong")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    (line,) = notes_of(stage.book("mo").state("01-001"), key)
    assert line.text != ERASED_TEXT
    QTest.keyClicks(own.edit, PASSWORD)
    QTest.keyClicks(field.edit, PASSWORD)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    (line,) = notes_of(stage.book("mo").state("01-001"), key)
    assert line.text == ERASED_TEXT
    rows = table.keys()
    cells = [table.cells_of(each) for each in rows]
    assert not [each for each in cells if "13912345678" in " ".join(cell.spoken() for cell in each)]
    (told,) = (each for each in cells if "由王" in each[6].note and "a number of a relative" in each[6].note)
    assert ERASED_TEXT in told[5].text


def test_a_row_without_a_typed_text_offers_no_erasing(window: MainWindow, stage: Stage) -> None:
    noted(stage)
    window.enter(stage.site("wang"))
    window.open_page("audit")
    table, button = window.findChild(Table, "audit_table"), window.findChild(Button, "audit_erase")
    assert isinstance(table, Table)
    assert isinstance(button, Button)
    states, rows = [], table.keys()
    for row in rows:
        table.make_current(row)
        states.append(button.isEnabled())
    assert states.count(True) == 1


@pytest.mark.parametrize("user", ["li", "mo", "ad"])
def test_who_may_not_erase_is_not_offered_it(window: MainWindow, stage: Stage, user: str) -> None:
    noted(stage)
    window.enter(stage.site(user))
    window.open_page("audit")
    button = window.findChild(Button, "audit_erase")
    assert isinstance(button, Button)
    assert button.isHidden()
