from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.documents.print_copy import join, stamp_print
from hairtrial_desktop.documents.signature_check import check_signature
from hairtrial_desktop.keys.signing import PersonalKey
from hairtrial_desktop.study.errors import KnownError
from tests.documents import invented_pages as invented
from tests.documents.invented_keys import AT, InventedCa

WHEN = "2026-11-22 17:05:00 +08:00"


@pytest.mark.external
def test_fda_01_ema_07_every_page_of_a_print_says_who_and_when(paper: CrfPaper, text_of: Callable[..., str]) -> None:
    pdf = paper.render(invented.LONG, "zh")
    printed = text_of(stamp_print(pdf, "李护士", WHEN))
    assert printed.count("打印人李护士·打印时间2026-11-2217:05:00+08:00") == 5
    assert "打印人" not in text_of(pdf)


@pytest.mark.external
def test_the_stamp_speaks_the_language_of_the_document(paper: CrfPaper, text_of: Callable[..., str]) -> None:
    assert "PrintedbyLi" in text_of(stamp_print(paper.render(invented.ENGLISH, "en"), "Li", WHEN))


@pytest.mark.external
def test_the_version_of_a_print_stands_in_its_footer_and_on_signed_bytes_in_the_stamp(
    paper: CrfPaper, text_of: Callable[..., str]
) -> None:
    edition = "第3版，取代第2版"
    assert "第3版，取代第2版" in text_of(paper.render(replace(invented.DRAFT, edition=edition), "zh"))
    plain = paper.render(invented.DRAFT, "zh")
    assert f"{WHEN.replace(' ', '')}·第3版，取代第2版" in text_of(stamp_print(plain, "李护士", WHEN, edition))
    assert "取代" not in text_of(stamp_print(plain, "李护士", WHEN))


@pytest.mark.external
def test_a_page_has_the_line_to_sign_by_hand_only_where_the_study_wants_it(
    paper: CrfPaper, text_of: Callable[..., str]
) -> None:
    assert "手签" in text_of(paper.render(invented.DRAFT, "zh"))
    assert "手签" not in text_of(paper.render(replace(invented.DRAFT, by_hand=False), "zh"))


@pytest.mark.external
def test_a_print_of_a_signed_form_claims_no_signature(
    paper: CrfPaper, key: PersonalKey, ca: InventedCa, text_of: Callable[..., str]
) -> None:
    signed = paper.render_signed(invented.SIGNED, "zh", key, invented.MEANING, AT).pdf
    printed = stamp_print(signed, "李护士", WHEN)
    assert not check_signature(printed, ca.pem).present
    assert "SIG-01-009-0031" in text_of(printed)
    with pikepdf.open(BytesIO(printed)) as opened:
        assert all("/Annots" not in page or not len(page.Annots) for page in opened.pages)
        drawn = b"".join(page.Contents.read_bytes() if isinstance(page.Contents, pikepdf.Stream) else
                         b"".join(part.read_bytes() for part in page.Contents) for page in opened.pages)  # fmt: skip
        assert b" Do" in drawn  # the seal is now page content


def test_a_printer_s_name_must_be_drawable(paper: CrfPaper) -> None:
    with pytest.raises(KnownError) as refused:
        stamp_print(paper.render(invented.DRAFT, "zh"), "😀", WHEN)
    assert refused.value.code == "glyph_missing"


def test_forms_of_a_visit_are_joined_in_order(paper: CrfPaper) -> None:
    pdfs = [paper.render(invented.DRAFT, "zh"), paper.render(invented.ENGLISH, "en")]
    counts = []
    for pdf in (*pdfs, join(pdfs)):
        with pikepdf.open(BytesIO(pdf)) as opened:
            counts.append(len(opened.pages))
    assert counts[2] == counts[0] + counts[1]
