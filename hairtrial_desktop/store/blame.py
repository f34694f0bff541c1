"""What a verification has named already, so that what only follows from it is not named again."""

from __future__ import annotations

from dataclasses import dataclass, field

from hairtrial_desktop.casebook.projection import FormRow, Row


@dataclass
class Blame:
    """Leaves and commits that are damaged."""

    leaves: set[str] = field(default_factory=set)
    seqs: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether anything is damaged."""
        return bool(self.leaves or self.seqs)

    def explains(self, row: Row) -> bool:
        """Whether a row of the cache differs because a record or a commit it comes from is damaged."""
        if isinstance(row, FormRow):
            return row.seq in self.seqs or row.created_seq in self.seqs
        return row.leaf in self.leaves
