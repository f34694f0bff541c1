"""The keyring of a data folder: who may open it, with which password, and what opens for whom.

``keyring.json`` is public; every secret in it is wrapped by its owner's password, so no administrator can sign for
somebody else (Electronic Signature Law, Art 13). The sponsor is never a recipient of a slot (EMA 6.6).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Actor, Role
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import Clock, WrongPassword
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.keys import age_files, agreement, certificates, passwords, slots
from hairtrial_desktop.keys.durable import sorted_disk_errors, write_durably
from hairtrial_desktop.keys.journal import CONFIRM, LOGIN, SOMEBODY, TRIES, FailedTry, Journal
from hairtrial_desktop.keys.people import Bundle, Holder, NewUser, Person
from hairtrial_desktop.keys.recovery import Recovered
from hairtrial_desktop.keys.signing import PersonalKey, SiteSeal
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.study.errors import KnownError

KEYRING = "keyring.json"
JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Unlocked:
    """What a right password opens for a session. ``identity_key`` only where the role may read identities."""

    user: str
    name: str
    role: Role
    database_key: bytes = field(repr=False)
    identity_key: bytes | None = field(repr=False)
    seal: SiteSeal

    @property
    def actor(self) -> Actor:
        """The person as use cases take it."""
        return Actor(self.user, self.name, self.role)


@dataclass(frozen=True)
class Ring:
    """The content of ``keyring.json``."""

    site_id: str
    site_name: str
    ca_pem: str
    seal_pem: str
    recovery_recipient: str
    holders: tuple[Holder, ...]

    def write(self, path: Path) -> None:
        """Write durably; StorageError if the disk refuses."""
        tree = {
            "format": 1,
            "site_id": self.site_id,
            "site_name": self.site_name,
            "ca_pem": self.ca_pem,
            "seal_pem": self.seal_pem,
            "recovery_recipient": self.recovery_recipient,
            "users": [holder.to_tree() for holder in self.holders],
        }
        write_durably(path, (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode())

    @classmethod
    def read(cls, path: Path) -> Ring:
        """Read; KnownError ``site_missing`` (no site in this folder) or ``keyring_damaged``."""
        if not path.is_file():
            raise KnownError("site_missing", folder=path.parent.name)
        with sorted_disk_errors(path):
            content = path.read_bytes()
        try:
            tree = json.loads(content)
            holders = tuple(Holder.from_tree(user) for user in tree["users"])
            return cls(
                tree["site_id"],
                tree["site_name"],
                tree["ca_pem"],
                tree["seal_pem"],
                tree["recovery_recipient"],
                holders,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KnownError("keyring_damaged", file=path.name) from error


class _SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Keyring:
    """``casebook.ports.Authenticator`` over one data folder."""

    def __init__(self, folder: Path, ring: Ring, clock: Clock) -> None:
        self._folder = folder
        self._ring = ring
        self._clock = clock
        self._journal = Journal(folder / JOURNAL)
        self._expected: Mapping[str, str] | None = None

    @classmethod
    def open(cls, folder: Path, clock: Clock | None = None) -> Keyring:
        """Read the public part; KnownError ``site_missing`` or ``keyring_damaged``."""
        return cls(folder, Ring.read(folder / KEYRING), clock or _SystemClock())

    def people(self) -> tuple[Person, ...]:
        """Return everybody who ever had an account, in the order they were admitted."""
        return tuple(holder.person for holder in self._ring.holders)

    def site_public(self) -> SitePublic:
        """Return what the sponsor needs to verify this site's exports."""
        ring = self._ring
        return SitePublic(ring.site_id, ring.site_name, ring.ca_pem.encode(), ring.seal_pem.encode())

    @property
    def recovery_recipient(self) -> str:
        """The age recipient of the hospital's recovery sheet: the site can always read what it sent (EMA 6.6)."""
        return self._ring.recovery_recipient

    @property
    def authority(self) -> dict[str, str]:
        """The site's CA and seal (PEM), as the record keeps them."""
        return {"ca_pem": self._ring.ca_pem, "seal_pem": self._ring.seal_pem}

    def user_record(self, new: NewUser) -> dict[str, str]:
        """Return what the record keeps of ``new``, who has just been given keys."""
        return agreement.user_record(new, self._holder(new.user))

    def differences(self, site: State) -> Iterator[Damage]:
        """Yield where ``keyring.json`` does not say what the record of the site says (``what``: differs)."""
        public = {"number": self._ring.site_id, "name_zh": self._ring.site_name, **self.authority}
        return agreement.ring_differs(public, self._ring.holders, site, KEYRING)

    def expect(self, site: State) -> None:
        """From now on only the certificates of the record sign: :meth:`confirm` refuses any other."""
        self._expected = agreement.certificates_of(site)

    def unlock(self, user: str, password: str, at: datetime) -> Unlocked:
        """Open a session.

        Raises WrongPassword ``wrong_password`` (param ``left``), ``user_locked`` (after 5 failed tries, P11-19),
        ``user_disabled``, ``user_unknown``; KnownError ``keyring_damaged`` (param ``file``). Failures are journalled.
        """
        bundle = self._open_bundle(user, password, LOGIN, at)
        role = Role(bundle.role)
        tree = slots.read_slot(self._folder / slots.KEYSLOTS, bundle.age_secret)
        identity_key = None
        if Action.READ_IDENTITY in PERMITTED[role]:
            identity = slots.read_slot(self._folder / slots.IDENTITY, bundle.age_secret)
            identity_key = bytes.fromhex(identity["identity_key"])
        return Unlocked(user, bundle.name, role, bytes.fromhex(tree["database_key"]), identity_key, self._seal(tree))

    def confirm(self, user: str, password: str) -> PersonalKey:
        """Open the signing key for one act; raises WrongPassword as :meth:`unlock` does (P11-16).

        Its tries are counted apart, or anybody could keep a colleague out by typing that name as second person; after
        5 the code is ``confirm_locked`` until that person has logged in anew.

        KnownError ``keyring_damaged`` where the certificate is not the one that the record gave this person.
        """
        bundle = self._open_bundle(user, password, CONFIRM, self._clock.now())
        certificate = self._holder(user).certificate_pem.encode()
        if self._expected is not None and self._expected.get(user) != certificates.fingerprint(certificate):
            raise KnownError("keyring_damaged", file=KEYRING)
        return PersonalKey(user, bundle.name, certificate, self._ring.ca_pem.encode(), bundle.signing_key_pem.encode())

    def change_password(self, user: str, old: str, new: str) -> None:
        """Wrap the user's keys by ``new``; raises WrongPassword, KnownError ``password_too_short``."""
        passwords.check_policy(new)
        bundle = self._open_bundle(user, old, CONFIRM, self._clock.now())
        changed = self._holder(user)
        changed = changed.wrap(bundle, new, changed.cost)
        holders = tuple(changed if holder.user == user else holder for holder in self._ring.holders)
        ring = replace(self._ring, holders=holders)
        ring.write(self._folder / KEYRING)
        self._ring = ring

    def unlock_with_recovery(self, secret: str) -> Recovered:
        """Open the site with the printed sheet; KnownError ``recovery_wrong`` or ``keyring_damaged``."""
        secret = age_files.tidy_secret(secret)
        try:
            fits = age_files.recipient_of(secret) == self._ring.recovery_recipient
        except KnownError as error:
            raise KnownError("recovery_wrong") from error
        if not fits:
            raise KnownError("recovery_wrong")
        keys, identity, ca = (
            slots.read_slot(self._folder / name, secret) for name in (slots.KEYSLOTS, slots.IDENTITY, slots.SITE_CA)
        )
        return Recovered(
            bytes.fromhex(keys["database_key"]), bytes.fromhex(identity["identity_key"]),
            ca["ca_key_pem"].encode(), self._seal(keys),
        )  # fmt: skip

    def is_locked(self, user: str, act: str = LOGIN) -> bool:
        """Whether ``user`` has used up the tries at ``act`` (``login`` or ``confirm``)."""
        return self._journal.count(user, act) >= TRIES

    def release_lock(self, user: str) -> None:
        """Give a locked user new tries; ``casebook.logins`` asks for ADMINISTER_USERS and commits who did it.

        Raises WrongPassword ``user_unknown``.
        """
        if user not in {holder.user for holder in self._ring.holders}:
            raise WrongPassword("user_unknown")
        self._journal.succeeded(user, LOGIN, CONFIRM)

    def tries_written(self) -> int | None:
        """Return how many failed tries were ever journalled; None if the journal is gone."""
        return self._journal.written()

    def failures(self) -> tuple[FailedTry, ...]:
        """Return failed tries not yet in the record, oldest first."""
        return self._journal.failures()

    def absorb(self, failures: tuple[FailedTry, ...]) -> None:
        """Forget ``failures``: call it once their commit is durable."""
        self._journal.absorb(failures)

    def take_failures(self) -> tuple[FailedTry, ...]:
        """Return and absorb in one go, where losing lines to a power cut in between does not matter."""
        taken = self.failures()
        self.absorb(taken)
        return taken

    def _holder(self, user: str) -> Holder:
        return next(holder for holder in self._ring.holders if holder.user == user)

    def _open_bundle(self, user: str, password: str, act: str, at: datetime) -> Bundle:
        holder = next((holder for holder in self._ring.holders if holder.user == user), None)
        if holder is None:
            # The same work as for a known user, so that the time tells nobody which ids exist.
            passwords.derive_key(password, passwords.new_salt(), self._usual_cost())
            self._journal.failed(SOMEBODY, act, at)
            raise WrongPassword("user_unknown")
        bundle = holder.unwrap(password)
        if not holder.enabled:
            self._journal.failed(user, act, at)
            raise WrongPassword("user_disabled", user=user)
        if bundle is None or self.is_locked(user, act):
            left = TRIES - self._journal.failed(user, act, at)
            locked = "user_locked" if act == LOGIN else "confirm_locked"
            raise WrongPassword("wrong_password", left=left) if left > 0 else WrongPassword(locked, user=user)
        self._check(holder)
        self._journal.succeeded(user, *((LOGIN, CONFIRM) if act == LOGIN else (CONFIRM,)))
        return bundle

    def _usual_cost(self) -> passwords.Cost:
        return self._ring.holders[0].cost if self._ring.holders else passwords.STANDARD

    def _check(self, holder: Holder) -> None:
        certificate, ca = holder.certificate_pem.encode(), self._ring.ca_pem.encode()
        if not certificates.issued_by(certificate, ca) or certificates.unit_of(certificate) != holder.role.value:
            raise KnownError("keyring_damaged", file=KEYRING)

    def _seal(self, keyslots: dict[str, str]) -> SiteSeal:
        ring = self._ring
        seal = SiteSeal(ring.seal_pem.encode(), ring.ca_pem.encode(), keyslots["seal_key_pem"].encode())
        known = keyslots["ca_sha256"] == certificates.fingerprint(seal.ca_pem)
        if not (known and certificates.verify_signature(seal.certificate_pem, b"proof", seal.sign(b"proof"))):
            raise KnownError("keyring_damaged", file=KEYRING)
        return seal
