"""Blinded kit accountability: where each kit of the list is, since when and by whom (E6(R3) 3.15.3; NMPA GCP art. 21).

What became of a kit is read from the forms; what nobody gave to a participant (damaged, out of temperature, lost,
returned) is recorded here, on the kit itself.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.kit_assignments import USABLE, Assignment, assignments
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hairtrial_desktop.casebook.site_book import SiteBook


class KitState(StrEnum):
    """Where a kit is."""

    AVAILABLE = "AVAILABLE"
    ASSIGNED = "ASSIGNED"  # recorded for a participant, not injected
    USED = "USED"
    DAMAGED = "DAMAGED"
    EXPIRED = "EXPIRED"
    TEMPERATURE = "TEMPERATURE"
    LOST = "LOST"
    RETURNED = "RETURNED"  # to the sponsor
    WITHDRAWN = "WITHDRAWN"  # no longer in the sponsor's list


RECORDED = (KitState.DAMAGED, KitState.TEMPERATURE, KitState.LOST, KitState.RETURNED)


@dataclass(frozen=True)
class KitLine:
    """One kit. ``at`` is UTC text, ``by`` a user id, both "" where nothing happened to it; no line names a syringe."""

    kitno: str
    randnum: str
    visit: str
    cohort: str
    spare: bool
    expiry: str
    state: KitState
    subject: str
    event: str
    at: str
    by: str
    note: str
    celsius: str  # of the worst temperature recorded, as typed
    listed: bool


COLUMNS = (
    "KITNO", "RANDNUM", "VISIT", "COHORT", "SPARE", "EXPIRY", "STATE", "SUBJID", "EVENT", "AT_UTC", "BY", "CELSIUS",
    "NOTE",
)  # fmt: skip


def kit_lines(book: SiteBook) -> tuple[KitLine, ...]:
    """Return every kit of the site's lists, in their order, then kits that forms name and no list has; NotPermitted."""
    book.actor.require(Action.READ_DATA)
    kits = {key: row.data for key, row in book.state(SITE).things("kit_data").items()}
    held: dict[str, Assignment] = {}
    for each in assignments(book):
        if each.kitno and (each.kitno not in held or each.injected):
            held[each.kitno] = each
    ordered = sorted(kits.values(), key=lambda tree: (tree["cohort"], tree["place"]))
    lines = [_line(book, tree, held.get(tree["kitno"])) for tree in ordered]
    strange = [each for kitno, each in held.items() if kitno not in kits]
    return (*lines, *(_unlisted(book, each) for each in strange))


def record_kit_event(book: SiteBook, kitno: str, state: KitState, note: str, celsius: str = "") -> None:
    """Record that a kit was found damaged or out of temperature, is lost, or went back to the sponsor.

    Raises KnownError ``kit_unknown``, ``reason_required``; NotPermitted; StorageError.
    """
    book.actor.require(Action.ENTER)
    row = book.state(SITE).things("kit_data").get(kitno)
    if row is None or state not in RECORDED:
        raise KnownError("kit_unknown", kit=kitno)
    if not note.strip():
        raise KnownError("reason_required")
    event = {
        "state": state.value, "at": utc_text(book.clock.now()), "user": book.actor.user, "note": note.strip(),
        "celsius": celsius.strip(),
    }  # fmt: skip
    new = {**row.data, "events": [*row.data["events"], event]}
    book.commit(Draft(SITE, "kit", (Record("kit", kitno, row.data, new, reason=note.strip(), source=Source.DIRECT),)))


def kit_csv(lines: Iterable[KitLine]) -> str:
    """Return the accountability list as CSV with codes, for the sponsor's reconciliation."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow((
            line.kitno, line.randnum, line.visit, line.cohort, "Y" if line.spare else "N", line.expiry,
            line.state.value, line.subject, line.event, line.at, line.by, line.celsius, line.note,
        ))  # fmt: skip
    return out.getvalue()


def _line(book: SiteBook, tree: Mapping[str, Any], held: Assignment | None) -> KitLine:
    event = tree["events"][-1] if tree["events"] else None
    state, at, by = _state(book, tree, held, event)
    return KitLine(
        tree["kitno"], tree["randnum"], tree["visit"], tree["cohort"], tree["spare"] == "Y", tree["expiry"], state,
        held.subject if held else "", held.event if held else "", at, by, event["note"] if event else "",
        next((each["celsius"] for each in reversed(tree["events"]) if each["celsius"]), ""), tree["in_list"] == "Y",
    )  # fmt: skip


def _state(
    book: SiteBook, tree: Mapping[str, Any], held: Assignment | None, event: Mapping[str, str] | None
) -> tuple[KitState, str, str]:
    """Return the state, since when and by whom: what was recorded of the kit itself goes before what the forms say."""
    if event is not None:
        return KitState(event["state"]), event["at"], event["user"]
    if held is not None:
        return _held(book, held)
    if tree["in_list"] != "Y":
        return KitState.WITHDRAWN, "", ""
    expired = tree["expiry"] < book.now().date().isoformat()
    return KitState.EXPIRED if expired else KitState.AVAILABLE, "", ""


def _held(book: SiteBook, held: Assignment) -> tuple[KitState, str, str]:
    state, key = KitState.ASSIGNED, held.key
    if held.injected:
        state, key = KitState.USED, held.injection_key
    elif held.condition and held.condition != USABLE:
        state = KitState(held.condition)
    last = book.shelves.store.history(key)[-1]
    return state, last.at, last.user


def _unlisted(book: SiteBook, held: Assignment) -> KitLine:
    state, at, by = _held(book, held)
    return KitLine(
        held.kitno, held.randnum, held.event, held.cohort, False, "", state, held.subject, held.event, at, by, "", "",
        False,
    )  # fmt: skip
