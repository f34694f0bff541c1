"""The people of a keyring: what is public of them, and what their password protects."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from hairtrial_desktop.casebook.actor import Role
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


@dataclass(frozen=True)
class Bundle:
    """What only the person's password opens; it repeats what the public part claims, so that a change is seen."""

    user: str
    name: str
    role: str
    age_secret: str = field(repr=False)
    signing_key_pem: str = field(repr=False)
    certificate_sha256: str


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

    @classmethod
    def admit(cls, new: NewUser, issuer: certificates.Issuer, site: str, at: datetime, cost: Cost) -> Holder:
        """Give ``new`` an age identity and a certified signing key, both wrapped by the password."""
        passwords.check_policy(new.password)
        secret, recipient = age_files.new_identity()
        key = certificates.new_private_key()
        subject = certificates.Subject(new.name, site, new.role.value, new.user)
        certificate = certificates.issue(issuer, subject, key, at)
        bundle = Bundle(
            new.user, new.name, new.role.value, secret, certificates.private_pem(key).decode(),
            certificates.fingerprint(certificate),
        )  # fmt: skip
        holder = cls(
            new.user, new.name, new.role, True, new.identity_checked, recipient, certificate.decode(), b"", cost, b""
        )
        return holder.wrap(bundle, new.password, cost)

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
        return replace(self, salt=salt, cost=cost, wrapped=wrapped)

    def unwrap(self, password: str) -> Bundle | None:
        """Return the bundle, None for a wrong password; KnownError ``keyring_damaged`` if the public part lies."""
        key = passwords.derive_key(password, self.salt, self.cost)
        try:
            content = envelope.unwrap(self.wrapped, key, self.user.encode())
        except KnownError:  # a wrong key and a changed byte look the same to AES-GCM
            return None
        bundle = Bundle(**json.loads(content))
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
            }
        )
