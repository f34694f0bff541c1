"""The door: who are you. Works without network; says why it stays shut in one sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    Label,
    LanguageToggle,
    PasswordField,
    Row,
    ScrollArea,
    TextField,
    Token,
)  # fmt: skip
from hairtrial_desktop.ui.dates import clock_line
from hairtrial_desktop.ui.jobs import Job, Lane
from hairtrial_desktop.ui.people.recovery_sheets import recover
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.rooms import DemoLogin, OpenSite, SiteDoor
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class LoginPage(QWidget):
    """Left what this is, right user name and password. ``opened(OpenSite)`` once somebody is let in."""

    opened = Signal(object)

    def __init__(self, bench: Bench, door: SiteDoor) -> None:
        super().__init__()
        self._bench, self._door = bench, door
        self.setObjectName("login")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._about = _About(bench, door)
        self._form = _Form(bench, door)
        line.addWidget(self._about, 38)
        line.addWidget(self._form, 62)
        self._form.sent.connect(self._try)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._about.retranslate(tr)
        self._form.retranslate(tr)

    def reset(self) -> None:
        """Forget what was typed; called when somebody logged out."""
        self._form.reset()

    def _try(self, user: str, password: str) -> None:
        self._form.set_busy(True)

        def work(_job: Job) -> OpenSite:
            return self._door.open(user, password)

        self._bench.jobs.run(Lane.WRITE, work, self._let_in, self._refuse)

    def _let_in(self, site: object) -> None:
        self._form.set_busy(False)
        self._form.reset()
        self.opened.emit(site)

    def _refuse(self, error: BaseException) -> None:
        self._form.set_busy(False)
        if isinstance(error, KnownError):
            self._form.refuse(self._bench.messages.sentence(error), password=isinstance(error, WrongPassword))
        else:
            self._bench.messages.fail(error)


class _About(QWidget):
    """The dark half: study, site, sponsor, and that nothing leaves this computer."""

    def __init__(self, bench: Bench, door: SiteDoor) -> None:
        super().__init__()
        self._door = door
        self.setProperty("plane", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._product = Label("", "display", "rail_strong", wrap=True)
        self._study = Label("", "lead", "rail_text", wrap=True)
        self._numbers = Label("", "lead", "rail_text")
        self._facts = [Label("", "body", "rail_text", wrap=True) for _ in range(3)]
        self._demo = Token(bench.theme, Tone.WARN, "DEMO", parent=self)
        self._demo.setVisible(door.details.demo)
        column = QVBoxLayout(self)
        column.setContentsMargins(56, 64, 40, 64)
        column.setSpacing(tokens.S2)
        title = QHBoxLayout()
        title.setSpacing(tokens.S3)
        title.addWidget(self._product, 1)
        title.addWidget(self._demo, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(title)
        column.addWidget(self._study)
        column.addWidget(self._numbers)
        column.addStretch(1)
        for fact in self._facts:
            column.addWidget(fact)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        details = self._door.details
        protocol, registry, sponsor = self._door.study_title
        self._product.setText(tr("HairTrial Data Capture"))
        self._study.setText(tr("Randomised double-blind dose-escalation trial of exosomes for hair loss"))
        self._numbers.setText(f"{protocol} · {registry}")
        self._facts[0].setText(tr("Site {number}  {name}", number=details.number, name=details.name(tr.language)))
        self._facts[1].setText(tr("Sponsor  {name}", name=sponsor))
        self._facts[2].setText(tr("Data stays on this computer, encrypted. No network is needed."))


class _Form(QWidget):
    """User name, password, one button; on a demo site the logins to try."""

    sent = Signal(str, str)

    def __init__(self, bench: Bench, door: SiteDoor) -> None:
        super().__init__()
        self._bench, self._door = bench, door
        theme = bench.theme
        self.setProperty("plane", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Label("", "headline")
        self._now = Label("", "small", "text2")
        self._zone = Label("", "small", "warn", wrap=True)
        self._zone.setObjectName("zone_differs")
        self._frame = QWidget()
        self._user = TextField(theme, name="user", tall=True)
        self._password = PasswordField(theme, name="password", tall=True)
        self._enter = Button(theme, kind=ButtonKind.PRIMARY, tall=True, name="sign_in")
        self._help = Label("", "small", "text3", wrap=True)
        self._recover = Button(theme, kind=ButtonKind.QUIET, small=True, name="recover")
        self._toggle = LanguageToggle(theme)
        self._demo = _DemoLogins(bench, door.demo_logins)
        self._lay_out()
        self._user.submitted.connect(self._password.edit.setFocus)
        self._password.submitted.connect(self._send)
        self._enter.clicked.connect(self._send)
        self._recover.clicked.connect(lambda: recover(bench, self, door).closed.connect(self._recovered))
        self._toggle.wanted.connect(bench.language.set)
        self._demo.picked.connect(self._fill)
        for field in (self._user, self._password):
            field.edited.connect(self._clear_errors)
        self._tick = QTimer(self)
        self._tick.setInterval(20_000)
        self._tick.timeout.connect(self._show_time)
        self._tick.start()
        theme.changed.connect(self._fit)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._title.setText(tr("Sign in"))
        self._user.set_label(tr("User name"))
        self._password.set_label(tr("Password"))
        self._password.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        self._enter.setText(tr("Sign in"))
        self._help.setText(tr("Five wrong passwords lock an account; the site administrator releases it."))
        self._recover.setText(tr("Use the recovery sheet …"))
        self._toggle.show_language(tr.language)
        self._demo.retranslate(tr)
        self._clear_errors()
        self._show_time()
        self._fit()

    def reset(self) -> None:
        """Forget what was typed."""
        self._user.set_text("")
        self._password.clear()
        self._clear_errors()
        self._user.edit.setFocus()

    def refuse(self, sentence: str, *, password: bool) -> None:
        """Say why the door stays shut, and where to type next."""
        self._password.set_error(sentence)
        if password:
            self._password.edit.selectAll()
            self._password.edit.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Show that the key is being worked out (Argon2 takes its time on purpose)."""
        tr = self._bench.language.words
        self._enter.setEnabled(not busy)
        self._enter.setText(tr("Opening …") if busy else tr("Sign in"))

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(tokens.S4)
        top = QVBoxLayout()
        top.setSpacing(2)
        top.addWidget(self._title)
        top.addWidget(self._now)
        top.addWidget(self._zone)
        foot = QHBoxLayout()
        foot.addWidget(self._help, 1)
        foot.addSpacing(tokens.S4)
        foot.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignTop)
        middle.addStretch(3)
        middle.addLayout(top)
        middle.addSpacing(tokens.S1)
        for part in (self._user, self._password, self._enter):
            middle.addWidget(part)
        middle.addLayout(foot)
        middle.addWidget(self._recover, 0, Qt.AlignmentFlag.AlignLeft)
        middle.addWidget(self._demo)
        middle.addStretch(4)
        self._frame.setLayout(middle)
        middle.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        centred = QHBoxLayout(inner)
        centred.setContentsMargins(tokens.S2, tokens.S2, tokens.S2, tokens.S2)
        centred.addWidget(self._frame, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ScrollArea(inner))  # at 175 % a small screen is too low for the demo's logins

    def _send(self) -> None:
        tr = self._bench.language.words
        user, password = self._user.text().strip(), self._password.text()
        if not user:
            self._user.set_error(tr("Enter your user name."))
            self._user.edit.setFocus()
        elif not password:
            self._password.set_error(tr("Enter your password."))
            self._password.edit.setFocus()
        elif self._enter.isEnabled():
            self.sent.emit(user, password)

    def _recovered(self, done: object) -> None:
        if done:
            self._bench.messages.say(self._bench.language.words("Sign in with the new password."))

    def _clear_errors(self) -> None:
        self._user.set_error("")
        self._password.set_error("")

    def _fill(self, login: object) -> None:
        if isinstance(login, DemoLogin):
            self._user.set_text(login.user)
            self._password.set_text(login.password)
            self._clear_errors()
            self._enter.setFocus()

    def _show_time(self) -> None:
        now, tr = self._door.clock.now().astimezone(self._door.zone), self._bench.language.words
        self._now.setText(clock_line(now, tr))
        differs = now.astimezone().utcoffset() != now.utcoffset()
        self._zone.setText(tr("This computer is set to another time zone; the study's time is shown and recorded."))
        self._zone.setVisible(differs)

    def _fit(self) -> None:
        """Take the width that every line of the demo logins needs."""
        width = max(self._bench.theme.px(360), self._demo.sizeHint().width())
        self._frame.setFixedWidth(width)


class _DemoLogins(QWidget):
    """The users of a demo site with their passwords; a click fills the fields."""

    picked = Signal(object)

    def __init__(self, bench: Bench, logins: tuple[DemoLogin, ...]) -> None:
        super().__init__()
        self._title = Label("", "small_strong", "text2")
        self._rows: list[tuple[DemoLogin, Row, Token]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.S2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addSpacing(tokens.S1)
        for login in logins:
            last = login is logins[-1]
            row = Row(bench.theme, login.user, key_width=104, last=last, name=f"demo.{login.user}")
            row.line.insertWidget(1, Label(login.password, "body", "text2"))
            role = Token(bench.theme)
            row.add(role)
            row.activated.connect(lambda login=login: self.picked.emit(login))
            self._rows.append((login, row, role))
            column.addWidget(row)
        self.setVisible(bool(logins))

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._title.setText(tr("Demo logins (every person and value is invented)"))
        for login, row, role in self._rows:
            word = role_word(login.role, tr)
            role.set(Tone.NEUTRAL, word)
            row.setAccessibleName(f"{login.user} {word}")
