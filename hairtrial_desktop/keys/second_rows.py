"""The one judgement of what a second person vouched for: signed with the own key (21 CFR 11.10(j); E6(R3) 4.2.2(b)).

The casebook's door, the site's verification and the sponsor all ask here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hairtrial_desktop.casebook.actor import PERMITTED, Role
from hairtrial_desktop.casebook.projection import Stamp
from hairtrial_desktop.casebook.record import Record, parse_utc
from hairtrial_desktop.casebook.vouching import SIGNED, agreed, rights_of, vouchers
from hairtrial_desktop.keys import certificates

_TWO = 2  # persons: who acts, and another
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)


def second_fault(
    record: Record, stamp: Stamp, certificate_of: Callable[[dict[str, Any]], bytes | None], ca_pem: bytes | None
) -> str | None:
    """Return what is wrong with the signatures in a row that more than one person answers for, None if all hold.

    ``certificate_of`` gives the certificate (PEM) in force of whoever a signature (``user``, ``certificate_sha256``)
    names, None where there is none. ``shape``, ``signer`` (other persons than the row names, one person twice, or
    roles that may not), ``certificate``, ``signature``.
    """
    try:
        people, signatures = vouchers(record, stamp.user), record.new[SIGNED]
        if tuple(one["user"] for one in signatures) != people or len({stamp.user, *people}) != _TWO:
            return "signer"
        for at, signed in enumerate(signatures):
            pem = certificate_of(signed)
            if pem is None or ca_pem is None or not _fits(signed, stamp, pem, ca_pem):
                return "certificate"
            role = Role(certificates.unit_of(pem))
            if not any(right in PERMITTED[role] for right in rights_of(record, at)):
                return "signer"
            message = agreed(record, stamp.subject, stamp.user)
            if not certificates.verify_signature(pem, message, bytes.fromhex(signed["signature"])):
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
