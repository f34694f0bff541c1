"""A death opens its serious adverse event and the first report of it, in the commit that records the death (E6 4.11).

Whoever ends a participation with DEATH, or gives an adverse event the outcome FATAL, has what must reach the sponsor
within 24 hours before them, begun. What the record does not know is left to a person; nothing is opened twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.cell import EMPTY, Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_judgement import derive, places
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hairtrial_desktop.casebook.form_session import FormSession

END_FORM, EVENT_FORM, REPORT_FORM = "F.DS", "F.AE", "F.SAE"
DEATH, FATAL = "DEATH", "FATAL"


def opened_by_death(session: FormSession) -> list[Record]:
    """Return the rows that what is about to be saved opens: the event, and its first report; mostly none."""
    forms, values = session.study.forms, session.values
    if EVENT_FORM not in forms or REPORT_FORM not in forms:
        return []
    own = f"{session.key}/"
    try:
        return _opened(session)
    finally:
        values.statuses.clear()
        for text in [text for text in values.overlay if not text.startswith(own)]:
            del values.overlay[text]


def _opened(session: FormSession) -> list[Record]:
    if session.key.form == EVENT_FORM and _says(session, "AEOUT", FATAL):
        return list(_report(session, session.key))
    if session.key.form == END_FORM and _says(session, "DSDECOD", DEATH) and not _fatal_event(session):
        event = _next(session, EVENT_FORM)
        return [*_event(session, event), *_report(session, event)]
    return []


def _says(session: FormSession, name: str, code: str) -> bool:
    """Whether this save gives the item that code, which it did not hold."""
    states = (state for state in session.every_item() if state.item.name == name)
    return any(state.dirty and state.cell.value == code for state in states)


def _fatal_event(session: FormSession) -> bool:
    values = session.values
    for row in values.log_rows(EVENT_FORM):
        found = values.find(session.study, row, "AEOUT")
        if found is not None and values.cell(found.form.item(found.group.oid, found.item.oid)).value == FATAL:
            return True
    return False


def _event(session: FormSession, row: FormKey) -> Iterator[Record]:
    """Yield an event of which is known that it was fatal, and that the site knows it by now at the latest."""
    now = session.book.now()
    died = next((state.cell.value for state in session.every_item() if state.item.name == "DTHDAT"), None)
    yield from _row(session, row, {
        "AEOUT": FATAL, "AEONGO": "N", "AEENDAT": died or "", "AESER": "Y", "AESDTH": "Y",
        "AEAWDAT": now.date().isoformat(), "AEAWTIM": now.strftime("%H:%M"),
    })  # fmt: skip


def _report(session: FormSession, event: FormKey) -> Iterator[Record]:
    """Yield the first report of the event, unless it has one."""
    if session.values.child_rows(event):
        return
    row = _next(session, REPORT_FORM)
    by = session.book.actor.user
    yield from _row(session, row, {"AENO": str(event.form_repeat), "RPTYP": "INITIAL", "RPBY": by})


def _row(session: FormSession, row: FormKey, held: Mapping[str, str]) -> Iterator[Record]:
    """Yield a new row with what is known of it and what is derived from that; it stands over the values from here."""
    values, form = session.values, session.study.forms[row.form]
    values.statuses[str(row)] = "progress"
    for name, value in held.items():
        place = form.item(name)
        if place is not None and value:
            key = str(row.item(place[0].oid, place[1].oid))
            values.overlay[key] = Cell(value)
            yield Record("item", key, None, value, source=Source.SYSTEM)
    for at, group, item in places(values, row, form):
        cell = derive(values, at, group, item) if item.derive is not None else EMPTY
        if cell.value is not None:
            yield Record("item", str(at), None, cell.value, source=Source.DERIVED)
    status = {"status": "progress", "confirmed_by": None}
    yield Record("form", str(row), None, status, source=Source.SYSTEM)


def _next(session: FormSession, form: str) -> FormKey:
    log = next(event for event in session.study.events if event.log)
    keys = (FormKey.parse(key) for key in session.values.state.forms())
    numbers = [key.form_repeat for key in keys if key.form == form]
    return FormKey(session.key.subject, log.oid, form, form_repeat=max(numbers, default=0) + 1)
