"""One file under one random key, the key kept apart (attachments; the keys of a person under the password).

The first bytes name the algorithm, so that another one can take over without a file having to be changed (DS-02):
AES-256-GCM is written, SM4-GCM (GB/T 32907) is read and can be written where a regulation asks for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hairtrial_desktop.study.errors import KnownError

_NONCE, _TAG, _KEY, _SM4_KEY = 12, 16, 32, 16  # bytes
_MAGIC = 7


@dataclass(frozen=True)
class Algorithm:
    """How a content is sealed. Both take (key of 32 bytes, nonce of 12, content, associated); InvalidTag if changed."""

    magic: bytes  # 7 bytes: names the algorithm and the layout: nonce, then ciphertext with tag
    encrypt: Callable[[bytes, bytes, bytes, bytes], bytes]
    decrypt: Callable[[bytes, bytes, bytes, bytes], bytes]


def _aes_encrypt(key: bytes, nonce: bytes, content: bytes, associated: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, content, associated)


def _aes_decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, sealed, associated)


def _sm4_encrypt(key: bytes, nonce: bytes, content: bytes, associated: bytes) -> bytes:
    sealer = Cipher(algorithms.SM4(key[:_SM4_KEY]), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(associated)
    return sealer.update(content) + sealer.finalize() + sealer.tag


def _sm4_decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    if len(sealed) < _TAG:
        raise InvalidTag
    opener = Cipher(algorithms.SM4(key[:_SM4_KEY]), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
    opener.authenticate_additional_data(associated)
    return opener.update(sealed[:-_TAG]) + opener.finalize()


AES_256_GCM = Algorithm(b"HTENV1\x00", _aes_encrypt, _aes_decrypt)
SM4_GCM = Algorithm(b"HTSM41\x00", _sm4_encrypt, _sm4_decrypt)
ALGORITHMS: Mapping[bytes, Algorithm] = MappingProxyType({each.magic: each for each in (AES_256_GCM, SM4_GCM)})


def wrap(content: bytes, key: bytes, associated: bytes = b"", algorithm: Algorithm = AES_256_GCM) -> bytes:
    """Return the envelope of ``content`` under a 32-byte ``key``, bound to ``associated``."""
    nonce, magic = secrets.token_bytes(_NONCE), algorithm.magic
    return magic + nonce + algorithm.encrypt(key, nonce, content, magic + associated)


def unwrap(envelope: bytes, key: bytes, associated: bytes = b"") -> bytes:
    """Return the content, whatever algorithm it names.

    KnownError ``envelope_damaged`` for another key, other bytes, another ``associated`` or an unknown algorithm.
    """
    magic, nonce = envelope[:_MAGIC], envelope[_MAGIC : _MAGIC + _NONCE]
    algorithm = ALGORITHMS.get(magic)
    if algorithm is None or len(nonce) != _NONCE:
        raise KnownError("envelope_damaged")
    try:
        return algorithm.decrypt(key, nonce, envelope[_MAGIC + _NONCE :], magic + associated)
    except InvalidTag as error:
        raise KnownError("envelope_damaged") from error


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(_KEY)
