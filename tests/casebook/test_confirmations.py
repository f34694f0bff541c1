"""What a confirmation covers, on the screen and on paper; what is found behind a signature; evidence of enrolment."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.memory import MemoryOutbox
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.second_person import confirm_second_person
from hairtrial_desktop.casebook.views.eligibility import criteria_of
from hairtrial_desktop.casebook.views.gate import gate_lines
from hairtrial_desktop.casebook.views.grid import FormStatus, form_status
from hairtrial_desktop.casebook.views.subjects import subject_lines
from hairtrial_desktop.casebook.views.today import today_of
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at, fill, vital_signs
from tests.casebook.test_signing import Door, signing


def gate(house: House, subject: str) -> FormSession:
    session = FormSession(house.book("li"), FormKey(subject, "SE.V1", "F.GATE"))
    if session.status == "empty":
        session.enter(at(session, "SUBJOK"), "Y")
    return session


def status(house: House, key: FormKey) -> tuple[FormStatus, int]:
    book = house.book("mo")
    return form_status(book, book.values(key.subject), key)


def consented(house: House, subject: str, **texts: str) -> None:
    consent = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    fill(consent, **texts)
    consent.save("misread")


def test_who_accepts_not_known_yet_has_not_accepted_no(house: House) -> None:
    subject = house.screened()
    session = gate(house, subject)
    (finding,) = session.findings()  # the answer about copies is awaited
    assert finding.basis.verdict == "unknown"
    session.confirm(finding, "awaited")
    session.complete()
    assert status(house, session.key) == (FormStatus.COMPLETE, 0)
    consented(house, subject, COPY="N")
    assert gate(house, subject).findings()[0].confirmed is None
    assert status(house, session.key) == (FormStatus.FINDINGS, 1)


def test_a_confirmation_not_saved_yet_lapses_with_its_value(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="150")
    session.confirm(session.findings()[0], "measured twice")
    fill(session, SYSBP="155")
    with pytest.raises(KnownError, match="form_not_complete"):
        session.complete()


def test_what_is_found_after_a_signature_is_not_hidden_by_it(house: House) -> None:
    subject = house.screened()
    consented(house, subject, COPY="Y")
    session = gate(house, subject)
    session.complete()
    signing(house).sign(session.key, "right", "zh", "wang")
    assert status(house, session.key) == (FormStatus.SIGNED, 0)
    consented(house, subject, COPY="N")
    assert status(house, session.key) == (FormStatus.SIGNED, 1)
    opened = {form.key: form.findings for form in today_of(house.book("li"), MemoryOutbox()).open_forms}
    assert opened[session.key] == 1


def test_paper_tells_a_lapsed_confirmation_from_one_that_stands(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="150")
    session.confirm(session.findings()[0], "measured twice")
    session.complete()

    def note() -> str:
        page = CrfPageBuilder(house.book("wang"), session.key, "en").build()
        return next(line.note for section in page.sections for line in section.lines if line.note)

    assert note() == "150 is unusual. — measured twice (李护士, 2026-11-22 09:00:00 +08:00)"
    session.enter(at(session, "SYSBP"), "155")
    session.save("misread")
    assert note().startswith("[Lapsed: what it was confirmed for has changed] 150 is unusual.")


def test_a_removed_row_is_removed_on_paper_and_in_lists_though_it_was_signed(house: House) -> None:
    row = new_log_row(house.book("li"), house.screened(), "F.AE")
    fill(row, AETERM="头痛", AESER="N")
    row.complete()
    signing(house).sign(row.key, "right", "zh", "wang")
    row = FormSession(house.book("li"), row.key)
    row.remove("entered for the wrong subject")
    page = CrfPageBuilder(house.book("wang"), row.key, "en").build()
    assert (page.status, page.draft) == ("Removed", True)
    assert status(house, row.key)[0] is FormStatus.REMOVED


@pytest.fixture
def enrolled(house: House) -> str:
    """Enrol one participant on signed eligibility."""
    subject = house.screened()
    consented(house, subject, COPY="Y")
    eligibility = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IE"))
    eligibility.complete()
    signing(house).sign(eligibility.key, "right", "zh", "wang")
    kit = FormSession(house.book("li"), FormKey(subject, "SE.V1", "F.KIT"))
    kit.enter(at(kit, "RANDNUM"), "R001")
    kit.complete(second_person=confirm_second_person(kit, Door(), "chen", "right"))
    return subject


def test_evidence_that_changes_after_enrolment_is_said_everywhere_and_un_enrols_nobody(
    house: House, enrolled: str
) -> None:
    key = FormKey(enrolled, "SE.SCR", "F.IE")
    assert status(house, key) == (FormStatus.SIGNED, 0)
    consented(house, enrolled, BIRTH="1940-01")  # 86 years
    book = house.book("li")
    (view,) = criteria_of(book.values(enrolled), key)
    assert (view.verdict, view.good, view.verdict_now) == ("Y", True, "N")
    (finding,) = FormSession(book, key).findings()
    assert "Not met" in finding.message.en
    assert status(house, key) == (FormStatus.SIGNED, 1)
    assert key in [form.key for form in today_of(book, MemoryOutbox()).open_forms]
    (line,) = gate_lines(book.values(enrolled), FormKey(enrolled, "SE.V1", "F.GATE"))
    assert line.holds is False
    assert subject_lines(book)[0].status == "ENROLLED"


def test_evidence_that_changed_is_acknowledged_and_signed_again(house: House, enrolled: str) -> None:
    consented(house, enrolled, BIRTH="1940-01")
    key = FormKey(enrolled, "SE.SCR", "F.IE")
    doctor = FormSession(house.book("wang"), key)
    doctor.confirm(doctor.findings()[0], "stays in the study, deviation 3")
    doctor.save()
    assert status(house, key)[0] is FormStatus.VOID
    signing(house).sign(key, "right", "zh", "wang")
    assert status(house, key) == (FormStatus.SIGNED, 0)
    (line,) = gate_lines(house.book("li").values(enrolled), FormKey(enrolled, "SE.V1", "F.GATE"))
    assert line.holds is True
    consented(house, enrolled, BIRTH="1970-01")
    assert status(house, key) == (FormStatus.SIGNED, 0)


def test_screening_comes_next_until_eligibility_is_signed(house: House) -> None:
    subject = house.screened()

    def upcoming() -> str:
        visit = subject_lines(house.book("li"))[0].next_visit
        assert visit is not None
        return visit.event.oid

    eligibility = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IE"))
    eligibility.complete()
    assert upcoming() == "SE.SCR"
    signing(house).sign(eligibility.key, "right", "zh", "wang")
    assert upcoming() == "SE.V1"
