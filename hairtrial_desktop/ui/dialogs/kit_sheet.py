"""What became of a kit that nobody was given: damaged, out of temperature, lost, returned."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.kit_accounts import RECORDED, KitLine, KitState, record_kit_event
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, CodeCombo, Label, LineEdit, Sheet
from hairtrial_desktop.ui.kit_look import kit_look


class KitSheet(Sheet):
    """``closed(True)`` once it is recorded, ``closed(None)`` if the person went back."""

    def __init__(self, bench: Bench, window: QWidget, book: SiteBook, line: KitLine) -> None:
        super().__init__(bench.theme, window, width=520, name="kit_sheet")
        self._bench, self._book, self._line = bench, book, line
        tr = bench.language.words
        self.set_title(tr("Kit {kit}", kit=line.kitno), kit_look(line.state, tr)[1])
        self._state = CodeCombo(bench.theme, name="kit_state", placeholder=tr("What became of it"))
        self._state.set_choices([(state.value, kit_look(state, tr)[1]) for state in RECORDED])
        self._state.setAccessibleName(tr("What became of it"))
        self._celsius = LineEdit(name="kit_celsius")
        self._celsius.setAccessibleName(tr("Temperature reached, °C"))
        self._happened = LineEdit(name="kit_note")
        self._happened.setAccessibleName(tr("What happened"))
        labels = (
            tr("What became of it"),
            tr("Temperature reached, °C"),
            tr("What happened; never what is in the syringes"),
        )
        fields: tuple[QWidget, ...] = (self._state, self._celsius, self._happened)
        for text, field in zip(labels, fields, strict=True):
            self.body.addWidget(Label(text, "small", "text2"))
            self.body.addWidget(field)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="kit_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._save = self.add_action(Button(bench.theme, tr("Record"), ButtonKind.PRIMARY, key="↵", name="kit_save"))
        self._save.setEnabled(False)
        self._save.clicked.connect(self._record)
        self._happened.returnPressed.connect(self._record)
        self._happened.textChanged.connect(self._offer)
        self._state.chosen.connect(self._offer)
        self._state.chosen.connect(self._ask_temperature)
        self._celsius.setEnabled(False)

    def start(self) -> None:
        """Show it with the keyboard on the choice."""
        self.open(self._state)

    def _ask_temperature(self, code: str) -> None:
        self._celsius.setEnabled(code == KitState.TEMPERATURE)

    def _offer(self) -> None:
        self._save.setEnabled(bool(self._state.currentData() and self._happened.text().strip()))

    def _record(self) -> None:
        code = self._state.currentData()
        if not code or not self._happened.text().strip():
            return
        celsius = self._celsius.text() if code == KitState.TEMPERATURE else ""
        try:
            record_kit_event(self._book, self._line.kitno, KitState(code), self._happened.text(), celsius)
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self.close_with(True)
