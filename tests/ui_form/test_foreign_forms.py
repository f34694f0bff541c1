"""Forms that came from another system as ODM stand in the window like any other: every question, in its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from hairtrial_desktop.bootstrap import NewSite, create_site
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.site_book import SiteDetails
from hairtrial_desktop.exchange.odm.definitions_in import definitions_from_odm
from hairtrial_desktop.ui.pages.form_page import FormPage
from tests.forms_tools.test_forms_odm import DATA, OTHERS, VENDOR
from tests.ui_form.clinic import CHEAP, PEOPLE, SUBJECT, Clinic, SetClock
from tests.ui_form.conftest import Stage

FILES = {"vendor": VENDOR.encode(), "data": DATA.encode(), **{path.stem: path.read_bytes() for path in OTHERS}}


@pytest.fixture(params=FILES)
def clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """Found a site on the forms of another system."""
    folder = tmp_path / "site"
    files = definitions_from_odm(FILES[request.param]).files
    details = SiteDetails("01", "某医院", "A hospital", demo=True)
    create_site(folder, NewSite(details, PEOPLE, files, cost=CHEAP, training=False), SetClock())
    clinic = Clinic(folder)
    yield clinic
    clinic.opened.close()


def shows(page: FormPage, key: FormKey) -> bool:
    return page.view is not None and page.view.session.key == key


def test_every_form_opens_with_its_questions(stage: Stage) -> None:
    site = stage.clinic.site("li")
    study = site.book.study
    page = None
    for event in study.events:
        for form in event.forms:
            key = FormKey(SUBJECT, event.oid, form)
            page = stage.form(site, key) if page is None else page
            page.open(key)
            stage.bot.waitUntil(partial(shows, page, key))
            shown = "\n".join(label.text() for label in page.findChildren(QLabel))
            for group in study.forms[form].groups:
                assert group.repeating or [item for item in group.items if item.question.zh not in shown] == []
