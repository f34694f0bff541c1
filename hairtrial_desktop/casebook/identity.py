"""Who a participant is: site only, in its own database with its own key (PIPL 28; no export code can open it)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """What names a person. Never in a commit, on paper, in a log or an export."""

    subject: str
    name: str
    id_number: str = ""
    phone: str = ""
    record_number: str = ""
    birth_date: str = ""  # full date, ISO 8601; the CRF holds the month only

    @property
    def masked(self) -> str:
        """The name as the header shows it: the first character and ``**``."""
        return f"{self.name[:1]}**" if self.name else ""
