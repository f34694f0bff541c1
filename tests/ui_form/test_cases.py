"""What does not go by the plan, in the window: deviations, unscheduled visits, a wrong participant, paper, again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.attachments import attachments_of, content_of
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.deviation_list import deviation_list
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.paper_source import paper_of, performer_of
from hairtrial_desktop.casebook.proposals import seen_proposals
from hairtrial_desktop.casebook.rescreening import screened_before
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.casebook.visits import visits_of
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.ui.attachments.scan_field import ScanField
from hairtrial_desktop.ui.casebook_parts.case_questions import CaseQuestions
from hairtrial_desktop.ui.components import CodeCombo, Label, TextField
from hairtrial_desktop.ui.pages.casebook_page import CasebookPage
from hairtrial_desktop.ui.people.asking_sheet import AskingSheet
from hairtrial_desktop.ui.rooms import OpenSite
from tests.documents.pictures import scan
from tests.ui_form.clinic import SUBJECT, Clinic, key_of, write
from tests.ui_form.conftest import Stage

SCREENING, CONTACT = FormKey(SUBJECT, "SE.SCR", "F.DM"), FormKey(SUBJECT, "SE.V1D2", "F.PC")
FIRST, SECOND = FormKey(SUBJECT, "SE.V1", "F.EC"), FormKey(SUBJECT, "SE.V2", "F.EC")


def casebook(stage: Stage, site: OpenSite) -> CasebookPage:
    page = CasebookPage(stage.bench, site)
    stage.put(page)
    page.open(SUBJECT)
    stage.bot.waitUntil(page.grid.hasFocus)
    return page


def treated(site: OpenSite) -> None:
    """Two injections, the second nine days after the day due."""
    write(site, SCREENING, {"SVSTDAT": "2026-09-01", "SEX": "M"}).save()
    write(site, FIRST, {"ECDAT": "2026-09-10", "ECYN": "Y"}).save()
    write(site, SECOND, {"ECDAT": "2026-10-19", "ECYN": "Y"}).save()


def look(stage: Stage, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    folder = os.environ.get("HAIRTRIAL_PICTURES")
    if folder:
        stage.window.grab().save(str(Path(folder) / f"{name}.png"))


def answer(sheet: AskingSheet, stage: Stage, **answers: str) -> None:
    for name, text in answers.items():
        field = sheet.fields[name]
        if isinstance(field, CodeCombo):
            field.choose(text)
        elif isinstance(field, TextField):
            field.set_text(text)
    with stage.bot.waitSignal(sheet.closed):
        sheet.accept()


def test_a_late_visit_waits_on_the_casebook_and_is_accepted_there(stage: Stage, nurse: OpenSite) -> None:
    treated(nurse)
    page = casebook(stage, nurse)
    look(stage, "casebook")
    stage.click("off_plan")
    windows = [each for each in seen_proposals(nurse.book, SUBJECT) if each.key.endswith("window")]
    (late,) = (each for each in windows if "/F.EC#" in each.key)  # the phone contacts were missed, too
    look(stage, "cases")
    stage.click(f"deviation:{late.key}")
    sheet = stage.find("deviation_sheet")
    assert isinstance(sheet, AskingSheet)
    look(stage, "deviation")
    answer(sheet, stage, decision="accept", reason="受试者出差")
    assert next(each for each in seen_proposals(nurse.book, SUBJECT) if each.key == late.key).waits
    assert page.site.book.state(SUBJECT).forms()[f"{SUBJECT}/SE.LOG#1/F.DV#1"].status == "progress"


@pytest.mark.parametrize("user", ["mo", "li"])
def test_only_those_who_enter_are_offered_what_enters(stage: Stage, clinic: Clinic, user: str) -> None:
    casebook(stage, clinic.site(user))
    stage.click("off_plan")
    assert stage.shows("case:unscheduled") is (user == "li")


def test_an_unscheduled_visit_begins_with_its_own_form(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    stage.click("off_plan")
    with stage.bot.waitSignal(page.open_form) as opened:
        stage.click("case:unscheduled")
    assert opened.args == [FormKey(SUBJECT, "SE.UNS", "F.UV", 1)]
    write(nurse, opened.args[0], {"SVSTDAT": "2026-11-21", "UVREAS": "AE", "UVFORMS": "VS"}).save()
    shown = casebook(stage, nurse)
    headers = [
        shown.grid.grid_model.headerData(at, Qt.Orientation.Horizontal)
        for at in range(shown.grid.grid_model.columnCount())
    ]
    assert "计划外 1" in headers
    assert [visit.event.short for visit in visits_of(nurse.book.values(SUBJECT)) if visit.actual] == ["UNS"]


def test_a_form_is_moved_to_the_right_participant(stage: Stage, nurse: OpenSite) -> None:
    other = begin_screening(nurse.book, Identity("", "李四", birth_date="1980-01-01"))
    other.enter(key_of(nurse, other.key, "DSSTDAT"), "2026-11-20")
    other.save()
    write(nurse, SCREENING, {"SVSTDAT": "2026-11-20", "SEX": "M"}).save()
    page = casebook(stage, nurse)
    sheet = CaseQuestions(stage.bench, page, nurse).move(SCREENING)
    answer(sheet, stage, subject=other.key.subject, reason="录错受试者")
    assert nurse.book.state(SUBJECT).forms()[str(SCREENING)].status == "removed"
    assert nurse.book.state(other.key.subject).forms()[f"{other.key.subject}/SE.SCR#1/F.DM#1"].status == "progress"


def test_paper_and_performer_are_said_of_the_form_under_the_ring(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    questions = CaseQuestions(stage.bench, page, nurse)
    answer(questions.paper(SCREENING), stage, author="周护士", day="2026-11-20", time="09:30", version="1.0")
    answer(questions.performer(SCREENING), stage, user="chen", day="2026-11-22")
    state = nurse.book.state(SUBJECT)
    row = paper_of(state, SCREENING)
    assert row is not None
    assert row.data["author"] == "周护士"
    assert performer_of(state, SCREENING) == "chen"


def test_r3_17_the_sheet_of_a_paper_takes_its_scan_at_once(stage: Stage, nurse: OpenSite, tmp_path: Path) -> None:
    page = casebook(stage, nurse)
    sheet = CaseQuestions(stage.bench, page, nurse).paper(SCREENING)
    field = stage.find("paper_scan")
    assert isinstance(field, ScanField)
    (tmp_path / "no.pdf").write_bytes(b"no scan")
    field.take(tmp_path / "no.pdf")
    assert not stage.find("paper_sheet_accept").isEnabled()  # nothing is kept while a file is read
    stage.bot.waitUntil(stage.find("paper_sheet_accept").isEnabled)
    assert field.file is None
    assert any("JPEG" in label.whole_text() for label in field.findChildren(Label))
    (tmp_path / "周护士.pdf").write_bytes(scan())
    field.take(tmp_path / "周护士.pdf")
    stage.bot.waitUntil(lambda: field.file is not None and stage.shows("paper_scan_picture"))
    answer(sheet, stage, author="周护士", day="2026-11-20", time="09:30", version="1.0")
    (kept,) = attachments_of(nurse.book.state(SUBJECT), SCREENING)
    assert (kept.kind, kept.item) == (AttachmentKind.WET_INK, None)
    assert content_of(nurse.book, kept) == nurse.stripping.strip(scan()).content


def test_screening_again_opens_the_consent_of_the_new_number(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    stage.click("off_plan")
    with stage.bot.waitSignal(page.open_form) as opened:
        stage.click("case:again")
    again = opened.args[0]
    assert (again.subject, again.form) == ("01-002", "F.IC")
    assert screened_before(nurse.book, "01-002") == SUBJECT


def test_the_list_of_deviations_is_printed_from_there(stage: Stage, nurse: OpenSite) -> None:
    treated(nurse)
    casebook(stage, nurse)
    stage.click("off_plan")
    stage.click("cases_print")
    look(stage, "deviation_list")
    pdf = nurse.paper.render(deviation_list(nurse.book, "zh"), "zh")
    assert pdf.startswith(b"%PDF")
    folder = os.environ.get("HAIRTRIAL_PICTURES")
    if folder:
        (Path(folder) / "deviation_list.pdf").write_bytes(pdf)
    stage.find("print_preview")
