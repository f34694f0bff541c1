"""Getting back in with the hospital's recovery sheet, when no administrator can; never by the sponsor (OFF-08)."""

from __future__ import annotations

from contextlib import ExitStack

from hairtrial_desktop.bootstrap.computer import PROGRAM
from hairtrial_desktop.bootstrap.front import SiteFront
from hairtrial_desktop.bootstrap.joint import recorded_details
from hairtrial_desktop.bootstrap.key_care import KeyCare
from hairtrial_desktop.casebook.actor import Actor, Role
from hairtrial_desktop.casebook.house_rules import record_key_change
from hairtrial_desktop.casebook.key_holders import waiting_for
from hairtrial_desktop.casebook.people import recover_administrator
from hairtrial_desktop.casebook.record import Author
from hairtrial_desktop.casebook.recovery_proof import record_proof
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.documents.recovery_pdf import RecoveryPage, recovery_pdf
from hairtrial_desktop.keys import age_files
from hairtrial_desktop.keys.changes import StagedChange
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.recovery import RecoverySheet
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.store.anchor import HeadAnchor
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.store.writer_token import WriterToken
from hairtrial_desktop.study.errors import KnownError


def recover_site(front: SiteFront, sheet: str, user: str, secret: str) -> None:
    """Give the administrator ``user`` new keys under ``secret``; ``sheet`` is the recovery key as typed from paper.

    The commit says that the sheet did it. Everybody else's keys stay. Raises KnownError ``recovery_wrong``,
    ``recover_administrator`` (nobody, or in another role), ``recover_damaged``, ``password_too_short``; StorageError.
    """
    keyring = Keyring.open(front.folder, front.clock)
    recovered = keyring.unlock_with_recovery(sheet)
    with ExitStack() as opened:
        opened.callback(WriterToken.take(front.folder).release)
        database = SiteDatabase.open(front.folder, recovered.database_keys)
        opened.callback(database.close)
        anchor = HeadAnchor(state_folder(), keyring.authority["ca_pem"], *recovered.database_keys)
        care = KeyCare(keyring, database, None, anchor)
        keyring.settle(care.state())
        if any((*database.commits.verify(), *keyring.differences(care.state()), *anchor.check(database.commits))):
            raise KnownError("recover_damaged")
        book = _book(front, database, user)
        secrets = [age_files.tidy_secret(sheet)]
        try:
            recover_administrator(book, StagedChange.begin(keyring, secrets[0], front.clock.now()), secret)
        finally:
            keyring.settle(care.state())
        if waiting_for(care.state(), book.now().date()).sheet:  # an old site, whose sheet has just opened its keys
            record_proof(book, keyring.recovery_recipient)
        keyring.release_lock(user)
        rekeyed = care.bring_in_line(secrets, book.now().date())
        if rekeyed:
            record_key_change(book, rekeyed)
        anchor.keep(database.commits.head())


def sheet_pdf(sheet: RecoverySheet, site: str, language: str) -> bytes:
    """Return a new site's recovery sheet on paper; KnownError ``glyph_missing``."""
    lines = tuple(zip(sheet.lines, sheet.checks, strict=True))
    return recovery_pdf(RecoveryPage(f"{sheet.site_id} {site}", f"{sheet.at} (UTC)", lines, PROGRAM), language)


def _book(front: SiteFront, database: SiteDatabase, user: str) -> SiteBook:
    site = database.commits.load("")
    row = site.things("user_data").get(user)
    if row is None or row.data["role"] != Role.ADMINISTRATOR.value:
        raise KnownError("recover_administrator")
    versions = Versions.of_site(site)
    actor = Actor(user, row.data["name"], Role.ADMINISTRATOR)
    author = Author(user, actor.role.value, front.workstation, PROGRAM, versions.active.sha256)
    shelves = Shelves(database.commits, database.drafts, database.attachments, None)
    return SiteBook(versions, recorded_details(site), shelves, front.clock, actor=actor, author=author)
