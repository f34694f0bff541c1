"""Forms that two persons sign: the blinded assessor for the assessment, the investigator for the review."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.actor import Actor, Role
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks_hard import hard_lock_obstacles
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.casebook.views.grid import FormStatus, form_status
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import House, new_house
from tests.casebook.small_study import FILES
from tests.casebook.test_form_session import at, fill, vital_signs
from tests.casebook.test_signing import PlainPaper, signing

_MEANINGS = """
[[signature]]
code = "assessment"
meaning = {zh = "本人在盲态下完成本评估", en = "I made this assessment blinded"}
legal_reason = {zh = "评估", en = "Assessment"}
roles = ["assessor"]

[[signature]]
code = "review"
meaning = {zh = "本人已审核本评估", en = "I have reviewed this assessment"}
legal_reason = {zh = "审核", en = "Review"}
roles = ["investigator"]
"""
TWO = {
    **FILES,
    "study.toml": FILES["study.toml"] + _MEANINGS,
    "vs.toml": FILES["vs.toml"].replace('name = "VS"', 'name = "VS"\nsignature = ["assessment", "review"]', 1),
}


@pytest.fixture
def clinic() -> House:
    return new_house(load_study(TWO))


@pytest.fixture
def form(clinic: House) -> FormKey:
    session = vital_signs(clinic, clinic.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.complete()
    return session.key


def status(house: House, key: FormKey) -> FormStatus:
    book = house.book("wang")
    return form_status(book, book.values(key.subject), key)[0]


def sign(house: House, user: str, key: FormKey) -> PlainPaper:
    use_case = signing(house, user)
    use_case.sign(key, "right", "en", user)
    assert isinstance(use_case.paper, PlainPaper)
    return use_case.paper


def test_a_form_is_signed_only_once_every_signature_it_asks_for_stands(clinic: House, form: FormKey) -> None:
    paper = sign(clinic, "he", form)
    assert status(clinic, form) is FormStatus.COMPLETE
    assert paper.shown.status == "Signed in part"
    assert paper.shown.unsigned == ("I have reviewed this assessment (Investigator)",)
    assert "lock_not_signed" in [each.code for each in hard_lock_obstacles(clinic.book("wang"), str(form))]
    paper = sign(clinic, "wang", form)
    assert status(clinic, form) is FormStatus.SIGNED
    assert hard_lock_obstacles(clinic.book("wang"), str(form)) == ()
    assert paper.shown.status == "Signed"


def test_p11_11_paper_shows_every_signature_with_name_time_and_meaning(clinic: House, form: FormKey) -> None:
    sign(clinic, "he", form)
    shown = sign(clinic, "wang", form).shown.signatures
    assert [(each.role, each.meaning, each.at) for each in shown] == [
        ("Blinded assessor", "I made this assessment blinded", "2026-11-22 09:00:00 +08:00"),
        ("Investigator", "I have reviewed this assessment", "2026-11-22 09:00:00 +08:00"),
    ]


def test_each_role_gives_only_its_own_meaning(clinic: House, form: FormKey) -> None:
    sign(clinic, "wang", form)
    with pytest.raises(KnownError, match="sign_already"):
        signing(clinic, "wang").sign(form, "right", "zh", "wang")
    refusal = signing(clinic, "wang").refusal(form)
    assert refusal is not None
    sign(clinic, "he", form)
    given = [(view.row.data["role"], view.meaning) for view in signatures(clinic.book("li").state(form.subject), form)]
    assert given == [("investigator", "review"), ("assessor", "assessment")]


def test_a_form_of_the_investigator_alone_is_not_the_assessors_to_sign() -> None:
    files = {**TWO, "vs.toml": TWO["vs.toml"].replace('["assessment", "review"]', '"review"')}
    house = new_house(load_study(files))
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.complete()
    with pytest.raises(KnownError, match="sign_other_role") as refused:
        signing(house, "he").sign(session.key, "right", "zh", "he")
    assert refused.value.params["roles"].en == "Investigator"


def test_the_door_refuses_a_meaning_of_another_role_whatever_way_it_comes(clinic: House, form: FormKey) -> None:
    forged = Record("signature", f"{form}/S#1", None, {"digest": "", "meaning_code": "review"})
    with pytest.raises(KnownError, match="sign_other_role"):
        clinic.book("he").commit(Draft(form.subject, "sign", (forged,)))


def test_one_person_does_not_give_both_signatures_not_even_in_another_role(clinic: House, form: FormKey) -> None:
    sign(clinic, "he", form)
    use_case = signing(clinic, "he")
    use_case.book.actor = Actor("he", "何评估", Role.INVESTIGATOR)  # given another role since
    with pytest.raises(KnownError, match="sign_same_person"):
        use_case.sign(form, "right", "zh", "he")


def test_each_sees_waiting_what_is_theirs_to_sign(clinic: House, form: FormKey) -> None:
    assert [line.meaning for line in to_sign(clinic.book("he"))] == ["assessment"]
    assert [line.meaning for line in to_sign(clinic.book("wang"))] == ["review"]
    sign(clinic, "he", form)
    assert to_sign(clinic.book("he")) == ()
    (line,) = to_sign(clinic.book("wang"))
    assert [each.en for each in line.given] == ["I made this assessment blinded"]
    assert [line.key for line in to_sign(clinic.book("li"))] == [form]


def test_p11_12_fda_12_a_change_makes_both_void_and_both_sign_again(clinic: House, form: FormKey) -> None:
    sign(clinic, "he", form)
    sign(clinic, "wang", form)
    session = FormSession(clinic.book("li"), form)
    session.enter(at(session, "SYSBP"), "121")
    session.save("misread")
    assert status(clinic, form) is FormStatus.VOID
    sign(clinic, "he", form)
    assert status(clinic, form) is FormStatus.VOID  # the investigator has not looked again
    assert CrfPageBuilder(clinic.book("wang"), form, "en").build().draft
    sign(clinic, "wang", form)
    assert status(clinic, form) is FormStatus.SIGNED
