"""The keyring of a data folder: who may open it, with which password, and what opens for whom.

``keyring.json`` is public; every secret in it is wrapped by its owner's password, so no administrator can sign for
somebody else (Electronic Signature Law, Art 13). The sponsor is never a recipient of a slot (EMA 6.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Actor, Role
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.casebook.ports import Clock, Credential, WrongPassword
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.record import parse_utc, utc_text
from hairtrial_desktop.keys import age_files, agreement, certificates, passwords, slots
from hairtrial_desktop.keys.durable import sorted_disk_errors, sync_folder
from hairtrial_desktop.keys.journal import CONFIRM, LOGIN, SOMEBODY, TRIES, FailedTry, Journal
from hairtrial_desktop.keys.people import Bundle, Holder, Person
from hairtrial_desktop.keys.recovery import Recovered
from hairtrial_desktop.keys.ring import KEYRING, STAGED, Ring
from hairtrial_desktop.keys.signing import PersonalKey, SiteSeal
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.study.errors import KnownError

JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Unlocked:
    """What a right password opens for a session. ``identity_key`` only where the role may read identities.

    The ``next`` keys are there while a change of key is under way: the database is under the one or the other.
    """

    user: str
    name: str
    role: Role
    database_key: bytes = field(repr=False)
    identity_key: bytes | None = field(repr=False)
    seal: SiteSeal
    password_set: datetime | None = None
    next_database_key: bytes | None = field(repr=False, default=None)
    next_identity_key: bytes | None = field(repr=False, default=None)

    @property
    def database_keys(self) -> tuple[bytes, ...]:
        """The keys the database may be under."""
        return tuple(key for key in (self.database_key, self.next_database_key) if key is not None)

    @property
    def identity_keys(self) -> tuple[bytes, ...]:
        """The keys the register of identities may be under; none for a role that may not read it."""
        return tuple(key for key in (self.identity_key, self.next_identity_key) if key is not None)

    @property
    def actor(self) -> Actor:
        """The person as use cases take it."""
        return Actor(self.user, self.name, self.role)


@dataclass(frozen=True)
class Hand:
    """Somebody's opened keys, for one change of the keyring."""

    user: str
    role: Role
    secret: str = field(repr=False)  # opens the sealed files this person has a share in


class _SystemClock(StandingClock):
    def now(self) -> datetime:
        return datetime.now(UTC)


class Keyring:
    """``casebook.ports.Authenticator`` over one data folder."""

    def __init__(self, folder: Path, ring: Ring, clock: Clock) -> None:
        self.folder = folder
        self._ring = ring
        self._clock = clock
        self._journal = Journal(folder / JOURNAL, state_folder(), certificates.fingerprint(ring.ca_pem.encode()))
        self._expected: Mapping[str, str] | None = None
        self._secret = ""  # of whoever is logged in
        self._past: tuple[str, tuple[str, ...]] = ("", ())  # of the same person: marks of the last passwords

    @classmethod
    def open(cls, folder: Path, clock: Clock | None = None) -> Keyring:
        """Read the public part; KnownError ``site_missing`` or ``keyring_damaged``."""
        return cls(folder, Ring.read(folder / KEYRING), clock or _SystemClock())

    def people(self) -> tuple[Person, ...]:
        """Return everybody who ever had an account, in the order they were admitted."""
        return tuple(holder.person for holder in self._ring.holders)

    @property
    def ring(self) -> Ring:
        """The public part as it is in force."""
        return self._ring

    def site_public(self) -> SitePublic:
        """Return what the sponsor needs to verify this site's exports."""
        return self._ring.public

    @property
    def recovery_recipient(self) -> str:
        """The age recipient of the hospital's recovery sheet: the site can always read what it sent (EMA 6.6)."""
        return self._ring.recovery_recipient

    @property
    def authority(self) -> dict[str, str]:
        """The site's CA and seal (PEM), as the record keeps them."""
        return {"ca_pem": self._ring.ca_pem, "seal_pem": self._ring.seal_pem}

    def user_record(self, user: str) -> dict[str, str]:
        """Return what the record keeps of the keys of ``user``."""
        return agreement.user_record(self.holder(user))

    def differences(self, site: State) -> Iterator[Damage]:
        """Yield where ``keyring.json`` does not say what the record of the site says (``what``: differs)."""
        return agreement.ring_differs(self._ring, site)

    def settle(self, site: State, *, write: bool = True) -> None:
        """Put a change in force that the record of the site holds, and drop one that it does not (power cut between).

        Without ``write`` it is settled for this reader only.
        """
        path = self.folder / STAGED
        if not path.is_file():
            return
        staged: Ring | None = None
        with suppress(KnownError):
            staged = Ring.read(path)
        happened = staged is not None and next(agreement.ring_differs(staged, site), None) is None
        if happened and staged is not None:
            self._ring = staged
        elif next(self.differences(site), None) is not None:
            return  # neither is what the record says: that is damage, to be named and looked at
        if write:
            with sorted_disk_errors(path):
                if happened:
                    path.replace(self.folder / KEYRING)
                else:
                    path.unlink()
                sync_folder(self.folder)

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
        tree = slots.read_slot(self.folder / slots.KEYSLOTS, bundle.age_secret)
        identity = self._identity(bundle.age_secret) if Action.READ_IDENTITY in PERMITTED[role] else {}
        self._secret, self._past = bundle.age_secret, (bundle.past_salt, bundle.past)
        return Unlocked(
            user, bundle.name, role, bytes.fromhex(tree["database_key"]), _key(identity, "identity_key"),
            self._seal(tree), parse_utc(bundle.password_set) if bundle.password_set else None,
            _key(tree, slots.NEXT), _key(identity, slots.NEXT),
        )  # fmt: skip

    def hand(self, credential: Credential) -> Hand:
        """Open somebody's keys for one change; raises WrongPassword as :meth:`bundle` does."""
        bundle = self.bundle(credential)
        return Hand(bundle.user, Role(bundle.role), bundle.age_secret)

    def bundle(self, credential: Credential) -> Bundle:
        """Open what a person's password wraps, for a change in which several people give theirs.

        Raises WrongPassword as :meth:`confirm` does, but says whose was wrong: ``wrong_password_of`` (``name``).
        """
        try:
            return self._open_bundle(credential.user, credential.password, CONFIRM, self._clock.now())
        except WrongPassword as error:
            if error.code != "wrong_password":
                raise
            name = self.holder(credential.user).name
            raise WrongPassword("wrong_password_of", name=name, left=error.params["left"]) from error

    def confirm(self, user: str, password: str) -> PersonalKey:
        """Open the signing key for one act; raises WrongPassword as :meth:`unlock` does (P11-16).

        Its tries are counted apart, or anybody could keep a colleague out by typing that name as second person; after
        5 the code is ``confirm_locked`` until that person has logged in anew.

        KnownError ``keyring_damaged`` where the certificate is not the one that the record gave this person.
        """
        bundle = self._open_bundle(user, password, CONFIRM, self._clock.now())
        certificate = self.holder(user).certificate_pem.encode()
        if self._expected is not None and self._expected.get(user) != certificates.fingerprint(certificate):
            raise KnownError("keyring_damaged", file=KEYRING)
        return PersonalKey(user, bundle.name, certificate, self._ring.ca_pem.encode(), bundle.signing_key_pem.encode())

    def change_password(self, user: str, old: str, new: str) -> datetime:
        """Wrap the user's keys by ``new``; return when.

        Raises WrongPassword; KnownError ``password_past`` (one of the last five, P11-18) and as ``check_policy``.
        """
        now = self._clock.now()
        passwords.check_policy(new, user)
        bundle = self._open_bundle(user, old, CONFIRM, now)
        holder = self.holder(user)
        ring = self._ring.with_holder(holder.wrap(bundle.under(new, now, holder.cost), new, holder.cost))
        ring.write(self.folder / KEYRING)
        self._ring = ring
        return parse_utc(utc_text(now))

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
            slots.read_slot(self.folder / name, secret) for name in (slots.KEYSLOTS, slots.IDENTITY, slots.SITE_CA)
        )
        return Recovered(
            bytes.fromhex(keys["database_key"]), bytes.fromhex(identity["identity_key"]),
            ca["ca_key_pem"].encode(), self._seal(keys), _key(keys, slots.NEXT),
        )  # fmt: skip

    def is_locked(self, user: str, act: str = LOGIN) -> bool:
        """Whether ``user`` has used up the tries at ``act`` (``login`` or ``confirm``)."""
        return self._journal.count(user, act) >= TRIES

    def release_lock(self, user: str) -> None:
        """Give a locked user new tries; ``casebook.logins`` asks for ADMINISTER_USERS and commits who did it.

        Raises WrongPassword ``user_unknown``.
        """
        if self._ring.holder(user) is None:
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

    def holder(self, user: str) -> Holder:
        """Return the entry of ``user``; WrongPassword ``user_unknown``."""
        holder = self._ring.holder(user)
        if holder is None:
            raise WrongPassword("user_unknown")
        return holder

    @property
    def cost(self) -> passwords.Cost:
        """What a new password is to cost: what the site was set up with."""
        return self._usual_cost()

    def database_keys_of(self, folder: Path) -> tuple[bytes, ...]:
        """Return the keys that the database beside the sealed file in ``folder`` may be under: a backup has its own.

        KnownError ``keys_not_shared`` where whoever is logged in had no share in it then; ``keyring_damaged``.
        """
        tree = slots.read_slot(folder / slots.KEYSLOTS, self._secret)
        return tuple(bytes.fromhex(tree[name]) for name in ("database_key", slots.NEXT) if name in tree)

    @property
    def login_secret(self) -> str:
        """The age secret of whoever logged in with this keyring: for bringing the sealed files in line."""
        return self._secret

    def remember_past(self, user: str) -> None:
        """Let a reset know the last passwords of ``user``, who has just logged in; StorageError.

        An older version kept them only where the password opens them.
        """
        kept = self.holder(user).remembering(*self._past)
        if kept != self.holder(user):
            ring = self._ring.with_holder(kept)
            ring.write(self.folder / KEYRING)
            self._ring = ring

    @property
    def login_recipient(self) -> str:
        """The public recipient of whoever logged in, from the secret that the password opened."""
        return age_files.recipient_of(self._secret)

    def _identity(self, secret: str) -> dict[str, str]:
        """Return the sealed identity key; nothing where nobody who has it has come since this person was let in."""
        try:
            return slots.read_slot(self.folder / slots.IDENTITY, secret)
        except slots.NotShared:
            return {}

    def _back_off(self, user: str, act: str) -> None:
        """Let each failed try double the work of the next: paid in Argon2id, as the clock is anybody's to set."""
        for _ in range(2 ** min(self._journal.count(user, act), TRIES - 1) - 1):
            passwords.derive_key("", passwords.new_salt(), self._usual_cost())

    def _open_bundle(self, user: str, password: str, act: str, at: datetime) -> Bundle:
        holder = self._ring.holder(user)
        self._back_off(user if holder is not None else SOMEBODY, act)
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


def _key(tree: dict[str, str], name: str) -> bytes | None:
    return bytes.fromhex(tree[name]) if name in tree else None
