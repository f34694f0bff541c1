"""Making packages for a site: numbered without gaps by what is kept here, signed, put where the site looks (OFF-04)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.packages import Package, PackageKind
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.exchange.packages import package_name, seal_package
from hairtrial_desktop.keys.durable import make_folder, write_durably

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from hairtrial_desktop.exchange.transports.transport import Transport
    from hairtrial_desktop.keys.sponsor_keys import SponsorKeys

_FILE = re.compile(r"([a-z]+)-([0-9]{4,9})\.json")


@dataclass(frozen=True)
class PackageRoom:
    """Sends the packages of one study to one site; ``kept`` is the sponsor's own copy of all that was ever sent."""

    keys: SponsorKeys
    study: str
    site: str
    kept: Path

    def send(self, kind: PackageKind, content: dict[str, Any], transport: Transport, at: datetime) -> Package:
        """Give the next number, sign, keep and put a package; return it.

        Raises StorageError; TransportError: then it is kept and not sent.
        """
        package = Package(kind, self._next(kind), self.study, self.site, utc_text(at), content)
        sealed = seal_package(package, self.keys)
        path = self.kept / package_name(self.site, package.key)
        make_folder(path.parent)
        write_durably(path, sealed)
        transport.put(package_name(self.site, package.key), sealed)
        return package

    def _next(self, kind: PackageKind) -> int:
        folder = (self.kept / package_name(self.site, "x")).parent
        names = (_FILE.fullmatch(path.name) for path in folder.glob("*.json"))
        numbers = [int(name[2]) for name in names if name is not None and name[1] == kind.value]
        return max(numbers, default=0) + 1
