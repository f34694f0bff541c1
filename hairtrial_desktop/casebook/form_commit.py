"""What saving a form writes: its changed values, what is derived from them anywhere, confirmations, its status.

A cause and everything derived from it are one commit (``architecture.md``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.death import opened_by_death
from hairtrial_desktop.casebook.derivations import derived_records
from hairtrial_desktop.casebook.deviations import accepted_with
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.casebook.reading import item_names, status_names
from hairtrial_desktop.casebook.record import Draft, Record, utc_text
from hairtrial_desktop.casebook.rescreening import screened_before
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.findings import Finding
    from hairtrial_desktop.casebook.form_session import FormSession
    from hairtrial_desktop.casebook.item_state import ItemState
    from hairtrial_desktop.casebook.second_person import SecondPerson


class FormCommit:
    """Builds the Draft of one save of one session."""

    def __init__(self, session: FormSession, reason: str | None) -> None:
        self.session = session
        self.reason = (reason or "").strip() or None

    def draft(self, status: str, act: str, second: SecondPerson | None) -> Draft | None:
        """Return what is to be committed, or None where nothing changed."""
        session = self.session
        touched = any(state.dirty for state in session.every_item())
        if session.needs_second_person and second is None and touched:
            status = "progress"  # the two persons checked other values: they have to check again (A11-01)
        opened = opened_by_death(session)
        derived = self._derived(status)
        records = [self._item(state) for state in session.every_item() if state.dirty]
        records += [*derived, *opened]
        records += [self._confirmation(finding, reason) for finding, reason in session.pending.values()]
        records += accepted_with(session.book, session.values, session.pending)
        row = session.row
        confirmed_by = row.confirmed_by if row is not None and status == "complete" else None
        if second is not None or row is None or row.status != status or row.confirmed_by != confirmed_by:
            old = None if row is None else {"status": row.status, "confirmed_by": row.confirmed_by}
            new = {"status": status, "confirmed_by": confirmed_by} if second is None else second.row
            back = row is not None and row.status == "complete" and status != "complete"
            reason = self.reason if back else None  # why what was complete is not any more
            records.append(Record("form", str(session.key), old, new, reason=reason, source=Source.SYSTEM))
        if not records:
            return None
        return Draft(session.key.subject, act, (*self._new_subject(), *records))

    def removal(self) -> Draft:
        """Return the commit that removes a log row; its values stay in the record."""
        session = self.session
        row = session.row
        old = {"status": session.status, "confirmed_by": None if row is None else row.confirmed_by}
        new = {"status": "removed", "confirmed_by": None}
        record = Record("form", str(session.key), old, new, reason=self.reason, source=Source.SYSTEM)
        return Draft(session.key.subject, "remove", (record, *self._derived("removed")))

    def _new_subject(self) -> tuple[Record, ...]:
        """Issue the subject number when the first form (consent) is first saved."""
        session = self.session
        if session.values.state.things("subject_data"):
            return ()
        new = {"number": session.key.subject, "screened_at": utc_text(session.book.clock.now())}
        before = screened_before(session.book, session.key.subject)
        new |= {} if before is None else {"screened_before_as": before}
        return (Record("subject", session.key.subject, None, new, source=Source.SYSTEM),)

    def _item(self, state: ItemState) -> Record:
        reason = self.reason if state.needs_reason else state.null_reason
        if state.needs_reason and state.null_reason:
            reason = f"{self.reason}; {state.null_reason}"
        return Record(
            "item",
            str(state.key),
            state.committed.value,
            state.cell.value,
            state.committed.null_flavour,
            state.cell.null_flavour,
            reason,
            self.session.prompted_by(state),
            self._source(state),
        )

    def _source(self, state: ItemState) -> Source:
        if self.session.filled.wrote(state):
            return Source.SYSTEM
        if not state.item.typed:
            return Source.DERIVED if state.item.derive else Source.SYSTEM
        paper = paper_of(self.session.values.state, self.session.key)
        return state.item.source if paper is None else Source.TRANSCRIBED

    def _confirmation(self, finding: Finding, reason: str) -> Record:
        values = self.session.values
        before = values.state.things("confirmation_data").get(finding.record_key)
        new = {
            "reason": reason,
            "class": finding.check_class.value,
            "judged": dict(finding.basis.values),
            "verdict": finding.basis.verdict,
            "message": {"zh": finding.message.zh, "en": finding.message.en},
        }
        return Record("confirmation", finding.record_key, None if before is None else before.data, new, reason=reason)

    def _derived(self, status: str) -> list[Record]:
        """Derive again in the whole subject what the save changes, this form's status too; return what changed.

        What that changes in this form stands in the session.
        """
        session, values = self.session, self.session.values
        own = f"{session.key}/"
        for text in [text for text in values.overlay if not text.startswith(own)]:
            del values.overlay[text]  # left by a save that the disk refused
        dirty = [text for text, cell in values.overlay.items() if cell != values.committed(text)]
        names = {name for text in dirty for name in item_names(text)}
        if session.status != status:
            names.update(status_names(session.key))
        values.statuses[str(session.key)] = status
        try:
            changed = session.book.judged(session.key.subject).derivations.settle(values, names)
            session.judged.moved(changed)
        finally:
            values.statuses.clear()
        return derived_records(values, [text for text in changed if not text.startswith(own)])
