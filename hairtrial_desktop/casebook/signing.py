"""Signing: password, rendering, signature, one commit (21 CFR 11.50, 11.70, 11.200; ESL Art 13).

A signature is put over a form, or over a visit or casebook as a whole. Several forms of one participant can be signed
with one password: each gets its own signature, and each says that it was so (EMA 6.3: late mass-signing is visible).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.clock_care import watch_clock
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import FORM, LockLevel, lock_over, scope_of, subject_of
from hairtrial_desktop.casebook.queries import open_hard
from hairtrial_desktop.casebook.record import Draft, Record, canonical_bytes, utc_text
from hairtrial_desktop.casebook.scope_signatures import scope_refusal
from hairtrial_desktop.casebook.sign_off_page import sign_off_page
from hairtrial_desktop.casebook.signature_meanings import asked_of, meaning_obstacle, other_role, study_at
from hairtrial_desktop.casebook.signature_shown import last_entry, signature_shown
from hairtrial_desktop.casebook.standing import saved_forms, shown_digest, shown_leaves, signatures
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hairtrial_desktop.casebook.crf_page import CrfPage, SignatureShown
    from hairtrial_desktop.casebook.ports import Authenticator, Paper, SigningKey
    from hairtrial_desktop.casebook.signature_meanings import Asked
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import SignatureDef

ELIGIBILITY = "eligibility"  # sixteen criteria, each looked at: never one of many


@dataclass(frozen=True)
class SignedForm:
    """The outcome: signature id, and the stored rendering's name in the attachments."""

    identifier: str
    attachment: str
    pdf_sha256: str


@dataclass(frozen=True)
class _Hand:
    """An open key, when, in which language, and with how many others: what one act of signing is done with."""

    signer: SigningKey
    at: datetime
    language: str
    count: int = 1

    @property
    def batch(self) -> dict[str, Any]:
        """What each signature says of the others given in the same act; nothing where it is the only one."""
        if self.count == 1:
            return {}
        told = f"{self.signer.user} {utc_text(self.at)} {self.count}"
        return {"bulk": hashlib.sha256(told.encode()).hexdigest()[:12], "bulk_count": self.count}


class Signing:
    """Signs complete forms, visits and casebooks as the actor of ``book``."""

    def __init__(self, book: SiteBook, authenticator: Authenticator, paper: Paper) -> None:
        self.book = book
        self.authenticator = authenticator
        self.paper = paper
        self.asks_user = True  # user id and password; the password alone once one signature was given since (P11-16)

    def interrupt(self) -> None:
        """Ask for both again: the window was locked, the continuous session is over (21 CFR 11.200(a)(1))."""
        self.asks_user = True

    def refusal(self, place: FormKey | str) -> KnownError | None:
        """Return what stands in the way of the actor's signature on a form, a visit or a casebook, or None."""
        if not isinstance(place, FormKey):
            return scope_refusal(self.book, place)
        book, asked = self.book, asked_of(self.book, place)
        obstacle = self._obstacle(place, asked)
        if obstacle == "sign_other_role":
            return other_role(asked.missing)
        if obstacle is None:
            return None
        count = len(open_hard(book.whole(place.subject), place))
        return KnownError(obstacle, count=count, form=book.form_of(place).name, subject=place.subject)

    def _obstacle(self, key: FormKey, asked: Asked) -> str | None:
        session, actor = FormSession(self.book, key), self.book.actor
        if session.status != "complete":
            return "sign_not_complete"
        if session.blockers():
            return "sign_open_findings"
        if (own := meaning_obstacle(asked, actor.user, actor.role.value)) is not None:
            return own
        if open_hard(session.values.state, key):
            return "sign_open_queries"
        lock = lock_over(self.book, key)
        if lock is not None and lock.level is LockLevel.HARD:
            return "form_locked"
        return None

    def ready_together(self, visit: str) -> tuple[FormKey, ...]:
        """Return the forms of a visit that the actor can sign with one password; eligibility is signed by itself."""
        book, role = self.book, self.book.actor.role.value
        keys = [key for key in saved_forms(book.whole(subject_of(visit)), visit) if self.refusal(key) is None]
        meanings = {key: asked_of(book, key).mine(role) for key in keys}
        return tuple(key for key, meaning in meanings.items() if meaning is not None and meaning.code != ELIGIBILITY)

    def sign(self, place: FormKey | str, password: str, language: str, user: str | None = None) -> SignedForm:
        """Render, sign and commit, all while the key is open. ``place``: a form, a visit or a casebook (subject).

        ``user`` is the id as typed; without it nothing is signed while :attr:`asks_user` (21 CFR 11.200(a)(1)(i)).
        Raises NotPermitted, WrongPassword, KnownError ``sign_user`` | ``sign_not_complete`` | ``sign_open_findings`` |
        ``sign_already`` | ``sign_other_role`` | ``sign_same_person`` | ``sign_open_queries`` | ``form_locked`` and
        those of ``scope_signatures``; StorageError. Nothing is committed unless all of it is.
        """
        return self._put((place,), password, language, user)[0]

    def sign_together(
        self, keys: Sequence[FormKey], password: str, language: str, user: str | None = None
    ) -> tuple[SignedForm, ...]:
        """Sign several forms of one participant with one password: one signature each, all of them or none.

        Each says how many were signed with it. Raises as :meth:`sign`; ``sign_singly`` for eligibility.
        """
        return self._put(tuple(dict.fromkeys(keys)), password, language, user)

    def _put(
        self, places: Sequence[FormKey | str], password: str, language: str, user: str | None
    ) -> tuple[SignedForm, ...]:
        book = self.book
        book.actor.require(Action.SIGN)
        (subject,) = {subject_of(str(place)) for place in places}
        if self.asks_user and (user or "").strip() != book.actor.user:
            raise KnownError("sign_user")
        meanings = [self._meaning(place) for place in places]
        if len(places) > 1 and any(meaning.code == ELIGIBILITY for meaning in meanings):
            raise KnownError("sign_singly")
        signer = self.authenticator.confirm(book.actor.user, password)
        watch_clock(book)  # a trouble that has gone is told first: its commit may be earlier than the newest
        hand = _Hand(signer, book.moment(), language, len(places))
        done = [self._signed(hand, place, meaning) for place, meaning in zip(places, meanings, strict=True)]
        book.commit(Draft(subject, "sign", tuple(record for record, _ in done)), hand.at)
        self.asks_user = False
        return tuple(signed for _, signed in done)

    def _meaning(self, place: FormKey | str) -> SignatureDef:
        """Return the meaning that the actor gives to a place; raises what :meth:`refusal` returns."""
        refusal = self.refusal(place)
        if refusal is not None:
            raise refusal
        meaning = asked_of(self.book, place).mine(self.book.actor.role.value)
        assert meaning is not None  # noqa: S101 - else it was refused
        return meaning

    def _signed(self, hand: _Hand, place: FormKey | str, meaning: SignatureDef) -> tuple[Record, SignedForm]:
        """Render and sign one place; return the row, and what became of it."""
        book, claims = self.book, self._claims(hand, place, meaning)
        shown = signature_shown(book, claims, hand.language)
        words = meaning.meaning.say(hand.language)
        paper = self.paper.render_signed(
            self._page(place, hand.language, shown), hand.language, hand.signer, words, hand.at
        )
        body = claims | {"pdf_sha256": paper.sha256, "certificate_sha256": paper.certificate_sha256}
        signature = hand.signer.sign(canonical_bytes(body)).hex()
        new = {**body, "signature": signature, "attachment": book.shelves.attachments.put(paper.pdf)}
        record = Record("signature", body["id"], None, new, source=Source.SYSTEM)
        return record, SignedForm(body["id"], new["attachment"], paper.sha256)

    def _page(self, place: FormKey | str, language: str, shown: SignatureShown) -> CrfPage:
        if isinstance(place, FormKey):
            return CrfPageBuilder(self.book, place, language).build(shown)
        return sign_off_page(self.book, place, language, shown)

    def _claims(self, hand: _Hand, place: FormKey | str, meaning: SignatureDef) -> dict[str, Any]:
        """Return what the signature says: of what, by whom, when, why (P11-12)."""
        book, scope = self.book, scope_of(str(place))
        state, study = book.whole(subject_of(str(place))), study_at(book, place)
        forms = saved_forms(state, place)
        covered = [{"form": str(form), "digest": shown_digest(state, form)} for form in forms]
        return {
            "id": f"{place}/S#{len(signatures(state, place)) + 1}",
            **({"form": str(place)} if scope == FORM else {"scope": scope, "place": str(place), "forms": covered}),
            "definitions": study.sha256,
            "version": study.version,  # the wording of the meaning is that version's
            "digest": shown_digest(state, *forms),
            "leaves": [leaf for _, leaf in shown_leaves(state, *forms)],
            "head": book.shelves.store.head().hash,
            "user": hand.signer.user,
            "name": hand.signer.name,
            "role": book.actor.role.value,
            "meaning_code": meaning.code,
            "meaning": {"zh": meaning.meaning.zh, "en": meaning.meaning.en},
            "at": utc_text(hand.at),
            "language": hand.language,
            "entered_at": last_entry(book, forms),
            **hand.batch,
        }


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
