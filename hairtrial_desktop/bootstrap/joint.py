"""Joins the opened parts of a site into what the window works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from hairtrial_desktop.bootstrap.backup_room import BackupRoom
from hairtrial_desktop.bootstrap.computer import PROGRAM
from hairtrial_desktop.bootstrap.front import FRONT, SiteFront
from hairtrial_desktop.bootstrap.key_care import KeyCare
from hairtrial_desktop.bootstrap.print_room import Printing
from hairtrial_desktop.bootstrap.roster import OwnPassword, SiteRoster
from hairtrial_desktop.bootstrap.watch import RecordWatch
from hairtrial_desktop.bootstrap.writing import WritingRoom
from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.record import SITE, Author
from hairtrial_desktop.casebook.signing import Signing
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.documents.signature_check import unsound_papers
from hairtrial_desktop.exchange.desk import Desk
from hairtrial_desktop.exchange.monthly import MonthlyExport, Sender
from hairtrial_desktop.exchange.odm.admin_data import SiteName
from hairtrial_desktop.keys.keyring import Keyring, Unlocked
from hairtrial_desktop.keys.second_rows import second_fault
from hairtrial_desktop.keys.sponsor_keys import SponsorPublic
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.store.backup import SiteFiles
from hairtrial_desktop.store.folder_token import FolderToken
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import OpenSite

TRANSPORT_CHOICE = "transport-folder.txt"  # this computer's, so no part of the record


@dataclass(frozen=True)
class Found:
    """How the site was found: damages, why it is only read, and whether taking over lifts that."""

    damages: tuple[Damage, ...]
    reading_only: KnownError | None
    token: FolderToken
    lifted: bool


@dataclass(frozen=True)
class Joint:
    """Joins the opened parts into what the window works with."""

    front: SiteFront
    keyring: Keyring
    keys: Unlocked
    watch: RecordWatch
    identities: IdentityDatabase | None

    @property
    def database(self) -> SiteDatabase:
        """The record."""
        return self.watch.database

    @property
    def care(self) -> KeyCare:
        """What keeps the keys with the people who should have them."""
        return KeyCare(self.keyring, self.database, self.identities, self.watch.anchor)

    def differences(self, *, raise_own: bool) -> tuple[Damage, ...]:
        """Return where the files beside the database say something else than the record.

        KnownError ``keyring_damaged`` where it is the entry of the person logging in.
        """
        state = self.database.commits.load(SITE)
        found = tuple(self.keyring.differences(state))
        if raise_own and any(damage.row == self.keys.user for damage in found):
            raise KnownError("keyring_damaged", file="keyring.json")
        self.keyring.expect(state)
        shown, recorded = self.front.details, recorded_details(state)
        names = [name for name in asdict(recorded) if getattr(shown, name) != getattr(recorded, name)]
        return (*found, *(Damage(FRONT, name, "differs") for name in names))

    def verify(self) -> tuple[Damage, ...]:
        """Return every damage of the site: the record, what lies beside it, and the papers' own signatures."""
        database = self.database
        ca_pem = self.keyring.authority["ca_pem"].encode()
        return (
            *self.watch.check(),
            *self.differences(raise_own=False),
            *unsound_papers(database.commits, database.attachments, ca_pem),
        )

    def site(self, found: Found, begin: Callable[[SiteBook, BackupRoom], None], close: Callable[[], None]) -> OpenSite:
        """Return the open site; ``begin`` records a session that may write after all."""
        store = self.database.commits
        recorded = store.load(SITE)
        book = self._book(Versions.of_site(recorded))
        sponsor = recorded.things("site_data").get("sponsor")
        public = None if sponsor is None else SponsorPublic.parse(sponsor.data["file"])
        paper, backups = CrfPaper.bundled(), self._backups(book)
        writing = WritingRoom(
            book, self.database, found.token, self.watch.anchor, found.reading_only, found.lifted,
            lambda: begin(book, backups),
        )  # fmt: skip
        return OpenSite(
            book=book,
            authenticator=self.keyring,
            signing=Signing(book, self.keyring, paper),
            paper=paper,
            outbox=self.database.outbox,
            exchange=self._desk(book, public),
            printing=Printing(book),
            stripping=FileStripping(),
            verify=self.verify,
            backups=backups,
            writing=writing,
            check_due=self.watch.due,
            damages=found.damages,
            close=close,
            change_password=OwnPassword(book, self.keyring).change,
            accounts=SiteRoster(book, self.keyring, self.care) if book.actor.may(Action.ADMINISTER_USERS) else None,
        )

    def _book(self, versions: Versions) -> SiteBook:
        actor = self.keys.actor
        author = Author(actor.user, actor.role.value, self.front.workstation, PROGRAM, versions.active.sha256)
        database = self.database
        shelves = Shelves(database.commits, database.drafts, database.attachments, self.identities, second_fault)
        details = recorded_details(self.database.commits.load(SITE))
        return SiteBook(versions, details, shelves, self.front.clock, actor=actor, author=author)

    def _backups(self, book: SiteBook) -> BackupRoom:
        files = SiteFiles(self.front.folder, book.site.number, PROGRAM, self.database, self.identities)
        choice = state_folder() / f"backup-folder-{book.site.number}.txt"
        return BackupRoom(book, files, choice, self.keyring.database_keys_of)

    def _desk(self, book: SiteBook, sponsor: SponsorPublic | None) -> Desk:
        choice = self.front.folder / TRANSPORT_CHOICE
        if sponsor is None or self.identities is None:  # what leaves is checked against the site-only register
            return Desk(book, self.database.outbox, None, sponsor, choice)
        site = SiteName(book.site.number, book.site.name_en)
        own = (self.keyring.recovery_recipient,)
        sender = Sender(lambda: book.versions, site, PROGRAM, self.keys.seal, sponsor, own)
        export = MonthlyExport(
            sender, self.database.commits, self.database.attachments, self.database.outbox, book.clock,
            self.identities.mentions_identity,
        )  # fmt: skip
        return Desk(book, self.database.outbox, export, sponsor, choice)


def recorded_details(site: State) -> SiteDetails:
    """Return the site as the record has it."""
    data = site.things("site_data")["details"].data
    return SiteDetails(data["number"], data["name_zh"], data["name_en"], demo=data["demo"] == "Y")
