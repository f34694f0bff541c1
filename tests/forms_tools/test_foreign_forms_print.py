"""Forms that came from another system stand on paper like any other, whatever they hold."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.actor import Actor, Role
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.record import Author
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails
from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.exchange.odm.definitions_in import definitions_from_odm
from hairtrial_desktop.study.definitions import FormDef, Study
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import SetClock
from tests.forms_tools.test_forms_odm import DATA, OTHERS, VENDOR

FILES = {"vendor": VENDOR.encode(), "data": DATA.encode(), **{path.stem: path.read_bytes() for path in OTHERS}}


def book_of(study: Study) -> SiteBook:
    shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
    author = Author("li", "nurse", "PC-1", "0.1.0", study.sha256)
    site = SiteDetails("01", "某医院", "A hospital")
    return SiteBook(study, site, shelves, SetClock(), actor=Actor("li", "李护士", Role.NURSE), author=author)


def words_of(path: Path) -> str:
    said = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s", "", said)


def wanted(form: FormDef, text: str) -> list[str]:
    """Return the items of sections without rows that are not on the page."""
    items = [item for group in form.groups if not group.repeating for item in group.items]
    return [item.oid for item in items if re.sub(r"\s", "", item.question.say("en")) not in text]


@pytest.mark.parametrize("name", FILES)
def test_every_form_prints_blank(name: str, tmp_path: Path) -> None:
    study = load_study(definitions_from_odm(FILES[name]).files)
    book, paper = book_of(study), CrfPaper.bundled()
    for event in study.events:
        for form in event.forms:
            page = CrfPageBuilder(book, FormKey("01-001", event.oid, form), "en").build()
            path = tmp_path / "blank.pdf"
            path.write_bytes(paper.render(page, "en"))
            assert wanted(study.forms[form], words_of(path)) == []
