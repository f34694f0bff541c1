"""The tour's hands on forms: typing a whole form by keyboard, signing, changing users."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.demo.answers import Answers
from hairtrial_desktop.demo.pen import AgendaClock
from hairtrial_desktop.demo.people import password_of
from hairtrial_desktop.demo.tour_report import TourReport
from hairtrial_desktop.study.definitions import FormDef, ItemDef
from hairtrial_desktop.ui.hands import Hands, NotThere
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.rooms import OpenSite

MOST_KEYS = 400  # Enter presses on one form: more means the keyboard goes in a circle


@dataclass
class TourDesk:
    """What the steps of the tour work with."""

    window: MainWindow
    hands: Hands
    clock: AgendaClock
    report: TourReport
    language: str

    @property
    def site(self) -> OpenSite:
        """The site as the window has it open."""
        if self.window.site is None:
            raise NotThere("an open site")
        return self.window.site

    @property
    def book(self) -> SiteBook:
        """The casebook of whoever is logged in."""
        return self.site.book

    def at(self, moment: datetime) -> None:
        """Let it be ``moment``."""
        self.clock.moment = moment

    def later(self, minutes: int) -> None:
        """Let some time pass."""
        self.clock.moment += timedelta(minutes=minutes)

    def sign_in(self, user: str) -> None:
        """Log in by keyboard: name, Tab, password, Enter."""
        hands = self.hands
        hands.fill("user", user)
        hands.press("Tab")
        hands.write(password_of(user))
        hands.press("Return")
        hands.see("rail.today")
        self.report.check(hands.find("login") is None, f"{user} is let in")

    def sign_out(self) -> None:
        """Lock, then log out for the next person."""
        self.hands.click("lock")
        self.hands.click("log_out")
        self.hands.see("user")

    def type_form(self, form: str, answers: Answers, halfway: Callable[[], object] | None = None) -> None:
        """Answer a whole open form by keyboard alone: answer, Enter, answer, Enter ..., as each question comes."""
        left = self._named(self.book.study.forms[form], answers)
        hands = self.hands
        hands.wait(lambda: hands.focus().startswith("item:"), f"a question of {form}")
        pictured = False
        for _ in range(MOST_KEYS):
            name = hands.focus()
            if not name.startswith("item:"):
                break
            if name in left:
                item, text = left.pop(name)
                hands.answer(text, tuple(code.code for code in item.code_list.items) if item.code_list else ())
                if halfway is not None and not pictured and len(left) <= len(answers) // 2:
                    halfway()
                    pictured = True
            hands.press("Return")
        if left:
            raise NotThere(f"the keyboard never came to {sorted(left)}")
        self.report.check(True, f"{form} was typed by keyboard alone")

    def _named(self, form: FormDef, answers: Answers) -> dict[str, tuple[ItemDef, str]]:
        named: dict[str, tuple[ItemDef, str]] = {}
        for name, answer in answers.items():
            found = form.item(name)
            if found is None:
                raise NotThere(f"{form.oid} has no {name}")
            texts = answer if isinstance(answer, tuple) else (answer,)
            for repeat, text in enumerate(texts, start=1):
                suffix = f"#{repeat}" if repeat > 1 else ""
                named[f"item:{found[1].oid}{suffix}"] = (found[1], text)
        return named

    def complete(self, key: FormKey) -> None:
        """Complete the open form with Ctrl+Enter and see the record agree."""
        self.hands.press("Ctrl+Return")
        self.hands.wait(lambda: self.status(key) == "complete", f"{key} complete")
        self.report.check(self.status(key) == "complete", f"{key} is complete in the record")

    def status(self, key: FormKey) -> str:
        """Return the committed status of a form."""
        row = self.book.state(key.subject).forms().get(str(key))
        return "" if row is None else row.status

    def check_signed(self, key: FormKey) -> None:
        """See that the form bears a standing signature of the person at the screen."""
        self.hands.wait(lambda: self._signed(key), f"{key} signed")
        self.report.check(self._signed(key), f"{key} bears a standing signature")

    def _signed(self, key: FormKey) -> bool:
        put = signatures(self.book.state(key.subject), key)
        return any(view.standing and view.row.data["user"] == self.book.actor.user for view in put)

    def sign_open_form(self, key: FormKey, picture: str = "") -> None:
        """Sign the open form: Ctrl+G, look, user name if it is the first signature, password, Enter."""
        hands, asks = self.hands, self.site.signing.asks_user
        hands.press("Ctrl+G")
        hands.see("sign_sheet")
        if picture:
            hands.picture(picture)
        if asks:
            hands.fill("sign_user", self.book.actor.user)
        hands.fill("password", password_of(self.book.actor.user))
        hands.press("Return")
        self.check_signed(key)
        hands.gone("sign_sheet")
