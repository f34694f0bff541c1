"""What may be wrong with the words of a query or a note, said softly before they are committed.

Text leaves the site with the next export: it should name nobody and give no hint of the allocation. The privacy gate
of the export stays the one that decides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.identity_mentions import holds_personal_number
from hairtrial_desktop.study.folding import mentions

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook

BLIND_WORDS = "BLIND_WORDS"  # setting of the study: words that may suggest the allocation


class Doubt(StrEnum):
    """Why a text should be looked at again."""

    IDENTITY = "identity"
    BLINDING = "blinding"


def doubts_about(book: SiteBook, text: str) -> tuple[Doubt, ...]:
    """Return what is doubtful; names are known only to roles that may know who is who, numbers to everybody."""
    found = []
    register = book.shelves.identities
    named = register is not None and bool(text.strip()) and register.mentions_identity(text)
    if named or holds_personal_number(text):
        found.append(Doubt.IDENTITY)
    words = book.study.settings.get(BLIND_WORDS)
    if words is not None and isinstance(words.value, str) and mentions(text, words.value):
        found.append(Doubt.BLINDING)
    return tuple(found)
