"""An amendment asks a form at one visit no more and still at others: what is saved there stays as it was entered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.activation import activate
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.moving import move_forms, pinned_forms
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.versions import candidate
from hairtrial_desktop.casebook.views.dry_run import dry_run
from hairtrial_desktop.casebook.views.grid import FormStatus, grid_of
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.designer.dry_run_words import lines_of
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import AMENDMENT
from hairtrial_desktop.words import Words
from tests.amendments.conftest import Opener
from tests.amendments.version_two import once

SUBJECT, NOT_YET = "01-002", "01-007"  # with three injections, and before the first
AFTER = {visit: FormKey(SUBJECT, f"SE.{visit}", "F.VSP") for visit in ("V1", "V2", "V3")}
SECOND_VISIT = '"VS", "PTG", "KIT", "GATE", "EC", "VSP", "CE"]\ndate_item = "V2.EC.ECDAT"'
MAPPING = '[amendment]\nfrom = "1.0"\ntext = {zh = "注射 2 后不再测量生命体征", en = "Fewer vital signs"}\n'


def without_second() -> dict[str, str]:
    """Return the package: the same study, vital signs after the injection at V1 and V3 alone."""
    files = dict(demo_files())
    text = once(files["study.toml"], 'version = "1.0"', 'version = "1.1"')
    files["study.toml"] = once(text, SECOND_VISIT, SECOND_VISIT.replace('"VSP", ', ""))
    return files | {AMENDMENT: MAPPING}


def test_r3_16_a_form_asked_no_more_at_one_visit_stays_there_and_moves_at_the_others(opener: Opener) -> None:
    site = opener()
    book = site.book
    version = candidate(without_second(), book.versions)
    effects = {effect.key: effect for effect in dry_run(book, version).forms}
    assert {visit: effects[key].gone for visit, key in AFTER.items()} == {"V1": False, "V2": True, "V3": False}
    assert lines_of(effects[AFTER["V2"]], Words("zh")) == ("新版本在此访视不再填写此表单：保持原样",)

    page = replace(CrfPageBuilder(book, AFTER["V2"], "zh").build(), head_seq=0)
    signed = standing_signature(book.state(SUBJECT), AFTER["V2"])
    held = {key: row for key, row in book.state(SUBJECT).items().items() if row.form == str(AFTER["V2"])}
    assert held
    activate(book, version, "2026-伦审-118", "2026-11-20")

    with pytest.raises(KnownError) as refused:
        move_forms(book, [AFTER["V2"]], "修正案 1")
    assert (refused.value.code, refused.value.params["version"]) == ("move_form_gone", "1.1")
    older = pinned_forms(book.state(SUBJECT), book.versions, SUBJECT)
    move_forms(book, [key for key in older if key != AFTER["V2"]], "修正案 1")

    assert pinned_forms(book.state(SUBJECT), book.versions, SUBJECT) == (AFTER["V2"],)
    state = book.state(SUBJECT)
    assert {key: row for key, row in state.items().items() if row.form == str(AFTER["V2"])} == held
    assert standing_signature(state, AFTER["V2"]) == signed
    assert replace(CrfPageBuilder(book, AFTER["V2"], "zh").build(), head_seq=0) == page
    assert FormSession(book, AFTER["V2"]).row is not None
    assert site.verify() == ()


def test_who_had_not_come_to_that_visit_is_not_asked_there(opener: Opener) -> None:
    book = opener().book
    activate(book, candidate(without_second(), book.versions), "2026-伦审-118", "2026-11-20")

    def planned(subject: str) -> set[str]:
        grid = grid_of(book, subject)
        (row,) = [row for row in grid.rows if row.form.short == "VSP"]
        return {event.event.short for event, cell in zip(grid.events, row.cells, strict=True)
                if cell.status is not FormStatus.NOT_PLANNED}  # fmt: skip

    assert planned(SUBJECT) == {"V1", "V2", "V3"}
    assert planned(NOT_YET) == {"V1", "V3"}
