"""Who first entered what stands on a form, and between when (ICH E6(R3) 4.2.2: attributable; 21 CFR 11.10(e))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_book import SiteBook

_BY_THE_PROGRAM = (Source.DERIVED.value, Source.SYSTEM.value)


@dataclass(frozen=True)
class FirstEntries:
    """The first entries of one person on one form: user id, first and last moment (UTC texts), number of values."""

    user: str
    begun: str
    ended: str
    count: int


def first_entries(book: SiteBook, values: SubjectValues, key: FormKey) -> tuple[FirstEntries, ...]:
    """Return who first entered the form's values, in the order they began; what the program worked out is nobody's."""
    name = str(key)
    firsts = [
        book.shelves.store.history(row.key)[0] for row in values.state.items().values() if row.form == name
    ]  # fmt: skip
    moments: dict[str, list[str]] = {}
    for line in firsts:
        if line.source not in _BY_THE_PROGRAM:
            moments.setdefault(line.user, []).append(line.at)
    found = [FirstEntries(user, min(times), max(times), len(times)) for user, times in moments.items()]
    return tuple(sorted(found, key=lambda one: (one.begun, one.user)))
