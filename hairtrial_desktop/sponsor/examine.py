"""Judging an opened bundle: signature, files, record, definitions, ODM, papers. Nothing is written here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.bundle import OpenedBundle
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.exchange.signed_forms import document_name
from hairtrial_desktop.keys.certificates import verify_signature
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.sponsor.examine_attached import check_attached
from hairtrial_desktop.sponsor.examine_odm import check_odm
from hairtrial_desktop.sponsor.examine_record import check_record
from hairtrial_desktop.sponsor.examine_signatures import check_signatures
from hairtrial_desktop.sponsor.ledger import Ledger, check_sequence
from hairtrial_desktop.sponsor.refusal import ExportRefused
from hairtrial_desktop.study.errors import KnownError

_FOLDERS = r"(odm|record|definitions(/[0-9a-f]{64})?|pdf|attached|certificates)/[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(rf"{_FOLDERS}|{'|'.join(map(re.escape, layout.GUIDE))}")


@dataclass(frozen=True)
class Examined:
    """A bundle that passed: its manifest, the definitions, the state of every released subject, notes."""

    manifest: dict[str, Any]
    versions: Versions
    states: Mapping[str, State]
    notes: tuple[str, ...]


def examine(key: str, opened: OpenedBundle, site: SitePublic, ledger: Ledger) -> Examined:
    """Return what passed; raises ExportRefused with the first thing that is wrong."""
    try:
        manifest = read_manifest(key, opened, site)
        return _examine(key, opened, manifest, site=site, ledger=ledger)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:  # signed, yet not as agreed
        raise ExportRefused("export_mismatch", key=key, what=type(error).__name__) from error


def _examine(
    key: str, opened: OpenedBundle, manifest: dict[str, Any], *, site: SitePublic, ledger: Ledger
) -> Examined:  # fmt: skip
    notes = check_sequence(manifest, ledger)
    versions = _definitions(key, opened, manifest)
    states, masked, erased = check_record(key, opened, manifest, site, ledger)
    notes += erased
    check_odm(key, opened, manifest, versions, states=states, masked=masked)
    _documents(key, opened, manifest, ledger)
    _signed_documents(key, manifest, states)
    check_attached(key, opened, manifest, states, ledger)
    notes += check_signatures(key, opened, manifest, site, ledger)
    return Examined(manifest, versions, states, tuple(notes))


def read_manifest(key: str, opened: OpenedBundle, site: SitePublic) -> dict[str, Any]:
    """Return the manifest if the pinned seal signed it and every file is as listed; raises ExportRefused.

    The certificate that came along is only for people who check by hand; ours is the one handed over at set-up.
    """
    if not verify_signature(site.seal_pem, opened.manifest_bytes, opened.signature):
        raise ExportRefused("export_inner_signature", key=key)
    manifest: dict[str, Any] = json.loads(opened.manifest_bytes)
    if manifest.get("format") != layout.FORMAT or manifest.get("site") != site.site_id:
        raise ExportRefused("export_mismatch", key=key, what="format")
    if f"{manifest.get('series')}-{manifest.get('number', 0):04d}" != key:
        raise ExportRefused("export_mismatch", key=key, what="number")
    listed = {entry["name"]: entry for entry in manifest["files"]}
    for name in sorted(listed.keys() | opened.files.keys()):
        content, entry = opened.files.get(name), listed.get(name)
        if content is None or entry is None or _NAME.fullmatch(name) is None:
            raise ExportRefused("export_file_damaged", key=key, file=name)
        if (len(content), sha256(content)) != (entry["size"], entry["sha256"]):
            raise ExportRefused("export_file_damaged", key=key, file=name)
    return manifest


def _definitions(key: str, opened: OpenedBundle, manifest: dict[str, Any]) -> Versions:
    try:
        versions = layout.versions_in(opened.files, manifest.get("versions", [manifest["definitions_sha256"]]))
    except (KnownError, ValueError) as error:
        raise ExportRefused("export_definitions_differ", key=key) from error
    if versions.active.sha256 != manifest["definitions_sha256"] or versions.active.oid != manifest["study"]:
        raise ExportRefused("export_definitions_differ", key=key)
    return versions


def _documents(key: str, opened: OpenedBundle, manifest: dict[str, Any], ledger: Ledger) -> None:
    papers = {name: sha256(content) for name, content in opened.files.items() if name.startswith(layout.PDF)}
    before = ledger.documents_before(manifest["series"], manifest["number"])
    included = 0
    for document in manifest["documents"]:
        name = f"{layout.PDF}{document['name']}.pdf"
        included += bool(document["included"])
        there = papers.get(name) == document["sha256"] if document["included"] else document["sha256"] in before
        if not there:
            raise ExportRefused("export_document_missing", key=key, document=document["name"])
    counts = manifest["counts"]
    expected = (counts["documents"], counts["documents_included"], counts["documents_included"])
    if (len(manifest["documents"]), included, len(papers)) != expected:
        raise ExportRefused("export_counts_differ", key=key, what="documents")


def _signed_documents(key: str, manifest: dict[str, Any], states: Mapping[str, State]) -> None:
    """Refuse where papers and signatures differ: each paper is the rendering of one signature in the record."""
    held = set(manifest["documents_held"])
    listed = {document["name"]: document["sha256"] for document in manifest["documents"]}
    signed = {
        document_name(row.key): row.data["pdf_sha256"]
        for state in states.values() for row in state.things("signature_data").values()
    }  # fmt: skip
    for name in sorted(listed.keys() | (signed.keys() - held)):
        if listed.get(name) != signed.get(name):
            raise ExportRefused("export_document_missing", key=key, document=name)
