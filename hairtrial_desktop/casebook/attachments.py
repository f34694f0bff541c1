"""Photographs, scans of wet-ink pages and other papers, kept with the form or the question they belong to (R3-17).

The file itself lies encrypted in the store; the record holds its hash, what was stripped from it, and who attached it.
Taking one away needs a reason and takes nothing away: file and row stay, the row is marked (ALCOA: original). What a
form's attachments are is part of what a signature covers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.attached_file import MAX_BYTES, MEDIA_WORDS, STRIPPED_WORDS, media_type_of
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.queries import item_of
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.visits import visit_cancelled
from hairtrial_desktop.study.attaching import AttachmentExport, AttachmentKind, export_of
from hairtrial_desktop.study.blinding import allowed_in, told
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.attached_file import StrippedFile
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.versions import Versions

MARK = "/A#"
ATTACHED, DETACHED = "attached", "detached"
LONGEST_CAPTION = 120

KIND_WORDS: Mapping[AttachmentKind, Text] = MappingProxyType(
    {
        AttachmentKind.PHOTOGRAPH: Text("照片", "Photograph"),
        AttachmentKind.WET_INK: Text("手写或手签页的扫描件", "Scan of a page written or signed by hand"),
        AttachmentKind.OTHER: Text("其他文件", "Other paper"),
    }
)


@dataclass(frozen=True)
class Given:
    """Who attached or took away, in which role, when (UTC text); ``reason`` of taking away."""

    user: str
    role: str
    at: str
    reason: str = ""


@dataclass(frozen=True)
class Attachment:
    """One attachment as the record has it. ``removed`` is None while it stands; hashes are SHA-256 (hex)."""

    key: str
    kind: AttachmentKind
    caption: str
    media_type: str
    size: int  # bytes
    sha256: str  # of the content kept
    original_sha256: str  # of the file as it was chosen
    stripped: tuple[str, ...]
    store: str  # its name in the store
    leaf: str
    attached: Given
    removed: Given | None

    @property
    def form(self) -> FormKey:
        """The form it belongs to."""
        return FormKey.parse(self.key)

    @property
    def item(self) -> ItemKey | None:
        """The question it belongs to, None where it belongs to the whole form."""
        return attached_item(self.key)


def attached_item(key: str) -> ItemKey | None:
    """Return the item in an attachment's key ``<form or item>/A#<n>``, None for a whole form."""
    return item_of(key)


def attachments_of(state: State, form: FormKey | None = None) -> tuple[Attachment, ...]:
    """Return what was ever attached to a form (None: to any form of the subject), in order; removed ones too."""
    start = "" if form is None else f"{form}/"
    rows = [
        row for key, row in state.things("attachment_data").items()
        if key.startswith(start) and MARK in key and ATTACHED in row.data  # at the sponsor a part may be held back
    ]  # fmt: skip
    return tuple(attachment_of(row) for row in sorted(rows, key=lambda row: (row.data[ATTACHED]["at"], row.key)))


def attachment_of(row: ThingRow) -> Attachment:
    """Read a row of ``attachment_data``."""
    data = row.data
    removed = data.get(DETACHED)
    return Attachment(
        row.key, AttachmentKind(data["kind"]), data["caption"], data["media_type"], data["size"], data["sha256"],
        data["original_sha256"], tuple(data["stripped"]), data["store"], row.leaf, Given(**data[ATTACHED]),
        None if removed is None else Given(**removed, reason=data["reason"]),
    )  # fmt: skip


def export_under(versions: Versions, key: str, kind: AttachmentKind) -> AttachmentExport:
    """Return what of an attachment may leave: the least that any version of the definitions allows."""
    form, item = FormKey.parse(key).form, attached_item(key)
    rules = [
        step.study.forms[form].attachments_at(None if item is None else item.item)
        for step in versions.steps if form in step.study.forms
    ]  # fmt: skip
    order = tuple(AttachmentExport)  # from nothing to all of it
    return min((export_of(rule, kind) for rule in rules), key=order.index, default=AttachmentExport.NEVER)


def may_attach(book: SiteBook, form: FormKey) -> str | None:
    """Return the code of what stands against attaching to a form, None where the actor may.

    ``not_permitted`` | ``collection_ended`` | ``attachment_form_removed``; locks are the door's (``locks``).
    """
    if not book.actor.may(Action.ATTACH):
        return "not_permitted"
    row = book.state(form.subject).forms().get(str(form))
    if row is not None and row.status == "removed":
        return "attachment_form_removed"
    if row is None and visit_cancelled(book.values(form.subject), form.event):
        return "collection_ended"
    return None


def attach(
    book: SiteBook, place: FormKey | ItemKey, kind: AttachmentKind, caption: str, file: StrippedFile
) -> Commit:  # fmt: skip
    """Keep ``file`` with a form or a question; a signature of the form becomes void.

    NotPermitted; KnownError ``collection_ended`` | ``attachment_form_removed`` | ``caption_unblinds`` |
    ``control_character`` | ``too_long``, and what ``SiteBook.commit`` refuses.
    """
    form = place.form if isinstance(place, ItemKey) else place
    book.actor.require(Action.ATTACH)
    book.require_sight(form)
    key = f"{place}{MARK}{_next(book, str(place))}"
    new = {
        "state": ATTACHED, "kind": kind.value, "caption": caption.strip(), "media_type": file.media_type,
        "size": len(file.content), "sha256": file.sha256, "original_sha256": file.original_sha256,
        "stripped": list(file.stripped), "store": "",
    }  # fmt: skip
    _refuse_attaching(book, key, new)  # before anything is written
    new["store"] = book.shelves.attachments.put(file.content)
    return book.commit(Draft(form.subject, "attach", (Record("attachment", key, None, new),)))


def detach(book: SiteBook, key: str, reason: str) -> Commit:
    """Mark an attachment as removed; KnownError ``reason_required`` | ``attachment_gone``; NotPermitted."""
    form = FormKey.parse(key)
    book.actor.require(Action.ATTACH)
    book.require_sight(form)
    if not reason.strip():
        raise KnownError("reason_required")
    record = Record("attachment", key, {"state": ATTACHED}, _taken_away(reason), reason=reason.strip())
    return book.commit(Draft(form.subject, "detach", (record,)))


def content_of(book: SiteBook, attachment: Attachment) -> bytes:
    """Return the file; KnownError ``attachment_damaged`` | ``attachment_missing``."""
    book.actor.require(Action.READ_DATA)
    book.require_sight(attachment.form)
    return verified(book.shelves.attachments.get(attachment.store), attachment)


def verified(content: bytes, attachment: Attachment) -> bytes:
    """Return ``content`` if it is what was attached; KnownError ``attachment_damaged``."""
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise KnownError("attachment_damaged", name=attachment.store[:12])
    return content


def described(attachment: Attachment, language: str) -> str:
    """Return kind, format, size and the first 16 digits of the hash, for paper and the audit trail."""
    kind, media = KIND_WORDS[attachment.kind].say(language), MEDIA_WORDS[attachment.media_type]
    return f"{kind} · {media} · {size_words(attachment.size)} · SHA-256 {attachment.sha256[:16]}"


def size_words(size: int) -> str:
    """Return a size as people read it: ``312 KB``, ``4.2 MB``."""
    kilobytes = max(round(size / 1024), 1)
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{size / 1024 / 1024:.1f} MB"  # noqa: PLR2004 - then it reads badly


def refuse_wrong_attachments(book: SiteBook, draft: Draft) -> None:
    """Refuse attachments that are not as they must be, whatever way they came (the casebook's door).

    ValueError where one is misshapen or its file is not in the store; KnownError as :func:`attach`, :func:`detach`.
    """
    for record in draft.records:
        if record.kind == "attachment":
            (_refuse_attach if draft.act == "attach" else _refuse_detach)(book, draft, record)


def _refuse_attach(book: SiteBook, draft: Draft, record: Record) -> None:
    key, new = record.key, record.new
    place, _, number = key.rpartition(MARK)
    if not place.startswith(f"{draft.subject}/") or number != str(_next(book, place)):
        raise ValueError(key)
    _refuse_attaching(book, key, new)
    content = book.shelves.attachments.get(new["store"])
    held = (len(content), hashlib.sha256(content).hexdigest(), media_type_of(content))
    if held != (new["size"], new["sha256"], new["media_type"]):
        raise ValueError(key)


def _refuse_attaching(book: SiteBook, key: str, new: dict[str, Any]) -> None:
    form, item = FormKey.parse(key), attached_item(key)
    definition = book.form_of(form)
    sound = (
        new["state"] == ATTACHED
        and new["media_type"] in MEDIA_WORDS
        and 0 < new["size"] <= MAX_BYTES
        and set(new["stripped"]) <= STRIPPED_WORDS.keys()
        and (item is None or definition.item(item.item) is not None)
    )
    if not sound or new["kind"] not in set(AttachmentKind):
        raise ValueError(key)
    against = may_attach(book, form)
    if against is not None:
        raise KnownError(against)
    _refuse_caption(book, new["caption"])


def _refuse_caption(book: SiteBook, caption: str) -> None:
    if len(caption) > LONGEST_CAPTION:
        raise KnownError("too_long", limit=LONGEST_CAPTION, found=len(caption))
    if not caption.isprintable():
        raise KnownError("control_character")
    if told(caption, allowed_in(book.study)) is not None:
        raise KnownError("caption_unblinds")


def _refuse_detach(book: SiteBook, draft: Draft, record: Record) -> None:
    row = book.whole(draft.subject).things("attachment_data").get(record.key)
    if row is None or row.data.get("state") != ATTACHED:
        raise KnownError("attachment_gone")
    if not record.new.get("reason") or record.new != _taken_away(record.new["reason"]):
        raise ValueError(record.key)


def _taken_away(reason: str) -> dict[str, str]:
    return {"state": DETACHED, "reason": reason.strip()}


def _next(book: SiteBook, place: str) -> int:
    """Return the number of the next attachment of a place; removed ones keep theirs."""
    rows = book.whole(place.partition("/")[0]).things("attachment_data")
    return 1 + sum(key.startswith(f"{place}{MARK}") for key in rows)
