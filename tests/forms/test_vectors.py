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
forms (``proposed = ["LOG.DV"]``: its row came of a proposed deviation), ``today = "2026-06-30"`` is the day of the
commit (else 2027-01-01), ``born`` the birth date in the site-only identity table.
``confirmed = ["V1.GATE chen 2026-06-20T10:05"]`` are second persons: who, from which minute and, where a third part
follows, to which. ``lists = {KIT = {"K-0187-3" = {FREE = "N"}}}`` are the site's lists, laid over those of
``[form]``; an empty table takes a list or an entry away.

``vectors/study.toml`` has no ``[form]``; its cases may say ``base`` and ``at``: ``[gate.THAW]`` with holds and stops,
``[gate.PREG.applies_when]`` with applies and apart, ``[status.ENROLLED]`` with holds and fails.

Who adds a form, or a rule, adds its vectors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any

import pytest

from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.expression import Expression, Value
from hairtrial_desktop.study.kleene import UNKNOWN
from tests.forms.rule_mutations import Places
from tests.forms.vector_files import (
    FOLDER,
    WORDS,
    Instead,
    Ruling,
    Vector,
    as_it_is,
    expected,
    read_vectors,
    rule_names,
    verdict,
)  # fmt: skip

# The vectors see every slip of the pen in a rule, but for these:
ALIKE = {
    # A guard is lost (X == 'Y' and ...): what stands behind it is unknown then, so that the rule says the same.
    "CE.CETIM.1": 2, "CM.CMTRT.1": 2, "EC.ECYN.1": 4, "HX.MHDONE.1": 1, "HX.CMDONE.1": 1, "HX.PRDONE.1": 1,
    "IE.EXCL03.derive": 2, "IE.EXCL04.derive": 1, "IE.EXCL05.derive": 1, "LB.USIG.collect_when": 1,
    "PREG.LMPDAT.2": 1, "PTG.IMGTIM.2": 1, "VS.VSTIM.1": 1, "VSP.VSPOS.1": 1, "gate.PREG": 2,
    "AE.AESER.1": 1, "PC.CONTYN.1": 1, "PC.CONTYN.derive": 2, "KIT.KITNO.2": 1,
    # Only who was eligible is signed in; a list that is missing says neither "open" nor "observed".
    "KIT.RANDNUM.2": 1, "KIT.COHORT.SENTINEL": 1,
    "DM.BRTHDAT.1": 1,  # a month never equals a day: < and <= say the same
}  # fmt: skip


@cache
def vectors() -> tuple[Vector, ...]:
    return tuple(vector for file in sorted(FOLDER.glob("*.toml")) for vector in read_vectors(file))


def wrong(study: Study, vector: Vector, instead: Instead = as_it_is) -> Iterator[str]:
    """Yield the cases of a vector whose rule says something else than they expect."""
    for number, (case, word) in enumerate(vector.cases, 1):
        said = verdict(study, vector.rule, case, instead)
        if not expected(word, case, said):
            yield f"{vector.file} {vector.rule} case {number} ({word} {case.gives or ''}): {said!r}"


def test_every_vector_is_judged_as_it_says(demo: Study) -> None:
    assert [line for vector in vectors() for line in wrong(demo, vector)] == []


def test_r3_15_every_rule_of_the_study_has_vectors_both_ways(demo: Study) -> None:
    words = {vector.rule: {word for _, word in vector.cases} for vector in vectors()}
    assert {word for each in words.values() for word in each} <= WORDS
    rules = rule_names(demo)
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


@dataclass(frozen=True)
class Broken:
    """A rule that says something else."""

    says: Callable[[Value], Value]
    rule: Expression

    def evaluate(self, ctx: Any) -> Value:
        return self.says(self.rule.evaluate(ctx))


def instead_of(slip: Expression, _rule: Expression) -> Ruling:
    return slip


def opposite(value: Value) -> Value:
    """Return something else: the other truth, the next number, nothing."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, Decimal) else UNKNOWN


def always_true(value: Value) -> Value:
    return True if isinstance(value, bool) or value is UNKNOWN else UNKNOWN


def always_false(value: Value) -> Value:
    return False if isinstance(value, bool) or value is UNKNOWN else UNKNOWN


@pytest.mark.parametrize("says", [opposite, always_true, always_false])
def test_a_rule_that_says_something_else_fails_its_vectors(demo: Study, says: Callable[[Value], Value]) -> None:
    """Each rule in turn says the opposite, always True (never fires), or always False (always fires)."""
    unseen = [
        vector.rule
        for vector in vectors()
        if not (vector.rule.endswith(".derive") and says is always_false)  # what derives no truth
        and not any(wrong(demo, vector, partial(Broken, says)))
    ]
    assert unseen == []


def test_a_rule_with_a_slip_of_the_pen_fails_its_vectors(demo: Study) -> None:
    """Each comparison with its boundary moved, each condition and each code left out, each "and" an "or"."""
    places = Places(demo)
    unseen: Counter[str] = Counter()
    for vector in vectors():
        for slip in places.broken(vector.rule):
            unseen[vector.rule] += not any(wrong(demo, vector, partial(instead_of, slip)))
    assert dict(+unseen) == ALIKE
