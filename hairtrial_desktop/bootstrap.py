"""The only place where parts are built and joined: founding a site, and opening its door."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any

from hairtrial_desktop import __version__
from hairtrial_desktop.casebook.actor import Action, Actor
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.logins import record_login, record_logout
from hairtrial_desktop.casebook.ports import Clock, Head
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.record import SITE, Author, Draft, Record
from hairtrial_desktop.casebook.signing import Signing
from hairtrial_desktop.casebook.site_book import ClockError, Shelves, SiteBook, SiteDetails
from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.documents.print_copy import stamp_print
from hairtrial_desktop.documents.printing import print_pdf, printers
from hairtrial_desktop.documents.signature_check import unsound_papers
from hairtrial_desktop.exchange.desk import Desk
from hairtrial_desktop.exchange.monthly import MonthlyExport, Sender
from hairtrial_desktop.exchange.odm.admin_data import SiteName
from hairtrial_desktop.keys.create import create_keyring
from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, write_durably
from hairtrial_desktop.keys.keyring import Keyring, Unlocked
from hairtrial_desktop.keys.passwords import STANDARD, Cost
from hairtrial_desktop.keys.people import NewUser
from hairtrial_desktop.keys.recovery import RecoverySheet
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.keys.sponsor_keys import SponsorPublic
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.store.anchor import HeadAnchor
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.store.writer_token import WriterToken
from hairtrial_desktop.study.definitions import Source, Study
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from hairtrial_desktop.ui.rooms import DemoLogin, OpenSite

FRONT = "front.json"  # what the login page shows: site names, public facts of the study; no secret, no person
DEMO_LOGINS = "demo-logins.json"
TRANSPORT_CHOICE = "transport-folder.txt"  # this computer's, so no part of the record
_FRONT_NAMES = {"number", "name_zh", "name_en", "demo", "protocol", "registry_id", "sponsor"}
WORKSTATION = "workstation-id"  # in this computer's state folder
_WORKSTATION = re.compile(r"WS-[0-9a-f]{8}")
PROGRAM = f"hairtrial-desktop {__version__}"


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the aware current time."""
        return datetime.now(UTC)


def workstation_id() -> str:
    """Return a stable id of this computer that names neither it nor its owner (P11-08); StorageError.

    It is drawn once and kept: a computer without a network card has no number of its own.
    """
    path = state_folder() / WORKSTATION
    if path.is_file():
        kept = path.read_text(encoding="ascii", errors="replace").strip()
        if _WORKSTATION.fullmatch(kept):
            return kept
    drawn = f"WS-{secrets.token_hex(4)}"
    make_folder(path.parent)
    write_durably(path, drawn.encode())
    return drawn


@dataclass(frozen=True)
class NewSite:
    """What a site is founded with. ``files``: the study's forms, file name -> text; ``logins`` only for a demo."""

    details: SiteDetails
    users: Sequence[NewUser]
    files: Mapping[str, str]
    sponsor: SponsorPublic | None = None
    logins: Sequence[DemoLogin] = ()
    cost: Cost = STANDARD
    workstation: str = field(default_factory=workstation_id)


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
        _write_front(building, study, new)
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
        Record("site", "active_definition", None, {"sha256": study.sha256}),
    ]
    if new.sponsor is not None:
        records.append(Record("site", "sponsor", None, {"file": new.sponsor.to_text()}))
    records += [Record("user", user.user, None, keyring.user_record(user)) for user in new.users]
    book.commit(Draft(SITE, "found", tuple(_system(record) for record in records)))


def _system(record: Record) -> Record:
    return Record(record.kind, record.key, record.old, record.new, source=Source.SYSTEM)


def _write_front(folder: Path, study: Study, new: NewSite) -> None:
    front = {
        **asdict(new.details),
        "study": asdict(study.name),
        "protocol": study.protocol,
        "registry_id": study.registry_id,
        "zone": study.zone,
        "sponsor": asdict(study.sponsor),
    }
    write_durably(folder / FRONT, json.dumps(front, ensure_ascii=False, indent=1).encode())
    if new.logins:
        logins = [asdict(login) for login in new.logins]
        write_durably(folder / DEMO_LOGINS, json.dumps(logins, ensure_ascii=False, indent=1).encode())


def _read_json(path: Path) -> Any:  # noqa: ANN401 - whatever stands in the file; the caller judges it
    try:
        with sorted_disk_errors(path):
            return json.loads(path.read_bytes())
    except ValueError as error:
        raise KnownError("front_damaged", file=path.name) from error


@dataclass(frozen=True)
class Door:
    """``ui.rooms.SiteDoor``: a data folder before anybody is logged in."""

    folder: Path
    clock: Clock = field(default_factory=SystemClock)
    workstation: str = field(default_factory=workstation_id)

    @cached_property
    def front(self) -> dict[str, object]:
        """What the login page shows, believed until somebody is in; KnownError ``site_missing``, ``front_damaged``."""
        path = self.folder / FRONT
        if not path.is_file():
            raise KnownError("site_missing", folder=self.folder.name)
        content = _read_json(path)
        if not isinstance(content, dict) or not content.keys() >= _FRONT_NAMES:
            raise KnownError("front_damaged", file=FRONT)
        return content

    @property
    def details(self) -> SiteDetails:
        """Number and names of the site."""
        front = self.front
        return SiteDetails(str(front["number"]), str(front["name_zh"]), str(front["name_en"]), demo=bool(front["demo"]))

    @property
    def study_title(self) -> tuple[str, str, str]:
        """Protocol number, registry id, sponsor."""
        sponsor = self.front["sponsor"]
        name = str(sponsor["en"]) if isinstance(sponsor, dict) else ""
        return str(self.front["protocol"]), str(self.front["registry_id"]), name

    @property
    def zone(self) -> tzinfo:
        """The study's zone; a front written before it was known there is of a site in China."""
        zone = datetime.strptime(str(self.front.get("zone", "+08:00")), "%z").tzinfo
        return zone or UTC

    @property
    def demo_logins(self) -> tuple[DemoLogin, ...]:
        """Logins that a demo site shows; KnownError ``front_damaged``."""
        path = self.folder / DEMO_LOGINS
        if not self.details.demo or not path.is_file():
            return ()
        try:
            return tuple(DemoLogin(**login) for login in _read_json(path))
        except TypeError as error:
            raise KnownError("front_damaged", file=DEMO_LOGINS) from error

    def check(self) -> None:
        """Raise KnownError ``site_missing`` if there is no site in the folder."""
        _ = self.front

    def site_public(self) -> SitePublic:
        """Return what the sponsor needs to verify this site's exports (``site.json``)."""
        return Keyring.open(self.folder, self.clock).site_public()

    def open(self, user: str, password: str, *, checking: bool = False) -> OpenSite:
        """Log in: keys, databases, definitions, verification. Nothing stays open if any of it fails.

        A damaged site opens read-only and says what is damaged (P11-01); then the login cannot be recorded. With
        ``checking`` the site is opened only to be verified: it is not written to, so no login is recorded either.
        """
        keyring = Keyring.open(self.folder, self.clock)
        keys = keyring.unlock(user, password, self.clock.now())
        with ExitStack() as opened:
            token = WriterToken.take(self.folder)
            opened.callback(token.release)
            database = SiteDatabase.open(self.folder, keys.database_key)
            opened.callback(database.close)
            identities: IdentityDatabase | None = None
            if keys.identity_key is not None:
                identities = IdentityDatabase.open(self.folder, keys.identity_key)
                opened.callback(identities.close)
            damages = tuple(database.commits.verify())
            anchor = HeadAnchor(state_folder(), keyring.authority["ca_pem"], keys.database_key)
            joint = _Joint(self, keyring, keys, database, identities, anchor)
            damages += (*joint.differences(raise_own=not damages), *anchor.check(database.commits))
            if damages or checking:
                database.refuse_writing()
            site = joint.site(damages, opened.close)
            site.book.listeners.append(lambda commit: anchor.keep(Head(commit.seq, commit.hash)))
            if not (damages or checking):
                _record_login(site.book, keyring)
                opened.callback(_record_logout, site.book)
            return replace(site, close=opened.pop_all().close)


def _record_login(book: SiteBook, keyring: Keyring) -> None:
    """Commit the login with the failed tries before it; a clock behind the record stops that, and all entry."""
    failures = keyring.failures()
    try:
        record_login(book, [asdict(failure) for failure in failures], keyring.tries_written())
    except ClockError:
        return
    keyring.absorb(failures)


def _record_logout(book: SiteBook) -> None:
    """Commit the end of the session; where that cannot be written the next login tells that it began anew."""
    with suppress(KnownError):
        record_logout(book)


def _details(site: State) -> SiteDetails:
    """Return the site as the record has it."""
    data = site.things("site_data")["details"].data
    return SiteDetails(data["number"], data["name_zh"], data["name_en"], demo=data["demo"] == "Y")


@dataclass(frozen=True)
class _Joint:
    """Joins the opened parts into what the window works with."""

    door: Door
    keyring: Keyring
    keys: Unlocked
    database: SiteDatabase
    identities: IdentityDatabase | None
    anchor: HeadAnchor

    def differences(self, *, raise_own: bool) -> tuple[Damage, ...]:
        """Return where the files beside the database say something else than the record.

        KnownError ``keyring_damaged`` where it is the entry of the person logging in.
        """
        state = self.database.commits.load(SITE)
        found = tuple(self.keyring.differences(state))
        if raise_own and any(damage.row == self.keys.user for damage in found):
            raise KnownError("keyring_damaged", file="keyring.json")
        self.keyring.expect(state)
        shown, recorded = self.door.details, _details(state)
        names = [name for name in asdict(recorded) if getattr(shown, name) != getattr(recorded, name)]
        return (*found, *(Damage(FRONT, name, "differs") for name in names))

    def verify(self) -> tuple[Damage, ...]:
        """Return every damage of the site: the record, what lies beside it, and the papers' own signatures."""
        database = self.database
        ca_pem = self.keyring.authority["ca_pem"].encode()
        return (
            *database.commits.verify(),
            *self.differences(raise_own=False),
            *self.anchor.check(database.commits),
            *unsound_papers(database.commits, database.attachments, ca_pem),
        )

    def site(self, damages: tuple[Damage, ...], close: Callable[[], None]) -> OpenSite:
        """Return the open site."""
        store = self.database.commits
        things = store.load(SITE).things
        active = things("site_data")["active_definition"].data["sha256"]
        files: dict[str, str] = things("definition_data")[active].data["files"]
        study = load_study(files)
        book = self._book(study)
        sponsor = things("site_data").get("sponsor")
        public = None if sponsor is None else SponsorPublic.parse(sponsor.data["file"])
        paper = CrfPaper.bundled()
        return OpenSite(
            book=book,
            authenticator=self.keyring,
            signing=Signing(book, self.keyring, paper),
            paper=paper,
            outbox=self.database.outbox,
            exchange=self._desk(book, files, public),
            printing=Printing(book),
            verify=self.verify,
            damages=damages,
            close=close,
            accounts=self.keyring if book.actor.may(Action.ADMINISTER_USERS) else None,
        )

    def _book(self, study: Study) -> SiteBook:
        actor = self.keys.actor
        author = Author(actor.user, actor.role.value, self.door.workstation, PROGRAM, study.sha256)
        shelves = Shelves(self.database.commits, self.database.drafts, self.database.attachments, self.identities)
        details = _details(self.database.commits.load(SITE))
        return SiteBook(study, details, shelves, self.door.clock, actor=actor, author=author)

    def _desk(self, book: SiteBook, files: Mapping[str, str], sponsor: SponsorPublic | None) -> Desk:
        choice = self.door.folder / TRANSPORT_CHOICE
        if sponsor is None or self.identities is None:  # what leaves is checked against the site-only register
            return Desk(book, self.database.outbox, None, sponsor, choice)
        site = SiteName(book.site.number, book.site.name_en)
        own = (self.keyring.recovery_recipient,)
        sender = Sender(book.study, files, site, PROGRAM, self.keys.seal, sponsor, own)
        export = MonthlyExport(
            sender, self.database.commits, self.database.attachments, self.database.outbox, book.clock,
            self.identities.mentions_identity,
        )  # fmt: skip
        return Desk(book, self.database.outbox, export, sponsor, choice)


@dataclass(frozen=True)
class Printing:
    """``ui.rooms.PrintRoom`` on this computer's print queues. Who printed when stands on the paper, not in the file."""

    book: SiteBook

    def printers(self) -> tuple[str, ...]:
        """Return the names of the queues."""
        return printers()

    def print_pdf(self, pdf: bytes, printer: str, title: str) -> str:
        """Print a stamped copy; return the job id."""
        when = self.book.now().strftime("%Y-%m-%d %H:%M:%S ") + self.book.study.zone
        return print_pdf(stamp_print(pdf, self.book.actor.name, when), printer, title)
