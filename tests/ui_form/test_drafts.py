"""Nothing typed is lost: drafts, leaving, a reason still owed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, Clinic, key_of
from tests.ui_form.conftest import Stage

CONSENT = FormKey(SUBJECT, "SE.SCR", "F.IC")
VITALS = FormKey(SUBJECT, "SE.SCR", "F.VS")


def test_what_was_typed_is_durable_soon_after_the_last_key(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    assert page.view is not None
    stage.keys("1")
    drafts = nurse.book.shelves.drafts
    assert drafts.get("li", str(VITALS)) is None
    stage.bot.waitUntil(lambda: drafts.get("li", str(VITALS)) is not None)
    assert page.view.bar.text() == "草稿已保留 10:12:00"


def test_a_draft_is_offered_to_its_author_and_restored(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    crashed = FormSession(nurse.book, VITALS)
    crashed.enter(key_of(nurse, VITALS, "VSPERF"), "Y")
    crashed.enter(key_of(nurse, VITALS, "TEMP"), "36.8")
    crashed.flush_draft()
    clinic.clock.move(minutes=5)
    page = stage.form(nurse, VITALS)
    assert page.view is not None
    assert page.session is not None
    assert page.view.draft_bar.text() == "恢复 10:12 未保存的录入？"
    stage.click("draft_restore")
    assert page.session.state(key_of(nurse, VITALS, "TEMP")).cell.value == "36.8"
    assert not page.view.draft_bar.isVisible()
    other = clinic.site("chen")
    theirs = stage.form(other, VITALS)
    assert theirs.view is not None
    assert not theirs.view.draft_bar.isVisible()


def test_a_discarded_draft_is_gone(stage: Stage, nurse: OpenSite) -> None:
    crashed = FormSession(nurse.book, VITALS)
    crashed.enter(key_of(nurse, VITALS, "VSPERF"), "Y")
    crashed.flush_draft()
    stage.form(nurse, VITALS)
    stage.click("draft_discard")
    assert nurse.book.shelves.drafts.get("li", str(VITALS)) is None


def test_leaving_commits_as_in_progress_and_a_change_without_reason_stays_a_draft(
    stage: Stage, nurse: OpenSite
) -> None:
    page = stage.form(nurse, CONSENT)
    assert page.view is not None
    changed, fresh = key_of(nurse, CONSENT, "DSSTDAT"), key_of(nurse, CONSENT, "ICREADYN")
    page.view.body.focus_on(changed)
    stage.keys("20261119")
    page.view.body.focus_on(fresh)
    stage.keys("1")
    with stage.bot.waitSignal(page.open_subject) as left:
        stage.press(Qt.Key.Key_Escape)
    assert left.args == [SUBJECT]
    assert page.leave()
    items = nurse.book.state(SUBJECT).items()
    assert items[str(fresh)].value == "Y"
    assert items[str(changed)].value == "2026-11-20"
    assert "草稿" in stage.said()
    again = FormSession(nurse.book, CONSENT)
    again.restore_draft()
    assert again.state(changed).cell.value == "2026-11-19"


def test_switching_the_language_keeps_what_was_typed(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    assert page.session is not None
    stage.keys("1")
    key = key_of(nurse, VITALS, "TEMP")
    assert page.view is not None
    page.view.body.focus_on(key)
    stage.keys("36.")
    stage.bench.language.set("en")
    page.retranslate(stage.bench.language.words)
    stage.bot.waitUntil(lambda: page.view is not None and page.view.isVisible())
    assert stage.focus == "item:I.VS.TEMP"
    assert page.session.state(key).raw.startswith("36")
    assert page.heading(page.words).title == "Vital signs"


def _crashed_at_ten(site: OpenSite) -> None:
    crashed = FormSession(site.book, VITALS)
    crashed.enter(key_of(site, VITALS, "VSPERF"), "Y")
    crashed.enter(key_of(site, VITALS, "TEMP"), "36.8")
    crashed.flush_draft()


def test_an_offered_draft_has_the_keyboard_and_enter_restores_it(stage: Stage, nurse: OpenSite) -> None:
    _crashed_at_ten(nurse)
    page = stage.form(nurse, VITALS)
    assert page.session is not None
    assert stage.focus == "draft_restore"
    stage.keys("2")  # a careless key answers nothing
    assert not page.session.dirty
    stage.press(Qt.Key.Key_Return)
    assert page.session.state(key_of(nurse, VITALS, "TEMP")).cell.value == "36.8"


def test_typing_beside_an_undecided_draft_never_writes_over_it(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    _crashed_at_ten(nurse)
    clinic.clock.move(minutes=5)
    page = stage.form(nurse, VITALS)
    assert page.view is not None
    typed, kept = key_of(nurse, VITALS, "SYSBP"), key_of(nurse, VITALS, "TEMP")
    performed = key_of(nurse, VITALS, "VSPERF")
    page.view.body.focus_on(performed)
    stage.keys("1")
    page.view.body.focus_on(typed)
    stage.keys("120")
    page.keep_draft()
    entries, _ = nurse.book.shelves.drafts.get("li", str(VITALS)) or ({}, "")
    assert {str(performed), str(typed), str(kept)} == set(entries)
    assert page.leave()
    page.open(VITALS)
    assert page.session is not None
    assert page.view.draft_bar.isVisible()
    assert nurse.book.state(SUBJECT).items()[str(typed)].value == "120"
    stage.click("draft_restore")
    assert page.session.state(kept).cell.value == "36.8"
    assert page.session.state(typed).cell.value == "120"


def test_discarding_the_earlier_draft_keeps_what_was_typed_since(stage: Stage, nurse: OpenSite) -> None:
    _crashed_at_ten(nurse)
    page = stage.form(nurse, VITALS)
    assert page.view is not None
    page.view.body.focus_on(key_of(nurse, VITALS, "VSPERF"))
    stage.keys("1")
    stage.click("draft_discard")
    entries, _ = nurse.book.shelves.drafts.get("li", str(VITALS)) or ({}, "")
    assert set(entries) == {str(key_of(nurse, VITALS, "VSPERF"))}
