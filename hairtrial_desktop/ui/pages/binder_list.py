"""What lies printed in the binder: what the record does not say any more, and what waits for a signature by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import FORM, SUBJECT, scope_of, subject_of
from hairtrial_desktop.casebook.prints import BINDER_WORDS, STALE, BinderLine, BinderState, binder, file_print
from hairtrial_desktop.casebook.sign_off_page import OF_CASEBOOK, OF_VISIT, WHOLE
from hairtrial_desktop.study.repeats import event_at, form_at
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, Cell, Column, Table, TableRow
from hairtrial_desktop.ui.dates import exact, moment
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

_TONES = {
    BinderState.TO_SIGN: Tone.ACCENT, BinderState.CURRENT: Tone.OK, BinderState.FILED: Tone.OK,
}  # fmt: skip


class BinderList(QWidget):
    """The rows, and over them what may be said of the current one. ``opened(place)``; ``committed`` after an act."""

    opened = Signal(str)
    committed = Signal()

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__()
        self._bench, self._site = bench, site
        self._lines: dict[str, BinderLine] = {}
        self.table = Table(bench.theme, name="print_binder")
        self._filed = Button(bench.theme, icon="check", name="binder_filed")
        self._gone = Button(bench.theme, name="binder_gone")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.S2)
        line.addWidget(self._filed)
        line.addWidget(self._gone)
        self._filed.clicked.connect(lambda: self._say(BinderState.FILED))
        self._gone.clicked.connect(lambda: self._say(BinderState.TAKEN_OUT))
        self.table.current_changed.connect(self._offer)
        self.table.activated_key.connect(self.opened)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._filed.setText(tr("Signed by hand and filed"))
        self._gone.setText(tr("Not in the binder"))
        self._gone.setToolTip(tr("It asks for nothing any more, until it is printed again."))
        self.table.setAccessibleName(tr("In the binder"))
        self.table.set_columns([
            Column(tr("Number"), 90), Column(tr("Visit"), 150), Column(tr("Form")), Column(tr("Print version"), 80),
            Column(tr("State"), 230), Column(tr("Printed"), 230),
        ])  # fmt: skip

    def refresh(self, wanted: str = "") -> int:
        """Show the lines that ``wanted`` stands in; return how many ask for something, of all."""
        book, tr = self._site.book, self._bench.language.words
        may = book.actor.may(Action.READ_DATA) and book.actor.may(Action.PRINT)
        self._lines = {line.place: line for line in (binder(book) if may else ())}
        rows = [self._row(line, tr) for line in self._lines.values()]
        self.table.set_rows([row for row in rows if wanted in " ".join(cell.spoken() for cell in row.cells).lower()])
        self._offer()
        return sum(line.state in STALE or line.state is BinderState.TO_SIGN for line in self._lines.values())

    def _row(self, line: BinderLine, tr: Words) -> TableRow:
        book, language = self._site.book, tr.language
        visit, form = place_words(self._site, line.place, language)
        tone = _TONES.get(line.state, Tone.WARN)
        by, when = book.person_name(line.user), moment(line.at, book.zone, book.now(), tr)
        return TableRow(line.place, (
            Cell(subject_of(line.place), bold=True), Cell(visit), Cell(form),
            Cell(str(line.edition.number), tip=line.edition.say(language)),
            Cell(BINDER_WORDS[line.state].say(language), tone), Cell(by, note=when, tip=exact(line.at, book.zone)),
        ))  # fmt: skip

    def _current(self) -> BinderLine | None:
        return self._lines.get(self.table.current_key())

    def _offer(self) -> None:
        line = self._current()
        may = line is not None and self._site.book.actor.may(Action.ENTER)
        self._filed.setEnabled(may and line is not None and line.state in (BinderState.TO_SIGN, BinderState.CURRENT))
        self._gone.setEnabled(may)

    def _say(self, state: BinderState) -> None:
        line = self._current()
        if line is None:
            return
        try:
            file_print(self._site.book, line, state)
        except Exception as error:  # noqa: BLE001 - known or not, the message centre says it
            self._bench.messages.fail(error)
            return
        self._bench.messages.say(self._bench.language.words("Kept in the print register"), Tone.OK)
        self.committed.emit()


def place_words(site: OpenSite, place: str, language: str) -> tuple[str, str]:
    """Return visit and form of a place; of a visit or casebook signed as a whole what its page is called."""
    if scope_of(place) == FORM:
        key = FormKey.parse(place)
        study = site.book.study_of(key)
        event = event_at(study.event(key.event), key.event_repeat, short=True)
        return event.say(language), form_at(study.forms[key.form], key.form_repeat).say(language)
    if scope_of(place) == SUBJECT:
        return WHOLE.say(language), OF_CASEBOOK.say(language)
    name, _, repeat = place.rpartition("/")[2].partition("#")
    found = next((each for each in site.book.events(subject_of(place)) if each.oid == name), None)
    return "" if found is None else event_at(found, int(repeat), short=True).say(language), OF_VISIT.say(language)
