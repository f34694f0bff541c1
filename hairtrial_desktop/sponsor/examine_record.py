"""The record of a bundle: every header links, released bodies match their leaves, counts are what they claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.chain import check_commit
from hairtrial_desktop.casebook.projection import Stamp, State, apply_commit
from hairtrial_desktop.casebook.record import GENESIS, Commit, commit_hash
from hairtrial_desktop.casebook.redacted import FILE, place_key, place_of, redactions
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.bundle import OpenedBundle
from hairtrial_desktop.exchange.record_files import ReceivedRecord, read_record
from hairtrial_desktop.exchange.signed_forms import CERTIFICATES
from hairtrial_desktop.keys.certificates import fingerprint
from hairtrial_desktop.keys.second_rows import second_fault
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.sponsor.ledger import Ledger
from hairtrial_desktop.sponsor.refusal import ExportRefused
from hairtrial_desktop.study.errors import KnownError


def check_record(
    key: str, opened: OpenedBundle, manifest: dict[str, Any], site: SitePublic, ledger: Ledger
) -> tuple[Mapping[str, State], Mapping[str, int], list[str]]:
    """Return the states of released subjects, replayed, the item keys that are masked (key -> commit), and notes.

    ``erased:<seq>.<position>``, of a whole photograph or scan ``erased:<its key>``, notes what two persons at the site
    erased since the last export that was accepted: the exports before hold it still, and this one takes their place.
    Raises ExportRefused ``export_record_damaged`` (param ``seq``), ``export_record_forked``, ``export_counts_differ``.
    """
    try:
        record = read_record(opened.files[layout.HEADERS], opened.files[layout.BODIES])
    except KnownError as error:
        raise ExportRefused("export_record_damaged", key=key, seq=0) from error
    _check_links(key, record)
    _check_erased(key, record, opened, site)
    _check_head(key, record, manifest, ledger)
    states: dict[str, State] = {}
    for commit in record.commits:
        if commit.seq in record.open:
            apply_commit(states.setdefault(commit.subject, State()), commit)
    _check_counts(key, record, manifest, states)
    return states, record.masked, _newly_erased(record, manifest, ledger)


def _check_links(key: str, record: ReceivedRecord) -> None:
    prev = GENESIS
    for seq, commit in enumerate(record.commits, 1):
        if commit.seq in record.open:
            sound = next(check_commit(commit, prev, seq), None) is None
        else:
            sound = _header_is_sound(commit, prev, seq)
        if not sound:
            raise ExportRefused("export_record_damaged", key=key, seq=seq)
        prev = commit.hash
    if record.open - {commit.seq for commit in record.commits}:
        raise ExportRefused("export_record_damaged", key=key, seq=max(record.open))


def _header_is_sound(commit: Commit, prev: str, seq: int) -> bool:
    """Whether a commit that stayed home stands in the chain; its subject and bodies are not ours to know."""
    linked = commit.prev == prev and commit.seq == seq == commit.head.get("seq")
    return linked and commit_hash(commit.prev, commit.header) == commit.hash


def _check_erased(key: str, record: ReceivedRecord, opened: OpenedBundle, site: SitePublic) -> None:
    """Refuse a body that is said to be erased, and which no act that two persons signed accounts for."""
    certificates = {fingerprint(pem): pem for name, pem in opened.files.items() if name.startswith(CERTIFICATES)}
    for seq, position in sorted(record.erased):
        commit = record.commits[seq - 1]
        sealed = commit.records[position]
        if sealed.body is not None or sealed.record() is None:
            raise ExportRefused("export_record_damaged", key=key, seq=seq)
    acts = redactions(commit for commit in record.commits if commit.seq in record.open)
    for one in acts.values():
        second = str(one.record.new.get("second_person", ""))
        stamp = Stamp.of(record.commits[one.seq - 1], "")
        fault = second_fault(
            one.record, stamp, lambda signed: certificates.get(str(signed["certificate_sha256"])), site.ca_pem
        )
        if fault is not None or not one.by_two({second: Role.INVESTIGATOR}):  # the second's role is in the certificate
            raise ExportRefused("export_record_damaged", key=key, seq=one.seq)


def _newly_erased(record: ReceivedRecord, manifest: dict[str, Any], ledger: Ledger) -> list[str]:
    heads = [answer.head_seq for answer in ledger.accepted(manifest["series"]) if answer.number < manifest["number"]]
    last = max(heads, default=0)
    fresh = [commit for commit in record.commits if commit.seq in record.open and commit.seq > last]
    acts = redactions(fresh)
    places = (place_of(place) for place in acts)
    texts = [f"erased:{place_key(*place)}" for place in sorted(each for each in places if each) if place[0] <= last]
    files = sorted(str(act.record.new[FILE]) for act in acts.values() if FILE in act.record.new)
    return [*texts, *(f"erased:{key}" for key in files)]


def _check_head(key: str, record: ReceivedRecord, manifest: dict[str, Any], ledger: Ledger) -> None:
    last = record.commits[-1]
    if (last.seq, last.hash) != (manifest["head"]["seq"], manifest["head"]["hash"]):
        raise ExportRefused("export_record_damaged", key=key, seq=last.seq)
    for answer in ledger.accepted(manifest["series"]):
        if answer.number >= manifest["number"]:
            continue
        longer = answer.head_seq > len(record.commits)
        if longer or record.commits[answer.head_seq - 1].hash != answer.head_hash:
            raise ExportRefused("export_record_forked", key=key, seq=answer.head_seq, prior=answer.key)


def _check_counts(key: str, record: ReceivedRecord, manifest: dict[str, Any], states: Mapping[str, State]) -> None:
    bodies = sum(sealed.body is not None for commit in record.commits for sealed in commit.records)
    whole = sum(len(commit.records) for commit in record.commits if commit.seq in record.open)
    found = {
        "subjects": len(states),
        "commits": len(record.commits),
        "records": bodies,
        "records_held": whole - bodies,
        "withheld": len(manifest["subjects"]["withheld"]),
    }
    for name, number in found.items():
        if manifest["counts"][name] != number:
            raise ExportRefused("export_counts_differ", key=key, what=name)
    if sorted(states) != sorted(manifest["subjects"]["released"]):
        raise ExportRefused("export_counts_differ", key=key, what="subjects")
