"""The version of the forms in force: trying a new one, bringing it into force, moving saved forms to it (R3-16)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from hairtrial_desktop.casebook.activation import proposed_package
from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.moving import move_forms
from hairtrial_desktop.casebook.versions import Version, candidate
from hairtrial_desktop.casebook.views.dry_run import DryRun, FormEffect, dry_run
from hairtrial_desktop.casebook.views.reconsent import reconsent_due
from hairtrial_desktop.designer.dry_run_words import lines_of, summed
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import read_package
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    Cell,
    Column,
    EmptyState,
    Table,
    TableRow,
)  # fmt: skip
from hairtrial_desktop.ui.dialogs.activate_sheet import ActivateSheet
from hairtrial_desktop.ui.dialogs.move_sheet import MoveSheet
from hairtrial_desktop.ui.jobs import Lane
from hairtrial_desktop.ui.pages.act_card import ActCard
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

_TOLD = 8  # lines in the sheet that asks for the reason
_SHOWN = 3  # effects named in a row; all of them in its tooltip


class VersionPage(Page):
    """What the version at hand does to every saved form; the buttons try, activate and move."""

    NAME = RAIL = "versions"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self.trial: Version | None = None  # the version tried and not in force
        self.shown: DryRun | None = None
        self._choose = Button(theme, icon="folder", name="version_folder")
        self._activate = Button(theme, kind=ButtonKind.PRIMARY, icon="check", name="version_activate")
        self._move = Button(theme, name="version_move")
        self._move_all = Button(theme, name="version_move_all")
        self._card = ActCard(theme, self._choose, self._move, self._move_all, self._activate)
        self._table = Table(theme, name="versions_table", opens=False)
        self._table.marks_current = True
        self._empty = EmptyState(theme, "document")
        self.column.addWidget(self._card)
        self.column.addWidget(ListCard.around(theme, self._table, self._empty))
        self.column.addStretch(1)
        self._choose.clicked.connect(self._ask_folder)
        self._activate.clicked.connect(self._ask_approval)
        self._move.clicked.connect(lambda: self._ask_reason(whole=False))
        self._move_all.clicked.connect(lambda: self._ask_reason(whole=True))
        self._table.current_changed.connect(self._show_buttons)

    def heading(self, tr: Words) -> Heading:
        """Return the title and the version in force."""
        due = reconsent_due(self.site.book)
        marks = ((Tone.WARN, tr.many("{n} to consent again", "{n} to consent again", len(due))),) if due else ()
        return Heading(
            tr("Form version"), tr("version {version} in force", version=self.site.book.study.version), marks
        )

    def refresh(self) -> None:
        """Reckon anew what the version at hand does; a package of the sponsor that waits is tried at once."""
        package = proposed_package(self.site.book)
        if self.trial is None and package is not None:
            self.try_package(package)
            return
        self._reckon()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._choose.setText(tr("Try a version …"))
        self._table.setAccessibleName(tr("Saved forms and what changes"))
        self._table.set_columns([
            Column(tr("Participant"), 90), Column(tr("Visit"), 120), Column(tr("Form"), 150),
            Column(tr("Version"), 70), Column(tr("What changes"), stretch=3), Column(tr("Signature"), 120),
        ])  # fmt: skip
        self._show()

    def try_package(self, package: dict[str, str]) -> None:
        """Show what the version of a package (file name to text) would do; nothing is written."""
        try:
            self.trial = candidate(package, self.site.book.versions)
        except KnownError as error:
            self.trial = None
            self.bench.messages.fail(error)
        self._reckon()

    def _reckon(self) -> None:
        """Work it out beside the window, in the writing lane, so that nothing moves meanwhile."""
        book, trial = self.site.book, self.trial
        self._choose.setEnabled(False)
        self.bench.jobs.run(Lane.WRITE, lambda _job: dry_run(book, trial), self._reckoned, self._failed)

    def _reckoned(self, run: DryRun | None) -> None:
        self.shown = run
        self._choose.setEnabled(True)
        if self.hasFocus():  # nothing could be pressed meanwhile
            self._choose.setFocus()
        self._show()
        self.heading_changed.emit()

    def _failed(self, error: BaseException) -> None:
        self.bench.messages.fail(error)
        self._reckoned(None)

    def make_current(self, key: FormKey) -> None:
        """Let the buttons be for this form."""
        self._table.make_current(str(key))
        self._show_buttons()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.words("Folder of the new version"), str(Path.home()))
        if chosen:
            try:
                self.try_package(read_package(Path(chosen)))
            except KnownError as error:
                self.bench.messages.fail(error)

    def _ask_approval(self) -> None:
        if self.trial is not None:
            sheet = ActivateSheet(self.bench, self, self.site, self.trial)
            sheet.closed.connect(self._activated)
            sheet.start()

    def _activated(self, outcome: object) -> None:
        if outcome:
            self.trial = None
            version = self.site.book.study.version
            self.bench.messages.say(self.words("Version {version} is in force.", version=version))
            self._reckon()
            self.data_changed.emit()

    def _ask_reason(self, *, whole: bool) -> None:
        effects = self._wanted(whole=whole)
        if effects:
            tr = self.words
            subject, version = effects[0].key.subject, self.site.book.study.version
            title = (
                tr("Move all forms of {subject} to version {version}", subject=subject, version=version)
                if whole
                else tr("Move “{form}” to version {version}", form=effects[0].name, version=version)
            )
            told = [line for effect in effects for line in lines_of(effect, tr)]
            sheet = MoveSheet(self.bench, self, title, told[:_TOLD] + ["…"] * (len(told) > _TOLD))
            sheet.closed.connect(lambda reason: self.move_forms([effect.key for effect in effects], reason))
            sheet.start()

    def move_forms(self, keys: list[FormKey], reason: object) -> None:
        """Move forms of one participant for a reason; nothing without one."""
        if not isinstance(reason, str):
            return
        try:
            move_forms(self.site.book, keys, reason)
        except KnownError as error:
            self.bench.messages.fail(error)
            return
        self.bench.messages.say(self.words("Moved. Check what is open and have it signed again."))
        self._reckon()
        self.data_changed.emit()

    def _wanted(self, *, whole: bool) -> list[FormEffect]:
        current = self._table.current_key()
        forms = (
            [] if self.shown is None or self.trial is not None else [each for each in self.shown.forms if not each.gone]
        )
        chosen = next((each for each in forms if str(each.key) == current), None)
        if chosen is None:
            return []
        return [each for each in forms if each.key.subject == chosen.key.subject] if whole else [chosen]

    def _show(self) -> None:
        tr, run = self.words, self.shown
        forms = () if run is None else run.forms
        self._table.set_rows([self._row(effect, tr) for effect in forms])
        version = self.site.book.study.version
        way = tr("A new version comes from the sponsor as a package, or from a folder.")
        self._empty.set(tr("Every saved form is of version {version}", version=version), way)
        if self.trial is not None and run is not None:
            self._card.state.setText(tr("Tried, not in force: version {version}", version=run.version))
            self._card.note.setText(summed(run, tr))
        else:
            due = reconsent_due(self.site.book)
            self._card.state.setText(tr("Version {version} is in force.", version=version))
            said = tr("To consent again because of the amendment: {subjects}", subjects=list(due)) if due else ""
            self._card.note.setText(said or way)
        self._show_buttons()

    def _show_buttons(self) -> None:
        tr, actor = self.words, self.site.book.actor
        trying = self.trial is not None
        self._activate.setVisible(trying and actor.may(Action.ACTIVATE_VERSION))
        version = self.trial.study.version if self.trial is not None else ""
        self._activate.setText(tr("Bring {version} into force", version=version))
        chosen = self._wanted(whole=False)
        may = actor.may(Action.ENTER) and not trying and bool(self.shown and self.shown.forms)
        subject = chosen[0].key.subject if chosen else ""
        for button in (self._move, self._move_all):
            button.setVisible(may)
            button.setEnabled(bool(chosen))
        self._move.setText(tr("Move this form"))
        self._move_all.setText(tr("Move all of {subject}", subject=subject) if subject else tr("Move all"))
        for button in (self._activate, self._move, self._move_all):
            button.updateGeometry()  # its words changed

    def _row(self, effect: FormEffect, tr: Words) -> TableRow:
        said = lines_of(effect, tr)
        more = f" … (+{len(said) - _SHOWN})" if len(said) > _SHOWN else ""
        what = ("；" if tr.language == "zh" else "; ").join(said[:_SHOWN]) + more
        void = Cell(tr("would be void"), Tone.WARN) if effect.signature_void else Cell("—", ink="text3")
        cells = (
            Cell(effect.key.subject, bold=True), Cell(effect.event.say(tr.language)),
            Cell(effect.name.say(tr.language)), Cell(effect.version), Cell(what or tr("nothing but the version")), void,
        )  # fmt: skip
        return TableRow(str(effect.key), cells)
