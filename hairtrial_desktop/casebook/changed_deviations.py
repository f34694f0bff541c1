"""An accepted deviation whose cause is not any more what was decided on: its row of the log is asked about (CN-01).

The row never vanishes; the query says that what it rests on was corrected, and closes when it is as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.findings import Finding, FindingKind
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.proposals import DEVIATION_FORM, REFUSED, proposals_of
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.evaluation import SubjectValues

CAUSE = "cause"
SAYS = "DVTERM"  # the item of the log that says what the deviation was
CHANGED = Text(
    "该偏离所依据的记录已更正。请核对本条是否仍然属实，并说明。",
    "What this deviation rests on was corrected. Check whether the row still holds, and say so.",
)


def changed_deviations(values: SubjectValues) -> dict[str, Finding]:
    """Return, by the text of the key of its row, a Soft finding for each accepted deviation whose cause has changed."""
    decided = [row.data for row in values.state.things("proposal_data").values()]
    causes = {tree["opens"] for tree in decided if tree["state"] != REFUSED and tree["row"]}
    form = values.study.forms.get(DEVIATION_FORM)
    place = None if form is None or not causes else form.item(SAYS)
    if place is None:
        return {}
    proposals = proposals_of(values, lambda key: committed_findings(values, key) if str(key) in causes else ())
    found = {}
    for each in proposals:
        if each.changed and each.decision is not None and each.decision.row:
            key = FormKey.parse(each.decision.row).item(place[0].oid, place[1].oid)
            finding = Finding(key, CAUSE, FindingKind.EVIDENCE, CheckClass.SOFT, CHANGED, basis=each.basis)
            found[each.decision.row] = finding
    return found
