"""How fast definitions load and how fast an edit is judged (the figures asked of the definition engine)."""

from __future__ import annotations

import ast
import random
from decimal import Decimal
from pathlib import Path

import pytest
import tomli

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.reading import item_names
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.benchmarks.conftest import Gauge, best, book_of
from tests.casebook.small_study import FILES
from tests.casebook.test_judging_again import SUBJECT, answer_some

FORMS = read_forms(Path(__file__).parents[2] / "forms")
ITEMS, DEPENDENT = 1000, 5
FIVE_TERMS = "18 <= AGE and AGE <= 75 and DENS <= 190 and SEX == 'F' and GRADE in ('I', 'II')"

HEAD = '[form]\nname = "VS"\ntext = {zh = "表", en = "Form"}\n[[group]]\nname = "VS"\ntext = {zh = "组", en = "Group"}'
DATE = '[[group.item]]\nname = "VSDAT"\ntext = {zh = "日期", en = "Date"}\ntype = "date"'


def big_form(items: int = ITEMS, dependent: int = DEPENDENT) -> dict[str, str]:
    """Return the small study with vital signs of ``items`` numbers, each with a check; some look at the first, too."""
    lines = [HEAD, DATE]
    for at in range(items):
        rule = f"N0 <= N{at}" if 0 < at <= dependent else f"N{at} >= 0"
        lines.append(
            f'[[group.item]]\nname = "N{at}"\ntext = {{zh = "数", en = "Number"}}\ntype = "integer"\n'
            f"check = [{{class = 'Soft', valid_when = \"{rule}\", message = {{zh = '低', en = 'Low {{value}}'}}}}]"
        )
    return {**FILES, "vs.toml": "\n".join(lines)}


@pytest.fixture(scope="module")
def big() -> Study:
    return load_study(big_form())


def test_the_whole_study_loads_and_compiles(gauge: Gauge) -> None:
    def parse() -> None:
        for text in FORMS.values():
            tomli.loads(text, parse_float=Decimal)

    gauge(
        "whole study loaded and compiled",
        lambda: load_study(FORMS),
        floor=("reading its TOML", parse),
        aim="under 150 ms",
    )


def test_one_edit_among_a_thousand_items(gauge: Gauge, big: Study) -> None:
    session = FormSession(book_of(big), FormKey(SUBJECT, "SE.SCR", "F.VS"))
    for state in session.items():
        session.enter(state.key, "2026-06-01" if state.item.name == "VSDAT" else "7")
    told: list[ItemState] = []
    session.listeners.append(told.append)
    first = session.key.item("IG.VS.VS", "I.VS.N0")
    session.enter(first, "8")
    assert len(told) == 1 + DEPENDENT
    answers = iter(["7", "8"] * 10_000)
    context = session.values.context(session.key, "IG.VS.VS")
    checks = [check for state in session.items()[1 : 2 + DEPENDENT] for check in state.item.checks]

    def bare() -> None:
        for check in checks:
            check.valid_when.evaluate(context)

    gauge(
        "one edit of 1,000 items with 1,000 checks, 5 dependent", lambda: session.enter(first, next(answers)),
        floor=("evaluating just those checks", bare), aim="under 0.3 ms",
    )  # fmt: skip


def filled(study: Study) -> SiteBook:
    """Return a book in which one participant has an answer everywhere, many of them breaking rules."""
    book, chance = book_of(study), random.Random(1)  # noqa: S311 - answers, no secrets
    for event in study.events:
        for form in () if event.log else event.forms:
            session = FormSession(book, FormKey(SUBJECT, event.oid, form))
            answer_some(session, chance, 1000)
            session.save("a reason")
    for form in ("F.AE", "F.CM", "F.PR") * 4:
        row = new_log_row(book, SUBJECT, form)
        answer_some(row, chance, 1000)
        row.save("a reason")
    return book


def test_the_whole_subject_after_an_edit_of_any_item(gauge: Gauge) -> None:
    book = filled(load_study(FORMS))
    keys = [FormKey.parse(text) for text in book.state(SUBJECT).forms()]
    judged, values = book.judged(SUBJECT), book.values(SUBJECT)
    judged.derivations.settle(values, ())

    def judge_again(text: str) -> None:
        names = frozenset(item_names(text))
        judged.derivations.settle(values, names)
        judged.moved(names)
        for key in keys:
            judged.open_findings(key)

    def judge_all() -> None:
        book.forget()
        for key in keys:
            book.judged(SUBJECT).open_findings(key)

    for key in keys:
        judged.open_findings(key)
    rounds = 5 if gauge.enabled else 1
    texts = list(book.state(SUBJECT).items()) if gauge.enabled else list(book.state(SUBJECT).items())[:3]
    worst = max(texts, key=lambda text: best(lambda: judge_again(text), rounds))
    name = worst.rpartition("/")[2].removeprefix("I.")
    gauge(
        f"whole subject ({len(keys)} forms, {len(book.state(SUBJECT).items())} values) after an edit of the item with "
        f"the most dependents ({name})", lambda: judge_again(worst),
        floor=("judging everything anew", judge_all), aim="under 5 ms",
    )  # fmt: skip


def test_a_five_term_check(gauge: Gauge) -> None:
    check = f'check = [{{class = "Soft", valid_when = "{FIVE_TERMS}", message = {{zh = "a", en = "b"}}}}]'
    items = "".join(
        f'[[group.item]]\nname = "{name}"\ntext = {{zh = "项", en = "Item"}}\ntype = "{kind}"\n{more}\n'
        for name, kind, more in (
            ("AGE", "integer", check),
            ("DENS", "decimal", ""), ("SEX", "text", ""), ("GRADE", "text", ""),
        )
    )  # fmt: skip
    study = load_study({**FILES, "vs.toml": f"{HEAD}\n{DATE}\n{items}"})
    values = SubjectValues(study, SUBJECT, State(), book_of(study).now().date())
    form = FormKey(SUBJECT, "SE.SCR", "F.VS")
    for name, text in (("AGE", "40"), ("DENS", "172.4"), ("SEX", "F"), ("GRADE", "II")):
        values.overlay[str(form.item("IG.VS.VS", f"I.VS.{name}"))] = Cell(text)
    context = values.context(form, "IG.VS.VS")
    found = study.forms["F.VS"].item("AGE")
    assert found is not None
    rule = found[1].checks[0].valid_when
    assert rule.evaluate(context) is True
    code = compile(ast.parse(FIVE_TERMS, mode="eval"), "check", "eval")
    names = {"AGE": 40, "DENS": 172.4, "SEX": "F", "GRADE": "II"}

    def ours() -> None:
        for _ in range(1000):
            rule.evaluate(context)

    def python() -> None:
        for _ in range(1000):
            eval(code, {}, names)  # noqa: S307 - the floor: an expression written above

    gauge(
        "a five-term check over the record",
        ours,
        floor=("CPython eval, compiled before", python),
        aim="at most 20 x",
        times=1000,
    )
