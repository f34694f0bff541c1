"""The recovery sheet: printed once, kept in an envelope at the hospital's 机构办公室, never with the sponsor.

OFF-08: forgotten passwords and a lost administrator must not lose the record.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from hairtrial_desktop.keys import age_files
from hairtrial_desktop.keys.signing import SiteSeal
from hairtrial_desktop.study.errors import KnownError

_GROUP = 6  # characters a person copies at a glance
_PER_LINE = 4
SHEET_LINES = 4  # an age secret has 74 characters
_LETTERS = "ABCDEFHKLMNPRTWXY34679"
_TRIAL = b"hairtrial/recovery-trial/1"


def check_word(line: str) -> str:
    """Return four letters that depend on every character of a line, blanks and case apart; none is easily mistaken."""
    digest = hashlib.sha256(age_files.tidy_secret(line).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:4])


def typed_lines(text: str) -> tuple[tuple[str, str], ...]:
    """Return what was typed so far as the sheet's lines, each with its check word."""
    secret = age_files.tidy_secret(text)
    length = _GROUP * _PER_LINE
    parts = [secret[start : start + length] for start in range(0, len(secret), length)]
    return tuple((part, check_word(part)) for part in parts)


@dataclass(frozen=True)
class RecoverySheet:
    """What is printed. ``secret`` is an age identity: ``age -d -i`` opens the keyslots without this program."""

    site_id: str
    site_name: str
    at: str  # UTC text
    recipient: str
    secret: str = field(repr=False)

    @property
    def lines(self) -> tuple[str, ...]:
        """The secret in groups of six characters, four groups a line; blanks do not matter when it is typed back."""
        groups = [self.secret[start : start + _GROUP] for start in range(0, len(self.secret), _GROUP)]
        return tuple(" ".join(groups[start : start + _PER_LINE]) for start in range(0, len(groups), _PER_LINE))

    @property
    def checks(self) -> tuple[str, ...]:
        """One check word per line: where they differ from what :func:`check_word` says of a typed line, it is wrong."""
        return tuple(check_word(line) for line in self.lines)

    def proven_by(self, typed: str) -> None:
        """Decrypt a trial with the sheet as typed back from paper; KnownError ``recovery_wrong`` if it does not open.

        A sheet is trusted only after somebody has read it from the paper once (OFF-08).
        """
        secret = age_files.tidy_secret(typed)
        try:
            opened = age_files.unseal(age_files.seal(_TRIAL, [self.recipient]), secret)
        except KnownError as error:
            raise KnownError("recovery_wrong") from error
        if opened != _TRIAL:
            raise KnownError("recovery_wrong")

    @property
    def identity_file(self) -> str:
        """The secret as a standard identity file for ``age -d -i``."""
        return age_files.identity_file(self.secret)


@dataclass(frozen=True)
class Recovered:
    """What the sheet opens: everything of the site but nobody's signing key."""

    database_key: bytes = field(repr=False)
    identity_key: bytes = field(repr=False)
    ca_key_pem: bytes = field(repr=False)
    seal: SiteSeal
    next_database_key: bytes | None = field(repr=False, default=None)  # while a change of key is under way

    @property
    def database_keys(self) -> tuple[bytes, ...]:
        """The keys the database may be under."""
        return tuple(key for key in (self.database_key, self.next_database_key) if key is not None)
