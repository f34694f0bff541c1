"""Whose word stood beside a form, from which minute to which: its second persons over time, as rules ask for them.

A confirmation ends when the form is reopened or holds other values: the same two persons have to look again (A11-01).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.held_lists import ListReader
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.study.kleene import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time, tzinfo

    from hairtrial_desktop.casebook.ports import HistoryLine
    from hairtrial_desktop.casebook.projection import FormRow
    from hairtrial_desktop.study.partial_date import PartialDate
    from hairtrial_desktop.study.values import Value


NOW = "9999"  # later than every minute that a form can hold


@dataclass(frozen=True)
class Stood:
    """One confirmation: ``since`` and ``until`` are minutes of the study's zone (``2026-06-20T10:05``)."""

    user: str
    since: str
    until: str | None = None  # None: it stands


def confirmations(lines: Iterable[HistoryLine], zone: tzinfo) -> tuple[Stood, ...]:
    """Return the confirmations of a form in order, from the history of its status."""
    found: list[Stood] = []
    for line in lines:
        at = f"{parse_utc(line.at).astimezone(zone):%Y-%m-%dT%H:%M}"
        new = json.loads(line.new or "{}")
        user = new.get("confirmed_by") if new.get("status") == "complete" else None
        last = found[-1] if found else None
        if last is not None and last.until is None and last.user != user:
            found[-1] = Stood(last.user, last.since, at)
        if user is not None and (last is None or last.until is not None or last.user != user):
            found.append(Stood(user, at))
    return tuple(found)


def stood_at(confirmed: Iterable[Stood], minute: str | None) -> str:
    """Return who stood as second person in ``minute`` (None: stands now), the later of two; "" for nobody."""
    standing = [
        each.user
        for each in confirmed
        if (each.until is None if minute is None else each.since <= minute <= (each.until or minute))
    ]
    return standing[-1] if standing else ""


def with_pending(confirmed: tuple[Stood, ...], row: FormRow | None) -> tuple[Stood, ...]:
    """Return the confirmations with what the row of a commit about to be made says beyond them, as from now."""
    user = row.confirmed_by if row is not None and row.status == "complete" else None
    last = confirmed[-1] if confirmed else None
    if last is not None and last.until is None and last.user != user:
        confirmed = (*confirmed[:-1], Stood(last.user, last.since, NOW))
    if user is not None and (last is None or last.until is not None or last.user != user):
        confirmed = (*confirmed, Stood(user, NOW))
    return confirmed


class SiteReader(ListReader):
    """The part of a rule's context that looks into the site's record: its lists, confirmations, decisions."""

    __slots__ = ()

    form: FormKey

    def proposed(self) -> bool:
        """Whether this row of the deviation log was written by accepting a proposal."""
        rows = self.values.state.things("proposal_data").values()
        return any(row.data["row"] == str(self.form) for row in rows)

    def second_person(self, form_oid: str, moment: tuple[PartialDate, time] | None) -> Value:
        """Return who stood as second person of a form of the same event at ``moment`` (None: now), "" for nobody.

        Unknown where it was entered from paper: then the moment of the confirmation says nothing of the bedside.
        """
        key = FormKey(self.form.subject, self.form.event, form_oid, self.form.event_repeat)
        stood = self.values.once(f"confirmed/{key}", partial(self._stood, key))
        minute = None if moment is None else f"{moment[0].text}T{moment[1]:%H:%M}"
        return UNKNOWN if stood is None else stood_at(stood, minute)

    def _stood(self, key: FormKey) -> tuple[Stood, ...] | None:
        """Return the confirmations of a form, None where the record does not say when they were given."""
        confirmed, state = self.values.lists.confirmed, self.values.state
        if confirmed is None or paper_of(state, key) is not None:
            return None
        self.values.note(f"form/{key}")
        return with_pending(confirmed(key), state.forms().get(str(key)))
