"""Erasing a text from the record: which one, why, and two passwords (E6(R3) 4.2.2(b))."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.record import Commit
from hairtrial_desktop.casebook.redaction import (
    Place,
    backups_holding,
    copies_of,
    erasable_texts,
    papers_erased,
    redact,
)
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import CodeCombo
from hairtrial_desktop.ui.dialogs.erasing_sheet import ErasingSheet
from hairtrial_desktop.ui.rooms import OpenSite

_SHOWN = 60  # characters of a text in the list


class RedactSheet(ErasingSheet):
    """``closed(Commit)`` once the text is gone, or None."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, place: Place) -> None:
        tr = bench.language.words
        super().__init__(bench, window, site, tr("Erase a text for good"))
        self._place = place
        self._texts = erasable_texts(site.book, place)
        self.text = CodeCombo(bench.theme, name="redact_text", placeholder=tr("Which text?"))
        self.text.set_choices([(str(at), _short(text)) for at, text in enumerate(self._texts)])
        self.text.setAccessibleName(tr("Which text?"))
        self.ask((tr("Which text?"), self.text))
        self.text.chosen.connect(self._chosen)
        if self._texts:
            self.text.choose("0")
        self._chosen()

    def start(self) -> None:
        """Show it with the keyboard on the text, or on the reason where there is one text only."""
        self.open(self.text if len(self._texts) > 1 else self.reason)

    def ready(self) -> bool:
        """Whether a text is chosen."""
        return bool(self._what())

    def erase(self, why: str, second: tuple[str, str], password: str) -> Commit:
        """Erase the text."""
        what = (self._place, self._what())
        return redact(self._site.book, self._site.authenticator, what, why, second, password=password)

    def _what(self) -> str:
        return self._texts[int(self.text.code())] if self.text.code() else ""

    def _chosen(self, *_: object) -> None:
        tr, book, text = self._words, self._site.book, self._what()
        if text:
            entries = len(copies_of(book, self._place, text))
            told = [tr.many("It goes from {n} entry.", "It goes from {n} entries.", entries)]
            papers = papers_erased(book, self._place, text)
            if papers:
                told.append(
                    tr.many(
                        "{n} signed paper that shows it goes too; its signature stays.",
                        "{n} signed papers that show it go too; their signatures stay.",
                        papers,
                    )
                )
            self.say_reach(told, backups_holding(book, self._place, self.kept_backups()))
        self._reach.setVisible(bool(text))
        self.offer()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
