"""What the sponsor sends to the site: packages, each taken in by one commit, never twice and never backwards (OFF-04).

A package comes here verified (``exchange.packages``). What a kind means stands in ``package_kinds.TAKERS``: a *taker*
gets the book and the package, judges the content and returns the records that are committed together with the package
itself. It refuses by raising :class:`PackageRefused`; then nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.record import SITE, Commit, Draft, Record
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.site_book import SiteBook


class PackageKind(StrEnum):
    """What a package can bring. Every package is complete of its kind, so that a lost one is harmless."""

    KITS = "kits"  # the kit lists of cohorts
    RELEASE = "release"  # cohorts opened, sentinels cleared, safety reviews
    STUDY = "study"  # a version of the definitions
    QUERIES = "queries"  # the sponsor's questions


class PackageRefused(KnownError):
    """The package was not taken in; param ``name`` is its file or its key."""


@dataclass(frozen=True)
class Package:
    """A package. ``number`` counts from 1 in each kind; ``sha256`` is of the signed file, "" before it is signed."""

    kind: PackageKind
    number: int
    study: str
    site: str
    made_at: str  # UTC text, the sponsor's clock
    content: dict[str, Any]
    sha256: str = ""

    @property
    def key(self) -> str:
        """The key in the record and the name of the file: ``kits-0003``."""
        return f"{self.kind.value}-{self.number:04d}"


class PackageState(StrEnum):
    """What became of a file."""

    TAKEN_IN = "taken_in"
    KNOWN = "known"  # the very same file is in the record already
    REFUSED = "refused"


@dataclass(frozen=True)
class FoundPackage:
    """One file of the inbox, what became of it and, where it was refused, why."""

    name: str
    state: PackageState
    package: Package | None = None
    error: PackageRefused | None = None


FURTHEST = 9999  # numbers ahead of the newest one here: a greater one would shut out every package to come

Taker = Callable[["SiteBook", Package], tuple[Record, ...]]


def taken_in(book: SiteBook) -> dict[str, dict[str, Any]]:
    """Return every package in the record by key, as committed (``kind``, ``number``, ``sha256``, ``content`` ...)."""
    return {key: row.data for key, row in book.state(SITE).things("package_data").items()}


def newest_number(book: SiteBook, kind: PackageKind) -> int:
    """Return the number of the newest package of ``kind`` here, 0 where there is none."""
    return max((tree["number"] for tree in taken_in(book).values() if tree["kind"] == kind.value), default=0)


def is_known(book: SiteBook, package: Package) -> bool:
    """Whether this very file was taken in before."""
    tree = taken_in(book).get(package.key)
    return tree is not None and tree["sha256"] == package.sha256


def take_in(book: SiteBook, package: Package, takers: Mapping[PackageKind, Taker]) -> Commit:
    """Commit the package with what it brings (act ``package``).

    Raises NotPermitted; PackageRefused ``package_old`` | ``package_far_ahead`` | ``package_not_understood`` and what
    the taker raises.
    """
    book.actor.require(Action.RECEIVE_PACKAGE)
    newest = newest_number(book, package.kind)
    if package.number <= newest:
        raise PackageRefused("package_old", name=package.key, newest=newest)
    if package.number > newest + FURTHEST:
        raise PackageRefused("package_far_ahead", name=package.key, newest=newest)
    if package.kind not in takers:
        raise PackageRefused("package_not_understood", name=package.key)
    brought = takers[package.kind](book, package)
    new = {
        "kind": package.kind.value, "number": package.number, "made_at": package.made_at, "sha256": package.sha256,
        "content": package.content,
    }  # fmt: skip
    record = Record("package", package.key, None, new, source=Source.SYSTEM)
    return book.commit(Draft(SITE, "package", (record, *brought)))
