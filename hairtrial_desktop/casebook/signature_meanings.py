"""Which signatures a place asks for, which are missing, and which of them a person may give (clinical content 17).

A place is a form, a visit or a casebook. A form says which signatures it asks for; a visit and a casebook are signed
with the meanings that the study has for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import FORM, scope_of, subject_of
from hairtrial_desktop.casebook.redacted import PAPER
from hairtrial_desktop.casebook.role_words import roles_text
from hairtrial_desktop.casebook.standing import missing_meanings, signature_place, signatures
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.record import Draft
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.standing import SignatureView
    from hairtrial_desktop.study.definitions import SignatureDef, Study


@dataclass(frozen=True)
class Asked:
    """The signatures of a place: what it asks for in order, what was put, what is missing.

    One whose paper two persons had erased stands, and yet nothing can be shown for it: it is missing, and may be given
    again. ``papers`` are those of ``put`` that still have theirs.
    """

    meanings: tuple[SignatureDef, ...]
    put: tuple[SignatureView, ...]
    missing: tuple[SignatureDef, ...]
    papers: tuple[SignatureView, ...]

    def mine(self, role: str) -> SignatureDef | None:
        """Return the first missing one that somebody of ``role`` may give."""
        return next((meaning for meaning in self.missing if meaning.given_by(role)), None)

    def gave(self, user: str) -> bool:
        """Whether a standing signature, with its paper, is this person's."""
        return any(view.standing and view.row.data.get("user") == user for view in self.papers)


def asked_of(book: SiteBook, place: FormKey | str) -> Asked:
    """Return the signatures of a form, a visit or a casebook.

    A form's are those of the version of the definitions it is of, a visit's and a casebook's of the version in force.
    """
    study, scope = study_at(book, place), scope_of(str(place))
    codes = tuple(each.code for each in study.signatures.values() if each.scope == scope)
    if scope == FORM:
        codes = study.forms[FormKey.parse(str(place)).form].signed_as
    state = book.whole(subject_of(str(place)))
    put = signatures(state, place)
    papers = tuple(view for view in put if not paper_erased(state, view))
    missing = missing_meanings(papers, codes)
    found = {code: study.signatures[code] for code in codes}
    return Asked(tuple(found.values()), put, tuple(found[code] for code in missing), papers)


def paper_erased(state: State, view: SignatureView) -> bool:
    """Whether two persons had the signed paper destroyed: it showed a text that they erased."""
    return f"{PAPER}{view.row.data.get('attachment')}" in state.things("redaction_data")


def study_at(book: SiteBook, place: FormKey | str) -> Study:
    """Return the version of the definitions that a signature at ``place`` speaks of."""
    return book.study_of(FormKey.parse(str(place))) if scope_of(str(place)) == FORM else book.study


def meaning_obstacle(asked: Asked, user: str, role: str) -> str | None:
    """Return why ``user`` has no signature to give: ``sign_already`` | ``sign_other_role`` | ``sign_same_person``."""
    if not asked.missing:
        return "sign_already"
    if asked.mine(role) is None:
        own = any(view.standing and view.row.data.get("role") == role for view in asked.papers)
        return "sign_already" if own else "sign_other_role"
    return "sign_same_person" if asked.gave(user) else None  # two signatures of a form are two persons'


def meaning_refusal(book: SiteBook, asked: Asked) -> KnownError | None:
    """Return why the actor has no signature to give to a place that asks for ``asked``, or None."""
    obstacle = meaning_obstacle(asked, book.actor.user, book.actor.role.value)
    if obstacle is None:
        return None
    first = (*asked.missing, *asked.meanings)[0]
    return KnownError(obstacle, meaning=first.meaning, roles=roles_text(first.roles or ()))


def refuse_wrong_meaning(book: SiteBook, draft: Draft) -> None:
    """Refuse a signature whose meaning the signer's role may not give, whatever way it came: ``sign_other_role``."""
    for record in draft.records:
        if record.kind == "signature":
            meaning = study_at(book, signature_place(record.key)[0]).signatures.get(str(record.new.get("meaning_code")))
            if meaning is not None and not meaning.given_by(book.actor.role.value):
                raise other_role((meaning,))


def other_role(missing: tuple[SignatureDef, ...]) -> KnownError:
    """Return ``sign_other_role``: params ``meaning`` and ``roles`` of the first signature that is missing."""
    return KnownError("sign_other_role", meaning=missing[0].meaning, roles=roles_text(missing[0].roles or ()))
