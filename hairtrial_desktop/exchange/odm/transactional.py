"""The Transactional file: every change that leaves, in order, with its AuditRecord and the signatures.

One ``SubjectData`` per commit. An element that only says where a change happened is ``Context``; every Insert, Update
and Remove carries its own AuditRecord (the XSD would let it be missing). A value that was cleared is a Remove.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.queries import item_of
from hairtrial_desktop.casebook.record import Commit, Record
from hairtrial_desktop.casebook.redacted import REDACTION, placed
from hairtrial_desktop.casebook.unblinding import HAPPENED, changes_what_stood, unblinds
from hairtrial_desktop.exchange.odm import beside, marks
from hairtrial_desktop.exchange.odm.document import TRANSACTIONAL, Frame, OdmFile, odm_file
from hairtrial_desktop.exchange.odm.elements import element, local_stamp, location_oid, unit_oid
from hairtrial_desktop.exchange.odm.metadata import (
    FINDINGS,
    FORM_STATES,
    MASKED,
    NULL_FLAVOURS,
    event_repeats,
    group_repeats,
)
from hairtrial_desktop.exchange.odm.values import OdmValue, item_oids, odm_values
from hairtrial_desktop.exchange.privacy_gate import GatedCommit, GatedRecord
from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study

_OF_FORM = 2  # slashes in the key of a form at least: subject/event/form
_TOLD = frozenset({"", "identity", "redacted"})  # of a redacted record, what was left
_AFTER_UNBLINDING = "[after unblinding]"
_MASKED_REASON = "[withheld at the site: it names a participant]"


def transactional(frame: Frame, commits: Iterable[GatedCommit]) -> OdmFile:
    """Return the Transactional file of ``commits``, in order."""
    history = _History(frame)
    return odm_file(frame, TRANSACTIONAL, (made for gated in commits for made in history.subjects(gated)))


@dataclass
class _Act:
    """The records of one commit about one form."""

    status: GatedRecord | None = None
    signed: GatedRecord | None = None
    beside: list[GatedRecord] = field(default_factory=list)  # queries, marks and locks of the whole form


class _History:
    """Knows what was inserted before, so that Insert, Update and Context are told apart."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._site = frame.site.number
        self._seen: set[str] = set()
        self._pinned: dict[str, Study] = {}  # form key -> version it is of, as far as was told
        self._happened: dict[str, str | None] = {}  # unblinding record -> whether it says that the blind was broken
        self._unblinded: set[str] = set()  # subjects, from the commit after their unblinding record was complete
        self._held: dict[str, bool] = {}  # (item key and ODM item) -> holds a value or null flavour now

    def subjects(self, gated: GatedCommit) -> Iterator[tuple[Study, etree._Element]]:
        """Yield the SubjectData of one commit, one for each version it concerns; none where nothing is clinical."""
        records = [
            replace(one, record=placed(one.record)) for one in gated.records
            if one.record is not None and one.held in _TOLD
        ]  # fmt: skip
        commit = gated.commit
        in_force = self._frame.versions.study(commit.head["definitions"])
        told = self._told(records, in_force)
        if commit.subject in self._unblinded and commit.act != "move":
            records = [_flagged(one) for one in records]
        for step in self._frame.versions.steps:
            about = [one for one, study in zip(records, told, strict=True) if study is step.study]
            if about:
                yield step.study, self._subject(commit, step.study, about)
        self._note_unblinding(commit.subject, [one.record for one in records if one.record is not None])

    def _note_unblinding(self, subject: str, records: list[Record]) -> None:
        for record in records:
            if record.kind == "item" and record.key.endswith(f"/{HAPPENED}"):
                self._happened[str(FormKey.parse(record.key))] = record.new
        if any(unblinds(record) and self._happened.get(record.key) != "N" for record in records):
            self._unblinded.add(subject)

    def _told(self, records: list[GatedRecord], in_force: Study) -> list[Study]:
        """Return the version each record is of. A move clears under the old version what the new one does not have."""
        before = dict(self._pinned)
        for one in records:
            key = self._form_of(one.record)
            if key is not None:
                self._pinned.setdefault(str(key), in_force)
                sha256 = _tree(one).get("definitions") if one.record and one.record.kind == "form" else None
                if sha256:
                    self._pinned[str(key)] = self._frame.versions.study(sha256)
        told = []
        for one in records:
            key = self._form_of(one.record)
            now = in_force if key is None else self._pinned[str(key)]
            gone = one.record is not None and one.record.kind == "item" and not _has(now, ItemKey.parse(one.record.key))
            told.append(before.get(str(key), now) if gone else now)
        return told

    def _subject(self, commit: Commit, study: Study, records: list[GatedRecord]) -> etree._Element:
        wider = self._wider_signatures(records)
        own = wider.pop(commit.subject, None)
        made = self._container(
            "SubjectData", commit, commit.subject, own or records[0], "Update" if own else "",
            SubjectKey=commit.subject,
        )  # fmt: skip
        made.extend([] if own is None else [self._signature(own)])
        made.append(element("SiteRef", LocationOID=location_oid(self._site)))
        made.extend(self._wider_locks(records))
        forms: dict[FormKey, list[GatedRecord]] = {}
        for one in records:
            key = self._form_of(one.record)
            if key is not None:
                forms.setdefault(key, []).append(one)
        events: dict[tuple[str, int], etree._Element] = {}
        for visit_key, one in wider.items():
            visit = FormKey.parse(f"{visit_key}/F#1")
            event = self._event(study, commit, visit, one, "Update")
            event.append(self._signature(one))
            made.append(event)
            events[visit.event, visit.event_repeat] = event
        for key, about in forms.items():
            place = (key.event, key.event_repeat)
            if place not in events:
                events[place] = self._event(study, commit, key, about[0])
                made.append(events[place])
            events[place].append(self._form(study.forms[key.form], commit, key, about))
        return made

    @staticmethod
    def _wider_signatures(records: list[GatedRecord]) -> dict[str, GatedRecord]:
        """Return the signatures of a whole visit or casebook by their place."""
        signed = [one for one in records if one.record is not None and one.record.kind == "signature"]
        places = {one.record.key.partition("/S#")[0]: one for one in signed if one.record is not None}
        return {place: one for place, one in places.items() if place.count("/") < _OF_FORM}

    @staticmethod
    def _wider_locks(records: list[GatedRecord]) -> Iterator[etree._Element]:
        """Yield the locks of a whole visit or of the subject."""
        locks = [one for one in records if one.record is not None and one.record.kind == "lock"]
        for number, one in enumerate(locks, start=1):
            if one.record is not None and one.record.key.count("/") < _OF_FORM:
                yield beside.of_record(number, one.record, masked=_MASKED_REASON if one.held == "identity" else "")

    def _form_of(self, record: Record | None) -> FormKey | None:
        if record is None or record.kind == "subject" or record.key.count("/") < _OF_FORM:
            return None
        key = FormKey.parse("/".join(record.key.split("/")[:3]))
        return key if any(key.form in step.study.forms for step in self._frame.versions.steps) else None

    def _container(
        self, tag: str, commit: Commit, key: str, first: GatedRecord, act: str = "", **attributes: str | None
    ) -> etree._Element:
        """Return an element that is inserted the first time and context later, unless ``act`` says more."""
        fresh = key not in self._seen
        self._seen.add(key)
        action = "Remove" if act == "Remove" else "Insert" if fresh else act or "Context"
        made = element(tag, TransactionType=action, **attributes)
        if action != "Context":
            made.append(marks.audit_record(commit, self._site, _reason(first) if act else None, first.sealed.leaf))
        return made

    def _event(
        self, study: Study, commit: Commit, key: FormKey, first: GatedRecord, act: str = ""
    ) -> etree._Element:  # fmt: skip
        known = next((event for event in study.events if event.oid == key.event), None)
        repeat = str(key.event_repeat) if known is not None and event_repeats(known) else None
        place = f"{key.subject}/{key.event}#{key.event_repeat}"
        return self._container(
            "StudyEventData", commit, place, first, act, StudyEventOID=key.event, StudyEventRepeatKey=repeat
        )

    def _form(self, form: FormDef, commit: Commit, key: FormKey, about: list[GatedRecord]) -> etree._Element:
        act = _Act()
        for one in about:
            if one.record is not None and one.record.kind == "form":
                act.status = one
            elif one.record is not None and one.record.kind == "signature":
                act.signed = one
            elif one.record is not None and one.record.kind in beside.KINDS and item_of(one.record.key) is None:
                act.beside.append(one)
        mark = act.signed or act.status or next(iter(act.beside), None)
        removed = act.status is not None and _tree(act.status).get("status") == "removed"
        made = self._container(
            "FormData", commit, str(key), mark or about[0], "Remove" if removed else "Update" if mark else "",
            FormOID=key.form, FormRepeatKey=str(key.form_repeat) if form.log else None,
        )  # fmt: skip
        if act.signed is not None:
            made.append(self._signature(act.signed))
        if act.status is not None and act.status.held != "identity":
            made.append(marks.annotation(1, "FORMSTATE", FORM_STATES, str(_tree(act.status)["status"])))
        for number, one in enumerate(act.beside, start=2):
            if one.record is not None:
                made.append(
                    beside.of_record(number, one.record, masked=_MASKED_REASON if one.held == "identity" else "")
                )
        made.extend(self._groups(commit, form, about))
        return made

    def _signature(self, one: GatedRecord) -> etree._Element:
        data = _tree(one)
        stamp = local_stamp(data["at"], self._frame.study.zone)
        return marks.signature(data["user"], self._site, data["meaning_code"], stamp)

    def _groups(self, commit: Commit, form: FormDef, about: list[GatedRecord]) -> Iterator[etree._Element]:
        places: dict[tuple[str, int], list[GatedRecord]] = {}
        for one in about:
            if one.record is not None and _on_item(one.record):
                key = _item_key(one.record)
                places.setdefault((key.group, key.group_repeat), []).append(one)
        groups = {group.oid: group for group in form.groups}
        for (oid, repeat), records in places.items():
            data = [made for one in records for made in self._item(commit, groups[oid], one)]
            if data:
                key = _item_key(records[0].record)
                made = self._container(
                    "ItemGroupData", commit, f"{key.form}/{oid}#{repeat}", records[0], ItemGroupOID=oid,
                    ItemGroupRepeatKey=str(repeat) if group_repeats(groups[oid]) else None,
                )  # fmt: skip
                made.extend(data)
                yield made

    def _item(self, commit: Commit, group: ItemGroupDef, one: GatedRecord) -> Iterator[etree._Element]:
        record = one.record
        key = _item_key(record)
        item = next((item for item in group.items if item.oid == key.item), None)
        if record is None or item is None:
            return
        if record.kind == "confirmation":
            yield self._confirmed(commit, item, one)
            return
        if record.kind in beside.KINDS:
            yield self._beside(commit, item, one, record)
            return
        after = {value.item: value for value in self._values(item, one)}
        for oid in item_oids(item):
            place = f"{key}={oid}"
            before, value = self._held.get(place, False), after.get(oid)
            if value is None and not before:
                continue
            self._held[place] = value is not None
            action = "Remove" if value is None else "Update" if before else "Insert"
            yield self._data(commit, item, one, value or OdmValue(oid, None), action)

    def _values(self, item: ItemDef, one: GatedRecord) -> tuple[OdmValue, ...]:
        record = one.record
        if record is None:
            return ()
        if one.held == "identity" and record.new is not None and not one.new_is_clean:
            return tuple(OdmValue(oid, None, MASKED) for oid in item_oids(item))
        return odm_values(item, record.new, record.new_null, self._frame.study.zone)

    def _data(self, commit: Commit, item: ItemDef, one: GatedRecord, value: OdmValue, action: str) -> etree._Element:
        gone = action == "Remove"
        made = element(
            "ItemData", marks.audit_record(commit, self._site, _reason(one), one.sealed.leaf),
            ItemOID=value.item, TransactionType=action, Value=value.value,
            IsNull="Yes" if value.value is None and not gone else None,
        )  # fmt: skip
        if item.unit is not None and value.value is not None:
            made.append(element("MeasurementUnitRef", MeasurementUnitOID=unit_oid(item.unit)))
        if value.flavour is not None and not gone:
            made.append(marks.annotation(1, "NULLFLAVOUR", NULL_FLAVOURS, value.flavour, value.comment))
        return made

    def _beside(self, commit: Commit, item: ItemDef, one: GatedRecord, record: Record) -> etree._Element:
        """Return a query, note or mark on an item, whose value did not change."""
        made = element("ItemData", ItemOID=item_oids(item)[0], TransactionType="Context")
        why = _reason(one) if record.kind == REDACTION else None
        made.append(marks.audit_record(commit, self._site, why, one.sealed.leaf))
        made.append(beside.of_record(1, record, masked=_MASKED_REASON if one.held == "identity" else ""))
        return made

    def _confirmed(self, commit: Commit, item: ItemDef, one: GatedRecord) -> etree._Element:
        """Return a finding confirmed with a reason: an annotation on its item, whose value did not change."""
        data = _tree(one)
        comment = _MASKED_REASON if one.held == "identity" else str(data.get("reason") or "")
        note = marks.annotation(1, "FINDING", FINDINGS, str(data.get("class", "Soft")), comment)
        note.set("TransactionType", "Insert")
        made = element("ItemData", ItemOID=item_oids(item)[0], TransactionType="Context")
        made.append(marks.audit_record(commit, self._site, None, one.sealed.leaf))
        made.append(note)
        return made


def _flagged(one: GatedRecord) -> GatedRecord:
    """Return a change after unblinding with that said before its reason (R3-22); any other record as it is."""
    if one.record is None or not changes_what_stood(one.record):
        return one
    reason = f"{_AFTER_UNBLINDING} {one.record.reason or ''}".strip()
    return replace(one, record=replace(one.record, reason=reason))


def _has(study: Study, key: ItemKey) -> bool:
    form = study.forms.get(key.form.form)
    place = None if form is None else form.item(key.item)
    return place is not None and place[0].oid == key.group


def _on_item(record: Record) -> bool:
    return record.kind in ("item", "confirmation") or (record.kind in beside.KINDS and item_of(record.key) is not None)


def _item_key(record: Record | None) -> ItemKey:
    if record is None:
        raise ValueError("a redacted record has no key")
    if record.kind in beside.KINDS:
        return item_of(record.key) or ItemKey.parse(record.key)
    return ItemKey.parse(record.key.rsplit("/", 1)[0] if record.kind == "confirmation" else record.key)


def _tree(one: GatedRecord) -> dict[str, Any]:
    new = one.record.new if one.record is not None else None
    return new if isinstance(new, dict) else {}


def _reason(one: GatedRecord) -> str | None:
    reason = one.record.reason if one.record is not None else None
    if reason and one.held == "identity":
        return f"{_AFTER_UNBLINDING} {_MASKED_REASON}" if reason.startswith(_AFTER_UNBLINDING) else _MASKED_REASON
    return reason
