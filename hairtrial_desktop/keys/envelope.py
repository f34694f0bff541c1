"""One file under one random key: AES-256-GCM, the key kept apart (attachments)."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hairtrial_desktop.study.errors import KnownError

_MAGIC = b"HTENV1\x00"  # names algorithm and layout: nonce (12 bytes), then ciphertext with tag (DS-02)
_NONCE = 12
_KEY = 32


def wrap(content: bytes, key: bytes, associated: bytes = b"") -> bytes:
    """Return the envelope of ``content`` under a 32-byte ``key``, bound to ``associated``."""
    nonce = secrets.token_bytes(_NONCE)
    return _MAGIC + nonce + AESGCM(key).encrypt(nonce, content, _MAGIC + associated)


def unwrap(envelope: bytes, key: bytes, associated: bytes = b"") -> bytes:
    """Return the content; KnownError ``envelope_damaged`` for another key, other bytes or another ``associated``."""
    head, nonce = envelope[: len(_MAGIC)], envelope[len(_MAGIC) : len(_MAGIC) + _NONCE]
    if head != _MAGIC or len(nonce) != _NONCE:
        raise KnownError("envelope_damaged")
    try:
        return AESGCM(key).decrypt(nonce, envelope[len(_MAGIC) + _NONCE :], _MAGIC + associated)
    except InvalidTag as error:
        raise KnownError("envelope_damaged") from error


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(_KEY)
