"""A list of the site as a page to print: audit trail, queries, kits, users, deviations (FDA-07; EMA-12; CN-01).

One mechanism for all: the furniture of a form, a digest over what is shown, and what was selected said in the header.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.crf_page import CrfPage, ListTable, Section
from hairtrial_desktop.casebook.record import canonical_bytes
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook

LIST_TAG = b"hairtrial/list/1\x00"
ALL_LINES = Text("全部", "All")
ALL = Text("全部受试者", "All participants")


@dataclass(frozen=True)
class PrintedList:
    """What is on the list. ``name`` begins the document's id; ``about``: what was selected, "" for everything.

    ``leaves``: what the digest covers where that is more than the words shown; ``scope`` stands for the participant.
    """

    name: str
    title: str
    table: ListTable | None = None
    sections: tuple[Section, ...] = ()
    about: str = ""
    leaves: Any = None
    scope: str = ""


def list_page(book: SiteBook, shown: PrintedList, language: str) -> CrfPage:
    """Return the list as a page of today; NotPermitted for who may not print."""
    book.actor.require(Action.PRINT)
    covered = shown.leaves
    if covered is None:
        covered = [] if shown.table is None else [list(row) for row in shown.table.rows]
    digest = hashlib.sha256(LIST_TAG + canonical_bytes([shown.name, shown.about, covered])).hexdigest()
    head, study = book.shelves.store.head(), book.study
    return CrfPage(
        study=study.protocol, registry_id=study.registry_id, study_title=study.name.say(language),
        site=f"{book.site.number} {book.site.name(language)}", subject=shown.scope or ALL.say(language),
        visit="", visit_date="", form_oid=shown.about or ALL_LINES.say(language), form_name=shown.title,
        form_version=study.version,
        status=f"{book.now():%Y-%m-%d}", document_id=f"{shown.name}@{head.seq}", record_digest=digest,
        head_seq=head.seq, program=book.author.program, sections=shown.sections,
        tables=() if shown.table is None else (shown.table,), demo=book.site.demo, draft=False,
    )  # fmt: skip
