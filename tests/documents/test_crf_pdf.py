from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from hairtrial_desktop.casebook.crf_page import Answer, CrfPage, Line, Section
from hairtrial_desktop.documents.labels import labels
from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.study.errors import KnownError
from tests.documents import invented_pages as invented
from tests.verapdf import is_pdfa_2b, is_pdfua_1

ZH, EN = labels("zh"), labels("en")

PAGES = {
    "draft": invented.DRAFT, "demo": invented.DEMO, "signed": invented.SIGNED, "english": invented.ENGLISH,
    "long": invented.LONG,
}  # fmt: skip
TextOf = Callable[..., str]


def compact(text: str) -> str:
    return "".join(text.split())


def one_line(label: str, *answers: Answer) -> CrfPage:
    return replace(invented.DRAFT, sections=(Section("节", (Line("1.1", label, answers),)),), changes=())


@pytest.mark.external
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_pdfa_2b_and_pdfua_1(paper: CrfPaper, tmp_path: Path, name: str) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(paper.render(PAGES[name], "en" if name == "english" else "zh"))
    assert is_pdfa_2b(path) == (True, [])
    assert is_pdfua_1(path) == (True, [])


@pytest.mark.external
def test_the_validator_refuses_an_ordinary_pdf(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 700, "not embedded")
    canvas.save()
    compliant, broken = is_pdfa_2b(path)
    assert not compliant
    assert broken


@pytest.mark.external
@pytest.mark.parametrize("mode", [(), ("-raw",), ("-layout",)], ids=["reading", "raw", "layout"])
def test_every_label_can_be_found_in_the_text(paper: CrfPaper, text_of: TextOf, mode: tuple[str, ...]) -> None:
    page = replace(
        invented.SIGNED, sections=(*invented.SIGNED.sections, *invented.LONG.sections[:1]),
        signatures=(invented.VOID, *invented.SIGNED.signatures),
    )  # fmt: skip
    found = text_of(paper.render(page, "zh"), *mode)
    # -layout puts the columns of a wrapped row side by side, as on paper: there a long label is not one string
    wanted = [label for label in invented.labels_of(page) if mode != ("-layout",) or len(label) < 15]
    assert [label for label in wanted if compact(label) not in found] == []
    for word in (
        ZH.protocol,
        ZH.site,
        ZH.subject,
        ZH.changes,
        ZH.signatures,
        ZH.wet_ink,
        ZH.void,
        ZH.void_replaced,
        "第1页共4页",
    ):
        assert compact(word) in found


@pytest.mark.external
def test_english_labels_are_english(paper: CrfPaper, text_of: TextOf) -> None:
    found = text_of(paper.render(invented.ENGLISH, "en"))
    for word in (EN.protocol, EN.site, EN.status, EN.signatures, EN.wet_ink, "Page1of1", "AreaA", "AreaB"):
        assert compact(word) in found
    assert [label for label in invented.labels_of(invented.ENGLISH) if compact(label) not in found] == []
    assert not any("\u4e00" <= char <= "\u9fff" for char in found)


@pytest.mark.external
def test_a11_02_cn_05_answers_units_marks_missing_words_and_changes_are_printed(
    paper: CrfPaper, text_of: TextOf
) -> None:
    found = text_of(paper.render(invented.DRAFT, "zh"), "-raw")
    for word in ("1.00mLB区", "0.92mL†1", "1.50×10⁹颗粒/cm²", "未做", "K-0187-3", "1.00mL→0.92mL"):
        assert word in found
    assert "抄写错误，按注射器刻度更正" in found
    assert "2026-11-2210:31:07+08:00" in found
    assert invented.DIGEST in found


@pytest.mark.external
def test_identity_of_the_document_stands_on_every_page(paper: CrfPaper, text_of: TextOf) -> None:
    pdf = paper.render(replace(invented.LONG, demo=True), "zh")
    with pikepdf.open(BytesIO(pdf)) as opened:
        count = len(opened.pages)
    assert count == 5
    for number in range(1, count + 1):
        found = text_of(pdf, "-f", str(number), "-l", str(number))
        where = f"第{number}页共{count}页"
        for word in ("01-009", "BG-CT-24-007", "DEMO", "草", "01-009/SE.V3#1/F.EC#1@157", where, "记录号157"):
            assert word in found, (number, word)


@pytest.mark.external
def test_draft_and_demo_are_marked_only_where_they_are_true(paper: CrfPaper, text_of: TextOf) -> None:
    final = text_of(paper.render(replace(invented.DRAFT, draft=False), "zh"))
    assert "DEMO" not in final
    assert "草稿" not in final
    assert ZH.none in final  # what was not entered says so, and leaves no blank to fill in later
    assert ZH.none not in text_of(paper.render(invented.DRAFT, "zh"))


@pytest.mark.external
def test_nothing_is_lost_where_a_long_text_crosses_pages(paper: CrfPaper, text_of: TextOf) -> None:
    sentence = "甲乙丙丁戊己庚辛壬癸"
    found = text_of(paper.render(one_line("长文", Answer(sentence * 400)), "zh"), "-raw")
    assert found.count("癸") == 400
    assert found.count("甲") == 400


@pytest.mark.external
def test_a_word_wider_than_its_column_is_broken_and_complete(paper: CrfPaper, text_of: TextOf) -> None:
    code = "X" * 150 + "Y"
    found = text_of(paper.render(one_line("编码", Answer(code)), "zh"), "-raw")
    assert found.count("X") == 150
    assert "Y" in found


def test_the_same_page_gives_the_same_bytes(paper: CrfPaper) -> None:
    assert paper.render(invented.DEMO, "zh") == CrfPaper.bundled().render(invented.DEMO, "zh")
    assert paper.render(invented.DEMO, "zh") != paper.render(invented.DEMO, "en")


@pytest.mark.parametrize("characters", ["😀", "𠀀😀"])
def test_a_character_without_a_glyph_is_refused_by_name(paper: CrfPaper, characters: str) -> None:
    with pytest.raises(KnownError) as refused:
        paper.render(one_line("备注", Answer(f"好{characters}的")), "zh")
    assert refused.value.code == "glyph_missing"
    assert set(refused.value.params["characters"]) <= set(characters)
    assert "😀" in refused.value.params["characters"]


def test_a_rare_character_is_refused_wherever_it_stands(paper: CrfPaper) -> None:
    changed = replace(invented.CHANGE, why="\ue000")
    with pytest.raises(KnownError) as refused:
        paper.render(replace(invented.DRAFT, changes=(changed,)), "zh")
    assert refused.value.params == {"characters": "\ue000"}


@pytest.mark.external
def test_a_rare_name_is_drawn_even_where_bold_lacks_it(paper: CrfPaper, text_of: TextOf) -> None:
    assert "龘赟喆" in text_of(paper.render(one_line("姓氏用字", Answer("龘赟喆")), "zh"))


def test_both_areas_are_drawn_alike(paper: CrfPaper) -> None:
    """Blinding: exchanging what A and B hold must not change anything but the places of the two values."""
    one = one_line("注射体积", Answer("1.00", "mL", "A"), Answer("0.92", "mL", "B"))
    other = one_line("注射体积", Answer("0.92", "mL", "A"), Answer("1.00", "mL", "B"))
    first, second = (contents(paper.render(page, "zh")) for page in (one, other))
    assert first != second
    assert sorted(first) == sorted(second)


def contents(pdf: bytes) -> list[str]:
    """Return the operators of the first page: how often each is used says what is drawn, without where."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [str(step.operator) + ("" if str(step.operator) != "Tj" else str(step.operands)) for step in
                pikepdf.parse_content_stream(opened.pages[0])]  # fmt: skip


@pytest.mark.external
def test_the_chosen_option_is_marked_and_every_option_is_printed(paper: CrfPaper, text_of: TextOf) -> None:
    none = tuple((text, False) for text, _ in invented.GRADES)
    strokes, said = [], []
    for options, marks in ((none, ()), (invented.GRADES, ()), (invented.GRADES, (7,))):
        pdf = paper.render(one_line("红斑", Answer("", options=options, marks=marks)), "zh")
        strokes.append(sum(step == "l" for step in contents(pdf)))
        said.append(text_of(pdf, "-raw"))
    assert "☐无☐轻度" in said[0]
    assert "☐无☑轻度" in said[1]  # a copy of the text says what was chosen, as the drawing does
    assert "☑轻度†7" in said[2]
    assert all("☐重度" in text for text in said)
    assert strokes[1] == strokes[0] + 2  # the two strokes of the tick


@pytest.mark.external
def test_a_question_without_any_answer_says_so_on_a_final_page(paper: CrfPaper, text_of: TextOf) -> None:
    assert ZH.none in text_of(paper.render(replace(one_line("空白"), draft=False), "zh"))


def test_bookmarks_language_and_title_are_there_for_readers(paper: CrfPaper) -> None:
    with pikepdf.open(BytesIO(paper.render(invented.SIGNED, "zh"))) as opened:
        with opened.open_outline() as outline:
            (form,) = outline.root
            assert form.title == "注射访视记录"
            assert [item.title for item in form.children] == ["注射前核对", "注射", ZH.changes, ZH.signatures]
        assert str(opened.Root.Lang) == "zh-CN"
        assert str(opened.docinfo.Title) == "注射访视记录 · 01-009 · 注射访视 3"
        assert "/CreationDate" not in opened.docinfo


def test_fonts_are_embedded_as_subsets(paper: CrfPaper) -> None:
    pdf = paper.render(invented.DRAFT, "zh")
    assert len(pdf) < 200_000
    with pikepdf.open(BytesIO(pdf)) as opened:
        fonts = [font for page in opened.pages for font in page.resources.Font.values()]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
