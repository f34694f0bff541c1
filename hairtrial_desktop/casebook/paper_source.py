"""Entered later from paper, or performed by another: who wrote or did it, and when, apart from who enters it.

A transcription keeps author, time and form version (ALCOA; E6(R3) 4.2.2; R3-17); every value entered after it has the
source *transcribed*, and the form is completed only with a second person's word. The scan of the paper is attached to
the form as any other is (``attachments``); rows of older programs hold one themselves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.attached_file import MEDIA_WORDS, media_type_of
from hairtrial_desktop.casebook.attachments import attach, may_attach
from hairtrial_desktop.casebook.delegations import role_on
from hairtrial_desktop.casebook.queries_words import Doubt
from hairtrial_desktop.casebook.record import Draft, Record, utc_text
from hairtrial_desktop.casebook.redaction import refuse_doubtful
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.casebook.attached_file import StrippedFile
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.site_book import SiteBook

TRANSCRIPTION = "transcription"  # the kind of the record
DOUBTS = {Doubt.IDENTITY: "paper_names_somebody", Doubt.BLINDING: "paper_unblinds"}
PERFORMED = "/performed"  # after the form's key: who performed what the form records


@dataclass(frozen=True)
class PaperSource:
    """Where a form was first written: by whom, when (aware), on which version of the page, with which scan."""

    author: str
    written_at: datetime
    version: str
    scan: StrippedFile | None = None


def record_paper(book: SiteBook, key: FormKey, paper: PaperSource) -> None:
    """Commit that the form is entered from paper, before its first value; then attach the scan.

    KnownError ``paper_before_entry`` | ``paper_names_somebody`` | ``paper_unblinds``, and of the scan what
    ``attachments.attach`` refuses; NotPermitted.
    """
    book.actor.require(Action.ENTER)
    state = book.state(key.subject)
    row = state.forms().get(str(key))
    if (row is not None and row.status != "removed") or not paper.author.strip():
        raise KnownError("paper_before_entry")
    body = {
        "author": paper.author.strip(), "written_at": utc_text(paper.written_at.astimezone(UTC)),
        "version": paper.version.strip(), "scan": "", "scan_sha256": "",
        "by": book.actor.user, "at": utc_text(book.clock.now()),
    }  # fmt: skip
    _check_words(book, body)  # before anything is written
    against = None if paper.scan is None else may_attach(book, key)
    if against is not None:
        raise KnownError(against)
    _commit(book, key, str(key), body)
    if paper.scan is not None:
        attach(book, key, AttachmentKind.WET_INK, "", paper.scan)


def refuse_wrong_papers(book: SiteBook, draft: Draft) -> None:
    """Refuse a paper whose words name somebody or may tell the allocation, whatever way it came (the casebook's door).

    KnownError as :func:`record_paper`; ValueError where its scan is not the file in the store.
    """
    for record in draft.records:
        if record.kind != TRANSCRIPTION or record.key.endswith(PERFORMED) or record.new is None:
            continue
        _check_words(book, record.new)
        if record.new["scan"]:
            content = book.shelves.attachments.get(record.new["scan"])
            held = hashlib.sha256(content).hexdigest(), media_type_of(content) in MEDIA_WORDS
            if held != (record.new["scan_sha256"], True):
                raise ValueError(record.key)


def _check_words(book: SiteBook, body: dict[str, Any]) -> None:
    """Judge author and version, which stand on the signed paper; the name of somebody of the site is meant to."""
    staff = {str(person["name"]) for person in book.people().values()}
    for text in (body["author"], body["version"]):
        if text not in staff:
            refuse_doubtful(book, text, DOUBTS)


def record_performer(book: SiteBook, key: FormKey, user: str, day: date) -> None:
    """Commit who performed what the form records; KnownError ``performer_not_delegated`` on that day; NotPermitted."""
    book.actor.require(Action.ENTER)
    person = book.people().get(user)
    if person is None or role_on(person, day) is None:
        raise KnownError("performer_not_delegated", name=book.person_name(user), day=day.isoformat())
    _commit(book, key, f"{key}{PERFORMED}", {"user": user, "day": day.isoformat(), "by": book.actor.user})


def paper_of(state: State, key: FormKey) -> ThingRow | None:
    """Return the paper a form was entered from, None where it was entered at first hand."""
    return state.things("transcription_data").get(str(key))


def performer_of(state: State, key: FormKey) -> str | None:
    """Return the user who performed what the form records, where that was said."""
    row = state.things("transcription_data").get(f"{key}{PERFORMED}")
    return None if row is None else str(row.data["user"])


def _commit(book: SiteBook, key: FormKey, place: str, body: dict[str, Any]) -> None:
    before = book.state(key.subject).things("transcription_data").get(place)
    record = Record(TRANSCRIPTION, place, None if before is None else before.data, body)
    book.commit(Draft(key.subject, "transcribe", (record,)))
