"""The door of a site: logging in opens keys, databases and definitions, and joins them."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace

from hairtrial_desktop.bootstrap.front import SiteFront
from hairtrial_desktop.bootstrap.joint import Joint
from hairtrial_desktop.bootstrap.watch import RecordWatch
from hairtrial_desktop.casebook.logins import record_login, record_logout
from hairtrial_desktop.casebook.site_book import ClockError, SiteBook
from hairtrial_desktop.keys.keyring import Keyring, Unlocked
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.store.anchor import HeadAnchor
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SITE_DATABASE, SiteDatabase
from hairtrial_desktop.store.verified_mark import VerifiedMark
from hairtrial_desktop.store.writer_token import WriterToken
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import BackupRoom, OpenSite


@dataclass(frozen=True)
class Door(SiteFront):
    """``ui.rooms.SiteDoor``: a data folder, and the way in."""

    def check(self) -> None:
        """Raise KnownError ``site_missing`` if there is no site in the folder."""
        _ = self.front

    def site_public(self) -> SitePublic:
        """Return what the sponsor needs to verify this site's exports (``site.json``)."""
        return Keyring.open(self.folder, self.clock).site_public()

    def open(self, user: str, password: str, *, checking: bool = False, restored: bool = False) -> OpenSite:
        """Log in: keys, databases, definitions, verification. Nothing stays open if any of it fails.

        A damaged site opens read-only and says what is damaged (P11-01); then the login cannot be recorded. With
        ``checking`` the site is opened only to be verified: it is not written to, so no login is recorded either.
        ``restored``: a copy was put back on purpose, so what this computer remembers of a newer one is forgotten.
        """
        keyring = Keyring.open(self.folder, self.clock)
        keys = keyring.unlock(user, password, self.clock.now())
        with ExitStack() as opened:
            token = WriterToken.take(self.folder)
            opened.callback(token.release)
            watch = self._open_record(opened, keyring, keys)
            if restored:
                watch.anchor.forget()
            database = watch.database
            identities: IdentityDatabase | None = None
            if keys.identity_key is not None:
                identities = IdentityDatabase.open(self.folder, keys.identity_key)
                opened.callback(identities.close)
            damages = tuple(watch.at_start())
            joint = Joint(self, keyring, keys, watch, identities)
            damages += joint.differences(raise_own=not damages)
            if damages or checking:
                database.refuse_writing()
            site = joint.site(damages, opened.close)
            site.book.listeners.append(watch.committed)
            if not (damages or checking):
                _record_login(site.book, keyring)
                opened.callback(_record_logout, site.book)
                opened.callback(_back_up, site.backups)
            return replace(site, close=opened.pop_all().close)

    def _open_record(self, opened: ExitStack, keyring: Keyring, keys: Unlocked) -> RecordWatch:
        """Open ``site.db`` under watch; it is closed, and how it was left remembered, with ``opened``."""
        authority, path = keyring.authority["ca_pem"], self.folder / SITE_DATABASE
        mark = VerifiedMark(state_folder(), authority, keys.database_key, path)
        known = mark.read()  # before the file is opened
        database = SiteDatabase.open(self.folder, keys.database_key)
        anchor = HeadAnchor(state_folder(), authority, keys.database_key)
        watch = RecordWatch(database, anchor, mark, self.clock, known)
        opened.callback(watch.left)
        opened.callback(database.close)
        return watch


def _record_login(book: SiteBook, keyring: Keyring) -> None:
    """Commit the login with the failed tries before it; a clock behind the record stops that, and all entry."""
    failures = keyring.failures()
    try:
        record_login(book, [asdict(failure) for failure in failures], keyring.tries_written())
    except ClockError:
        return
    keyring.absorb(failures)


def _back_up(backups: BackupRoom) -> None:
    """Back up on leaving what was recorded; where that fails the next login does it, and the window says so."""
    with suppress(KnownError):
        if backups.folder is not None and backups.due:
            backups.record(backups.make())


def _record_logout(book: SiteBook) -> None:
    """Commit the end of the session; where that cannot be written the next login tells that it began anew."""
    with suppress(KnownError):
        record_logout(book)
