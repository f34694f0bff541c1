"""One answer as lines of text and boxes. Both areas go through the same function, so they cannot look different."""

from __future__ import annotations

from collections.abc import Iterator

from hairtrial_desktop.casebook.crf_page import Answer
from hairtrial_desktop.documents.labels import Labels
from hairtrial_desktop.documents.text_flow import BLANK, BOX, FRAMED, MUTED, TICKED, Flow, Run, Style, TextLine

VALUE = Style(bold=True)
PLAIN = Style()
UNIT = Style(size=8, color=MUTED)
MARK = Style(size=6.5, bold=True, rise=3.2)
QUIET = Style(size=8, color=MUTED)
LEADING = 13.2  # closer than 1.5 times the size: readers then take a wrapped label for one text
_SHORT = 40  # characters: a narrative in bold is hard to read


def answer_lines(answer: Answer, width: float, flow: Flow, words: Labels, *, draft: bool) -> tuple[TextLine, ...]:
    """Return the answer broken to ``width`` points.

    A draft leaves a blank to write on where nothing was entered; a final page says so in words, that nothing be added.
    """
    return flow.lines(_runs(answer, words, draft=draft), width, LEADING)


def _runs(answer: Answer, words: Labels, *, draft: bool) -> Iterator[Run]:
    chosen = any(picked for _, picked in answer.options)
    if answer.options:
        yield from _options(answer.options)
    if answer.text and not chosen:
        yield Run(answer.text, VALUE if len(answer.text) <= _SHORT else PLAIN)
    if answer.missing:
        if answer.text or answer.options:
            yield Run("  ", PLAIN)
        yield Run(answer.missing, Style(size=8.2), FRAMED)
    elif not answer.text and not chosen:
        if not draft:
            yield Run(words.none, QUIET)
        elif not answer.options:
            yield Run(shape=BLANK, width=64 if answer.unit or answer.area else 120)
    if answer.unit and not answer.missing and (answer.text or draft):
        yield Run("\u00a0" + answer.unit, UNIT, together=True)
    for mark in answer.marks:
        yield Run(f" †{mark}", MARK, together=True)


def _options(options: tuple[tuple[str, bool], ...]) -> Iterator[Run]:
    for index, (text, picked) in enumerate(options):
        if index:
            yield Run("    ", PLAIN)
        yield Run(shape=TICKED if picked else BOX)
        yield Run(text, VALUE if picked else PLAIN, together=True)
