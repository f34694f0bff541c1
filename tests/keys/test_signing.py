from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from reportlab.pdfgen.canvas import Canvas

from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.certificates import issued_by, verify_signature
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.study.errors import KnownError


def test_a_person_signs_with_a_key_that_the_site_vouches_for(site: Any, passwords: dict[str, str]) -> None:
    key = site.keyring().confirm("li", passwords["li"])
    signature = key.sign(b"what was shown")
    assert verify_signature(key.certificate_pem, b"what was shown", signature)
    assert not verify_signature(key.certificate_pem, b"what was shown.", signature)
    assert not verify_signature(key.certificate_pem, b"what was shown", signature[:-1] + bytes([signature[-1] ^ 1]))
    other = site.keyring().confirm("wang", passwords["wang"])
    assert not verify_signature(other.certificate_pem, b"what was shown", signature)
    assert issued_by(key.certificate_pem, key.chain_pem)
    assert not issued_by(key.certificate_pem, other.certificate_pem)
    assert certificates.unit_of(key.certificate_pem) == "investigator"


def test_rubbish_is_no_certificate(site: Any) -> None:
    public = site.keyring().site_public()
    assert not verify_signature(b"rubbish", b"m", b"s")
    assert not issued_by(b"rubbish", public.ca_pem)
    assert not issued_by(public.seal_pem, b"rubbish")


def test_the_seal_is_verified_by_what_the_sponsor_holds(site: Any, passwords: dict[str, str], at: datetime) -> None:
    seal = site.keyring().unlock("wang", passwords["wang"], at).seal
    public = SitePublic.parse(site.keyring().site_public().to_text())
    assert public == site.keyring().site_public()
    assert verify_signature(public.seal_pem, b"manifest", seal.sign(b"manifest"))
    assert seal.ca_pem == public.ca_pem


def test_a_site_file_with_a_foreign_seal_is_refused(site: Any) -> None:
    public = site.keyring().site_public()
    foreign = certificates.create_ca(certificates.Subject("x", "x"), datetime(2026, 1, 1, tzinfo=UTC)).pem
    for text in ("{}", "[]", "", SitePublic("01", "x", foreign, public.seal_pem).to_text()):
        with pytest.raises(KnownError, match="site_file_refused"):
            SitePublic.parse(text)


def test_certificates_last_as_long_as_the_trial_needs(site: Any, passwords: dict[str, str], at: datetime) -> None:
    key = site.keyring().confirm("li", passwords["li"])
    person = x509.load_pem_x509_certificate(key.certificate_pem)
    ca = x509.load_pem_x509_certificate(key.chain_pem)
    assert person.not_valid_before_utc < at
    assert (person.not_valid_after_utc - at).days >= 5 * 365
    assert (ca.not_valid_after_utc - at).days >= 20 * 365
    usage = person.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)


@pytest.mark.external
def test_openssl_accepts_the_chain(site: Any, passwords: dict[str, str], tmp_path: Path, at: datetime) -> None:
    key = site.keyring().confirm("li", passwords["li"])
    (tmp_path / "ca.pem").write_bytes(key.chain_pem)
    (tmp_path / "person.pem").write_bytes(key.certificate_pem)
    moment = str(int(at.timestamp()))
    done = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-attime", moment, "-CAfile", "ca.pem", "person.pem"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "person.pem: OK", done.stderr


@pytest.mark.external
def test_pyhanko_signs_with_it_and_pdfsig_finds_it_valid(site: Any, passwords: dict[str, str], tmp_path: Path) -> None:
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data  # noqa: PLC0415 - slow import
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - as above
    from pyhanko.sign import signers  # noqa: PLC0415 - as above
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - as above

    key = site.keyring().confirm("li", passwords["li"])
    blank = BytesIO()
    canvas = Canvas(blank)
    canvas.drawString(72, 72, "one page")
    canvas.save()
    (ca,) = load_certs_from_pemder_data(key.chain_pem)
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko annotates it in part
    registry.register(ca)
    (certificate,) = load_certs_from_pemder_data(key.certificate_pem)
    signer = signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(key.private_key_pem, None),
        cert_registry=registry,
    )
    meta = signers.PdfSignatureMetadata(field_name="S1", md_algorithm="sha256")
    signed = signers.sign_pdf(IncrementalPdfFileWriter(blank), meta, signer=signer)
    (tmp_path / "signed.pdf").write_bytes(signed.getvalue())
    done = subprocess.run(["pdfsig", "-nocert", "signed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Signature is Valid." in done.stdout
    assert "李建国" in done.stdout
