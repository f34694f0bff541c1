"""The door and the verification believe no ``old``: forged once over every kind of record (21 CFR 11.10(e))."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hairtrial_desktop.casebook.acts import ACTS
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.projection import KINDS, Stamp, State, apply
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.what_stood import RULES, told_of_old, told_truly
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_acts import BEFORE, BODIES, FORM, ITEM, SCAN, one_record, standing

FORGED = {"state": "forged", "level": "forged", "status": "forged"}
FIRST = {  # kind -> (act, who)
    "item": ("save", "li"), "form": ("save", "li"), "subject": ("save", "li"), "signature": ("sign", "wang"),
    "confirmation": ("save", "li"), "user": ("users", "ad"), "definition": ("setup", "ad"), "site": ("setup", "ad"),
    "export": ("export", "li"), "receipt": ("receipt", "li"), "print": ("print", "li"), "login": ("login", "li"),
    "attachment": ("attach", "li"), "discard": ("discard", "li"), "identity": ("identity", "li"),
    "query": ("raise_query", "mo"), "note": ("note", "li"), "verification": ("verify_source", "mo"),
    "review": ("review", "mo"), "lock": ("lock", "wang"), "proposal": ("save", "li"),
    "transcription": ("transcribe", "li"), "package": ("package", "li"), "kit": ("package", "li"),
    "cohort": ("package", "li"), "training": ("train", "li"), "clock": ("clock_found", "li"),
    "backup": ("backup", "li"), "writer": ("handover", "ad"), "redaction": ("redact", "wang"),
    "integrity": ("check", "li"), "incident": ("incident", "li"),
}  # fmt: skip
PLAIN = {
    "subject": Record("subject", "01-001", None, {"number": "01-001"}),
    "proposal": Record("proposal", f"{FORM}/window", None, {"user": "li"}),
    "review": Record("review", FORM, None, {"state": "done", "leaves": {}}),
    "user": Record("user", "new", None, {"name": "新", "role": "nurse"}),
    "package": Record("package", "kits-0001", None, {"kind": "kits"}),
}
UNDER = (Record("subject", "01-001", None, {"number": "01-001"}), BODIES["form"])  # what values stand under


def draft_of(house: House, kind: str) -> Draft:
    """Return a true first commit of a record of ``kind``; it is the last of the draft."""
    act, user = FIRST[kind]
    house.shelves.attachments.put(SCAN)
    subject = SITE if ACTS[act].of_site else "01-001"
    if act in BEFORE:
        house.book("wang").commit(Draft(subject, BEFORE[act], (one_record(house, BEFORE[act], "wang"),)))
    made = PLAIN.get(kind) or BODIES.get(kind) or one_record(house, act, user)
    if made.kind != kind:
        made = Record(kind, ACTS[act].place.format(user=user) + "x", None, {"user": user})
    under = {"item": UNDER, "form": UNDER[:1]}.get(kind, ())
    return Draft(subject, act, (*under, made))


def forged(draft: Draft, old: Any) -> Draft:
    return replace(draft, records=(*draft.records[:-1], replace(draft.records[-1], old=old)))


def test_every_kind_has_its_rule_and_is_forged_here() -> None:
    assert set(RULES) == set(KINDS) == set(FIRST)


@pytest.mark.parametrize("kind", KINDS)
def test_p11_05_the_door_takes_no_record_that_lies_about_what_stood_there(house: House, kind: str) -> None:
    book, draft = house.book(FIRST[kind][1]), draft_of(house, kind)
    head, lie = house.shelves.store.head(), "777" if kind == "item" else FORGED
    with pytest.raises(Conflict):  # of nothing it says that something stood there
        book.commit(forged(draft, lie))
    assert house.shelves.store.head() == head
    book.commit(draft)
    state, again = house.shelves.store.load(draft.subject), replace(draft, records=draft.records[-1:])
    if kind in {"attachment", "query", "export", "lock", "redaction", "incident"}:
        return  # a second one at that place is refused before anybody looks at what it says
    lies = [lie] if RULES[kind].silent else [lie, None]  # of something it says something else, or nothing
    for old in lies:
        with pytest.raises(Conflict):
            book.commit(forged(again, old))
    if RULES[kind].once == ("",):
        with pytest.raises(Conflict):  # not even with the truth
            book.commit(forged(again, state.things(KINDS[kind])[again.records[0].key].data))


@pytest.mark.parametrize("kind", KINDS)
def test_p11_05_what_stands_is_told_from_what_does_not(kind: str) -> None:
    state, stamp = State(), Stamp(1, "01-001", "li", "nurse", "2026-11-22T01:00:00.000Z", "00", "d")
    new: Any = {"state": "open", "level": "soft", "status": "complete", "said": {}, "a": [1, "x"]}
    first = Record(kind, ITEM if kind == "item" else "x", None, "120" if kind == "item" else new)
    assert told_truly(state, first)
    assert not told_truly(state, replace(first, old="777" if kind == "item" else FORGED))
    assert not told_truly(state, replace(first, old_null="ND"))
    apply(state, first, stamp)
    once, silent = RULES[kind].once == ("",), RULES[kind].silent
    truth: Any = "120" if kind == "item" else {"status": "complete", "confirmed_by": None} if kind == "form" else None
    truth = truth or standing(state, first)
    assert told_truly(state, replace(first, old=truth)) is not once
    assert told_truly(state, first) is silent
    assert not told_truly(state, replace(first, old="777" if kind == "item" else FORGED))


@pytest.mark.parametrize(
    "key",
    [
        "01-001/SE.NONE#1/F.VS#1/IG.VS.VS#1/I.VS.SYSBP", "01-001/SE.SCR#2/F.VS#1/IG.VS.VS#1/I.VS.SYSBP",
        "01-001/SE.SCR#1/F.NONE#1/IG.VS.VS#1/I.VS.SYSBP", "01-001/SE.SCR#1/F.VS#2/IG.VS.VS#1/I.VS.SYSBP",
        "01-001/SE.SCR#1/F.VS#1/IG.NONE#1/I.VS.SYSBP", "01-001/SE.SCR#1/F.VS#1/IG.VS.VS#2/I.VS.SYSBP",
        "01-001/SE.SCR#1/F.VS#1/IG.VS.VS#1/I.VS.NONE", "01-001/SE.SCR#1/F.VS#01/IG.VS.VS#1/I.VS.SYSBP",
        "01-001/SE.SCR#1/F.VS#1/IG.VS.VS#1/I.VS.SYSBP/more", "01-001/SE.SCR#1/F.VS#1", "01-001",
    ],
)  # fmt: skip
def test_p11_05_a_value_at_a_place_the_study_does_not_have_is_refused(house: House, key: str) -> None:
    subject, head = house.screened(), house.shelves.store.head()
    with pytest.raises(KnownError) as refused:
        house.book("li").commit(Draft(subject, "save", (BODIES["form"], Record("item", key, None, "120"))))
    assert (refused.value.code, refused.value.params) == ("place_unknown", {"place": key})
    assert house.shelves.store.head() == head


@pytest.mark.parametrize(
    "record",
    [
        Record("form", "01-001/SE.NONE#1/F.VS#1", None, {"status": "progress", "confirmed_by": None}),
        Record("form", "01-001/SE.SCR#1/F.AE#1", None, {"status": "progress", "confirmed_by": None}),
        Record("confirmation", "01-001/SE.SCR#1/F.VS#1/IG.VS.VS#1/I.VS.NONE/RC.1", None, {"reason": "seen"}),
        Record("proposal", "01-001/SE.NONE#1/F.VS#1/window", None, {"user": "li"}),
    ],
)
def test_p11_05_a_thing_at_a_place_the_study_does_not_have_is_refused(house: House, record: Record) -> None:
    with pytest.raises(KnownError, match="place_unknown"):
        house.book("li").commit(Draft(house.screened(), "save", (record,)))


@pytest.mark.parametrize("kind", [kind for kind, rule in RULES.items() if rule.actor])
def test_p11_05_no_row_is_written_in_somebody_elses_name(house: House, kind: str) -> None:
    draft = draft_of(house, kind)
    made = replace(draft.records[-1], new={**draft.records[-1].new, RULES[kind].actor: "chen"})
    with pytest.raises(ValueError, match=RULES[kind].actor):
        house.book(FIRST[kind][1]).commit(replace(draft, records=(made,)))


NOT_WRITTEN_SO = {
    "a form completed by saving it": ("save", Record("form", FORM, None, {"status": "complete", "confirmed_by": None})),
    "a form removed by saving it": ("save", Record("form", FORM, None, {"status": "removed", "confirmed_by": None})),
    "a form in a state there is not": ("save", Record("form", FORM, None, {"status": "done", "confirmed_by": None})),
    "a form under another version": (
        "save", Record("form", FORM, None, {"status": "progress", "confirmed_by": None, "definitions": "00"}),
    ),
    "a value of a form never begun": ("save", Record("item", ITEM, None, "120")),
    "a value and why it is missing": ("save", Record("item", ITEM, None, "120", None, "ND")),
    "another number": ("save", Record("subject", "01-001", None, {"number": "01-002"})),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_WRITTEN_SO)
def test_p11_05_the_door_takes_no_row_that_no_use_case_writes(house: House, name: str) -> None:
    act, record = NOT_WRITTEN_SO[name]
    subject = "01-001" if record.kind == "subject" else house.screened()
    with pytest.raises(ValueError, match=act):
        house.book("li").commit(Draft(subject, act, (record,)))


@pytest.mark.parametrize("act", ["export", "send", "receipt", "kit"])
def test_r3_11_the_lists_of_the_site_take_nothing_that_did_not_happen(house: House, act: str) -> None:
    book = house.book("li")
    if act in BEFORE:
        book.commit(Draft(SITE, BEFORE[act], (one_record(house, BEFORE[act], "li"),)))
    true = one_record(house, act, "li")
    wrong: dict[str, dict[str, Any]] = {
        "export": {"head_hash": "0" * 64}, "send": {"counts": {"values": 0}}, "kit": {"expiry": "2030-01-01"},
        "receipt": {"head": {"seq": 1, "hash": "0" * 64}},
    }  # fmt: skip
    with pytest.raises(ValueError, match=act):
        book.commit(Draft(SITE, act, (replace(true, new={**true.new, **wrong[act]}),)))
    book.commit(Draft(SITE, act, (true,)))


@pytest.mark.parametrize(
    ("old", "excused"),
    [
        ({"status": "complete", "confirmed_by": None}, True), ({"status": "removed", "confirmed_by": None}, True),
        ({"status": "progress", "confirmed_by": None}, False), ({"confirmed_by": None}, False), (None, False),
        ({"status": "complete", "confirmed_by": "wang"}, False),
        ({"status": "complete", "confirmed_by": None, "definitions": "d"}, False),
    ],
)  # fmt: skip
def test_p11_05_of_a_form_removed_verification_excuses_what_earlier_programs_wrote_and_no_more(
    old: dict[str, Any] | None, *, excused: bool
) -> None:
    """Shapes of ``FormCommit.removal`` and ``move_form`` before they told who had checked the form."""
    state, stamp = State(), Stamp(1, "01-001", "li", "nurse", "2026-11-22T01:00:00.000Z", "00", "d")
    removal = Record("form", FORM, old, {"status": "removed", "confirmed_by": None}, reason="wrong participant")
    assert not told_of_old(state, removal)  # where nothing stands
    apply(state, Record("form", FORM, None, {"status": "complete", "confirmed_by": "chen"}), stamp)
    assert told_of_old(state, removal) is excused
    assert not told_truly(state, removal)
    assert not told_of_old(state, replace(removal, new={"status": "progress", "confirmed_by": None}))
    apply(state, removal, stamp)
    assert not told_of_old(state, removal)  # it is removed once
