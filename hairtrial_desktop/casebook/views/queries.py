"""The queries of all participants as a page lists them, and as an export and a print count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.queries import Query, may_do, queries_of
from hairtrial_desktop.casebook.query_states import QueryState
from hairtrial_desktop.casebook.views.work_marks import query_counts
from hairtrial_desktop.study.repeats import asked_at, event_at, form_at

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.text import Text


@dataclass(frozen=True)
class QueryLine:
    """One query with the names of what it stands on. ``label``, with area or row, is None for the whole form."""

    query: Query
    form: Text
    event: Text
    label: Text | None
    mine: bool  # the person at the screen may do something about it now

    @property
    def target(self) -> ItemKey | FormKey:
        """Where it leads."""
        return self.query.item or self.query.form


_ORDER = (QueryState.OPEN, QueryState.ANSWERED, QueryState.CLOSED, QueryState.CANCELLED)


def query_lines(book: SiteBook) -> tuple[QueryLine, ...]:
    """Return every query, open ones first, then by participant. NotPermitted."""
    book.actor.require(Action.READ_DATA)
    lines = [line for subject in book.subjects() for line in lines_of(book, queries_of(book.state(subject)))]
    return tuple(sorted(lines, key=lambda line: (_ORDER.index(line.query.state), line.query.key)))


def lines_of(book: SiteBook, queries: tuple[Query, ...]) -> list[QueryLine]:
    """Return ``queries`` with their names; what the role may not see of them is left out."""
    found = []
    for query in queries:
        study = book.study_of(query.form)
        form, item = study.forms.get(query.form.form), query.item
        named = form.item(item.item) if form is not None and item is not None else None
        if form is None or (named is not None and _hidden(book, named[1].visible_to)):
            continue
        label = None if named is None or item is None else asked_at(*named, item.group_repeat)
        event = event_at(study.event(query.form.event), query.form.event_repeat, short=True)
        name = form_at(form, query.form.form_repeat)
        found.append(QueryLine(query, name, event, label, bool(may_do(query, book.actor))))
    return found


def _hidden(book: SiteBook, visible_to: tuple[str, ...] | None) -> bool:
    return visible_to is not None and book.actor.role.value not in visible_to


def waiting_queries(book: SiteBook) -> int:
    """Return how many queries wait for the person at the screen: to answer, or to close."""
    counts = [query_counts(book, subject) for subject in book.subjects()]
    asked, answered = sum(each[0] for each in counts), sum(each[1] for each in counts)
    actor = book.actor
    return (asked if actor.may(Action.ANSWER_QUERY) else 0) + (answered if actor.may(Action.CLOSE_QUERY) else 0)
