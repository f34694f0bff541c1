"""Queries, notes, attachments, source verification, review, locks as Annotations: ODM 1.3.2 has no element for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from hairtrial_desktop.casebook.attachments import Attachment, attachments_of
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import FORM, SUBJECT, VISIT, LockLevel, place_of
from hairtrial_desktop.casebook.notes import notes_of
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.queries import Query, item_of, queries_of
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.redacted import ERASED, FILE, REDACTION, erasures_of
from hairtrial_desktop.casebook.verification_marks import REVIEW, SDV, MarkState, progress_of
from hairtrial_desktop.exchange.odm import marks
from hairtrial_desktop.exchange.odm.metadata import ATTACHED, CHECKED, ERASURES, LOCKS, NOTES, QUERY_STATES
from hairtrial_desktop.study.definitions import Study

KINDS = frozenset({"query", "note", "verification", "review", "lock", "attachment", REDACTION})
_FLAGS = {"verification": "SDV", "review": "REVIEW"}


def of_record(number: int, record: Record, *, masked: str = "") -> etree._Element:
    """Return what one committed event says, for the Transactional file; ``masked`` stands for words that stay home."""
    new: dict[str, Any] = record.new
    said = new.get("said", {})
    words = masked or _words(new, said) or record.reason or ""
    if record.kind == "query":
        made = marks.annotation(
            number, "QUERY", QUERY_STATES, str(new["state"]), f"{said['event']}: {words}".strip(": ")
        )
    elif record.kind == "note":
        made = marks.annotation(number, "NOTE", NOTES, "note", words)
    elif record.kind == "attachment":
        told = " · ".join((_attached_words(new), masked or new["caption"])) if "sha256" in new else words
        made = marks.annotation(number, "ATTACHMENT", ATTACHED, str(new["state"]), told.strip(" ·"))
    elif record.kind == "lock":
        made = marks.annotation(number, "LOCK", LOCKS, str(new["level"]), f"{record.key}: {words}")
    elif record.kind == REDACTION:
        made = marks.annotation(number, "ERASURE", ERASURES, ERASED, masked or _erased_words(new))
    else:
        made = marks.annotation(number, _FLAGS[record.kind], CHECKED, str(new["state"]), words or None)
    made.set("TransactionType", "Insert")
    return made


def _erased_words(new: dict[str, Any]) -> str:
    """Return why, with whom, and which record; never what was erased."""
    place = f"attachment={new[FILE]}" if FILE in new else f"signature={new.get('signature')}"
    place = f"seq={new['seq']} position={new['position']}" if "seq" in new else place
    return f"{place}; second person: {new['second_person']}; {new['reason']}"


def _attached_words(tree: dict[str, Any]) -> str:
    """Return what an attachment is, for machines to read too: kind, type, bytes, hash."""
    return f"{tree['kind']} {tree['media_type']} {tree['size']} SHA-256 {tree['sha256']}"


def _attached(number: int, attachment: Attachment) -> etree._Element:
    code = "attached" if attachment.removed is None else "detached"
    told = _attached_words({**vars(attachment), "kind": attachment.kind.value})
    words = " · ".join(part for part in (told, attachment.caption) if part)
    return marks.annotation(number, "ATTACHMENT", ATTACHED, code, words)


def _words(new: dict[str, Any], said: dict[str, Any]) -> str:
    change = said.get("change")
    text = new.get("text") or {}
    asked = " / ".join(dict.fromkeys(part for part in (text.get("zh", ""), text.get("en", "")) if part))
    linked = f"{change['old'] or ''} → {change['new'] or ''}" if change else ""
    return " · ".join(part for part in (said.get("text") or asked, linked) if part)


def of_item(number: int, state: State, key: str) -> Iterator[etree._Element]:
    """Yield the queries and notes that stand on an item, for the Snapshot, counting from ``number``."""
    item = item_of(key)
    if item is None:
        return
    for query in queries_of(state, item):
        yield _query(number, query)
        number += 1
    for line in notes_of(state, item):
        yield marks.annotation(number, "NOTE", NOTES, "note", f"{line.text} [{line.user} {line.role}]")
        number += 1
    for data in erasures_of(state, key):
        who = f"[{data['user']} {data['role']} {data['at']}]"
        yield marks.annotation(number, "ERASURE", ERASURES, ERASED, f"{who} {_erased_words(data)}")
        number += 1
    for attachment in attachments_of(state, item.form):
        if attachment.item == item:
            yield _attached(number, attachment)
            number += 1


def of_form(
    number: int, state: State, study: Study, form: FormKey, site_level: LockLevel = LockLevel.NONE
) -> Iterator[etree._Element]:
    """Yield lock, source verification, review and queries of a whole form, for the Snapshot, counting on."""
    level = max(_level(state, form), site_level, key=lambda one: one.rank)
    if level is not LockLevel.NONE:
        yield marks.annotation(number, "LOCK", LOCKS, level.value)
        number += 1
    for kind, flag in ((SDV, "SDV"), (REVIEW, "REVIEW")):
        progress = progress_of(state, study, kind, form)
        if progress.state is not MarkState.NONE:
            yield marks.annotation(number, flag, CHECKED, progress.state.value, f"{progress.done}/{progress.total}")
            number += 1
    for query in queries_of(state, form):
        if query.item is None:
            yield _query(number, query)
            number += 1
    for attachment in attachments_of(state, form):
        if attachment.item is None:
            yield _attached(number, attachment)
            number += 1


def _query(number: int, query: Query) -> etree._Element:
    asked = " / ".join(dict.fromkeys(part for part in (query.text.zh, query.text.en) if part))
    lines = [f"{query.sponsor_id} {asked}".strip()]
    lines += [f"{line.event.value} [{line.user} {line.role} {line.at}] {line.text}".strip() for line in query.thread]
    return marks.annotation(number, "QUERY", QUERY_STATES, query.state.value, "\n".join(lines))


def _level(state: State, form: FormKey) -> LockLevel:
    """Return how far a form is closed by its own lock, its visit's or its subject's."""
    rows = (state.things("lock_data").get(place_of(scope, form, "")) for scope in (FORM, VISIT, SUBJECT))
    return max((LockLevel(row.data["level"]) for row in rows if row is not None), key=lambda level: level.rank,
               default=LockLevel.NONE)  # fmt: skip
