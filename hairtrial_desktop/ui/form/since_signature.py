"""What changed on a form since it was last signed, and what was confirmed with a reason: shown before signing."""

from __future__ import annotations

from hairtrial_desktop.casebook.attachments import DETACHED, KIND_WORDS, attachments_of, described
from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.casebook.state_words import STATE_WORDS
from hairtrial_desktop.ui.dialogs.change_table import ChangeLine
from hairtrial_desktop.ui.form.item_words import label_of, said_value
from hairtrial_desktop.words import Words


def changes_since(words: Words, book: SiteBook, key: FormKey) -> tuple[ChangeLine, ...]:
    """Return old → new of every value that differs from the last signature; empty where none was put."""
    put = signatures(book.state(key.subject), key)
    if not put:
        return ()
    session = FormSession(book, key)
    found = (_change(words, book, state, put[-1].row.seq) for state in session.items())
    attached = _attached_since(words, book, key, frozenset(put[-1].row.data["leaves"]))
    return (*(line for line in found if line is not None), *attached)


def confirmed_findings(book: SiteBook, key: FormKey) -> int:
    """Return how many findings of the form stand because somebody gave a reason."""
    return sum(finding.confirmed is not None for finding in FormSession(book, key).findings())


def _attached_since(words: Words, book: SiteBook, key: FormKey, signed: frozenset[str]) -> list[ChangeLine]:
    """Return the photographs and scans that were added or taken away since."""
    language = words.language
    return [
        ChangeLine(
            each.caption or KIND_WORDS[each.kind].say(language), "",
            described(each, language) if each.removed is None else STATE_WORDS[DETACHED].say(language),
        )
        for each in attachments_of(book.state(key.subject), key) if each.leaf not in signed
    ]  # fmt: skip


def _change(words: Words, book: SiteBook, state: ItemState, since: int) -> ChangeLine | None:
    later = [line for line in book.shelves.store.history(str(state.key)) if line.seq > since]
    if not later:
        return None
    old, new = Cell(later[0].old, later[0].old_null), Cell(later[-1].new, later[-1].new_null)
    if old == new:
        return None
    said = [said_value(words, state.item, cell, book.person_name) for cell in (old, new)]
    return ChangeLine(label_of(words, state), *said)
