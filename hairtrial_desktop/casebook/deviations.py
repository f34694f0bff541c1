"""Deciding on proposed protocol deviations: accepted into the log, acknowledged by the investigator, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.proposals import (
    ACCEPTED,
    ACKNOWLEDGED,
    DEVIATION_FORM,
    REFUSED,
    Proposal,
    decided_record,
    of_finding,
    proposals_of,
)
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.study.definitions import CheckClass, Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.findings import Finding
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook


def accept_deviation(book: SiteBook, subject: str, key: str, reason: str) -> FormKey:
    """Write the row of the log, prefilled and marked as proposed by the system; return its key.

    A nurse may; then the investigator still has to acknowledge it. KnownError ``reason_required`` |
    ``proposal_decided``; NotPermitted.
    """
    book.actor.require(Action.ENTER)
    values = book.values(subject)
    proposal = _open(values, key)
    row = _next_row(book, values, 0)
    records = accepted_records(book, proposal, _given(reason), row, values)
    book.commit(Draft(subject, "accept_deviation", records))
    return row


def refuse_deviation(book: SiteBook, subject: str, key: str, reason: str) -> Commit:
    """Say that it is none, and why: the investigator's word. The refusal covers what it was judged from, no more."""
    book.actor.require(Action.DECIDE_DEVIATION)
    proposal = _open(book.values(subject), key)
    return book.commit(Draft(subject, "refuse_deviation", (_record(book, proposal, REFUSED, _given(reason), ""),)))


def acknowledge_deviation(book: SiteBook, subject: str, key: str, remark: str = "") -> Commit:
    """Say as investigator that the accepted deviation is known; KnownError ``proposal_decided``."""
    book.actor.require(Action.DECIDE_DEVIATION)
    proposal = next((each for each in proposals_of(book.values(subject)) if each.key == key), None)
    if proposal is None or proposal.decision is None or not proposal.waits:
        raise KnownError("proposal_decided")
    before = proposal.decision
    record = _record(book, proposal, ACKNOWLEDGED, remark.strip() or before.reason, before.row)
    return book.commit(Draft(subject, "acknowledge_deviation", (record,)))


def accepted_with(book: SiteBook, values: SubjectValues, pending: Mapping[str, tuple[Finding, str]]) -> list[Record]:
    """Return what accepting the Protocol findings confirmed with this save writes; each deviation once."""
    decided = values.state.things("proposal_data")
    proposals: dict[str, tuple[Proposal, str]] = {}
    for finding, reason in pending.values():
        if finding.check_class is CheckClass.PROTOCOL and DEVIATION_FORM in values.study.forms:
            found = of_finding(values, finding)
            if found is not None:
                proposals.setdefault(found.key, (found, reason))
    records: list[Record] = []
    added = 0
    for key, (proposal, reason) in proposals.items():
        row = decided[key].data["row"] if key in decided else ""
        if row:  # the row stands already: the person has looked at the changed cause
            records.append(_record(book, proposal, _state(book), reason, row))
        else:
            records += accepted_records(book, proposal, reason, _next_row(book, values, added), values)
            added += 1
    return records


def require_acknowledged(values: SubjectValues, form: FormKey) -> None:
    """Raise KnownError ``deviation_not_acknowledged`` (count) while accepted deviations of a form wait for that."""
    trees = [row.data for row in values.state.things("proposal_data").values()]
    waiting = sum(tree["state"] == ACCEPTED and tree["opens"] == str(form) for tree in trees)
    if waiting:
        raise KnownError("deviation_not_acknowledged", count=waiting)


def accepted_records(
    book: SiteBook, proposal: Proposal, reason: str, row: FormKey, values: SubjectValues
) -> tuple[Record, ...]:
    """Return the decision and the prefilled row of the log; the person completes what is left open there."""
    form = values.study.forms[DEVIATION_FORM]
    held = {
        "DVCAT": proposal.category, "DVTERM": proposal.what.zh, "DVSTDAT": proposal.day, "DVSYS": "Y",
        "DVREAS": reason, "DVCLASS": "MAJOR" if proposal.major else "",
    }  # fmt: skip
    items = []
    for name, value in held.items():
        place = form.item(name)
        if place is not None and value:
            items.append(Record("item", str(row.item(place[0].oid, place[1].oid)), None, value, source=Source.SYSTEM))
    status = Record("form", str(row), None, {"status": "progress", "confirmed_by": None}, source=Source.SYSTEM)
    return (*items, status, _record(book, proposal, _state(book), reason, str(row)))


def _state(book: SiteBook) -> str:
    """Return what an acceptance by the actor is: an investigator's is the acknowledgement too."""
    return ACKNOWLEDGED if book.actor.may(Action.DECIDE_DEVIATION) else ACCEPTED


def _record(book: SiteBook, proposal: Proposal, state: str, reason: str, row: str) -> Record:
    tree = decided_record(proposal, state, reason, row, book.actor.user)
    before = book.state(proposal.opens.subject).things("proposal_data").get(proposal.key)
    return Record("proposal", proposal.key, None if before is None else before.data, tree, reason=reason)


def _open(values: SubjectValues, key: str) -> Proposal:
    proposal = next((each for each in proposals_of(values) if each.key == key and each.open), None)
    if proposal is None:
        raise KnownError("proposal_decided")
    return proposal


def _given(reason: str) -> str:
    if not reason.strip():
        raise KnownError("reason_required")
    return reason.strip()


def _next_row(book: SiteBook, values: SubjectValues, added: int) -> FormKey:
    log = next(event for event in book.study.events if event.log)
    keys = [FormKey.parse(key) for key in values.state.forms()]
    numbers = [key.form_repeat for key in keys if key.form == DEVIATION_FORM]
    return FormKey(values.subject, log.oid, DEVIATION_FORM, form_repeat=max(numbers, default=0) + 1 + added)
