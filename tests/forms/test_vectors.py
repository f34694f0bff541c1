"""Every rule of the real study has vectors that make it speak and vectors that do not: the edit-check catalogue.

Vectors stand in ``tests/forms/vectors/<form>.toml``, for a data manager to read and to extend. A file begins with

    [form]
    name = "VS"
    event = "SCR"                  # where the rules are judged; ``at = "V1"`` in a case says otherwise; a log: "LOG"
    base = "man"                   # answers under every case: nobody, man, woman, treated man, treated woman
    given = {VSPERF = "Y"}         # more answers under every case
    collect_when = {asked = [...], skipped = [...]}      # only where the form itself has a condition

and has one table for each rule: checks by number in the item, or by the name the check has::

    [TEMP.1]
    fires = ["29.9", "43.1"]       # a text alone is the answer of the rule's own item
    silent = ["30.0", {TEMP = "43.0", SCR.DM.SEX = "F"}]
    [HEIGHT.collect_when]
    asked = [{}]
    skipped = [{VSPERF = "N"}]     # and ``awaits`` where it cannot be known yet
    [BMI.derive]
    gives = [{HEIGHT = "172.0", WEIGHT = "68.5", gives = "23.2"}, {HEIGHT = "", gives = ""}]

Answers are stored values: ``ITEM`` in the same form, ``A.ITEM`` and ``B.ITEM`` in the areas, ``2.ITEM`` in the second
row of a log or of a repeating group, ``EVENT.FORM.A.ITEM`` elsewhere (``LOG.AE.1.AETERM``), ``CFG.NAME`` settings;
"" takes an answer away, "!ND" is a null flavour. ``complete = ["V1.GATE"]`` and ``signed = ["SCR.IE"]`` are states of
forms, ``today = "2026-06-30"`` is the day of the commit (else 2027-01-01), ``born`` the birth date in the site-only
identity table. ``lists = {KIT = {"K-0187-3" = {FREE = "N"}}}`` are the site's lists, laid over those of ``[form]``; an
empty table takes a list or an entry away.

``vectors/study.toml`` has no ``[form]``; its cases may say ``base`` and ``at``: ``[gate.THAW]`` with holds and stops,
``[gate.PREG.applies_when]`` with applies and apart, ``[status.ENROLLED]`` with holds and fails.

Who adds a form, or a rule, adds its vectors: then its name leaves ``AWAITED``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest

from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.expression import Value
from hairtrial_desktop.study.kleene import UNKNOWN
from hairtrial_desktop.study.partial_date import PartialDate
from tests.forms.vector_files import FOLDER, WORDS, Vector, expected, read_vectors, rule_names, verdict

AWAITED = frozenset(
    {
        *("GATE",),
    }
)  # forms whose vectors are still to be written


@cache
def vectors() -> tuple[Vector, ...]:
    return tuple(vector for file in sorted(FOLDER.glob("*.toml")) for vector in read_vectors(file))


def wrong(study: Study, vector: Vector, change: Callable[[Value], Value] = lambda value: value) -> list[str]:
    """Return the cases of a vector whose rule says something else than they expect."""
    found = []
    for number, (case, word) in enumerate(vector.cases, 1):
        said = verdict(study, vector.rule, case, change)
        if not expected(word, case, said):
            found.append(f"{vector.file} {vector.rule} case {number} ({word} {case.gives or ''}): {said!r}")
    return found


def test_every_vector_is_judged_as_it_says(demo: Study) -> None:
    assert [line for vector in vectors() for line in wrong(demo, vector)] == []


def test_every_rule_of_the_study_has_vectors_both_ways(demo: Study) -> None:
    words = {vector.rule: {word for _, word in vector.cases} for vector in vectors()}
    assert {word for each in words.values() for word in each} <= WORDS
    rules = {name for name in rule_names(demo) if name.split(".")[0] not in AWAITED}
    assert sorted(rules - set(words)) == []
    assert sorted(name for name, each in words.items() if name in rules and not both_ways(name, each)) == []


def both_ways(name: str, words: set[str]) -> bool:
    if name.endswith(".derive"):
        return words == {"gives"}
    return {"fires", "silent"} <= words or {"asked", "skipped"} <= words or _lines(words)


def _lines(words: set[str]) -> bool:
    return any({"holds", other} <= words for other in ("stops", "fails")) or {"applies", "apart"} <= words


def test_no_vector_is_of_a_rule_that_is_gone(demo: Study) -> None:
    assert sorted({vector.rule for vector in vectors()} - rule_names(demo)) == []


def opposite(value: Value) -> Value:
    """Return something else: the other truth, code or number, a later day."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Decimal):
        return value + 1
    return UNKNOWN


def silenced(value: Value) -> Value:
    return True if isinstance(value, bool) or value is UNKNOWN else UNKNOWN


def refusing(value: Value) -> Value:
    return False if isinstance(value, bool) or value is UNKNOWN else PartialDate("1900-01-01")


@pytest.mark.parametrize("broken", [opposite, silenced, refusing])
def test_a_broken_rule_fails_its_vectors(demo: Study, broken: Callable[[Value], Value]) -> None:
    """Each rule in turn says the opposite, always True, or always False: its vectors must notice."""
    derived = broken is refusing  # what derives no truth has no "always False"
    kept = [
        vector.rule
        for vector in vectors()
        if not (derived and vector.rule.endswith(".derive")) and not wrong(demo, vector, broken)
    ]
    assert kept == []
