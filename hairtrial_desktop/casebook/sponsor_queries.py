"""The sponsor's queries, taken in from a package: each asked once, closed by a later package, never by talk (OFF-04).

A package holds the whole list (``study.sponsor_queries``). Nobody's own words are theirs: whoever reads the stick
commits them, and each line of the thread says that it came from the sponsor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.identity_mentions import holds_personal_number
from hairtrial_desktop.casebook.kit_lists import refuse
from hairtrial_desktop.casebook.locks import LockLevel, lock_over
from hairtrial_desktop.casebook.packages import Package, PackageRefused
from hairtrial_desktop.casebook.queries import (
    BY_PACKAGE,
    SPONSOR,
    SPONSOR_MARK,
    Query,
    event_record,
    query_of,
)
from hairtrial_desktop.casebook.query_states import QueryEvent, QueryState
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.study.kits import ListProblem
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.sponsor_queries import AskedBySponsor, read_queries, telling, wrong_place

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import FormDef

Asked = tuple[AskedBySponsor, FormKey | ItemKey]
_RIGHTS = frozenset({Action.RECEIVE_PACKAGE.value})


def take_queries(book: SiteBook, package: Package) -> tuple[Record, ...]:
    """Commit what a ``queries`` package (content ``queries``: CSV) asks and closes, one commit a participant.

    They precede the commit of the package itself: after a power cut between them the package is read again, and what
    stands is not asked twice. Raises PackageRefused before anything is written: ``package_for_clinic``,
    ``package_list_wrong``, ``package_unblinds``, ``package_names_somebody``.
    """
    if not book.actor.may(Action.READ_DATA):
        raise PackageRefused("package_for_clinic", name=package.key)
    text = package.content.get("queries")
    if not isinstance(text, str):
        raise PackageRefused("package_not_understood", name=package.key)
    lines, problems = read_queries(text)
    refuse(package.key, problems)
    held = _held(book)
    asked = _placed(book, package, lines, held)
    for one, _place in asked:
        _refuse_words(book, package.key, one)
    drafts: dict[str, list[Record]] = {}
    for one, place in asked:
        record = _record(one, place, held.get(one.query))
        if record is not None:
            drafts.setdefault(one.subject, []).append(record)
    for subject, records in drafts.items():
        book.commit(Draft(subject, BY_PACKAGE, tuple(records)))
    return ()


def _held(book: SiteBook) -> dict[str, Query]:
    """Return the sponsor's queries of the site by their id."""
    rows = [row for subject in book.subjects() for row in book.whole(subject).things("query_data").values()]
    found = [query_of(row) for row in rows if SPONSOR_MARK in row.key]
    return {query.sponsor_id: query for query in found}


def _placed(
    book: SiteBook, package: Package, lines: tuple[AskedBySponsor, ...], held: dict[str, Query]
) -> tuple[Asked, ...]:
    """Return the lines with their places; PackageRefused ``package_list_wrong`` for the first that has none here."""
    found, problems = [], []
    for one in lines:
        place = _place(book, one)
        if isinstance(place, ListProblem):
            problems.append(place)
            continue
        known = held.get(one.query)
        if known is not None and known.key != _key(place, one):
            problems.append(ListProblem(one.row, "QUERY", phrase("an id of its own"), one.query))
        found.append((one, place))
    refuse(package.key, problems)
    return tuple(found)


def _place(book: SiteBook, one: AskedBySponsor) -> FormKey | ItemKey | ListProblem:
    if one.subject not in book.subjects():
        return ListProblem(one.row, "SUBJID", phrase("a participant of this site"), one.subject)
    key = FormKey(one.subject, f"SE.{one.event}", f"F.{one.form}", one.event_repeat, one.form_repeat)
    row = book.whole(one.subject).forms().get(str(key))
    if row is None or row.status == "removed":
        return ListProblem(one.row, "FORM", phrase("a form with entries"), str(key))
    study = book.study_of(key)
    lock = lock_over(book, key)
    if lock is not None and lock.level is LockLevel.HARD:
        return ListProblem(one.row, "FORM", phrase("a form that is not hard locked"), str(key))
    return wrong_place(one, study) or _question(book, one, key, study.forms[key.form])


def _question(book: SiteBook, one: AskedBySponsor, key: FormKey, form: FormDef) -> FormKey | ItemKey | ListProblem:
    found = form.item(one.item) if one.item else None
    if found is None:
        return key
    group, item = found
    start = f"{key}/{group.oid}#{one.group_repeat}/"
    if group.repeating and not any(each.startswith(start) for each in book.whole(one.subject).items()):
        return ListProblem(one.row, "GROUPREP", phrase("a row with entries"), str(one.group_repeat))
    return key.item(group.oid, item.oid, one.group_repeat)


def _refuse_words(book: SiteBook, name: str, one: AskedBySponsor) -> None:
    """Refuse what breaks the blind or names somebody: the text would stand at the site and leave it again."""
    told = telling(one, book.study)
    if told:
        raise PackageRefused("package_unblinds", name=name, where=f"{one.query}, {one.row}", found=told)
    register = book.shelves.identities
    for text in (one.text, one.closed):
        named = register is not None and bool(text) and register.mentions_identity(text)
        if named or holds_personal_number(text):
            raise PackageRefused("package_names_somebody", name=name, row=one.row, query=one.query)


def _record(one: AskedBySponsor, place: FormKey | ItemKey, known: Query | None) -> Record | None:
    """Return what is to be committed of a line, None where the record says it already."""
    key = _key(place, one)
    if known is None:
        if one.closed:
            return None  # asked and closed before this site ever read it
        return event_record(
            key, QueryState.CANDIDATE, QueryEvent.RAISE, one.text, _RIGHTS, origin=SPONSOR, hard="N",
            text={"zh": one.text, "en": one.text}, by=SPONSOR,
        )  # fmt: skip
    if one.closed and known.live:
        return event_record(key, known.state, QueryEvent.CLOSE, one.closed, _RIGHTS, by=SPONSOR)
    return None


def _key(place: FormKey | ItemKey, one: AskedBySponsor) -> str:
    return f"{place}{SPONSOR_MARK}{one.query}"
