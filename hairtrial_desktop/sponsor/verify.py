"""Checking again what was received: signatures, hashes, chain, ODM, tables, receipts. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.bundle import OpenedBundle
from hairtrial_desktop.exchange.receipt import ACCEPTED, ANSWERED
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.keys.sponsor_keys import SponsorPublic
from hairtrial_desktop.sponsor.examine import examine
from hairtrial_desktop.sponsor.inbox import number_of
from hairtrial_desktop.sponsor.ledger import RECEIPT, Ledger
from hairtrial_desktop.sponsor.receive import CSV, PARTS
from hairtrial_desktop.sponsor.refusal import ExportRefused
from hairtrial_desktop.sponsor.tabulate import tabulate
from hairtrial_desktop.study.errors import KnownError

_OWN = {layout.MANIFEST, layout.SIGNATURE, layout.CERTIFICATE, PARTS, RECEIPT}


@dataclass(frozen=True)
class Verified:
    """One received export: ``error`` is None if everything is as it was when it was accepted."""

    key: str
    error: KnownError | None


def verify(folder: Path, sponsor: SponsorPublic, site: SitePublic) -> list[Verified]:
    """Check every export of ``site`` under ``folder`` (what ``receive`` was given as ``out``), oldest first.

    KnownError ``nothing_received`` if there is none.
    """
    base = folder / site.site_id if (folder / site.site_id).is_dir() else folder
    keys = sorted((path.name for path in base.glob("[a-z]*-[0-9]*") if path.is_dir()), key=number_of)
    if not keys:
        raise KnownError("nothing_received", folder=folder.name)
    return [Verified(key, next(_problems(base, key, sponsor, site), None)) for key in keys]


def _problems(base: Path, key: str, sponsor: SponsorPublic, site: SitePublic) -> Iterator[KnownError]:
    folder = base / key
    try:
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        missing = sorted(_OWN - files.keys())
        if missing:
            raise ExportRefused("export_file_damaged", key=key, file=missing[0])
        tables = {name: content for name, content in files.items() if name.startswith(f"{CSV}/")}
        inner = {name: content for name, content in files.items() if name not in _OWN and name not in tables}
        head = (files[layout.MANIFEST], files[layout.SIGNATURE], files[layout.CERTIFICATE])
        _check_receipt(key, files[RECEIPT], sponsor, files[PARTS])
        found = examine(key, OpenedBundle(*head, inner), site, Ledger(base).until(number_of(key)))
    except KnownError as error:
        yield error
        return
    again = tabulate(found.versions, found.manifest, found.states)
    expected = {f"{CSV}/{name}": content for name, content in again.items()}
    for name in sorted(expected.keys() | tables.keys()):
        if expected.get(name) != tables.get(name):
            yield ExportRefused("export_file_damaged", key=key, file=name)


def _check_receipt(key: str, content: bytes, sponsor: SponsorPublic, parts: bytes) -> None:
    tree = SignedText.parse(content).tree(sponsor.receipt_certificate_pem)
    if tree is None or tree.get("key") != key or tree.get("verdict") != ACCEPTED:
        raise ExportRefused("export_file_damaged", key=key, file=RECEIPT)
    if tree.get(ANSWERED) != sha256(parts):
        raise ExportRefused("export_file_damaged", key=key, file=PARTS)
