from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from hairtrial_desktop.casebook.ports import SignedPaper
from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.documents.signature_check import SignatureStatus, check_signature
from hairtrial_desktop.keys.signing import PersonalKey
from tests.documents import invented_pages as invented
from tests.documents.invented_keys import AT, YEAR, InventedCa
from tests.verapdf import is_pdfa_2b, is_pdfua_1


@pytest.fixture(scope="module")
def signed(key: PersonalKey) -> SignedPaper:
    return CrfPaper.bundled().render_signed(invented.SIGNED, "zh", key, invented.MEANING, AT)


def pdfsig(path: Path) -> str:
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, check=False, text=True).stdout


def test_a11_06_a_signature_holds_in_every_respect(signed: SignedPaper, ca: InventedCa, key: PersonalKey) -> None:
    fingerprint = x509.load_pem_x509_certificate(key.certificate_pem).fingerprint(hashes.SHA256()).hex()
    assert check_signature(signed.pdf, ca.pem) == SignatureStatus(
        present=True, intact=True, valid=True, trusted=True, whole=True, signer="王明远",
        reason=invented.MEANING, at=AT, certificate_sha256=fingerprint,
    )  # fmt: skip
    assert signed.certificate_sha256 == fingerprint
    assert signed.sha256 == sha256(signed.pdf).hexdigest()


@pytest.mark.external
def test_an_independent_reader_says_valid_and_whole(signed: SignedPaper, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed.pdf)
    said = pdfsig(path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.external
def test_signing_keeps_pdfa_and_pdfua(signed: SignedPaper, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed.pdf)
    assert is_pdfa_2b(path) == (True, [])
    assert is_pdfua_1(path) == (True, [])


@pytest.mark.external
def test_p11_11_a_signed_page_has_no_watermark_and_shows_who_signed_what(
    signed: SignedPaper, text_of: Callable[..., str]
) -> None:
    found = text_of(signed.pdf)
    assert "草稿" not in found
    for word in ("王明远", "研究者", invented.MEANING, "2026-11-2216:40:12+08:00", "签名失效，已被取代", "取代者"):
        assert word in found


@pytest.mark.external
@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.9])
def test_esl_01_one_flipped_bit_is_seen(signed: SignedPaper, ca: InventedCa, tmp_path: Path, where: float) -> None:
    broken = bytearray(signed.pdf)
    before_the_signature = re.search(rb"/ByteRange \[0 (\d+) ", broken)
    assert before_the_signature is not None
    broken[int(int(before_the_signature[1]) * where)] ^= 1
    status = check_signature(bytes(broken), ca.pem)
    assert not status.intact
    assert not status.valid
    assert not status.trusted
    path = tmp_path / "broken.pdf"
    path.write_bytes(broken)
    assert "Signature is Valid" not in pdfsig(path)


def test_something_appended_is_not_the_whole_document(signed: SignedPaper, ca: InventedCa) -> None:
    assert not check_signature(signed.pdf + b"\n% one more line\n", ca.pem).whole


def test_a_stranger_is_valid_but_not_trusted(signed: SignedPaper) -> None:
    status = check_signature(signed.pdf, InventedCa.make("Another CA").pem)
    assert status.intact
    assert status.valid
    assert not status.trusted


def test_a_certificate_that_had_run_out_is_not_trusted(ca: InventedCa, paper: CrfPaper) -> None:
    brief = ca.issue("wang", "王明远", AT - 11 * YEAR)  # certificates last ten years
    early = paper.render_signed(invented.SIGNED, "zh", brief, invented.MEANING, AT - 9 * YEAR)
    late = paper.render_signed(invented.SIGNED, "zh", brief, invented.MEANING, AT)
    assert check_signature(early.pdf, ca.pem).trusted  # it was in force then, whatever the day of reading
    assert check_signature(late.pdf, ca.pem).valid
    assert not check_signature(late.pdf, ca.pem).trusted


def test_an_unsigned_page_has_no_signature(paper: CrfPaper, ca: InventedCa) -> None:
    assert check_signature(paper.render(invented.DRAFT, "zh"), ca.pem) == SignatureStatus()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"not a PDF at all" * 100])
def test_what_is_no_pdf_has_no_signature(ca: InventedCa, content: bytes) -> None:
    assert check_signature(content, ca.pem) == SignatureStatus()


@pytest.mark.external
def test_where_the_page_shows_no_signature_the_key_gives_one(
    paper: CrfPaper, key: PersonalKey, ca: InventedCa, text_of: Callable[..., str]
) -> None:
    page = replace(invented.SIGNED, signatures=(invented.VOID,))
    signed = paper.render_signed(page, "zh", key, "本人已审核", AT)
    assert check_signature(signed.pdf, ca.pem).trusted
    assert "2026-11-2216:40:12+08:00" in text_of(signed.pdf)
