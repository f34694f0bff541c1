"""One signature over a whole visit or casebook; several forms signed with one password."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.record import Draft, Record, canonical_bytes
from hairtrial_desktop.casebook.reopening import reopen
from hairtrial_desktop.casebook.sign_off_page import sign_off_page
from hairtrial_desktop.casebook.signing import Signing, signed_payload
from hairtrial_desktop.casebook.standing import covers, signatures
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import House, new_house
from tests.casebook.small_study import FILES
from tests.casebook.test_form_session import at, fill, vital_signs
from tests.casebook.test_signing import PlainPaper, signing

_WIDER = """
[[signature]]
code = "visit"
scope = "visit"
meaning = {zh = "本人已审核本次访视", en = "I have reviewed this visit"}
legal_reason = {zh = "审核", en = "Review"}
roles = ["investigator"]

[[signature]]
code = "sign_off"
scope = "subject"
meaning = {zh = "本人已审核全部数据", en = "I have reviewed all data"}
legal_reason = {zh = "批准", en = "Approval"}
roles = ["investigator"]
"""
SCREENING = "SE.SCR#1"


@pytest.fixture
def clinic() -> House:
    return new_house(load_study({**FILES, "study.toml": FILES["study.toml"] + _WIDER}))


@pytest.fixture
def subject(clinic: House) -> str:
    """Return a participant whose screening is complete and not signed."""
    subject = clinic.screened()
    consent = FormSession(clinic.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    fill(consent, DSSTDAT="2026-06-01", COPY="Y")
    consent.complete()
    session = vital_signs(clinic, subject)
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.complete()
    FormSession(clinic.book("li"), FormKey(subject, "SE.SCR", "F.IE")).complete()
    return subject


def forms(subject: str) -> list[FormKey]:
    return [FormKey(subject, "SE.SCR", name) for name in ("F.IC", "F.IE", "F.VS")]


def sign_forms(house: House, subject: str) -> Signing:
    use_case = signing(house)
    for key in forms(subject):
        use_case.sign(key, "right", "en", "wang")
    return use_case


def visit(subject: str) -> str:
    return f"{subject}/{SCREENING}"


def change(house: House, subject: str, value: str = "121") -> None:
    session = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.VS"))
    session.enter(at(session, "SYSBP"), value)
    session.save("misread")


@pytest.mark.parametrize("scope", ["visit", "subject"])
def test_one_signature_covers_all_forms_of_a_visit_or_casebook(clinic: House, subject: str, scope: str) -> None:
    place = visit(subject) if scope == "visit" else subject
    signed = sign_forms(clinic, subject).sign(place, "right", "en")
    assert signed.identifier == f"{place}/S#1"
    state = clinic.book("li").state(subject)
    (view,) = signatures(state, place)
    assert (view.standing, view.changed, view.beside) == (True, (), ())
    data = view.row.data
    assert (data["scope"], data["place"]) == (scope, place)
    assert [each["form"] for each in data["forms"]] == [str(key) for key in forms(subject)]
    assert data["signature"] == (b"signed:" + signed_payload(data)).hex()
    with pytest.raises(KnownError, match="sign_already"):
        signing(clinic).sign(place, "right", "en", "wang")


def test_p11_12_fda_12_a_change_of_any_covered_form_makes_it_void_and_is_named(clinic: House, subject: str) -> None:
    use_case = sign_forms(clinic, subject)
    for place in (visit(subject), subject):
        use_case.sign(place, "right", "en")
    change(clinic, subject)
    book = clinic.book("wang")
    for place in (visit(subject), subject):
        (view,) = signatures(book.state(subject), place)
        assert not view.standing
        assert view.changed == (forms(subject)[2],)
        page = sign_off_page(book, place, "en")
        assert page.draft
        assert page.signatures[0].void
        (line,) = page.sections[-1].lines
        assert line.label == "Vital signs · Screening"
        assert line.answers[0].text == "Systolic (李护士, 2026-11-22 09:00:00 +08:00)"
        with pytest.raises(KnownError, match="sign_scope_"):  # the form first
            signing(clinic).sign(place, "right", "en", "wang")
    change(clinic, subject, "120")
    assert not any(view.standing for view in signatures(clinic.book("li").state(subject), subject))


def test_nothing_is_signed_as_a_whole_before_each_form_is_complete_and_signed(clinic: House, subject: str) -> None:
    use_case = signing(clinic)
    with pytest.raises(KnownError, match="sign_scope_unsigned") as refused:
        use_case.sign(visit(subject), "right", "en", "wang")
    assert refused.value.params["count"] == 3
    sign_forms(clinic, subject)
    session = FormSession(clinic.book("li"), FormKey(subject, "SE.V1", "F.KIT"))
    session.enter(at(session, "RANDNUM"), "R001")
    session.save()
    with pytest.raises(KnownError, match="sign_scope_incomplete"):
        signing(clinic).sign(subject, "right", "en", "wang")
    signing(clinic).sign(visit(subject), "right", "en", "wang")  # the screening is settled
    with pytest.raises(KnownError, match="sign_scope_empty"):
        signing(clinic).sign(f"{subject}/SE.V2#1", "right", "en", "wang")


def test_a_form_begun_later_is_said_to_be_beside_the_signature_and_asks_for_another(
    clinic: House, subject: str
) -> None:
    use_case = sign_forms(clinic, subject)
    use_case.sign(subject, "right", "en")
    session = FormSession(clinic.book("li"), FormKey(subject, "SE.V1", "F.KIT"))
    session.enter(at(session, "RANDNUM"), "R001")
    session.save()
    (view,) = signatures(clinic.book("li").state(subject), subject)
    assert (view.standing, view.beside) == (True, (session.key,))
    with pytest.raises(KnownError, match="sign_scope_incomplete"):
        signing(clinic).sign(subject, "right", "en", "wang")


def test_only_the_role_the_study_names_signs_as_a_whole(clinic: House, subject: str) -> None:
    sign_forms(clinic, subject)
    with pytest.raises(KnownError, match="sign_other_role"):
        signing(clinic, "he").sign(visit(subject), "right", "en", "he")


def test_old_definitions_have_no_signature_of_a_whole_visit(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.complete()
    with pytest.raises(KnownError, match="sign_scope_empty"):
        signing(house).sign(visit(session.key.subject), "right", "en", "wang")


@pytest.mark.parametrize("claim", ["digest", "forms", "leaves"])
def test_the_door_refuses_what_does_not_cover_the_visit(clinic: House, subject: str, claim: str) -> None:
    sign_forms(clinic, subject).sign(subject, "right", "en")
    (view,) = signatures(clinic.book("li").state(subject), subject)
    place = visit(subject)
    data = {**view.row.data, "id": f"{place}/S#1", "scope": "visit", "place": place, "meaning_code": "visit"}
    book = clinic.book("wang")
    assert covers(book.state(subject), data)
    wrong = {**data, claim: data[claim][1:] if claim != "digest" else "00"}
    with pytest.raises(ValueError, match="S#1"):
        book.commit(Draft(subject, "sign", (Record("signature", data["id"], None, wrong),)))
    with pytest.raises(ValueError, match="S#1"):  # the row of the casebook, at the visit
        book.commit(Draft(subject, "sign", (Record("signature", data["id"], None, view.row.data),)))


def test_p11_12_a_visit_signature_copied_to_another_place_does_not_verify(clinic: House, subject: str) -> None:
    sign_forms(clinic, subject).sign(visit(subject), "right", "en")
    (view,) = signatures(clinic.book("li").state(subject), visit(subject))
    for claims in ({"place": f"{subject}/SE.V1#1"}, {"scope": "subject", "place": subject}, {"id": f"{subject}/S#1"}):
        moved = replace(view.row, body=canonical_bytes({**view.row.data, **claims}).decode())
        assert moved.data["signature"] != (b"signed:" + signed_payload(moved.data)).hex()


def test_ema_06_forms_signed_with_one_password_say_so_on_paper_and_in_the_trail(clinic: House, subject: str) -> None:
    use_case = signing(clinic)
    ready = use_case.ready_together(visit(subject))
    assert ready == (forms(subject)[0], forms(subject)[2])  # eligibility is signed by itself
    done = use_case.sign_together(ready, "right", "en", "wang")
    assert [each.identifier for each in done] == [f"{key}/S#1" for key in ready]
    rows = clinic.book("li").state(subject).things("signature_data")
    assert {(row.data["bulk_count"], row.seq) for row in rows.values()} == {(2, rows[done[0].identifier].seq)}
    assert len({row.data["bulk"] for row in rows.values()}) == 1
    book = clinic.book("wang")
    said = f"with one password for this form and others: 1 (batch {rows[done[0].identifier].data['bulk']})"
    assert [CrfPageBuilder(book, key, "en").build().signatures[0].together for key in ready] == [said, said]
    told = [line.new for line in audit_lines(book, "en") if line.kind == "signature"]
    assert told == [f"I have reviewed this form · {said}"] * 2
    use_case.sign(forms(subject)[1], "right", "en")
    assert "bulk" not in clinic.book("li").state(subject).things("signature_data")[f"{forms(subject)[1]}/S#1"].data


def test_forms_signed_together_are_signed_all_or_none(clinic: House, subject: str) -> None:
    use_case = signing(clinic)
    with pytest.raises(KnownError, match="sign_singly"):
        use_case.sign_together(forms(subject), "right", "en", "wang")
    session = FormSession(clinic.book("li"), forms(subject)[0])
    reopen(session, "misread")
    with pytest.raises(KnownError, match="sign_not_complete"):
        signing(clinic).sign_together((forms(subject)[0], forms(subject)[2]), "right", "en", "wang")
    assert not clinic.book("li").state(subject).things("signature_data")


def test_ema_06_paper_says_how_long_after_the_last_entry_a_signature_was_given(clinic: House, subject: str) -> None:
    clinic.clock.move(days=3, hours=2, minutes=5)
    sign_forms(clinic, subject).sign(visit(subject), "right", "zh")
    book = clinic.book("wang")
    assert [CrfPageBuilder(book, key, "en").build().signatures[0].entered for key in forms(subject)] == [
        "2026-11-22 09:00:00 +08:00; signed 3 d 2 h later"
    ] * 3
    (shown,) = sign_off_page(book, visit(subject), "zh").signatures
    assert shown.entered == "2026-11-22 09:00:00 +08:00；签名在其后3天2小时"
    change(clinic, subject)
    page = CrfPageBuilder(clinic.book("wang"), forms(subject)[2], "en").build()
    assert page.signatures[0].entered == "2026-11-22 09:00:00 +08:00; signed 3 d 2 h later"  # as it was when given


def test_the_sign_off_page_lists_each_form_with_its_digest_and_shows_no_value(clinic: House, subject: str) -> None:
    use_case = sign_forms(clinic, subject)
    use_case.sign(subject, "right", "en")
    paper = use_case.paper
    assert isinstance(paper, PlainPaper)
    page = paper.shown
    assert (page.form_name, page.subject, page.status, page.draft) == (
        "Sign-off of a casebook",
        subject,
        "Signed",
        False,
    )
    (section,) = page.sections
    assert [line.label for line in section.lines] == ["Informed consent", "Vital signs", "Eligibility"]
    assert all(line.answers[0].text.startswith("Signed\n王医生 · ") for line in section.lines)
    assert all(line.note.startswith("SHA-256 ") for line in section.lines)
    assert "120" not in str(page.sections)
    assert [each.meaning for each in page.signatures] == ["I have reviewed all data"]


def test_a_signature_of_an_older_program_still_says_when_the_last_entry_was(clinic: House, subject: str) -> None:
    clinic.clock.moment = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    sign_forms(clinic, subject)
    state = clinic.book("wang").whole(subject)
    row = state.things("signature_data")[f"{forms(subject)[0]}/S#1"]
    old = {name: value for name, value in row.data.items() if name not in ("entered_at", "version")}
    book = clinic.book("wang")
    table = book.whole(subject).tables["signature_data"]
    table[row.key] = replace(row, body=canonical_bytes(old).decode())
    assert CrfPageBuilder(book, forms(subject)[0], "en").build().signatures[0].entered.endswith("; signed 1 h later")
