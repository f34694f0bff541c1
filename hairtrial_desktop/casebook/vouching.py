"""What a second person vouches for, signed with that person's own key (21 CFR 11.10(j), 11.200(a); E6(R3) 4.2.6).

That is a double check, a hard lock undone, an erasing, the order to destroy a site. A name in a record proves nothing:
whoever can write there can write a name, but not sign in it. Each act asks for the second person's password once, as
before; what the key signs is the row they vouch for, at its place, for that actor.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.record import Record, canonical_bytes
from hairtrial_desktop.casebook.redacted import ERASED, ERASED_TEXT, REDACTION, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.ports import SigningKey
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.site_book import SiteBook

SIGNED = "signed"  # in the row: the signatures, in the order of ``vouchers``
CHECKED = "checked"  # in the row of a form: the digest of what the second person saw there
RULE = "seconds"  # key of the site's record that second persons sign here from the start
ORDER = "destruction"  # key of the site's record that its data are to be destroyed
CHECKED_TAG = b"hairtrial/second/2\x00"
_CONFIRM = (Action.CONFIRM_SECOND,)

Signature = dict[str, str]  # user, certificate_sha256, signature (hex)


def vouchers(record: Record, actor: str) -> tuple[str, ...]:
    """Return who has to have signed ``record`` of a commit of ``actor``, in order; nobody for most records.

    Both persons of an erasing sign, as the act may be judged where nobody knows who committed it (the sponsor).
    TypeError, KeyError or AttributeError where the row has not its shape.
    """
    new = record.new
    if record.kind == REDACTION:
        return (actor, str(new["second_person"]))
    if record.kind == "form":
        name = new.get("confirmed_by")
    elif record.kind == "lock" or (record.kind == "site" and record.key == ORDER):
        name = new.get("second_person")
    else:
        return ()
    return () if name is None else (str(name),)


def rights_of(record: Record, at: int) -> tuple[Action, ...]:
    """Return the rights of which whoever signs as number ``at`` of ``vouchers`` has to have one."""
    if record.kind == REDACTION:
        return SECOND if at else (Action.REDACT,)
    return _CONFIRM


def agreed(record: Record, subject: str, user: str) -> bytes:
    """Return the bytes that are signed: what row, at which place, of which participant, committed by whom."""
    said = {name: value for name, value in record.new.items() if name != SIGNED}
    tag = f"hairtrial/{record.kind}/1\x00".encode()
    return tag + canonical_bytes({"key": record.key, "new": said, "subject": subject, "user": user})


def signed_by(book: SiteBook, record: Record, subject: str, *hands: SigningKey) -> Record:
    """Return ``record`` with the signatures of ``hands`` over it, as an act of the actor of ``book``."""
    message, people = agreed(record, subject, book.actor.user), book.people()
    signatures: list[Signature] = [
        {"user": hand.user, "certificate_sha256": str(people[hand.user].get("certificate_sha256", "")),
         "signature": hand.sign(message).hex()}
        for hand in hands
    ]  # fmt: skip
    return replace(record, new={**record.new, SIGNED: signatures})


# -- what is seen at a double check


def digest_of_check(
    values: Iterable[tuple[str, str | None, str | None]], accepted: Iterable[tuple[str, str]]
) -> str:  # fmt: skip
    """Return SHA-256 (hex) over the values of a form (key, value, null flavour) and its findings accepted with reason.

    Empty ones are nothing, whether the record knows them or not.
    """
    held = sorted([key, value, null] for key, value, null in values if (value, null) != (None, None))
    said = sorted([key, reason] for key, reason in accepted)
    return hashlib.sha256(CHECKED_TAG + canonical_bytes([held, said])).hexdigest()


def digest_in(state: State, form: str) -> str:
    """Return the digest of what stands in a form, an erased text as what is left of it."""
    cells = ((row.key, row.value, row.null_flavour) for row in state.items().values() if row.form == form)
    return digest_of_check(cells, ((key, str(data["reason"])) for key, data in _accepted(state, form)))


def checked_in(state: State, form: str) -> str | None:
    """Return the digest of what stood in a form; None where a text of it is erased since."""
    flavours = (row.null_flavour for row in state.items().values() if row.form == form)
    if ERASED in flavours or any(ERASED_TEXT in str(data) for _, data in _accepted(state, form)):
        return None
    return digest_in(state, form)


def _accepted(state: State, form: str) -> list[tuple[str, dict[str, Any]]]:
    rows = state.things("confirmation_data").items()
    return [(key, row.data) for key, row in rows if key.startswith(f"{form}/")]


def checked_truly(state: State, record: Record) -> bool:
    """Whether a form's row says what stands in the form, once the rest of its commit is in ``state``."""
    digest = checked_in(state, record.key)
    return digest is None or record.new.get(CHECKED) == digest
