"""What the window is given: the door of a site before login, and the open site after it. Joined by ``bootstrap``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from hairtrial_desktop.casebook.ports import Roster
from hairtrial_desktop.ui.looked import Looked

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo
    from pathlib import Path

    from hairtrial_desktop.casebook.actor import Role
    from hairtrial_desktop.casebook.attached_file import StrippedFile
    from hairtrial_desktop.casebook.chain import Damage
    from hairtrial_desktop.casebook.outbox import OutboxEntry
    from hairtrial_desktop.casebook.packages import FoundPackage
    from hairtrial_desktop.casebook.ports import Authenticator, Clock, Credential, Head, Outbox, Paper
    from hairtrial_desktop.casebook.signing import Signing
    from hairtrial_desktop.casebook.site_book import SiteBook, SiteDetails
    from hairtrial_desktop.study.errors import KnownError


@dataclass(frozen=True)
class DemoLogin:
    """A demo user whose password the login page shows; only a demo site has any."""

    user: str
    name: str
    role: str
    password: str


class SiteDoor(Protocol):
    """A site before anybody is logged in."""

    @property
    def details(self) -> SiteDetails:
        """Number and names of the site; ``demo``."""

    @property
    def study_title(self) -> tuple[str, str, str]:
        """Return (protocol number, registry id, sponsor) for the login page, public facts."""

    @property
    def zone(self) -> tzinfo:
        """The study's zone: the login page says the time that stands in the record."""

    @property
    def demo_logins(self) -> tuple[DemoLogin, ...]:
        """Logins shown on the demo's login page; empty for a real site."""

    @property
    def clock(self) -> Clock:
        """The one source of time."""

    @property
    def sheet_lines(self) -> int:
        """How many lines a recovery sheet has."""

    def check_word(self, line: str) -> str:
        """Return the check word of a line as typed."""

    def recover(self, sheet: str, user: str, secret: str) -> None:
        """Give an administrator new keys with the recovery sheet; KnownError ``recovery_wrong`` and others."""

    def open(self, user: str, password: str) -> OpenSite:
        """Log in. Raises WrongPassword, StorageError, KnownError (foreign or damaged database, clock ...)."""


class ExchangeDesk(Protocol):
    """The monthly export and the sponsor's receipts. Callables run in worker lanes; progress is (done, total)."""

    @property
    def folder(self) -> Path | None:
        """The transport folder (USB stick or network share), None until one is chosen."""

    def choose_folder(self, folder: Path) -> None:
        """Remember the transport folder."""

    def build(self, month: str) -> OutboxEntry:
        """Collect, sign, seal the export of ``2026-11`` into the outbox and commit that it was built."""

    def build_sae(self, subject: str) -> OutboxEntry:
        """Collect, sign, seal the report of a serious event of ``subject``, apart from the month."""

    def send(self, key: str, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> OutboxEntry:
        """Put what is not yet with the transport; KnownError ``transport_unreachable`` keeps what was sent."""

    def collect_receipts(self) -> tuple[OutboxEntry, ...]:
        """Pick up and verify receipts; return the entries they changed. KnownError for a foreign signature."""

    def read_packages(self) -> tuple[FoundPackage, ...]:
        """Take in the sponsor's packages that lie in the transport folder; return what became of each."""


class PrintRoom(Protocol):
    """Printers of this computer."""

    def printers(self) -> tuple[str, ...]:
        """Return the names of the print queues, the default first."""

    def print_pdf(self, pdf: bytes, printer: str, title: str, edition: str = "") -> str:
        """Send the PDF, stamped with ``edition``; return the job id. KnownError ``no_printer`` | ``print_failed``."""


class Stripping(Protocol):
    """Takes a photograph or scan that a person chose and gives back what may be kept of it."""

    def take(self, path: Path) -> StrippedFile:
        """Read and strip; KnownError ``attachment_…``. The name of the file goes nowhere."""

    def strip(self, content: bytes) -> StrippedFile:
        """Strip what was read already; raises the same."""


class Copy(Protocol):
    """A backup: its folder and what it holds."""

    @property
    def path(self) -> Path:
        """The folder of the set."""

    @property
    def manifest(self) -> CopyManifest:
        """What it holds."""


class CopyManifest(Protocol):
    """When a backup was made, and how far it goes."""

    @property
    def at(self) -> str:
        """When (UTC text)."""

    @property
    def head(self) -> Head:
        """Its newest commit."""


class BackupRoom(Protocol):
    """The backups of the site. ``make`` and ``rehearse`` run in a worker; what they did is recorded afterwards."""

    @property
    def folder(self) -> Path | None:
        """Where this computer keeps them, None until a folder was chosen."""

    @property
    def due(self) -> bool:
        """Whether something was recorded since the newest one."""

    def choose_folder(self, folder: Path) -> None:
        """Remember the folder."""

    def sets(self) -> tuple[Copy, ...]:
        """Return the backups in the folder, newest first."""

    def make(self) -> Copy:
        """Make one and verify it by opening."""

    def record(self, made: Any) -> None:  # noqa: ANN401 - what ``make`` gave
        """Commit that it was made."""

    def rehearse(self, backup: Any) -> Head:  # noqa: ANN401 - one of ``sets``
        """Lay it out, read all of it and compare it with the record; return the newest commit, which is equal."""

    def record_rehearsal(self, backup: Any, head: Head) -> None:  # noqa: ANN401 - one of ``sets``
        """Commit that it was tried."""


class WritingRoom(Protocol):
    """Whether this installation writes the record, and changing that."""

    @property
    def reading_only(self) -> KnownError | None:
        """Why nothing can be written, None where it can."""

    @property
    def can_be_lifted(self) -> bool:
        """Whether taking over would let this installation write."""

    def take_over(self, reason: str) -> None:
        """Write here from now on; raises KnownError."""

    def hand_over(self, reason: str) -> None:
        """Stop writing here; raises KnownError."""


class Account(Protocol):
    """What is public of a user."""

    @property
    def user(self) -> str:
        """The user name."""

    @property
    def name(self) -> str:
        """The printed name."""

    @property
    def role(self) -> Role:
        """The role."""

    @property
    def enabled(self) -> bool:
        """Whether the person may still come in."""

    @property
    def certificate_until(self) -> datetime:
        """Until when the person's signing certificate is in force, UTC."""


class Sheet(Protocol):
    """A recovery sheet to be printed and typed back."""

    @property
    def site_name(self) -> str:
        """Whose sheet."""

    @property
    def at(self) -> str:
        """When it was drawn, UTC text."""

    @property
    def recipient(self) -> str:
        """The public half."""

    def proven_by(self, typed: str) -> None:
        """Decrypt a trial with the sheet as typed back; KnownError ``recovery_wrong``."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The secret in groups."""

    @property
    def checks(self) -> tuple[str, ...]:
        """One check word per line."""


class Accounts(Roster, Protocol):
    """The accounts of the site, for its administrator."""

    def people(self) -> tuple[Account, ...]:
        """Return everybody who ever had an account."""

    def is_locked(self, user: str) -> bool:
        """Whether ``user`` has used up the tries."""

    def release_lock(self, user: str) -> None:
        """Give new tries; the caller has committed who did it."""

    @property
    def sheet_lines(self) -> int:
        """How many lines a recovery sheet has."""

    def check_word(self, line: str) -> str:
        """Return the check word of a line as typed."""

    def sheet_pdf(self, sheet: Sheet, language: str) -> bytes:
        """Return the sheet on paper."""

    def draw_sheet(self) -> Sheet:
        """Return a fresh recovery sheet; it opens nothing until :meth:`take_sheet`."""

    def take_sheet(self, sheet: Sheet, typed: str, by: Credential, second: Credential) -> None:
        """Put the sheet, typed back from paper, in the place of the old one; KnownError ``recovery_wrong``."""

    def prove_sheet(self, typed: str) -> None:
        """Open the site's sealed files with the sheet on paper and record that it does; KnownError."""


@dataclass(frozen=True)
class OpenSite:
    """A site with somebody logged in."""

    book: SiteBook
    authenticator: Authenticator
    signing: Signing
    paper: Paper
    outbox: Outbox
    exchange: ExchangeDesk
    printing: PrintRoom
    stripping: Stripping
    verify: Callable[[], tuple[Damage, ...]]
    damages: tuple[Damage, ...]  # found when the site was opened: it is read-only, and the window says why
    backups: BackupRoom
    writing: WritingRoom
    check_due: Callable[[], bool]  # whether ``verify`` should run in the background, as it does once a day
    close: Callable[[], None]  # log out: drafts are committed by the pages before
    change_password: Callable[[str, str], None]  # (old, new) of whoever is logged in
    looked: Looked = field(default_factory=Looked)  # which forms this login has opened
    accounts: Accounts | None = None  # only where the actor administers users
