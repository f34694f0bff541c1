"""What each kind of package does when it is taken in. A kind without a taker is refused as not understood."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.packages import Package, PackageKind, Taker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.record import Record
    from hairtrial_desktop.casebook.site_book import SiteBook


def _keep(_book: SiteBook, _package: Package) -> tuple[Record, ...]:
    """Keep the package and do nothing else: a person activates what it brings."""
    return ()


TAKERS: Mapping[PackageKind, Taker] = MappingProxyType({PackageKind.STUDY: _keep})
