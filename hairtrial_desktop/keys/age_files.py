"""Sealing to recipients in the age format (age-encryption.org/v1), which the ``age`` command opens without us."""

from __future__ import annotations

from collections.abc import Iterable

import pyrage

from hairtrial_desktop.study.errors import KnownError

_PUBLIC_COMMENT = "# public key: "


class NotOpened(KnownError):
    """Code ``age_not_for_key`` (no slot for this key) or ``age_damaged`` (the bytes are not what was sealed)."""


def new_identity() -> tuple[str, str]:
    """Return a fresh (secret ``AGE-SECRET-KEY-1…``, recipient ``age1…``) pair, X25519."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_recipient(text: str) -> bool:
    """Whether ``text`` is an X25519 recipient."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def recipient_of(secret: str) -> str:
    """Return the recipient of a secret; KnownError ``age_secret_unreadable``."""
    return str(_identity(secret).to_public())


def seal(content: bytes, recipients: Iterable[str]) -> bytes:
    """Return an age file that any of ``recipients`` opens; at least one; the sizes of names are not revealed."""
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(text) for text in recipients]))


def unseal(sealed: bytes, secret: str) -> bytes:
    """Return the content of an age file; raises NotOpened."""
    try:
        return bytes(pyrage.decrypt(sealed, [_identity(secret)]))
    except pyrage.DecryptError as error:
        code = "age_not_for_key" if "No matching keys" in str(error) else "age_damaged"
        raise NotOpened(code) from error


def tidy_secret(text: str) -> str:
    """Return a secret as typed from paper (blanks, line breaks, lower case) in its one form."""
    return "".join(text.split()).upper()


def identity_file(secret: str) -> str:
    """Return the standard identity file, as ``age-keygen`` writes it."""
    return f"{_PUBLIC_COMMENT}{recipient_of(secret)}\n{secret}\n"


def read_identity_file(text: str) -> str:
    """Return the secret of a standard identity file; KnownError ``age_secret_unreadable``."""
    lines = [line.strip() for line in text.splitlines()]
    secret = next((line for line in lines if line and not line.startswith("#")), "")
    recipient_of(secret)
    return secret


def _identity(secret: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise KnownError("age_secret_unreadable") from error
