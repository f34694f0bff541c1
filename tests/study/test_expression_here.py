"""Rules that know their event, and rows that look at other rows of the same log."""

from __future__ import annotations

import pytest

from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.expression import UNKNOWN, Ref
from hairtrial_desktop.study.kleene import Truth
from hairtrial_desktop.study.loader import load_study, problems_of
from tests.study.specimen import FILES, FORMS, Bench, item, specimen
from tests.study.test_expression import compiled, value

STUDY = specimen()
OVERLAP = "any_other_row(CMTRT == this(CMTRT) and CMENDAT >= this(CMENDAT))"
ROWS = (
    {"CMTRT": "minoxidil", "CMENDAT": "2026-03-01"},
    {"CMTRT": "minoxidil", "CMENDAT": "2026-02-01"},
    {"CMTRT": "finasteride", "CMENDAT": "2026-05-01"},
)


def test_a_rule_knows_the_event_it_stands_in() -> None:
    rule = compiled("event() in ('V1', 'V2')", "EC")
    assert rule.evaluate(Bench(STUDY, {}, "V2", "EC", 1)) is True
    assert rule.evaluate(Bench(STUDY, {}, "V3", "EC", 1)) is False


@pytest.mark.parametrize(("row", "closed", "found"), [(1, UNKNOWN, True), (0, UNKNOWN, UNKNOWN), (0, True, False)])
def test_a_row_looks_at_the_other_rows_of_its_log(row: int, closed: Truth, found: Truth) -> None:
    answers = {f"LOG.CM.{name}": text for name, text in ROWS[row].items()}
    bench = Bench(STUDY, answers, "LOG", "CM", logs={"CM": ROWS}, closed=closed, row=row)
    assert compiled(OVERLAP, "CM").evaluate(bench) is found


def test_this_names_the_item_where_the_rule_stands() -> None:
    rule = compiled("any_row(CM, CMTRT == this(BASPBA))", "XH")
    assert rule.refs == (Ref("SE.LOG", "F.CM", "I.CM.CMTRT"), Ref(None, None, "I.XH.BASPBA"))
    assert value("any_row(CM, CMENDAT > this(CONSENT))", {"SCR.DM.CONSENT": "2026-04-01"}, logs={"CM": ROWS}) is True


@pytest.mark.parametrize(
    ("text", "form", "place"),
    [
        ("event() == 'V1'", "DM", "one of the codes"),  # the form does not stand there
        ("event('V1') == 'V1'", "EC", "event()"),
        ("this(SEX) == 'M'", "DM", "inside a function of rows"),
        ("any_other_row(True)", "DM", "in a log form"),
        ("any_row(CM, any_other_row(True))", "CM", "in a log form"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, form: str, place: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        compiled(text, form)
    assert place in refused.value.params["expected"]


def test_a_branch_of_choose_is_behind_its_event() -> None:
    """What is asked at one event only may be used in the branch of that event."""
    more = item("FIRST", "integer", collect_when="\"event() == 'V1'\"")
    behind = item("TWICE", "integer", derive="\"choose(event(), 'V1', FIRST * 2)\"")
    free = item("TWICE", "integer", derive='"FIRST * 2"')
    changed = {**FILES, "ec.toml": FORMS["ec.toml"] + more + behind}
    assert load_study(changed).forms["F.EC"].item("TWICE") is not None
    with pytest.raises(DefinitionError) as refused:
        load_study({**FILES, "ec.toml": FORMS["ec.toml"] + more + free})
    assert "only behind its condition" in refused.value.params["expected"]


@pytest.mark.parametrize(("path", "refused"), [("V1.EC", False), ("V3.EC", True)])
def test_what_is_asked_at_some_visits_needs_no_guard_where_one_of_them_is_named(path: str, *, refused: bool) -> None:
    asked = item("FIRST", "integer", collect_when="\"event() != 'V3'\"")
    files = {
        **FILES,
        "ec.toml": FORMS["ec.toml"] + asked,
        "dm.toml": FORMS["dm.toml"] + item("TWICE", "integer", derive=f"\"{path}.area('A').FIRST * 2\""),
    }
    found = [problem.params["expected"] for problem in problems_of(files)]
    assert [words for words in found if "only behind its condition: event() != 'V3'" in words] == found
    assert bool(found) is refused
