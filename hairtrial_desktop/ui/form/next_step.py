"""What comes after a form: the next open one of the visit, the next to sign, or the casebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.grid import FormStatus
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.words import Words

_OPEN = (FormStatus.EMPTY, FormStatus.PROGRESS, FormStatus.FINDINGS)


@dataclass(frozen=True)
class NextStep:
    """Where to go and how the button says it; ``key`` None: back to the casebook."""

    key: FormKey | None
    text: str


def next_to_fill(words: Words, book: SiteBook, own: FormKey, statuses: Mapping[FormKey, FormStatus]) -> NextStep:
    """Return the next form of the visit that is not complete; ``statuses`` in the order of the visit."""
    keys = list(statuses)
    at = keys.index(own) if own in keys else -1
    for key in (*keys[at + 1 :], *keys[: max(at, 0)]):
        if statuses[key] in _OPEN:
            return NextStep(key, words("Next: {form}", form=book.form_of(key).name))
    return NextStep(None, words("Back to the casebook"))


def next_to_sign(words: Words, book: SiteBook, own: FormKey) -> NextStep:
    """Return the next form that waits for a signature, of the same participant first."""
    waiting = [line for line in to_sign(book) if line.key != own]
    first = next((line for line in waiting if line.key.subject == own.subject), waiting[0] if waiting else None)
    if first is None:
        return NextStep(None, words("Back to the casebook"))
    if first.key.subject == own.subject:
        return NextStep(first.key, words("Next to sign: {form}", form=first.form_name))
    return NextStep(first.key, words("Next to sign: {subject} {form}", subject=first.key.subject, form=first.form_name))
