"""The draft of one open form: what was typed and is not saved, kept durable for its author only.

An earlier draft nobody has decided about is never written over: what was typed anew stands over it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.record import utc_text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook

Entries = dict[str, str]  # item key -> JSON of what was typed: ["text", raw] or ["null", flavour, reason]


class FormDraft:
    """``typed`` is what was entered in this session and is not saved, by item key."""

    def __init__(self, book: SiteBook, key: FormKey) -> None:
        self._shelf = book.shelves.drafts
        self._clock = book.clock
        self._author = book.actor.user
        self._form = str(key)
        self.typed: dict[str, list[str]] = {}
        self._earlier: tuple[Entries, str] | None = None  # found, and neither restored nor discarded
        self._looked = False  # for an earlier draft; most sessions are only judged and never look

    def flush(self) -> None:
        """Make what was typed durable, over what an earlier draft holds."""
        earlier = self.earlier()
        entries = {key: json.dumps(entry, ensure_ascii=False) for key, entry in self.typed.items()}
        if entries:
            at = utc_text(self._clock.now())
            self._shelf.put(self._author, self._form, {**(earlier[0] if earlier else {}), **entries}, at)

    def earlier(self) -> tuple[Entries, str] | None:
        """Return (entries, time kept) of a draft that an earlier session left and nobody has decided about yet."""
        if not self._looked:
            self._looked = True
            self._earlier = self._shelf.get(self._author, self._form)
        return self._earlier

    def take_earlier(self) -> dict[str, list[str]]:
        """Return what the earlier draft holds, decided about from now on."""
        earlier = self.earlier()
        self._earlier = None
        return {} if earlier is None else {key: json.loads(entry) for key, entry in earlier[0].items()}

    def discard_earlier(self) -> None:
        """Forget the earlier draft; what was typed since stays durable."""
        self._looked, self._earlier = True, None
        self._shelf.clear(self._author, self._form)
        self.flush()

    def hold_back(self, held: dict[str, list[str]]) -> None:
        """Keep ``held``, which could not be saved, as an earlier draft to decide about."""
        unreadable, self.typed = self.typed, {**self.typed, **held}
        self.flush()
        self.typed, self._looked = unreadable, False

    def settle(self, unreadable: dict[str, str]) -> None:
        """After a commit: keep of an earlier draft what was not typed again, and texts that could not be read."""
        earlier = self.earlier()
        rest = {key: entry for key, entry in (earlier[0] if earlier else {}).items() if key not in self.typed}
        self._earlier = (rest, earlier[1]) if earlier and rest else None
        if self._earlier is not None:
            self._shelf.put(self._author, self._form, *self._earlier)
        else:
            self._shelf.clear(self._author, self._form)
        self.typed = {key: ["text", raw] for key, raw in unreadable.items()}
        self.flush()
