"""After unblinding: changes are an investigator's, with their own reason, and flagged for ever (R3-22)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.unblinding import unblinded_at
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import House, new_house
from tests.casebook.small_study import FILES
from tests.casebook.test_form_session import at, fill, vital_signs
from tests.casebook.test_queries import completed, reopened

UB = """
[form]
name = "UB"
text = {zh = "揭盲记录", en = "Unblinding record"}
log = true
row_title = ["DSUNBLND"]
[[group]]
name = "UB"
text = {zh = "揭盲", en = "Unblinding"}
[[group.item]]
name = "DSUNBLND"
text = {zh = "是否揭盲", en = "Was the blind broken"}
type = "code"
codelist = "NY"
mandatory = true
"""


@pytest.fixture
def house() -> House:
    """Found a site whose study has the unblinding record."""
    files = {**FILES, "ub.toml": UB, "study.toml": FILES["study.toml"].replace('"AE", "SAE"', '"AE", "SAE", "UB"')}
    return new_house(load_study(files))


def unblind(house: House, subject: str, answer: str = "Y") -> None:
    """Complete an unblinding record, as the door sees it."""
    form = str(FormKey(subject, "SE.LOG", "F.UB"))
    item = Record("item", f"{form}/IG.UB.UB#1/I.UB.DSUNBLND", None, answer)
    status = Record("form", form, None, {"status": "complete", "confirmed_by": None})
    house.book("wang").commit(Draft(subject, "complete", (item, status)))


def test_r3_22_after_unblinding_only_an_investigator_changes_what_stood_with_a_reason(house: House) -> None:
    session = completed(house)
    subject, item = session.key.subject, str(at(session, "SYSBP"))
    before = reopened(house, session)
    fill(before, SYSBP="121")
    before.save("misread")
    unblind(house, subject)
    nurse = reopened(house, session)
    fill(nurse, SYSBP="122")
    with pytest.raises(KnownError, match="unblinded_investigator"):
        nurse.save("read again")
    assert nurse.dirty
    doctor = reopened(house, session, "wang")
    fill(doctor, SYSBP="122")
    with pytest.raises(KnownError, match="reason_required"):
        doctor.save()
    with pytest.raises(KnownError, match="unblinded_reason"):
        house.book("wang").commit(Draft(subject, "save", (Record("item", item, "121", "122"),)))
    doctor.save("read again from the device")
    row = house.book("mo").state(subject).items()[item]
    assert (row.value, row.changes) == ("122", 2)


def test_r3_22_such_a_change_is_flagged_in_the_trail_and_on_paper(house: House) -> None:
    session = completed(house)
    early = reopened(house, session)
    fill(early, SYSBP="121")
    early.save("misread")
    unblind(house, session.key.subject)
    late = reopened(house, session, "wang")
    fill(late, SYSBP="122")
    late.save("read again")
    lines = [line for line in audit_lines(house.book("mo"), "en") if line.key == str(at(session, "SYSBP"))]
    assert [line.after_unblinding for line in lines] == [False, False, True]
    changes = CrfPageBuilder(house.book("mo"), session.key, "en").build().changes
    assert [change.why for change in changes] == ["misread", "[After unblinding] read again"]


def test_r3_22_what_is_recorded_for_the_first_time_is_no_change(house: House) -> None:
    session = completed(house)
    unblind(house, session.key.subject)
    visit = vital_signs(house, session.key.subject, event="SE.V1")
    fill(visit, VSDAT="2026-07-01")
    visit.save()
    assert visit.status == "progress"


def test_an_unblinding_record_that_says_no_unblinds_nobody(house: House) -> None:
    session = completed(house)
    unblind(house, session.key.subject, "N")
    assert unblinded_at(house.book("li"), session.key.subject) is None
    nurse = reopened(house, session)
    fill(nurse, SYSBP="122")
    nurse.save("misread")


def test_reopening_the_unblinding_record_blinds_nobody_again(house: House) -> None:
    session = completed(house)
    subject = session.key.subject
    unblind(house, subject)
    seq = house.shelves.store.head().seq
    form = str(FormKey(subject, "SE.LOG", "F.UB"))
    status = {"status": "progress", "confirmed_by": None}
    record = Record("form", form, {"status": "complete", "confirmed_by": None}, status, reason="a time was missing")
    with pytest.raises(KnownError, match="unblinded_investigator"):
        house.book("li").commit(Draft(subject, "reopen", (record,)))
    house.book("wang").commit(Draft(subject, "reopen", (record,)))
    assert unblinded_at(house.book("li"), subject) == seq
