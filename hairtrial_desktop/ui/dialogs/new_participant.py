"""Starting a participant: who it is, for this site only."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.screening import begin_screening, next_subject
from hairtrial_desktop.study.codec_dates import DateCodec
from hairtrial_desktop.study.definitions import DataType, ItemDef
from hairtrial_desktop.study.errors import InputRefused, KnownError
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet, TextField
from hairtrial_desktop.ui.rooms import OpenSite

_BIRTH = DateCodec(ItemDef("I.ID.BIRTH", "BIRTH", Text("出生日期", "Date of birth"), DataType.DATE))


class NewParticipantSheet(Sheet):
    """``closed(FormKey)`` of the consent form to open, or None. The number is issued when that form is first saved."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite) -> None:
        super().__init__(bench.theme, window, width=520, name="new_participant_sheet")
        self._site = site
        tr = self._words = bench.language.words
        number = next_subject(site.book)
        note = tr("Kept at this site only: never in the study data, on paper or in an export.")
        self.set_title(tr("New participant {number}", number=number), note)
        self.name = TextField(bench.theme, name="person_name")
        self.birth = TextField(bench.theme, name="person_birth")
        self.id_number = TextField(bench.theme, name="person_id_number")
        self.phone = TextField(bench.theme, name="person_phone")
        self.record = TextField(bench.theme, name="person_record_number")
        self.name.set_label(tr("Name"))
        self.birth.set_label(tr("Date of birth"), placeholder="19850312")
        self.id_number.set_label(tr("ID number"))
        self.phone.set_label(tr("Phone"))
        self.record.set_label(tr("Medical record number"))
        self._order = [self.name, self.birth, self.id_number, self.phone, self.record]
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.S4)
        grid.setVerticalSpacing(tokens.S3)
        for at, field in enumerate(self._order):
            grid.addWidget(field, (at + 1) // 2, (at + 1) % 2 if at else 0, 1, 1 if at else 2)
            field.submitted.connect(lambda at=at: self._next(at))
        self.body.addLayout(grid)
        self._understood = Label("", "small", "text2")
        self.body.addWidget(self._understood)
        self.birth.edited.connect(self._read_birth)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="person_back"))
        back.clicked.connect(lambda: self.close_with(None))
        begin = self.add_action(Button(bench.theme, tr("Begin with consent"), ButtonKind.PRIMARY, name="person_begin"))
        begin.clicked.connect(self._begin)

    def start(self) -> None:
        """Show it with the keyboard on the name."""
        self.open(self.name.edit)

    def _next(self, at: int) -> None:
        if at + 1 < len(self._order):
            self._order[at + 1].edit.setFocus()
        else:
            self._begin()

    def _read_birth(self, text: str) -> str | None:
        """Show what was understood; return the full date, or None."""
        self.birth.set_error("")
        try:
            value = _BIRTH.parse(text, self._site.book.now().date()) if text.strip() else ""
        except InputRefused:
            self._understood.setText("")
            return None
        self._understood.setText(self._words("Date of birth: {date}", date=value) if value and value != text else "")
        return value

    def _begin(self) -> None:
        birth = self._read_birth(self.birth.text())
        if birth is None:
            self.birth.set_error(self._words("Not a full date: type it as 19850312."))
            self.birth.edit.setFocus()
            return
        identity = Identity(
            "", self.name.text().strip(), self.id_number.text().strip(), self.phone.text().strip(),
            self.record.text().strip(), birth,
        )  # fmt: skip
        try:
            session = begin_screening(self._site.book, identity)
        except KnownError as error:
            self.name.set_error(self._words.error(error))
            self.name.edit.setFocus()
            return
        self.close_with(session.key)
