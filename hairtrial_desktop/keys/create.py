"""Founding a site's keyring: CA, seal, people, slots, recovery sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from hairtrial_desktop.casebook.actor import PERMITTED, Action
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.keys import age_files, certificates, envelope, slots
from hairtrial_desktop.keys.durable import make_folder
from hairtrial_desktop.keys.journal import Journal
from hairtrial_desktop.keys.keyring import JOURNAL
from hairtrial_desktop.keys.passwords import STANDARD, Cost
from hairtrial_desktop.keys.people import Holder, NewUser
from hairtrial_desktop.keys.recovery import RecoverySheet
from hairtrial_desktop.keys.ring import KEYRING, Ring
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.study.errors import KnownError


def create_keyring(
    folder: Path, site_id: str, site_name: str, users: Iterable[NewUser], at: datetime, *, cost: Cost = STANDARD
) -> RecoverySheet:
    """Create all key files of a new site; return the sheet to print, whose secret is kept nowhere else.

    Raises KnownError ``site_exists``, ``user_exists``, ``password_too_short``; StorageError. ``keyring.json`` is
    written last: without it there is no site.
    """
    admitted = tuple(users)
    if (folder / KEYRING).exists():
        raise KnownError("site_exists", folder=folder.name)
    _refuse_doubles(admitted)
    issuer = certificates.create_ca(certificates.Subject(f"{site_id} CA", site_name), at)
    seal_key = certificates.new_private_key()
    seal = certificates.issue(issuer, certificates.Subject(f"{site_id} seal", site_name), seal_key, at)
    holders = tuple(Holder.admit(user, issuer, site_name, at, cost) for user in admitted)
    secret, recovery = age_files.new_identity()
    make_folder(folder)
    ca_pem, seal_pem = issuer.pem.decode(), seal.decode()
    slots.write_slot(
        folder / slots.SITE_CA,
        {"ca_key_pem": certificates.private_pem(issuer.key).decode()},
        _recipients(holders, Action.ADMINISTER_USERS, recovery),
    )
    slots.write_slot(
        folder / slots.IDENTITY,
        {"identity_key": envelope.new_key().hex()},
        _recipients(holders, Action.READ_IDENTITY, recovery),
    )
    keys = {
        "database_key": envelope.new_key().hex(),
        "seal_key_pem": certificates.private_pem(seal_key).decode(),
        "ca_sha256": certificates.fingerprint(issuer.pem),
    }
    slots.write_slot(folder / slots.KEYSLOTS, keys, [*(holder.recipient for holder in holders), recovery])
    Journal(folder / JOURNAL, state_folder(), certificates.fingerprint(issuer.pem)).found()
    Ring(site_id, site_name, ca_pem, seal_pem, recovery, holders).write(folder / KEYRING)
    return RecoverySheet(site_id, site_name, utc_text(at), recovery, secret)


def _recipients(holders: tuple[Holder, ...], action: Action, recovery: str) -> list[str]:
    return [*(holder.recipient for holder in holders if action in PERMITTED[holder.role]), recovery]


def _refuse_doubles(users: tuple[NewUser, ...]) -> None:
    seen: set[str] = set()
    for user in users:
        if user.user.casefold() in seen:
            raise KnownError("user_exists", user=user.user)  # P11-13: an id belongs to one person for ever
        seen.add(user.user.casefold())
