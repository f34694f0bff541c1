"""Reads a signed PDF back: *intact*, *valid* and *trusted* are three questions with three answers. Offline."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import Attachments, CommitStore
from hairtrial_desktop.study.errors import KnownError

# What it logs is what the status says; without a handler Python would print it on the nurse's console.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())

# Either says "this key may sign documents"; which of the two stands in a certificate is the site CA's choice.
_MAY_SIGN = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True)
class SignatureStatus:
    """What the last signature of a PDF is worth.

    ``intact``: the signed bytes are unchanged. ``valid``: and the mathematics of the signature holds. ``trusted``: and
    the certificate comes from the site's CA and was in force when signed. ``whole``: it covers every byte of the file.
    ``signer``, ``reason`` and ``at`` (aware) are what the signature says, to be believed only if trusted.
    """

    present: bool = False
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    whole: bool = False
    signer: str = ""
    reason: str = ""
    at: datetime | None = None
    certificate_sha256: str = ""


def check_signature(pdf: bytes, ca_pem: bytes) -> SignatureStatus:
    """Check the last signature of ``pdf`` against the site CA; nothing is fetched.

    The certificate is judged at the time the signature states: a certificate that ran out later does not undo it.
    A file that cannot be read any more is a status too (nothing holds), not an error.
    """
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    except Exception:  # noqa: BLE001 - a damaged file fails in any way (zlib, struct, recursion): that is the answer
        return SignatureStatus()
    if not signatures:
        return SignatureStatus()
    try:
        return _status(signatures[-1], ca_pem)
    except Exception:  # noqa: BLE001 - the same for a damaged signature or certificate
        return SignatureStatus(present=True)


def signed_with(pdf: bytes, ca_pem: bytes) -> str | None:
    """Return the fingerprint of the certificate whose signature covers all of ``pdf`` and is trusted, else None."""
    status = check_signature(pdf, ca_pem)
    return status.certificate_sha256 if status.trusted and status.whole else None


def unsound_papers(store: CommitStore, attachments: Attachments, ca_pem: bytes) -> Iterator[Damage]:
    """Yield signatures whose paper does not bear the signer's own electronic signature (``what``: paper).

    A paper that is gone or changed is ``CommitStore.verify``'s to name.
    """
    for subject in store.subjects():
        for row in store.load(subject).things("signature_data").values():
            try:
                pdf = attachments.get(str(row.data.get("attachment")))
            except KnownError:
                continue
            if signed_with(pdf, ca_pem) != row.data.get("certificate_sha256"):
                yield Damage("signature_data", row.key, "paper")


def _status(signature: EmbeddedPdfSignature, ca_pem: bytes) -> SignatureStatus:
    at = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=list(load_certs_from_pemder_data(ca_pem)),
        allow_fetching=False,
        revocation_mode="soft-fail",  # the site CA publishes nothing; disabled users are known to the casebook
        moment=at,
        best_signature_time=at,
    )
    status = validate_pdf_signature(signature, context, key_usage_settings=_MAY_SIGN)
    certificate = signature.signer_cert
    return SignatureStatus(
        present=True,
        intact=bool(status.intact),
        valid=bool(status.intact and status.valid),
        trusted=bool(status.intact and status.valid and status.trusted),
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        signer=str(certificate.subject.native.get("common_name", "")),
        reason=str(signature.sig_object.get("/Reason", "")),
        at=at,
        certificate_sha256=certificate.sha256.hex(),
    )
