"""One CSV per form from the replayed record: UTF-8 with BOM (Excel reads Chinese), CDASH names, codes as stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.projection import ItemRow, State
from hairtrial_desktop.study.definitions import FormDef, ItemGroupDef, Study

_FIXED = (
    "STUDYID", "SITEID", "SUBJID", "EVENT", "VISITNUM", "EVENTREP", "FORMREP", "STATUS", "GROUP", "AREA", "GROUPREP",
)  # fmt: skip
_NULLS = "NULLFL"  # null flavours of the row: "WEIGHT=ND HEIGHT=NK"
_AREAS = {1: "A", 2: "B"}


def tabulate(study: Study, manifest: Mapping[str, Any], states: Mapping[str, State]) -> dict[str, bytes]:
    """Return file name -> CSV for every form of the study, one row per group repeat; empty forms have a header only."""
    return {f"{form.short}.csv": _table(study, form, str(manifest["site"]), states) for form in study.forms.values()}


def _table(study: Study, form: FormDef, site: str, states: Mapping[str, State]) -> bytes:
    names = [item.name for group in form.groups for item in group.items if item.export]
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, [*_FIXED, *names, _NULLS], restval="", lineterminator="\r\n")
    writer.writeheader()
    for subject in sorted(states):
        for row in _rows(study, form, states[subject]):
            writer.writerow({"STUDYID": study.oid, "SITEID": site, "SUBJID": subject, **row})
    return target.getvalue().encode("utf-8-sig")


def _rows(study: Study, form: FormDef, state: State) -> Iterator[dict[str, str]]:
    events = {event.oid: (number, event) for number, event in enumerate(study.events)}
    keys = [FormKey.parse(row.key) for row in state.forms().values() if row.status != "removed"]
    mine = [key for key in keys if key.form == form.oid and key.event in events]
    for key in sorted(mine, key=lambda key: (events[key.event][0], key.event_repeat, key.form_repeat)):
        event = events[key.event][1]
        place = {
            "EVENT": event.short, "VISITNUM": str(event.number), "EVENTREP": str(key.event_repeat),
            "FORMREP": str(key.form_repeat), "STATUS": state.forms()[str(key)].status,
        }  # fmt: skip
        values = [row for row in state.items().values() if row.form == str(key)]
        for group in form.groups:
            yield from (place | row for row in _repeats(group, values))


def _repeats(group: ItemGroupDef, values: list[ItemRow]) -> Iterator[dict[str, str]]:
    mine = [row for row in values if row.group_oid == group.oid]
    for repeat in sorted({row.group_repeat for row in mine}):
        held = {row.item: row for row in mine if row.group_repeat == repeat}
        cells = {item.name: held[item.oid] for item in group.items if item.oid in held and item.export}
        nulls = [f"{name}={row.null_flavour}" for name, row in cells.items() if row.null_flavour]
        yield {
            "GROUP": group.oid.rsplit(".", 1)[-1], "AREA": _AREAS.get(repeat, "") if group.areas else "",
            "GROUPREP": str(repeat), **{name: row.value or "" for name, row in cells.items()}, _NULLS: " ".join(nulls),
        }  # fmt: skip
