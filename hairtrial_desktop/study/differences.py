"""What changed between two versions of the definitions, as data; words are found at the edge.

Each thing (form, item, code …) is a flat table of attributes; two versions differ where these differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.study.attaching import rule_table
from hairtrial_desktop.study.definitions import VisitWindow
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hairtrial_desktop.study.attaching import AttachmentRule
    from hairtrial_desktop.study.definitions import FormDef, GateRule, ItemDef, ItemGroupDef, Study, StudyEventDef

Shown = str | Text | tuple[str, ...] | VisitWindow
Attributes = dict[str, Shown]


class Thing(StrEnum):
    """What a change is about."""

    STUDY = "study"
    SETTING = "setting"
    UNIT = "unit"
    EVENT = "event"
    STATUS = "status"
    GATE = "gate"
    SIGNATURE = "signature"
    CODE_LIST = "code list"
    CODE = "code"
    FORM = "form"
    SECTION = "section"
    ITEM = "item"
    CHECK = "check"


class Change(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"  # supposed: the same question and type in the same section under another name
    MOVED = "moved"  # an item that stands in another section of its form
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One change of the thing at ``place``. ``attribute`` is empty for whole things; None: nothing was there.

    ``title`` is what the thing says of itself: the question of an item, and of the item of a check.
    """

    change: Change
    thing: Thing
    place: str
    attribute: str = ""
    before: Shown | None = None
    after: Shown | None = None
    title: Text | None = None


def differences(old: Study, new: Study) -> tuple[Difference, ...]:
    """Return what changed from ``old`` to ``new``, in the order of ``new``, what was removed at the end."""
    before, after = dict(_things(old)), dict(_things(new))
    removed = {key: table for key, table in before.items() if key not in after}
    renamed: dict[str, str] = {}
    found: list[Difference] = []
    for (thing, place), table in after.items():
        was = before.get((thing, place))
        if was is None:
            former = _former(thing, place, table, removed, renamed)
            if former is None:
                found.append(Difference(Change.ADDED, thing, place, after=table.get("text")))
                continue
            was = removed.pop((thing, former))
            if thing is Thing.ITEM:
                renamed[former] = place
                found.append(Difference(Change.RENAMED, thing, place, "", former, place))
        before[thing, place] = was
    for (thing, place), table in after.items():
        if (thing, place) in before:
            found += _changes(thing, place, _with_names(before[thing, place], place, renamed), table, after)
    found += [
        Difference(Change.REMOVED, thing, place, before=table.get("text")) for (thing, place), table in removed.items()
    ]
    order = {key: number for number, key in enumerate(after)}
    found.sort(key=lambda each: order.get((each.thing, each.place), len(order)))  # what was removed stays at the end
    return tuple(each for each in found if not _told_with_owner(each, found))


def _told_with_owner(each: Difference, found: list[Difference]) -> bool:
    """Whether ``each`` goes without saying: its form (section, code list, item) came or went as a whole."""
    if each.change not in (Change.ADDED, Change.REMOVED):
        return False
    owners = {(other.change, other.place) for other in found if other is not each}
    parts = each.place.split(".")
    return any((each.change, ".".join(parts[:count])) in owners for count in range(1, len(parts)))


def _changes(
    thing: Thing, place: str, was: Attributes, now: Attributes, after: Mapping[tuple[Thing, str], Attributes]
) -> Iterator[Difference]:
    owner = (Thing.ITEM, place.rpartition(".")[0]) if thing is Thing.CHECK else (thing, place)
    text = after[owner].get("text")
    title = text if isinstance(text, Text) else None
    for attribute in dict.fromkeys((*was, *now)):
        before, later = was.get(attribute), now.get(attribute)
        if before != later and not (attribute == "order" and _same_order(before, later)):
            change = Change.MOVED if (thing, attribute) == (Thing.ITEM, "section") else Change.CHANGED
            yield Difference(change, thing, place, attribute, before, later, title)


def _same_order(before: Shown | None, after: Shown | None) -> bool:
    """Whether what both have stands in the same order: what came, went or was renamed is told elsewhere."""
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        return False
    return [each for each in before if each in after] == [each for each in after if each in before]


def _former(
    thing: Thing, place: str, table: Attributes, removed: Mapping[tuple[Thing, str], Attributes],
    renamed: Mapping[str, str],
) -> str | None:  # fmt: skip
    """Return the one removed item of the form that asks the very same, or the check of the item renamed; else None."""
    if thing is Thing.CHECK:
        item, _, number = place.rpartition(".")
        names = [f"{former}.{number}" for former, now in renamed.items() if now == item]
        return next((name for name in names if (thing, name) in removed), None)
    if thing is not Thing.ITEM:
        return None
    form, asked = place.partition(".")[0], ("text", "type", "section", "codelist", "unit")
    same = [
        other
        for (kind, other), was in removed.items()
        if kind is Thing.ITEM and other.partition(".")[0] == form
        and all(was.get(key) == table.get(key) for key in asked)
    ]  # fmt: skip
    return same[0] if len(same) == 1 else None


def _with_names(table: Attributes, place: str, renamed: Mapping[str, str]) -> Attributes:
    """Return ``table`` with the new names of renamed items in its rules and messages: no change by themselves."""
    for former, now in renamed.items():
        (form, old), new = former.split("."), now.partition(".")[2]
        within = place.partition(".")[0] == form
        bare = rf"|(?<![\w.]){old}\b" if within else ""
        pattern = re.compile(rf"(?<={form}\.){old}\b{bare}")
        for key, value in table.items():
            if isinstance(value, str):
                table = {**table, key: pattern.sub(new, value)}
            elif isinstance(value, Text) and within:  # a message names items of its own form
                table = {
                    **table,
                    key: Text(*(said.replace(f"{{{old}}}", f"{{{new}}}") for said in (value.zh, value.en))),
                }
    return table


def _things(study: Study) -> Iterator[tuple[tuple[Thing, str], Attributes]]:
    yield (Thing.STUDY, study.oid), _table(
        text=study.name, protocol=study.protocol, registry_id=study.registry_id, sponsor=study.sponsor,
        version=study.version, zone=study.zone, enrolment_target=study.enrolment_target,
    )  # fmt: skip
    for each in study.settings.values():
        yield (Thing.SETTING, f"CFG.{each.name}"), _table(text=each.text, value=each.value, assumption=each.assumption)
    for unit in study.units.values():
        yield (Thing.UNIT, unit.code), _table(text=unit.symbol)
    for event in study.events:
        yield (Thing.EVENT, event.short), _event(event)
    for status in study.statuses:
        yield (Thing.STATUS, status.code), _table(text=status.name, when=status.when.text)
    for gate in study.gates:
        yield (Thing.GATE, gate.oid), _gate(gate)
    for signature in study.signatures.values():
        yield (Thing.SIGNATURE, signature.code), _table(
            text=signature.meaning, legal_reason=signature.legal_reason, roles=signature.roles or (),
            scope=signature.scope,
        )  # fmt: skip
    for code_list in study.code_lists.values():
        codes = tuple(entry.code for entry in code_list.items)
        yield (Thing.CODE_LIST, code_list.oid), _table(text=code_list.name, order=codes)
        for entry in code_list.items:
            yield (Thing.CODE, f"{code_list.oid}={entry.code}"), _table(text=entry.text, unknown=entry.unknown)
    for form in study.forms.values():
        yield from _form(form)


def _event(event: StudyEventDef) -> Attributes:
    return _table(
        text=event.name, short=event.short_name, forms=tuple(oid.removeprefix("F.") for oid in event.forms),
        number=event.number, window=event.window, date_item=event.date_item, epoch=event.epoch, log=event.log,
        unscheduled=event.repeating, forms_item=event.forms_item, given_item=event.given_item,
        cancelled_when=event.cancelled_when.text if event.cancelled_when else None,
        early_when=event.early_when.text if event.early_when else None,
    )  # fmt: skip


def _form(form: FormDef) -> Iterator[tuple[tuple[Thing, str], Attributes]]:
    yield (Thing.FORM, form.short), _table(
        text=form.name, domain=form.domain, log=form.log, gate=form.gate, closed=form.closed, parent=form.parent,
        parent_row=form.parent_row, visible_to=form.visible_to or (), hidden_from=form.hidden_from,
        signature=form.signed_as, second_person=form.second_person, map_areas=form.map_areas,
        collect_when=form.collect_when.text if form.collect_when else None, guidance=form.guidance,
        attachments=_attaching(form.attachments),
        row_title=form.row_title, order=tuple(item.name for group in form.groups for item in group.items),
    )  # fmt: skip
    for group in form.groups:
        yield (Thing.SECTION, group.oid), _table(text=group.name, areas=group.areas, repeating=group.repeating)
        for item in group.items:
            place = f"{form.short}.{item.name}"
            yield (Thing.ITEM, place), _item(group, item)
            for check in item.checks:
                yield (
                    (Thing.CHECK, f"{place}.{check.oid.rpartition('.')[2]}"),
                    _table(text=check.message, check_class=check.check_class.value, valid_when=check.valid_when.text),
                )


def _item(group: ItemGroupDef, item: ItemDef) -> Attributes:
    return _table(
        text=item.question, section=group.oid, type=item.data_type.value, mandatory=item.mandatory,
        length=item.length, decimals=item.decimals, unit=item.unit.code if item.unit else None,
        codelist=item.code_list.oid if item.code_list else None,
        collect_when=item.collect_when.text if item.collect_when else None,
        derive=item.derive.text if item.derive else None, fill=item.fill.text if item.fill else None,
        default=item.default, guidance=item.guidance,
        source=item.source.value, export=item.export, critical=item.critical, criterion=item.criterion,
        assumption=item.assumption, null_flavours=tuple(each.value for each in item.null_flavours),
        visible_to=item.visible_to or (), hidden_from=item.hidden_from, sdtm=item.sdtm,
        attachments=_attaching(item.attachments),
    )  # fmt: skip


def _attaching(rule: AttachmentRule | None) -> str:
    return " ".join((rule_table(rule) or {}).values())


def _gate(gate: GateRule) -> Attributes:
    return _table(
        text=gate.text,
        applies_when=None if gate.applies_when is None else gate.applies_when.text,
        holds_when=gate.holds_when.text,
        evidence=None if gate.evidence is None else " ".join(gate.evidence),
        message=gate.message,
    )


def _table(**attributes: object) -> Attributes:
    """Return what is set; false, empty and absent are all nothing."""
    kept = {
        key: value for key, value in attributes.items()
        if value is not None and value is not False and value not in ("", ())
    }  # fmt: skip
    return {key: value if isinstance(value, (Text, tuple, VisitWindow)) else str(value) for key, value in kept.items()}
