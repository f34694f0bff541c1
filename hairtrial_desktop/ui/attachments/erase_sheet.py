"""Erasing a whole photograph or scan: why, and two passwords (E6(R3) 4.2.2(b); PIPL 47)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.attachments import Attachment, described
from hairtrial_desktop.casebook.erased_files import same_files
from hairtrial_desktop.casebook.record import Commit
from hairtrial_desktop.casebook.redaction import Place, backups_holding, erase_file
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.erasing_sheet import ErasingSheet
from hairtrial_desktop.ui.rooms import OpenSite


class EraseSheet(ErasingSheet):
    """``closed(Commit)`` once the file is gone, or None."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, attachment: Attachment) -> None:
        tr = bench.language.words
        super().__init__(bench, window, site, tr("Erase a photograph or scan for good"))
        self._attachment = attachment
        said = " · ".join(part for part in (attachment.caption, described(attachment, tr.language)) if part)
        self.ask((tr("What goes"), Label(said, "body", wrap=True)))
        book = site.book
        others = len(same_files(book, attachment.key)) - 1
        told = [tr("The picture goes; what it was, its hash and the signatures over it stay.")]
        if others > 0:
            told.append(tr.many("{n} other file with the same content goes too.",
                                "{n} other files with the same content go too.", others))  # fmt: skip
        added = book.shelves.store.history(attachment.key)[0].seq
        self.say_reach(told, backups_holding(book, Place(added, 0), self.kept_backups()))
        self.offer()

    def erase(self, why: str, second: tuple[str, str], password: str) -> Commit:
        """Erase the file."""
        site = self._site
        return erase_file(site.book, site.authenticator, self._attachment.key, why, second, password=password)
