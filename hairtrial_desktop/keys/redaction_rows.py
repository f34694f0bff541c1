"""The one judgement of an act of erasing: both persons signed it, each with the own key (E6(R3) 4.2.2(b); P11-01).

The casebook's door, the site's verification and the sponsor all ask here. A name in the record of who agreed proves
nothing: whoever can write into the database can write a name there, but not sign in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Role
from hairtrial_desktop.casebook.projection import Stamp
from hairtrial_desktop.casebook.record import Record, parse_utc
from hairtrial_desktop.casebook.redacted import SECOND, SIGNED, agreed
from hairtrial_desktop.keys import certificates

_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)


def redaction_fault(
    record: Record, stamp: Stamp, certificate_of: Callable[[dict[str, Any]], bytes | None], ca_pem: bytes | None
) -> str | None:
    """Return what is wrong with the signatures of a redaction in the commit ``stamp``, or None if both hold.

    ``certificate_of`` gives the certificate (PEM) in force of whoever a signature (``user``, ``certificate_sha256``)
    names, None where there is none. ``shape``, ``signer`` (other persons than who committed it and who agreed, or
    roles that may not), ``certificate``, ``signature``.
    """
    try:
        first, second = record.new[SIGNED]
        people = (first["user"], second["user"])
        if people != (stamp.user, record.new["second_person"]) or people[0] == people[1]:
            return "signer"
        for signed, rights in ((first, (Action.REDACT,)), (second, SECOND)):
            pem = certificate_of(signed)
            if pem is None or ca_pem is None or not _fits(signed, stamp, pem, ca_pem):
                return "certificate"
            role = Role(certificates.unit_of(pem))
            if not any(right in PERMITTED[role] for right in rights):
                return "signer"
            if not certificates.verify_signature(
                pem, agreed(record, stamp.subject, stamp.user), bytes.fromhex(signed["signature"])
            ):
                return "signature"
    except _MISSHAPEN:
        return "shape"
    return None


def _fits(signed: dict[str, Any], stamp: Stamp, pem: bytes, ca_pem: bytes) -> bool:
    return (
        certificates.issued_by(pem, ca_pem)
        and certificates.fingerprint(pem) == signed["certificate_sha256"]
        and certificates.identifier_of(pem) == signed["user"]
        and certificates.in_force(pem, parse_utc(stamp.at))
    )
