"""The data validation plan (数据核查计划): every rule that judges an answer, the program's own included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hairtrial_desktop.casebook.evidence import CHANGED
from hairtrial_desktop.casebook.findings import BLINDING, DELEGATION, MISSING, SKIPPED
from hairtrial_desktop.casebook.proposals import NOT_HELD, OUT_OF_ORDER, OUTSIDE
from hairtrial_desktop.designer.sheet import Sheet
from hairtrial_desktop.study.blinding import BLIND_WORDS
from hairtrial_desktop.study.definitions import CheckClass, FormDef, ItemDef, ItemGroupDef, Study
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.words import Words, msg

CLASSES = {
    CheckClass.HARD: msg("impossible: cannot be completed"),
    CheckClass.PROTOCOL: msg("against the protocol: recorded as a deviation"),
    CheckClass.SOFT: msg("unusual: confirmed with a reason"),
}
_EVERYWHERE = "*"
_NO_WORDS = Text("", "")


def plan_sheet(study: Study, tr: Words) -> Sheet:
    """Return one row per rule: first the program's own, then those of the forms, then the gate's."""
    columns = (
        tr("No."), tr("Visits"), tr("Form"), tr("Item"), tr("Question"), tr("What happens"), tr("Must be true"),
        tr("Only when"), tr("Message (Chinese)"), tr("Message (English)"),
    )  # fmt: skip
    return Sheet(tr("Data validation plan"), columns, (*_own(study, tr), *_of_forms(study, tr), *_of_gate(study, tr)))


def counted(study: Study) -> Counter[CheckClass]:
    """Return how many checks of each class the forms have."""
    return Counter(check.check_class for _form, _group, item in each_item(study) for check in item.checks)


def each_item(study: Study) -> Iterator[tuple[FormDef, ItemGroupDef, ItemDef]]:
    """Yield every item with the form and the section it stands in."""
    for form in study.forms.values():
        for group in form.groups:
            for item in group.items:
                yield form, group, item


def visits_of(study: Study, form: FormDef) -> str:
    """Return the short names of the visits at which a form stands."""
    return " ".join(event.short for event in study.events if form.oid in event.forms)


def _own(study: Study, tr: Words) -> Iterator[tuple[str, ...]]:
    """Yield what the program checks of every item, whatever the forms say."""
    hard, soft = tr(CLASSES[CheckClass.HARD]), tr(CLASSES[CheckClass.SOFT])
    protocol = tr(CLASSES[CheckClass.PROTOCOL])
    words = study.settings.get(BLIND_WORDS)
    day, window = tr("date of the visit"), tr("visits with a window")
    rows = (
        ("SYS.TYPE", tr("every item"), hard, tr("type, length, decimals and code list of the data dictionary"), "",
         _NO_WORDS),
        ("SYS.SKIPPED", tr("items with a condition"), hard, tr("empty where it does not apply"), "", SKIPPED),
        ("SYS.BLIND", tr("free text"), soft, tr("no word that suggests the allocation"),
         "" if words is None else f"CFG.{BLIND_WORDS}", BLINDING),
        ("SYS.DELEG", tr("items that name a person"), soft, tr("that person was delegated on the day"), "", DELEGATION),
        ("SYS.EVID", tr("criteria"), protocol, tr("judged as it was when the participant was enrolled"),
         tr("after enrolment"), CHANGED),
        ("SYS.WINDOW", day, protocol, tr("within the window of the visit schedule"), window, OUTSIDE),
        ("SYS.HELD", day, protocol, tr("held before the window is over"), window, NOT_HELD),
        ("SYS.ORDER", day, protocol, tr("not before an earlier visit"), "", OUT_OF_ORDER),
    )  # fmt: skip
    for number, items, happens, rule, condition, message in rows:
        yield (number, _EVERYWHERE, _EVERYWHERE, items, "", happens, rule, condition, message.zh, message.en)


def _of_forms(study: Study, tr: Words) -> Iterator[tuple[str, ...]]:
    for form, _group, item in each_item(study):
        condition = item.collect_when.text if item.collect_when else ""
        place = (visits_of(study, form), form.short, item.name, item.question.say(tr.language))
        if item.mandatory and item.typed:
            yield (
                f"MD.{form.short}.{item.name}", *place, tr("missing: form stays incomplete"), f"known({item.name})",
                condition, MISSING.zh, MISSING.en,
            )  # fmt: skip
        for check in item.checks:
            yield (
                check.oid, *place, tr(CLASSES[check.check_class]), check.valid_when.text, condition, check.message.zh,
                check.message.en,
            )  # fmt: skip


def _of_gate(study: Study, tr: Words) -> Iterator[tuple[str, ...]]:
    form = study.forms.get("F.GATE")
    visits = "" if form is None else visits_of(study, form)
    for gate in study.gates:
        yield (
            gate.oid, visits, "GATE", "", gate.text.say(tr.language), tr("before the injection"), gate.holds_when.text,
            gate.applies_when.text if gate.applies_when else "", gate.message.zh, gate.message.en,
        )  # fmt: skip
