"""What waits for an investigator's signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.views.grid import FormStatus, Grid, grid_of
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook


NO_TITLE = Text("", "")


@dataclass(frozen=True)
class ToSign:
    """One complete form without a standing signature; ``void``: one stood and the data changed."""

    key: FormKey
    form_name: Text
    event_name: Text
    title: Text  # of a log row
    meaning: str  # code of the signature asked for
    void: bool


def to_sign(book: SiteBook, grids: Sequence[Grid] | None = None) -> tuple[ToSign, ...]:
    """Return what can be signed now, by subject and in the order of the casebook; ``grids`` where they are at hand."""
    found: list[ToSign] = []
    for grid in grids if grids is not None else [grid_of(book, subject) for subject in book.subjects()]:
        places = [(cell.key, cell.status, cell.open_findings, NO_TITLE) for row in grid.rows for cell in row.cells]
        places += [(row.key, row.status, row.open_findings, row.title) for rows in grid.logs.values() for row in rows]
        for key, status, findings, title in places:
            complete = book.whole(grid.subject).forms().get(str(key))
            signable = complete is not None and complete.status == "complete" and not findings
            if signable and status in (FormStatus.COMPLETE, FormStatus.VOID):
                study = book.study_of(key)
                form, event = study.forms[key.form], study.event(key.event)
                void = status is FormStatus.VOID
                found.append(ToSign(key, form.name, event.name, title, form.signed_as, void))
    return tuple(found)
