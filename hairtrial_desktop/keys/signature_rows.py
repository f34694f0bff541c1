"""The one judgement of an electronic signature (21 CFR 11.50, 11.70; Electronic Signature Law, Art 13).

The site's verification, its login and the sponsor all ask here, so that no reader believes what another one refuses.
What a signature covers is ``casebook.standing``'s to say; whether its paper is sound, that of ``documents``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Role
from hairtrial_desktop.casebook.projection import Stamp
from hairtrial_desktop.casebook.record import Record, parse_utc
from hairtrial_desktop.casebook.signing import signed_payload
from hairtrial_desktop.casebook.standing import signature_place, signed_place
from hairtrial_desktop.keys import certificates

_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)


def signature_fault(record: Record, stamp: Stamp, certificate_pem: bytes | None, ca_pem: bytes | None) -> str | None:
    """Return what is wrong with the signature ``record`` of the commit ``stamp``, or None if it holds.

    ``certificate_pem`` is the signer's in force at that commit, ``ca_pem`` the site's CA; None where there is none.
    ``shape`` (no signature row), ``place`` (not the form, visit or casebook it stands at), ``signer`` (not who
    committed it, when, or a role that may not sign), ``certificate`` (another one, another person's, not the CA's, not
    in force), ``signature`` (made with another key, or over something else).
    """
    try:
        data: dict[str, Any] = record.new
        place, subject = signature_place(record.key)
        if (data["id"], signed_place(data), subject) != (record.key, place, stamp.subject):
            return "place"
        if (data["user"], data["role"], data["at"]) != (stamp.user, stamp.role, stamp.at):
            return "signer"
        if Action.SIGN not in PERMITTED[Role(data["role"])]:
            return "signer"
        if certificate_pem is None or ca_pem is None or not _fits(data, certificate_pem, ca_pem):
            return "certificate"
        sound = certificates.verify_signature(certificate_pem, signed_payload(data), bytes.fromhex(data["signature"]))
    except _MISSHAPEN:
        return "shape"
    return None if sound else "signature"


def _fits(data: dict[str, Any], certificate_pem: bytes, ca_pem: bytes) -> bool:
    """Whether the certificate is the one the row names, the CA gave it to this person, and it was in force."""
    if not certificates.issued_by(certificate_pem, ca_pem):
        return False
    if certificates.fingerprint(certificate_pem) != data["certificate_sha256"]:
        return False
    at: datetime = parse_utc(data["at"])
    named = (certificates.identifier_of(certificate_pem), certificates.unit_of(certificate_pem))
    return named == (data["user"], data["role"]) and certificates.in_force(certificate_pem, at)
