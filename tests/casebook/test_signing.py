"""Signatures: who may, over what, and when they stop to stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from hairtrial_desktop.casebook.clock_care import ClockError, open_case, watch_clock
from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.ports import SignedPaper, SigningKey, WrongPassword
from hairtrial_desktop.casebook.record import SITE, canonical_bytes, utc_text
from hairtrial_desktop.casebook.second_person import confirm_second_person
from hairtrial_desktop.casebook.signing import Signing, signed_payload
from hairtrial_desktop.casebook.standing import signatures, standing_signature
from hairtrial_desktop.casebook.views.grid import FormStatus, form_status
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at, fill, vital_signs


class OpenedKey:
    """A key in memory; the real one is tested in ``tests/keys``, the join in ``tests/test_bootstrap.py``."""

    user, name = "wang", "王医生"
    certificate_pem = chain_pem = private_key_pem = b""

    def sign(self, message: bytes) -> bytes:
        return b"signed:" + message


class Door:
    def confirm(self, user: str, password: str) -> SigningKey:
        if password != "right":
            raise WrongPassword("wrong_password", left=4)
        key = OpenedKey()
        key.user = user
        return key


class PlainPaper:
    """Keeps the page it was given."""

    shown: CrfPage

    def render(self, page: CrfPage, language: str) -> bytes:
        return f"{language}{page}".encode()

    def render_book(self, chapters: Sequence[tuple[str, Sequence[CrfPage]]], title: str, language: str) -> bytes:
        raise NotImplementedError

    def render_signed(self, page: CrfPage, language: str, key: SigningKey, meaning: str, at: datetime) -> SignedPaper:
        self.shown = page
        return SignedPaper(f"{language}{page}{key.name}{meaning}{at}".encode(), "00", "11")


@pytest.fixture
def complete_form(house: House) -> FormKey:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.complete()
    return session.key


def signing(house: House, user: str = "wang") -> Signing:
    return Signing(house.book(user), Door(), PlainPaper())


def test_only_an_investigator_signs(house: House, complete_form: FormKey) -> None:
    for user in ("li", "mo", "ad"):
        with pytest.raises(KnownError, match="not_permitted"):
            signing(house, user).sign(complete_form, "right", "zh", user)


def test_p11_11_a_signature_shows_who_when_and_why_and_stands(house: House, complete_form: FormKey) -> None:
    use_case = signing(house)
    use_case.sign(complete_form, "right", "zh", "wang")
    paper = use_case.paper
    assert isinstance(paper, PlainPaper)
    (shown,) = paper.shown.signatures
    assert (shown.name, shown.meaning) == ("王医生", "本人已审核本表")
    assert shown.at == "2026-11-22 09:00:00 +08:00"
    assert not paper.shown.draft
    book = house.book("li")
    assert standing_signature(book.state(complete_form.subject), complete_form) is not None
    assert form_status(book, book.values(complete_form.subject), complete_form)[0] is FormStatus.SIGNED
    assert to_sign(book) == ()


def test_p11_16_nothing_is_signed_by_the_password_alone_before_id_and_password_were_given(
    house: House, complete_form: FormKey
) -> None:
    use_case = signing(house)
    before = house.shelves.store.head()
    for user in (None, "", "li"):
        with pytest.raises(KnownError, match="sign_user"):
            use_case.sign(complete_form, "right", "zh", user)
    assert house.shelves.store.head() == before
    use_case.sign(complete_form, "right", "zh", " wang ")
    void_by_a_change(use_case, house, complete_form, "121")
    use_case.sign(complete_form, "right", "zh")  # the same continuous session
    void_by_a_change(use_case, house, complete_form, "122")
    use_case.interrupt()
    with pytest.raises(KnownError, match="sign_user"):
        use_case.sign(complete_form, "right", "zh")


def void_by_a_change(use_case: Signing, house: House, key: FormKey, value: str) -> None:
    session = FormSession(house.book("li"), key)
    session.enter(at(session, "SYSBP"), value)
    session.save("misread")
    use_case.book = house.book("wang")


def test_a_wrong_password_commits_nothing(house: House, complete_form: FormKey) -> None:
    before = house.shelves.store.head()
    with pytest.raises(WrongPassword):
        signing(house).sign(complete_form, "wrong", "zh", "wang")
    assert house.shelves.store.head() == before


def test_an_incomplete_form_cannot_be_signed(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01")
    session.save()
    with pytest.raises(KnownError, match="sign_not_complete"):
        signing(house).sign(session.key, "right", "zh", "wang")


def test_p11_12_fda_12_a_change_makes_the_signature_void_and_never_deletes_it(
    house: House, complete_form: FormKey
) -> None:
    signing(house).sign(complete_form, "right", "zh", "wang")
    session = FormSession(house.book("li"), complete_form)
    session.enter(at(session, "SYSBP"), "121")
    session.save("misread")
    book = house.book("wang")
    (view,) = signatures(book.state(complete_form.subject), complete_form)
    assert not view.standing
    assert form_status(book, book.values(complete_form.subject), complete_form)[0] is FormStatus.VOID
    page = CrfPageBuilder(book, complete_form, "en").build()
    assert page.draft
    assert page.signatures[0].void
    assert page.changes[0].why == "misread"
    assert page.signatures[0].replaced_by == ""  # it has to be signed again
    house.clock.move(days=1)
    signing(house).sign(complete_form, "right", "zh", "wang")
    views = signatures(house.book("li").state(complete_form.subject), complete_form)
    assert [view.standing for view in views] == [False, True]
    gone, stands = CrfPageBuilder(house.book("wang"), complete_form, "en").build().signatures
    assert gone.replaced_by == "王医生 · 2026-11-23 09:00:00 +08:00"
    assert not stands.replaced_by


def test_p11_11_only_a_later_valid_signature_of_the_same_meaning_replaces_a_void_one(
    house: House, complete_form: FormKey
) -> None:
    """A rendering about to be signed says already what it replaces; another meaning replaces nothing."""
    signing(house).sign(complete_form, "right", "zh", "wang")
    session = FormSession(house.book("li"), complete_form)
    session.enter(at(session, "SYSBP"), "121")
    session.save("misread")
    page = CrfPageBuilder(house.book("wang"), complete_form, "en")
    (gone,) = page.build().signatures
    again = replace(gone, void=False, at="2026-11-23 09:00:00 +08:00")
    assert page.build(again).signatures[0].replaced_by == "王医生 · 2026-11-23 09:00:00 +08:00"
    assert page.build(replace(again, code="other")).signatures[0].replaced_by == ""


def test_fda_12_ema_06_what_changed_after_a_signature_is_listed_for_signing_again(
    house: House, complete_form: FormKey
) -> None:
    signing(house).sign(complete_form, "right", "zh", "wang")
    assert to_sign(house.book("wang")) == ()
    session = FormSession(house.book("li"), complete_form)
    session.enter(at(session, "SYSBP"), "121")
    session.save("misread")
    (line,) = to_sign(house.book("wang"))
    assert (line.key, line.void) == (complete_form, True)
    assert [question.zh for question in line.changed] == ["收缩压"]


def test_fda_11_changing_back_does_not_revive_a_signature(house: House, complete_form: FormKey) -> None:
    signing(house).sign(complete_form, "right", "zh", "wang")
    for value in ("121", "120"):
        session = FormSession(house.book("li"), complete_form)
        session.enter(at(session, "SYSBP"), value)
        session.save("misread")
    assert standing_signature(house.book("li").state(complete_form.subject), complete_form) is None


def test_p11_12_a_row_copied_to_another_form_does_not_verify(house: House, complete_form: FormKey) -> None:
    signing(house).sign(complete_form, "right", "zh", "wang")
    row = standing_signature(house.book("li").state(complete_form.subject), complete_form)
    assert row is not None
    data = row.data
    assert data["signature"] == (b"signed:" + signed_payload(data)).hex()
    moved = replace(row, body=canonical_bytes({**data, "form": "01-002/SE.SCR#1/F.VS#1"}).decode())
    assert moved.data["signature"] != (b"signed:" + signed_payload(moved.data)).hex()


def kit_of(house: House) -> FormSession:
    kit = FormSession(house.book("li"), FormKey(house.screened(), "SE.V1", "F.KIT"))
    kit.enter(at(kit, "RANDNUM"), "R001")
    return kit


def test_a11_01_the_second_person_is_another_clinical_user_with_a_password(house: House) -> None:
    kit = kit_of(house)
    assert confirm_second_person(kit, Door(), "chen", "right").user == "chen"
    for user, code in (("li", "second_person_same"), ("mo", "second_person_role"), ("nobody", "second_person_role")):
        with pytest.raises(KnownError, match=code):
            confirm_second_person(kit, Door(), user, "right")
    with pytest.raises(WrongPassword):
        confirm_second_person(kit, Door(), "chen", "wrong")


def test_the_word_of_a_second_person_is_for_one_form_and_its_values(house: House) -> None:
    kit = kit_of(house)
    other = confirm_second_person(kit_of(house), Door(), "chen", "right")
    own = confirm_second_person(kit, Door(), "chen", "right")
    refused: tuple[object, ...] = (None, "chen", other, replace(own, user="li"), replace(own, user="mo"))
    for word in refused:
        with pytest.raises(KnownError, match="second_person_required"):
            kit.complete(second_person=word)  # type: ignore[arg-type]  # what a careless caller passes
    kit.enter(at(kit, "RANDNUM"), "R002")
    with pytest.raises(KnownError, match="second_person_required"):
        kit.complete(second_person=own)
    kit.enter(at(kit, "RANDNUM"), "R001")
    kit.complete(second_person=own)
    assert kit.row is not None
    assert kit.row.confirmed_by == "chen"


def test_a_change_of_what_two_persons_checked_asks_them_to_check_again(house: House) -> None:
    kit = kit_of(house)
    kit.complete(second_person=confirm_second_person(kit, Door(), "chen", "right"))
    kit.enter(at(kit, "RANDNUM"), "R002")
    kit.save("misread")
    assert kit.row is not None
    assert (kit.row.status, kit.row.confirmed_by) == ("progress", None)


def test_paper_names_the_second_person(house: House) -> None:
    kit = FormSession(house.book("li"), FormKey(house.screened(), "SE.V1", "F.KIT"))
    kit.enter(at(kit, "RANDNUM"), "R001")
    kit.complete(second_person=confirm_second_person(kit, Door(), "chen", "right"))
    page = CrfPageBuilder(house.book("wang"), kit.key, "en").build()
    assert page.sections[-1].lines[0].answers[0].text == "陈护士 · 2026-11-22 09:00:00 +08:00"


def test_enrolment_freezes_the_evidence_of_eligibility(house: House) -> None:
    subject = house.screened()
    eligibility = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IE"))
    eligibility.complete()
    signing(house).sign(eligibility.key, "right", "zh", "wang")
    kit = FormSession(house.book("li"), FormKey(subject, "SE.V1", "F.KIT"))
    kit.enter(at(kit, "RANDNUM"), "R001")
    kit.complete(second_person=confirm_second_person(kit, Door(), "chen", "right"))
    consent = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    consent.enter(at(consent, "DSSTDAT"), "2026-06-02")
    consent.save("misread")
    assert house.book("li").state(subject).items()[str(at(eligibility, "INCL02"))].value == "Y"
    assert standing_signature(house.book("li").state(subject), eligibility.key) is not None


@pytest.mark.parametrize("back", [0, 1, 119])
def test_off_06_a_signature_is_not_earlier_than_what_it_is_put_over(
    house: House, complete_form: FormKey, back: int
) -> None:
    newest = house.shelves.store.head().at
    house.clock.move(seconds=-back)
    signed = signing(house).sign(complete_form, "right", "zh", "wang")
    row = house.book("wang").state(complete_form.subject).things("signature_data")[signed.identifier]
    assert row.data["at"] == house.shelves.store.head().at == newest


def test_off_06_after_a_clock_was_put_right_again_a_signature_bears_the_right_time(
    house: House, complete_form: FormKey
) -> None:
    ward = signing(house)
    house.clock.move(days=100)
    with pytest.raises(ClockError):
        watch_clock(ward.book)  # recorded under that clock: the newest commit is far ahead
    house.clock.move(days=-100, minutes=1)
    signed = ward.sign(complete_form, "right", "zh", "wang")
    row = ward.book.state(complete_form.subject).things("signature_data")[signed.identifier]
    assert row.data["at"] == house.shelves.store.head().at == utc_text(house.clock.now())


def test_off_06_nothing_is_signed_while_the_clock_is_not_believed_and_the_record_says_why(
    house: House, complete_form: FormKey
) -> None:
    ward = signing(house)
    house.clock.move(hours=-5)
    with pytest.raises(ClockError):
        ward.sign(complete_form, "right", "zh", "wang")
    assert standing_signature(ward.book.state(complete_form.subject), complete_form) is None
    assert open_case(ward.book.state(SITE)) is not None
