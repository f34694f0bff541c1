"""A site with a real database, the trial's real forms, a real seal and a real sponsor; participants are invented."""

from __future__ import annotations

import copy
import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.locks import scope_of
from hairtrial_desktop.casebook.outbox import OutboxEntry
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.record import SITE, Author, Commit, Draft, Record, canonical_bytes, utc_text
from hairtrial_desktop.casebook.standing import saved_forms, shown_digest, shown_leaves, signatures
from hairtrial_desktop.casebook.versions import Version, Versions
from hairtrial_desktop.documents.signature_block import FIELD
from hairtrial_desktop.documents.signing import SignatureWords, sign_pdf
from hairtrial_desktop.exchange.delivery import Delivery
from hairtrial_desktop.exchange.monthly import MonthlyExport, Sender
from hairtrial_desktop.exchange.odm.admin_data import SiteName
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.signing import PersonalKey, SiteSeal
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys, create_sponsor_keys
from hairtrial_desktop.places import shipped
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.definitions import DataType, ItemDef, Study
from hairtrial_desktop.study.loader import load_study, read_forms

STEP = timedelta(minutes=7)  # between two commits
START = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
PROGRAM = "HairTrial Desktop 0.1.0"
DATABASE_KEY, IDENTITY_KEY = b"k" * 32, b"i" * 32
Cell = str | tuple[str, str] | None  # value, or ("", null flavour)


class SetClock(StandingClock):
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@cache
def trial_files() -> dict[str, str]:
    return read_forms(shipped("forms"))


@cache
def trial_study() -> Study:
    return load_study(trial_files())


@dataclass
class World:
    """Everything on the way from the record to the receipt."""

    folder: Path
    files: dict[str, str] = field(default_factory=lambda: dict(trial_files()))
    clock: SetClock = field(default_factory=SetClock)

    def __post_init__(self) -> None:
        for name in ("site", "identity", "stick", "received"):
            (self.folder / name).mkdir()
        same = self.files == trial_files()
        self.study: Study = trial_study() if same else load_study(self.files)
        self.database = SiteDatabase.create(self.folder / "site", DATABASE_KEY)
        self.identities = IdentityDatabase.create(self.folder / "identity", IDENTITY_KEY)
        ca = certificates.create_ca(certificates.Subject("Site 01 CA", "Hospital"), START)
        key = certificates.new_private_key()
        pem = certificates.issue(ca, certificates.Subject("Site 01 seal", "Hospital"), key, START)
        self.seal = SiteSeal(pem, ca.pem, certificates.private_pem(key))
        self.site = SitePublic("01", "Hospital", ca.pem, pem)
        self.sponsor: SponsorKeys = create_sponsor_keys(self.folder / "sponsor", at=START)
        self.ca = ca
        people = {"wang": ("王护士", "nurse"), "chen": ("陈医生", "investigator"), "admin": ("管理员", "administrator")}
        self.people = {user: self.key_for(user, name, role) for user, (name, role) in people.items()}
        users = [
            Record("user", user, None, {
                "name": name, "role": role, "certificate_pem": self.people[user].certificate_pem.decode(),
                "certificate_sha256": certificates.fingerprint(self.people[user].certificate_pem),
            })
            for user, (name, role) in people.items()
        ]  # fmt: skip
        authority = Record("site", "authority", None, {"ca_pem": ca.pem.decode(), "seal_pem": pem.decode()})
        self.commit(SITE, authority, *users, act="setup", user="admin", role="administrator")

    def close(self) -> None:
        """Close both databases."""
        self.database.close()
        self.identities.close()

    def copied(self, folder: Path) -> World:
        """Return another world that stands where this closed one does, with files and a clock of its own."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        made = copy.copy(self)
        made.folder, made.clock, made.files, made.people = (
            folder, copy.copy(self.clock), dict(self.files), dict(self.people)
        )  # fmt: skip
        made.database = SiteDatabase.open(folder / "site", DATABASE_KEY)
        made.identities = IdentityDatabase.open(folder / "identity", IDENTITY_KEY)
        return made

    def key_for(self, user: str, name: str, role: str) -> PersonalKey:
        """Issue keys, as the site's administrator can."""
        key = certificates.new_private_key()
        pem = certificates.issue(self.ca, certificates.Subject(name, "Hospital", role, user), key, START)
        return PersonalKey(user, name, pem, self.ca.pem, certificates.private_pem(key))

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def received(self) -> Path:
        return self.folder / "received"

    # -- recording

    def commit(
        self, subject: str, *records: Record, act: str = "save", user: str = "wang", role: str = "nurse"
    ) -> Commit:
        self.clock.at += STEP
        store = self.database.commits
        head = store.head()
        author = Author(user, role, "PC-1", PROGRAM, self.study.sha256)
        commit = Commit.build(
            Draft(subject, act, records), author, seq=head.seq + 1, prev=head.hash, at=self.clock.now(),
            zone=self.study.zone, epoch=store.epoch(),
        )  # fmt: skip
        store.append(commit)
        return commit

    def save(
        self, key: FormKey, values: Mapping[str, Cell], *, reason: str | None = None, status: str = "complete",
        repeat: int = 1,
    ) -> Commit:  # fmt: skip
        """Save items of a form by CDASH name, as the casebook writes them."""
        form = self.study.forms[key.form]
        state = self.database.commits.load(key.subject)
        records = []
        if not state.things("subject_data"):
            records.append(Record("subject", key.subject, None, {"number": key.subject}))
        for name, cell in values.items():
            found = form.item(name)
            assert found is not None, name
            item_key = str(key.item(found[0].oid, found[1].oid, repeat))
            before = state.items().get(item_key)
            value, flavour = (None, cell[1]) if isinstance(cell, tuple) else (cell, None)
            records.append(
                Record(
                    "item", item_key, before.value if before else None, value, before.null_flavour if before else None,
                    flavour, reason if before else None,
                )
            )  # fmt: skip
        row = state.forms().get(str(key))
        if row is None or row.status != status:
            old = None if row is None else {"status": row.status, "confirmed_by": None}
            records.append(Record("form", str(key), old, {"status": status, "confirmed_by": None}, reason=reason))
        return self.commit(key.subject, *records)

    def consent(self, subject: str, provision: str = "Y") -> FormKey:
        key = FormKey(subject, "SE.SCR", "F.IC")
        self.save(key, {"DSSTDAT": "2026-09-01", "PICSENS": "Y", "PICPROV": provision})
        return key

    def fill(self, key: FormKey) -> None:
        """Save every item of a form with some value of its type, both areas alike."""
        for group in self.study.forms[key.form].groups:
            for repeat in group.repeats or (1, 2):
                self.save(key, {item.name: sample(item) for item in group.items}, repeat=repeat)

    @staticmethod
    def _claimed(state: State, place: FormKey | str) -> dict[str, Any]:
        """Return what a signature says it covers: a form, a visit or a casebook."""
        forms = saved_forms(state, place)
        leaves = [leaf for _, leaf in shown_leaves(state, *forms)]
        claims: dict[str, Any] = {"digest": shown_digest(state, *forms), "leaves": leaves}
        if isinstance(place, FormKey):
            return claims | {"form": str(place)}
        covered = [{"form": str(form), "digest": shown_digest(state, form)} for form in forms]
        return claims | {"scope": scope_of(place), "place": place, "forms": covered}

    def sign_over(self, key: FormKey, **claims: Any) -> bytes:
        """Sign other claims than the casebook's, with the doctor's own key."""
        return self.sign(key, claims=claims)

    def sign(
        self, place: FormKey | str, /, signer: PersonalKey | None = None, claims: Mapping[str, Any] | None = None,
        by: tuple[str, str] = ("chen", "investigator"), **forged: Any,
    ) -> bytes:  # fmt: skip
        """Sign as the casebook does, on an empty page; ``forged`` replaces fields of the row that was signed.

        ``by`` is the user, and the role, whose commit it is.
        """
        signer = signer or self.people["chen"]
        store = self.database.commits
        subject = str(place).split("/")[0]
        state = store.load(subject)
        identifier = f"{place}/S#{len(signatures(state, place)) + 1}"
        at = self.clock.now() + STEP  # the commit's own time
        pdf = sign_pdf(blank_page(), signer, SignatureWords(identifier, "Hospital", signer.name), at)
        body = {
            "id": identifier, **self._claimed(state, place), "head": store.head().hash,
            "user": "chen", "name": "陈医生", "role": "investigator",
            "meaning_code": "crf", "at": utc_text(at),
            "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
            "certificate_sha256": certificates.fingerprint(signer.certificate_pem),
            **(claims or {}),
        }  # fmt: skip
        signature = signer.sign(canonical_bytes(body)).hex()
        row = {**body, "signature": signature, "attachment": self.database.attachments.put(pdf), **forged}
        record = Record("signature", identifier, None, row)
        self.commit(subject, record, act="sign", user=by[0], role=by[1])
        return pdf

    def identify(self, subject: str, name: str, phone: str, id_number: str = "") -> None:
        self.identities.put(Identity(subject, name, id_number, phone))

    # -- exchanging

    def export(self, recipients: tuple[str, ...] = ()) -> MonthlyExport:
        site = SiteName("01", "Hospital")
        versions = Versions((Version(self.study, self.files),))
        sender = Sender(lambda: versions, site, PROGRAM, self.seal, self.sponsor.public, recipients)
        database = self.database
        return MonthlyExport(
            sender, database.commits, database.attachments, database.outbox, self.clock,
            self.identities.mentions_identity,
        )  # fmt: skip

    def build(self, month: str) -> OutboxEntry:
        self.clock.forward(hours=1)
        return self.export().build(month)

    def delivery(self) -> Delivery:
        return Delivery(self.database.outbox, FolderTransport(self.stick), self.sponsor.public, "01", self.clock)

    def send(self, month: str) -> OutboxEntry:
        return self.delivery().send(self.build(month).key)

    def entry(self, key: str = "monthly-0001") -> OutboxEntry:
        """Return an export that was built."""
        found = self.database.outbox.get(key)
        assert found is not None, key
        return found

    def opened(self, entry: OutboxEntry) -> bytes:
        """Return the zip of an entry, decrypted by the sponsor."""
        outbox = self.database.outbox
        return self.sponsor.decrypt(b"".join(outbox.read(entry.key, part.name) for part in entry.parts))


@cache
def blank_page() -> bytes:
    """Return an empty page with a place for a signature."""
    target = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    writer = IncrementalPdfFileWriter(BytesIO(target.getvalue()))
    append_signature_field(writer, SigFieldSpec(FIELD, box=(10, 10, 120, 60)))
    done = BytesIO()
    writer.write(done)  # type: ignore[no-untyped-call]  # pyHanko ships no type for it
    return done.getvalue()


def sample(item: ItemDef) -> str:
    """Return some legal value of the item's type."""
    if item.data_type in (DataType.CODE, DataType.CODES):
        assert item.code_list is not None
        codes = [option.code for option in item.code_list.items]
        return " ".join(codes[:2]) if item.data_type is DataType.CODES else codes[0]
    if item.data_type is DataType.TEXT:
        return '甲<&>"乙'[: item.length or 9]
    if item.data_type is DataType.DECIMAL and item.decimals in (0, 1):
        return "1.5" if item.decimals else "2"
    return {
        DataType.INTEGER: "1", DataType.DECIMAL: "1.50", DataType.DATE: "2026-09-01",
        DataType.PARTIAL_DATE: "2026-08", DataType.MONTH: "1985-03", DataType.TIME: "09:30",
        DataType.DATETIME: "2026-09-01T09:30", DataType.USER: "wang",
    }[item.data_type]  # fmt: skip
