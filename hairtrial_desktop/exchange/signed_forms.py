"""The signatures of a release, and the papers that were signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.ports import Attachments
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.redacted import PAPER
from hairtrial_desktop.casebook.signature_meanings import paper_erased
from hairtrial_desktop.casebook.standing import missing_meanings, signature_place, signatures, signed_forms_of
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.casebook.vouching import SIGNED
from hairtrial_desktop.exchange.privacy_gate import Release
from hairtrial_desktop.study.errors import KnownError

CERTIFICATES = "certificates/"  # in the bundle: <SHA-256 fingerprint>.pem of everybody who signed what leaves


@dataclass(frozen=True)
class SignedForm:
    """One signature. ``document`` names its paper in the bundle: ``pdf/<document>.pdf``.

    ``place`` is the form, the visit or the casebook it stands at, ``forms`` are the forms it covers.
    """

    key: str  # "01-009/SE.V1#1/F.EC#1/S#1"
    place: str
    forms: tuple[str, ...]
    subject: str
    user: str
    meaning: str  # code
    at: str  # UTC text
    standing: bool
    attachment: str
    pdf_sha256: str
    erased: bool = False  # two persons had the paper destroyed: it showed a text that they erased

    @property
    def document(self) -> str:
        """The name of the paper."""
        return document_name(self.key)


def document_name(signature_key: str) -> str:
    """Return the name of a signature's paper, free of characters that file systems refuse."""
    return signature_key.replace("/", "_").replace("#", "-")


def signed_forms(states: Mapping[str, State], full: Mapping[str, State]) -> tuple[SignedForm, ...]:
    """Return every signature, void ones too, by key.

    Whether one stands is judged on the ``full`` states of the site: it was put over items that are not exported too.
    """
    found = []
    for subject in sorted(states):
        state = full[subject]
        removed = {key for key, row in state.forms().items() if row.status == "removed"}
        places = {signature_place(key)[0] for key in state.things("signature_data")}
        for place in sorted(places):
            for view in signatures(state, place):
                data = view.row.data
                found.append(
                    SignedForm(
                        view.row.key, place, signed_forms_of(data), subject, data["user"], data["meaning_code"],
                        data["at"], view.standing and place not in removed, data["attachment"], data["pdf_sha256"],
                        f"{PAPER}{data['attachment']}" in full[subject].things("redaction_data"),
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda form: form.key))


def unsigned_forms(release: Release, versions: Versions) -> int:
    """Return how many forms leave without all the signatures they ask for: their data travel, a draft's paper never."""
    count = 0
    for subject, state in release.states.items():
        full = release.full[subject]
        for text, row in state.forms().items():
            key = FormKey.parse(text)
            asked = versions.of(full, key).forms[key.form].signed_as
            papers = tuple(view for view in signatures(full, key) if not paper_erased(full, view))
            count += row.status != "removed" and bool(missing_meanings(papers, asked))
    return count


def signers(release: Release) -> dict[str, bytes]:
    """Return the certificates (SHA-256 -> PEM) behind signatures and redactions, as the record gave them."""
    named = {
        row.data.get("certificate_sha256") for state in release.states.values()
        for row in state.things("signature_data").values()
    }  # fmt: skip
    named |= {
        one.get("certificate_sha256") for state in release.states.values()
        for row in state.things("redaction_data").values() for one in row.data.get(SIGNED, ())
    }  # fmt: skip
    records = (sealed.record() for commit in release.headers if commit.subject == SITE for sealed in commit.records)
    given = [record.new for record in records if record is not None and record.kind == "user" and record.new]
    return {
        str(user["certificate_sha256"]): str(user["certificate_pem"]).encode()
        for user in given if user.get("certificate_sha256") in named
    }  # fmt: skip


@dataclass(frozen=True)
class Papers:
    """The signed papers of an export.

    ``listed`` is every paper that the sponsor has or gets: (document, SHA-256, in this bundle?). ``held`` are those of
    forms whose changes name a participant, or of a visit or casebook with such a form; of forms that show what is not
    exported (a visit's or a casebook's shows no value); and those that were erased. They stay at the site.
    """

    files: Mapping[str, bytes]
    listed: tuple[tuple[str, str, bool], ...]
    held: tuple[str, ...]
    why: Mapping[str, str]  # document -> identity | not_exported | erased


def collect_papers(
    forms: Iterable[SignedForm], attachments: Attachments, acknowledged: frozenset[str], release: Release
) -> Papers:
    """Read the papers whose hash is not in ``acknowledged``.

    KnownError ``attachment_missing`` or ``attachment_damaged``: then nothing is exported.
    """
    files: dict[str, bytes] = {}
    listed: list[tuple[str, str, bool]] = []
    held: dict[str, str] = {}
    for form in forms:
        why = _held(form, release)
        if why:
            held[form.document] = why
            continue
        fresh = form.pdf_sha256 not in acknowledged
        if fresh:
            pdf = attachments.get(form.attachment)
            if hashlib.sha256(pdf).hexdigest() != form.pdf_sha256:
                raise KnownError("attachment_damaged", name=form.attachment[:12])
            files[form.document] = pdf
        listed.append((form.document, form.pdf_sha256, fresh))
    return Papers(files, tuple(listed), tuple(held), held)


def _held(form: SignedForm, release: Release) -> str:
    """Return why the paper of a signature stays at the site, "" where it leaves."""
    if form.erased:
        return "erased"
    if not release.forms_with_identity.isdisjoint(form.forms):
        return "identity"
    return "not_exported" if form.place in release.forms_not_whole else ""
