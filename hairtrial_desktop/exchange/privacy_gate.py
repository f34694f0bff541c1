"""The privacy gate: the only way from the record to an export (PIPL Art 6, PI-02, PI-03). A whitelist.

Out go: subjects the rule releases; of them records of the kinds below; of items those the definitions export. What is
held back leaves its leaf only, so the chain still verifies. Every typed text is asked for names, ID numbers, phones
and record numbers of participants, and for anybody's mobile or ID number: where a standing value has one, nothing is
exported and its place is named (it can be corrected); where one stands only in history (an old value, a reason), that
record stays home and is counted. A text that says what is in a syringe and where is treated alike (double blind).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hairtrial_desktop.casebook.attachments import attachment_of, export_under
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.identity_mentions import holds_personal_number
from hairtrial_desktop.casebook.ports import CommitStore
from hairtrial_desktop.casebook.projection import KINDS, State
from hairtrial_desktop.casebook.queries import item_of
from hairtrial_desktop.casebook.record import SITE, Commit, Record, SealedRecord
from hairtrial_desktop.casebook.redacted import FILE, REDACTION
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.exchange.release_rule import Releases
from hairtrial_desktop.study.attaching import AttachmentExport
from hairtrial_desktop.study.blinding import allowed_in, told
from hairtrial_desktop.study.definitions import DataType, ItemDef
from hairtrial_desktop.study.errors import KnownError

KINDS_RELEASED = frozenset(
    {
        "subject", "item", "form", "confirmation", "signature", "query", "note", "verification", "review", "lock",
        "attachment", REDACTION,
    }
)  # fmt: skip
_ON_PAPER = frozenset({"item", "confirmation", "attachment"})  # what a signed paper shows of a form
_BESIDE = frozenset({"query", "note", "verification", "review"})  # they stand on a value, or on a whole form
_TYPED = frozenset({DataType.TEXT, DataType.INTEGER, DataType.DECIMAL})  # the others have no room for an identity


class IdentityInExport(KnownError):
    """Code ``identity_in_export``: params ``subject``, ``form``, ``item``, ``key``, ``count``; never what was typed."""


@dataclass(frozen=True)
class GatedRecord:
    """One record of a released subject. ``held`` is "" if it leaves, else why not.

    ``kind`` | ``not_exported`` | ``identity`` | ``redacted``: then ``record`` is what was left of it.
    """

    position: int
    sealed: SealedRecord
    record: Record | None
    held: str
    new_is_clean: bool = True  # False where the new value itself names somebody


@dataclass(frozen=True)
class GatedCommit:
    """One commit of a released subject."""

    commit: Commit
    records: tuple[GatedRecord, ...]


@dataclass(frozen=True)
class Release:
    """What leaves. ``headers`` are all commits of the site, of which only the header bytes may be used."""

    released: tuple[str, ...]
    withheld: tuple[str, ...]
    headers: tuple[Commit, ...]
    commits: tuple[GatedCommit, ...]
    states: Mapping[str, State]  # of released subjects, without the items that are not exported
    full: Mapping[str, State]  # of released subjects, as they are at the site: to judge signatures, never to export
    forms_with_identity: frozenset[str] = frozenset()  # form keys: their papers print the changes, so they stay home
    forms_not_whole: frozenset[str] = frozenset()  # form keys: their papers print what is not exported
    held_identity: int = 0


@dataclass
class _Sweep:
    """What one pass over the record finds."""

    standing: list[ItemKey] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    not_whole: set[str] = field(default_factory=set)
    held: int = 0
    silent: set[str] = field(default_factory=set)  # keys of which something stays home: threads go whole or not at all


class PrivacyGate:
    """Decides what leaves.

    ``mentions_identity`` is the only thing known here of the identity register; numbers of people who are in none
    (a relative's phone) are known by their form.
    """

    def __init__(self, versions: Versions, releases: Releases, mentions_identity: Callable[[str], bool]) -> None:
        items = [
            item for step in versions.steps for form in step.study.forms.values() for group in form.groups
            for item in group.items
        ]  # fmt: skip
        self._items = {item.oid: item for item in items}
        self._kept_home = {item.oid for item in items if not item.export}  # under any version: then it never leaves
        self._telling = _telling(versions, self._kept_home)
        self._versions = versions
        self._releases = releases
        self._mentions_identity = mentions_identity
        self._allowed = tuple({each: None for step in versions.steps for each in allowed_in(step.study)})

    def open(self, store: CommitStore) -> Release:
        """Return what leaves of ``store``; raises IdentityInExport, KnownError ``export_unblinds``."""
        states = {subject: store.load(subject) for subject in store.subjects() if subject != SITE}
        released = tuple(subject for subject, state in states.items() if self._releases(state))
        withheld = tuple(subject for subject in states if subject not in released)
        headers = tuple(store.commits())
        sweep = _Sweep()
        commits = tuple(
            GatedCommit(commit, tuple(self._gate(commit, position, states[commit.subject], sweep)
                                      for position in range(len(commit.records))))
            for commit in headers if commit.subject in released
        )  # fmt: skip
        if sweep.standing:
            raise self._refusal(sweep.standing)
        kept = {subject: self._exported(states[subject], sweep.silent) for subject in released}
        full = {subject: states[subject] for subject in released}
        forms = (key for state in full.values() for key in state.forms())
        sweep.not_whole |= {key for key in forms if FormKey.parse(key).form in self._telling}
        held = frozenset(sweep.forms), frozenset(sweep.not_whole)
        return Release(released, withheld, headers, commits, kept, full, *held, sweep.held)

    def _gate(self, commit: Commit, position: int, state: State, sweep: _Sweep) -> GatedRecord:
        sealed = commit.records[position]
        record = sealed.record()
        if record is None:
            return GatedRecord(position, sealed, None, "redacted")
        if record.kind not in KINDS_RELEASED or _left(record).kind not in KINDS_RELEASED:
            if record.kind == "transcription" and any(map(self._mentions, _written_by(record))):
                sweep.forms.add(_form_in(record.key))  # who wrote the paper stands on the signed one
            return GatedRecord(position, sealed, record, "kind")
        if not self._may_leave(_left(record), state):
            sweep.silent.add(record.key)
            if record.kind in _ON_PAPER:
                sweep.not_whole.add(_form_in(record.key))
            return GatedRecord(position, sealed, record, "not_exported")
        if record.kind == "item" and self._stands(record, sealed, state) and self._named(record, record.new):
            self._refuse_unblinding(record)
            sweep.standing.append(ItemKey.parse(record.key))
        if self._names_somebody(_left(record)) or self._names_somebody_in_act(record, sealed):
            sweep.held += 1
            sweep.silent.add(record.key)
            sweep.forms.add(_form_in(record.key))
            clean = record.kind == "item" and not self._named(record, record.new)
            return GatedRecord(position, sealed, record, "identity", clean)
        return GatedRecord(position, sealed, record, "" if sealed.body is not None else "redacted")

    def _names_somebody_in_act(self, record: Record, sealed: SealedRecord) -> bool:
        """Whether the justification of a redaction does: then the act and what it erased stay home together."""
        act = record if record.kind == REDACTION else sealed.redaction
        return act is not None and bool(act.reason) and self._mentions(str(act.reason))

    def _may_leave(self, record: Record, state: State) -> bool:
        if record.kind == "item":
            return self._is_exported(record.key)
        if record.kind == "confirmation":  # it holds the values it was given for
            keys = [record.key.rsplit("/", 1)[0], *_judged(record.new), *_judged(record.old)]
            return all(self._is_exported(key) for key in keys)
        if record.kind in _BESIDE:
            item, row = item_of(record.key), state.things(KINDS[record.kind]).get(record.key)
            keys = [*([] if item is None else [str(item)]), *_judged(None if row is None else row.data)]
            return all(self._is_exported(key) for key in keys)
        if record.kind == "attachment":
            return self._may_be_known(record.key, state)
        if record.kind == REDACTION and FILE in record.new:
            return self._may_be_known(record.new[FILE], state)
        return True

    def _may_be_known(self, key: str, state: State) -> bool:
        """Whether the sponsor may know of an attachment, by its hash; which files go along is decided apart."""
        item, row = item_of(key), state.things("attachment_data").get(key)
        if row is None or (item is not None and not self._is_exported(str(item))):
            return False
        return export_under(self._versions, key, attachment_of(row).kind) is not AttachmentExport.NEVER

    def _is_exported(self, key: str) -> bool:
        item = self._item(key)
        return item is not None and item.oid not in self._kept_home

    def _item(self, key: str) -> ItemDef | None:
        return self._items.get(key.rsplit("/", 1)[-1])

    @staticmethod
    def _stands(record: Record, sealed: SealedRecord, state: State) -> bool:
        row = state.items().get(record.key)
        form = None if row is None else state.forms().get(row.form)
        return row is not None and row.leaf == sealed.leaf and (form is None or form.status != "removed")

    def _named(self, record: Record, value: Any) -> bool:  # noqa: ANN401 - a stored value, or a JSON tree
        item = self._item(record.key)
        if item is not None and item.data_type not in _TYPED:
            return False
        return isinstance(value, str) and self._mentions(value)

    def _names_somebody(self, record: Record) -> bool:
        if record.reason and self._mentions(record.reason):
            return True
        if record.kind == "item":
            return self._named(record, record.new) or self._named(record, record.old)
        return any(self._mentions(text) for text in _texts((record.new, record.old)) if not _MACHINE.fullmatch(text))

    def _mentions(self, text: str) -> bool:
        if self._mentions_identity(text) or holds_personal_number(text):
            return True
        return told(text, self._allowed) is not None

    def _refuse_unblinding(self, record: Record) -> None:
        sentence = told(record.new, self._allowed) if isinstance(record.new, str) else None
        if sentence is not None:
            raise KnownError("export_unblinds", where=record.key, found=sentence)

    def _refusal(self, places: list[ItemKey]) -> IdentityInExport:
        first = places[0]
        found = self._items[first.item]
        return IdentityInExport(
            "identity_in_export", subject=first.form.subject, form=self._versions.newest(first.form.form).name,
            item=found.question, key=str(first), count=len(places),
        )  # fmt: skip

    def _exported(self, state: State, silent: set[str]) -> State:
        kept = State({table: dict(rows) for table, rows in state.tables.items()})
        for key in state.items():
            if not self._is_exported(key):
                del kept.tables["item_data"][key]
        for table in (KINDS[kind] for kind in sorted(_BESIDE | {"attachment", REDACTION})):
            kept.tables[table] = {key: row for key, row in kept.tables[table].items() if key not in silent}
        return kept


def _telling(versions: Versions, kept_home: set[str]) -> frozenset[str]:
    """Return the forms (OIDs) whose papers tell values of ``kept_home``: what a criterion there was judged from."""
    telling, derived = set(), set(kept_home)
    ruled = [
        (form.oid, item) for step in versions.steps for form in step.study.forms.values() for group in form.groups
        for item in group.items if item.derive is not None
    ]  # fmt: skip
    for _ in ruled:  # what is derived from what is derived
        derived |= {item.oid for _, item in ruled if _reads(item, derived)}
    for form, item in ruled:
        if item.criterion and _reads(item, derived):
            telling.add(form)
    return frozenset(telling)


def _reads(item: ItemDef, items: set[str]) -> bool:
    return item.derive is not None and any(ref.item in items for ref in item.derive.refs)


def _written_by(record: Record) -> list[str]:
    """Return who wrote a paper and on which version of the page, as typed."""
    trees = [tree for tree in (record.old, record.new) if isinstance(tree, dict)]
    return [str(tree[name]) for tree in trees for name in ("author", "version") if name in tree]


def _form_in(key: str) -> str:
    return "/".join(key.split("/")[:3])


def _left(record: Record) -> Record:
    """Return what a redaction left of the record it erased: they leave together, or neither; any other as it is."""
    if record.kind != REDACTION or "left" not in record.new:
        return record
    return Record.from_tree(record.new["left"])


def _judged(tree: Any) -> Iterable[str]:  # noqa: ANN401 - a JSON tree
    return tree.get("judged", ()) if isinstance(tree, dict) else ()


# Times and hashes that the program wrote: a record number made like a date must not be found in them.
_MACHINE = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?|[0-9a-f]{32,}")
_STAFF = frozenset({"name", "user", "signer"})  # staff may bear a participant's name; theirs is meant to be shown


def _texts(tree: Any) -> Iterable[str]:  # noqa: ANN401 - a JSON tree
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key not in _STAFF:
                yield from _texts(value)
    elif isinstance(tree, (list, tuple)):
        for value in tree:
            yield from _texts(value)
