"""The page of the version: trying a new one, bringing it into force, moving saved forms to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.moving import pinned_forms
from hairtrial_desktop.ui.components import Button
from hairtrial_desktop.ui.dialogs.activate_sheet import ActivateSheet
from hairtrial_desktop.ui.dialogs.move_sheet import MoveSheet
from hairtrial_desktop.ui.pages.version_page import VersionPage
from hairtrial_desktop.ui.rooms import OpenSite
from tests.amendments.version_two import version_two
from tests.ui_form.clinic import SUBJECT, screened
from tests.ui_form.conftest import Stage

DM = FormKey(SUBJECT, "SE.SCR", "F.DM")


def button(page: VersionPage, name: str) -> Button:
    found = page.findChild(Button, name)
    assert isinstance(found, Button)
    return found


def tried(stage: Stage, site: OpenSite, language: str = "zh") -> VersionPage:
    """Open the page on a participant with two saved forms and try version 2.0."""
    screened(site)
    session = FormSession(site.book, DM)
    for name, text in (("SVSTDAT", "2026-11-20"), ("SEX", "F"), ("ETHNIC", "HAN")):
        found = session.form.item(name)
        assert found is not None
        session.enter(DM.item(found[0].oid, found[1].oid), text)
    session.save()
    stage.bench.language.set(language)
    page = VersionPage(stage.bench, site)
    stage.put(page)
    page.retranslate(stage.bench.language.words)
    page.try_package(version_two())
    stage.bot.waitUntil(lambda: page.shown is not None and page.shown.version == "2.0")
    return page


def keep_picture(page: VersionPage, name: str) -> None:
    """Keep a picture where ``HAIRTRIAL_PICTURES`` names a folder, for whoever wants to look."""
    folder = os.environ.get("HAIRTRIAL_PICTURES")
    if folder:
        page.window().grab().save(str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_r3_16_a_version_is_tried_brought_into_force_and_a_form_moved(stage: Stage, language: str) -> None:
    site = stage.clinic.site("wang")
    page = tried(stage, site, language)
    assert button(page, "version_activate").isVisible()
    assert not button(page, "version_move").isVisible()
    keep_picture(page, f"versions_tried_{language}")
    button(page, "version_activate").click()
    sheet = stage.window.findChild(ActivateSheet)
    assert isinstance(sheet, ActivateSheet)
    sheet.date.edit.setText("20261120")
    button_go = sheet.findChild(Button, "activate_go")
    assert isinstance(button_go, Button)
    button_go.click()
    assert site.book.study.version == "1.0"  # no number, no activation
    keep_picture(page, f"versions_approval_{language}")
    sheet.number.edit.setText("2026-118")
    with stage.bot.waitSignal(sheet.closed):
        button_go.click()
    assert site.book.study.version == "2.0"
    stage.bot.waitUntil(lambda: button(page, "version_move").isVisible())
    page.make_current(DM)
    button(page, "version_move").click()
    mover = stage.window.findChild(MoveSheet)
    assert isinstance(mover, MoveSheet)
    keep_picture(page, f"versions_move_{language}")
    mover.close_with("修正案 1")
    assert DM not in pinned_forms(site.book.state(SUBJECT), site.book.versions, SUBJECT)
    stage.bot.waitUntil(lambda: page.shown is not None and DM not in [each.key for each in page.shown.forms])
    keep_picture(page, f"versions_moved_{language}")


def test_a_nurse_may_try_but_not_bring_into_force(stage: Stage) -> None:
    page = tried(stage, stage.clinic.site("li"))
    assert not button(page, "version_activate").isVisible()
