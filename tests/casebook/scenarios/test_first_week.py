"""What happens in the first week (clinical content 17), each case over the casebook."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hairtrial_desktop.casebook.attachments import attach, attachments_of, content_of, detach
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.deviations import accept_deviation
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.paper_source import (
    PaperSource,
    paper_of,
    performer_of,
    record_paper,
    record_performer,
)
from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.casebook.record import Commit, Draft, Record
from hairtrial_desktop.casebook.redacted import ERASED_TEXT
from hairtrial_desktop.casebook.redaction import Place, erasable_texts, redact
from hairtrial_desktop.casebook.unscheduled import new_unscheduled
from hairtrial_desktop.casebook.views.adverse_events import adverse_event_lines
from hairtrial_desktop.casebook.views.grid import FormStatus, grid_of
from hairtrial_desktop.casebook.wrong_subject import move_form
from hairtrial_desktop.demo.pictures import hairs
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.scenarios.ward import SUBJECT, Ward
from tests.casebook.test_signing import Door
from tests.documents.pictures import scan as page_scan

OTHER = "01-002"
SCAN = FileStripping().strip(page_scan())
PAPER = PaperSource("周护士", datetime(2026, 11, 20, 1, 30, tzinfo=UTC), "1.0", SCAN)


def test_a_form_of_the_wrong_subject_is_entered_again_and_voided_with_its_reason(ward: Ward) -> None:
    ward.screen()
    ward.screen("李四")
    wrong = ward.fill("V1.VS", VSPERF="Y", VSDAT="2026-06-20", PULSE="72").key
    moved = move_form(ward.book("li"), wrong, OTHER, "录到了另一名受试者名下")
    assert moved == FormKey(OTHER, "SE.V1", "F.VS")
    assert ward.value(ward.form("V1.VS", OTHER), "PULSE") == "72"
    emptied = ward.form("V1.VS")
    assert (emptied.status, ward.value(emptied, "PULSE")) == ("removed", None)
    acts = [(commit.subject, commit.act) for commit in ward.shelves.store.commits()][-2:]
    assert acts == [(OTHER, "reenter"), (SUBJECT, "void_form")]
    reasons = {line.reason for line in ward.shelves.store.history(str(wrong))}
    assert "录到了另一名受试者名下" in reasons
    ward.fill("V1.VS", VSPERF="Y", VSDAT="2026-06-21")  # the right values of this subject can still come
    assert ward.form("V1.VS").status == "progress"


def test_a_form_is_moved_in_one_piece_or_not_at_all(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.screen()
    ward.screen("李四")
    wrong = ward.fill("V1.VS", VSPERF="Y", VSDAT="2026-06-20", PULSE="72").key
    head, store = ward.shelves.store.head(), ward.shelves.store
    handed: list[tuple[str, ...]] = []

    def refuse(*commits: Commit) -> None:
        handed.append(tuple(commit.subject for commit in commits))
        raise StorageError("disk_full")

    with monkeypatch.context() as broken:
        broken.setattr(store, "append", refuse)
        with pytest.raises(StorageError):
            move_form(ward.book("li"), wrong, OTHER, "录到了另一名受试者名下")
    assert handed == [(OTHER, SUBJECT)]  # both casebooks in the same transaction
    assert store.head() == head
    assert ward.value(ward.form("V1.VS"), "PULSE") == "72"
    assert ward.form("V1.VS", OTHER).row is None
    move_form(ward.book("li"), wrong, OTHER, "录到了另一名受试者名下")
    times = [commit.head["at"] for commit in store.commits(head.seq)]
    assert (len(times), len(set(times))) == (2, 1)


def test_a_form_is_not_moved_onto_another_without_a_reason_or_to_nobody(ward: Ward) -> None:
    ward.screen()
    ward.screen("李四")
    key = ward.fill("V1.VS", VSPERF="Y").key
    ward.fill("V1.VS", subject=OTHER, VSPERF="N")
    refused = (
        (OTHER, " ", "reason_required"),
        (OTHER, "误录", "move_target_taken"),
        (SUBJECT, "误录", "move_same_subject"),
        ("01-077", "误录", "move_same_subject"),
    )
    for subject, reason, code in refused:
        with pytest.raises(KnownError, match=code):
            move_form(ward.book("li"), key, subject, reason)
    assert ward.form("V1.VS").status == "progress"


def test_a_form_with_a_photograph_is_not_moved_before_somebody_looked_at_the_photograph(ward: Ward) -> None:
    ward.screen()
    ward.screen("李四")
    wrong = ward.fill("V1.VS", VSPERF="N").key
    attach(ward.book("li"), wrong, AttachmentKind.PHOTOGRAPH, "", FileStripping().strip(hairs()))
    with pytest.raises(KnownError, match="move_attached"):
        move_form(ward.book("li"), wrong, OTHER, "录到了另一名受试者名下")
    assert ward.form("V1.VS").status == "progress"
    detach(ward.book("li"), f"{wrong}/A#1", "另一名受试者的照片")
    assert move_form(ward.book("li"), wrong, OTHER, "录到了另一名受试者名下").subject == OTHER


def test_unscheduled_visits_are_numbered_hold_the_chosen_forms_and_stand_in_order_of_date(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.inject("V2", "2026-07-20")
    for day in ("2026-08-01", "2026-07-01"):
        session = new_unscheduled(ward.book("li"), SUBJECT)
        ward.enter(session, SVSTDAT=day, UVREAS="AE", UVFORMS="VS")
        session.save()
    grid = grid_of(ward.book("li"), SUBJECT)
    order = [(each.event.short, each.repeat) for each in grid.events if each.actual is not None]
    assert order == [("SCR", 1), ("V1", 1), ("UNS", 2), ("V2", 1), ("UNS", 1)]
    at = next(place for place, each in enumerate(grid.events) if each.event.repeating)
    shown = [row.form.short for row in grid.rows if row.cells[at].status is not FormStatus.NOT_PLANNED]
    assert set(shown) == {"UV", "VS"}


def test_who_performed_it_stands_apart_from_who_entered_it_and_was_delegated_that_day(ward: Ward) -> None:
    ward.screen()
    key = FormKey(SUBJECT, "SE.V1", "F.VS")
    with pytest.raises(KnownError, match="performer_not_delegated"):
        record_performer(ward.book("li"), key, "nobody", date(2026, 6, 20))
    record_performer(ward.book("li"), key, "chen", date(2026, 6, 20))
    assert performer_of(ward.book("li").state(SUBJECT), key) == "chen"
    ward.fill("V1.VS", VSPERF="N")
    page = CrfPageBuilder(ward.book("li"), key, "zh").build()
    assert ("执行者", "陈护士") in [
        (line.label, line.answers[0].text) for section in page.sections for line in section.lines
    ]


def test_r3_17_paper_entered_later_keeps_author_time_version_and_scan_and_takes_a_second_person(ward: Ward) -> None:
    ward.screen()
    key = FormKey(SUBJECT, "SE.V1", "F.VS")
    record_paper(ward.book("li"), key, PAPER)
    session = ward.fill("V1.VS", VSPERF="N", VSREASND="NOT AVAILABLE")
    sources = {
        record.source
        for commit in ward.shelves.store.commits()
        for record in (sealed.record() for sealed in commit.records)
        if record is not None and record.kind == "item" and record.key.startswith(f"{key}/")
    }
    assert sources == {"transcribed"}
    assert session.needs_second_person
    page = CrfPageBuilder(ward.book("li"), key, "zh").build()
    said = " ".join(line.answers[0].text for section in page.sections for line in section.lines)
    assert "周护士 · 2026-11-20 09:30:00 +08:00 · 1.0" in said
    (kept,) = attachments_of(ward.book("li").state(SUBJECT), key)
    assert content_of(ward.book("li"), kept) == SCAN.content
    assert (kept.kind, kept.original_sha256) == (AttachmentKind.WET_INK, SCAN.original_sha256)
    assert SCAN.sha256 != SCAN.original_sha256
    assert SCAN.sha256[:16] in said
    with pytest.raises(KnownError, match="paper_before_entry"):
        record_paper(ward.book("li"), key, PAPER)


@pytest.mark.parametrize(
    ("author", "version", "code"),
    [
        ("周护士 13800138000", "1.0", "paper_names_somebody"), ("周护士", "1.0 138 0013 8000", "paper_names_somebody"),
        ("A区注射外泌体", "1.0", "paper_unblinds"),
    ],
)  # fmt: skip
def test_pi_02_who_wrote_a_paper_names_no_participant_and_tells_nothing(
    ward: Ward, author: str, version: str, code: str
) -> None:
    ward.screen()
    key = FormKey(SUBJECT, "SE.V1", "F.VS")
    book = ward.book("li")
    head = book.shelves.store.head()
    with pytest.raises(KnownError, match=code):
        record_paper(book, key, replace(PAPER, author=author, version=version))
    body = {"author": author, "version": version, "scan": "", "scan_sha256": "", "by": "li", "at": "", "written_at": ""}
    with pytest.raises(KnownError, match=code):
        book.commit(Draft(SUBJECT, "transcribe", (Record("transcription", str(key), None, body),)))
    assert book.shelves.store.head() == head


def test_r3_06_who_wrote_a_paper_can_be_erased(ward: Ward) -> None:
    ward.screen()
    key = FormKey(SUBJECT, "SE.V1", "F.VS")
    record_paper(ward.book("li"), key, replace(PAPER, author="the neighbour of the baker"))
    seq = ward.shelves.store.head().seq - 1  # the scan comes after it
    place, book = Place(seq, 0), ward.book("wang")
    assert erasable_texts(book, place) == ("the neighbour of the baker", "1.0")
    redact(
        book,
        Door(),
        (place, "the neighbour of the baker"),
        "it tells who lives where",
        ("li", "right"),
        password="right",
    )
    paper = paper_of(ward.book("li").state(SUBJECT), key)
    assert paper is not None
    assert (paper.data["author"], paper.data["by"]) == (ERASED_TEXT, "li")
    assert len(attachments_of(ward.book("li").state(SUBJECT), key)) == 1


def end(ward: Ward, goes_on: str) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.fill("EOS.DS", DSDECOD="WITHDRAWAL BY SUBJECT", DSSTDAT="2026-06-22", DSCONT=goes_on)


def states(ward: Ward) -> dict[str, str]:
    return {name: visit.state for name, visit in ward.visits().items()}


def test_withdrawal_from_injections_keeps_the_follow_up(ward: Ward) -> None:
    end(ward, "Y")
    found = states(ward)
    assert {name for name, state in found.items() if state == "cancelled"} == {
        "V2", "V2D2", "V2D8", "V3", "V3D2", "V3D8",
    }  # fmt: skip
    assert ward.visits()["FU1"].due == date(2026, 7, 20)  # from the only injection given
    new_unscheduled(ward.book("li"), SUBJECT)


def test_pi_04_withdrawal_from_everything_cancels_the_calls_and_collects_nothing_new(ward: Ward) -> None:
    end(ward, "N")
    assert {states(ward)[name] for name in ("V1D2", "V1D8", "V2", "FU1", "FU2")} == {"cancelled"}
    with pytest.raises(KnownError, match="collection_ended"):
        new_unscheduled(ward.book("li"), SUBJECT)
    contact = ward.form("V1D8.PC")
    assert contact.read_only
    with pytest.raises(KnownError, match="item_read_only"):
        ward.enter(contact, SVSTDAT="2026-06-27")


def test_a_corrected_date_moves_windows_and_deviations(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.inject("V2", "2026-07-29")
    assert ward.visits()["V2"].state == "done_red"
    ward.fill("V1.EC", ECDAT="2026-06-28")
    assert ward.visits()["V2"].state == "done"
    assert ward.visits()["V1D8"].due == date(2026, 7, 5)
    assert not any(key.endswith("V2#1/F.EC#1/window") for key in ward.proposals())


def test_the_findings_kept_of_other_visits_follow_a_corrected_date(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    late = ward.inject("V2", "2026-07-29").key
    book = ward.book("li")

    def windows() -> list[str]:
        return [each.oid for each in book.judged(SUBJECT).findings(late) if each.key.item.endswith("ECDAT")]

    assert len(windows()) == 1
    session = FormSession(book, FormKey(SUBJECT, "SE.V1", "F.EC"))
    ward.enter(session, ECDAT="2026-06-28").save("更正")
    assert windows() == []


def test_an_interrupted_injection_is_recorded_with_time_and_reason(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    session = ward.fill("V1.EC", INTRYN="Y", INTRTIM="10:15", INTRREAS="头晕")
    assert ward.value(session, "INTRREAS") == "头晕"
    assert ward.visits()["V1D2"].due == date(2026, 6, 21)


def test_exchanged_syringes_are_recorded_as_they_were_and_proposed_as_a_deviation(ward: Ward) -> None:
    ward.screen()
    kit, gate = ward.form("V1.KIT"), ward.form("V1.GATE")
    for session, name, codes in ((kit, "SYR", ("S-1", "S-2")), (gate, "SYRCHK", ("S-2", "S-1"))):
        found = session.form.item(name)
        assert found is not None
        for area, code in enumerate(codes, 1):
            session.enter(session.key.item(found[0].oid, found[1].oid, area), code)
        session.save()
    assert not any("GT.SYR" in key for key in ward.proposals())  # before the needle the gate stops it
    ward.inject("V1", "2026-06-20")
    exchanged = [each for key, each in ward.proposals().items() if "GT.SYR" in key]
    assert [each.category for each in exchanged] == ["DOSING"]
    assert isinstance(ward.form("V1.GATE"), FormSession)


def test_a_death_opens_its_serious_event_and_the_first_report_in_the_same_commit(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.fill("EOS.DS", DSDECOD="DEATH", DSSTDAT="2026-07-01", DTHDAT="2026-06-30")
    (end, *_) = [commit for commit in reversed(list(ward.shelves.store.commits())) if commit.act == "save"]
    forms = {record.key for sealed in end.records if (record := sealed.record()) is not None and record.kind == "form"}
    assert {key.split("/")[2] for key in forms} == {"F.DS#1", "F.AE#1", "F.SAE#1"}
    event = adverse_event_lines(ward.book("li"))[0]
    assert event.serious
    assert event.clock is not None
    assert event.clock.running  # from the moment the site knew, at the latest now
    report = ward.form("LOG.SAE")
    held = {name: ward.value(report, name) for name in ("AENO", "RPTYP", "AESDTH", "OUT")}
    assert held == {"AENO": "1", "RPTYP": "INITIAL", "AESDTH": "Y", "OUT": "FATAL"}
    assert not [each for each in ward.form("EOS.DS").findings() if each.key.item.endswith("DSDECOD")]
    assert {name for name, visit in ward.visits().items() if visit.state == "cancelled"} >= {"V2", "FU1"}
    ward.fill("EOS.DS", DSDECOD="OTHER")
    ward.fill("EOS.DS", DSDECOD="DEATH")
    assert len([key for key in ward.book("li").state(SUBJECT).forms() if "F.AE#" in key or "F.SAE#" in key]) == 2


def test_a_fatal_outcome_opens_the_first_report_once(ward: Ward) -> None:
    ward.screen()
    ward.fill("LOG.AE", AETERM="心肌梗死", AESTDAT="2026-06-28", AEOUT="NOT RECOVERED/NOT RESOLVED")
    assert not any("F.SAE" in key for key in ward.book("li").state(SUBJECT).forms())
    ward.fill("LOG.AE", AEOUT="FATAL", AESER="Y", AESDTH="Y")
    assert ward.value(ward.form("LOG.SAE"), "AENO") == "1"
    ward.fill("EOS.DS", DSDECOD="DEATH", DSSTDAT="2026-07-01")
    assert len([key for key in ward.book("li").state(SUBJECT).forms() if "F.AE#" in key or "F.SAE#" in key]) == 2


def test_syringes_exchanged_at_the_injection_are_major_and_hold_the_next_one_until_instructed(ward: Ward) -> None:
    ward.screen()
    scan(ward, "V1.KIT", "SYR", ("S-1", "S-2"))
    scan(ward, "V1.GATE", "SYRCHK", ("S-2", "S-1"))
    ward.inject("V1", "2026-06-20")
    key = next(key for key in ward.proposals() if key.endswith("GT.SYR"))
    row = accept_deviation(ward.book("li"), SUBJECT, f"{SUBJECT}/{key}", "两支位置放反，已注射")
    assert ward.value(FormSession(ward.book("li"), row), "DVCLASS") == "MAJOR"
    gate = ward.form("V2.GATE")
    assert "GT.EXCHANGE" in {finding.oid for finding in gate.findings()}
    ward.enter(gate, INSTDAT="2026-07-20", INSTREF="申办者 2026-07-19 邮件")
    assert not [finding for finding in gate.findings() if "INSTDAT" in finding.key.item or "EXCHANGE" in finding.oid]


def test_a_scan_put_right_before_the_needle_holds_nothing(ward: Ward) -> None:
    ward.screen()
    scan(ward, "V1.KIT", "SYR", ("S-1", "S-2"))
    scan(ward, "V1.GATE", "SYRCHK", ("S-2", "S-1"))
    scan(ward, "V1.GATE", "SYRCHK", ("S-1", "S-2"))
    ward.inject("V1", "2026-06-20")
    assert not any("SYR" in key for key in ward.proposals())
    assert "GT.EXCHANGE" not in {finding.oid for finding in ward.form("V2.GATE").findings()}


def scan(ward: Ward, path: str, name: str, codes: tuple[str, str]) -> None:
    """Scan the syringes lying at areas A and B."""
    session = ward.form(path)
    found = session.form.item(name)
    assert found is not None
    for area, code in enumerate(codes, 1):
        session.enter(session.key.item(found[0].oid, found[1].oid, area), code)
    session.save("重新扫描")


@pytest.mark.parametrize(
    "scope",
    [
        {"DSCONT": "N"},
        {"WDSCOPE": "INJECTION FOLLOW-UP"},
        {"WDSCOPE": "INJECTION DATA"},
        {"DATAUSE": "KEEP"},
    ],
)
def test_whichever_answer_ends_the_collection_cancels_the_follow_up(ward: Ward, scope: dict[str, str]) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.enter(ward.form("EOS.DS"), DSDECOD="WITHDRAWAL BY SUBJECT", DSSTDAT="2026-06-22", **scope).save()
    assert {states(ward)[name] for name in ("V1D2", "V1D8", "V2", "FU1", "FU2")} == {"cancelled"}
    with pytest.raises(KnownError, match="collection_ended"):
        new_unscheduled(ward.book("li"), SUBJECT)


def test_a_withdrawal_from_injections_alone_goes_on_with_calls(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.fill("EOS.DS", DSDECOD="WITHDRAWAL BY SUBJECT", DSSTDAT="2026-06-22", WDSCOPE="INJECTION", DATAUSE="FOLLOW")
    assert states(ward)["V2"] == "cancelled"
    assert "cancelled" not in {states(ward)[name] for name in ("V1D2", "V1D8", "FU1", "FU2")}
