"""How fast definitions load and how fast an edit is judged (the figures asked of the definition engine)."""

from __future__ import annotations

import ast
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import tomli

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.form_judgement import places
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.projection import ItemRow, State
from hairtrial_desktop.casebook.reading import item_names, moved_by
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.study.definitions import DataType, ItemDef, Study
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.benchmarks.conftest import Gauge, best, book_of
from tests.casebook.small_study import FILES
from tests.casebook.test_judging_again import SUBJECT, fill

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


class Edited:
    """One participant whose values become others and back, each time as a commit of one value does it."""

    def __init__(self, book: SiteBook) -> None:
        self.keys = [FormKey.parse(text) for text in book.state(SUBJECT).forms()]
        self.items = book.state(SUBJECT).items()
        self._judged, self._values = book.judged(SUBJECT), book.values(SUBJECT)
        self._judged.derivations.settle(self._values, ())
        self._find()
        places_of = (places(self._values, key, self._values.form_of(key)) for key in self.keys)
        typed = {str(key): item for found in places_of for key, _, item in found if item.typed}
        self.others = {text: other(typed[text], self.items[text]) for text in self.items if text in typed}

    def turn(self, text: str) -> None:
        """Give the item its other value, judge the whole subject, and give it back the one it had."""
        before = self.items[text].value
        for value in (self.others[text], before):
            self._commit(text, value)
            self._find()

    def _commit(self, text: str, value: str | None) -> None:
        names = moved_by(Draft(SUBJECT, "save", (Record("item", text, self.items[text].value, value),)))
        assert names is not None
        self._values.overlay[text] = Cell(value)
        derived = self._judged.derivations.settle(self._values, names)
        for each in (text, *derived):
            cell = self._values.overlay[each]
            if each in self.items:
                self.items[each] = replace(self.items[each], value=cell.value, null_flavour=cell.null_flavour)
        self._values.overlay.clear()
        self._judged.moved(names.union(*(item_names(each) for each in derived)))

    def _find(self) -> None:
        for key in self.keys:
            self._judged.open_findings(key)


def other(item: ItemDef, row: ItemRow) -> str | None:
    """Return another value of the item, none where there is no plain one."""
    if item.code_list is not None:
        return next(code.code for code in item.code_list.items if code.code != row.value)
    if row.value is not None and item.data_type in (DataType.DATE, DataType.PARTIAL_DATE):
        return next(day for day in ("2026-05-02", "2026-05-03") if day != row.value)
    return None if row.value is not None else "2026-05-02"


def test_the_whole_subject_after_an_edit_of_any_item(gauge: Gauge) -> None:
    book = book_of(load_study(FORMS))
    fill(book)
    edited = Edited(book)

    def judge_all() -> None:
        for _ in range(2):
            book.forget()
            for key in edited.keys:
                book.judged(SUBJECT).open_findings(key)

    texts = list(edited.others) if gauge.enabled else list(edited.others)[:3]
    worst = max(texts, key=lambda text: best(lambda: edited.turn(text), 2 if gauge.enabled else 1))
    name = worst.rpartition("/")[2].removeprefix("I.")
    gauge(
        f"whole subject ({len(edited.keys)} forms, {len(edited.items)} values) after an edit of the item that moves "
        f"most ({name})", lambda: edited.turn(worst),
        floor=("judging everything anew", judge_all), aim="under 5 ms", times=2,
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
