"""Looking at a site that cannot be written to: an archive, a stick, or a folder another program has open (P11-03).

A private copy is opened, still encrypted, and thrown away afterwards: it may need the migrations of a later version,
and a medium that takes no writing cannot even be locked. Attachments, which never change, are read where they lie.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from hairtrial_desktop.bootstrap.door import Door
from hairtrial_desktop.bootstrap.front import SiteFront
from hairtrial_desktop.keys.durable import sorted_disk_errors
from hairtrial_desktop.keys.keyring import Keyring, Unlocked
from hairtrial_desktop.keys.recovery import SHEET_LINES, check_word
from hairtrial_desktop.store.identities import IDENTITY_DATABASE, IdentityDatabase
from hairtrial_desktop.store.site_database import SITE_DATABASE, SiteDatabase
from hairtrial_desktop.store.writer_token import LOCK, WriterToken
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import OpenSite

_DATABASES = (SITE_DATABASE, IDENTITY_DATABASE)


@dataclass(frozen=True)
class ViewDoor(SiteFront):
    """``ui.rooms.SiteDoor`` on a site that is only looked at; nothing of it is written, not even the login."""

    @property
    def sheet_lines(self) -> int:
        """How many lines a recovery sheet has."""
        return SHEET_LINES

    def check_word(self, line: str) -> str:
        """Return the check word of a line of the recovery sheet as typed."""
        return check_word(line)

    def recover(self, sheet: str, user: str, secret: str) -> None:
        """Refuse: nothing of a site that is only looked at is written. KnownError ``only_viewing``."""
        del sheet, user, secret
        raise KnownError("only_viewing")

    def open(self, user: str, password: str) -> OpenSite:
        """Log in to look. Raises what ``Door.open`` raises."""
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="hairtrial-view-")))
            copy = folder / "site"
            copy.mkdir()
            self._copy(copy, user, password)
            door = Door(copy, self.clock, self.workstation, files=self.folder, state=folder / "state")
            site = door.open(user, password, checking=True)
            opened.callback(site.close)
            return replace(site, close=opened.pop_all().close)

    def _copy(self, copy: Path, user: str, password: str) -> None:
        for path in sorted(self.folder.iterdir()):
            if path.is_file() and path.name != LOCK and not path.name.startswith(_DATABASES):
                _copy_file(path, copy / path.name)
        try:
            with WriterToken.take(self.folder):
                self._copy_databases(copy)
        except KnownError as error:
            if error.code == "site_open_elsewhere":  # somebody writes meanwhile: ask the database for a whole copy
                keys = Keyring.open(self.folder, self.clock).unlock(user, password, self.clock.now())
                self._ask_for_copies(copy, keys)
            elif error.code == "read_only":  # nobody can write there
                self._copy_databases(copy)
            else:
                raise

    def _copy_databases(self, copy: Path) -> None:
        for path in sorted(self.folder.iterdir()):
            if path.is_file() and path.name.startswith(_DATABASES):
                _copy_file(path, copy / path.name)

    def _ask_for_copies(self, copy: Path, keys: Unlocked) -> None:
        with closing(SiteDatabase.open(self.folder, keys.database_keys)) as database:
            database.copy_to(copy / SITE_DATABASE)
        if keys.identity_keys:
            with closing(IdentityDatabase.open(self.folder, keys.identity_keys)) as register:
                register.copy_to(copy / IDENTITY_DATABASE)


def _copy_file(source: Path, target: Path) -> None:
    with sorted_disk_errors(target):
        shutil.copyfile(source, target)
        target.chmod(0o600)
