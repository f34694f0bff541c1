from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.study.catalog import Catalog, Scope
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.expression import UNKNOWN, Expression, Ref, Value, compile_expression
from hairtrial_desktop.study.loader_drafts import catalog_of
from hairtrial_desktop.study.loader_forms import read_form
from hairtrial_desktop.study.loader_table import Problems, Table
from hairtrial_desktop.study.partial_date import PartialDate
from tests.study.specimen import FORMS, Bench, specimen

STUDY = specimen()


def _catalog() -> Catalog:
    problems = Problems()
    drafts = [
        read_form(Table(tomllib.loads(text, parse_float=Decimal), problems, name, ""), STUDY)
        for name, text in FORMS.items()
    ]
    problems.stop()
    return catalog_of([draft for draft in drafts if draft is not None], STUDY)


CATALOG = _catalog()


def compiled(text: str, form: str | None = "DM", group: str | None = None) -> Expression:
    return compile_expression(text, Scope(CATALOG, form, group or form))


def value(text: str, answers: dict[str, str] | None = None, form: str = "DM", **more: object) -> Value:
    bench = Bench(STUDY, answers or {}, form=form, **more)  # type: ignore[arg-type]  # fields of Bench
    return compiled(text, form).evaluate(bench)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("0.1 + 0.2 == 0.3", True),
        ("-AGE", UNKNOWN),
        ("1 / 0", UNKNOWN),
        ("1 / 0 > 1 or True", True),
        ("1 < 2 <= 2 < 3", True),
        ("3 in (1, 2, 3)", True),
        ("'a' + 'b' == 'ab'", True),
        ("abs(-2)", Decimal(2)),
        ("min(3, 1, 2)", Decimal(1)),
        ("max(3, 1, 2)", Decimal(3)),
        ("round_half_up(0.25, 1)", Decimal("0.3")),
        ("round_half_up(-2.5, 0)", Decimal(-3)),
        ("SEX == 'F'", UNKNOWN),
        ("SEX == 'F' and False", False),
        ("SEX == 'F' or True", True),
        ("not (SEX == 'F')", UNKNOWN),
        ("missing(SEX)", True),
        ("known(SEX)", False),
        ("nullflavor(SEX) == ''", True),
        ("today == today", True),
        ("CFG.DENS_MAX", Decimal(190)),
        ("CFG.IC04 >= 5", UNKNOWN),
        ("damm('K-0187-3')", True),
        ("damm('K-0178-3')", False),
        ("verdict(True)", "Y"),
        ("verdict(False)", "N"),
        ("verdict(SEX == 'F')", "U"),
        ("first_known(AGE, 7)", Decimal(7)),
        ("identity_age()", UNKNOWN),
        ("signed('SCR.DM')", False),
        ("completed('SCR.DM')", False),
        ("days_between(today, add_days(today, 3))", Decimal(3)),
        ("previous(CONSENT) <= today", UNKNOWN),
        ("missing(previous(CONSENT))", True),
    ],
)
def test_values(text: str, result: Value) -> None:
    assert value(text) == result or value(text) is result


def test_null_flavours_are_seen_only_by_their_functions() -> None:
    answers = {"SCR.DM.SEX": "!ND"}
    assert value("SEX == 'F'", answers) is UNKNOWN
    assert value("missing(SEX)", answers) is True
    assert value("nullflavor(SEX) == 'ND'", answers) is True


def test_codes_marked_unknown_are_unknown_but_not_missing() -> None:
    answers = {"SCR.DM.INCL02": "U"}
    assert value("INCL02 == 'Y'", answers) is UNKNOWN
    assert value("missing(INCL02)", answers) is False


def test_dates() -> None:
    answers = {"SCR.DM.BIRTH": "1990-05", "SCR.DM.CONSENT": "2026-06-01"}
    assert value("age(BIRTH, CONSENT)", answers) == Decimal(36)
    assert value("add_months(BIRTH, 1)", answers) == PartialDate("1990-06")
    assert value("BIRTH < CONSENT", answers) is True
    assert value("BIRTH == BIRTH", answers) is UNKNOWN
    assert value("max(BIRTH, CONSENT)", answers) == PartialDate("2026-06-01")
    assert value("days_between(BIRTH, CONSENT)", answers) is UNKNOWN
    assert value("add_months(CONSENT, 0.5)", answers) is UNKNOWN
    assert value("CONSENT <= today", answers, at=date(2026, 5, 31)) is False


def test_hours_cross_midnight_and_need_every_part() -> None:
    answers = {"SCR.DM.CONSENT": "2026-06-01", "V1.EC.A.START": "23:30", "V1.EC.B.START": "00:15"}
    text = "hours_between(CONSENT, V1.EC.area('A').START, add_days(CONSENT, 1), V1.EC.area('B').START)"
    assert value(text, answers) == Decimal("0.75")
    assert value(text, {**answers, "SCR.DM.CONSENT": "!NK"}) is UNKNOWN
    assert value("minutes_between(V1.EC.area('A').START, V1.EC.area('B').START)", answers) == Decimal(-1395)


def test_areas() -> None:
    answers = {"V1.EC.A.VOLML": "1.00", "V1.EC.B.VOLML": "0.95"}
    expression = compiled("abs(VOLML - area('B').VOLML)", "EC")
    assert expression.evaluate(Bench(STUDY, answers, "V1", "EC", 1)) == Decimal("0.05")
    assert expression.evaluate(Bench(STUDY, answers, "V1", "EC", 2)) == Decimal("0.00")
    assert expression.refs == (Ref(None, None, "I.EC.VOLML"), Ref(None, None, "I.EC.VOLML", 2))
    other = compiled("VOLML <= V1.EC.VOLML", "EC")
    assert other.refs[1] == Ref("SE.V1", "F.EC", "I.EC.VOLML")


def test_other_visits() -> None:
    answers = {"V1.EC.A.VOLML": "1.00", "V2.EC.A.VOLML": "1.10"}
    bench = Bench(STUDY, answers, "V2", "EC", 1)
    assert compiled("VOLML - previous(VOLML)", "EC").evaluate(bench) == Decimal("0.10")
    assert compiled("VOLML - baseline(VOLML)", "EC").evaluate(bench) == Decimal("0.10")
    assert compiled("previous(VOLML)", "EC").evaluate(Bench(STUDY, answers, "V1", "EC", 1)) is UNKNOWN


def test_choose_and_contains_and_users() -> None:
    answers = {"SCR.DM.SEX": "M", "SCR.XH.SCALP": "NORMAL SCAR", "V1.EC.A.INJECTOR": "li"}
    assert value("choose(SEX, 'M', 1, 'F', 2)", answers) == Decimal(1)
    assert value("choose(SEX, 'F', 2)", answers) is UNKNOWN
    assert value("contains(SCR.XH.SCALP, 'SCAR')", answers) is True
    assert value("contains(SCR.XH.SCALP, 'OTHER')", answers) is False
    assert value("contains(SCR.XH.SCALP, 'OTHER')") is UNKNOWN
    role = "user_role(V1.EC.area('A').INJECTOR) == 'nurse'"
    assert value(role, answers, roles={"li": "nurse"}) is True
    assert value(role, answers) is UNKNOWN


def test_signatures_stand_or_not() -> None:
    assert value("signed('SCR.XH')", standing=frozenset({"SE.SCR/F.XH"})) is True
    assert compiled("signed('SCR.XH')").forms == {"F.XH"}


ROWS = ({"CMCLAS": "ORAL_AGA", "CMENDAT": "2026-01-05"}, {"CMCLAS": "OTHER", "CMENDAT": "2026-03"})


@pytest.mark.parametrize(
    ("text", "closed", "result"),
    [
        ("any_row(CM, CMCLAS == 'OTHER')", UNKNOWN, True),
        ("any_row(CM, CMCLAS == 'TOPICAL_HAIR')", UNKNOWN, UNKNOWN),
        ("any_row(CM, CMCLAS == 'TOPICAL_HAIR')", False, UNKNOWN),
        ("any_row(CM, CMCLAS == 'TOPICAL_HAIR')", True, False),
        ("any_row(CM, CM.CMTRT == 'x')", True, UNKNOWN),
        ("count_rows(CM, True)", True, Decimal(2)),
        ("count_rows(CM, True)", False, UNKNOWN),
        ("count_rows(CM, CMENDAT < add_days(CONSENT, 0))", True, Decimal(2)),
        ("max_row(CM, CMENDAT, CMCLAS == 'ORAL_AGA')", True, PartialDate("2026-01-05")),
        ("max_row(CM, CMENDAT, True)", True, PartialDate("2026-03")),
        ("max_row(CM, CMENDAT, CMCLAS == 'TOPICAL_HAIR')", True, UNKNOWN),
        ("max_row(CM, CMENDAT, True)", False, UNKNOWN),
    ],
)
def test_rows(text: str, closed: bool, result: Value) -> None:
    found = value(text, {"SCR.DM.CONSENT": "2026-06-01"}, logs={"CM": ROWS}, closed=closed)
    assert found == result or found is result


def test_references_come_from_the_tree() -> None:
    expression = compiled("any_row(CM, CMENDAT > CONSENT) and SCR.XH.BASPF == 'F1' and previous(CONSENT) < today")
    assert expression.refs == (
        Ref("SE.LOG", "F.CM", "I.CM.CMENDAT"),
        Ref(None, None, "I.DM.CONSENT"),
        Ref("SE.SCR", "F.XH", "I.XH.BASPF"),
    )
    assert expression.own_refs == expression.refs
    assert expression.forms == {"F.CM", "F.XH"}
    assert expression.uses_today
    assert compiled("previous(CONSENT) < BIRTH").own_refs == (Ref(None, None, "I.DM.BIRTH"),)
    assert not compiled("18 <= AGE").uses_today


def test_an_explanation_names_everything_it_was_judged_from() -> None:
    answers = {"SCR.DM.SEX": "F", "SCR.DM.CONSENT": "2026-06-01"}
    expression = compiled("SEX == 'M' and any_row(CM, CMENDAT > CONSENT)")
    told = expression.explain(Bench(STUDY, answers, logs={"CM": ROWS}))
    assert told.value is False
    assert [(leaf.text, leaf.value, leaf.row) for leaf in told.leaves()] == [
        ("SEX", "F", None),
        ("CMENDAT", PartialDate("2026-01-05"), 1),
        ("CONSENT", PartialDate("2026-06-01"), 1),
        ("CMENDAT", PartialDate("2026-03"), 2),
        ("CONSENT", PartialDate("2026-06-01"), 2),
    ]
    assert [child.text for child in told.children] == ["SEX == 'M'", "any_row(CM, CMENDAT > CONSENT)"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "an expression"),
        ("SEX ==", "an expression"),
        ("SEX = 'F'", "an expression"),
        ("lambda: 1", "and, or, not"),
        ("[x for x in SEX]", "and, or, not"),
        ("SEX if AGE > 1 else SEX", "and, or, not"),
        ("__import__('os')", "one of the functions"),
        ("SEX.upper() == 'F'", "one of the functions"),
        ("'a'.b", "and, or, not"),
        ("2 ** 3 > 1", "+ - * or /"),
        ("~AGE", "not, or -"),
        ("None", "a number, a text"),
        ("NOSUCH == 'F'", "an item of form DM"),
        ("XX.SEX == 'F'", "one of the forms"),
        ("SCR.NO.SEX == 'F'", "one of the forms"),
        ("NO.DM.SEX == 'F'", "one of the events"),
        ("V1.DM.SEX == 'F'", "a form of event V1"),
        ("A.B.C.D == 1", "ITEM, FORM.ITEM"),
        ("GATE.GATEOK == 'Y'", "together with DM"),
        ("LOG.CM.CMTRT == 'x'", "any_row, max_row"),
        ("CFG.NOSUCH == 1", "one of the settings"),
        ("SEX == 'X'", "one of the codes F, M"),
        ("SEX in ('F', 'X')", "one of the codes F, M"),
        ("INCL02 == 'U'", "does not read as unknown"),
        ("SEX == 1", "a text to compare"),
        ("SEX == SCR.XH.BASPF", "a text that SEX can hold"),
        ("SEX < 'F'", "== or !="),
        ("AGE == '18'", "a number to compare"),
        ("CONSENT > 5", "a date to compare"),
        ("CONSENT > V1.EC.area('A').MOMENT", "a date to compare"),
        ("CONSENT - BIRTH > 5", "days_between"),
        ("SEX + 1 == 'F1'", "numbers"),
        ("AGE and True", "a truth"),
        ("not AGE", "a truth"),
        ("CFG.IC04 and True", "a truth"),
        ("SEX in 'F'", "in (…)"),
        ("SEX in ()", "in (…)"),
        ("AGE in (18, AGE)", "literals after in"),
        ("SEX in ('F',) in ('M',)", "in by itself"),
        ("AGE is AGE", "== !="),
        ("SCR.XH.SCALP == 'SCAR'", "contains("),
        ("contains(SCR.XH.SCALP, 'HAT')", "one of the codes"),
        ("contains(SEX, 'F')", "several codes"),
        ("missing(1)", "the name of an item"),
        ("missing()", "1 argument"),
        ("age(BIRTH)", "2 argument"),
        ("age(BIRTH, on=CONSENT)", "arguments in order"),
        ("min(AGE)", "at least 2"),
        ("min(AGE, CONSENT)", "numbers, or dates"),
        ("round_half_up(AGE, AGE)", "a whole number 0 to 9"),
        ("choose(SEX, 'F', 1, 'M')", "a code and a value in turn"),
        ("choose(SEX, 'F', 1, 'F', 2)", "every code once"),
        ("choose(SEX, 'F', 1, 'M', 'a')", "values of one kind"),
        ("choose(SEX, 'X', 1)", "one of the codes"),
        ("user_role(SEX) == 'nurse'", "an item of type user"),
        ("signed('XX')", "'EVENT.FORM'"),
        ("signed(SEX)", "a text in quotes"),
        ("any_row(DM, True)", "a log form"),
        ("any_row(CM)", "a log form and 1 more"),
        ("any_row(CM, CMTRT)", "a truth"),
        ("any_row(CM, any_row(CM, True))", "no rows inside rows"),
        ("max_row(CM, CMTRT, True)", "a number, date or time of CM"),
        ("max_row(CM, CONSENT, True)", "a number, date or time of CM"),
        ("area('C').SEX == 'F'", "area('A') or area('B')"),
        ("area('A').SEX == 'F'", "stands in both areas"),
        ("SCR.PTG.DENS > 1", "area('A').DENS"),
        ("verdict(AGE)", "a truth"),
        ("nullflavor(SEX) == 'XX'", "one of the codes"),
        ("1 " + "+ 1 " * 5000, "at most"),
        ("(" * 300 + "1" + ")" * 300, "an expression"),
        ("not " * 2000 + "True", ""),
        ("1) + (2", "an expression"),
    ],
)
def test_wrong_expressions_are_refused_with_what_was_expected(text: str, place: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        compiled(text)
    assert place in refused.value.params["expected"]
    assert refused.value.params["found"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("HTYN == 'Y' and HTLAST > REFDAT", "HX"),
        ("HTLAST > REFDAT and HTYN == 'Y'", "HX"),
        ("HTYN == 'N' or HTLAST > REFDAT", "HX"),
        ("not (HTYN == 'Y') or HTLAST > REFDAT", "HX"),
        ("not (HTYN != 'Y' or HTLAST < REFDAT)", "HX"),
        ("HTYN in ('Y',) and (REFDAT < today or HTLAST > REFDAT)", "HX"),
        ("choose(HTYN, 'Y', HTLAST, 'N', REFDAT) < today", "HX"),
        ("missing(HTLAST)", "HX"),
        ("SCR.HX.HTYN == 'Y' and SCR.HX.HTLAST < today", "DM"),
        ("HX.HTYN == 'Y' and SCR.HX.HTLAST < today", "DM"),
        ("SEX == 'F' and SCR.XH.LUDWIG == 'I'", "DM"),
        ("SEX != 'F' or SCR.XH.LUDWIG == 'I'", "DM"),
        ("SEX == 'M' or SCR.XH.LUDWIG == 'I'", "DM"),
    ],
)
def test_a_conditional_item_stands_behind_its_condition(text: str, form: str) -> None:
    assert compiled(text, form).text == text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("HTLAST > REFDAT", "HX"),
        ("HTYN == 'N' and HTLAST > REFDAT", "HX"),
        ("HTYN == 'Y' or HTLAST > REFDAT", "HX"),
        ("known(HTYN) and HTLAST > REFDAT", "HX"),
        ("(HTYN == 'Y' or REFDAT < today) and HTLAST > REFDAT", "HX"),
        ("choose(HTYN, 'N', HTLAST, 'Y', REFDAT) < today", "HX"),
        ("SCR.XH.LUDWIG == 'I'", "DM"),
        ("SEX == 'M' and SCR.XH.LUDWIG == 'I'", "DM"),
        ("CMYN == 'Y' and HTLAST > REFDAT", "HX"),
    ],
)
def test_without_its_condition_a_conditional_item_is_refused(text: str, form: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        compiled(text, form)
    assert "only behind its condition" in refused.value.params["expected"]


def test_rules_of_an_item_may_take_its_own_condition_for_granted() -> None:
    signature = CATALOG.forms["HX"].items["HTLAST"]
    place = Scope(CATALOG, "HX", "HX", signature)
    assert compile_expression("HTLAST <= today", place)


ANSWERS = {
    "SCR.DM.SEX": ["M", "F"],
    "SCR.DM.CONSENT": ["2026-06-01", "2026-05-01"],
    "SCR.DM.BIRTH": ["1990", "1990-05", "1990-05-17", "2026-06"],
    "SCR.DM.AGE": ["17", "18", "75", "76"],
    "SCR.DM.INCL02": ["Y", "N"],
}
ATOMS = st.sampled_from(
    [
        "SEX == 'F'", "SEX != 'F'", "SEX in ('M',)", "AGE >= 18", "18 <= AGE <= 75", "BIRTH < CONSENT",
        "BIRTH == CONSENT", "add_months(BIRTH, 432) <= CONSENT", "age(BIRTH, CONSENT) >= 18", "INCL02 == 'Y'",
        "choose(SEX, 'M', AGE, 'F', 20) > 18", "AGE / (AGE - 18) > 1", "min(AGE, 40) < 40",
    ]
)  # fmt: skip
LOGIC = st.recursive(
    ATOMS,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | inner.map(lambda text: f"(not {text})")
    ),
    max_leaves=6,
)
KNOWN = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in ANSWERS.items()})


@given(LOGIC, KNOWN, st.sampled_from(sorted(ANSWERS)), st.data())
def test_answering_a_question_never_turns_a_verdict_round(
    text: str, answers: dict[str, str], key: str, data: st.DataObject
) -> None:
    before = value(text, {name: each for name, each in answers.items() if name != key})
    after = value(text, {**answers, key: data.draw(st.sampled_from(ANSWERS[key]))})
    assert before is UNKNOWN or before is after


@given(st.text(max_size=60) | st.from_regex(r"[A-Z'()=<>+*/. andornotin0-9]{0,40}", fullmatch=True))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    with suppress(DefinitionError):
        compiled(text).evaluate(Bench(STUDY))


def test_expressions_compare_by_text_and_references() -> None:
    assert compiled("AGE > 1") == compiled("AGE > 1")
    assert compiled("AGE > 1") != compiled("AGE > 2")
    assert hash(compiled("AGE > 1")) == hash(compiled("AGE > 1"))
    assert STUDY.forms["F.DM"] == specimen().forms["F.DM"]
