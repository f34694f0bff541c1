"""The recovery sheet: printed once, kept in an envelope at the hospital's 机构办公室, never with the sponsor.

OFF-08: forgotten passwords and a lost administrator must not lose the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hairtrial_desktop.keys import age_files
from hairtrial_desktop.keys.signing import SiteSeal

_GROUP = 6  # characters a person copies at a glance
_PER_LINE = 4


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
