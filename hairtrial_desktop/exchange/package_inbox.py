"""The sponsor's packages that lie in the transport folder: found, verified, taken in or refused, each by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.packages import FoundPackage, PackageRefused, PackageState, is_known, take_in
from hairtrial_desktop.exchange.packages import FOLDER, LARGEST_PACKAGE, Addressee, open_package

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.packages import PackageKind, Taker
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.exchange.transports.transport import Transport
    from hairtrial_desktop.keys.sponsor_keys import SponsorPublic


@dataclass(frozen=True)
class PackageInbox:
    """Reads ``<site>/packages/`` of ``transport`` for the open site."""

    book: SiteBook
    transport: Transport
    sponsor: SponsorPublic
    takers: Mapping[PackageKind, Taker]

    def read(self) -> tuple[FoundPackage, ...]:
        """Take in everything that is new, older numbers first; a refused file hides no other.

        Raises NotPermitted, TransportError, StorageError, ClockError; what was taken in before stays.
        """
        self.book.actor.require(Action.RECEIVE_PACKAGE)
        prefix = f"{self.book.site.number}/{FOLDER}/"
        present = self.transport.list(prefix)
        opened = [self._open(name, size) for name, size in present.items() if name.endswith(".json")]
        waiting = sorted(opened, key=lambda found: (found.package.number if found.package else 0, found.name))
        return tuple(self._take_in(found) for found in waiting)

    def _open(self, name: str, size: int) -> FoundPackage:
        short = name.rpartition("/")[2]
        site = self.book.site.number
        addressee = Addressee(self.book.study.oid, site, self.sponsor.receipt_certificate_pem)
        try:
            content = self.transport.get(name) if size <= LARGEST_PACKAGE else b""  # nothing opens as damaged
            return FoundPackage(short, PackageState.KNOWN, open_package(content, short, addressee))
        except PackageRefused as error:
            return FoundPackage(short, PackageState.REFUSED, error=error)

    def _take_in(self, found: FoundPackage) -> FoundPackage:
        package = found.package
        if package is None or is_known(self.book, package):
            return found
        try:
            take_in(self.book, package, self.takers)
        except PackageRefused as error:
            return FoundPackage(found.name, PackageState.REFUSED, package, error)
        return FoundPackage(found.name, PackageState.TAKEN_IN, package)
