"""One answer as lines of text and boxes. Both areas go through the same function, so they cannot look different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class AnswerLines:
    """Breaks answers into lines for one page."""

    flow: Flow
    words: Labels
    draft: bool

    def of(self, answers: tuple[Answer, ...], width: float, *, strong: bool) -> tuple[TextLine, ...]:
        """Return the answers, one under the other, broken to ``width`` points; ``strong`` sets values in bold.

        A draft leaves a blank to write on where nothing was entered; a final page says so in words, that nothing be
        added later.
        """
        lines: list[TextLine] = []
        for answer in answers or (Answer(""),):
            lines += self.flow.lines(self._runs(answer, VALUE if strong else PLAIN), width, LEADING)
        return tuple(lines)

    def _runs(self, answer: Answer, style: Style) -> Iterator[Run]:
        chosen = any(picked for _, picked in answer.options)
        if answer.options:
            yield from self._options(answer)
        if answer.text and not chosen:
            yield Run(answer.text, style)
        if answer.missing:
            if answer.text or answer.options:
                yield Run("  ", PLAIN)
            yield Run(answer.missing, Style(size=8.2), FRAMED)
        elif not answer.text and not chosen:
            yield from self._nothing(answer)
        if answer.unit and not answer.missing and (answer.text or self.draft):
            yield Run("\u00a0" + answer.unit, UNIT, together=True)
        if not chosen:
            yield from _marks(answer)

    def _nothing(self, answer: Answer) -> Iterator[Run]:
        if not self.draft:
            yield Run(("  " if answer.options else "") + self.words.none, QUIET)
        elif not answer.options:
            yield Run(shape=BLANK, width=64 if answer.unit or answer.area else 120)

    def _options(self, answer: Answer) -> Iterator[Run]:
        for index, (text, picked) in enumerate(answer.options):
            if index:
                yield Run("    ", PLAIN)
            yield Run(shape=TICKED if picked else BOX)
            yield Run(text, VALUE if picked else PLAIN, together=True)
            if picked:
                yield from _marks(answer)


def is_short(answers: tuple[Answer, ...]) -> bool:
    """Whether every answer reads well in bold; asked of a whole row, so that both areas look alike."""
    return all(len(answer.text) <= _SHORT for answer in answers)


def _marks(answer: Answer) -> Iterator[Run]:
    for mark in answer.marks:
        yield Run(f" †{mark}", MARK, together=True)
