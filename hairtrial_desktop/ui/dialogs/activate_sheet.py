"""Bringing a version into force: number and date of the ethics committee's approval (R3-16)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.activation import activate
from hairtrial_desktop.casebook.versions import Version
from hairtrial_desktop.study.codec_dates import DateCodec
from hairtrial_desktop.study.definitions import DataType, ItemDef
from hairtrial_desktop.study.errors import InputRefused, KnownError
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet, TextField
from hairtrial_desktop.ui.rooms import OpenSite

_APPROVED = DateCodec(ItemDef("I.VER.DATE", "DATE", Text("批准日期", "Date of approval"), DataType.DATE))


class ActivateSheet(Sheet):
    """``closed(True)`` once the version is in force, ``closed(None)`` if the person went back."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, version: Version) -> None:
        super().__init__(bench.theme, window, width=520, name="activate_sheet")
        self._site, self._version = site, version
        tr = self._words = bench.language.words
        text = version.amendment.text.say(tr.language) if version.amendment else ""
        self.set_title(tr("Bring version {version} into force", version=version.study.version), text)
        note = tr("New forms are of this version from now on. Saved forms stay as they are until somebody moves them.")
        self.body.addWidget(Label(note, "body", "text2", wrap=True))
        self.number = TextField(bench.theme, name="approval_number")
        self.date = TextField(bench.theme, name="approval_date")
        self.number.set_label(tr("Number of the ethics approval"))
        self.date.set_label(tr("Date of the approval"), placeholder="20261120")
        named = version.amendment.approval if version.amendment else None
        if named is not None:  # as the sponsor names it; whoever activates looks at it and may write another
            self.number.set_text(named.number)
            self.date.set_text(named.day)
        self.body.addWidget(self.number)
        self.body.addWidget(self.date)
        self.number.submitted.connect(self.date.edit.setFocus)
        self.date.submitted.connect(self._activate)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="activate_back"))
        back.clicked.connect(lambda: self.close_with(None))
        go = self.add_action(Button(bench.theme, tr("Bring into force"), ButtonKind.PRIMARY, name="activate_go"))
        go.clicked.connect(self._activate)

    def start(self) -> None:
        """Show it with the keyboard on the number."""
        self.open(self.number.edit)

    def _activate(self) -> None:
        self.number.set_error("")
        self.date.set_error("")
        try:
            activate(self._site.book, self._version, self.number.text(), self._day())
        except KnownError as error:
            field = self.date if error.code == "approval_date" else self.number
            field.set_error(self._words.error(error))
            field.edit.setFocus()
            return
        self.close_with(True)

    def _day(self) -> str:
        """Return the date as understood; what cannot be read is refused by the act itself."""
        text = self.date.text()
        try:
            return _APPROVED.parse(text, self._site.book.now().date()) if text.strip() else ""
        except InputRefused:
            return text
