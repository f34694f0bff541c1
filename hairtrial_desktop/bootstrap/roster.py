"""``casebook.ports.Roster`` and ``ui.rooms.Accounts`` of an open site: changes of who holds keys, and the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from hairtrial_desktop.bootstrap.computer import PROGRAM
from hairtrial_desktop.bootstrap.key_care import KeyCare
from hairtrial_desktop.casebook.actor import PERMITTED, Action, NotPermitted
from hairtrial_desktop.casebook.house_rules import record_key_change, record_password
from hairtrial_desktop.casebook.key_holders import waiting_for
from hairtrial_desktop.casebook.ports import Credential
from hairtrial_desktop.casebook.recovery_proof import record_new_sheet, record_proof
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.documents.recovery_pdf import RecoveryPage, recovery_pdf
from hairtrial_desktop.keys.changes import StagedChange, draw_sheet
from hairtrial_desktop.keys.keyring import Hand, Keyring
from hairtrial_desktop.keys.people import Person
from hairtrial_desktop.keys.recovery import SHEET_LINES, RecoverySheet, check_word
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import Sheet


@dataclass(frozen=True)
class OwnPassword:
    """The password of whoever is logged in."""

    book: SiteBook
    keyring: Keyring

    def change(self, old: str, new: str) -> None:
        """Set another password and record when, never what (P11-18).

        Raises WrongPassword; KnownError ``password_too_short``, ``password_past``; StorageError.
        """
        self.book.check_clock()
        record_password(self.book, self.keyring.change_password(self.book.actor.user, old, new))


@dataclass(frozen=True)
class SiteRoster:
    """The people of an open site, for its administrator."""

    book: SiteBook
    keyring: Keyring
    care: KeyCare

    def people(self) -> tuple[Person, ...]:
        """Return everybody who ever had an account."""
        return self.keyring.people()

    def is_locked(self, user: str) -> bool:
        """Whether ``user`` has used up the tries."""
        return self.keyring.is_locked(user)

    def release_lock(self, user: str) -> None:
        """Give new tries; the caller has committed who did it."""
        self.keyring.release_lock(user)

    @contextmanager
    def change(self, by: Credential, second: Credential | None = None) -> Iterator[StagedChange]:
        """Open the keys of ``by`` and of the witness for one change; see ``casebook.ports.Roster``."""
        hands = self._hands(by, second)
        staged = StagedChange.begin(self.keyring, hands[0].secret, self.book.clock.now())
        try:
            yield staged
        finally:
            self.keyring.settle(self.care.state())
        self._share(hands)

    @property
    def sheet_lines(self) -> int:
        """How many lines a recovery sheet has."""
        return SHEET_LINES

    def check_word(self, line: str) -> str:
        """Return the check word of a line as typed."""
        return check_word(line)

    def sheet_pdf(self, sheet: Sheet, language: str) -> bytes:
        """Return the sheet on paper; KnownError ``glyph_missing``."""
        lines = tuple(zip(sheet.lines, sheet.checks, strict=True))
        at = site_time(self.book, sheet.at)
        site = f"{self.book.site.number} {self.book.site.name(language)}"
        return recovery_pdf(RecoveryPage(site, at, lines, PROGRAM), language)

    def draw_sheet(self) -> RecoverySheet:
        """Return a fresh recovery sheet to print. It opens nothing until :meth:`take_sheet`."""
        return draw_sheet(self.keyring, self.book.clock.now())

    def take_sheet(self, sheet: Sheet, typed: str, by: Credential, second: Credential) -> None:
        """Put ``sheet``, as it was typed back from paper, in the place of the old one, which opens nothing any more.

        ``second`` is somebody who may read identities, so that their key is changed too. Raises KnownError
        ``recovery_wrong`` (trial decryption), ``keys_wait`` (param ``names``: who of an old site has not come since),
        WrongPassword, NotPermitted, StorageError.
        """
        absent = waiting_for(self.care.state(), self.book.now().date()).users
        if absent:
            raise KnownError("keys_wait", names=[self.book.person_name(user) for user in absent])
        sheet.proven_by(typed)
        with self.change(by, second) as staged:
            staged.new_sheet(sheet.recipient)
            record_new_sheet(self.book, sheet.recipient, second.user)

    def prove_sheet(self, typed: str) -> None:
        """Open the sealed files with the sheet on paper and record that it does; KnownError ``recovery_wrong``."""
        self.keyring.unlock_with_recovery(typed)
        record_proof(self.book, self.keyring.recovery_recipient)
        self._bring_in_line([self.keyring.login_secret])

    def _hands(self, by: Credential, second: Credential | None) -> Sequence[Hand]:
        hands = [self.keyring.hand(by)]
        if Action.ADMINISTER_USERS not in PERMITTED[hands[0].role]:
            raise NotPermitted("not_permitted", role=hands[0].role.value, action=Action.ADMINISTER_USERS.value)
        return hands if second is None else [*hands, self.keyring.hand(second)]

    def _share(self, hands: Sequence[Hand]) -> None:
        self.keyring.expect(self.care.state())
        self._bring_in_line([hand.secret for hand in hands])

    def _bring_in_line(self, secrets: Sequence[str]) -> None:
        rekeyed = self.care.bring_in_line(secrets, self.book.now().date())
        if rekeyed:
            record_key_change(self.book, rekeyed)
