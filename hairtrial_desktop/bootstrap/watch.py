"""Watching over a site's record while it is open: how it was found, how far it went, how it was left (P11-01).

At a start everything is read, unless this computer found the record whole and the file lies as the last session left
it; then everything is read again once a day, in the background.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import Clock, Head
from hairtrial_desktop.casebook.record import Commit
from hairtrial_desktop.store.anchor import HeadAnchor, holds
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.store.verified_mark import Verified, VerifiedMark, fresh


@dataclass
class RecordWatch:
    """``known``: what the mark said of the file before it was opened."""

    database: SiteDatabase
    anchor: HeadAnchor
    mark: VerifiedMark
    clock: Clock
    known: Verified | None
    whole: bool = field(default=False, init=False)
    _head: Head = field(default_factory=Head, init=False)

    def at_start(self) -> Iterator[Damage]:
        """Yield what is wrong as the site is opened."""
        self._head = self.database.commits.head()
        if self.known is not None and self._as_left(self.known):
            self.whole = True
            yield from self.anchor.check(self.database.commits)
        else:
            yield from self.check()

    def check(self) -> Iterator[Damage]:
        """Read everything and yield what is wrong; nothing is written any more if anything is."""
        self.whole = False
        head, now = self.database.commits.head(), self.clock.now()
        found = False
        for damage in (*self.database.commits.verify(), *self.anchor.check(self.database.commits)):
            found = True
            yield damage
        if found:
            self.database.refuse_writing()
            self.mark.forget()
        else:
            self.whole, self.known = True, fresh(head, now)

    def due(self) -> bool:
        """Whether everything should be read again in the background."""
        return self.whole and self.known is not None and self.known.full_check_due(self.clock.now())

    def committed(self, commit: Commit) -> None:
        """Remember how far the record goes; a commit that follows another one than the last seen was not ours."""
        self.whole = self.whole and commit.prev == self._head.hash
        self._head = Head(commit.seq, commit.hash)
        self.anchor.keep(self._head)

    def left(self) -> None:
        """Remember how the file lies there, once it is closed."""
        if self.whole and self.known is not None:
            self.mark.keep(self._head, self.known.full_at)

    def _as_left(self, known: Verified) -> bool:
        return not self.database.altered and self._head.seq == known.head.seq and holds(
            self.database.commits, known.head
        )  # fmt: skip
