"""The way of a value: typed, understood, judged, saved, explained."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.findings import FindingKind
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.study.definitions import NullFlavour
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House


def vital_signs(house: House, subject: str, user: str = "li", event: str = "SE.SCR") -> FormSession:
    return FormSession(house.book(user), FormKey(subject, event, "F.VS"))


def at(session: FormSession, name: str, repeat: int = 1) -> ItemKey:
    found = session.form.item(name)
    assert found is not None
    return session.key.item(found[0].oid, found[1].oid, repeat)


def fill(session: FormSession, **texts: str) -> None:
    for name, text in texts.items():
        session.enter(at(session, name), text)


def test_a_typed_value_is_understood_judged_and_saved(house: House) -> None:
    subject = house.screened()
    session = vital_signs(house, subject)
    fill(session, VSDAT="20260601", VSPERF="1", SYSBP="１２０")
    assert session.state(at(session, "SYSBP")).cell == Cell("120")
    session.complete()
    row = house.book("wang").state(subject).items()[str(at(session, "SYSBP"))]
    assert (row.value, row.changes) == ("120", 0)
    assert session.status == "complete"
    assert not session.dirty


def test_a_number_is_issued_at_the_first_save_and_never_before(house: House) -> None:
    assert house.book("li").subjects() == ()
    assert house.screened() == "01-001"
    assert house.screened() == "01-002"


def test_unreadable_text_stays_as_typed_and_the_rest_saves(house: House) -> None:
    subject = house.screened()
    session = vital_signs(house, subject)
    fill(session, VSDAT="2026-13-45", VSPERF="Y")
    assert session.state(at(session, "VSDAT")).problem is not None
    session.save()
    assert session.state(at(session, "VSDAT")).raw == "2026-13-45"
    again = vital_signs(house, subject)
    assert again.state(at(again, "VSPERF")).cell == Cell("Y")
    assert again.found_draft() is not None
    again.restore_draft()
    assert again.state(at(again, "VSDAT")).raw == "2026-13-45"
    with pytest.raises(KnownError, match="form_not_complete"):
        again.complete()


def test_a_hard_finding_stops_completing_and_never_saving(house: House) -> None:
    subject = house.screened()
    session = vital_signs(house, subject)
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="300")
    hard = [finding for finding in session.findings() if finding.blocks_completion]
    assert hard[0].message.en == "300 is impossible."
    with pytest.raises(KnownError, match="form_not_complete"):
        session.complete()
    assert session.save() is not None


def test_a_soft_finding_is_confirmed_for_these_values_only(house: House) -> None:
    subject = house.screened()
    session = vital_signs(house, subject)
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="150")
    (finding,) = session.findings()
    session.confirm(finding, "measured twice")
    session.complete()
    assert session.findings()[0].confirmed == "measured twice"
    session.enter(at(session, "SYSBP"), "155")
    assert session.findings()[0].confirmed is None
    session.save("misread")
    assert session.status == "progress"


def test_fda_08_cn_04_a_change_of_a_saved_value_needs_a_reason_and_keeps_the_check_that_prompted_it(
    house: House,
) -> None:
    subject = house.screened()
    session = vital_signs(house, subject)
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="300")
    session.save()
    session.enter(at(session, "SYSBP"), "130")
    with pytest.raises(KnownError, match="reason_required"):
        session.save()
    session.save("typing error")
    line = house.shelves.store.history(str(at(session, "SYSBP")))[-1]
    assert (line.old, line.new, line.reason) == ("300", "130", "typing error")
    assert line.checks


def test_a_first_entry_needs_no_reason(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01")
    assert session.changes() == ()
    session.save()


def test_a_missing_value_is_explained(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y")
    assert [finding.kind for finding in session.findings()] == [FindingKind.MISSING]
    session.enter_null(at(session, "SYSBP"), NullFlavour.NOT_DONE, "cuff broken")
    session.complete()
    (line,) = house.shelves.store.history(str(at(session, "SYSBP")))
    assert (line.new, line.new_null, line.reason) == (None, "ND", "cuff broken")


def test_a_skipped_value_is_a_hard_finding_until_cleared(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.enter(at(session, "VSPERF"), "N")
    assert session.state(at(session, "SYSBP")).collected is False
    assert [finding.kind for finding in session.findings()] == [FindingKind.SKIPPED]
    session.enter(at(session, "SYSBP"), "")
    assert session.findings() == ()


def test_areas_are_judged_together(house: House) -> None:
    session = vital_signs(house, house.screened())

    def repeats() -> set[int]:
        return {finding.key.group_repeat for finding in session.findings() if finding.kind is FindingKind.CHECK}

    session.enter(at(session, "VOLML", 1), "1.00")
    assert repeats() == set()
    session.enter(at(session, "VOLML", 2), "0.92")
    assert repeats() == {1, 2}
    session.enter(at(session, "VOLML", 2), "0.95")
    assert repeats() == set()


def test_derived_values_elsewhere_are_in_the_same_commit(house: House) -> None:
    subject = house.screened()
    eligibility = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IE"))
    eligibility.save()
    verdict = str(at(eligibility, "INCL02"))
    assert house.book("li").state(subject).items()[verdict].value == "Y"
    consent = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    consent.enter(at(consent, "DSSTDAT"), "2026-06-02")
    commit = consent.save("misread")
    assert commit is not None
    keys = [record.key for record in (sealed.record() for sealed in commit.records) if record is not None]
    assert verdict in keys
    assert house.book("li").state(subject).items()[verdict].value == "N"


def test_ds_03_a_month_that_leaves_the_age_open_takes_it_from_the_site_only_register(house: House) -> None:
    subject = house.screened()
    session = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    session.enter(at(session, "BIRTH"), "1950-06")
    assert session.state(at(session, "AGE")).cell == Cell("75")


def test_drafts_are_offered_to_their_author_only(house: House) -> None:
    subject = house.screened()
    session = vital_signs(house, subject)
    fill(session, VSDAT="2026-06-01")
    session.flush_draft()
    assert vital_signs(house, subject, "chen").found_draft() is None
    mine = vital_signs(house, subject)
    assert mine.found_draft() is not None
    mine.restore_draft()
    assert mine.state(at(mine, "VSDAT")).cell == Cell("2026-06-01")


def test_leaving_commits_first_entries_and_keeps_unexplained_changes_as_a_draft(house: House) -> None:
    subject = house.screened()
    session = vital_signs(house, subject)
    fill(session, VSDAT="2026-06-01")
    session.save()
    fill(session, VSDAT="2026-06-02", VSPERF="Y")
    session.leave()
    again = vital_signs(house, subject)
    assert again.state(at(again, "VSPERF")).cell == Cell("Y")
    assert again.state(at(again, "VSDAT")).cell == Cell("2026-06-01")
    again.restore_draft()
    assert again.state(at(again, "VSDAT")).cell == Cell("2026-06-02")


def test_fda_13_a_monitor_reads_and_never_writes(house: House) -> None:
    subject = house.screened()
    session = vital_signs(house, subject, "mo")
    assert session.read_only
    with pytest.raises(KnownError, match="not_permitted"):
        session.enter(at(session, "VSDAT"), "2026-06-01")
    with pytest.raises(KnownError, match="not_permitted"):
        session.save()


def test_an_administrator_sees_no_clinical_data(house: House) -> None:
    subject = house.screened()
    with pytest.raises(KnownError, match="not_permitted"):
        vital_signs(house, subject, "ad")


def test_log_rows_are_removed_with_a_reason_and_their_numbers_never_used_again(house: House) -> None:
    subject = house.screened()
    for term in ("头痛", "红斑"):
        row = new_log_row(house.book("li"), subject, "F.AE")
        row.enter(at(row, "AETERM"), term)
        row.save()
    second = FormSession(house.book("li"), FormKey(subject, "SE.LOG", "F.AE", form_repeat=2))
    with pytest.raises(KnownError, match="reason_required"):
        second.remove(" ")
    second.remove("entered for the wrong subject")
    assert new_log_row(house.book("li"), subject, "F.AE").key.form_repeat == 3


def test_the_clock_behind_the_record_stops_entry(house: House) -> None:
    subject = house.screened()
    house.clock.move(minutes=-3)
    session = vital_signs(house, subject)
    fill(session, VSDAT="2026-06-01")
    with pytest.raises(KnownError, match="clock_backwards"):
        session.save()
    house.clock.move(minutes=2)
    assert session.save() is not None


def test_a_save_that_the_disk_refuses_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = house.screened()
    eligibility = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IE"))
    eligibility.save()
    consent = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    consent.enter(at(consent, "DSSTDAT"), "2026-06-02")
    with monkeypatch.context() as broken:
        broken.setattr(house.shelves.store, "append", _refuse)
        with pytest.raises(KnownError, match="disk_full"):
            consent.save("misread")
    assert consent.dirty
    commit = consent.save("misread")
    assert commit is not None
    kinds = [record.key.rsplit("/", 1)[-1] for record in (s.record() for s in commit.records) if record is not None]
    assert kinds == ["I.IC.DSSTDAT", "I.IC.AGE", "I.IE.INCL02"]


def _refuse(_commit: object) -> None:
    raise KnownError("disk_full")


def test_the_gate_stops_completing_until_each_line_holds_or_is_acknowledged(house: House) -> None:
    book = house.book("li")
    consent_missing = FormSession(book, FormKey("01-001", "SE.V1", "F.GATE"))
    consent_missing.enter(at(consent_missing, "SUBJOK"), "Y")
    (finding,) = consent_missing.findings()
    assert finding.kind is FindingKind.GATE
    with pytest.raises(KnownError, match="form_not_complete"):
        consent_missing.complete()
    consent_missing.confirm(finding, "happened before the consent was filed")
    consent_missing.complete()
    (row,) = book.state("01-001").things("confirmation_data").values()
    assert row.data["class"] == "Protocol"
    assert consent_missing.findings()[0].confirmed == "happened before the consent was filed"
