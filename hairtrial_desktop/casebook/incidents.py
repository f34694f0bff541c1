"""The log of incidents: what went wrong with data or system, when it was found, what was done (PIPL 57; PI-07).

It names nobody: an entry that would is refused, as is one that tells of the allocation. Printed as one list.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.crf_page import Answer, CrfPage, Line, Section
from hairtrial_desktop.casebook.queries_words import Doubt
from hairtrial_desktop.casebook.record import SITE, Draft, Record, canonical_bytes, parse_utc, utc_text
from hairtrial_desktop.casebook.redaction import refuse_doubtful
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook

INCIDENT = "incident"
LIST_TAG = b"hairtrial/incidents/1\x00"
TITLE = Text("事件记录", "Log of incidents")
ALL = Text("本中心", "The site")
NONE = Text("没有事件", "No incident")
FOUND, DATA, DONE = Text("发现时间", "Found"), Text("涉及的数据", "Data concerned"), Text("处置", "What was done")
NEEDED = ("what", "remedy")
DOUBTS = {Doubt.IDENTITY: "incident_names_somebody", Doubt.BLINDING: "incident_unblinds"}


@dataclass(frozen=True)
class Incident:
    """One entry: what, when it was found (UTC text), kinds of data, remedy; who wrote it and when (UTC text)."""

    number: str
    what: str
    found_at: str
    data: str
    remedy: str
    user: str
    role: str
    at: str


def incidents(book: SiteBook) -> tuple[Incident, ...]:
    """Return the log, oldest first."""
    rows = book.state(SITE).things("incident_data").values()
    return tuple(
        Incident(row.key, *(row.data[name] for name in ("what", "found_at", "data", "remedy", "user", "role", "at")))
        for row in sorted(rows, key=lambda row: row.seq)
    )


def record_incident(book: SiteBook, what: str, found: datetime, data: str, remedy: str) -> Commit:
    """Commit an entry. ``found``: aware time; ``data``: kinds of data concerned, "" for none.

    NotPermitted; KnownError ``incident_incomplete``, ``incident_future``, ``incident_names_somebody``,
    ``incident_unblinds``.
    """
    book.actor.require(Action.RECORD_INCIDENT)
    number = f"incident-{len(incidents(book)) + 1:05d}"
    new = {"what": what.strip(), "found_at": utc_text(found), "data": data.strip(), "remedy": remedy.strip()}
    return book.commit(Draft(SITE, INCIDENT, (Record(INCIDENT, number, None, new),)))


def refuse_wrong_incidents(book: SiteBook, draft: Draft) -> None:
    """Refuse an entry that says too little or too much, or stands in another's place (the casebook's door)."""
    for record in draft.records:
        if record.kind != INCIDENT:
            continue
        if record.key != f"incident-{len(incidents(book)) + 1:05d}":
            raise ValueError(record.key)
        new = record.new
        if any(not new[name].strip() for name in NEEDED):
            raise KnownError("incident_incomplete")
        if parse_utc(new["found_at"]) > book.now():
            raise KnownError("incident_future")
        for name in (*NEEDED, "data"):
            refuse_doubtful(book, new[name], DOUBTS)


def incident_list(book: SiteBook, language: str) -> CrfPage:
    """Return the log as a page to print; NotPermitted for who may not look at the audit trail."""
    book.actor.require(Action.READ_AUDIT)
    found = incidents(book)
    lines = tuple(_line(book, at, each, language) for at, each in enumerate(found, 1))
    leaves = [row.leaf for row in book.state(SITE).things("incident_data").values()]
    head, study = book.shelves.store.head(), book.study
    return CrfPage(
        study=study.protocol, registry_id=study.registry_id, study_title=study.name.say(language),
        site=f"{book.site.number} {book.site.name(language)}", subject=ALL.say(language), visit="", visit_date="",
        form_oid="", form_name=TITLE.say(language), form_version=study.version, status=f"{book.now():%Y-%m-%d}",
        document_id=f"incidents@{head.seq}",
        record_digest=hashlib.sha256(LIST_TAG + canonical_bytes(leaves)).hexdigest(), head_seq=head.seq,
        program=book.author.program,
        sections=(Section((TITLE if lines else NONE).say(language), lines),), demo=book.site.demo, draft=False,
    )  # fmt: skip


def _line(book: SiteBook, at: int, one: Incident, language: str) -> Line:
    said = [f"{FOUND.say(language)}: {site_time(book, one.found_at)}"]
    said += [f"{DATA.say(language)}: {one.data}"] if one.data else []
    said.append(f"{DONE.say(language)}: {one.remedy}")
    note = f"{book.person_name(one.user)}, {site_time(book, one.at)}"
    return Line(str(at), one.what, (Answer("\n".join(said)),), note)
