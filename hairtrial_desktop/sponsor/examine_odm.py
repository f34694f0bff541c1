"""The ODM files of a bundle against the specification, and the Snapshot against the replayed record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.projection import ItemRow, State
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.bundle import OpenedBundle
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.reading import Place, file_oid, file_type, parse, snapshot_values
from hairtrial_desktop.exchange.odm.values import item_oids, odm_values
from hairtrial_desktop.sponsor.refusal import ExportRefused
from hairtrial_desktop.study.definitions import ItemDef
from hairtrial_desktop.study.errors import KnownError

Values = dict[Place, tuple[str | None, str | None]]


def check_odm(
    key: str, opened: OpenedBundle, manifest: dict[str, Any], versions: Versions, *,
    states: Mapping[str, State], masked: Mapping[str, int],
) -> None:  # fmt: skip
    """Judge both files.

    Raises ExportRefused ``export_odm_wrong``, ``export_snapshot_differs``, ``export_counts_differ``.
    """
    files = {"snapshot": layout.SNAPSHOT, "transactional": layout.TRANSACTIONAL}
    for kind, name in files.items():
        try:
            root = parse(opened.files[name])
        except KnownError as error:
            raise ExportRefused("export_odm_wrong", key=key, file=name, problem="XML") from error
        found = problems(root)
        named = file_type(root).lower() == kind and file_oid(root) == manifest["odm"][kind]
        if found or not named:
            raise ExportRefused("export_odm_wrong", key=key, file=name, problem=found[0] if found else "FileOID")
        if kind == "snapshot":
            _compare(key, snapshot_values(root), versions, states, masked)
    _counts(key, manifest, states, masked)


def _compare(
    key: str, found: Values, versions: Versions, states: Mapping[str, State], masked: Mapping[str, int]
) -> None:  # fmt: skip
    expected: Values = {}
    unknown = {place for item_key in masked for place in _masked_places(item_key, versions, states, masked[item_key])}
    for row, item in _rows(versions, states):
        for value in odm_values(item, row.value, row.null_flavour, versions.active.zone):
            expected[_place(row.key, value.item)] = (value.value, value.flavour)
    for place in sorted((found.keys() | expected.keys()) - unknown):
        if found.get(place) != expected.get(place):
            raise ExportRefused("export_snapshot_differs", key=key, item=place[-1], subject=place[0])


def _rows(versions: Versions, states: Mapping[str, State]) -> Iterator[tuple[ItemRow, ItemDef]]:
    for state in states.values():
        for row in state.items().values():
            form = state.forms().get(row.form)
            found = None if form is None else _definition(versions, state, FormKey.parse(row.form), row.item)
            if form is not None and form.status != "removed" and found is not None:
                yield row, found


def _definition(versions: Versions, state: State, key: FormKey, item: str) -> ItemDef | None:
    """Return an item as the version its form is of defines it."""
    form = versions.of(state, key).forms.get(key.form)
    found = None if form is None else form.item(item)
    return None if found is None else found[1]


def _masked_places(key: str, versions: Versions, states: Mapping[str, State], seq: int) -> Iterator[Place]:
    """Yield the places whose newest record stayed at the site: the snapshot is then the only word on them."""
    form = FormKey.parse(key)
    state = states.get(form.subject, State())
    found = _definition(versions, state, form, key.rsplit("/", 1)[-1])
    row = states[form.subject].items().get(key) if form.subject in states else None
    if found is not None and (row is None or row.seq < seq):
        for oid in item_oids(found):
            yield _place(key, oid)


def _place(key: str, oid: str) -> Place:
    form, group, _ = key.rsplit("/", 2)
    at = FormKey.parse(form)
    name, repeat = group.split("#")
    return at.subject, at.event, str(at.event_repeat), at.form, str(at.form_repeat), name, repeat, oid


def _counts(key: str, manifest: dict[str, Any], states: Mapping[str, State], masked: Mapping[str, int]) -> None:
    counts: Counter[str] = Counter()
    for state in states.values():
        for row in state.items().values():
            form = state.forms().get(row.form)
            kept = form is not None and form.status != "removed"
            if kept and (row.value is not None or row.null_flavour is not None):
                counts[FormKey.parse(row.form).form] += 1
    unsure = {FormKey.parse(item_key).form for item_key in masked}
    for form_oid in (counts.keys() | manifest["values_per_form"].keys()) - unsure:
        if counts.get(form_oid, 0) != manifest["values_per_form"].get(form_oid, 0):
            raise ExportRefused("export_counts_differ", key=key, what=form_oid)
