"""Signing more than one form: those of a visit that are ready, the whole visit, the whole casebook (EMA 6.3)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import SUBJECT, VISIT, place_of, subject_of
from hairtrial_desktop.casebook.prints import PrintedDocument
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.casebook.scope_changes import change_lines, form_label
from hairtrial_desktop.casebook.sign_off_page import sign_off_page
from hairtrial_desktop.casebook.signature_meanings import asked_of
from hairtrial_desktop.casebook.signature_shown import views_shown
from hairtrial_desktop.casebook.standing import saved_forms, signatures
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, Label, ScrollArea, Segmented
from hairtrial_desktop.ui.dialogs.print_form import page_paper
from hairtrial_desktop.ui.dialogs.signing_sheet import SigningSheet
from hairtrial_desktop.ui.form.refill import empty
from hairtrial_desktop.ui.form.status_look import signature_look
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone

TOGETHER = "forms"  # the ready forms of the visit, one signature each
WIDTH, LINE, MOST_LINES = 620, 24, 8
_INKS = {Tone.SIGN: "sign", Tone.BAD: "bad", Tone.NEUTRAL: "text2"}  # of a signature's line


@dataclass(frozen=True)
class SignOffPaper:
    """What the sheet was left for: the sign-off page, to look at and to print."""

    pdf: bytes
    title: str
    document: PrintedDocument


class WholeSignSheet(SigningSheet):
    """``closed(tuple[SignedForm, ...] | SignedForm)`` once signed, ``SignOffPaper`` to print, or None.

    ``key`` is the form on which the ring of the casebook stands: its visit and its participant are meant.
    """

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, key: FormKey) -> None:
        super().__init__(bench, window, site, WIDTH, "whole_sign_sheet")
        self._ready: tuple[FormKey, ...] = ()  # judged once: each form is looked through whole
        tr, book = self._words, site.book
        self._places = {scope: place_of(scope, key, "") for scope in (VISIT, SUBJECT)}
        self.set_title(tr("Sign"), f"{key.subject} · {book.study.event(key.event).name.say(tr.language)}")
        self.scope = Segmented(bench.theme, name="sign_scope", clearable=False)
        self.scope.set_choices([
            (TOGETHER, tr("Forms that are ready")), (VISIT, tr("Whole visit")), (SUBJECT, tr("Whole casebook")),
        ])  # fmt: skip
        self.scope.setAccessibleName(tr("What is signed"))
        self.body.addWidget(self.scope)
        person = f"{book.actor.name} · {ROLE_WORDS[book.actor.role.value].say(tr.language)}"
        self.body.addLayout(self.facts([(tr("Signed by"), person)]))
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(2)
        inner = QWidget()
        held = QVBoxLayout(inner)
        held.setContentsMargins(0, 0, 0, 0)
        held.addLayout(self._lines)
        held.addStretch(1)
        self._scroll = ScrollArea(inner)
        self.body.addWidget(self._scroll)
        self._statement = Label("", "lead_strong", "sign", wrap=True)
        self._statement.setObjectName("meaning")
        self._legal = Label("", "small", "text2", wrap=True)
        self.body.addWidget(self._statement)
        self.body.addWidget(self._legal)
        self.ask()
        self._print = Button(bench.theme, tr("Sign-off page"), name="sign_print")
        self._print.clicked.connect(self._look)
        self.add_aside(self._print)
        if book.actor.may(Action.SIGN):
            self._ready = site.signing.ready_together(self._places[VISIT])
        self.scope.choose(TOGETHER)
        self.scope.chosen.connect(lambda _code: self._scoped())
        self._scoped()

    def start(self) -> None:
        """Show it with the keyboard on what is signed."""
        self.open(self.scope)

    def put(self, password: str, user: str) -> object:
        """Sign what is chosen."""
        signing, language = self._site.signing, self._words.language
        if self.scope.code() == TOGETHER:
            return signing.sign_together(self._ready, password, language, user)
        return signing.sign(self._place, password, language, user)

    @property
    def _place(self) -> str:
        return self._places[VISIT if self.scope.code() == TOGETHER else self.scope.code()]

    def _scoped(self) -> None:
        """Show what is chosen: the forms, what stands in the way, what it means."""
        together = self.scope.code() == TOGETHER
        empty(self._lines)
        lines = self._together() if together else self._whole()
        for text, role, ink in lines:
            self._lines.addWidget(Label(text, role, ink, wrap=True))
        self._scroll.setFixedHeight(self._bench.theme.px(LINE) * min(max(len(lines), 2), MOST_LINES) + 8)
        self._say_meaning(together=together)
        self._print.setVisible(not together and self._site.book.actor.may(Action.PRINT))
        self.offer(self._refusal(together=together))

    def _refusal(self, *, together: bool) -> KnownError | None:
        if not self._site.book.actor.may(Action.SIGN):
            return KnownError("not_permitted", role=self._site.book.actor.role.value, action=Action.SIGN.value)
        if together:
            return None if self._ready else KnownError("sign_none_ready")
        try:
            return self._site.signing.refusal(self._place)
        except KnownError as error:  # a form of it is hidden from this person
            return error

    def _together(self) -> list[tuple[str, str, str]]:
        tr, book, ready = self._words, self._site.book, self._ready
        lines = [(form_label(book, key, tr.language), "body", "text") for key in ready]
        if len(ready) > 1:
            said = tr("Each form gets its own signature; paper and audit trail say that {n} were given together.",
                      n=len(ready))  # fmt: skip
            lines.append((said, "small", "text2"))
        return lines

    def _whole(self) -> list[tuple[str, str, str]]:
        tr, book, place = self._words, self._site.book, self._place
        state = book.whole(subject_of(place))
        forms = saved_forms(state, place)
        lines = [(tr.many("{n} form is covered", "{n} forms are covered", len(forms)), "strong", "text")]
        put = signatures(state, place)
        for view, shown in zip(put, views_shown(book, put, tr.language), strict=True):
            tone, mark = signature_look(tr, shown)
            lines.append((f"{mark}: {shown.name} · {shown.role} · {shown.at}", "body", _INKS[tone]))
            if shown.replaced_by:
                lines.append((tr("Replaced by the signature of {who}", who=shown.replaced_by), "small", "text2"))
            lines += [(shown.entered, "small", "text2")] if shown.entered else []
            changed = change_lines(book, view, tr.language)
            lines += [(f"{label}: {said}", "small", "text2") for label, said in changed]
        return lines

    def _say_meaning(self, *, together: bool) -> None:
        tr, book, role = self._words, self._site.book, self._site.book.actor.role.value
        places: tuple[FormKey | str, ...] = self._ready if together else (self._place,)
        asked = [asked_of(book, place) for place in places]
        meanings = [each.mine(role) or next(iter(each.meanings), None) for each in asked]
        said = {each.code: each for each in meanings if each is not None}
        self._statement.setText("\n".join(each.meaning.say(tr.language) for each in said.values()))
        self._statement.setVisible(bool(said))
        first = next(iter(said.values()), None)
        self._legal.setText("" if first is None else first.legal_reason.say(tr.language))

    def _look(self) -> None:
        """Leave for the sign-off page: the one that was signed where it still holds, else as it stands now."""
        language = self._words.language
        page = sign_off_page(self._site.book, self._place, language)
        pdf, document = page_paper(self._site, page, language)
        self.close_with(SignOffPaper(pdf, page.form_name, document))
