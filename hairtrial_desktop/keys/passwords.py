"""From a password to a key: Argon2id (RFC 9106), with the cost kept beside each salt (P11-18)."""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from hairtrial_desktop.study.errors import KnownError

SHORTEST = 8
HISTORY = 5  # passwords of a person that cannot be taken again
LEAST_SECONDS, MOST_SECONDS = 0.25, 0.5  # what one try is to cost on this computer
_SALT = 16
_PAST = b"hairtrial/past-password/1\x00"
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


def time_of(cost: Cost) -> float:
    """Return how many seconds one try takes on this computer now: the best of two, the other one met other work."""
    taken = []
    for _ in range(2):
        start = time.perf_counter()
        derive_key("measured", bytes(_SALT), cost)
        taken.append(time.perf_counter() - start)
    return min(taken)


def tuned_cost(seconds: Callable[[Cost], float] = time_of) -> Cost:
    """Return the cost at which one try takes 0.25 to 0.5 s here; never less than :data:`STANDARD`.

    Passes are added, or taken, one by one from there: memory is what an attacker's hardware lacks, so it stays.
    Measured while the computer is busy with other things it would come out too cheap, hence the floor.
    """
    cost = STANDARD
    while seconds(cost) < LEAST_SECONDS and cost.iterations < _MOST.iterations:
        cost = replace(cost, iterations=cost.iterations + 1)
    return cost


def past_mark(password: str, salt: bytes, cost: Cost) -> str:
    """Return what is remembered of a password so that it is not taken again; as costly to guess as the password."""
    return hashlib.sha256(_PAST + derive_key(password, salt, cost)).hexdigest()


def refuse_past(mark: str, past: Collection[str]) -> None:
    """Refuse one of the last five passwords: KnownError ``password_past`` (param ``count``)."""
    if mark in list(past)[-HISTORY:]:
        raise KnownError("password_past", count=HISTORY)


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
