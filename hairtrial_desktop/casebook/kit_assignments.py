"""Which participant holds which kit, as the committed forms say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
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


class Assigned:
    """The assignments of the site as committed: read once, then only those of participants whose record has moved."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Assignment, ...]] | None = None
        self._moved: set[str] = set()

    def forget(self) -> None:
        """Read everything anew when asked next."""
        self._of = None
        self._moved.clear()

    def moved(self, subject: str) -> None:
        """Read those of ``subject`` anew when asked next."""
        self._moved.add(subject)

    def all(self, book: SiteBook) -> list[Assignment]:
        """Return every assignment as ``book`` has them."""
        if self._of is None:
            forms = book.shelves.store.forms((KIT_FORM, INJECTION_FORM))
            self._of = {subject: tuple(_of(book.study, subject, state)) for subject, state in forms.items()}
        else:
            self._of |= {each: tuple(_of(book.study, each, book.whole(each))) for each in self._moved}
        self._moved.clear()
        return [each for found in self._of.values() for each in found]


def assignments(book: SiteBook) -> tuple[Assignment, ...]:
    """Return every assignment of the site, in the order of enrolment; NotPermitted without clinical data."""
    found = book.assigned.all(book)
    if found:
        book.actor.require(Action.READ_DATA)
    return tuple(sorted(found, key=lambda each: (each.seq, each.subject)))


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
