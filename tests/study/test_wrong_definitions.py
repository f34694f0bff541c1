"""Wrong expressions and links, each refused in the words of a data manager, with file, place and line."""

from __future__ import annotations

import pytest

from hairtrial_desktop.study.definition_check import check_definitions
from tests.study.specimen import CODES, FILES, STUDY, event, form, item

HEAD = STUDY + event("U1", '"AA"')


def wrong(rule: str, key: str = "check") -> dict[str, str]:
    """Return the files with a form AA one of whose items has ``rule``."""
    logic = f"check = [\n  {{class = 'Soft', valid_when = '''{rule}''', message = {{zh = '问', en = 'ask'}}}},\n]\n"
    owner = item("OWNER", "code", codelist='"NYU"')
    owner += logic if key == "check" else f"{key} = '''{rule}'''\n"
    items = (
        item("NUM", "decimal"), item("DAY", "partialDate"), item("CLOCK", "time"), item("MOMENT", "datetime"),
        item("WORDS"), item("PERSON", "user"), item("SEX", "code", codelist='"SEX"'),
        item("MANY", "codes", codelist='"SCALP"'),
        item("ONLYF", "integer", collect_when="\"SEX == 'F'\""), owner,
    )  # fmt: skip
    return {**FILES, "study.toml": HEAD, "aa.toml": form("AA", *items)}


@pytest.mark.parametrize(
    ("rule", "expected", "found"),
    [
        # not an expression, or more than one may write
        ("NUM >", "an expression", "NUM >"),
        ("NUM > 1)", "an expression", "NUM > 1)"),
        ("NUM = 1", "an expression", "NUM = 1"),
        ("", "a text that is not empty", "''"),
        ("lambda: 1", "a function, a name or a literal", "lambda: 1"),
        ("[NUM > 1]", "a function, a name or a literal", "[NUM > 1]"),
        ("NUM if SEX == 'F' else 1", "a function, a name or a literal", "NUM if"),
        ("(NUM := 1) > 0", "a function, a name or a literal", "NUM := 1"),
        ("NUM ** 2 > 1", "+ - * or /", "NUM ** 2"),
        ("NUM % 2 == 1", "+ - * or /", "NUM % 2"),
        ("NUM // 2 == 1", "+ - * or /", "NUM // 2"),
        ("NUM & 1", "+ - * or /", "NUM & 1"),
        ("NUM is 1", "== != < <= > >= in, not in", "NUM is 1"),
        ("~NUM == 1", "not, or - before a number", "~NUM"),
        ("NUM == None", "a number, a text, True or False", "None"),
        ("NUM == 1j", "a number", "1j"),
        ("WORDS.upper() == 'A'", "one of the functions", "WORDS.upper()"),
        ("eval('1') == 1", "one of the functions", "eval('1')"),
        ("__import__('os')", "one of the functions", "__import__('os')"),
        ("abs(NUM, digits=1) > 0", "arguments in order", "digits=1"),
        ("abs(*NUM) > 0", "arguments in order", "*NUM"),
        # names
        ("NOSUCH > 1", "an item of form AA", "NOSUCH"),
        ("DN.SEX == 'F'", "one of the forms", "DN"),
        ("SCR.DM.SEXX == 'F'", "an item of form DM", "SCR.DM.SEXX"),
        ("SCX.DM.SEX == 'F'", "one of the events", "SCX.DM.SEX"),
        ("V1.DM.SEX == 'F'", "a form of event V1", "V1.DM.SEX"),
        ("DM.SEX == 'F'", "stands in an event together with AA", "DM.SEX"),
        ("SCR.DM.DM.SEX == 'F'", "EVENT.FORM.ITEM", "SCR.DM.DM.SEX"),
        ("CFG.NOSUCH > 1", "one of the settings", "CFG.NOSUCH"),
        ("SCR.PTG.DENS <= 190", "area('A').DENS or area('B').DENS", "SCR.PTG.DENS"),
        ("SCR.PTG.area('C').DENS <= 190", "area('A') or area('B')", "area('C')"),
        ("SCR.DM.area('A').AGE > 1", "an item that stands in both areas", "AGE"),
        ("LOG.CM.CMTRT == 'x'", "any_row, max_row or count_rows", "LOG.CM.CMTRT"),
        # types
        ("NUM", "an expression that gives a truth", "NUM, a number"),
        ("NUM == 'a'", "a number to compare with NUM", "'a', a text"),
        ("WORDS > 1", "a text to compare with WORDS", "1, a number"),
        ("WORDS < 'b'", "== or !=, no order, between values of which each is a text", "WORDS < 'b'"),
        ("DAY > 3", "a date to compare with DAY", "3, a number"),
        ("DAY < CLOCK", "a date to compare with DAY", "CLOCK, a time"),
        ("MOMENT > DAY", "a date-time to compare", "DAY, a date"),
        ("DAY - DAY > 3", "add_months, add_days, days_between", "DAY, a date"),
        ("DAY + 1 > DAY", "add_months, add_days, days_between", "DAY, a date"),
        ("WORDS - WORDS == 'a'", "numbers", "WORDS, a text"),
        ("not NUM", "a truth", "NUM, a number"),
        ("NUM > 1 and WORDS", "a truth", "WORDS, a text"),
        ("MANY == 'SCAR'", "contains(MANY, 'code')", "MANY == 'SCAR'"),
        ("CFG.DENS_MAX == 'a'", "a number to compare with CFG.DENS_MAX", "'a', a text"),
        # codes
        ("SEX == 'X'", "one of the codes F, M of SEX", "'X'"),
        ("SEX in ('M', 'W')", "one of the codes F, M of SEX", "'W'"),
        ("SEX in 'MF'", "in (…) with literals", "SEX in 'MF'"),
        ("SEX in ()", "in (…) with literals", "SEX in ()"),
        ("SEX in (WORDS,)", "literals after in", "WORDS"),
        ("SEX in ('M',) in ('F',)", "in by itself, not chained", "SEX in"),
        ("OWNER == 'U'", "does not read as unknown", "'U'"),
        ("contains(MANY, 'NOSUCH')", "one of the codes", "'NOSUCH'"),
        ("contains(SEX, 'F')", "several codes", "SEX, a text"),
        ("nullflavor(NUM) == 'XX'", "one of the codes", "'XX'"),
        ("choose(SEX, 'F', 1, 'F', 2) > 1", "every code once", "choose("),
        ("choose(SEX, 'F', 1, 'M', 'b') == 1", "values of one kind", "'b'"),
        ("choose(SEX, 'F') == 1", "at least 3 argument(s)", "choose("),
        # functions
        ("abs(WORDS) > 1", "a number", "WORDS, a text"),
        ("abs() > 1", "1 argument(s)", "abs()"),
        ("min(NUM) > 1", "at least 2 argument(s)", "min(NUM)"),
        ("max(NUM, DAY) > 1", "numbers, or dates, or times", "DAY, a date"),
        ("round_half_up(NUM, NUM) > 1", "a whole number 0 to 9 of places", "round_half_up(NUM, NUM)"),
        ("round_half_up(NUM, 1.5) > 1", "a whole number 0 to 9 of places", "1.5"),
        ("add_months(DAY) < DAY", "2 argument(s)", "add_months(DAY)"),
        ("add_months(NUM, 1) < DAY", "a date", "NUM, a number"),
        ("age(DAY, '2026-01-01') > 18", "a date", "'2026-01-01', a text"),
        ("days_between(DAY, CLOCK) > 1", "a date", "CLOCK, a time"),
        ("hours_between(DAY, DAY, CLOCK, CLOCK) > 1", "a time", "DAY, a date"),
        ("missing(1)", "the name of an item", "1"),
        ("missing(NUM + 1)", "the name of an item", "NUM + 1"),
        ("nullflavor(today) == 'ND'", "the name of an item", "today"),
        ("previous(NUM + 1) > 1", "the name of an item", "NUM + 1"),
        ("user_role(WORDS) == 'nurse'", "an item of type user", "WORDS"),
        ("signed('SCR.NOSUCH')", "a form of that event", "SCR.NOSUCH"),
        ("completed(NUM)", "a text in quotes", "NUM"),
        ("any_row(DM, SEX == 'F')", "a log form", "DM"),
        ("any_row(CM)", "a log form and 1 more argument", "any_row(CM)"),
        ("any_row(CM, NOSUCH == 'x')", "an item of form AA", "NOSUCH"),
        ("any_row(CM, CMCLAS == 'NOSUCH')", "one of the codes", "'NOSUCH'"),
        ("count_rows(CM, CMTRT) > 1", "a truth", "CMTRT, a text"),
        ("max_row(CM, CMTRT, True) == 'x'", "a number, date or time of CM", "CMTRT"),
        ("any_row(CM, any_row(CM, True))", "no rows inside rows", "any_row(CM, True)"),
        ("this(NUM) > 1", "inside a function of rows", "this(NUM)"),
        ("any_other_row(True)", "in a log form", "any_other_row(True)"),
        # guards
        ("ONLYF > 1", "only behind its condition: SEX == 'F'", "ONLYF without it"),
        ("SEX == 'M' and ONLYF > 1", "only behind its condition: SEX == 'F'", "ONLYF without it"),
        ("SEX == 'F' or ONLYF > 1", "only behind its condition: SEX == 'F'", "ONLYF without it"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_where_it_stands(rule: str, expected: str, found: str) -> None:
    files = wrong(rule)
    result = check_definitions(files)
    assert result.study is None
    place = "AA.AA.OWNER.check[1].valid_when"
    faults = [fault for fault in result.errors if fault.path == place]
    assert [fault.file for fault in faults] == ["aa.toml"], result.errors
    assert expected in faults[0].expected, faults
    assert found in faults[0].found, faults
    assert faults[0].line is not None
    assert "valid_when" in files["aa.toml"].splitlines()[faults[0].line - 1]


@pytest.mark.parametrize(
    ("key", "rule", "expected"),
    [
        ("derive", "NUM > 1", "an expression that gives a text"),
        ("derive", "choose(SEX, 'F', 'Q', 'M', 'Y')", "only the codes N, U, Y"),
        ("derive", "verdict(OWNER == 'Y')", "no circle of derivation"),
        ("collect_when", "NUM", "an expression that gives a truth"),
        ("collect_when", "OWNER == 'Y'", "does not name the item it decides about"),
        ("collect_when", "ONLYF > 1", "only behind its condition"),
        ("derive", "verdict(previous(NOSUCH) > 1)", "an item of form AA"),
    ],
)
def test_a_wrong_derivation_or_condition_is_refused_where_it_stands(key: str, rule: str, expected: str) -> None:
    files = wrong(rule, key)
    errors = check_definitions(files).errors
    found = [fault for fault in errors if expected in fault.expected]
    assert found, errors
    assert found[0].file == "aa.toml"
    assert "OWNER" in found[0].path
    assert found[0].line is not None


def test_a_circle_through_another_form_names_every_step() -> None:
    one = form("AA", item("A", "integer", derive='"SCR.BB.B"'), item("C", "integer", derive='"A + 1"'))
    other = form("BB", item("B", "integer", derive='"SCR.AA.C"'))
    files = {**FILES, "aa.toml": one, "bb.toml": other}
    files["study.toml"] = STUDY.replace('"DM", "XH"', '"AA", "BB", "DM", "XH"', 1)
    errors = check_definitions(files).errors
    (fault,) = errors
    assert (fault.file, fault.path) == ("aa.toml", "AA.AA.A.derive")
    assert fault.line is not None
    assert fault.found == "SCR.AA.A → SCR.BB.B → SCR.AA.C → SCR.AA.A"


def test_every_wrong_rule_of_a_file_is_told_at_once_with_its_own_line() -> None:
    files = wrong("NOSUCH > 1")
    files["aa.toml"] += (
        item("NEXT", "integer")
        + "check = [\n  {class = 'Soft', valid_when = 'ALSO > 1', message = {zh = '问', en = 'ask'}},\n]\n"
    )
    lines = [fault.line for fault in check_definitions(files).errors]
    assert len(lines) == len(set(lines)) == 2


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("aa.toml", "\ufefffoo", "TOML"),
        ("aa.toml", "[form]\nname = 'AA\n", "TOML"),
        ("aa.toml", "[form]\nname = 'AA'\nname = 'AB'\n", "TOML"),
        ("codelists.toml", CODES.replace('items = [\n{code = "Y"', 'items = [\n{kode = "Y"', 1), "a text"),
        (
            "codelists.toml",
            CODES + '\n[[codelist]]\nname = "EMPTY"\ntext = {zh = "空", en = "Empty"}\nitems = []\n',
            "at least one code",
        ),
        ("study.toml", STUDY.replace("[study]", "[studie]", 1), "a table [study]"),
        (
            "study.toml",
            STUDY + '\n[[setting]]\nname = "WET_INK"\nvalue = "yes"\ntext = {zh = "手签", en = "By hand"}\n',
            "Y or N",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(file: str, text: str, expected: str) -> None:
    errors = check_definitions({**FILES, file: text}).errors
    assert any(fault.file == file and expected in fault.expected for fault in errors), errors
