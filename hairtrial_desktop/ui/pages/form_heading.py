"""What the top bar says of an open form: whose, which visit, its status, and what stands beside its values."""

from __future__ import annotations

from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.verification_marks import MarkState
from hairtrial_desktop.casebook.views.grid import form_status
from hairtrial_desktop.casebook.views.work_marks import work_marks
from hairtrial_desktop.casebook.visits import visit_date
from hairtrial_desktop.study.repeats import event_at, form_at
from hairtrial_desktop.ui.form.sae_look import sae_mark
from hairtrial_desktop.ui.form.status_look import look_now, look_of
from hairtrial_desktop.ui.pages.page import Heading
from hairtrial_desktop.ui.query_words import LOCK_WORDS, MARK_TONES, SDV_WORDS
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


def form_heading(tr: Words, book: SiteBook, session: FormSession) -> Heading:
    """Return form, subject (masked name: the wrong casebook must be noticed), visit, and the marks."""
    key = session.key
    identity = book.identity(key.subject)
    subject = f"{key.subject} {identity.masked}" if identity else key.subject
    event = session.study.event(key.event)
    day = visit_date(book.values(key.subject), event, key.event_repeat)
    visit = event_at(event, key.event_repeat).say(tr.language) + (f" · {day}" if day else "")
    status, findings = form_status(book, book.values(key.subject), key)
    look = look_now(tr, session, status)
    marks = [(look.tone, look.word)]
    if session.dirty and look.word == look_of(tr, status).word:
        marks.insert(0, (Tone.ACCENT, tr("Changes not saved")))
    serious = sae_mark(tr, book, session.values, key)
    if serious is not None:
        marks.insert(0, serious)
    if findings and session.row is not None:
        marks.insert(0, (Tone.WARN, tr.many("{n} open", "{n} open", findings)))
    marks = [*_beside_marks(tr, book, session), *marks]
    name = form_at(session.form, key.form_repeat).say(tr.language)
    return Heading(name, f"› {visit}", tuple(marks), person=subject)


def _beside_marks(tr: Words, book: SiteBook, session: FormSession) -> list[tuple[Tone, str]]:
    """Return (tone, words): why the form is closed, how many queries are open or answered, how far SDV is."""
    marks, work = [], work_marks(book, session.key)
    if session.lock is not None:
        marks.append((Tone.NEUTRAL, tr(LOCK_WORDS[session.lock.level])))
    elif session.read_only:
        marks.append((Tone.NEUTRAL, tr("Read only")))
    if work.open:
        marks.append((Tone.WARN, tr.many("{n} query", "{n} queries", work.open)))
    if work.answered:
        marks.append((Tone.ACCENT, tr.many("{n} query answered", "{n} queries answered", work.answered)))
    if work.sdv is not MarkState.NONE:
        marks.append((MARK_TONES[work.sdv], tr(SDV_WORDS[work.sdv])))
    return marks
