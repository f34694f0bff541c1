"""The audit trail in plain words: every committed change, readable by a non-technical person (E6(R3) 4.2.2(c))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.study.codecs import codec_for

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Commit, Record
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.text import Text


@dataclass(frozen=True)
class AuditLine:
    """One change. ``form`` and ``label`` are None where the change is not of a form's item."""

    seq: int
    at: str  # UTC text
    user: str
    role: str
    workstation: str
    act: str
    subject: str
    form: Text | None
    label: Text | None
    area: str
    old: str
    new: str
    reason: str
    source: str


def audit_lines(book: SiteBook, language: str, after: int = 0) -> Iterator[AuditLine]:
    """Yield the changes after commit ``after``, oldest first, values as people read them."""
    book.actor.require(Action.READ_AUDIT)
    clinical = book.actor.may(Action.READ_DATA)
    for commit in book.shelves.store.commits(after):
        if commit.subject and not clinical:
            continue
        for sealed in commit.records:
            record = sealed.record()
            if record is not None:
                yield _line(book, commit, record, language)


def _line(book: SiteBook, commit: Commit, record: Record, language: str) -> AuditLine:
    form = label = None
    area, old, new = "", "", ""
    if record.kind == "item":
        key = ItemKey.parse(record.key)
        definition = book.study.forms.get(key.form.form)
        found = definition.item(key.item) if definition else None
        form = definition.name if definition else None
        if found is not None:
            group, item = found
            label = item.question
            area = "AB"[key.group_repeat - 1] if group.areas else ""
            old, new = (
                codec_for(item).show(value, language) if value is not None else null or ""
                for value, null in ((record.old, record.old_null), (record.new, record.new_null))
            )
    elif record.kind == "form":
        definition = book.study.forms.get(FormKey.parse(record.key).form)
        form = definition.name if definition else None
        old, new = (record.old or {}).get("status", ""), (record.new or {}).get("status", "")
    return AuditLine(
        commit.seq, commit.head["at"], commit.user, commit.role, commit.head["workstation"], commit.act,
        commit.subject, form, label, area, old, new, record.reason or "", record.source,
    )  # fmt: skip
