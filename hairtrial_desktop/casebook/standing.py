"""Which signatures stand. A signature covers the leaves it was put over; any later change of them makes it void."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.data_keys import FormKey

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State, ThingRow

DIGEST_TAG = b"hairtrial/shown/1\x00"


@dataclass(frozen=True)
class SignatureView:
    """One signature of a form: its row and whether it still stands."""

    row: ThingRow
    standing: bool


def shown_leaves(state: State, form: FormKey) -> tuple[tuple[str, str], ...]:
    """Return (key, leaf) of the form's status, every value, confirmation and attachment of it, by key."""
    name = str(form)
    prefix = f"{name}/"
    rows = [(row.key, row.leaf) for row in state.items().values() if row.form == name]
    rows += [(row.key, row.leaf) for row in state.things("confirmation_data").values() if row.key.startswith(prefix)]
    rows += [(row.key, row.leaf) for row in state.things("attachment_data").values() if row.key.startswith(prefix)]
    row = state.forms().get(name)
    rows += [] if row is None else [(name, row.leaf)]
    return tuple(sorted(rows))


def shown_digest(state: State, form: FormKey) -> str:
    """Return SHA-256 (hex) over the leaves of what the form shows (P11-12)."""
    lines = "".join(f"{key}\x00{leaf}\n" for key, leaf in shown_leaves(state, form))
    return hashlib.sha256(DIGEST_TAG + lines.encode()).hexdigest()


def signatures(state: State, form: FormKey) -> tuple[SignatureView, ...]:
    """Return every signature of the form in order; void ones are never deleted."""
    prefix = f"{form}/S#"
    rows = [row for key, row in state.things("signature_data").items() if key.startswith(prefix)]
    if not rows:
        return ()
    digest = shown_digest(state, form)
    return tuple(SignatureView(row, row.data["digest"] == digest) for row in sorted(rows, key=lambda row: row.seq))


def standing_signature(state: State, form: FormKey) -> ThingRow | None:
    """Return the newest signature that stands, or None."""
    standing = [view.row for view in signatures(state, form) if view.standing]
    return standing[-1] if standing else None


def signature_place(key: str) -> tuple[str, str]:
    """Return (form key, subject) of a signature's key ``<form>/S#<n>``; ValueError if it is none."""
    form, _, number = key.rpartition("/S#")
    if not (form and number.isdecimal()):
        raise ValueError(key)
    return form, form.split("/")[0]


def covers(state: State, data: dict[str, Any]) -> bool:
    """Whether a signature row's digest and leaves are those of its form in ``state``, taken just before its commit."""
    form = FormKey.parse(data["form"])
    leaves = [leaf for _, leaf in shown_leaves(state, form)]
    return (data["digest"], data["leaves"]) == (shown_digest(state, form), leaves)
