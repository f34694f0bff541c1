"""What somebody logged in sees: rail, top bar, and one page at a time."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.logins import failures_since_last_visit
from hairtrial_desktop.casebook.readiness import password_due, training_due
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.views.today import today_of
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.export_look import unsettled
from hairtrial_desktop.ui.pages.backup_page import backup_words
from hairtrial_desktop.ui.pages.page import Page
from hairtrial_desktop.ui.people.own_sheets import change_password, confirm_training
from hairtrial_desktop.ui.rail import Rail, RailWords
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.search_sheet import SearchSheet
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.ui.top_bar import TopBar
from hairtrial_desktop.words import Words, msg

RAIL_WORDS = {
    "today": msg("Today"),
    "subjects": msg("Subjects"),
    "events": msg("Adverse events"),
    "queries": msg("Queries"),
    "review": msg("Review & sign"),
    "kits": msg("Kits & cohorts"),
    "print": msg("Print"),
    "exchange": msg("Data exchange"),
    "versions": msg("Form version"),
    "audit": msg("Audit trail"),
    "backup": msg("Backup"),
    "admin": msg("Users"),
}


class Workspace(QWidget):
    """Routes between the pages of one login. ``pages`` by name; those of ``RAIL_WORDS`` stand in the rail."""

    lock_asked = Signal()

    def __init__(self, bench: Bench, site: OpenSite, pages: Mapping[str, Page]) -> None:
        super().__init__()
        self.bench, self.site, self.pages = bench, site, pages
        self.current: Page | None = None
        self.rail = Rail(bench.theme, tuple(name for name in RAIL_WORDS if name in pages))
        self.top_bar = TopBar(bench.theme, demo=site.book.site.demo)
        self._stack = QStackedWidget()
        for page in pages.values():
            self._stack.addWidget(page)
            page.open_page.connect(self.open_page)
            page.open_subject.connect(self.open_subject)
            page.open_form.connect(self.open_form)
            page.data_changed.connect(self.show_counts)
            page.heading_changed.connect(self._show_heading)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self._stack, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(right, 1)
        self.rail.chosen.connect(self.open_page)
        self.top_bar.search.connect(self.search)
        self.top_bar.language.connect(bench.language.set)
        self.top_bar.lock.connect(self.lock_asked)
        self.top_bar.account.connect(self.change_password)

    def start(self) -> None:
        """Bring the first page of the rail to the front, and ask for what its person owes before the first entry."""
        self.open_page(next(iter(self.rail.items)))
        state, user = self.site.book.state(SITE), self.site.book.actor.user
        if self.site.damages:
            return
        self._tell_failures()
        if training_due(state, user):
            confirm_training(self.bench, self, self.site).closed.connect(self._ready)
        elif password_due(state, user, self.site.book.now()):
            self.change_password(self.bench.language.words("It is older than this site allows."))

    def change_password(self, note: str = "") -> None:
        """Ask for another password of one's own."""
        change_password(self.bench, self, self.site, note).closed.connect(self._password_changed)

    def open_page(self, name: str) -> None:
        """Bring a page of the rail to the front."""
        self._show(name)

    def open_number(self, number: int) -> None:
        """Bring the page to the front that is so many-th in the rail, the first being 1; nothing beyond the last."""
        names = list(self.rail.items)
        if number <= len(names):
            self.open_page(names[number - 1])

    def open_subject(self, subject: str) -> None:
        """Bring a participant's casebook to the front."""
        self._show("casebook", subject)

    def open_form(self, key: object) -> None:
        """Bring a form to the front: a FormKey, or an ItemKey for one question of it."""
        self._show("form", key)

    def search(self) -> None:
        """Ask where to go."""
        sheet = SearchSheet(self.bench, self, self.site, {name: RAIL_WORDS[name] for name in self.rail.items})
        sheet.closed.connect(self._go)
        sheet.start()

    def keep(self) -> None:
        """Keep what is unsaved on the page in front, wherever one goes from here."""
        if self.current is not None:
            self.current.leave()

    def show_counts(self) -> None:
        """Reckon anew how much waits where."""
        if "exchange" in self.rail.items:
            self.rail.items["exchange"].set_count(len(unsettled(self.site.outbox.entries())))
        if not self.site.book.actor.may(Action.READ_DATA):
            return
        view = today_of(self.site.book, self.site.outbox)
        urgent = sum(line.visit.state in ("overdue", "out") for line in view.visits)
        due = sum(line.visit.state == "due" for line in view.visits)
        counts = {
            "today": (urgent + due + len(view.open_forms), False),
            "events": (len(view.clocks), True),
            "queries": (len(view.queries), False),
            "review": (view.to_sign, False),
        }
        for name, (count, red) in counts.items():
            if name in self.rail.items:
                self.rail.items[name].set_count(count, urgent=red)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        book = self.site.book
        site = tr("Site {number}", number=book.site.number)
        self.rail.set_site((book.study.protocol, book.site.name(tr.language), site))
        for name, item in self.rail.items.items():
            item.setText(tr(RAIL_WORDS[name]))
        person = f"{book.actor.name} · {role_word(book.actor.role.value, tr)}"
        stays, keys = tr("Offline · data stays on this computer"), tr("F1 shows the keys")
        self.rail.set_foot(RailWords(person, backup_words(self.site, tr), stays, keys))
        self.top_bar.retranslate(tr)
        for page in self.pages.values():
            page.retranslate(tr)
        self._show_heading()

    def _tell_failures(self) -> None:
        """Tell the administrator of wrong passwords since the last visit (21 CFR 11.300(d))."""
        book, tr = self.site.book, self.bench.language.words
        failed = failures_since_last_visit(book) if book.actor.may(Action.ADMINISTER_USERS) else ()
        if failed:
            name = book.person_name(failed[-1])
            self.bench.messages.say(
                tr.many(
                    "{n} wrong password since your last visit, the newest for {name}: see the audit trail.",
                    "{n} wrong passwords since your last visit, the newest for {name}: see the audit trail.",
                    len(failed),
                    name=name,
                ),
                Tone.WARN,
            )

    def _ready(self, confirmed: object) -> None:
        words = self.bench.language.words
        if confirmed:
            self.bench.messages.say(words("Your confirmation is recorded."))

    def _password_changed(self, changed: object) -> None:
        if changed:
            self.bench.messages.say(self.bench.language.words("Your new password is set."))

    def _show(self, name: str, target: object = None) -> None:
        page = self.pages[name]
        self.bench.messages.go_on()
        if self.current is not None and not self.current.leave():
            self.rail.light(self.current.RAIL)
            return
        self.current = page
        self._stack.setCurrentWidget(page)
        self.rail.light(page.RAIL)
        page.open(target)
        focused = QApplication.focusWidget()
        if focused is None or not page.isAncestorOf(focused):
            (page.first_stop() or page).setFocus(Qt.FocusReason.OtherFocusReason)  # where one came from is hidden now
        self._show_heading()
        self.show_counts()

    def _show_heading(self) -> None:
        if self.current is not None:
            self.top_bar.show_heading(self.current.heading(self.bench.language.words))

    def _go(self, target: object) -> None:
        if isinstance(target, tuple):
            kind, name = target
            if kind == "page":
                self.open_page(name)
            else:
                self.open_subject(name)
