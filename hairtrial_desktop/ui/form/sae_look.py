"""How a serious adverse event is said wherever one of its forms or its participant is shown."""

from __future__ import annotations

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.adverse_events import AE_FORM, event_line
from hairtrial_desktop.ui.dates import left_words
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

SaeMark = tuple[Tone, str]


def sae_mark(words: Words, book: SiteBook, values: SubjectValues, key: FormKey) -> SaeMark | None:
    """Return the mark of a serious event with the time left to report it; None for any other form or event."""
    if key.form != AE_FORM:
        return None
    line = event_line(book, values, key)
    if not line.serious:
        return None
    if line.clock is None:
        return Tone.BAD, words("SAE: say when the site became aware")
    if not line.clock.running:
        return Tone.NEUTRAL, words("SAE reported")
    return Tone.BAD, words("SAE: {time}", time=left_words(line.clock.left(book.now()), words))


def sae_due(book: SiteBook, values: SubjectValues, key: FormKey) -> bool:
    """Whether ``key`` is a serious event whose first report is not recorded yet."""
    if key.form != AE_FORM:
        return False
    line = event_line(book, values, key)
    return line.serious and (line.clock is None or line.clock.running)
