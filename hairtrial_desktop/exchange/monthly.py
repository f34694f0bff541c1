"""The monthly export and the report of a serious event: gate, ODM, papers, bundle, seal (R3-11, OFF-03, OFF-05)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.casebook.locks import LockLevel
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.ports import Attachments, Clock, CommitStore, Outbox
from hairtrial_desktop.casebook.record import SITE, utc_text
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.attached_files import AttachedFiles, collect_attached
from hairtrial_desktop.exchange.blinding_gate import refuse_unblinding
from hairtrial_desktop.exchange.bundle import build_bundle
from hairtrial_desktop.exchange.odm.admin_data import SiteName, people_of
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.document import Frame, Heading, OdmFile
from hairtrial_desktop.exchange.odm.elements import zone_of
from hairtrial_desktop.exchange.odm.reading import parse
from hairtrial_desktop.exchange.odm.snapshot import snapshot
from hairtrial_desktop.exchange.odm.transactional import transactional
from hairtrial_desktop.exchange.privacy_gate import PrivacyGate, Release
from hairtrial_desktop.exchange.record_files import bodies_jsonl, headers_jsonl
from hairtrial_desktop.exchange.release_rule import ConsentOrInjected, OneSubject, Releases
from hairtrial_desktop.exchange.seal import PARTS_MANIFEST, Seal, parts_manifest, seal, sha256, split
from hairtrial_desktop.exchange.signed_forms import (
    CERTIFICATES,
    Papers,
    SignedForm,
    collect_papers,
    signed_forms,
    signers,
    unsigned_forms,
)
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.keys.sponsor_keys import SponsorPublic
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.errors import KnownError

SERIES = "monthly"
SAE_SERIES = "sae"  # counts by itself, goes at once, and never moves the month on
COUNTRY = "CHN"  # recipient country, signed into the manifest; another value is a matter for the DPO (PI-08)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Sender:
    """Who exports what: every version of the definitions with its source files, the site, the program, who may open it.

    ``recipients`` are the site's own age recipients besides the sponsor's, so that the site can read what it sent.
    """

    versions_now: Callable[[], Versions]  # a version may come into force while the site is open
    site: SiteName
    program: str
    seal: Seal
    sponsor: SponsorPublic
    recipients: tuple[str, ...] = ()
    country: str = COUNTRY

    @property
    def versions(self) -> Versions:
        """Every version of the definitions, the last in force."""
        return self.versions_now()

    @property
    def study(self) -> Study:
        """The version in force."""
        return self.versions.active


@dataclass(frozen=True)
class _Order:
    """What is to be built: which series, for which month, of whom (``subject``: of the series ``sae``)."""

    series: str
    month: str
    releases: Releases
    subject: str = ""


@dataclass(frozen=True)
class _Contents:
    release: Release
    papers: Papers
    attached: AttachedFiles
    snapshot: OdmFile
    transactional: OdmFile


class MonthlyExport:
    """Builds the export of a month from the committed state. Sending is ``Delivery``'s."""

    def __init__(  # noqa: PLR0917 - the ports of its world, joined once in bootstrap
        self, sender: Sender, store: CommitStore, attachments: Attachments, outbox: Outbox, clock: Clock,
        mentions_identity: Callable[[str], bool], releases: Releases | None = None,
    ) -> None:  # fmt: skip
        self._sender = sender
        self._store = store
        self._attachments = attachments
        self._outbox = outbox
        self._clock = clock
        self._releases = releases or ConsentOrInjected()
        self._mentions_identity = mentions_identity

    def preview(self) -> Release:
        """Return what would leave and what would stay, without building anything; raises IdentityInExport."""
        return self._open()

    def _open(self, releases: Releases | None = None) -> Release:
        rule = releases or self._releases
        return PrivacyGate(self._sender.versions, rule, self._mentions_identity).open(self._store)

    def build(self, month: str) -> OutboxEntry:
        """Build, sign, seal and keep the export of ``month`` ("2026-11"); the entry is ``sealed``, nothing was sent.

        Raises IdentityInExport; KnownError ``month_already_exported`` (months ascend; one the sponsor refused may be
        built again), ``recipient_country``, ``nothing_to_export``,
        ``export_unblinds``, ``attachment_missing``, ``attachment_damaged``; StorageError.
        """
        if not _MONTH.fullmatch(month):
            raise ValueError(month)
        self._refuse_repeated(month, self._earlier(SERIES))
        return self._build(_Order(SERIES, month, self._releases))

    def build_sae(self, subject: str) -> OutboxEntry:
        """Build the report of a serious event: all of ``subject`` as it stands, and of nobody else (OFF-05).

        It passes the same gates and is sealed alike; the sponsor takes it whatever became of those before it. Raises as
        :meth:`build`, and KnownError ``sae_not_released`` where the data of this participant may not leave.
        """
        month = f"{self._clock.now().astimezone(zone_of(self._sender.study.zone)):%Y-%m}"
        return self._build(_Order(SAE_SERIES, month, OneSubject(subject, self._releases), subject))

    def _build(self, order: _Order) -> OutboxEntry:
        if self._sender.country != COUNTRY:
            raise KnownError("recipient_country", country=self._sender.country)
        earlier = self._earlier(order.series)
        release = self._open(order.releases)
        if not release.headers:
            raise KnownError("nothing_to_export")
        if order.subject and order.subject not in release.released:
            raise KnownError("sae_not_released", subject=order.subject)
        number = earlier[-1].number + 1 if earlier else 1
        contents = self._contents(order, release, number, earlier)
        about = self._about(order, contents, number, earlier)
        files = self._files(contents)
        refuse_unblinding(self._sender.study, files)
        bundle = build_bundle(about, files, self._sender.seal)
        return self._keep(order, bundle.content, bundle.manifest, contents)

    # -- what was sent before

    def _earlier(self, series: str) -> list[OutboxEntry]:
        return sorted((e for e in self._outbox.entries() if e.series == series), key=lambda entry: entry.number)

    @staticmethod
    def _refuse_repeated(month: str, earlier: list[OutboxEntry]) -> None:
        standing = [entry.month for entry in earlier if entry.state is not ExportState.REFUSED]
        if standing and month <= max(standing):
            raise KnownError("month_already_exported", month=month, last=max(standing))

    def _sent_manifest(self, entry: OutboxEntry) -> dict[str, Any]:
        text = SignedText.parse(self._outbox.read(entry.key, entry.manifest))
        tree = text.tree(self._sender.seal.certificate_pem)
        if tree is None:
            raise KnownError("outbox_object_missing", key=entry.key, name=entry.manifest)
        return tree

    def _acknowledged_papers(self, earlier: list[OutboxEntry]) -> frozenset[str]:
        accepted = [entry for entry in earlier if entry.state is ExportState.ACKNOWLEDGED]
        return frozenset(sha for entry in accepted for sha in self._sent_manifest(entry)["documents"])

    # -- what goes in

    def _contents(self, order: _Order, release: Release, number: int, earlier: list[OutboxEntry]) -> _Contents:
        forms = signed_forms(release.states, release.full)
        acknowledged = self._acknowledged_papers(earlier)
        papers = collect_papers(forms, self._attachments, acknowledged, release)
        attached = collect_attached(release, self._sender.versions, self._attachments, acknowledged)
        prior = self._sent_manifest(earlier[-1])["transactional_file_oid"] if earlier else None
        frame = self._frame(release, forms, order.series, number, prior=prior)
        made = _Contents(
            release, papers, attached, snapshot(frame, release.states, forms), transactional(frame, release.commits)
        )
        for file in (made.snapshot, made.transactional):
            found = problems(parse(file.xml))
            if found:
                raise ValueError(f"{file.oid} does not conform to ODM: {found[:5]}")
        return made

    def _frame(
        self, release: Release, forms: tuple[SignedForm, ...], series: str, number: int, *, prior: str | None
    ) -> Frame:
        sender = self._sender
        zone = zone_of(sender.study.zone)
        newest = max(commit.at for commit in release.headers)
        as_of, created = newest.astimezone(zone), max(self._clock.now(), newest).astimezone(zone)
        heading = Heading(
            series, number, created.isoformat(timespec="milliseconds"), as_of.isoformat(timespec="milliseconds"),
            sender.program, prior,
        )  # fmt: skip
        users = {row.key: row.data for row in self._store.load(SITE).things("user_data").values()}
        acting = {gated.commit.user for gated in release.commits} | {form.user for form in forms}
        level = LockLevel((self._site_lock() or {"level": "none"})["level"])
        return Frame(sender.versions, sender.site, people_of(users, acting), heading, level)

    def _site_lock(self) -> dict[str, str] | None:
        """Return how the whole site is closed, by whom and when; None where it is not. Its reason stays here."""
        row = self._store.load(SITE).things("lock_data").get(self._sender.site.number)
        if row is None or row.data["level"] == LockLevel.NONE.value:
            return None
        return {name: str(row.data[name]) for name in ("level", "user", "role", "at")}

    def _files(self, contents: _Contents) -> dict[str, bytes]:
        files = {
            layout.SNAPSHOT: contents.snapshot.xml,
            layout.TRANSACTIONAL: contents.transactional.xml,
            layout.HEADERS: headers_jsonl(contents.release.headers),
            layout.BODIES: bodies_jsonl(contents.release.commits),
        }
        files |= layout.guide_files() | layout.definition_files(self._sender.versions)
        files |= {f"{CERTIFICATES}{sha}.pem": pem for sha, pem in signers(contents.release).items()}
        files |= contents.attached.files
        return files | {f"{layout.PDF}{name}.pdf": pdf for name, pdf in contents.papers.files.items()}

    def _about(self, order: _Order, contents: _Contents, number: int, earlier: list[OutboxEntry]) -> dict[str, Any]:
        sender, release, newest = self._sender, contents.release, contents.release.headers[-1]
        return {
            "study": sender.study.oid,
            "site": sender.site.number,
            "series": order.series,
            "number": number,
            "month": order.month,
            "created": utc_text(max(self._clock.now(), newest.at)),
            "head": {"seq": newest.seq, "hash": newest.hash},
            "epoch": self._store.epoch(),
            "site_lock": self._site_lock(),
            "prior_sealed_sha256": earlier[-1].sealed_sha256 if earlier else None,
            "definitions_sha256": sender.study.sha256,
            "versions": [step.study.sha256 for step in sender.versions.steps],
            "program": sender.program,
            "recipient_country": sender.country,
            "subjects": {"released": list(release.released), "withheld": list(release.withheld)},
            "counts": counts_of(release, contents.papers, sender.versions) | counts_of_attached(contents.attached),
            "values_per_form": values_per_form(release),
            "documents": [
                {"name": name, "sha256": sha, "included": included} for name, sha, included in contents.papers.listed
            ],
            "documents_held": list(contents.papers.held),
            "documents_held_why": dict(contents.papers.why),
            "attachments": list(contents.attached.listed),
            "attachments_held": list(contents.attached.held),
            "odm": {"snapshot": contents.snapshot.oid, "transactional": contents.transactional.oid},
        }

    # -- sealing

    def _keep(self, order: _Order, content: bytes, manifest: dict[str, Any], contents: _Contents) -> OutboxEntry:
        sender = self._sender
        key = f"{order.series}-{manifest['number']:04d}"
        sealed = seal(content, (sender.sponsor.recipient, *sender.recipients))
        parts = []
        for part, piece in split(sealed):
            self._outbox.keep(key, part.name, piece)
            parts.append(part)
        about = {name: manifest[name] for name in ("study", "site", "series", "number", "month", "created",
                                                   "prior_sealed_sha256")}  # fmt: skip
        about["documents"] = sorted({sha for _, sha, _ in contents.papers.listed} | contents.attached.sent)
        about["transactional_file_oid"] = contents.transactional.oid
        outer = parts_manifest(about, sealed, parts, sender.seal)
        self._outbox.keep(key, PARTS_MANIFEST, outer.to_bytes())
        entry = OutboxEntry(
            series=order.series, number=manifest["number"], month=manifest["month"], built_at=manifest["created"],
            head_seq=manifest["head"]["seq"], head_hash=manifest["head"]["hash"], manifest=PARTS_MANIFEST,
            parts=tuple(parts), counts=dict(manifest["counts"]), sealed_sha256=sha256(sealed),
            state=ExportState.SEALED, withheld=contents.release.withheld, subject=order.subject,
        )  # fmt: skip
        self._outbox.put(entry)
        return entry


def counts_of(release: Release, papers: Papers, versions: Versions) -> dict[str, int]:
    """Return the counts of a manifest; the sponsor counts again."""
    return {
        "subjects": len(release.released),
        "withheld": len(release.withheld),
        "forms": sum(row.status != "removed" for state in release.states.values() for row in state.forms().values()),
        "forms_unsigned": unsigned_forms(release, versions),
        "values": sum(values_per_form(release).values()),
        "commits": len(release.headers),
        "records": sum(1 for gated in release.commits for one in gated.records if one.held == ""),
        "records_held": sum(1 for gated in release.commits for one in gated.records if one.held != ""),
        "documents": len(papers.listed),
        "documents_included": len(papers.files),
        "documents_held": len(papers.held),
    }


def counts_of_attached(attached: AttachedFiles) -> dict[str, int]:
    """Return the counts of photographs and scans."""
    return {
        "attachments": len(attached.listed),
        "attachments_included": sum(bool(line["included"]) for line in attached.listed),
        "attachments_held": len(attached.held),
    }


def values_per_form(release: Release) -> dict[str, int]:
    """Return how many current values (or null flavours) of each form leave, by form OID."""
    counts: Counter[str] = Counter()
    for state in release.states.values():
        for row in state.items().values():
            form = state.forms().get(row.form)
            kept = form is not None and form.status != "removed"
            if kept and (row.value is not None or row.null_flavour is not None):
                counts[row.form.split("/")[2].split("#")[0]] += 1
    return dict(sorted(counts.items()))
