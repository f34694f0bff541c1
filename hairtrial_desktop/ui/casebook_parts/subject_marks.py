"""What the heading of a casebook says beside the participant's status: lock, queries, how far SDV is."""

from __future__ import annotations

from hairtrial_desktop.casebook.locks import lock_at
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.verification_marks import SDV, progress_of_subject
from hairtrial_desktop.casebook.views.work_marks import query_counts
from hairtrial_desktop.ui.query_words import LOCK_WORDS, MARK_TONES
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


def subject_marks(tr: Words, book: SiteBook, subject: str) -> list[tuple[Tone, str]]:
    """Return (tone, words); SDV only once something was verified."""
    marks = []
    lock = lock_at(book, subject) or lock_at(book, book.site.number)
    if lock is not None:
        marks.append((Tone.NEUTRAL, tr(LOCK_WORDS[lock.level])))
    asked, answered = query_counts(book, subject)
    if asked:
        marks.append((Tone.WARN, tr.many("{n} query", "{n} queries", asked)))
    if answered:
        marks.append((Tone.ACCENT, tr.many("{n} query answered", "{n} queries answered", answered)))
    sdv = progress_of_subject(book.state(subject), book.study, SDV)
    if sdv.done or sdv.cleared:
        marks.append((MARK_TONES[sdv.state], tr("SDV {done}/{total}", done=sdv.done, total=sdv.total)))
    return marks
