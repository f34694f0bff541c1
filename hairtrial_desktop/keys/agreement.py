"""Whether ``keyring.json`` says what the record says: it is public and unsigned, the record is the authority.

An administrator holds the CA's key and could issue a second certificate in somebody's name; it is not the one the
record gave that person (Electronic Signature Law, Art 13).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.people import Holder
from hairtrial_desktop.keys.ring import KEYRING, Ring


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
    recorded = {row.key: _recorded(row.data) for row in site.things("user_data").values()}
    for user in sorted(found.keys() | recorded.keys()):
        if found.get(user) != recorded.get(user):
            yield user


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
        if recorded.get(name) != value:
            yield Damage(KEYRING, name, "differs")
    for user in _people_differ(ring.holders, site):
        yield Damage(KEYRING, user, "differs")


def _claims(holder: Holder) -> tuple[str, ...]:
    enabled = "Y" if holder.enabled else "N"
    fingerprint = certificates.fingerprint(holder.certificate_pem.encode())
    return (
        holder.name, holder.role.value, enabled, holder.identity_checked, holder.recipient, _cost(holder), fingerprint
    )  # fmt: skip


def _recorded(data: dict[str, Any]) -> tuple[object, ...]:
    names = ("name", "role", "enabled", "identity_checked", "recipient", "key_cost", "certificate_sha256")
    return tuple(data.get(name) for name in names)


def _cost(holder: Holder) -> str:
    cost = holder.cost
    return f"argon2id {cost.memory_kib} KiB, {cost.iterations} passes, {cost.lanes} lanes"
