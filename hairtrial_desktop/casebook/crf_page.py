"""A CRF page as data: what paper shows of one form, both areas alike, coded data only (Appendix B).

Built from the committed state by ``casebook.crf_pages``; ``documents`` draws it and decides nothing.
All texts are already in the language of the print; the zh/en labels of the page's own furniture are the drawer's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """One value as printed. ``area`` is "" or "A"/"B"; ``marks`` number the changes table's lines (†1)."""

    text: str
    unit: str = ""
    area: str = ""
    missing: str = ""  # words of the null flavour
    marks: tuple[int, ...] = ()
    options: tuple[tuple[str, bool], ...] = ()  # for short code lists: every option and whether chosen


@dataclass(frozen=True)
class Line:
    """One question with its answers (one, or one per area)."""

    number: str  # "2.3"
    label: str
    answers: tuple[Answer, ...]
    note: str = ""  # findings confirmed, deviations acknowledged
    evidence: tuple[str, ...] = ()  # of a criterion: every item, value and date it was judged from


@dataclass(frozen=True)
class Section:
    """A group of the form, or one row of a repeating group."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Change:
    """One change after the first entry (Annex 11 clause 8): mark, where, old, new, who, when, why."""

    mark: int
    label: str
    old: str
    new: str
    who: str
    when: str  # site time with zone
    why: str


@dataclass(frozen=True)
class SignatureShown:
    """A signature as printed (21 CFR 11.50): printed name, role, meaning, time with zone, id."""

    name: str
    role: str
    meaning: str
    at: str
    identifier: str
    void: bool = False
    code: str = ""  # of its meaning
    entered: str = ""  # the last entry before it, and how long after that it was given (EMA-06)
    together: str = ""  # what was signed with the same password
    replaced_by: str = ""  # of a void one: who gave the valid one of the same meaning that came after it, and when


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: its title and its share of the width."""

    title: str
    share: float


@dataclass(frozen=True)
class ListTable:
    """A list as a table: every row has a text for each column."""

    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class CrfPage:
    """One form, or one list, ready to draw."""

    study: str  # protocol number
    registry_id: str
    study_title: str
    site: str  # "01 深圳市…"
    subject: str
    visit: str  # visit name
    visit_date: str
    form_oid: str
    form_name: str
    form_version: str
    status: str  # words: 草稿, 完成, 已签名 ...
    document_id: str  # "01-009/SE.V1#1/F.EC#1@57"
    record_digest: str  # SHA-256 over the leaves shown
    head_seq: int
    program: str
    sections: tuple[Section, ...]
    changes: tuple[Change, ...] = ()
    signatures: tuple[SignatureShown, ...] = ()
    unsigned: tuple[str, ...] = ()  # signatures still missing beside those: meaning and who gives it
    tables: tuple[ListTable, ...] = ()  # of a list
    demo: bool = False  # DEMO on every page
    draft: bool = True  # watermark 草稿
    place: str = ""  # form, visit or participant that the register of prints counts the page for; "" for a list
    edition: str = ""  # which version of the printed page it is, and which one it replaces
    by_hand: bool = True  # with a line to sign by hand
