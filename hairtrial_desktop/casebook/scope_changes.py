"""What changed in a visit or casebook since it was signed as a whole: which forms, how many values, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.study.repeats import asked_at, event_at, form_at
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.standing import SignatureView

BEGUN = Text("签署后新增的表单，不在签名范围内", "begun since; the signature says nothing of it")
STATUS = Text("状态改变", "its status changed")
REMOVED = Text("已删除", "removed")


def change_lines(book: SiteBook, view: SignatureView, language: str) -> Iterator[tuple[str, str]]:
    """Yield (form, what changed) of every form that is not as ``view`` covers it; questions only, never values."""
    for key in view.changed:
        yield form_label(book, key, language), _said(book, key, view.row.seq, language)
    for key in view.beside:
        yield form_label(book, key, language), BEGUN.say(language)


def form_label(book: SiteBook, key: FormKey, language: str) -> str:
    """Return form and visit as people read them."""
    study = book.study_of(key)
    form, event = study.forms[key.form], study.event(key.event)
    return f"{form_at(form, key.form_repeat).say(language)} · {event_at(event, key.event_repeat).say(language)}"


def _said(book: SiteBook, key: FormKey, since: int, language: str) -> str:
    """Say which questions of a form changed after commit ``since``, and who changed the last of them when."""
    state, form = book.whole(key.subject), book.form_of(key)
    rows = [row for row in state.items().values() if row.form == str(key) and row.seq > since]
    seen = book.sight(key.subject)
    questions = []
    for row in sorted(rows, key=lambda row: row.key):
        found = form.item(row.item)
        if found is not None and seen.sees(form.oid, row.item):
            questions.append(asked_at(*found, row.group_repeat).say(language))
    held = state.forms()[str(key)]
    what = REMOVED.say(language) if held.status == "removed" else ""
    what = what or ", ".join(dict.fromkeys(questions)) or STATUS.say(language)
    newest = max(rows, key=lambda row: row.seq, default=None)
    last = book.shelves.store.history(str(key) if newest is None else newest.key)[-1]
    return f"{what} ({book.person_name(last.user)}, {site_time(book, last.at)})"
