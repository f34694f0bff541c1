"""The window: composes rail, bar and pages, and routes between them. It decides nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.clock_care import ClockError, watch_clock
from hairtrial_desktop.casebook.integrity import record_check
from hairtrial_desktop.casebook.policy import policy_of
from hairtrial_desktop.casebook.ports import Head
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Banner, Sheet
from hairtrial_desktop.ui.dialogs.clock_sheet import let_clock_stand
from hairtrial_desktop.ui.idle import IdleWatch
from hairtrial_desktop.ui.jobs import Job, Lane
from hairtrial_desktop.ui.keys_sheet import KeysSheet
from hairtrial_desktop.ui.lock_screen import LockScreen
from hairtrial_desktop.ui.pages.login_page import LoginPage
from hairtrial_desktop.ui.rail import NUMBERED
from hairtrial_desktop.ui.rooms import Copy, OpenSite, SiteDoor
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

if TYPE_CHECKING:
    from hairtrial_desktop.ui.workspace import Workspace

Furnish = Callable[[Bench, OpenSite], "Workspace"]
_MINUTE = 60_000  # ms
_DAMAGED = msg("The record was changed from outside: this site is open for reading only. See the audit trail.")


class MainWindow(QWidget):
    """Login, then the workspace of whoever is let in; over both the lock screen.

    ``furnish`` makes the workspace of a login with its pages.
    """

    def __init__(self, bench: Bench, door: SiteDoor, furnish: Furnish) -> None:
        super().__init__()
        self.bench, self.door = bench, door
        self._furnish = furnish
        self.site: OpenSite | None = None
        self.workspace: Workspace | None = None
        self.setObjectName("main_window")
        self.setProperty("plane", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(1100, 640)
        self.resize(1366, 768)
        self.banner = Banner(bench.theme)
        self.login = LoginPage(bench, door)
        self.lock_screen = LockScreen(bench, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.login)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        self._idle = IdleWatch(parent=self)
        self._idle.idle.connect(self.lock)
        self.login.opened.connect(self.enter)
        self.lock_screen.unlocked.connect(self._idle.start)
        self.lock_screen.left.connect(self.log_out)
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self.look_at_clock)
        self.banner.acted.connect(self._let_clock_stand)
        bench.messages.attach(self, self.banner)
        for follower in (self, self.login, self.lock_screen):
            bench.language.follow(follower)
        self._bind_keys()
        self.login.reset()

    # -- who is here

    def enter(self, site: OpenSite) -> None:
        """Let somebody in, and show the day."""
        self.site = site
        self.workspace = self._furnish(self.bench, site)
        self.workspace.lock_asked.connect(self.lock)
        self._stack.addWidget(self.workspace)
        self._stack.setCurrentWidget(self.workspace)
        self.bench.language.follow(self.workspace)
        self.workspace.start()
        self._warn()
        self._minute.start()
        self._idle.set_minutes(policy_of(site.book.state(SITE)).idle_minutes)
        self._idle.start()
        if site.check_due():
            self.bench.jobs.run(Lane.READ, lambda _job: (site.book.shelves.store.head(), site.verify()), self._checked)
        elif site.backups.due and site.backups.folder is not None and not site.damages:
            self.bench.jobs.run(Lane.READ, lambda _job: site.backups.make(), self._backed_up)

    def _backed_up(self, made: Copy) -> None:
        """Keep that the backup of what an earlier session left was made."""
        if self.site is not None and not self.site.damages:
            try:
                self.site.backups.record(made)
            except KnownError as error:
                self.bench.messages.fail(error)

    def _checked(self, outcome: tuple[Head, tuple[Damage, ...]]) -> None:
        """Keep what the daily check of the whole record found; a damaged one is only read from now on."""
        head, damages = outcome
        if self.site is None:
            return
        if damages:
            self.site = replace(self.site, damages=damages)
            self._warn()
            return
        try:
            record_check(self.site.book, head, asked=False)
        except KnownError as error:
            self.bench.messages.fail(error)

    def lock(self) -> None:
        """Close the screen over the page; what is unsaved is kept first (as in progress, or as a draft)."""
        if self.site is None or self.workspace is None or self.lock_screen.isVisible():
            return
        self._dismiss_sheets()
        self.workspace.keep()
        self.site.signing.interrupt()
        self._idle.stop()
        self.bench.messages.clear()
        self.lock_screen.cover(self.site)

    def log_out(self) -> None:
        """Keep what is unsaved, close the site, show the door."""
        site, workspace = self.site, self.workspace
        self.lock_screen.uncover()
        self._idle.stop()
        self._minute.stop()
        if site is None or workspace is None:
            return
        self._dismiss_sheets()
        workspace.keep()
        self.bench.jobs.stop()
        self._stack.setCurrentWidget(self.login)
        self._stack.removeWidget(workspace)
        workspace.deleteLater()
        self.site = self.workspace = None
        self._warn()
        site.close()
        self.bench.messages.clear()
        self.login.reset()

    def _warn(self) -> None:
        """Say what keeps the whole site from being written to, if anything does."""
        tr = self.bench.language.words
        sentence, action = "", ""
        if self.site is not None and self.site.damages:
            sentence = tr(_DAMAGED)
        elif self.site is not None and self.site.writing.reading_only is not None:
            sentence = tr.error(self.site.writing.reading_only)
        elif self.site is not None:
            try:
                self.site.book.check_clock()
            except KnownError as error:
                sentence = tr.error(error)
                action = tr("Let it stand …") if self.site.book.actor.may(Action.OVERRIDE_CLOCK) else ""
        self.bench.messages.warn(sentence, Tone.BAD, action)

    def look_at_clock(self) -> None:
        """Record what has become of the clock, and say it: once a minute, so that nobody types for nothing."""
        site = self.site
        if site is None or site.damages or site.writing.reading_only is not None:
            return

        def look(_job: Job) -> None:
            with suppress(ClockError):  # the banner says it
                watch_clock(site.book)

        self.bench.jobs.run(Lane.WRITE, look, lambda _done: self._warn())

    def _let_clock_stand(self) -> None:
        if self.site is not None:
            sheet = let_clock_stand(self.bench, self, self.site, self.banner.text())
            sheet.closed.connect(lambda _done: self._warn())

    # -- where one goes

    def open_page(self, name: str) -> None:
        """Go to a page of the rail."""
        if self.workspace is not None:
            self.workspace.open_page(name)

    def open_subject(self, subject: str) -> None:
        """Go to a participant's casebook."""
        if self.workspace is not None:
            self.workspace.open_subject(subject)

    def open_form(self, key: object) -> None:
        """Go to a form (FormKey), or to a question of it (ItemKey)."""
        if self.workspace is not None:
            self.workspace.open_form(key)

    def retranslate(self, tr: Words) -> None:
        """Say the title of the window."""
        details = self.door.details
        demo = " · DEMO" if details.demo else ""
        self._warn()
        self.bench.messages.clear()  # it was said in the other language
        self.setWindowTitle(f"{tr('HairTrial Data Capture')} · {details.number} {details.name(tr.language)}{demo}")

    # -- Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for idleness from the first showing on."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            self._idle.watch(handle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is unsaved; closing loses nothing."""
        self.log_out()
        self.bench.jobs.stop()
        super().closeEvent(event)

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+K", self._search),
            ("F1", self._show_keys),
            ("Ctrl+L", self.lock),
            ("Ctrl+=", lambda: self._rescale(10)),
            ("Ctrl++", lambda: self._rescale(10)),
            ("Ctrl+-", lambda: self._rescale(-10)),
            ("Ctrl+0", lambda: self.bench.theme.set_scale(100)),
            *((f"Ctrl+{number}", partial(self._open_number, number)) for number in NUMBERED),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _free(self) -> bool:
        """Whether the workspace has the keys: nothing lies over it."""
        covered = self.lock_screen.isVisible() or any(sheet.isVisible() for sheet in self.findChildren(Sheet))
        return self.workspace is not None and not covered

    def _search(self) -> None:
        if self.workspace is not None and self._free():
            self.workspace.search()

    def _show_keys(self) -> None:
        if self._free():
            KeysSheet(self.bench, self).start()

    def _open_number(self, number: int) -> None:
        if self.workspace is not None and self._free():
            self.workspace.open_number(number)

    def _rescale(self, step: int) -> None:
        self.bench.theme.set_scale(self.bench.theme.scale + step)

    def _dismiss_sheets(self) -> None:
        for sheet in self.findChildren(Sheet):
            if sheet.isVisible():
                sheet.close_with(None)
