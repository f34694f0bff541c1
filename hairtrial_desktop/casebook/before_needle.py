"""What is refused before the needle and only recorded after it (P11-06; 21 CFR 11.10(f)).

The check before an injection is not completed over an open line, nor a kit assigned out of a cohort that is not open to
this participant, whatever reason is given. As soon as the injection form says whether it was injected, it has happened:
then both are completed as they were, and what they find is a deviation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.form_findings import GATE_FORM, gate_verdicts
from hairtrial_desktop.casebook.proposals import BEFORE_THE_NEEDLE, injection_answer
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.form_session import FormSession

RELEASES = frozenset({"COHORT", "PLACE"})  # the lists that say for whom the sponsor has opened what


def refuse_before_needle(session: FormSession) -> None:
    """Raise KnownError ``gate_closed`` (count of open lines) or ``cohort_closed`` while nothing was injected yet."""
    if session.key.form not in BEFORE_THE_NEEDLE or injection_answer(session.values, session.key) != "":
        return
    if session.form.short == GATE_FORM:
        waiting = sum(line.holds is not True for line in gate_verdicts(session.values, session.key))
        if waiting:
            raise KnownError("gate_closed", count=waiting)
        return
    rules = {
        check.oid
        for group in session.form.groups
        for item in group.items
        for check in item.checks
        if any(node.detail[0] in RELEASES for node in check.valid_when.looks.lists)
    }
    if any(finding.oid in rules for finding in session.findings()):
        raise KnownError("cohort_closed")
