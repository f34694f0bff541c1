"""Source data verified (SDV), and data reviewed: marks over values, cleared by any change of them.

Nothing has to remember to clear a mark: it names the leaves of the values it was set over, and stands while they are
the current ones (EDC-01 (5): cleared when the value changes), as signatures do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import ItemRow, State
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import Study

SDV, REVIEW = "verification", "review"
_ACTS = {SDV: ("verify_source", Action.VERIFY_SOURCE), REVIEW: ("review", Action.REVIEW_DATA)}


class MarkState(StrEnum):
    """What is true of a mark over a value, or over all values of a form."""

    NONE = "none"
    PART = "part"  # some values of the form
    DONE = "done"
    CLEARED = "cleared"  # it was set, and the value was changed since


@dataclass(frozen=True)
class Mark:
    """The state of a mark, with who set it last, in which role, when (UTC text); "" where never."""

    state: MarkState
    user: str = ""
    role: str = ""
    at: str = ""


@dataclass(frozen=True)
class Progress:
    """How many values that can be marked are marked; ``cleared`` counts those changed since."""

    done: int
    total: int
    cleared: int

    @property
    def state(self) -> MarkState:
        """What that makes of the whole."""
        if self.cleared:
            return MarkState.CLEARED
        if not self.done:
            return MarkState.NONE
        return MarkState.DONE if self.done == self.total else MarkState.PART


def mark_of(state: State, kind: str, key: ItemKey) -> Mark:
    """Return the mark over one value."""
    return _item_mark(_rows(state, kind, key.form), state.items().get(str(key)), key)


def progress_of(state: State, study: Study, kind: str, form: FormKey) -> Progress:
    """Return how far the values of a form are marked: those people entered, missing ones with a reason included."""
    rows = _rows(state, kind, form)
    marks = [_item_mark(rows, row, ItemKey.parse(row.key)) for row in markable(state, study, form)]
    return Progress(
        sum(mark.state is MarkState.DONE for mark in marks), len(marks),
        sum(mark.state is MarkState.CLEARED for mark in marks),
    )  # fmt: skip


def progress_of_subject(state: State, study: Study, kind: str) -> Progress:
    """Return the same over all forms of a subject that are not removed."""
    forms = [FormKey.parse(key) for key, row in state.forms().items() if row.status != "removed"]
    parts = [progress_of(state, study, kind, form) for form in forms]
    return Progress(sum(p.done for p in parts), sum(p.total for p in parts), sum(p.cleared for p in parts))


def markable(state: State, study: Study, form: FormKey) -> list[ItemRow]:
    """Return the values of a form that have a source: entered by people, a value or a null flavour held."""
    definition, name = study.forms.get(form.form), str(form)
    groups = () if definition is None else definition.groups
    derived = {item.oid for group in groups for item in group.items if not item.typed}
    rows = (row for row in state.items().values() if row.form == name and row.item not in derived)
    return [row for row in rows if row.value is not None or row.null_flavour is not None]


def set_mark(book: SiteBook, kind: str, place: FormKey | ItemKey) -> Commit:
    """Mark a value, or every value of a form, as it stands now: ``SDV`` or ``REVIEW``.

    KnownError ``nothing_to_mark``, ``form_locked``; NotPermitted.
    """
    book.actor.require(_ACTS[kind][1])
    form = place.form if isinstance(place, ItemKey) else place
    state = book.whole(form.subject)
    rows = markable(state, book.study, form)
    if isinstance(place, ItemKey):
        rows = [row for row in rows if row.key == str(place)]
    if not rows:
        raise KnownError("nothing_to_mark")
    return _commit(book, kind, place, {row.key.removeprefix(f"{form}/"): row.leaf for row in rows}, None)


def take_mark_back(book: SiteBook, kind: str, place: FormKey | ItemKey, reason: str) -> Commit:
    """Take a mark back, with a reason. KnownError ``reason_required``, ``form_locked``; NotPermitted."""
    book.actor.require(_ACTS[kind][1])
    if not reason.strip():
        raise KnownError("reason_required")
    return _commit(book, kind, place, {}, reason.strip())


def _commit(book: SiteBook, kind: str, place: FormKey | ItemKey, leaves: dict[str, str], reason: str | None) -> Commit:
    subject = place.form.subject if isinstance(place, ItemKey) else place.subject
    row = book.whole(subject).things(f"{kind}_data").get(str(place))
    old = None if row is None else {"state": row.data["state"]}
    new = {"state": "done" if leaves else "withdrawn", "leaves": leaves}
    record = Record(kind, str(place), old, new, reason=reason, source="system")
    return book.commit(Draft(subject, _ACTS[kind][0], (record,)))


def _rows(state: State, kind: str, form: FormKey) -> list[tuple[str, dict[str, Any]]]:
    """Return (place, body) of every mark on the form or in it, newest first."""
    name = str(form)
    found = [row for key, row in state.things(f"{kind}_data").items() if key == name or key.startswith(f"{name}/")]
    return [(row.key, row.data) for row in sorted(found, key=lambda row: row.seq, reverse=True)]


def _item_mark(rows: list[tuple[str, dict[str, Any]]], item: ItemRow | None, key: ItemKey) -> Mark:
    """Return what the newest mark says that is about this value: its own, or the whole form's."""
    within = str(key).removeprefix(f"{key.form}/")
    for place, data in rows:
        if place not in (str(key), str(key.form)):
            continue
        if data["state"] == "withdrawn":
            return Mark(MarkState.NONE)
        if within in data["leaves"]:
            same = item is not None and data["leaves"][within] == item.leaf
            return Mark(MarkState.DONE if same else MarkState.CLEARED, data["user"], data["role"], data["at"])
    return Mark(MarkState.NONE)
