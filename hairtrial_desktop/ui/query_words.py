"""The words of query states, events, marks and locks, with their tones: one table for every place."""

from __future__ import annotations

from hairtrial_desktop.casebook.locks import LockLevel
from hairtrial_desktop.casebook.queries import SPONSOR, Query, Said
from hairtrial_desktop.casebook.queries_words import Doubt
from hairtrial_desktop.casebook.query_states import OF_PROGRAM, QueryEvent, QueryState
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.verification_marks import MarkState
from hairtrial_desktop.ui.dates import exact, moment
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

STATE_WORDS = {
    QueryState.CANDIDATE: msg("Candidate"),
    QueryState.OPEN: msg("To answer"),
    QueryState.ANSWERED: msg("Answered"),
    QueryState.CLOSED: msg("Closed"),
    QueryState.CANCELLED: msg("Cancelled"),
}
STATE_TONES = {
    QueryState.CANDIDATE: Tone.NEUTRAL,
    QueryState.OPEN: Tone.WARN,
    QueryState.ANSWERED: Tone.ACCENT,
    QueryState.CLOSED: Tone.OK,
    QueryState.CANCELLED: Tone.NEUTRAL,
}
EVENT_WORDS = {  # what somebody did
    QueryEvent.APPEARS: msg("found by a check"),
    QueryEvent.RAISE: msg("asked"),
    QueryEvent.ANSWER: msg("answered"),
    QueryEvent.CHANGE: msg("changed the value"),
    QueryEvent.ASK_AGAIN: msg("asked again"),
    QueryEvent.CLOSE: msg("closed"),
    QueryEvent.CANCEL: msg("cancelled"),
    QueryEvent.GONE: msg("the finding is gone"),
    QueryEvent.RETURNS: msg("the finding is back"),
    QueryEvent.REOPEN: msg("opened again"),
}
ACT_WORDS = {  # what somebody may do
    QueryEvent.ANSWER: msg("Answer"),
    QueryEvent.ASK_AGAIN: msg("Ask again"),
    QueryEvent.CLOSE: msg("Close"),
    QueryEvent.CANCEL: msg("Cancel the query"),
    QueryEvent.REOPEN: msg("Open again"),
}
LOCK_WORDS = {
    LockLevel.NONE: msg("Not locked"),
    LockLevel.FROZEN: msg("Frozen"),
    LockLevel.SOFT: msg("Soft locked"),
    LockLevel.HARD: msg("Hard locked"),
}
SDV_WORDS = {
    MarkState.NONE: msg("SDV not done"),
    MarkState.PART: msg("SDV in part"),
    MarkState.DONE: msg("SDV done"),
    MarkState.CLEARED: msg("SDV cleared by change"),
}
MARK_TONES = {
    MarkState.NONE: Tone.NEUTRAL,
    MarkState.PART: Tone.ACCENT,
    MarkState.DONE: Tone.OK,
    MarkState.CLEARED: Tone.WARN,
}
DOUBT_WORDS = {
    Doubt.IDENTITY: msg("This seems to name a person or a number. The text leaves the site: write the subject number."),
    Doubt.BLINDING: msg("This may suggest the allocation. Say it without naming the product or an area."),
}


def said_by(line: Said, book: SiteBook, tr: Words) -> str:
    """Return who did what and when, as one line of a thread begins."""
    return f"{_who(line, book, tr)} · {tr(EVENT_WORDS[line.event])} · {moment(line.at, book.zone, book.now(), tr)}"


def said_exactly(line: Said, book: SiteBook, tr: Words) -> str:
    """Return a whole line of a thread with its exact time, as paper shows it."""
    said = (_who(line, book, tr), tr(EVENT_WORDS[line.event]), exact(line.at, book.zone), change_words(line), line.text)
    return " · ".join(part for part in said if part)


def _who(line: Said, book: SiteBook, tr: Words) -> str:
    if line.by == SPONSOR:
        return tr("Sponsor")
    return tr("Program") if line.event in OF_PROGRAM else f"{book.person_name(line.user)} {role_word(line.role, tr)}"


def change_words(line: Said) -> str:
    """Return ``120 → 125`` where a line is linked to a change."""
    if line.change is None:
        return ""
    return f"{line.change['old'] or '—'} → {line.change['new'] or '—'}"


def query_title(query: Query, tr: Words) -> str:
    """Return what a query asks; one of the sponsor with its number."""
    asked = query.text.say(tr.language)
    return f"{query.sponsor_id} · {asked}" if query.sponsor_id else asked
