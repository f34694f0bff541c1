"""What each kind of package does when it is taken in. A kind without a taker is refused as not understood."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.kit_lists import refuse_unblinding, take_kits, take_release
from hairtrial_desktop.casebook.packages import Package, PackageKind, PackageRefused, Taker
from hairtrial_desktop.casebook.sponsor_queries import take_queries
from hairtrial_desktop.study.blinding_definitions import breaches_in
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.loader import AMENDMENT, load_study

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.record import Record
    from hairtrial_desktop.casebook.site_book import SiteBook


def take_study(_book: SiteBook, package: Package) -> tuple[Record, ...]:
    """Keep a version of the definitions that loads and is blind, and do nothing else: a person activates it."""
    files = package.content.get("files")
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise PackageRefused("package_not_understood", name=package.key)
    try:
        study = load_study({name: text for name, text in files.items() if name != AMENDMENT})
    except DefinitionError as error:
        raise PackageRefused("package_not_understood", name=package.key) from error
    refuse_unblinding(package.key, breaches_in(study))
    return ()


TAKERS: Mapping[PackageKind, Taker] = MappingProxyType(
    {
        PackageKind.KITS: take_kits,
        PackageKind.RELEASE: take_release,
        PackageKind.STUDY: take_study,
        PackageKind.QUERIES: take_queries,
    }
)
