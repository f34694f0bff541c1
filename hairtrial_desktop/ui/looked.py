"""Which forms whoever is logged in has opened, and how they stood then: nobody signs what was not looked at."""

from __future__ import annotations

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.site_book import SiteBook


class Looked:
    """Kept for one login. A form that changed since it was opened counts as not looked at."""

    def __init__(self) -> None:
        self._seen: set[tuple[FormKey, int]] = set()

    def note(self, book: SiteBook, key: FormKey) -> None:
        """Remember that ``key`` was opened as it stands now; a form that was never saved is nothing to sign."""
        seq = _seq(book, key)
        if seq is not None:
            self._seen.add((key, seq))

    def holds(self, book: SiteBook, key: FormKey) -> bool:
        """Whether ``key`` was opened and has not changed since."""
        seq = _seq(book, key)
        return seq is not None and (key, seq) in self._seen


def _seq(book: SiteBook, key: FormKey) -> int | None:
    row = book.state(key.subject).forms().get(str(key))
    return None if row is None else row.seq
