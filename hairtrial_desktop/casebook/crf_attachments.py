"""What is attached to a form, as paper lists it: what it is, its hash, who and when; never the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.attachments import attachments_of, described
from hairtrial_desktop.casebook.crf_page import Answer, Line, Section
from hairtrial_desktop.casebook.state_words import STATE_WORDS
from hairtrial_desktop.study.repeats import asked_at
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.attachments import Attachment, Given
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook

TITLE = Text("照片与扫描件", "Photographs and scans")
NAMELESS = Text("附件", "Attachment")


def attachment_section(
    book: SiteBook, key: FormKey, number: int, language: str, when: Callable[[str], str]
) -> tuple[Section, ...]:
    """Return the section numbered ``number``, none where nothing was ever attached; removed ones are listed as such.

    ``when`` turns stored UTC text into the time that stands on paper.
    """
    lines = []
    for at, attachment in enumerate(attachments_of(book.state(key.subject), key), 1):
        label = " · ".join(part for part in (_question(book, attachment, language), attachment.caption) if part)
        answer = Answer(f"{described(attachment, language)} · {_given(book, attachment.attached, when)}")
        gone, note = attachment.removed, ""
        if gone is not None:
            note = f"{STATE_WORDS['detached'].say(language)} · {_given(book, gone, when)} · {gone.reason}"
        lines.append(Line(f"{number}.{at}", label or NAMELESS.say(language), (answer,), note))
    return (Section(TITLE.say(language), tuple(lines)),) if lines else ()


def _question(book: SiteBook, attachment: Attachment, language: str) -> str:
    if attachment.item is None:
        return ""
    found = book.form_of(attachment.form).item(attachment.item.item)
    return "" if found is None else asked_at(*found, attachment.item.group_repeat).say(language)


def _given(book: SiteBook, given: Given, when: Callable[[str], str]) -> str:
    return f"{book.person_name(given.user)} · {when(given.at)}"
