"""The people of a keyring: what is public of them, and what their password protects."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.keys import age_files, certificates, envelope, passwords
from hairtrial_desktop.keys.passwords import Cost
from hairtrial_desktop.study.errors import KnownError


@dataclass(frozen=True)
class NewUser:
    """A person to be given keys. ``identity_checked`` says how (P11-14), e.g. ``staff_card``; never a number."""

    user: str
    name: str
    role: Role
    password: str = field(repr=False)
    identity_checked: str = "staff_card"


@dataclass(frozen=True)
class Person:
    """What the login page may know of a user."""

    user: str
    name: str
    role: Role
    enabled: bool
    identity_checked: str
    certificate_pem: bytes = field(repr=False)

    @property
    def certificate_until(self) -> datetime:
        """Until when the person's signing certificate is in force, UTC."""
        return certificates.ends_at(self.certificate_pem)


@dataclass(frozen=True)
class Bundle:
    """What only the person's password opens; it repeats what the public part claims, so that a change is seen."""

    user: str
    name: str
    role: str
    age_secret: str = field(repr=False)
    signing_key_pem: str = field(repr=False)
    certificate_sha256: str
    password_set: str = ""  # UTC text
    past_salt: str = field(repr=False, default="")
    past: tuple[str, ...] = field(repr=False, default=())  # marks of the passwords so far, this one last

    def under(self, password: str, at: datetime, cost: Cost) -> Bundle:
        """Return the bundle as it is kept under a new ``password``.

        KnownError as ``passwords.check_policy``; ``password_past`` for one of the last five, the present one included.
        """
        passwords.check_policy(password, self.user, self.name)
        salt = bytes.fromhex(self.past_salt) or passwords.new_salt()
        mark = passwords.past_mark(password, salt, cost)
        passwords.refuse_past(mark, self.past)
        past = (*self.past, mark)[-passwords.HISTORY :]
        return replace(self, password_set=utc_text(at), past_salt=salt.hex(), past=past)


@dataclass(frozen=True)
class Holder:
    """One user's entry in ``keyring.json``."""

    user: str
    name: str
    role: Role
    enabled: bool
    identity_checked: str
    recipient: str
    certificate_pem: str = field(repr=False)
    salt: bytes = field(repr=False)
    cost: Cost
    wrapped: bytes = field(repr=False)
    past_salt: str = field(repr=False, default="")  # as in the bundle, which a reset cannot open
    past: tuple[str, ...] = field(repr=False, default=())

    @classmethod
    def admit(
        cls, new: NewUser, issuer: certificates.Issuer, site: str, at: datetime, cost: Cost, *,
        before: Holder | None = None,
    ) -> Holder:  # fmt: skip
        """Give ``new`` an age identity and a certified signing key, both wrapped by the password.

        ``before``: the same person's entry until now, whose last passwords are not taken again. KnownError
        ``password_too_short``, ``password_past``.
        """
        secret, recipient = age_files.new_identity()
        bundle, certificate = _certified(new, secret, issuer, site, at)
        if before is not None:
            bundle = replace(bundle, past_salt=before.past_salt, past=before.past)
        holder = cls(
            new.user, new.name, new.role, True, new.identity_checked, recipient, certificate.decode(), b"", cost, b""
        )
        return holder.wrap(bundle.under(new.password, at, cost), new.password, cost)

    def renewed(
        self, bundle: Bundle, password: str, issuer: certificates.Issuer, *, role: Role, site: str, at: datetime
    ) -> Holder:
        """Return this entry with a new signing key and certificate in ``role`` under the same password."""
        same = NewUser(self.user, self.name, role, password, self.identity_checked)
        fresh, certificate = _certified(same, bundle.age_secret, issuer, site, at)
        fresh = replace(fresh, password_set=bundle.password_set, past_salt=bundle.past_salt, past=bundle.past)
        changed = replace(self, role=role, certificate_pem=certificate.decode())
        return changed.wrap(fresh, password, self.cost)

    @property
    def person(self) -> Person:
        """What the login page may know."""
        return Person(
            self.user, self.name, self.role, self.enabled, self.identity_checked, self.certificate_pem.encode()
        )

    def wrap(self, bundle: Bundle, password: str, cost: Cost) -> Holder:
        """Return this entry with ``bundle`` wrapped by ``password`` under a fresh salt."""
        salt = passwords.new_salt()
        key = passwords.derive_key(password, salt, cost)
        wrapped = envelope.wrap(json.dumps(asdict(bundle)).encode(), key, self.user.encode())
        kept = self.remembering(bundle.past_salt, bundle.past)
        return replace(kept, salt=salt, cost=cost, wrapped=wrapped)

    def remembering(self, past_salt: str, past: tuple[str, ...]) -> Holder:
        """Return this entry with the marks of the last passwords outside the wrap, where a reset finds them.

        Each is as costly to guess as the password that wraps the keys (P11-18).
        """
        return replace(self, past_salt=past_salt, past=past)

    def unwrap(self, password: str) -> Bundle | None:
        """Return the bundle, None for a wrong password; KnownError ``keyring_damaged`` if the public part lies."""
        key = passwords.derive_key(password, self.salt, self.cost)
        try:
            content = envelope.unwrap(self.wrapped, key, self.user.encode())
        except KnownError:  # a wrong key and a changed byte look the same to AES-GCM
            return None
        tree = json.loads(content)
        bundle = Bundle(**tree | {"past": tuple(tree.get("past", ()))})
        claimed = (self.user, self.name, self.role.value, certificates.fingerprint(self.certificate_pem.encode()))
        if claimed != (bundle.user, bundle.name, bundle.role, bundle.certificate_sha256):
            raise KnownError("keyring_damaged", file="keyring.json")
        return bundle

    def to_tree(self) -> dict[str, Any]:
        """Return the JSON tree of the entry."""
        return asdict(self) | {"role": self.role.value, "salt": self.salt.hex(), "wrapped": self.wrapped.hex()}

    @classmethod
    def from_tree(cls, tree: dict[str, Any]) -> Holder:
        """Read :meth:`to_tree`; KeyError, TypeError or ValueError if it is not one."""
        return cls(
            **tree
            | {
                "role": Role(tree["role"]),
                "cost": passwords.check_cost(Cost(**tree["cost"])),
                "salt": bytes.fromhex(tree["salt"]),
                "wrapped": bytes.fromhex(tree["wrapped"]),
                "past": tuple(tree.get("past", ())),
            }
        )


def _certified(new: NewUser, secret: str, issuer: certificates.Issuer, site: str, at: datetime) -> tuple[Bundle, bytes]:
    """Return a fresh signing key, with the age ``secret`` beside it, and its certificate."""
    key = certificates.new_private_key()
    subject = certificates.Subject(new.name, site, new.role.value, new.user)
    certificate = certificates.issue(issuer, subject, key, at)
    bundle = Bundle(
        new.user, new.name, new.role.value, secret, certificates.private_pem(key).decode(),
        certificates.fingerprint(certificate),
    )  # fmt: skip
    return bundle, certificate
