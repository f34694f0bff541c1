"""The door of a site: logging in opens keys, databases and definitions, and joins them."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hairtrial_desktop.bootstrap.front import SiteFront
from hairtrial_desktop.bootstrap.joint import Found, Joint
from hairtrial_desktop.bootstrap.recovering import recover_site
from hairtrial_desktop.bootstrap.watch import RecordWatch
from hairtrial_desktop.bootstrap.writing import why_reading_only
from hairtrial_desktop.casebook.clock_care import ClockError
from hairtrial_desktop.casebook.delegations import refused_on
from hairtrial_desktop.casebook.house_rules import ask_for_training, record_key_change, record_password
from hairtrial_desktop.casebook.key_holders import record_own_recipient
from hairtrial_desktop.casebook.logins import record_login, record_logout
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.readiness import secret_set
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.keys.keyring import Keyring, Unlocked
from hairtrial_desktop.keys.recovery import SHEET_LINES, check_word
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.store.anchor import HeadAnchor
from hairtrial_desktop.store.folder_token import FolderToken
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SITE_DATABASE, SiteDatabase
from hairtrial_desktop.store.verified_mark import VerifiedMark
from hairtrial_desktop.store.writer_token import WriterToken
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import BackupRoom, OpenSite


@dataclass(frozen=True)
class Door(SiteFront):
    """``ui.rooms.SiteDoor``: a data folder, and the way in.

    ``files``: where attachments and outbox lie if not in ``folder``; ``state``: where this computer remembers things.
    """

    files: Path | None = None
    state: Path = field(default_factory=state_folder)

    def check(self) -> None:
        """Raise KnownError ``site_missing`` if there is no site in the folder."""
        _ = self.front

    def site_public(self) -> SitePublic:
        """Return what the sponsor needs to verify this site's exports (``site.json``)."""
        return Keyring.open(self.folder, self.clock).site_public()

    @property
    def sheet_lines(self) -> int:
        """How many lines a recovery sheet has."""
        return SHEET_LINES

    def check_word(self, line: str) -> str:
        """Return the check word of a line of the sheet as typed."""
        return check_word(line)

    def recover(self, sheet: str, user: str, secret: str) -> None:
        """Give an administrator new keys with the recovery sheet; raises as ``recovering.recover_site``."""
        recover_site(self, sheet, user, secret)

    def open(self, user: str, password: str, *, checking: bool = False, restored: bool = False) -> OpenSite:
        """Log in: keys, databases, definitions, verification. Nothing stays open if any of it fails.

        A damaged site opens read-only and says what is damaged (P11-01); then the login cannot be recorded. With
        ``checking`` the site is opened only to be verified: it is not written to, so no login is recorded either.
        ``restored``: a copy was put back on purpose, so what this computer remembers of a newer one is forgotten.
        """
        keyring = Keyring.open(self.folder, self.clock)
        keys = keyring.unlock(user, password, self.clock.now())
        opened = ExitStack()
        try:
            opened.callback(WriterToken.take(self.folder).release)
            joint = self._join(opened, keyring, keys)
            if restored:
                joint.watch.anchor.forget()
            return self._enter(opened, joint, checking=checking, restored=restored)
        except BaseException:
            opened.close()
            raise

    def _join(self, opened: ExitStack, keyring: Keyring, keys: Unlocked) -> Joint:
        """Open record and register; they are closed with ``opened``."""
        watch = self._open_record(opened, keyring, keys)
        identities: IdentityDatabase | None = None
        if keys.identity_keys:
            identities = IdentityDatabase.open(self.folder, keys.identity_keys)
            opened.callback(identities.close)
        return Joint(self, keyring, keys, watch, identities)

    def _enter(self, opened: ExitStack, joint: Joint, *, checking: bool, restored: bool) -> OpenSite:
        """Judge what was opened, and record the login where this installation may write."""
        site_state, token = joint.care.state(), FolderToken(self.state, joint.keyring.authority["ca_pem"], self.folder)
        reason = KnownError("only_viewing") if checking else None
        if reason is None and not restored and not self.details.demo:  # a demo may be copied about
            reason = why_reading_only(site_state, self.workstation, token)
        joint.keyring.settle(site_state, write=reason is None)
        self._admit(joint.keys.user, site_state)
        damages = tuple(joint.watch.at_start())
        damages += joint.differences(raise_own=not damages)
        if damages or reason:
            joint.database.refuse_writing()

        def begin(book: SiteBook, backups: BackupRoom) -> None:
            _record_login(book, joint)
            opened.callback(_record_logout, book)
            opened.callback(_back_up, backups)

        site = joint.site(Found(damages, reason, token, lifted=not (damages or checking)), begin, opened.close)
        site.book.listeners.append(joint.watch.committed)
        if not (damages or reason):
            token.keep()
            begin(site.book, site.backups)
        return site

    def _open_record(self, opened: ExitStack, keyring: Keyring, keys: Unlocked) -> RecordWatch:
        """Open ``site.db`` under watch; it is closed, and how it was left remembered, with ``opened``."""
        authority, path = keyring.authority["ca_pem"], self.folder / SITE_DATABASE
        mark = VerifiedMark(self.state, authority, keys.database_key, path)
        known = mark.read()  # before the file is opened
        database = SiteDatabase.open(self.folder, keys.database_keys, self.files)
        anchor = HeadAnchor(self.state, authority, *keys.database_keys)
        watch = RecordWatch(database, anchor, mark, self.clock, known)
        opened.callback(watch.left)
        opened.callback(database.close)
        return watch

    def _admit(self, user: str, site: State) -> None:
        """Raise WrongPassword ``user_disabled``, ``delegation_over`` unless the record lets ``user`` in today."""
        row = site.things("user_data").get(user)
        refused = row and refused_on(row.data, self.clock.now().astimezone(self.zone).date())
        if refused:  # somebody the record does not know is damage, told by the comparison
            raise WrongPassword(refused, user=user)


def _record_login(book: SiteBook, joint: Joint) -> None:
    """Commit the login with the failed tries before it; a clock that cannot be believed stops that, and all entry."""
    keyring = joint.keyring
    failures = keyring.failures()
    try:
        record_login(book, [asdict(failure) for failure in failures], keyring.tries_written())
    except ClockError:
        return
    keyring.absorb(failures)
    since, told = joint.keys.password_set, secret_set(book.state(SITE), book.actor.user)
    if since is not None and (told is None or since > told):  # the power went between the change and its record
        record_password(book, since)
    ask_for_training(book)
    _care_for_keys(book, joint)


def _care_for_keys(book: SiteBook, joint: Joint) -> None:
    """Bring the sealed files in line with the record; what cannot be done today is tried at the next login."""
    with suppress(KnownError):
        joint.keyring.remember_past(book.actor.user)
        record_own_recipient(book, joint.keyring.login_recipient)
        rekeyed = joint.care.bring_in_line([joint.keyring.login_secret], book.now().date())
        if rekeyed:
            record_key_change(book, rekeyed)


def _back_up(backups: BackupRoom) -> None:
    """Back up on leaving what was recorded; where that fails the next login does it, and the window says so."""
    with suppress(KnownError):
        if backups.folder is not None and backups.due:
            backups.record(backups.make())


def _record_logout(book: SiteBook) -> None:
    """Commit the end of the session; where that cannot be written the next login tells that it began anew."""
    with suppress(KnownError):
        record_logout(book)
