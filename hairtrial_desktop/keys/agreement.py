"""Whether ``keyring.json`` says what the record says: it is public and unsigned, the record is the authority.

An administrator holds the CA's key and could issue a second certificate in somebody's name; it is not the one the
record gave that person (Electronic Signature Law, Art 13).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.key_holders import recipients
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.people import Holder
from hairtrial_desktop.keys.ring import KEYRING, Ring

_LATER = frozenset({"recipient"})  # not yet in the record of a site of version 0.1.0, until the person's next change


def user_record(holder: Holder) -> dict[str, str]:
    """Return what the record keeps of a person's keys."""
    return {
        "name": holder.name,
        "role": holder.role.value,
        "enabled": "Y" if holder.enabled else "N",
        "identity_checked": holder.identity_checked,
        "recipient": holder.recipient,
        "key_cost": _cost(holder),
        "certificate_sha256": certificates.fingerprint(holder.certificate_pem.encode()),
        "certificate_pem": holder.certificate_pem,
    }


def certificates_of(site: State) -> dict[str, str]:
    """Return the certificate's fingerprint of every user as the record has it."""
    return {row.key: str(row.data.get("certificate_sha256")) for row in site.things("user_data").values()}


def _people_differ(holders: tuple[Holder, ...], site: State) -> Iterator[str]:
    """Yield the user ids whose entry in the keyring is not what the record gave them."""
    found = {holder.user: _claims(holder) for holder in holders}
    known = recipients(site)
    recorded = {
        row.key: row.data | ({"recipient": known[row.key]} if row.key in known else {})
        for row in site.things("user_data").values()
    }
    for user in sorted(found.keys() | recorded.keys()):
        if user not in found or user not in recorded or _differ(found[user], recorded[user]):
            yield user


def _differ(claims: dict[str, str], data: dict[str, Any]) -> bool:
    return any(data.get(name) != claim for name, claim in claims.items() if name in data or name not in _LATER)


def ring_differs(ring: Ring, site: State) -> Iterator[Damage]:
    """Yield where the ring says something else than the record: the site's names and certificates, sheet, people."""
    public = {
        "number": ring.site_id, "name_zh": ring.site_name, "ca_pem": ring.ca_pem, "seal_pem": ring.seal_pem,
        "recipient": ring.recovery_recipient,
    }  # fmt: skip
    things = site.things("site_data")
    kept = [things[key].data for key in ("details", "authority", "recovery") if key in things]
    recorded = {name: value for data in kept for name, value in data.items()}
    for name, value in public.items():
        if recorded.get(name) != value and (name in recorded or name not in _LATER):
            yield Damage(KEYRING, name, "differs")
    for user in _people_differ(ring.holders, site):
        yield Damage(KEYRING, user, "differs")


def _claims(holder: Holder) -> dict[str, str]:
    """Return what the keyring says of a person, by the names the record uses."""
    return {name: value for name, value in user_record(holder).items() if name != "certificate_pem"}


def _cost(holder: Holder) -> str:
    cost = holder.cost
    return f"argon2id {cost.memory_kib} KiB, {cost.iterations} passes, {cost.lanes} lanes"
