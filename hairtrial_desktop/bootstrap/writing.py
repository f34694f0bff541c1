"""Which installation may write: this one, another one, or nobody until somebody takes over (OFF-07)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.writers import NOBODY, hand_over, take_over, writing_workstation
from hairtrial_desktop.store.anchor import HeadAnchor
from hairtrial_desktop.store.folder_token import FolderToken
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError


def why_reading_only(site: State, workstation: str, token: FolderToken) -> KnownError | None:
    """Return why this installation may not write, or None.

    Codes ``writer_elsewhere`` (param ``workstation``), ``writer_handed_over``, ``folder_copied``.
    """
    writer = writing_workstation(site)
    if writer == NOBODY:
        return KnownError("writer_handed_over")
    if writer is not None and writer != workstation:
        return KnownError("writer_elsewhere", workstation=writer)
    return KnownError("folder_copied") if token.is_copy() else None


@dataclass
class WritingRoom:
    """``ui.rooms.WritingRoom``. ``reading_only``: why nothing can be written, None where it can.

    ``begin`` records the login of a session that could not be recorded while the site was only read.
    """

    book: SiteBook
    database: SiteDatabase
    token: FolderToken
    anchor: HeadAnchor
    reading_only: KnownError | None
    can_be_lifted: bool
    begin: Callable[[], None]

    def take_over(self, reason: str) -> None:
        """Write here from now on, in a new epoch; what this computer remembers of another copy is forgotten.

        Raises NotPermitted; KnownError ``reason_required``; StorageError. Then nothing is changed.
        """
        lifted = self.reading_only is not None
        if self.reading_only is not None and not self.can_be_lifted:
            raise self.reading_only
        if lifted:
            self.anchor.forget()
            self.database.allow_writing()
        try:
            take_over(self.book, reason)
        except KnownError:
            if lifted:
                self.database.refuse_writing()
            raise
        self.token.keep()
        self.reading_only = None
        if lifted:
            self.begin()

    def hand_over(self, reason: str) -> None:
        """Stop writing here; another installation takes over. Raises as :meth:`take_over`."""
        hand_over(self.book, reason)
        self.database.refuse_writing()
        self.reading_only, self.can_be_lifted = KnownError("writer_handed_over"), True
