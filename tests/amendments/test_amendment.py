"""Amendments over a populated casebook: pinned forms stay, new ones are new, moving is an audited act (R3-16)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from hairtrial_desktop.casebook.activation import activate
from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.moving import move_forms, pinned_forms
from hairtrial_desktop.casebook.notes import write_note
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.standing import signatures, standing_signature
from hairtrial_desktop.casebook.versions import candidate
from hairtrial_desktop.casebook.views.dry_run import EffectKind, dry_run
from hairtrial_desktop.casebook.views.eligibility import criteria_of
from hairtrial_desktop.casebook.views.grid import grid_of
from hairtrial_desktop.casebook.views.reconsent import reconsent_due
from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.study.errors import KnownError
from tests.amendments.conftest import Opener
from tests.amendments.version_two import version_two

APPROVAL = ("2026-伦审-118", "2026-11-20")
WOMAN, ENROLLED = "01-003", "01-002"


def in_force(book: SiteBook) -> SiteBook:
    activate(book, candidate(version_two(), book.versions), *APPROVAL)
    return book


def saved(book: SiteBook) -> list[FormKey]:
    return [FormKey.parse(text) for subject in book.subjects() for text in book.state(subject).forms()]


def page(book: SiteBook, key: FormKey, language: str = "zh") -> CrfPage:
    """Return a page without the number of the newest commit, which every act moves."""
    return replace(CrfPageBuilder(book, key, language).build(), head_seq=0)


def test_r3_16_pinned_forms_print_byte_equal_before_and_after_activation(opener: Opener) -> None:
    site = opener()
    keys = saved(site.book)
    before = {(key, language): page(site.book, key, language) for key in keys for language in ("zh", "en")}
    shown = [key for key in keys if key.subject == ENROLLED][:6]
    bytes_before = [site.paper.render(before[key, "zh"], "zh") for key in shown]
    in_force(site.book)
    assert {(key, language): page(site.book, key, language) for key, language in before} == before
    site = opener()  # the same after the next login, read from the record
    assert {(key, language): page(site.book, key, language) for key, language in before} == before
    assert [site.paper.render(page(site.book, key), "zh") for key in shown] == bytes_before
    assert len(keys) > 60


def test_r3_16_activation_needs_the_approval_and_the_right(opener: Opener) -> None:
    nurse = opener(NURSE).book
    version = candidate(version_two(), nurse.versions)
    with pytest.raises(NotPermitted):
        activate(nurse, version, *APPROVAL)
    book = opener().book
    for number, day, code in (
        ("", "2026-11-20", "approval_required"), ("118", "", "approval_date"), ("118", "2026-11-23", "approval_date"),
    ):  # fmt: skip
        with pytest.raises(KnownError) as refused:
            activate(book, version, number, day)
        assert refused.value.code == code
    assert book.study.version == "1.0"
    commit = activate(book, version, *APPROVAL)
    assert commit.act == "activate"
    data = book.state("").things("site_data")["active_definition"].data
    assert (data["approval_number"], data["approval_date"]) == APPROVAL
    with pytest.raises(KnownError) as refused:
        activate(book, version, *APPROVAL)
    assert refused.value.code == "version_held"


def test_verdicts_and_grid_are_the_same_after_activation(opener: Opener) -> None:
    book = opener().book
    subjects = book.subjects()

    def standing() -> list[object]:
        grids = [grid_of(book, subject) for subject in subjects]
        cells = [
            (cell.key, cell.status, cell.open_findings) for grid in grids for row in grid.rows for cell in row.cells
        ]
        verdicts = [
            (view.item.oid, view.verdict, view.verdict_now, view.evidence)
            for subject in subjects
            if (key := FormKey(subject, "SE.SCR", "F.IE")) and str(key) in book.state(subject).forms()
            for view in criteria_of(book.values(subject), key)
        ]
        return [[grid.status for grid in grids], sorted(cells, key=lambda cell: str(cell[0])), verdicts]

    before = standing()
    in_force(book)
    assert standing() == before


def test_new_forms_are_of_the_new_version_and_see_old_forms_through_the_mapping(opener: Opener) -> None:
    book = in_force(opener().book)
    values = book.values(ENROLLED)
    assert values.study_of(FormKey(ENROLLED, "SE.SCR", "F.DM")).version == "1.0"
    new = FormKey(ENROLLED, "SE.FU2", "F.VS")
    session = FormSession(book, new)
    names = [state.item.name for state in session.items()]
    assert "SPO2" in names
    assert "HR" in names
    assert "PULSE" not in names
    preg = FormKey(ENROLLED, "SE.FU1", "F.PREG")
    condition = book.study.forms["F.PREG"].collect_when
    assert condition is not None
    verdicts = {subject: condition.evaluate(book.values(subject).context(replace(preg, subject=subject)))
                for subject in book.subjects()}  # fmt: skip
    sexes = {subject: book.values(subject).cell(FormKey(subject, "SE.SCR", "F.DM").item("IG.DM.DM", "I.DM.SEX")).value
             for subject in book.subjects()}  # fmt: skip
    assert {subject for subject, sex in sexes.items() if sex == "M"} == {
        subject for subject, verdict in verdicts.items() if verdict is False and sexes[subject] is not None
    } - {subject for subject, sex in sexes.items() if sex == "F"}
    assert True in verdicts.values()


def test_an_old_form_stays_editable_and_signable_as_it_was(opener: Opener) -> None:
    site = opener()
    book = in_force(site.book)
    key = FormKey(ENROLLED, "SE.SCR", "F.VS")
    session = FormSession(book, key)
    pulse = key.item("IG.VS.VS", "I.VS.PULSE")
    session.enter(pulse, "74")
    session.complete("原始资料为 74")
    assert book.values(ENROLLED).study_of(key).version == "1.0"
    assert book.state(ENROLLED).items()[str(pulse)].value == "74"
    assert standing_signature(book.state(ENROLLED), key) is None
    signed = site.signing.sign(key, password_of(book.actor.user), "zh", book.actor.user)
    row = book.state(ENROLLED).things("signature_data")[signed.identifier]
    assert row.data["definitions"] == book.versions.steps[0].study.sha256
    assert site.verify() == ()


def test_a11_04_the_dry_run_names_every_effect_and_writes_nothing(opener: Opener) -> None:
    book = opener().book
    head = book.shelves.store.head()
    run = dry_run(book, candidate(version_two(), book.versions))
    assert book.shelves.store.head() == head
    assert len(run.forms) == len(
        [key for key in saved(book) if book.state(key.subject).forms()[str(key)].status != "removed"]
    )
    effects = {(effect.key.form, item.kind, item.old, item.new) for effect in run.forms for item in effect.items}
    assert ("F.DM", EffectKind.RENAMED, "DM.SEX", "DM.SEXBIO") in effects
    assert ("F.DM", EffectKind.MOVED, "DM.ETHNIC", "XH.ETHNIC") in effects
    assert ("F.VS", EffectKind.RENAMED, "VS.PULSE", "VS.HR") in effects
    assert ("F.VS", EffectKind.ADDED, "", "VS.SPO2") in effects
    assert ("F.XH", EffectKind.DROPPED, "XH.HLDUR", "") in effects
    vital = next(effect for effect in run.forms if effect.key == FormKey(ENROLLED, "SE.SCR", "F.VS"))
    assert {finding.key.item for finding in vital.failing} == {"I.VS.SPO2", "I.VS.TEMP"}
    assert vital.reopened
    assert vital.signature_void
    dm = next(effect for effect in run.forms if effect.key == FormKey(ENROLLED, "SE.SCR", "F.DM"))
    recoded = next(item for item in dm.items if item.old == "DM.SEX")
    assert (recoded.before, recoded.after) in {("M", "MALE"), ("F", "FEMALE")}
    assert not dm.reopened
    untouched = next(effect for effect in run.forms if effect.key == FormKey(ENROLLED, "SE.SCR", "F.IC"))
    assert (untouched.items, untouched.failing, untouched.cleared) == ((), (), ())


@pytest.mark.parametrize(("language", "said"), [("zh", "DM.SEX 更名为 DM.SEXBIO"), ("en", "DM.SEX becomes DM.SEXBIO")])
def test_the_command_says_the_dry_run_in_words(opener: Opener, tmp_path: Path, language: str, said: str) -> None:
    opener().close()
    folder = tmp_path / "version"
    folder.mkdir()
    for name, text in version_two().items():
        (folder / name).write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        desktop, ["forms", "dry-run", str(folder), "--data", str(tmp_path / "site"), "--lang", language]
    )
    assert done.exit_code == 0, done.output
    assert said in done.output
    assert "XH.HLDUR" in done.output
    assert "VS.SPO2" in done.output


def test_moving_applies_the_mapping_in_one_audited_commit_and_voids_the_signature(opener: Opener) -> None:
    site = opener()
    book = in_force(site.book)
    key = FormKey(ENROLLED, "SE.SCR", "F.DM")
    sex = book.state(ENROLLED).items()[str(key.item("IG.DM.DM", "I.DM.SEX"))].value
    dropped = replace(key, form="F.XH").item("IG.XH.XH", "I.XH.HLDUR")
    write_note(book, dropped, "asked again at the desk")
    with pytest.raises(KnownError) as refused:
        move_forms(book, [key], " ")
    assert refused.value.code == "reason_required"
    commit = move_forms(book, [key], "修正案 1")
    assert commit.act == "move"
    state = book.state(ENROLLED)
    assert state.items()[str(key.item("IG.DM.DM", "I.DM.SEX"))].value is None
    assert state.items()[str(key.item("IG.DM.DM", "I.DM.SEXBIO"))].value == {"M": "MALE", "F": "FEMALE"}[sex or ""]
    assert standing_signature(state, key) is None
    assert signatures(state, key)
    scalp = replace(key, form="F.XH")  # it takes the ethnic group, so it moves along
    assert book.values(ENROLLED).study_of(scalp).version == "2.0"
    assert state.items()[str(scalp.item("IG.XH.XH", "I.XH.ETHNIC"))].value == "HAN"
    assert {
        record.reason for sealed in commit.records if (record := sealed.record()) and record.source == "system"
    } == {"修正案 1"}
    vital = FormKey(ENROLLED, "SE.SCR", "F.VS")
    assert vital in pinned_forms(state, book.versions, ENROLLED)
    with pytest.raises(KnownError) as refused:
        move_forms(book, [key], "again")
    assert refused.value.code == "nothing_to_move"
    write_note(book, dropped, "what was said of a question stays with it, though it is asked no more")
    assert site.verify() == ()
    again = opener()
    assert again.verify() == ()
    assert again.book.values(ENROLLED).study_of(key).version == "2.0"


def test_an_amendment_may_ask_everybody_still_taking_part_to_consent_again(opener: Opener) -> None:
    book = opener().book
    assert reconsent_due(book) == ()
    in_force(book)
    statuses = {subject: grid_of(book, subject).status for subject in book.subjects()}
    assert reconsent_due(book) == tuple(
        subject for subject, status in statuses.items() if status in ("ENROLLED", "SCREENING")
    )


def test_a_criterion_prints_every_item_value_and_date_it_was_judged_from(opener: Opener) -> None:
    book = opener().book
    for language, said in (
        ("zh", "筛选 人口学资料 2026-08-10：签署知情同意时的年龄 37 岁"),
        ("en", "SCR Demographics 2026-08-10: Age at consent 37 years"),
    ):
        shown = page(book, FormKey(ENROLLED, "SE.SCR", "F.IE"), language)
        lines = {line.number: line.evidence for section in shown.sections for line in section.lines}
        assert said in lines["2.2"]
        judged = [number for number, evidence in lines.items() if evidence]
        assert len(judged) == 16, judged


def test_moved_and_pinned_forms_judge_one_another(opener: Opener) -> None:
    book = in_force(opener().book)
    key = FormKey(ENROLLED, "SE.SCR", "F.IE")
    before = [(view.item.oid, view.verdict, view.good) for view in criteria_of(book.values(ENROLLED), key)]
    move_forms(book, [FormKey(ENROLLED, "SE.SCR", "F.DM")], "修正案 1")
    after = [(view.item.oid, view.verdict, view.good) for view in criteria_of(book.values(ENROLLED), key)]
    assert after == before
    assert not any(view.verdict_now for view in criteria_of(book.values(ENROLLED), key))
    whole = pinned_forms(book.state(ENROLLED), book.versions, ENROLLED)
    move_forms(book, whole, "修正案 1")
    assert pinned_forms(book.state(ENROLLED), book.versions, ENROLLED) == ()
    now = [(view.item.oid, view.verdict, view.good) for view in criteria_of(book.values(ENROLLED), key)]
    assert now == before
    assert grid_of(book, ENROLLED).status == "ENROLLED"


def test_a_form_open_while_the_version_changes_has_to_be_opened_again(opener: Opener) -> None:
    book = opener().book
    session = FormSession(book, FormKey(ENROLLED, "SE.FU2", "F.VS"))
    session.enter(session.key.item("IG.VS.VS", "I.VS.VSPERF"), "Y")
    in_force(book)
    with pytest.raises(KnownError) as refused:
        session.save()
    assert refused.value.code == "version_changed"


def test_a_form_with_somebodys_draft_is_not_moved(opener: Opener) -> None:
    book = in_force(opener().book)
    key = FormKey(ENROLLED, "SE.SCR", "F.VS")
    session = FormSession(book, key)
    session.enter(key.item("IG.VS.VS", "I.VS.PULSE"), "80")
    session.flush_draft()
    with pytest.raises(KnownError) as refused:
        move_forms(book, [key], "修正案 1")
    assert refused.value.code == "move_draft"
