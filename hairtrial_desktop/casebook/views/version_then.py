"""Which version of the definitions a form was of when something was committed: a moved form's past keeps its words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study


def study_at(book: SiteBook, key: FormKey, seq: int) -> Study:
    """Return the version the form was of right after commit ``seq``."""
    versions = book.versions
    if not versions.older:
        return versions.active
    then: str | None = None
    for line in book.shelves.store.history(str(key)):
        old, new = (json.loads(tree) if tree else {} for tree in (line.old, line.new))
        if "definitions" in new:  # it was moved here
            if line.seq > seq:
                return versions.study(then or old["definitions"]) if then or old else versions.active
            then = new["definitions"]
    return versions.study(then) if then else book.study_of(key)


def item_at(book: SiteBook, key: ItemKey, seq: int) -> tuple[FormDef, ItemGroupDef, ItemDef] | None:
    """Return what the item was at commit ``seq``; the move itself clears it under its old name."""
    for when in (seq, seq - 1):
        form = study_at(book, key.form, when).forms.get(key.form.form)
        place = None if form is None else form.item(key.item)
        if form is not None and place is not None:
            return form, *place
    return None
