"""Which participant holds which kit, as the committed forms say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import Study

KIT_FORM, INJECTION_FORM = "F.KIT", "F.EC"
USABLE, YES = "USABLE", "Y"


@dataclass(frozen=True)
class Assignment:
    """One kit form that holds a value. Texts are canonical values, "" where there is none; days are ISO dates."""

    subject: str
    event: str
    randnum: str
    cohort: str
    kitno: str
    condition: str  # code of CL.KITSTAT as recorded on the form
    day: str
    injected: bool
    injection_day: str
    seq: int  # the commit that began the form: the order of enrolment
    key: str  # the record key of the kit number
    injection_key: str  # the record key of "injection given", "" where there was none


def injection_visits(study: Study) -> tuple[str, ...]:
    """Return the short names of the events that have a kit form, in order."""
    return tuple(event.short for event in study.events if KIT_FORM in event.forms)


def assignments(book: SiteBook) -> tuple[Assignment, ...]:
    """Return every assignment of the site, in the order of enrolment; NotPermitted without clinical data."""
    found = [each for subject in book.subjects() for each in _of(book.study, subject, book.whole(subject))]
    return tuple(sorted(found, key=lambda each: each.seq))


def _of(study: Study, subject: str, state: State) -> Iterator[Assignment]:
    for event in study.events:
        form = FormKey(subject, event.oid, KIT_FORM)
        row = state.forms().get(str(form))
        if KIT_FORM not in event.forms or row is None or row.status == "removed":
            continue
        held = {name: _value(study, state, form, name) for name in ("RANDNUM", "COHORT", "KITNO", "KITSTAT", "KITDAT")}
        injection = FormKey(subject, event.oid, INJECTION_FORM)
        injected = _value(study, state, injection, "ECYN") == YES
        yield Assignment(
            subject, event.short, held["RANDNUM"], held["COHORT"], held["KITNO"], held["KITSTAT"], held["KITDAT"],
            injected, _value(study, state, injection, "ECDAT") if injected else "", row.created_seq,
            _key(study, form, "KITNO"), _key(study, injection, "ECYN") if injected else "",
        )  # fmt: skip


def _key(study: Study, form: FormKey, name: str) -> str:
    found = study.forms[form.form].item(name) if form.form in study.forms else None
    return "" if found is None else str(form.item(found[0].oid, found[1].oid))


def _value(study: Study, state: State, form: FormKey, name: str) -> str:
    row = state.items().get(_key(study, form, name))
    return "" if row is None or row.value is None else row.value
