"""What waits for a signature: the investigator's, and the blinded assessor's of the assessments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.signature_meanings import asked_of, meaning_obstacle
from hairtrial_desktop.casebook.views.grid import FormStatus, Grid, grid_of
from hairtrial_desktop.study.repeats import asked_at
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook


NO_TITLE = Text("", "")


@dataclass(frozen=True)
class ToSign:
    """One complete form that lacks a signature; ``void``: one stood and the data changed.

    ``erased``: it is signed, and its signed paper was erased with a text that stood on it.
    """

    key: FormKey
    form_name: Text
    event_name: Text
    title: Text  # of a log row
    meaning: str  # code of the signature that is given next
    void: bool
    given: tuple[Text, ...] = ()  # meanings of the signatures that stand already
    changed: tuple[Text, ...] = ()  # questions whose answers changed since it was last signed
    erased: bool = False


def to_sign(book: SiteBook, grids: Sequence[Grid] | None = None) -> tuple[ToSign, ...]:
    """Return what the actor can sign now, by subject and in the order of the casebook; ``grids`` where at hand.

    To somebody who signs nothing, what anybody can sign.
    """
    signs = book.actor.may(Action.SIGN)
    found: list[ToSign] = []
    for grid in grids if grids is not None else [grid_of(book, subject) for subject in book.subjects()]:
        places = [(cell.key, cell.status, cell.open_findings, NO_TITLE) for row in grid.rows for cell in row.cells]
        places += [(row.key, row.status, row.open_findings, row.title) for rows in grid.logs.values() for row in rows]
        for key, status, findings, title in places:
            complete = book.whole(grid.subject).forms().get(str(key))
            signable = complete is not None and complete.status == "complete" and not findings
            if signable and status in (FormStatus.COMPLETE, FormStatus.VOID, FormStatus.SIGNED):
                study = book.study_of(key)
                asked = asked_of(book, key)
                if not asked.missing:
                    continue
                if signs and meaning_obstacle(asked, book.actor.user, book.actor.role.value) is not None:
                    continue
                form, event = study.forms[key.form], study.event(key.event)
                meaning = asked.mine(book.actor.role.value) or asked.missing[0]
                given = tuple(each.meaning for each in asked.meanings if each not in asked.missing)
                void = status is FormStatus.VOID
                changed = _changed(book, key, asked.put[-1].row.seq) if void else ()
                erased = status is FormStatus.SIGNED
                found.append(ToSign(key, form.name, event.name, title, meaning.code, void, given, changed, erased))
    return tuple(found)


def _changed(book: SiteBook, key: FormKey, since: int) -> tuple[Text, ...]:
    """Return the questions of a form, seen by the actor, that were answered anew after commit ``since`` (FDA-12)."""
    form, sight, items = book.form_of(key), book.sight(key.subject), book.whole(key.subject).items().values()
    later = {(row.item, row.group_repeat) for row in items if row.form == str(key) and row.seq > since}
    questions = [
        (group, item, repeat) for group in form.groups for item in group.items
        for oid, repeat in sorted(later) if oid == item.oid
    ]  # fmt: skip
    return tuple(asked_at(*each) for each in questions if sight.sees(form.oid, each[1].oid))
