"""Adding, looking at and taking away the photographs and scans of the form that a page shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.attached_file import StrippedFile
from hairtrial_desktop.casebook.attachments import (
    Attachment,
    attach,
    content_of,
    detach,
    may_attach,
    verified,
)
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.attachments.attach_sheet import AttachSheet, Wanted
from hairtrial_desktop.ui.attachments.attachments_card import ADD_KEY, AttachmentsCard
from hairtrial_desktop.ui.attachments.chosen_file import FILES
from hairtrial_desktop.ui.attachments.erase_sheet import EraseSheet
from hairtrial_desktop.ui.attachments.look_sheet import ERASE, REMOVE, LookSheet
from hairtrial_desktop.ui.attachments.pictures import THUMB, thumbnail
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.dialogs.words_sheet import WordsSheet
from hairtrial_desktop.ui.jobs import Job, Lane
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import msg

VOID_BY_REMOVING = msg("The form is signed: removing makes the signature void, and it must be signed again.")


class AttachActs(QObject):
    """Acts on the form its page shows; ``committed`` after each. F3 adds."""

    committed = Signal()

    def __init__(self, bench: Bench, site: OpenSite, page: QWidget) -> None:
        super().__init__(page)
        self._bench, self._site, self._window = bench, site, page
        self._card: AttachmentsCard | None = None
        self._drawn: dict[str, QImage] = {}  # thumbnails by hash, as long as the page lives
        shortcut = QShortcut(QKeySequence(ADD_KEY), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # a sheet over the page keeps its keys
        shortcut.activated.connect(self.choose)

    def attend(self, card: AttachmentsCard) -> None:
        """Act on the form that ``card`` stands for."""
        self._card = card
        card.asked.connect(self._asked)
        self.show_committed()

    def show_committed(self) -> None:
        """Show what is attached now; small pictures are drawn in the background."""
        card = self._card
        if card is None:
            return
        for attachment in card.refresh():
            known = self._drawn.get(attachment.sha256)
            if known is not None:
                card.drawn(attachment.sha256, known)
            else:
                self._draw(attachment)

    @property
    def session(self) -> FormSession:
        """The session of the form shown."""
        assert self._card is not None  # noqa: S101 - nothing can be asked before a form is shown
        return self._card.session

    def choose(self) -> None:
        """Ask for a file."""
        if self._card is None or not self._may():
            return
        title = self._bench.language.words("Add photograph or scan")
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, "", FILES)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Read and strip a file in the background, then ask what it is. Its name is forgotten here."""
        session = self.session
        stripping = self._site.stripping
        self._bench.jobs.run(
            Lane.READ,
            lambda _job: stripping.take(path),
            lambda file: self._ask(session, file),
            self._bench.messages.fail,
        )

    def look(self, attachment: Attachment) -> None:
        """Show one, large."""
        book = self._site.book
        try:
            content = content_of(book, attachment)
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        open_to_me = self.session.lock is None and book.actor.may(Action.ATTACH)
        may = {
            REMOVE: attachment.removed is None and open_to_me,
            ERASE: book.actor.may(Action.REDACT) and book.actor.may(Action.READ_DATA),
        }
        acts = {REMOVE: self.remove, ERASE: self.erase}
        offered = [act for act, allowed in may.items() if allowed]
        sheet = LookSheet(self._bench, self._window, book, attachment, content, offered)
        sheet.closed.connect(lambda what: acts[what](attachment) if what in acts else None)
        sheet.start()

    def erase(self, attachment: Attachment) -> None:
        """Erase one for good, with a second person."""
        sheet = EraseSheet(self._bench, self._window, self._site, attachment)
        sheet.closed.connect(self._erased)
        sheet.start()

    def remove(self, attachment: Attachment) -> None:
        """Take one away, with the reason."""
        tr, book = self._bench.language.words, self._site.book
        note = tr("It stays in the record, marked as removed.")
        if self._signed(self.session):
            note = f"{note} {tr(VOID_BY_REMOVING)}"
        title = tr("Remove photograph or scan")
        sheet = WordsSheet(self._bench, self._window, book, title, note, acts=[("go", tr("Remove"))])
        sheet.text.setPlaceholderText(tr("Why"))
        sheet.closed.connect(lambda answer: self._removed(attachment, answer))
        sheet.start()

    # -- inside

    def _asked(self, what: str, target: object) -> None:
        if what == "look" and isinstance(target, Attachment):
            self.look(target)
        elif what == "drop" and isinstance(target, Path):
            self.take(target)
        else:
            self.choose()

    def _ask(self, session: FormSession, file: StrippedFile) -> None:
        if self._card is None or session is not self.session or not self._window.isVisible():
            return  # somebody went on to another form meanwhile
        book, signed = self._site.book, self._signed(session)

        def act(wanted: Wanted) -> None:
            attach(book, wanted.place, wanted.kind, wanted.caption, file)

        sheet = AttachSheet(self._bench, self._window, session, file, act, signed)
        sheet.closed.connect(lambda done: self.committed.emit() if done else None)
        sheet.start()

    def _erased(self, commit: object) -> None:
        if commit is not None:
            tr = self._bench.language.words
            self._drawn.clear()
            self._bench.messages.say(tr("Erased. The entry now says when, why and by whom."), Tone.OK)
            self.committed.emit()

    def _removed(self, attachment: Attachment, answer: object) -> None:
        if not isinstance(answer, tuple):
            return
        try:
            detach(self._site.book, attachment.key, answer[1])
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self.committed.emit()

    def _may(self) -> bool:
        """Whether something can be added here now; says why not."""
        against = may_attach(self._site.book, self.session.key)
        if against is None and self.session.lock is None:
            return True
        self._bench.messages.fail(KnownError(against or "attachment_closed"))
        return False

    def _signed(self, session: FormSession) -> bool:
        return standing_signature(self._site.book.state(session.key.subject), session.key) is not None

    def _draw(self, attachment: Attachment) -> None:
        store, theme = self._site.book.shelves.attachments, self._bench.theme
        size = QSize(theme.px(THUMB.width()), theme.px(THUMB.height()))

        def work(_job: Job) -> QImage:
            try:
                content = verified(store.get(attachment.store), attachment)
            except KnownError:
                return QImage()  # said where somebody looks at it, and by the verification
            return thumbnail(content, attachment.media_type, size)

        self._bench.jobs.run(Lane.READ, work, lambda image: self._keep(attachment.sha256, image))

    def _keep(self, sha256: str, image: QImage) -> None:
        self._drawn[sha256] = image
        if self._card is not None and isValid(self._card):
            self._card.drawn(sha256, image)
