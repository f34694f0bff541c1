"""The evidence that enrolment rests on: it freezes with the kit, and what is judged otherwise afterwards is said.

A later change re-judges and proposes a deviation; it never un-enrols (``architecture.md``; ICH E6(R3) 3.13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.findings import Basis, Finding, FindingKind
from hairtrial_desktop.casebook.form_judgement import confirmed_reason, derive, places
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.cell import Cell
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues

PASSES = 4  # derived values of the form feed others of it; the study's chains are shorter
EVIDENCE = "evidence"
CHANGED = Text(
    "入组后依据已改变，现在判为“{now}”。请登记方案偏离，并请研究者决定。",
    "The evidence changed after enrolment; it is now judged “{now}”. Record a deviation and ask the investigator.",
)


def frozen(values: SubjectValues, key: FormKey) -> bool:
    """Whether the form is evidence that enrolment rests on: signed eligibility of a subject with a kit."""
    if "eligibility" not in values.form_of(key).signed_as or not values.signatures(key):
        return False
    return values.holds_form("F.KIT")


def judged_otherwise(values: SubjectValues, key: FormKey) -> dict[ItemKey, Cell]:
    """Return the derived items of a frozen form that would be judged otherwise now, each as it would be."""
    if not frozen(values, key):
        return {}
    derived = [place for place in places(values, key, values.form_of(key)) if place[2].derive is not None]
    held = {place: values.cell(place) for place, _, _ in derived}
    with values.supposing():
        for _ in range(PASSES):
            before = {place: values.cell(place) for place in held}
            for place, group, item in derived:
                values.overlay[str(place)] = derive(values, place, group, item)
            if all(values.cell(place) == cell for place, cell in before.items()):
                break
        now = {place: values.cell(place) for place in held}
    return {place: cell for place, cell in now.items() if cell != held[place]}


def evidence_findings(values: SubjectValues, key: FormKey) -> list[Finding]:
    """Return one Protocol finding for each item of a frozen form that would be judged otherwise now."""
    found = []
    for place, cell in judged_otherwise(values, key).items():
        definition = values.form_of(key).item(place.item)
        assert definition is not None  # noqa: S101 - a place of this very form
        codec = codec_for(definition[1])
        zh, en = ("—" if cell.value is None else codec.show(cell.value, language) for language in ("zh", "en"))
        message = Text(CHANGED.zh.replace("{now}", zh), CHANGED.en.replace("{now}", en))
        basis = Basis({str(place): cell.value}, EVIDENCE)
        reason = confirmed_reason(values, f"{place}/{EVIDENCE}", basis)
        found.append(
            Finding(place, EVIDENCE, FindingKind.EVIDENCE, CheckClass.PROTOCOL, message, reason, basis)
        )  # fmt: skip
    return found


def evidence_stands(values: SubjectValues, key: FormKey) -> bool:
    """Whether nothing is judged otherwise that the investigator has not acknowledged."""
    return all(finding.confirmed is not None for finding in evidence_findings(values, key))
