"""筛选入选表: everybody who gave consent, and what became of them (ICH E6 8.3.20, 8.3.22; numbers only, no names)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.rescreening import screened_before
from hairtrial_desktop.casebook.views.grid import grid_of
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook


@dataclass(frozen=True)
class ScreeningLine:
    """One participant; every text as people read it, "" where nothing is entered or the reader may not see it."""

    subject: str
    before: str  # the number of an earlier screening
    consent: str
    sex: str
    age: str
    eligible: str
    judged: str
    randomisation: str
    injected: str  # the day of the first injection
    status: Text
    outcome: str
    ended: str


_ASKED = (
    ("F.IC", "DSSTDAT"), ("F.DM", "SEX"), ("F.DM", "AGE"), ("F.IE", "IEYN"), ("F.IE", "IEDAT"),
    ("F.KIT", "RANDNUM"), ("F.EC", "ECYN"), ("F.EC", "ECDAT"), ("F.DS", "DSDECOD"), ("F.DS", "DSTERM"),
    ("F.DS", "DSSTDAT"),
)  # fmt: skip


def screening_log(book: SiteBook, language: str) -> tuple[ScreeningLine, ...]:
    """Return a line for every number that was ever given, in the order of the numbers; NotPermitted."""
    book.actor.require(Action.READ_DATA)
    return tuple(_line(book, subject, language) for subject in book.subjects())


def _line(book: SiteBook, subject: str, language: str) -> ScreeningLine:
    held = {place: _said(book, subject, *place, language) for place in _ASKED}
    given = _coded(book, subject, "F.EC", "ECYN") == "Y"
    outcome = " · ".join(part for part in (held["F.DS", "DSDECOD"], held["F.DS", "DSTERM"]) if part)
    return ScreeningLine(
        subject,
        screened_before(book, subject) or "",
        held["F.IC", "DSSTDAT"], held["F.DM", "SEX"], held["F.DM", "AGE"], held["F.IE", "IEYN"], held["F.IE", "IEDAT"],
        held["F.KIT", "RANDNUM"], held["F.EC", "ECDAT"] if given else "", grid_of(book, subject).status_name,
        outcome, held["F.DS", "DSSTDAT"],
    )  # fmt: skip


def _coded(book: SiteBook, subject: str, form: str, name: str) -> str:
    """Return the value in the first visit that plans ``form``, as stored; "" where the reader may not see it."""
    event = next((each for each in book.study.events if form in each.forms), None)
    if event is None:
        return ""
    values = book.values(subject)
    found = values.find(book.study, FormKey(subject, event.oid, form), name)
    if found is None or not book.sight(subject).sees(found.form.form, found.item.oid):
        return ""
    return values.cell(found.form.item(found.group.oid, found.item.oid)).value or ""


def _said(book: SiteBook, subject: str, form: str, name: str, language: str) -> str:
    value, definition = _coded(book, subject, form, name), book.study.forms.get(form)
    place = None if definition is None else definition.item(name)
    return codec_for(place[1]).show(value, language) if value and place is not None else value
