"""What stands beside the values of a form, for its paper: queries with their threads, notes, how far it is locked.

It stands on prints of the form as it is now, never on a rendering that is about to be signed: a signature covers
values, confirmations and status (``standing.shown_leaves``), and may show nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.crf_page import Answer, Line, Section
from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.locks import lock_over
from hairtrial_desktop.casebook.notes import notes_of
from hairtrial_desktop.casebook.queries import Query, queries_of
from hairtrial_desktop.casebook.query_states import OF_PROGRAM
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.redacted import FILE, REDACTION, erasures_of, placed
from hairtrial_desktop.casebook.state_words import STATE_WORDS
from hairtrial_desktop.study.repeats import asked_at
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook

QUERIES = Text("质疑", "Queries")
WHOLE_FORM = Text("整张表单", "The whole form")
PROGRAM = Text("系统", "Program")
NOTE = Text("备注", "Note")
FIRST_REPORT = Text("初报（待研究者签名）", "Initial report, to be signed by the investigator")
REPORT_KIND = "I.SAE.RPTYP"
ERASURES = Text("已抹除的内容（两人）", "Erased by two persons")
FILE_ERASED = Text("照片或扫描件整份抹除：", "Photograph or scan erased whole:")
PAPER_ERASED = Text("已签名的文件一并抹除：", "Signed paper erased with it:")


class CrfRemarks:
    """Says it in one language; ``when`` writes a stored time."""

    def __init__(self, book: SiteBook, key: FormKey, language: str, when: Callable[[str], str]) -> None:
        self._book, self._key, self._language, self._when = book, key, language, when

    def status(self, status: str, *, signed: bool) -> str:
        """Return the status with how far the form is locked (已锁定), and a first report that nobody has signed as one.

        A first report of a serious event waits for nobody (clinical content 17): it goes as what it is.
        """
        lock = lock_over(self._book, self._key)
        parts = [status] if lock is None else [status, STATE_WORDS[lock.level.value].say(self._language)]
        return " · ".join([FIRST_REPORT.say(self._language), *parts] if self._first_report() and not signed else parts)

    def _first_report(self) -> bool:
        rows = self._book.state(self._key.subject).items().values()
        return any((row.form, row.item, row.value) == (str(self._key), REPORT_KIND, "INITIAL") for row in rows)

    def notes(self, keys: list[ItemKey]) -> list[str]:
        """Return the notes beside a question, each with who and when."""
        state = self._book.state(self._key.subject)
        lines = [line for key in keys for line in notes_of(state, key)]
        return [
            f"{NOTE.say(self._language)}: {line.text} ({self._book.person_name(line.user)}, {self._when(line.at)})"
            for line in lines
        ]

    def queries(self, number: int) -> tuple[Section, ...]:
        """Return the section of queries, numbered ``number``; none where nothing was asked."""
        found = queries_of(self._book.state(self._key.subject), self._key)
        lines = tuple(self._line(f"{number}.{at}", query) for at, query in enumerate(found, start=1))
        return (Section(QUERIES.say(self._language), lines),) if lines else ()

    def _line(self, number: str, query: Query) -> Line:
        state = STATE_WORDS[query.state.value].say(self._language)
        said = [f"[{state}] {query.text.say(self._language)}"]
        for line in query.thread:
            program = line.event in OF_PROGRAM
            who = PROGRAM.say(self._language) if program else self._book.person_name(line.user)
            change = f"{line.change['old'] or '—'} → {line.change['new'] or '—'}" if line.change else ""
            words = " · ".join(part for part in (change, line.text) if part and part != query.text.say(self._language))
            said.append(" · ".join(part for part in (who, self._when(line.at), words) if part))
        return Line(number, self._label(query), (Answer("\n".join(said)),))

    def _label(self, query: Query) -> str:
        return self._question(query.item)

    def _question(self, item: ItemKey | None) -> str:
        found = None if item is None else self._book.form_of(self._key).item(item.item)
        if found is None or item is None:
            return WHOLE_FORM.say(self._language)
        return asked_at(*found, item.group_repeat).say(self._language)

    def erasures(self, number: int) -> tuple[Section, ...]:
        """Return the section of texts and files that two persons erased, and of papers that went; none where none was.

        Who, with whom, when and why; never what (E6(R3) 4.2.2(b)).
        """
        found = erasures_of(self._book.state(self._key.subject), str(self._key))
        told = (self._erased(f"{number}.{at}", data) for at, data in enumerate(found, start=1))
        lines = tuple(line for line in told if line is not None)
        return (Section(ERASURES.say(self._language), lines),) if lines else ()

    def _file(self, key: str) -> str:
        """Return what the record still says of an erased file: its caption, and its hash."""
        row = self._book.whole(self._key.subject).things("attachment_data")[key]
        return " · ".join(part for part in (row.data["caption"], f"SHA-256 {row.data['sha256'][:16]}") if part)

    def _erased(self, number: str, data: dict[str, Any]) -> Line | None:
        place = placed(Record(REDACTION, "", None, data)).key
        item = ItemKey.parse(place) if place.count("/") > 2 else None  # noqa: PLR2004 - subject/event/form
        if item is not None and not self._book.sight(self._key.subject).sees(self._key.form, item.item):
            return None
        label = self._question(item)
        if FILE in data:
            label = f"{FILE_ERASED.say(self._language)} {self._file(data[FILE])}"
        elif "left" not in data:
            label = f"{PAPER_ERASED.say(self._language)} {data['signature']}"
        people = " + ".join(self._book.person_name(data[name]) for name in ("user", "second_person"))
        return Line(number, label, (Answer(" · ".join((people, self._when(data["at"]), data["reason"]))),))
