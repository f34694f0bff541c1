"""Every form of the study prints, blank, in both languages: no label holds a character that the font lacks."""

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
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.casebook.house import SetClock

STUDY: Study = load_study(read_forms(forms_folder()))


@pytest.fixture(scope="module")
def paper() -> CrfPaper:
    return CrfPaper.bundled()


@pytest.fixture(scope="module")
def book() -> SiteBook:
    shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
    author = Author("li", "nurse", "PC-1", "0.1.0", STUDY.sha256)
    site = SiteDetails("01", "某医院", "A hospital")
    return SiteBook(STUDY, site, shelves, SetClock(), actor=Actor("li", "李护士", Role.NURSE), author=author)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", sorted(STUDY.forms))
def test_a11_07_a_blank_form_prints(paper: CrfPaper, book: SiteBook, tmp_path: Path, form: str, language: str) -> None:
    event = next(event.oid for event in STUDY.events if form in event.forms)
    page = CrfPageBuilder(book, FormKey("01-001", event, form), language).build()
    path = tmp_path / "blank.pdf"
    path.write_bytes(paper.render(page, language))
    said = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    text = re.sub(r"\s", "", said)
    for group in STUDY.forms[form].groups:
        for item in group.items:
            if item.collect_when is not None:
                continue
            codes = () if item.code_list is None else item.code_list.items
            unit = () if item.unit is None else (item.unit.symbol,)
            for said_there in (
                item.question,
                *(code.text for code in codes),
                *unit,
            ):  # whoever writes sees what to choose
                assert re.sub(r"\s", "", said_there.say(language)) in text, item.oid
