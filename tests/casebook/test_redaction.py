"""Redaction at the casebook's door: what can be erased, by whom, with which words (E6(R3) 4.2.2(b))."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.notes import notes_of, write_note
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.queries import Queries, queries_of
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.redacted import ERASED, ERASED_TEXT, LONG, left_of, only_erased
from hairtrial_desktop.casebook.redaction import Place, erasable_texts, papers_erased, redact
from hairtrial_desktop.casebook.reviews import audit_csv
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at, fill
from tests.casebook.test_queries import completed, reopened
from tests.casebook.test_signing import Door, signing

WHY = "a telephone number does not belong here"


def place_of(house: House, key: str) -> Place:
    """Return the newest record under ``key``."""
    return next(
        Place(commit.seq, position)
        for commit in reversed(list(house.shelves.store.commits()))
        for position, sealed in enumerate(commit.records)
        if (record := sealed.record()) is not None and record.key == key
    )


@pytest.fixture
def noted(house: House) -> tuple[House, ItemKey, Place]:
    session = completed(house)
    item = at(session, "SYSBP")
    write_note(house.book("li"), item, "call 13912345678")
    return house, item, place_of(house, f"{item}/N#1")


Noted = tuple[House, ItemKey, Place]


def test_r3_06_a_note_is_erased_and_says_so(noted: Noted) -> None:
    house, item, place = noted
    book = house.book("wang")
    assert erasable_texts(book, place) == ("call 13912345678",)
    redact(book, Door(), (place, "call 13912345678"), WHY, ("li", "right"), password="right")
    (line,) = notes_of(house.book("mo").state(item.form.subject), item)
    assert (line.text, line.user) == (ERASED_TEXT, "li")
    assert erasable_texts(book, place) == ()
    with pytest.raises(KnownError, match="redaction_not_there"):
        redact(book, Door(), (place, ERASED_TEXT), WHY, ("li", "right"), password="right")
    assert list(house.shelves.store.verify()) == []


def test_r3_06_it_takes_two_persons_who_may(noted: Noted) -> None:
    house, _, place = noted
    text = "call 13912345678"
    for user, second, code in (
        ("li", "wang", "not_permitted"), ("mo", "wang", "not_permitted"), ("wang", "wang", "second_person_same"),
        ("wang", "mo", "second_person_role"), ("wang", "he", "second_person_role"),
        ("wang", "nobody", "second_person_role"),
    ):  # fmt: skip
        with pytest.raises(KnownError, match=code):
            redact(house.book(user), Door(), (place, text), WHY, (second, "right"), password="right")
    with pytest.raises(WrongPassword):
        redact(house.book("wang"), Door(), (place, text), WHY, ("li", "wrong"), password="right")
    assert erasable_texts(house.book("wang"), place) == (text,)
    assert erasable_texts(house.book("li"), place) == ()


@pytest.mark.parametrize(
    ("why", "code"),
    [
        (" ", "redaction_reason_required"),
        ("张三的电话", "redaction_names_somebody"),
        ("13812345678 belongs to the wife", "redaction_names_somebody"),
        ("he said the active syringe was on the left", "redaction_unblinds"),
        ("remove: Call 13912345678 in a note", "redaction_names_somebody"),
    ],
)
def test_the_justification_names_nobody_and_tells_nothing(noted: Noted, why: str, code: str) -> None:
    house, _, place = noted
    with pytest.raises(KnownError, match=code):
        redact(house.book("wang"), Door(), (place, "call 13912345678"), why, ("li", "right"), password="right")


def test_the_justification_does_not_repeat_the_text(house: House) -> None:
    session = completed(house)
    write_note(house.book("li"), at(session, "SYSBP"), "his wife works there")
    place = place_of(house, f"{at(session, 'SYSBP')}/N#1")
    with pytest.raises(KnownError, match="redaction_repeats_it"):
        redact(
            house.book("wang"),
            Door(),
            (place, "his wife works there"),
            "HIS WIFE WORKS THERE",
            ("li", "right"),
            password="right",
        )


def test_a_measured_value_cannot_be_erased_but_the_reason_of_its_change_can(house: House) -> None:
    session = completed(house)
    again = reopened(house, session)
    fill(again, SYSBP="121")
    again.save("the son 13912345678 says so")
    item = str(at(again, "SYSBP"))
    place, book = place_of(house, item), house.book("wang")
    assert erasable_texts(book, place) == ("the son 13912345678 says so",)
    with pytest.raises(KnownError, match="redaction_not_there"):
        redact(book, Door(), (place, "121"), WHY, ("li", "right"), password="right")
    redact(book, Door(), (place, "the son 13912345678 says so"), WHY, ("li", "right"), password="right")
    assert book.state(session.key.subject).items()[item].value == "121"
    assert house.shelves.store.history(item)[-1].reason == ERASED_TEXT


def test_a_forged_draft_erases_no_value_and_no_record_of_the_site(house: House) -> None:
    session = completed(house)
    item, book = str(at(session, "SYSBP")), house.book("wang")
    place = place_of(house, item)
    sealed = next(iter(house.shelves.store.commits(place.seq - 1))).records[place.position]
    held = sealed.record()
    assert held is not None
    left = replace(held, new=None, new_null="ERASED")
    new = {"seq": place.seq, "position": place.position, "leaf": sealed.leaf, "left": left.to_tree(), "reason": WHY,
           "second_person": "li", "signed": [{"user": "wang"}, {"user": "li"}]}  # fmt: skip
    for key, body in ((f"{place.seq}.{place.position}", new), ("1.0", {**new, "seq": 1, "position": 0})):
        with pytest.raises(ValueError, match="redact"):
            book.commit(Draft(session.key.subject, "redact", (Record("redaction", key, None, body),)))
    with pytest.raises(ValueError, match="save"):
        book.commit(Draft(session.key.subject, "save", (Record("redaction", "1.0", None, new),)))


def test_words_of_a_query_go_from_its_thread_and_its_question(house: House) -> None:
    session = completed(house)
    item = at(session, "SYSBP")
    Queries(house.book("mo")).raise_on(item, "is 13912345678 his number?")
    place = place_of(house, str(queries_of(house.book("mo").state(session.key.subject), item)[-1].key))
    redact(house.book("wang"), Door(), (place, "is 13912345678 his number?"), WHY, ("li", "right"), password="right")
    query = queries_of(house.book("mo").state(session.key.subject), item)[-1]
    assert "13912345678" not in str(query)
    assert query.text.en == ERASED_TEXT
    assert query.thread[0].user == "mo"


def test_a_paper_signed_before_the_text_was_typed_stays(house: House) -> None:
    session = completed(house)
    signing(house).sign(session.key, "right", "zh", "wang")
    again = reopened(house, session)
    fill(again, SYSBP="121")
    again.save("the son 13912345678 says so")
    place = place_of(house, str(at(again, "SYSBP")))
    assert papers_erased(house.book("wang"), place, "the son 13912345678 says so") == 0
    again.complete()
    signing(house).sign(session.key, "right", "zh", "wang")
    assert papers_erased(house.book("wang"), place, "the son 13912345678 says so") == 1


def test_p11_12_a_form_whose_signed_paper_was_erased_is_offered_and_signed_again(house: House) -> None:
    session = completed(house)
    again = reopened(house, session)
    fill(again, SYSBP="121")
    again.complete("the son 13912345678 says so")
    first = signing(house).sign(session.key, "right", "zh", "wang")
    assert to_sign(house.book("wang")) == ()
    place = place_of(house, str(at(again, "SYSBP")))
    redact(house.book("wang"), Door(), (place, "the son 13912345678 says so"), WHY, ("li", "right"), password="right")
    book = house.book("wang")
    assert standing_signature(book.state(session.key.subject), session.key) is not None
    for user in ("wang", "li"):
        (line,) = to_sign(house.book(user))
        assert (line.key, line.erased, line.void) == (session.key, True, False)
    second = signing(house).sign(session.key, "right", "zh", "wang")
    assert second.attachment != first.attachment
    assert to_sign(house.book("wang")) == to_sign(house.book("li")) == ()
    with pytest.raises(KnownError, match="sign_already"):
        signing(house).sign(session.key, "right", "zh", "wang")


def test_a_short_text_is_erased_only_where_it_is_all_there_is() -> None:
    record = Record("note", "k", None, {"said": {"text": "张三"}})
    assert left_of(record, "张三", near=True) is not None
    assert left_of(record, "张三", near=False) is None
    longer = Record("note", "k", None, {"said": {"text": "张三说疼"}})
    assert left_of(longer, "张三", near=True) is None
    event = Record("query", "k", {"state": "open"}, {"state": "open", "said": {"event": "open", "text": "open"}})
    left = left_of(event, "open", near=True)
    assert left is not None
    assert left.new == {"state": "open", "said": {"event": "open", "text": ERASED_TEXT}}


def test_what_is_left_says_nothing_else_than_before() -> None:
    text = "x" * LONG
    record = Record("item", "k", "a", f"a {text} b {text}", reason="why")
    left = left_of(record, text, near=False)
    assert left is not None
    assert only_erased(record, left)
    assert left.new == f"a {ERASED_TEXT} b {ERASED_TEXT}"
    for other in (replace(left, old="c"), replace(left, new=f"a {ERASED_TEXT} c"), replace(left, reason=None),
                  replace(left, source="x"), record, replace(left, new="a b")):  # fmt: skip
        assert not only_erased(record, other)


def test_a_form_that_was_open_lets_go_of_the_text_and_never_writes_it_again(house: House) -> None:
    subject = house.screened()
    book, text = house.book("wang"), "redness, daughter works in the ward"
    session = new_log_row(book, subject, "F.AE")
    fill(session, AETERM=text)
    session.save()
    item = at(session, "AETERM")
    redact(book, Door(), (place_of(house, str(item)), text), WHY, ("li", "right"), password="right")
    assert session.state(item).committed.null_flavour == ERASED
    fill(session, AETERM="redness")
    session.save("entered again without it")
    assert text.encode() not in b"".join(
        sealed.body or b"" for commit in house.shelves.store.commits() for sealed in commit.records
    )
    assert house.shelves.store.history(str(item))[-1].old_null == ERASED
    assert session.state(item).committed.value == "redness"


def test_r3_06_the_saved_audit_trail_says_who_erased_and_never_what(noted: Noted) -> None:
    house, _, place = noted
    redact(house.book("wang"), Door(), (place, "call 13912345678"), WHY, ("li", "right"), password="right")
    book = house.book("yin")
    told = audit_csv(book, audit_lines(book, "en"), "en").decode("utf-8-sig")
    (line,) = (line for line in told.splitlines() if ERASED_TEXT in line)
    assert f"王医生 + 李护士, 2026-11-22T01:00:00.000Z: {WHY}" in line
    assert "13912345678" not in told
