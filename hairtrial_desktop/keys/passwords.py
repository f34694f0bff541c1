"""From a password to a key: Argon2id (RFC 9106), with the cost kept beside each salt (P11-18)."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from hairtrial_desktop.study.errors import KnownError

SHORTEST = 8
_SALT = 16
_KEY = 32


@dataclass(frozen=True)
class Cost:
    """What one try costs: memory in KiB, passes, lanes. The default takes about 0.3 s and 128 MiB on a small PC."""

    memory_kib: int = 131072
    iterations: int = 4
    lanes: int = 4


STANDARD = Cost()
_MOST = Cost(memory_kib=1024 * 1024, iterations=16, lanes=16)
_LANE_KIB = 8  # RFC 9106: at least this much memory per lane


def check_cost(cost: Cost) -> Cost:
    """Return ``cost``; ValueError or TypeError if it is none, or more than an office computer pays (1 GiB)."""
    least = Cost(_LANE_KIB * cost.lanes, 1, 1)
    for name in ("memory_kib", "iterations", "lanes"):
        if not getattr(least, name) <= getattr(cost, name) <= getattr(_MOST, name):
            raise ValueError(name)
    return cost


def check_policy(password: str) -> None:
    """Refuse a new password of fewer than 8 characters: KnownError ``password_too_short`` (param ``least``)."""
    if len(_typed(password)) < SHORTEST:
        raise KnownError("password_too_short", least=SHORTEST)


def new_salt() -> bytes:
    """Return 16 random bytes."""
    return secrets.token_bytes(_SALT)


def derive_key(password: str, salt: bytes, cost: Cost) -> bytes:
    """Return the 32-byte key of ``password``."""
    kdf = Argon2id(salt=salt, length=_KEY, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(_typed(password).encode())


def _typed(password: str) -> str:
    # A Chinese input method gives full-width digits for the same keys; NFKC makes them one (RFC 8265 likewise).
    return unicodedata.normalize("NFKC", password)
