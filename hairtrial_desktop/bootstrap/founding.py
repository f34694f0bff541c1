"""Founding a site: keys, databases, the first commit, and what the login page shows. Whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hairtrial_desktop.bootstrap.computer import PROGRAM, workstation_id
from hairtrial_desktop.bootstrap.front import write_front
from hairtrial_desktop.casebook.actor import Actor
from hairtrial_desktop.casebook.newcomer import Newcomer
from hairtrial_desktop.casebook.people import first_row
from hairtrial_desktop.casebook.ports import Clock
from hairtrial_desktop.casebook.readiness import training_rule
from hairtrial_desktop.casebook.record import SITE, Author, Draft, Record, utc_text
from hairtrial_desktop.casebook.recovery_proof import first_sheet
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails
from hairtrial_desktop.casebook.versions import ACTIVE
from hairtrial_desktop.casebook.vouching import RULE
from hairtrial_desktop.casebook.writers import founding_record
from hairtrial_desktop.keys.create import create_keyring
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.passwords import STANDARD, Cost
from hairtrial_desktop.keys.people import NewUser
from hairtrial_desktop.keys.recovery import RecoverySheet
from hairtrial_desktop.keys.sponsor_keys import SponsorPublic
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.definitions import Source, Study
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from hairtrial_desktop.ui.rooms import DemoLogin


@dataclass(frozen=True)
class NewSite:
    """What a site is founded with. ``files``: the study's forms, file name -> text; ``logins`` only for a demo.

    ``training``: nobody's entry is taken before training and accountability are acknowledged (P11-09); False only where
    no people work, as in tests.
    """

    details: SiteDetails
    users: Sequence[NewUser]
    files: Mapping[str, str]
    sponsor: SponsorPublic | None = None
    logins: Sequence[DemoLogin] = ()
    cost: Cost = STANDARD
    workstation: str = field(default_factory=workstation_id)
    training: bool = True


def create_site(folder: Path, new: NewSite, clock: Clock) -> RecoverySheet:
    """Found a site in ``folder``, whole or not at all; return the recovery sheet to print.

    Raises KnownError ``site_exists``; DefinitionError; StorageError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise KnownError("site_exists", folder=folder.name)
    study = load_study(new.files)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".founding-", dir=folder.parent))
    try:
        sheet = create_keyring(building, new.details.number, new.details.name_zh, new.users, clock.now(), cost=new.cost)
        keys = Keyring.open(building, clock).unlock_with_recovery(sheet.secret)
        with ExitStack() as opened:
            database = SiteDatabase.create(building, keys.database_key)
            opened.callback(database.close)
            IdentityDatabase.create(building, keys.identity_key).close()
            _first_commit(database, study, new, clock=clock, keyring=Keyring.open(building, clock))
        write_front(building, new.details, study, new.logins)
        if folder.exists():
            folder.rmdir()
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return sheet


def _first_commit(database: SiteDatabase, study: Study, new: NewSite, *, clock: Clock, keyring: Keyring) -> None:
    founder = next(user for user in new.users if user.role.value == "administrator")
    author = Author(founder.user, founder.role.value, new.workstation, PROGRAM, study.sha256)
    shelves = Shelves(database.commits, database.drafts, database.attachments, None)
    actor = Actor(founder.user, founder.name, founder.role)
    book = SiteBook(study, new.details, shelves, clock, actor=actor, author=author)
    records = [
        Record("site", "details", None, {**asdict(new.details), "demo": "Y" if new.details.demo else "N"}),
        Record("site", "authority", None, keyring.authority),
        Record("definition", study.sha256, None, {"files": dict(new.files), "version": study.version}),
        Record("site", ACTIVE, None, {"sha256": study.sha256}),
        founding_record(new.workstation),
    ]
    if new.sponsor is not None:
        records.append(Record("site", "sponsor", None, {"file": new.sponsor.to_text()}))
    records.append(first_sheet(keyring.recovery_recipient, utc_text(clock.now())))
    records += [training_rule(asked=new.training), Record("site", RULE, None, {"signed": "Y"})]
    today = book.now().date()
    for user in new.users:
        newcomer = Newcomer(user.user, user.name, user.role, user.identity_checked, today)
        row = first_row(keyring.user_record(user.user), newcomer, utc_text(clock.now()))
        records.append(Record("user", user.user, None, row))
    book.commit(Draft(SITE, "found", tuple(_system(record) for record in records)))


def _system(record: Record) -> Record:
    return Record(record.kind, record.key, record.old, record.new, source=Source.SYSTEM)
