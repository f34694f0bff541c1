"""The electronic signatures of a bundle, judged by the sponsor as the site judges them (21 CFR 11.50, 11.70)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hairtrial_desktop.casebook.projection import Stamp, State, apply
from hairtrial_desktop.casebook.record import Commit, Record
from hairtrial_desktop.casebook.standing import covers, saved_forms, shown_leaves, signed_forms_of, signed_place
from hairtrial_desktop.documents.signature_check import signed_with
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.bundle import OpenedBundle
from hairtrial_desktop.exchange.record_files import read_record
from hairtrial_desktop.exchange.signed_forms import CERTIFICATES, document_name
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.signature_rows import signature_fault
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.sponsor.ledger import Ledger
from hairtrial_desktop.sponsor.refusal import ExportRefused


def check_signatures(
    key: str, opened: OpenedBundle, manifest: dict[str, Any], site: SitePublic, ledger: Ledger
) -> list[str]:
    """Judge every signature, its paper and its certificate; return notes for the receipt.

    The record must have been judged before. A certificate of somebody who signed with another one in an export
    accepted before is a note (``signer_changed:<user>``): the sponsor asks the site why.
    Raises ExportRefused ``export_signature_wrong`` (params ``document``, ``what``).
    """
    bench = _Bench(key, opened, site, frozenset(manifest["documents_held"]))
    record = read_record(opened.files[layout.HEADERS], opened.files[layout.BODIES])
    for commit in record.commits:
        if commit.seq in record.open:
            bench.judge(commit)
        bench.leaves.update(commit.head["leaves"])
        bench.hashes.add(commit.hash)
    known = ledger.certificates_before(manifest["series"], manifest["number"])
    return [f"signer_changed:{user}" for user in _changed(known, bench.certificates)]


def _changed(known: frozenset[bytes], sent: dict[str, bytes]) -> Iterator[str]:
    users = {certificates.identifier_of(pem) for pem in known}
    for user in sorted({certificates.identifier_of(pem) for pem in sent.values() if pem not in known}):
        if user in users:
            yield user


@dataclass
class _Bench:
    """Replays what is released and judges each signature over what stood before it."""

    key: str
    opened: OpenedBundle
    site: SitePublic
    held: frozenset[str]
    leaves: set[str] = field(default_factory=set)  # of all commits before
    hashes: set[str] = field(default_factory=set)
    states: dict[str, State] = field(default_factory=dict)
    certificates: dict[str, bytes] = field(default_factory=dict)  # fingerprint -> PEM

    def __post_init__(self) -> None:
        """Read the certificates that came along; ValueError if one is none."""
        for name, pem in self.opened.files.items():
            if name.startswith(CERTIFICATES):
                self.certificates[certificates.fingerprint(pem)] = pem

    def judge(self, commit: Commit) -> None:
        """Judge the signatures of a released commit and apply it."""
        state = self.states.setdefault(commit.subject, State())
        for sealed in commit.records:
            record = sealed.record()
            if record is None:
                continue
            stamp = Stamp.of(commit, sealed.leaf)
            if record.kind == "signature":
                fault = self._fault(record, stamp, state)
                if fault is not None:
                    document = document_name(record.key)
                    raise ExportRefused("export_signature_wrong", key=self.key, document=document, what=fault)
            apply(state, record, stamp)

    def _fault(self, record: Record, stamp: Stamp, state: State) -> str | None:
        data = record.new if isinstance(record.new, dict) else {}
        pem = self.certificates.get(str(data.get("certificate_sha256")))
        fault = signature_fault(record, stamp, pem, self.site.ca_pem)
        if fault is not None:
            return fault
        if data["head"] not in self.hashes or not set(data["leaves"]) <= self.leaves:
            return "record"
        document = document_name(record.key)
        if document not in self.held and not _covers(state, data):
            return "content"
        paper = self.opened.files.get(f"{layout.PDF}{document}.pdf")
        if paper is not None and signed_with(paper, self.site.ca_pem) != data["certificate_sha256"]:
            return "paper"
        return None


def _covers(state: State, data: dict[str, Any]) -> bool:
    """Whether the signature covers what is released at its place; what is never exported counts by its leaf alone."""
    forms = signed_forms_of(data)
    if not {str(form) for form in saved_forms(state, signed_place(data))} <= set(forms):
        return False  # a visit or casebook that was signed leaves no form out
    shown = dict(shown_leaves(state, *forms))
    signed = set(data["leaves"])
    values = {leaf for place, leaf in shown.items() if place in state.forms() or place in state.items()}
    return values <= signed and (set(shown.values()) != signed or covers(state, data))
