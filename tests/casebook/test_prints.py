"""The register of prints: versions, what is out of date, what waits for a hand (clinical content 17; ESL-02)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.attachments import attach
from hairtrial_desktop.casebook.casebook_pages import casebook_chapters
from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import SUBJECT, VISIT, place_of
from hairtrial_desktop.casebook.prints import (
    BinderLine,
    BinderState,
    PrintedDocument,
    binder,
    file_print,
    numbered,
    record_print,
    register,
)  # fmt: skip
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.sign_off_page import sign_off_page
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.definitions import WET_INK, Setting
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text
from tests.casebook.house import House
from tests.casebook.test_form_session import at
from tests.casebook.test_queries import completed
from tests.casebook.test_signing import signing
from tests.documents.pictures import scan


@pytest.fixture
def form(house: House) -> FormKey:
    return completed(house).key


def printed(house: House, page: CrfPage, user: str = "li") -> str:
    """Print a page and return what stands on it as its version."""
    book = house.book(user)
    edited, places = numbered(book, page, "en")
    record_print(book, PrintedDocument(page.document_id, places), copies=1, destination="printer", pdf=b"%PDF")
    return edited.edition


def print_form(house: House, form: FormKey) -> str:
    return printed(house, CrfPageBuilder(house.book("li"), form, "en").build())


def change(house: House, form: FormKey, value: str) -> None:
    session = FormSession(house.book("li"), form)
    session.enter(at(session, "SYSBP"), value)
    session.save("misread")


def held(house: House) -> list[tuple[str, int, BinderState]]:
    return [(line.place, line.edition.number, line.state) for line in binder(house.book("wang"))]


def line_of(house: House) -> BinderLine:
    (line,) = binder(house.book("wang"))
    return line


def test_a_print_after_a_change_is_the_next_version_and_says_which_one_it_replaces(house: House, form: FormKey) -> None:
    assert [print_form(house, form), print_form(house, form)] == ["version 1", "version 1"]  # a copy is no new version
    assert held(house) == [(str(form), 1, BinderState.TO_SIGN)]
    change(house, form, "121")
    assert held(house) == [(str(form), 1, BinderState.CHANGED)]
    assert print_form(house, form) == "version 2, replaces version 1"
    assert held(house) == [(str(form), 2, BinderState.TO_SIGN)]
    change(house, form, "120")  # as it once was, and yet the paper in the binder says something else
    assert print_form(house, form) == "version 3, replaces version 2"
    lines = register(house.book("li"))
    assert [(line.edition.number if line.edition else 0, line.stale) for line in lines] == [
        (3, 0),
        (2, 1),
        (1, 1),
        (1, 1),
    ]
    assert lines[0].digest == CrfPageBuilder(house.book("li"), form, "en").build().record_digest
    assert [(line.user, line.copies) for line in lines[:1]] == [("li", 1)]


def test_a_draft_printed_while_the_investigator_is_away_is_to_be_replaced_once_it_is_signed(
    house: House, form: FormKey
) -> None:
    print_form(house, form)
    signing(house).sign(form, "right", "en", "wang")
    assert held(house) == [(str(form), 1, BinderState.SIGNED)]
    print_form(house, form)
    assert held(house) == [(str(form), 2, BinderState.TO_SIGN)]
    change(house, form, "121")
    assert held(house) == [(str(form), 2, BinderState.CHANGED)]


def test_esl_02_a_page_signed_by_hand_is_filed_and_a_change_takes_that_away(house: House, form: FormKey) -> None:
    print_form(house, form)
    line = line_of(house)
    file_print(house.book("li"), line, BinderState.FILED)
    assert held(house) == [(str(form), 1, BinderState.FILED)]
    said = list(audit_lines(house.book("wang"), "en"))[-1]
    assert (said.act, said.new) == ("file_print", f"{line.document} · ×1 · Printer · {form}: Signed by hand, filed")
    attach(house.book("li"), form, AttachmentKind.WET_INK, "signed page", FileStripping().strip(scan()))
    assert held(house) == [(str(form), 1, BinderState.FILED)]  # its own scan does not make it out of date
    change(house, form, "121")
    assert held(house) == [(str(form), 1, BinderState.CHANGED)]
    with pytest.raises(KnownError, match="print_superseded"):
        file_print(house.book("li"), line, BinderState.FILED)


def test_what_is_not_in_the_binder_asks_for_nothing_until_it_is_printed_again(house: House, form: FormKey) -> None:
    print_form(house, form)
    file_print(house.book("li"), line_of(house), BinderState.TAKEN_OUT)
    change(house, form, "121")
    assert held(house) == []
    assert print_form(house, form) == "version 2, replaces version 1"
    assert held(house) == [(str(form), 2, BinderState.TO_SIGN)]


def test_a_removed_form_is_to_be_taken_out(house: House, form: FormKey) -> None:
    print_form(house, form)
    row = house.book("li").whole(form.subject).forms()[str(form)]
    old, new = {"status": row.status}, {"status": "removed"}
    house.book("li").commit(Draft(form.subject, "remove", (Record("form", str(form), old, new, reason="twice"),)))
    assert held(house) == [(str(form), 1, BinderState.REMOVED)]


def test_a_casebook_puts_each_of_its_forms_into_the_binder(house: House, form: FormKey) -> None:
    print_form(house, form)
    book = house.book("li")
    pages = [page for _, pages in casebook_chapters(book, form.subject, "en") for page in pages]
    places = tuple(place for page in pages for place in numbered(book, page, "en")[1])
    record_print(book, PrintedDocument("casebook", places), copies=1, destination="file")
    assert {place: number for place, number, _ in held(house)} == {page.place: 1 for page in pages}
    change(house, form, "121")
    assert register(house.book("li"))[0].stale == 1
    assert [place for place, _, state in held(house) if state is BinderState.CHANGED] == [str(form)]


@pytest.mark.parametrize("scope", [VISIT, SUBJECT])
def test_a_sign_off_page_is_out_of_date_with_any_form_it_covers(house: House, form: FormKey, scope: str) -> None:
    place = place_of(scope, form, "")
    printed(house, sign_off_page(house.book("li"), place, "en"))
    assert held(house) == [(place, 1, BinderState.TO_SIGN)]
    change(house, form, "121")
    assert held(house) == [(place, 1, BinderState.CHANGED)]


def test_where_the_study_signs_electronically_alone_no_page_has_the_line_or_waits_for_a_hand(
    house: House, form: FormKey
) -> None:
    assert CrfPageBuilder(house.book("li"), form, "en").build().by_hand
    settings = {**house.study.settings, WET_INK: Setting(WET_INK, "N", Text("", ""))}
    house.study = replace(house.study, settings=settings)
    assert not CrfPageBuilder(house.book("li"), form, "en").build().by_hand
    empty = replace(form, event="SE.V1")
    assert CrfPageBuilder(house.book("li"), empty, "en").build().by_hand  # a blank page is filled in by hand
    print_form(house, form)
    assert held(house) == [(str(form), 1, BinderState.CURRENT)]


def test_a_list_and_a_print_of_an_older_program_are_in_no_binder(house: House, form: FormKey) -> None:
    book = house.book("li")
    record_print(book, PrintedDocument("audit@1"), copies=1, destination="printer")
    old = {
        "document": f"{form}@1",
        "copies": 2,
        "destination": "printer",
        "at": "2026-11-22T01:00:00.000Z",
        "user": "li",
    }
    house.past_the_door("print", Record("print", "print-00002", None, old))
    book = house.book("li")
    assert held(house) == []
    assert [(line.document, line.edition, line.stale) for line in register(book)] == [
        (f"{form}@1", None, 0), ("audit@1", None, 0),
    ]  # fmt: skip


def test_an_administrator_sees_what_was_printed_and_nothing_of_what_changed(house: House, form: FormKey) -> None:
    print_form(house, form)
    change(house, form, "121")
    assert [line.stale for line in register(house.book("ad"))] == [0]
    with pytest.raises(KnownError, match="not_permitted"):
        binder(house.book("ad"))
