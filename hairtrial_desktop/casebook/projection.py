"""The one projection: ``apply(state, record, stamp)``, used by append, by load and by verify.

The state is tables of rows, each row a frozen dataclass with a ``key``. The store keeps them as its cache tables and
``verify`` replays all commits and compares.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hairtrial_desktop.casebook.record import Commit, Record


@dataclass(frozen=True)
class Stamp:
    """Who and when of a record, as the projection needs it."""

    seq: int
    subject: str
    user: str
    role: str
    at: str  # UTC text
    leaf: str
    definitions: str

    @classmethod
    def of(cls, commit: Commit, leaf: str) -> Stamp:
        """Return the stamp of one record of ``commit``."""
        head = commit.head
        return cls(commit.seq, commit.subject, head["user"], head["role"], head["at"], leaf, head["definitions"])

    def with_leaf(self, leaf: str) -> Stamp:
        """Return the stamp of another record of the same commit."""
        return Stamp(self.seq, self.subject, self.user, self.role, self.at, leaf, self.definitions)


@dataclass(frozen=True)
class ItemRow:
    """Current state of one value."""

    key: str
    subject: str
    form: str  # form key
    group_oid: str
    group_repeat: int
    item: str
    value: str | None
    null_flavour: str | None
    seq: int  # commit that set it
    leaf: str
    changes: int  # committed changes after the first entry


@dataclass(frozen=True)
class FormRow:
    """Current state of one form: ``progress`` | ``complete`` | ``removed``."""

    key: str
    subject: str
    status: str
    definitions: str  # study version it was first saved under, or moved to
    seq: int  # last commit that touched the form or a value in it
    created_seq: int
    confirmed_by: str | None = None  # the second person (双人核对)
    leaf: str = ""  # of the record that set status and second person


@dataclass(frozen=True)
class ThingRow:
    """A row of any other kind: a JSON tree under a key (subjects, signatures, users, exports, prints ...)."""

    key: str
    subject: str
    body: str  # canonical JSON text
    seq: int
    leaf: str

    @property
    def data(self) -> dict[str, Any]:
        """The tree."""
        tree: dict[str, Any] = json.loads(self.body)
        return tree


Row = ItemRow | FormRow | ThingRow

# kind of record -> table of the projection
KINDS: dict[str, str] = {
    "item": "item_data",
    "form": "form_data",
    "subject": "subject_data",
    "signature": "signature_data",
    "confirmation": "confirmation_data",  # findings confirmed with a reason, deviations acknowledged
    "user": "user_data",
    "definition": "definition_data",
    "site": "site_data",
    "export": "export_data",
    "receipt": "receipt_data",
    "print": "print_data",
    "login": "login_data",
    "attachment": "attachment_data",
    "discard": "discard_data",
    "identity": "identity_data",  # that the site-only register was written, and a digest; never whom it names
    "query": "query_data",  # a question on a value, with its thread
    "note": "note_data",  # a remark beside a value (F2)
    "verification": "verification_data",  # source data verified, of an item or a form
    "review": "review_data",  # that somebody looked: data, audit trail
    "lock": "lock_data",  # frozen, soft or hard locked
    "proposal": "proposal_data",  # a protocol deviation the system proposed, and what a person decided
    "transcription": "transcription_data",  # a form entered from paper: who wrote it, when, on which version
    "package": "package_data",  # what the sponsor sent and the site took in
    "kit": "kit_data",  # kits of the sponsor's file and what became of each
    "cohort": "cohort_data",  # dose cohorts released
    "training": "training_data",  # training and accountability acknowledged
    "clock": "clock_data",  # the clock found wrong, and who let work go on
    "backup": "backup_data",  # copies made, checked, restored
    "writer": "writer_data",  # which installation writes: handed over, taken over
    "redaction": "redaction_data",  # a record whose body two persons erased
    "integrity": "integrity_data",  # outcomes of the scheduled checks
    "incident": "incident_data",  # what went wrong with the system
}
TABLES: tuple[str, ...] = tuple(dict.fromkeys(KINDS.values()))


@dataclass
class State:
    """Tables of rows by key. Held per subject (plus one of the site), wholly in memory."""

    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: {table: {} for table in TABLES})

    def items(self) -> dict[str, ItemRow]:
        """Return current values by item key."""
        return self.tables["item_data"]  # type: ignore[return-value]  # only ItemRow goes into item_data

    def forms(self) -> dict[str, FormRow]:
        """Return forms by form key."""
        return self.tables["form_data"]  # type: ignore[return-value]  # only FormRow goes into form_data

    def things(self, table: str) -> dict[str, ThingRow]:
        """Return the rows of any other table by key."""
        return self.tables[table]  # type: ignore[return-value]  # only ThingRow goes into the other tables

    def copy(self) -> State:
        """Return an independent state with the same (immutable) rows."""
        return State({table: dict(rows) for table, rows in self.tables.items()})

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Yield every (table, row)."""
        for table, rows in self.tables.items():
            for row in rows.values():
                yield table, row


def apply(state: State, record: Record, stamp: Stamp) -> list[tuple[str, Row]]:
    """Put ``record`` into ``state`` and return the rows it wrote as (table, row); KeyError on an unknown kind."""
    if record.kind not in KINDS:
        raise KeyError(record.kind)
    return _put(state, _MAKERS.get(record.kind, _thing)(state, record, stamp))


def apply_latest(state: State, record: Record, stamp: Stamp, passed: int) -> list[tuple[str, Row]]:
    """Put the latest record of a value, before which ``passed`` records of it were not applied: they only count."""
    return _put(state, _item(state, record, stamp, passed))


def _put(state: State, written: list[tuple[str, Row]]) -> list[tuple[str, Row]]:
    for name, row in written:
        state.tables[name][row.key] = row
    return written


def _item(state: State, record: Record, stamp: Stamp, passed: int = 0) -> list[tuple[str, Row]]:
    form_key, group_part, item = record.key.rsplit("/", 2)  # as ``data_keys.ItemKey`` writes it
    group, repeat = group_part.split("#")
    before = state.items().get(record.key)
    row = ItemRow(
        record.key,
        stamp.subject,
        form_key,
        group,
        int(repeat),
        item,
        record.new,
        record.new_null,
        stamp.seq,
        stamp.leaf,
        passed if before is None else before.changes + 1 + passed,
    )
    written: list[tuple[str, Row]] = [("item_data", row)]
    form = state.forms().get(row.form)
    if form is not None and form.seq < stamp.seq:
        written.append(("form_data", replace(form, seq=stamp.seq)))
    return written


def _form(state: State, record: Record, stamp: Stamp) -> list[tuple[str, Row]]:
    new = record.new or {}
    before = state.forms().get(record.key)
    created = stamp.seq if before is None else before.created_seq
    version = new.get("definitions") or (stamp.definitions if before is None else before.definitions)
    row = FormRow(
        record.key, stamp.subject, new["status"], version, stamp.seq, created, new.get("confirmed_by"), stamp.leaf
    )  # fmt: skip
    return [("form_data", row)]


def _thing(_state: State, record: Record, stamp: Stamp) -> list[tuple[str, Row]]:
    body = json.dumps(record.new, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return [(KINDS[record.kind], ThingRow(record.key, stamp.subject, body, stamp.seq, stamp.leaf))]


def _threaded(state: State, record: Record, stamp: Stamp) -> list[tuple[str, Row]]:
    """Add what was said to the thread of a query or note; who and when are the commit's own, nobody can claim them."""
    before = state.things(KINDS[record.kind]).get(record.key)
    held = {} if before is None else before.data
    said = {**record.new["said"], "user": stamp.user, "role": stamp.role, "at": stamp.at, "seq": stamp.seq}
    new = {**held, **record.new, "thread": [*held.get("thread", []), said]}
    del new["said"]
    return _thing(state, replace(record, new=new), stamp)


def _signed_off(state: State, record: Record, stamp: Stamp) -> list[tuple[str, Row]]:
    """Put who and when, the commit's own, into a mark or a lock."""
    new = {**record.new, "user": stamp.user, "role": stamp.role, "at": stamp.at}
    return _thing(state, replace(record, new=new), stamp)


def _attachment(state: State, record: Record, stamp: Stamp) -> list[tuple[str, Row]]:
    """Put who and when under the state, so that taking away leaves who attached; what was attached stays.

    It is a change of the form: the next print of it is another document.
    """
    before = state.things("attachment_data").get(record.key)
    held = {} if before is None else before.data
    given = {"user": stamp.user, "role": stamp.role, "at": stamp.at}
    new = {**held, **record.new, str(record.new.get("state", "attached")): given}
    written = _thing(state, replace(record, new=new), stamp)
    form = state.forms().get("/".join(record.key.split("/")[:3]))
    if form is not None and form.seq < stamp.seq:
        written.append(("form_data", replace(form, seq=stamp.seq)))
    return written


_MAKERS: dict[str, Callable[[State, Record, Stamp], list[tuple[str, Row]]]] = {
    "item": _item,
    "form": _form,
    "query": _threaded,
    "note": _threaded,
    "verification": _signed_off,
    "review": _signed_off,
    "lock": _signed_off,
    "attachment": _attachment,
    "redaction": _signed_off,
    "incident": _signed_off,
}


def apply_commit(state: State, commit: Commit) -> list[tuple[str, Row]]:
    """Apply every record of ``commit``, of a redacted one what was left; return the rows written, in order."""
    written: list[tuple[str, Row]] = []
    for sealed in commit.records:
        record = sealed.record()
        if record is not None:
            written.extend(apply(state, record, Stamp.of(commit, sealed.leaf)))
    return written
