"""Signing a form: password, rendering, signature, one commit (21 CFR 11.50, 11.70, 11.200; ESL Art 13)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.crf_page import SignatureShown
from hairtrial_desktop.casebook.crf_pages import ROLE_WORDS, CrfPageBuilder, site_time
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import LockLevel, lock_over
from hairtrial_desktop.casebook.queries import open_hard
from hairtrial_desktop.casebook.record import SITE, Draft, Record, canonical_bytes, utc_text
from hairtrial_desktop.casebook.standing import shown_digest, shown_leaves, signatures, standing_signature
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.ports import Authenticator, Paper
    from hairtrial_desktop.casebook.site_book import SiteBook


@dataclass(frozen=True)
class SignedForm:
    """The outcome: signature id, and the stored rendering's name in the attachments."""

    identifier: str
    attachment: str
    pdf_sha256: str


class Signing:
    """Signs complete forms as the actor of ``book``."""

    def __init__(self, book: SiteBook, authenticator: Authenticator, paper: Paper) -> None:
        self.book = book
        self.authenticator = authenticator
        self.paper = paper
        self.asks_user = True  # user id and password; the password alone once one signature was given since (P11-16)

    def interrupt(self) -> None:
        """Ask for both again: the window was locked, the continuous session is over (21 CFR 11.200(a)(1))."""
        self.asks_user = True

    def obstacles(self, key: FormKey) -> str | None:
        """Return the code of what stands in the way of signing ``key``, or None."""
        session = FormSession(self.book, key)
        if session.status != "complete":
            return "sign_not_complete"
        if session.blockers():
            return "sign_open_findings"
        if standing_signature(session.values.state, key) is not None:
            return "sign_already"
        if open_hard(session.values.state, key):
            return "sign_open_queries"
        lock = lock_over(self.book, key)
        if lock is not None and lock.level is LockLevel.HARD:
            return "form_locked"
        return None

    def _refuse(self, key: FormKey) -> None:
        obstacle = self.obstacles(key)
        if obstacle is not None:
            book = self.book
            count = len(open_hard(book.whole(key.subject), key))
            raise KnownError(obstacle, count=count, form=book.study.forms[key.form].name, subject=key.subject)

    def sign(self, key: FormKey, password: str, language: str, user: str | None = None) -> SignedForm:
        """Render, sign and commit, all while the key is open.

        ``user`` is the id as typed; without it nothing is signed while :attr:`asks_user` (21 CFR 11.200(a)(1)(i)).
        Raises NotPermitted, WrongPassword, KnownError ``sign_user`` | ``sign_not_complete`` | ``sign_open_findings`` |
        ``sign_already``; StorageError. Nothing is committed unless all of it is.
        """
        book = self.book
        book.actor.require(Action.SIGN)
        if self.asks_user and (user or "").strip() != book.actor.user:
            raise KnownError("sign_user")
        self._refuse(key)
        signer = self.authenticator.confirm(book.actor.user, password)
        book.check_clock()
        at = book.now()
        state = book.whole(key.subject)
        identifier = f"{key}/S#{len(signatures(state, key)) + 1}"
        study = book.study_of(key)
        meaning = study.signatures[study.forms[key.form].signed_as]
        role = ROLE_WORDS[book.actor.role]
        stamp = site_time(book, utc_text(at))
        shown = SignatureShown(signer.name, role.say(language), meaning.meaning.say(language), stamp, identifier)
        page = CrfPageBuilder(book, key, language).build(shown)
        paper = self.paper.render_signed(page, language, signer, meaning.meaning.say(language), at)
        body = {
            "id": identifier,
            "form": str(key),
            "definitions": study.sha256,
            "digest": shown_digest(state, key),
            "leaves": [leaf for _, leaf in shown_leaves(state, key)],
            "head": book.shelves.store.head().hash,
            "user": signer.user,
            "name": signer.name,
            "role": book.actor.role.value,
            "meaning_code": meaning.code,
            "meaning": {"zh": meaning.meaning.zh, "en": meaning.meaning.en},
            "at": utc_text(at),
            "language": language,
            "pdf_sha256": paper.sha256,
            "certificate_sha256": paper.certificate_sha256,
        }
        signature = signer.sign(canonical_bytes(body)).hex()
        attachment = book.shelves.attachments.put(paper.pdf)
        record = Record(
            "signature", identifier, None, {**body, "signature": signature, "attachment": attachment},
            source=Source.SYSTEM,
        )  # fmt: skip
        book.commit(Draft(key.subject, "sign", (record,)), at)
        self.asks_user = False
        return SignedForm(identifier, attachment, paper.sha256)


def signed_payload(data: dict[str, object]) -> bytes:
    """Return the bytes a signature row's ``signature`` was put over: a copied or altered row does not verify."""
    return canonical_bytes({key: value for key, value in data.items() if key not in ("signature", "attachment")})


def rendering(book: SiteBook, attachment: str, sha256: str) -> bytes:
    """Return the exact bytes that were signed; KnownError ``attachment_damaged`` if they are not."""
    book.actor.require(Action.READ_DATA)
    pdf = book.shelves.attachments.get(attachment)
    if hashlib.sha256(pdf).hexdigest() != sha256:
        raise KnownError("attachment_damaged", name=attachment[:12])
    return pdf


def record_print(book: SiteBook, document: str, *, copies: int, destination: str) -> None:
    """Commit that a document was printed: print counts are audited (Appendix B)."""
    book.actor.require(Action.PRINT)
    at = utc_text(book.clock.now())
    count = len(book.state(SITE).things("print_data"))
    new = {"document": document, "copies": copies, "destination": destination, "at": at, "user": book.actor.user}
    book.commit(Draft(SITE, "print", (Record("print", f"print-{count + 1:05d}", None, new, source=Source.SYSTEM),)))
