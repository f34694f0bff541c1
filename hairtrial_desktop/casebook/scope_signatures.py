"""Signing a whole visit or a whole casebook: what has to be settled before (EMA 6.3; clinical content 17).

One signature covers every form saved at the place, each of which bears its own signatures already. A visit that has not
begun is none of it; what is begun is finished first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import SUBJECT as WHOLE_CASEBOOK
from hairtrial_desktop.casebook.locks import LockLevel, lock_at, scope_of, subject_of
from hairtrial_desktop.casebook.queries import open_hard
from hairtrial_desktop.casebook.signature_meanings import asked_of, meaning_refusal
from hairtrial_desktop.casebook.standing import covers, saved_forms, signature_place
from hairtrial_desktop.casebook.views.grid import FormStatus, grid_of
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Draft
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.views.grid import Grid

_NO_FORM = (FormStatus.NOT_PLANNED, FormStatus.NOT_APPLICABLE, FormStatus.REMOVED)
_OPEN = (FormStatus.EMPTY, FormStatus.PROGRESS)
_UNSIGNED = (FormStatus.COMPLETE, FormStatus.VOID)


def scope_refusal(book: SiteBook, place: str) -> KnownError | None:
    """Return what stands in the way of signing a visit or a casebook as a whole, None where nothing does.

    ``sign_scope_empty`` | ``sign_scope_incomplete`` | ``sign_scope_findings`` | ``sign_scope_queries`` |
    ``sign_scope_unsigned`` (params ``count``, ``form``, ``subject``) | ``form_locked`` | what a signature of such a
    meaning is refused for. Raises NotPermitted where a form of it is hidden from the actor.
    """
    subject = subject_of(place)
    state, forms = book.whole(subject), saved_forms(book.whole(subject), place)
    for form in forms:
        book.require_sight(form)
    asked = asked_of(book, place)
    if not forms or not asked.meanings:
        return KnownError("sign_scope_empty", subject=subject)
    unsettled = _unsettled(grid_of(book, subject), place)
    unsettled["sign_scope_queries"] = [form for form in forms if open_hard(state, form)]
    for code in ("sign_scope_incomplete", "sign_scope_findings", "sign_scope_queries", "sign_scope_unsigned"):
        found = unsettled.get(code)
        if found:
            return KnownError(code, count=len(found), form=book.form_of(found[0]).name, subject=subject)
    locks = [lock_at(book, at) for at in _places(book, place)]
    if any(lock is not None and lock.level is LockLevel.HARD for lock in locks):
        return KnownError("form_locked", form=book.form_of(forms[0]).name, subject=subject)
    return meaning_refusal(book, asked)


def _places(book: SiteBook, place: str) -> tuple[str, ...]:
    return (*((place,) if scope_of(place) != WHOLE_CASEBOOK else ()), subject_of(place), book.site.number)


def _unsettled(grid: Grid, place: str) -> dict[str, list[FormKey]]:
    """Return the forms at a place that are not settled, by the code of what they lack."""
    columns = [[row.cells[at] for row in grid.rows] for at in range(len(grid.events))]
    begun = [column for column in columns if any(cell.status not in (*_NO_FORM, FormStatus.EMPTY) for cell in column)]
    cells = [(cell.key, cell.status, cell.open_findings) for column in begun for cell in column]
    cells += [(row.key, row.status, row.open_findings) for rows in grid.logs.values() for row in rows]
    found: dict[str, list[FormKey]] = {}
    for key, status, findings in cells:
        if status in _NO_FORM or not str(key).startswith(f"{place}/"):
            continue
        if status in _OPEN:
            found.setdefault("sign_scope_incomplete", []).append(key)
        elif findings or status is FormStatus.FINDINGS:
            found.setdefault("sign_scope_findings", []).append(key)
        elif status in _UNSIGNED:
            found.setdefault("sign_scope_unsigned", []).append(key)
    return found


def refuse_wrong_scope(book: SiteBook, draft: Draft) -> None:
    """Refuse the signature of a visit or casebook that is not settled, whatever way it came.

    Raises what :func:`scope_refusal` returns; ValueError where it does not cover what stands there.
    """
    for record in draft.records:
        if record.kind == "signature" and "form" not in record.new and "place" in record.new:
            place, subject = signature_place(record.key)
            if subject != draft.subject or place != record.new["place"]:
                raise ValueError(record.key)
            refusal = scope_refusal(book, place)
            if refusal is not None:
                raise refusal
            if not covers(book.whole(subject), record.new):
                raise ValueError(record.key)
