"""Ordering the destruction of a site's data at the end of retention, by two persons (E6(R3) 4.2.7, 4.2.8).

The order is an act of the record, by the administrator with an investigator: why, and the sponsor's written permission.
It destroys nothing. The command ``destroy`` does, and only after it (``bootstrap.destroying``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action, Role
from hairtrial_desktop.casebook.queries_words import Doubt
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.casebook.redaction import refuse_doubtful
from hairtrial_desktop.casebook.second_person import refuse_as_second
from hairtrial_desktop.casebook.vouching import ORDER, signed_by
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.ports import Authenticator
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook

DESTROY = "destroy"  # the act
DOUBTS = {Doubt.IDENTITY: "destruction_names_somebody", Doubt.BLINDING: "destruction_unblinds"}


def order_of(site: State) -> dict[str, Any] | None:
    """Return the order: ``user``, ``second_person``, ``at`` (UTC text), ``reason``, ``permission``; None if none is."""
    row = site.things("site_data").get(ORDER)
    return None if row is None else row.data


def order_destruction(
    book: SiteBook, authenticator: Authenticator, why: str, permission: str, second: tuple[str, str]
) -> Commit:
    """Commit the order. ``permission``: reference of the sponsor's letter; ``second``: (investigator, password).

    NotPermitted; WrongPassword; KnownError ``destruction_incomplete``, ``destruction_names_somebody``,
    ``destruction_unblinds``, ``destruction_not_received``, ``destruction_second``, ``second_person_same``.
    """
    book.actor.require(Action.ORDER_DESTRUCTION)
    new = {
        "user": book.actor.user, "second_person": second[0], "reason": why.strip(), "permission": permission.strip(),
        "at": utc_text(book.clock.now()),
    }  # fmt: skip
    record = Record("site", ORDER, order_of(book.state(SITE)), new, reason=why.strip())
    refuse_wrong_destruction(book, Draft(SITE, DESTROY, (record,)))
    hand = authenticator.confirm(*second)
    return book.commit(Draft(SITE, DESTROY, (signed_by(book, record, SITE, hand),)))


def refuse_wrong_destruction(book: SiteBook, draft: Draft) -> None:
    """Refuse an order that is not that of two persons, says too little, or comes too early (the casebook's door)."""
    if draft.act != DESTROY:
        return
    (record,) = draft.records
    new = record.new
    if record.key != ORDER or new["user"] != book.actor.user:
        raise ValueError(draft.act)
    if not (new["reason"].strip() and new["permission"].strip()):
        raise KnownError("destruction_incomplete")
    for text in (new["reason"], new["permission"]):
        refuse_doubtful(book, text, DOUBTS)
    refuse_as_second(book, new["second_person"])
    if book.roles().get(new["second_person"]) != Role.INVESTIGATOR.value:
        raise KnownError("destruction_second")
    refuse_unreceived(book)


def refuse_unreceived(book: SiteBook) -> None:
    """Raise KnownError ``destruction_not_received`` (params ``count``) unless the sponsor acknowledged every export.

    A site with participants that never sent anything has nothing acknowledged either.
    """
    site = book.state(SITE)
    receipts = site.things("receipt_data")
    waiting = [
        key for key in site.things("export_data") if not _accepted(receipts[key].data if key in receipts else {})
    ]
    nothing = bool(book.subjects()) and not site.things("export_data")
    if waiting or nothing:
        raise KnownError("destruction_not_received", count=max(len(waiting), 1))


def _accepted(receipt: dict[str, Any]) -> bool:
    return receipt.get("verdict") == "accepted"
