"""The questions of a form as blocks: section titles, rows, the A / B columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hairtrial_desktop.casebook.crf_page import Answer, CrfPage, Line, Section
from hairtrial_desktop.documents.answer_cells import LEADING, UNIT, AnswerLines, is_short
from hairtrial_desktop.documents.blocks import LEFT, RIGHT, WIDTH, Cell, Strip, as_artifact
from hairtrial_desktop.documents.ink import STRONG
from hairtrial_desktop.documents.labels import Labels
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.text_flow import ACCENT, MUTED, Flow, Run, Style, TextLine

NUMBER_LEFT = LEFT + 2
LABEL_LEFT = LEFT + 34
ANSWER_LEFT = LEFT + 204
GAP = 10
HALF = (RIGHT - ANSWER_LEFT) / 2
B_LEFT = ANSWER_LEFT + HALF
AREAS = ("A", "B")
_NARRATIVE = 160  # characters: more than that needs the width of the page

NUMBER = Style(size=8, color=MUTED)
LABEL = Style()
NOTE = Style(size=7.5, color=MUTED)
HEAD = Style(size=8, bold=True, color=MUTED)
SECTION = Style(size=11, bold=True)
TITLE = Style(size=17, bold=True)
SUBTITLE = Style(size=9, color=MUTED)
GROUND = "#F3F6F9"


@dataclass(frozen=True)
class FormBlocks:
    """Builds the blocks of one page's form under ``root``, the document's structure element."""

    page: CrfPage
    words: Labels
    flow: Flow
    root: Element

    def blocks(self) -> Iterator[Strip]:
        """Yield the title and every section in the order of the screen."""
        yield from self._title()
        for section in self.page.sections:
            yield from self._section(section)

    def _title(self) -> Iterator[Strip]:
        title = self.flow.lines([Run(self.page.form_name, TITLE)], WIDTH)
        yield Strip(
            (Cell(LEFT, title, self.root.add("H1")),),
            above=10, below=0, rule="", keep_next=True, bookmark=(self.page.form_name, 0),
        )  # fmt: skip
        under = self.flow.lines([Run(self.page.study_title, SUBTITLE)], WIDTH)
        yield Strip((Cell(LEFT, under, self.root.add("P")),), above=2, below=4, rule="", keep_next=True)

    def _section(self, section: Section) -> Iterator[Strip]:
        part = self.root.add("Sect")
        title = self.section_title(section.title, part)
        yield title
        again = self._continued(section.title)
        columns = 1 + any(_by_area(line) for line in section.lines)
        table = part.add("Table")
        head = self._head(table.add("TR"), columns)
        yield head
        repeats = (again, as_artifact(head))
        for line in section.lines:
            yield replace(self._row(line, table, columns), repeats=repeats)

    def section_title(self, text: str, part: Element) -> Strip:
        """Return the heading of a section, kept with what follows it."""
        lines = self.flow.lines([Run(text, SECTION)], WIDTH - 12)
        return Strip(
            (Cell(LEFT + 10, lines, part.add("H2")),),
            above=3, below=3, rule="", bar=ACCENT, keep_next=True, bookmark=(text, 1), space_before=12,
        )  # fmt: skip

    def _continued(self, text: str) -> Strip:
        runs = [Run(text, SECTION), Run(" " + self.words.continued, SUBTITLE)]
        return Strip(
            (Cell(LEFT + 10, self.flow.lines(runs, WIDTH - 12)),), above=3, below=3, rule="", bar=ACCENT, space_before=6
        )

    def _head(self, row: Element, columns: int) -> Strip:
        item = Cell(LABEL_LEFT, self._one(self.words.question, HEAD), row.add("TH", Scope="/Column"))
        answer = row.add("TH", Scope="/Column", ColSpan=columns)
        cells = (item, Cell(ANSWER_LEFT, self._one(self.words.answer, HEAD), answer))
        return Strip(cells, above=2.5, below=2.5, rule=STRONG, fill=GROUND, keep_next=True)

    def _one(self, text: str, style: Style, leading: float = 0.0) -> tuple[TextLine, ...]:
        return self.flow.lines([Run(text, style)], RIGHT - ANSWER_LEFT, leading)

    def _row(self, line: Line, table: Element, columns: int) -> Strip:
        row = table.add("TR")
        head = row.add("TH", Scope="/Row")
        label = self.flow.lines([Run(line.label, LABEL)], ANSWER_LEFT - LABEL_LEFT - GAP, LEADING)
        cells = [
            Cell(NUMBER_LEFT, self.flow.lines([Run(line.number, NUMBER)], LABEL_LEFT - NUMBER_LEFT, LEADING), head),
            Cell(LABEL_LEFT, label, head),
        ]
        if _by_area(line):
            return self._pair(line, row, cells)
        cell = row.add("TD", ColSpan=columns)
        again = (replace(cells[0], element=None), Cell(LABEL_LEFT, self._one(self.words.continued, NOTE, LEADING)))
        if any(len(answer.text) > _NARRATIVE for answer in line.answers):  # the whole width, under the label
            stack = self._room(cells[1].height) + self._stack(line, line.answers, RIGHT - LABEL_LEFT)
            cells.append(Cell(LABEL_LEFT, stack + self._beneath(line), cell))
            return Strip(tuple(cells), again=again[:1])
        stack = self._stack(line, line.answers, RIGHT - ANSWER_LEFT) + self._beneath(line)
        return Strip((*cells, Cell(ANSWER_LEFT, stack, cell)), again=again)

    def _room(self, height: float) -> tuple[TextLine, ...]:
        """Return empty lines that keep a cell clear of what stands above it in the same row."""
        return (TextLine((), LEADING),) * round(height / LEADING)

    def _pair(self, line: Line, row: Element, cells: list[Cell]) -> Strip:
        """Return a row with A and B side by side: same width, same wording, the note under both."""
        tags = [self.words.area.format(area=area) for area in AREAS]
        indent = max(self.flow.width(tag, UNIT) for tag in tags) + 7
        tallest = 0.0
        for area, tag, left in zip(AREAS, tags, (ANSWER_LEFT, B_LEFT), strict=True):
            answers = tuple(a for a in line.answers if a.area == area) or (Answer("", area=area),)
            value = Cell(left + indent, self._stack(line, answers, HALF - indent - GAP * 1.5), row.add("TD"))
            cells += [Cell(left, self._one(tag, UNIT, LEADING), value.element), value]
            tallest = max(tallest, value.height)
        if line.note:
            cells.append(Cell(ANSWER_LEFT, self._room(tallest) + self._note(line.note), cells[-1].element))
        return Strip(tuple(cells), divider=(B_LEFT - GAP, tallest))

    def _stack(self, line: Line, answers: tuple[Answer, ...], width: float) -> tuple[TextLine, ...]:
        lines = AnswerLines(self.flow, self.words, draft=self.page.draft)
        return lines.of(answers, width, strong=is_short(line.answers))

    def _beneath(self, line: Line) -> tuple[TextLine, ...]:
        """Return what stands under an answer: what a criterion was judged from, and the note."""
        found: tuple[TextLine, ...] = ()
        for number, text in enumerate(line.evidence):
            head = [] if number else [Run(self.words.judged_from, replace(NOTE, bold=True))]
            found += self.flow.lines([*head, Run(text, NOTE)], RIGHT - ANSWER_LEFT, 11.5)
        return found + self._note(line.note)

    def _note(self, note: str) -> tuple[TextLine, ...]:
        if not note:
            return ()
        runs = [Run(self.words.note, replace(NOTE, bold=True)), Run(note, NOTE)]
        return self.flow.lines(runs, RIGHT - ANSWER_LEFT, 11.5)


def _by_area(line: Line) -> bool:
    return any(answer.area for answer in line.answers)
