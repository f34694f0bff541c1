"""What the casebook needs of the world: protocols, implemented in ``store``, ``keys``, ``documents``, ``exchange``.

``bootstrap`` joins them. Each protocol has a contract suite in ``tests/contract`` that runs against every
implementation, the in-memory ones of ``casebook.memory`` too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hairtrial_desktop.casebook.record import GENESIS
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from hairtrial_desktop.casebook.actor import Role
    from hairtrial_desktop.casebook.chain import Damage
    from hairtrial_desktop.casebook.crf_page import CrfPage
    from hairtrial_desktop.casebook.identity import Identity
    from hairtrial_desktop.casebook.newcomer import Newcomer
    from hairtrial_desktop.casebook.outbox import OutboxEntry
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.record import Commit


class Conflict(KnownError):
    """Somebody else committed first: code ``conflict``; reload and try again. Nothing was written."""


class StorageError(KnownError):
    """The disk is full, gone or read-only (codes ``disk_full``, ``disk_error``, ``read_only``); nothing was written."""


class WrongPassword(KnownError):
    """Code ``wrong_password`` with ``left`` tries, or ``user_locked``, ``user_disabled``, ``user_unknown``."""


@dataclass(frozen=True)
class Head:
    """The newest commit: number, hash and time (UTC text)."""

    seq: int = 0
    hash: str = GENESIS
    at: str | None = None


@dataclass(frozen=True)
class HistoryLine:
    """One committed change of one value, oldest first."""

    seq: int
    at: str  # UTC text
    user: str
    role: str
    act: str
    old: str | None
    new: str | None
    old_null: str | None
    new_null: str | None
    reason: str | None
    source: str
    checks: tuple[str, ...]


class Clock(Protocol):
    """The one source of time."""

    def now(self) -> datetime:
        """Return the aware current time."""

    def ticks(self) -> float:
        """Return the seconds of a counter that nobody can set and that runs on while the computer sleeps."""

    def zone(self) -> str:
        """Return the computer's standard offset, ``+08:00``; "" if it is not known."""


class CommitStore(Protocol):
    """The record of the site: append-only commits and the cache of their projection."""

    def head(self) -> Head:
        """Return the newest commit's head."""

    def epoch(self) -> int:
        """Return the writer's epoch; the first commit of a take-over raises it."""

    def append(self, *commits: Commit) -> None:
        """Make ``commits``, each chained to the one before, durable with the rows ``apply_commit`` gives.

        In ONE transaction: all of them or none. Raises Conflict if the head is no longer the first's ``prev``;
        StorageError if the disk refuses.
        """

    def load(self, subject: str) -> State:
        """Return the current state of one subject, or of the site (``record.SITE``)."""

    def newest(self, table: str) -> Iterator[ThingRow]:
        """Yield the rows of one of the site's tables, the last begun first; what is not asked for is not read."""

    def forms(self, oids: Collection[str]) -> dict[str, State]:
        """Return by subject the forms with these OIDs and their values, and nothing else of the subject."""

    def subjects(self) -> tuple[str, ...]:
        """Return the subject numbers that have commits, sorted."""

    def commits(self, after: int = 0) -> Iterator[Commit]:
        """Yield commits with number > ``after`` in order, as stored, without judging them."""

    def history(self, key: str) -> tuple[HistoryLine, ...]:
        """Return the committed changes of the record key ``key``, oldest first."""

    def verify(self) -> Iterator[Damage]:
        """Replay everything: chain, projection against cache tables, triggers, SQLCipher pages."""


class DraftStore(Protocol):
    """Crash recovery of what was typed and not saved: encrypted, outside the audit trail, per author."""

    def put(self, author: str, form: str, entries: Mapping[str, str], at: str) -> None:
        """Keep raw texts by item key (replaces what was kept for this author and form); durable on return."""

    def get(self, author: str, form: str) -> tuple[dict[str, str], str] | None:
        """Return (raw texts, time kept) of this author's draft, or None."""

    def forms(self, author: str) -> dict[str, str]:
        """Return this author's drafts: form key -> time kept."""

    def others(self, author: str, form: str) -> dict[str, int]:
        """Return other people's drafts of ``form``: author -> number of entries (no values)."""

    def clear(self, author: str, form: str) -> None:
        """Forget the draft."""


class IdentityRegister(Protocol):
    """The site-only table of who is who (identity.db)."""

    def put(self, identity: Identity) -> None:
        """Write or replace."""

    def get(self, subject: str) -> Identity | None:
        """Return the identity of ``subject``."""

    def all(self) -> tuple[Identity, ...]:
        """Return every identity, by subject."""

    def mentions_identity(self, text: str) -> bool:
        """Whether ``text`` holds any name, ID number, phone or record number of the register."""


class Attachments(Protocol):
    """Immutable encrypted files, one key each, named by the hash of the ciphertext."""

    def put(self, content: bytes) -> str:
        """Encrypt, write, fsync; return the name (hex). Before its commit."""

    def get(self, name: str) -> bytes:
        """Return the content; KnownError ``attachment_damaged`` or ``attachment_missing``."""


class Outbox(Protocol):
    """Sealed exports on their way: entries in the database, bytes in the outbox folder."""

    def put(self, entry: OutboxEntry) -> None:
        """Write or replace the entry; durable on return."""

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all, newest first."""

    def get(self, key: str) -> OutboxEntry | None:
        """Return one by ``OutboxEntry.key``."""

    def keep(self, key: str, name: str, content: bytes) -> None:
        """Write one object (part or manifest) of the entry to the outbox folder, fsynced."""

    def read(self, key: str, name: str) -> bytes:
        """Return the object; KnownError ``outbox_object_missing``."""


@dataclass(frozen=True)
class SignedPaper:
    """A rendered and signed PDF: bytes, SHA-256 (hex) of them, and the certificate's fingerprint (hex)."""

    pdf: bytes
    sha256: str
    certificate_sha256: str


class SigningKey(Protocol):
    """A person's open signing key. Exists only after that person's password was given, for one act."""

    @property
    def user(self) -> str:
        """Whose key."""

    @property
    def name(self) -> str:
        """The printed name in the certificate."""

    @property
    def certificate_pem(self) -> bytes:
        """The certificate of the site's CA."""

    @property
    def chain_pem(self) -> bytes:
        """The certificate of the site's CA itself."""

    @property
    def private_key_pem(self) -> bytes:
        """The private key (unencrypted PKCS#8 PEM, in memory only)."""

    def sign(self, message: bytes) -> bytes:
        """Return an ECDSA P-256 / SHA-256 signature (DER) over ``message``."""


class Authenticator(Protocol):
    """Checks a password and opens what it protects. Failed tries are counted and journalled."""

    def confirm(self, user: str, password: str) -> SigningKey:
        """Return the user's signing key; raises WrongPassword."""


@dataclass(frozen=True)
class Credential:
    """What a person types to be believed."""

    user: str
    password: str = field(repr=False)


class KeyChange(Protocol):
    """New keys, drawn and not yet in force. Each answers with what the record keeps of them: the row of the user.

    Nothing of it is lost by a power cut: the record says whether it happened.
    """

    def admit(self, newcomer: Newcomer, secret: str) -> dict[str, str]:
        """Draw keys for somebody new; KnownError ``user_exists``, ``password_too_short``."""

    def disable(self, user: str) -> dict[str, str]:
        """Take ``user`` out of the keys."""

    def new_keys(self, user: str, secret: str) -> dict[str, str]:
        """Draw everything anew under a new password; KnownError ``password_too_short``."""

    def renew(self, own: Credential, role: Role) -> dict[str, str]:
        """Draw a new signing key in ``role`` under the password that stands; WrongPassword."""


class Roster(Protocol):
    """Who holds which key. Asks for the administrator's password each time: it opens the site's CA."""

    def change(self, by: Credential, second: Credential | None = None) -> AbstractContextManager[KeyChange]:
        """Open the keys of ``by`` and of the witness; WrongPassword, KnownError ``not_permitted``.

        On leaving, what the record then holds is put in force, anything else dropped. A key that somebody lost is
        replaced at once, or where nobody here may open it, when the next person comes who may.
        """


class Paper(Protocol):
    """Makes PDFs of CRF pages. Implemented in ``documents``."""

    def render(self, page: CrfPage, language: str) -> bytes:
        """Return the unsigned PDF/A-2b of ``page`` (watermark 草稿 unless it is to be signed)."""

    def render_book(self, chapters: Sequence[tuple[str, Sequence[CrfPage]]], title: str, language: str) -> bytes:
        """Return one unsigned PDF/A-2b of many forms, with a bookmark for every chapter and form."""

    def render_signed(self, page: CrfPage, language: str, key: SigningKey, meaning: str, at: datetime) -> SignedPaper:
        """Render and PAdES-sign in one go, while the key is open; the bytes are final."""
