"""One CSV per form from the replayed record: UTF-8 with BOM (Excel reads Chinese), CDASH names, codes as stored.

A text that a spreadsheet would run as a formula stands behind an apostrophe (``csv_text``); ODM holds it exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.projection import ItemRow, State
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.sponsor.csv_text import csv_bytes
from hairtrial_desktop.sponsor.tabulate_beside import tabulate_beside
from hairtrial_desktop.study.definitions import FormDef, ItemGroupDef, Study

_FIXED = (
    "STUDYID", "SITEID", "SUBJID", "EVENT", "VISITNUM", "EVENTREP", "FORMREP", "STATUS", "GROUP", "AREA", "GROUPREP",
)  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,32}")
_NULLS = "NULLFL"  # null flavours of the row: "WEIGHT=ND HEIGHT=NK"
_AREAS = {1: "A", 2: "B"}


def tabulate(versions: Versions, manifest: Mapping[str, Any], states: Mapping[str, State]) -> dict[str, bytes]:
    """Return file name -> CSV for every form, one row per group repeat; empty forms have a header only.

    What is of an older version stands as it was entered, in a table of its own: ``VS.1.0.csv`` beside ``VS.csv``.
    Tables of what stands beside the values follow.
    """
    site, tables = str(manifest["site"]), {}
    for step in versions.steps:
        mine = {subject: _of_version(versions, state, step.study) for subject, state in states.items()}
        older = step.study is not versions.active
        held = {key.form for keys in mine.values() for key in keys}
        for form in step.study.forms.values():
            if not older or form.oid in held:
                name = f"{form.short}.{_file_part(step.study)}.csv" if older else f"{form.short}.csv"
                tables[name] = _table(step.study, form, site, (states, mine))
    return tables | tabulate_beside(versions.active, manifest, states)


def _file_part(study: Study) -> str:
    return study.version if _PLAIN.fullmatch(study.version) else study.sha256[:8]


def _of_version(versions: Versions, state: State, study: Study) -> list[FormKey]:
    keys = [FormKey.parse(row.key) for row in state.forms().values() if row.status != "removed"]
    return [key for key in keys if versions.of(state, key) is study]


def _table(
    study: Study, form: FormDef, site: str, held: tuple[Mapping[str, State], Mapping[str, list[FormKey]]]
) -> bytes:  # fmt: skip
    states, keys = held
    names = [item.name for group in form.groups for item in group.items if item.export]
    base = {"STUDYID": study.oid, "SITEID": site}
    rows = (
        base | {"SUBJID": subject} | row
        for subject in sorted(states) for row in _rows(study, form, states[subject], keys[subject])
    )  # fmt: skip
    return csv_bytes([*_FIXED, *names, _NULLS], rows)


def _rows(study: Study, form: FormDef, state: State, keys: list[FormKey]) -> Iterator[dict[str, str]]:
    events = {event.oid: (number, event) for number, event in enumerate(study.events)}
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
