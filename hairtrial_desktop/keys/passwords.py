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
_DIFFERENT = 3  # different characters
_ROWS = (
    "0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm",
)  # fmt: skip
_COMMON = frozenset(  # without the digits and signs that people put before and after
    {
        "11223344", "password", "passw0rd", "p@ssword", "p@ssw0rd", "admin", "administrator", "root", "user", "test",
        "guest", "welcome", "letmein", "iloveyou", "woaini", "changeme", "default", "qwerty", "qwertyuiop",
        "asdfghjkl", "abc", "abcd", "abcdef", "hospital", "doctor", "nurse", "mima", "hairtrial", "a", "aa", "qq",
    }
)  # fmt: skip


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


def check_policy(password: str, *own: str) -> None:
    """Refuse a new password of fewer than 8 characters, or one that is guessed first (P11-18; NIST SP 800-63B 5.1.1.2).

    ``own`` are the user id and the name of the person. KnownError ``password_too_short`` (param ``least``);
    ``password_guessed``: blanks, one character again and again, a row of the keyboard, a common word;
    ``password_personal``: it has fewer than 8 characters beside one of ``own``.
    """
    typed = _typed(password)
    if len(typed) < SHORTEST:
        raise KnownError("password_too_short", least=SHORTEST)
    plain = "".join(typed.lower().split())
    if len(set(plain)) < _DIFFERENT or _is_run(plain) or {plain, plain.strip("0123456789!.@#-_")} & _COMMON:
        raise KnownError("password_guessed")
    names = ["".join(_typed(name).lower().split()) for name in own]
    if any(name in plain and len(plain) - len(name) < SHORTEST for name in names if len(name) > 1):
        raise KnownError("password_personal")


def _is_run(plain: str) -> bool:
    """Whether the whole is one stretch of a row of keys, forwards or backwards, or a short one again and again."""
    if any(plain in row or plain[::-1] in row for row in _ROWS):
        return True
    return any(len(plain) % size == 0 and plain == plain[:size] * (len(plain) // size) for size in (1, 2, 3, 4))


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
