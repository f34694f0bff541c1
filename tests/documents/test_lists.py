"""Lists and whole casebooks on paper: headings on every page, bookmarks by visit, archived as PDF/A (FDA-07)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from hairtrial_desktop.casebook.crf_page import CrfPage, ListColumn, ListTable
from hairtrial_desktop.casebook.list_paper import PrintedList, list_page
from hairtrial_desktop.documents.labels import labels
from hairtrial_desktop.documents.paper import CrfPaper
from tests.casebook.house import House, new_house
from tests.documents import invented_pages as invented
from tests.exchange.world import trial_study
from tests.verapdf import is_pdfa_2b, is_pdfua_1

ROWS = tuple((str(number), f"修改{number}", f"旧值{number} → 新值{number}") for number in range(1, 121))
TABLE = ListTable((ListColumn("序号", 1), ListColumn("操作", 3), ListColumn("旧值 → 新值", 4)), ROWS)
TextOf = Callable[..., str]


@pytest.fixture
def house() -> House:
    return new_house(trial_study())


@pytest.fixture
def listed(house: House) -> CrfPage:
    return list_page(house.book("ad"), PrintedList("audit", "稽查轨迹", TABLE, about="有理由的修改"), "zh")


def chapters() -> tuple[tuple[str, tuple[CrfPage, ...]], ...]:
    other = replace(invented.SIGNED, form_name="不良事件")
    return ("筛选", (invented.DRAFT, other)), ("注射访视 1", (replace(invented.LONG, form_name="注射"),))


@pytest.mark.external
def test_fda_07_a_list_is_on_paper_with_its_headings_on_every_page(
    paper: CrfPaper, listed: CrfPage, text_of: TextOf
) -> None:
    pdf = paper.render(listed, "zh")
    text = text_of(pdf)
    assert all(f"新值{number}" in text for number in range(1, 121))
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    assert pages > 2
    assert text.count("旧值→新值") == pages - 1  # the last page has the place to sign alone
    assert "有理由的修改" in text
    assert listed.record_digest in text


@pytest.mark.external
@pytest.mark.parametrize("kind", ["list", "casebook"])
def test_p11_02_lists_and_casebooks_are_pdfa_2b_and_pdfua_1(
    paper: CrfPaper, listed: CrfPage, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "page.pdf"
    made = paper.render(listed, "zh") if kind == "list" else paper.render_book(chapters(), "01-009", "zh")
    path.write_bytes(made)
    assert is_pdfa_2b(path) == (True, [])
    assert is_pdfua_1(path) == (True, [])


def test_p11_02_a_casebook_is_one_document_with_a_bookmark_for_every_visit_and_form(paper: CrfPaper) -> None:
    pdf = paper.render_book(chapters(), "01-009", "zh")
    assert pdf == paper.render_book(chapters(), "01-009", "zh")
    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_outline() as outline:
        tree = {visit.title: [form.title for form in visit.children] for visit in outline.root}
        assert tree == {"筛选": [invented.DRAFT.form_name, "不良事件"], "注射访视 1": ["注射"]}
        assert str(opened.docinfo.Title) == "01-009"
    with pytest.raises(ValueError, match="no form"):
        paper.render_book((("筛选", ()),), "01-009", "zh")


def test_esl_02_every_paper_leaves_room_for_a_signature_by_hand(
    paper: CrfPaper, listed: CrfPage, text_of: TextOf
) -> None:
    words = labels("zh")
    for page in (invented.DRAFT, invented.SIGNED, listed):
        text = text_of(paper.render(page, "zh"))
        assert "".join(words.wet_ink.split()) in text
        assert "".join(words.wet_name.split()) in text


def test_the_digest_of_a_list_covers_what_is_on_it(house: House, listed: CrfPage) -> None:
    fewer = replace(TABLE, rows=ROWS[1:])
    other = list_page(house.book("ad"), PrintedList("audit", "稽查轨迹", fewer, about="有理由的修改"), "zh")
    same = list_page(house.book("ad"), PrintedList("audit", "稽查轨迹", TABLE, about="有理由的修改"), "en")
    assert other.record_digest != listed.record_digest == same.record_digest
