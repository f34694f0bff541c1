"""What many judgements ask alike is answered once; only another answer makes them be made again."""

from __future__ import annotations

from datetime import date

import pytest

from hairtrial_desktop.casebook import form_judgement
from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.judged_subject import JudgedSubject
from hairtrial_desktop.casebook.kept_answers import KeptAnswers
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.reading import item_names
from hairtrial_desktop.study.loader import load_study
from tests.casebook.small_study import FILES

SUBJECT = "01-001"
SYSBP = FormKey(SUBJECT, "SE.SCR", "F.VS").item("IG.VS.VS", "I.VS.SYSBP")


@pytest.fixture
def values() -> SubjectValues:
    return SubjectValues(load_study(FILES), SUBJECT, State(), date(2026, 6, 1))


def high(values: SubjectValues) -> bool:
    return values.once("high", lambda: int(values.cell(SYSBP).value or 0) > 140)


def test_only_another_answer_moves_who_asked(values: SubjectValues) -> None:
    values.kept = kept = KeptAnswers(values)
    seen: list[set[str]] = []
    for text, moved in (("120", set()), ("130", set()), ("150", {"high"}), ("160", set()), ("110", {"high"})):
        values.overlay[str(SYSBP)] = Cell(text)
        names = kept.moved(frozenset([str(SYSBP)]))
        assert names - {str(SYSBP)} == (moved if seen else set())
        values.reads = set()
        assert high(values) is (int(text) > 140)
        seen.append(values.reads)
    assert all(names == {"high"} for names in seen)  # on the answer alone, however it was found


def test_while_nothing_changes_who_asks_rests_on_all_that_it_was_found_from(values: SubjectValues) -> None:
    values.overlay[str(SYSBP)] = Cell("150")
    with values.unchanging():
        for _ in range(2):
            values.reads = set()
            assert high(values)
            assert values.reads == {str(SYSBP)}
    values.overlay[str(SYSBP)] = Cell("120")
    assert not high(values)


def test_what_is_only_supposed_is_answered_anew_and_leaves_nothing(values: SubjectValues) -> None:
    values.kept = KeptAnswers(values)
    values.overlay[str(SYSBP)] = Cell("150")
    assert high(values)
    with values.supposing(), values.unchanging():
        values.overlay[str(SYSBP)] = Cell("120")
        assert not high(values)
    assert high(values)
    assert values.overlay == {str(SYSBP): Cell("150")}


def test_a_form_that_nothing_was_moved_for_is_not_judged(
    values: SubjectValues, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = JudgedSubject(values)
    judged.findings(SYSBP.form)
    asked: list[str] = []
    judge = form_judgement.judge

    def watched(*args: object) -> ItemState:
        state = judge(*args)  # type: ignore[arg-type]  # handed on as they came
        asked.append(state.item.name)
        return state

    monkeypatch.setattr(form_judgement, "judge", watched)
    judged.moved(frozenset(["visit/SE.V1"]))
    assert asked == []
    judged.moved(frozenset(item_names(str(SYSBP))))
    assert "SYSBP" in asked
