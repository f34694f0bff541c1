"""The lock screen: covers the page and its draft until the same person is back; another one logs in anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.delegations import require_access
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Icon, Label, PasswordField
from hairtrial_desktop.ui.components.sheet import give_back_focus
from hairtrial_desktop.ui.dates import clock_line
from hairtrial_desktop.ui.jobs import Job, Lane
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.words import Words


class LockScreen(QWidget):
    """Opaque, over the whole window. ``unlocked`` after the right password, ``left`` when somebody logs out."""

    unlocked = Signal()
    left = Signal()

    def __init__(self, bench: Bench, window: QWidget) -> None:
        super().__init__(window)
        self._bench, self._host = bench, window
        self._site: OpenSite | None = None
        self._before: QWidget | None = None
        theme = bench.theme
        self.setObjectName("lock_screen")
        self.setProperty("plane", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Label("", "headline")
        self._now = Label("", "small", "text2")
        self._person = Label("", "body", "text2", wrap=True)
        self._frame = QFrame()
        self._password = PasswordField(theme, name="unlock_password", tall=True)
        self._unlock = Button(theme, kind=ButtonKind.PRIMARY, tall=True, name="unlock")
        self._leave = Button(theme, kind=ButtonKind.PLAIN, tall=True, name="log_out")
        self._lay_out()
        self._password.submitted.connect(self._try)
        self._unlock.clicked.connect(self._try)
        self._leave.clicked.connect(self.left)
        self._tick = QTimer(self)
        self._tick.setInterval(20_000)
        self._tick.timeout.connect(self._show_time)
        theme.changed.connect(self._fit)
        window.installEventFilter(self)
        self.hide()

    def cover(self, site: OpenSite) -> None:
        """Cover the window; the person of ``site`` may take it away."""
        self._site = site
        self._password.clear()
        self._password.set_error("")
        self.retranslate(self._bench.language.words)
        self._before = QApplication.focusWidget()
        self.setGeometry(self._host.rect())
        self._tick.start()
        self.show()
        self.raise_()
        self._password.edit.setFocus()

    def uncover(self) -> None:
        """Take the cover away; the keyboard is where it was."""
        self._tick.stop()
        self.hide()
        give_back_focus(self, self._before)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._title.setText(tr("Locked"))
        self._show_time()
        name = self._site.book.actor.name if self._site else ""
        self._person.setText(tr("{name}, what you entered is kept.", name=name))
        self._password.set_label("", placeholder=tr("Password"))
        self._password.edit.setAccessibleName(tr("Password"))
        self._password.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        self._unlock.setText(tr("Unlock"))
        self._leave.setText(tr("Sign in as somebody else"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no key through."""
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab on the lock."""
        stops: list[QWidget] = [self._password.edit, self._unlock, self._leave]
        now = next((at for at, stop in enumerate(stops) if stop.hasFocus()), 0)
        stops[(now + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window when it changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self._host:
            self.setGeometry(self._host.rect())
        return super().eventFilter(watched, event)

    def _show_time(self) -> None:
        if self._site is not None:
            self._now.setText(clock_line(self._site.book.now(), self._bench.language.words))

    def _fit(self) -> None:
        self._frame.setFixedWidth(self._bench.theme.px(400))

    def _try(self) -> None:
        site, password = self._site, self._password.text()
        if site is None or not password or not self._unlock.isEnabled():
            return
        self._unlock.setEnabled(False)

        def work(_job: Job) -> None:
            book = site.book
            site.authenticator.confirm(book.actor.user, password)
            require_access(book.state(SITE), book.actor.user, book.now().date())  # it may have ended meanwhile

        self._bench.jobs.run(Lane.WRITE, work, self._open, self._refuse)

    def _open(self, _outcome: object) -> None:
        self._unlock.setEnabled(True)
        self._password.clear()
        self.uncover()
        self.unlocked.emit()

    def _refuse(self, error: BaseException) -> None:
        self._unlock.setEnabled(True)
        if isinstance(error, KnownError):
            self._password.set_error(self._bench.messages.sentence(error))
            self._password.edit.selectAll()
            self._password.edit.setFocus()
        else:
            self._bench.messages.fail(error)

    def _lay_out(self) -> None:
        self._frame.setProperty("plane", "sheet")
        self._fit()
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(28, 28, 28, 28)
        column.setSpacing(tokens.S3)
        column.addWidget(Icon(self._bench.theme, "lock", 28, "accent"))
        column.addWidget(self._title)
        column.addWidget(self._now)
        column.addWidget(self._person)
        column.addSpacing(tokens.S1)
        column.addWidget(self._password)
        column.addWidget(self._unlock)
        column.addWidget(self._leave)
        line = QHBoxLayout(self)
        line.addWidget(self._frame, 0, Qt.AlignmentFlag.AlignCenter)
