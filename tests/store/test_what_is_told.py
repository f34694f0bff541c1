"""A record that hashes as it should and is untrue all the same: verification names it (21 CFR 11.10(e); OFF-06)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.record import Commit, Draft, Record
from hairtrial_desktop.store.site_database import SiteDatabase
from tests.store.conftest import AT, AUTHOR, DOSE
from tests.store.test_verification import FORM

REMOVED = {"status": "removed", "confirmed_by": None}
UNTRUE = {
    "a value that was another": ("01-009", Record("item", DOSE, "9.9", "1.7")),
    "a value that was there": ("01-009", Record("item", DOSE, None, "1.7")),
    "a value, corrected after a check": ("01-009", Record("item", DOSE, "9.9", "1.7", checks=("RC.1",))),
    "a value said to be missing": ("01-009", Record("item", DOSE, None, "1.7", "ND")),
    "a value that was never entered": ("01-009", Record("item", f"{DOSE}2", "1.7", None)),
    "a form that was not complete": ("01-009", Record("form", FORM, {"status": "complete"}, {"status": "progress"})),
    "a form that was begun": ("01-009", Record("form", FORM, None, {"status": "complete"})),
    "a form never begun, removed": ("01-009", Record("form", f"{FORM}2", REMOVED, REMOVED, reason="wrong")),
    "a removal that says more": ("01-009", Record("form", FORM, REMOVED, REMOVED | {"checked": "00"}, reason="wrong")),
    "a removal without a reason": ("01-009", Record("form", FORM, REMOVED, REMOVED)),
    "a form that was complete and removed": (
        "01-009", Record("form", FORM, REMOVED | {"status": "complete"}, REMOVED, reason="wrong")
    ),
    "a person of another role": ("", Record("user", "wang", {"role": "administrator"}, {"role": "nurse"})),
    "a second number": ("01-010", Record("subject", "01-010", None, {"status": "screening"})),
}  # fmt: skip
TRUE = [
    ("01-009", Record("item", DOSE, "1.6", "1.7")),
    ("01-009", Record("item", DOSE, "1.6", "1.7", checks=("RC.1",))),
    ("01-009", Record("item", DOSE, "1.6", ',"old":"x', checks=("RC.1",))),
    ("01-009", Record("form", FORM, {"status": "progress"}, {"status": "complete"})),
    ("01-009", Record("form", FORM, REMOVED, REMOVED, reason="wrong participant")),  # as earlier programs told it
    ("", Record("user", "wang", {"role": "nurse"}, {"role": "investigator"})),
]


@pytest.mark.parametrize("name", UNTRUE)
def test_p11_05_verification_names_a_record_that_lies_about_what_stood_there(
    filled: SiteDatabase, build: Callable[..., Commit], name: str
) -> None:
    subject, record = UNTRUE[name]
    filled.commits.append(build(filled.commits, subject, record))
    assert list(filled.commits.verify()) == [Damage("records", "seq=5 position=0", "old")]


@pytest.mark.parametrize(("subject", "record"), TRUE)
def test_p11_05_verification_lets_a_true_record_stand(
    filled: SiteDatabase, build: Callable[..., Commit], subject: str, record: Record
) -> None:
    filled.commits.append(build(filled.commits, subject, record))
    assert list(filled.commits.verify()) == []


def test_p11_05_texts_that_look_like_the_record_itself_are_told_apart(
    filled: SiteDatabase, build: Callable[..., Commit]
) -> None:
    texts = [',"old":"1",', '","new_null":null,"old":', "x,", "\\", '\\",', '"reason":', "医生，"]
    held: str | None = "1.6"
    for text in [*texts, None, *reversed(texts)]:
        filled.commits.append(build(filled.commits, "01-009", Record("item", DOSE, held, text)))
        held = text
    assert list(filled.commits.verify()) == []


@pytest.mark.parametrize(
    ("act", "back", "named"),
    [
        ("save", timedelta(minutes=3), True), ("login", timedelta(days=9), True), ("save", timedelta(minutes=1), False),
        ("clock_found", timedelta(days=9), False), ("clock", timedelta(days=9), False),
    ],
)  # fmt: skip
def test_off_06_verification_names_time_that_ran_backwards_unless_somebody_recorded_it(
    filled: SiteDatabase, act: str, back: timedelta, *, named: bool
) -> None:
    for step in (back, back - timedelta(seconds=1)):  # and what follows goes on from there
        head = filled.commits.head()
        record = Record("clock", f"clock-{head.seq:04d}", None, {"state": "open"})
        draft = Draft("", act if step == back else "save", (record,))
        filled.commits.append(
            Commit.build(draft, AUTHOR, seq=head.seq + 1, prev=head.hash, at=AT - step, zone="+08:00", epoch=1)
        )
    assert list(filled.commits.verify()) == ([Damage("commits", "seq=5", "time")] if named else [])
