"""What a person does with an open form: save, complete, sign, print; each asks what the casebook needs to know."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.before_needle import refuse_before_needle
from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.findings import Finding, FindingKind
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.reopening import reopen
from hairtrial_desktop.casebook.row_removal import remove_row, row_held
from hairtrial_desktop.casebook.second_person import SecondPerson
from hairtrial_desktop.casebook.signing import SignedForm
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.unblinding import unblinded_at
from hairtrial_desktop.study.definitions import ItemGroupDef, NullFlavour
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.dialogs.blocked_sheet import BlockedSheet, Blocker
from hairtrial_desktop.ui.dialogs.change_table import ChangeLine
from hairtrial_desktop.ui.dialogs.confirm_sheet import ConfirmSheet
from hairtrial_desktop.ui.dialogs.missing_sheet import MissingSheet
from hairtrial_desktop.ui.dialogs.print_form import form_paper
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.dialogs.reason_sheet import ReasonSheet
from hairtrial_desktop.ui.dialogs.second_person_sheet import SecondPersonSheet
from hairtrial_desktop.ui.dialogs.sign_sheet import SignSheet
from hairtrial_desktop.ui.dialogs.words_sheet import WordsSheet
from hairtrial_desktop.ui.form.item_words import CLASS_TONES, CLASS_WORDS, label_of, said_value, sentence
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import msg

Then = Callable[[str | None], None]
VOID_BY_REOPENING = msg("Its signature becomes void, and it must be signed again.")


class FormActs(QObject):
    """Acts on one session.

    ``committed(act)`` after ``save``, ``complete``, ``row`` (one was removed), ``reopen`` or ``sign``;
    ``noted(ItemKey)`` after an entry that a sheet made; ``go_to(ItemKey)`` where a sheet was left for a question;
    ``blocked`` when completing found open things.
    """

    committed = Signal(str)
    noted = Signal(object)
    go_to = Signal(object)
    blocked = Signal()

    def __init__(self, bench: Bench, site: OpenSite, session: FormSession, window: QWidget) -> None:
        super().__init__(window)
        self._bench, self._site, self.session, self._window = bench, site, session, window

    def save(self) -> None:
        """Save as in progress; the reason is asked once where saved values change."""
        tr = self._bench.language.words
        if not self.session.dirty:
            self._bench.messages.say(tr("Nothing has changed since the last save."), Tone.NEUTRAL)
            return
        self._explained(self._save)

    def complete(self) -> None:
        """Complete the form, or show what stands in the way; a second person confirms where the form asks it."""
        if self.session.blockers():
            self.blocked.emit()
            sheet = BlockedSheet(self._bench, self._window, self._blockers())
            sheet.closed.connect(lambda key: self.go_to.emit(key) if isinstance(key, ItemKey) else None)
            sheet.start()
        elif self._is_refused():  # said before anybody is asked for a password
            return
        elif self.session.needs_second_person:
            self._explained(self._ask_second)
        else:
            self._explained(lambda reason: self._complete(reason, None))

    def _is_refused(self) -> bool:
        try:
            refuse_before_needle(self.session)
        except KnownError as error:
            self._bench.messages.fail(error)
            return True
        return False

    def sign(self) -> None:
        """Sign what is saved."""
        tr = self._bench.language.words
        if self.session.dirty:
            self._bench.messages.say(tr("Save first, then sign."), Tone.WARN)
            return
        sheet = SignSheet(self._bench, self._window, self._site, self.session.key)
        sheet.closed.connect(self._signed)
        sheet.start()

    def print_it(self) -> None:
        """Preview what is saved: the signed rendering itself where one stands."""
        tr = self._bench.language.words
        try:
            pdf, document = form_paper(self._site, self.session.key, self._bench.language.code)
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        title = tr("Print: {form}", form=self.session.form.name)
        PrintPreview(self._bench, self._window, self._site, pdf, title, document).start()

    def mark_missing(self, key: ItemKey) -> None:
        """Ask why a value is missing."""
        state = self.session.state(key)
        if self.session.read_only or not state.item.typed or not state.item.null_flavours:
            return
        tr, person = self._bench.language.words, self._site.book.person_name
        stands = "" if state.cell.empty else said_value(tr, state.item, state.cell, person)
        sheet = MissingSheet(self._bench, self._window, state.item, label_of(tr, state), stands)
        sheet.closed.connect(lambda answer: self._missing(key, answer))
        sheet.start()

    def remove_row(self, group: ItemGroupDef, repeat: int) -> None:
        """Take a row of a repeating group away; why is asked where something of it is saved."""
        if not row_held(self.session, group, repeat):
            self._done("row", lambda: remove_row(self.session, group, repeat))
            return
        tr = self._bench.language.words
        note = f"{group.name.say(tr.language)} {repeat}"
        self._why(
            tr("Remove row"), note, lambda why: self._done("row", lambda: remove_row(self.session, group, repeat, why))
        )

    def reopen(self) -> None:
        """Take a complete form back to in progress, with a reason."""
        tr = self._bench.language.words
        if self.session.dirty:
            self._bench.messages.fail(KnownError("save_first"))
            return
        note = tr("The form goes back to in progress and has to be completed again.")
        if self.signed():
            note = f"{note} {tr(VOID_BY_REOPENING)}"
        self._why(tr("Reopen the form"), note, lambda why: self._done("reopen", lambda: reopen(self.session, why)))

    def _why(self, title: str, note: str, then: Callable[[str], None]) -> None:
        tr, book = self._bench.language.words, self._site.book
        sheet = WordsSheet(self._bench, self._window, book, title, note, acts=[("go", title)])
        sheet.closed.connect(lambda answer: then(answer[1]) if isinstance(answer, tuple) else None)
        sheet.text.setPlaceholderText(tr("Why"))
        sheet.start()

    def confirm(self, finding: Finding) -> None:
        """Ask why a finding stands as it is."""
        tr = self._bench.language.words
        state = self.session.state(finding.key)
        message = sentence(tr, state, finding)
        sheet = ConfirmSheet(self._bench, self._window, label_of(tr, state), message, finding.check_class)
        sheet.closed.connect(lambda reason: self._confirmed(finding, reason))
        sheet.start()

    # -- inside

    def _explained(self, then: Then) -> None:
        """Call ``then(reason)``: the reason for change is asked only where saved values change."""
        changes = self._changes()
        if not changes:
            then(None)
            return
        unblinded = unblinded_at(self.session.book, self.session.key.subject) is not None
        sheet = ReasonSheet(self._bench, self._window, changes, signed=self.signed(), unblinded=unblinded)
        sheet.closed.connect(lambda reason: then(reason) if isinstance(reason, str) else None)
        sheet.start()

    def _save(self, reason: str | None) -> None:
        self._done("save", lambda: self.session.save(reason))

    def _ask_second(self, reason: str | None) -> None:
        tr = self._bench.language.words
        identity = self._site.book.identity(self.session.key.subject)
        statement = tr(
            "{form} of {subject}: both have checked the same things.",
            form=self.session.form.name,
            subject=f"{self.session.key.subject} {identity.masked}" if identity else self.session.key.subject,
        )
        sheet = SecondPersonSheet(self._bench, self._window, self._site, self.session, statement)
        sheet.closed.connect(lambda who: self._complete(reason, who) if isinstance(who, SecondPerson) else None)
        sheet.start()

    def _complete(self, reason: str | None, second: SecondPerson | None) -> None:
        self._done("complete", lambda: self.session.complete(reason, second))

    def _done(self, name: str, act: Callable[[], object]) -> None:
        try:
            act()
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self.committed.emit(name)

    def _signed(self, signed: object) -> None:
        if isinstance(signed, SignedForm):
            tr = self._bench.language.words
            self._bench.messages.say(tr("Signed: {form}", form=self.session.form.name), Tone.OK)
            self.committed.emit("sign")

    def _missing(self, key: ItemKey, answer: object) -> None:
        if not isinstance(answer, tuple):
            return
        flavour, reason = answer
        try:
            self.session.enter_null(key, NullFlavour(flavour), reason)
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self.noted.emit(key)

    def _confirmed(self, finding: Finding, reason: object) -> None:
        if not isinstance(reason, str):
            return
        try:
            self.session.confirm(finding, reason)
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self.noted.emit(finding.key)

    def signed(self) -> bool:
        """Whether a signature stands that a change would make void."""
        key = self.session.key
        return standing_signature(self._site.book.state(key.subject), key) is not None

    def _changes(self) -> list[ChangeLine]:
        tr, person = self._bench.language.words, self._site.book.person_name
        return [
            ChangeLine(
                label_of(tr, state),
                said_value(tr, state.item, state.committed, person),
                said_value(tr, state.item, state.cell, person),
            )
            for state in self.session.changes()
        ]

    def _blockers(self) -> list[Blocker]:
        tr = self._bench.language.words
        lines: dict[tuple[str, str, str, str], Blocker] = {}
        for finding in self.session.blockers():
            state = self.session.state(finding.key)
            missing = finding.kind is FindingKind.MISSING
            tone = Tone.NEUTRAL if missing else CLASS_TONES[finding.check_class]
            word = tr("Still to fill in") if missing else tr(CLASS_WORDS[finding.check_class])
            said = "" if missing else sentence(tr, state, finding)
            row = "" if state.group.areas else str(state.key.group_repeat)
            same = lines.get((state.item.oid, row, said, word))
            label = label_of(tr, state)
            if same is not None:  # both areas break the same rule: one line
                label = state.item.question.say(tr.language)
            lines[state.item.oid, row, said, word] = Blocker(same.key if same else finding.key, label, said, tone, word)
        return list(lines.values())
