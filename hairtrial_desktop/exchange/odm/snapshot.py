"""The Snapshot: current values of every released subject, standing signatures, status of every form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from lxml import etree

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.projection import ItemRow, State
from hairtrial_desktop.exchange.odm import beside, marks
from hairtrial_desktop.exchange.odm.document import SNAPSHOT, Frame, OdmFile, odm_file
from hairtrial_desktop.exchange.odm.elements import (
    element,
    local_stamp,
    location_oid,
    signature_oid,
    unit_oid,
    user_oid,
)
from hairtrial_desktop.exchange.odm.metadata import (
    ALSO_SIGNED,
    FORM_STATES,
    NULL_FLAVOURS,
    event_repeats,
    group_repeats,
)
from hairtrial_desktop.exchange.odm.values import item_oids, odm_values
from hairtrial_desktop.exchange.signed_forms import SignedForm
from hairtrial_desktop.study.definitions import FormDef, ItemGroupDef, Study

_LAST = 10_000  # order of what the definitions no longer name


def snapshot(frame: Frame, states: Mapping[str, State], signed: Iterable[SignedForm]) -> OdmFile:
    """Return the Snapshot of ``states`` by subject; of ``signed`` only the standing ones are used."""
    standing: dict[str, list[SignedForm]] = defaultdict(list)
    for form in sorted((each for each in signed if each.standing), key=lambda each: each.at):
        standing[form.place].append(form)
    made = (
        (step.study, _Subject(frame, step.study, standing).element(subject, states[subject]))
        for step in frame.versions.steps
        for subject in sorted(states)
    )
    newest = frame.study  # there every subject stands, in older versions those with forms of them
    return odm_file(frame, SNAPSHOT, (one for one in made if one[0] is newest or len(one[1]) > 1))


class _Subject:
    """The forms of one subject that are of version ``study``."""

    def __init__(self, frame: Frame, study: Study, standing: Mapping[str, list[SignedForm]]) -> None:
        self._frame = frame
        self._study = study
        self._standing = standing
        self._events = {event.oid: number for number, event in enumerate(study.events)}

    def element(self, subject: str, state: State) -> etree._Element:
        site = element("SiteRef", LocationOID=location_oid(self._frame.site.number))
        made = element(
            "SubjectData", *self._signature(subject), site, *self._also_signed(1, subject), SubjectKey=subject
        )  # fmt: skip
        forms = [FormKey.parse(key) for key, row in state.forms().items() if row.status != "removed"]
        forms = [key for key in forms if self._frame.versions.of(state, key) is self._study]
        forms = sorted((key for key in forms if key.form in self._study.forms), key=self._order)
        values: dict[str, list[ItemRow]] = {}
        for row in state.items().values():
            values.setdefault(row.form, []).append(row)
        for (event, repeat), keys in groupby(forms, key=lambda key: (key.event, key.event_repeat)):
            data = element("StudyEventData", StudyEventOID=event, StudyEventRepeatKey=self._event_key(event, repeat))
            visit = f"{subject}/{event}#{repeat}"
            data.extend((*self._signature(visit), *self._also_signed(1, visit)))
            data.extend(self._form(key, state, values.get(str(key), [])) for key in keys)
            made.append(data)
        return made

    def _order(self, key: FormKey) -> tuple[int, int, int, int]:
        event = self._events.get(key.event, _LAST)
        names = self._study.events[event].forms if event != _LAST else ()
        places = [name if name.startswith("F.") else f"F.{name}" for name in names]
        return event, key.event_repeat, places.index(key.form) if key.form in places else _LAST, key.form_repeat

    def _event_key(self, event: str, repeat: int) -> str | None:
        known = next((one for one in self._study.events if one.oid == event), None)
        return str(repeat) if known is not None and event_repeats(known) else None

    def _form(self, key: FormKey, state: State, values: list[ItemRow]) -> etree._Element:
        form = self._study.forms[key.form]
        made = element("FormData", FormOID=key.form, FormRepeatKey=str(key.form_repeat) if form.log else None)
        made.extend(self._signature(str(key)))
        made.append(marks.annotation(1, "FORMSTATE", FORM_STATES, state.forms()[str(key)].status))
        told = list(beside.of_form(2, state, self._study, key, self._frame.site_level))
        made.extend((*told, *self._also_signed(2 + len(told), str(key))))
        made.extend(self._groups(form, state, values))
        return made

    def _signature(self, place: str) -> Iterator[etree._Element]:
        """Yield the newest standing signature of a form, a visit or a casebook, where there is one."""
        for signed in self._standing.get(place, ())[-1:]:
            stamp = local_stamp(signed.at, self._study.zone)
            yield marks.signature(signed.user, self._frame.site.number, signed.meaning, stamp)

    def _also_signed(self, number: int, place: str) -> Iterator[etree._Element]:
        """Yield the standing signatures before the newest as annotations: ODM has room for one Signature an element."""
        for count, signed in enumerate(self._standing.get(place, ())[:-1], number):
            stamp = local_stamp(signed.at, self._study.zone)
            said = f"{signature_oid(signed.meaning)} {user_oid(signed.user)} {stamp}"
            yield marks.annotation(count, "SIGNATURE", ALSO_SIGNED, "standing", said)

    def _groups(self, form: FormDef, state: State, values: list[ItemRow]) -> Iterator[etree._Element]:
        for group in form.groups:
            for repeat in sorted({row.group_repeat for row in values if row.group_oid == group.oid}):
                rows = {row.item: row for row in values if (row.group_oid, row.group_repeat) == (group.oid, repeat)}
                data = list(self._items(group, state, rows))
                if data:
                    key = str(repeat) if group_repeats(group) else None
                    made = element("ItemGroupData", ItemGroupOID=group.oid, ItemGroupRepeatKey=key)
                    made.extend(data)
                    yield made

    def _items(self, group: ItemGroupDef, state: State, rows: Mapping[str, ItemRow]) -> Iterator[etree._Element]:
        for item in group.items:
            row = rows.get(item.oid)
            if row is None or not item.export:
                continue
            unit = unit_oid(item.unit) if item.unit else None
            for value in odm_values(item, row.value, row.null_flavour, self._study.zone):
                made = item_data(value.item, value.value, value.flavour, unit, value.comment)
                if value.item == item_oids(item)[0]:
                    made.extend(beside.of_item(2, state, row.key))
                yield made


def item_data(
    oid: str, value: str | None, flavour: str | None, unit: str | None, comment: str | None = None
) -> etree._Element:
    """Return ItemData; a value, or IsNull with a flag that says why."""
    return element(
        "ItemData",
        element("MeasurementUnitRef", MeasurementUnitOID=unit) if unit and value is not None else None,
        marks.annotation(1, "NULLFLAVOUR", NULL_FLAVOURS, flavour, comment) if flavour else None,
        ItemOID=oid, Value=value, IsNull="Yes" if value is None else None,
    )  # fmt: skip
