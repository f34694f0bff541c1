"""Which signatures stand. A signature covers the leaves it was put over; any later change of them makes it void.

A signature is put over a form, a whole visit or a whole casebook: its key begins with the place it stands at. The wider
ones name every form they cover. A form begun later is not covered, and said to be so; it makes none void.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import FORM, SUBJECT, VISIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hairtrial_desktop.casebook.projection import State, ThingRow

DIGEST_TAG = b"hairtrial/shown/1\x00"
_DEPTH = {FORM: 2, VISIT: 1, SUBJECT: 0}  # slashes in the key of such a place


@dataclass(frozen=True)
class SignatureView:
    """One signature of a place: its row, whether it still stands, and what it says nothing of or not any more.

    ``changed`` are the forms it covers that are not as they were signed; ``beside`` those saved at the place since.
    """

    row: ThingRow
    standing: bool
    changed: tuple[FormKey, ...] = ()
    beside: tuple[FormKey, ...] = ()

    @property
    def meaning(self) -> str:
        """The code of what it says."""
        return str(self.row.data.get("meaning_code", ""))


def shown_leaves(state: State, *forms: FormKey | str) -> tuple[tuple[str, str], ...]:
    """Return (key, leaf) of the status, every value, confirmation and attachment of ``forms``, by key."""
    names = {str(form) for form in forms}
    return tuple(sorted((key, leaf) for form, key, leaf in _leaves(state) if form in names))


def leaves_by_form(state: State) -> dict[str, list[tuple[str, str]]]:
    """Return what :func:`shown_leaves` gives for every form, looked through once, in no order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for form, key, leaf in _leaves(state):
        found.setdefault(form, []).append((key, leaf))
    return found


def _leaves(state: State) -> Iterator[tuple[str, str, str]]:
    """Yield (form, key, leaf) of everything that forms show."""
    for row in state.items().values():
        yield row.form, row.key, row.leaf
    for table in ("confirmation_data", "attachment_data"):
        for thing in state.things(table).values():
            yield _form_in(thing.key), thing.key, thing.leaf
    for form in state.forms().values():
        yield form.key, form.key, form.leaf


def _form_in(key: str) -> str:
    return "/".join(key.split("/")[:3]) if key.count("/") > _DEPTH[FORM] else ""


def shown_digest(state: State, *forms: FormKey | str) -> str:
    """Return SHA-256 (hex) over the leaves of what the forms show (P11-12)."""
    return digest_of(shown_leaves(state, *forms))


def digest_of(leaves: Iterable[tuple[str, str]]) -> str:
    """Return SHA-256 (hex) over (key, leaf), given by key."""
    lines = "".join(f"{key}\x00{leaf}\n" for key, leaf in leaves)
    return hashlib.sha256(DIGEST_TAG + lines.encode()).hexdigest()


def saved_forms(state: State, place: FormKey | str) -> tuple[FormKey, ...]:
    """Return the forms that a signature at ``place`` covers if it is put now: those saved there and not removed."""
    saved = [key for key, row in state.forms().items() if row.status != "removed" and _within(key, str(place))]
    return tuple(sorted(map(FormKey.parse, saved)))


def _within(form: str, place: str) -> bool:
    return form == place or form.startswith(f"{place}/")


def signed_forms_of(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys of the forms that a signature row covers."""
    return (str(data["form"]),) if "form" in data else tuple(str(each["form"]) for each in data["forms"])


def signed_place(data: dict[str, Any]) -> str:
    """Return where a signature row says that it stands; ValueError where scope, place and forms do not fit."""
    scope = data.get("scope", FORM)
    place = str(data["form"] if scope == FORM else data["place"])
    if _DEPTH.get(scope) != place.count("/") or not all(_within(form, place) for form in signed_forms_of(data)):
        raise ValueError(place)
    return place


def signatures(state: State, place: FormKey | str) -> tuple[SignatureView, ...]:
    """Return every signature that stands at a form, a visit or a subject, in order; void ones are never deleted."""
    prefix = f"{place}/S#"
    rows = [row for key, row in state.things("signature_data").items() if key.startswith(prefix)]
    rows.sort(key=lambda row: (row.seq, len(row.key), row.key))
    if isinstance(place, FormKey) or place.count("/") == _DEPTH[FORM]:
        digest = shown_digest(state, place) if rows else ""
        return tuple(SignatureView(row, row.data["digest"] == digest) for row in rows)
    return tuple(_wider(state, place, row) for row in rows)


def _wider(state: State, place: str, row: ThingRow) -> SignatureView:
    data = row.data
    forms = {str(each["form"]): each["digest"] for each in data["forms"]}
    changed = tuple(FormKey.parse(form) for form, digest in forms.items() if shown_digest(state, form) != digest)
    beside = tuple(form for form in saved_forms(state, place) if str(form) not in forms)
    return SignatureView(row, data["digest"] == shown_digest(state, *forms), changed, beside)


def standing_signature(state: State, form: FormKey) -> ThingRow | None:
    """Return the newest signature that stands, or None; it alone need not make the form signed, see :func:`signed`."""
    standing = [view.row for view in signatures(state, form) if view.standing]
    return standing[-1] if standing else None


def missing_meanings(put: tuple[SignatureView, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the meanings of ``asked``, in order, that no signature of ``put`` gives to all there is now."""
    given = {view.meaning for view in put if view.standing and not view.beside}
    return tuple(code for code in asked if code not in given)


def signed(put: tuple[SignatureView, ...], asked: tuple[str, ...]) -> bool:
    """Whether every signature that the form asks for stands: no form counts as signed before."""
    return bool(put) and not missing_meanings(put, asked)


def void(put: tuple[SignatureView, ...], asked: tuple[str, ...]) -> bool:
    """Whether a signature that the form asks for was put and does not stand any more: it has to be given again."""
    missing = missing_meanings(put, asked)
    nothing_stands = not any(view.standing for view in put)
    return bool(put) and (nothing_stands or any(not view.standing and view.meaning in missing for view in put))


def signature_place(key: str) -> tuple[str, str]:
    """Return (place, subject) of a signature's key ``<place>/S#<n>``; ValueError if it is none."""
    place, _, number = key.rpartition("/S#")
    if not (place and number.isdecimal()):
        raise ValueError(key)
    return place, place.split("/")[0]


def covers(state: State, data: dict[str, Any]) -> bool:
    """Whether a signature row covers what stood at its place in ``state``, taken just before its commit."""
    forms, place = signed_forms_of(data), signed_place(data)
    if "form" not in data:
        now = [{"form": str(form), "digest": shown_digest(state, form)} for form in saved_forms(state, place)]
        if [{"form": each["form"], "digest": each["digest"]} for each in data["forms"]] != now:
            return False
    leaves = [leaf for _, leaf in shown_leaves(state, *forms)]
    return (data["digest"], data["leaves"]) == (shown_digest(state, *forms), leaves)
