"""The words of the page's own furniture, from the one catalogue. Texts of forms come with the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hairtrial_desktop.words import Words


@dataclass(frozen=True)
class Labels:
    """One language. ``{…}`` are filled in by the drawer."""

    code: str  # BCP 47, the language of the document
    protocol: str
    registry: str
    site: str
    subject: str
    visit: str
    form: str
    version: str
    status: str
    page_of: str
    software: str
    record_number: str
    document: str
    digest: str
    digest_full: str
    digest_note: str
    question: str
    answer: str
    area: str
    continued: str
    note: str
    none: str
    judged_from: str
    changes: str
    changes_note: str
    change_item: str
    change_value: str
    change_who: str
    change_why: str
    empty_value: str
    signatures: str
    signature: str
    not_signed: str
    still_missing: str
    last_entry: str
    together: str
    name: str
    role: str
    meaning: str
    signed_at: str
    signature_id: str
    void: str
    void_replaced: str
    replaced_by: str
    electronic: str
    signature_note: str
    wet_ink: str
    wet_name: str
    wet_date: str
    draft: str
    demo: str
    demo_note: str
    printed: str
    title: str


@cache
def labels(language: str) -> Labels:
    """Return the labels of ``zh`` or ``en``; ValueError for another language is a bug."""
    tr = Words(language)
    return Labels(**_furniture(tr), **_ends(tr))


def _furniture(tr: Words) -> dict[str, str]:
    """Return the words of header, footer and rows."""
    return {
        "code": "en-GB" if tr.language == "en" else "zh-CN",
        "protocol": tr.within("paper", "Protocol"),
        "registry": tr.within("paper", "Registry no."),
        "site": tr.within("paper", "Site"),
        "subject": tr.within("paper", "Subject no."),
        "visit": tr.within("paper", "Visit / visit date"),
        "form": tr.within("paper", "Form"),
        "version": tr.within("paper", "version {version}", version="{version}"),
        "status": tr.within("paper", "Status"),
        "page_of": tr.within("paper", "Page {page} of {pages}", page="{page}", pages="{pages}"),
        "software": tr.within("paper", "Software"),
        "record_number": tr.within("paper", "Record no."),
        "document": tr.within("paper", "Document"),
        "digest": tr.within("paper", "Record digest"),
        "digest_full": tr.within("paper", "Record digest SHA-256"),
        "digest_note": tr.within("paper", "Covers every record shown on this form; can be checked in the system."),
        "question": tr.within("paper", "Item"),
        "answer": tr.within("paper", "Record"),
        "area": tr.within("paper", "Area {area}", area="{area}"),
        "continued": tr.within("paper", "(continued)"),
        "note": tr.within("paper", "Note:") + (" " if tr.language == "en" else ""),
        "judged_from": tr.within("paper", "Judged from:") + (" " if tr.language == "en" else ""),
        "none": tr.within("paper", "not entered"),
    }


def _ends(tr: Words) -> dict[str, str]:
    """Return the words of what stands at the end: changes, signatures, and what is stamped over."""
    return {
        "changes": tr.within("paper", "Changes"),
        "changes_note": tr.within("paper", "† marks changes after the first entry; numbers as in the text."),
        "change_item": tr.within("paper", "Item"),
        "change_value": tr.within("paper", "Old → new"),
        "change_who": tr.within("paper", "Changed by / at"),
        "change_why": tr.within("paper", "Reason"),
        "empty_value": tr.within("paper", "(empty)"),
        "signatures": tr.within("paper", "Signatures"),
        "signature": tr.within("paper", "Electronic signature"),
        "not_signed": tr.within("paper", "Not signed electronically"),
        "last_entry": tr.within("paper", "Last entry"),
        "together": tr.within("paper", "Given"),
        "still_missing": tr.within("paper", "Signature still missing:") + (" " if tr.language == "en" else ""),
        "name": tr.within("paper", "Printed name"),
        "role": tr.within("paper", "Role"),
        "meaning": tr.within("paper", "Meaning"),
        "signed_at": tr.within("paper", "Signed at"),
        "signature_id": tr.within("paper", "Signature id"),
        "void": tr.within("paper", "Signature void, to be signed again"),
        "void_replaced": tr.within("paper", "Signature void, replaced"),
        "replaced_by": tr.within("paper", "Replaced by"),
        "electronic": tr.within("paper", "Signed electronically"),
        "signature_note": tr.within(
            "paper",
            "The electronic signature is embedded in this file (PAdES) "
            "and covers every page; any change made after signing is detected.",
        ),
        "wet_ink": tr.within("paper", "Wet-ink signature"),
        "wet_name": tr.within("paper", "Name in print"),
        "wet_date": tr.within("paper", "Date"),
        "draft": tr.within("paper", "DRAFT"),
        "demo": "DEMO",
        "demo_note": tr.within("paper", "DEMO · demonstration data, no real participant"),
        "printed": tr.within("paper", "Printed by {who} · printed at {when}", who="{who}", when="{when}"),
        "title": "{form} · {subject} · {visit}",
    }
