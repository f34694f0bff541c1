"""Queries: a question on a value, its thread, and what people may do with it (EDC-01 (4); E6(R3) 4.2.2(a)(iii)).

One query per finding: a system query belongs to (item key, check OID) and is written by ``queries_of_findings`` in the
commit of its cause. Who and when of each line in a thread is the commit's own, put in by the projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import PERMITTED, Action
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.query_states import LIVE, SYSTEM, QueryEvent, QueryState, events_open_to, next_state
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.actor import Actor
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook

MARK = "/Q#"  # what a query stands on, then its check OID or number: "01-001/SE.V1#1/F.VS#1/IG.VS.VS#1/I.VS.SYSBP/Q#1"
_OF_VISIT = 2  # slashes in the key of a signature of a whole visit; a form's has more
FROM_CHECK, MANUAL, SPONSOR = "system", "manual", "sponsor"
SPONSOR_MARK = f"{MARK}SQ."  # then the sponsor's own id of the query
BY_PACKAGE = "package_query"  # the act by which a package of the sponsor asks and closes
OF_PACKAGE = frozenset({QueryEvent.RAISE, QueryEvent.CLOSE})
ACTS = {  # of what people do; each act bears the name of the right it takes
    QueryEvent.RAISE: "raise_query", QueryEvent.ASK_AGAIN: "raise_query", QueryEvent.REOPEN: "raise_query",
    QueryEvent.ANSWER: "answer_query", QueryEvent.CLOSE: "close_query", QueryEvent.CANCEL: "close_query",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One line of a thread. ``change`` links the changed value: item key, old, new (EMA 2023 6.2.1).

    ``by`` is ``sponsor`` where ``user`` only took in what the sponsor sent.
    """

    event: QueryEvent
    text: str
    user: str
    role: str
    at: str  # UTC text
    seq: int
    change: dict[str, Any] | None = None
    by: str = ""


@dataclass(frozen=True)
class Query:
    """One query as it stands. ``hard``: nothing is signed while it is open."""

    key: str
    state: QueryState
    origin: str
    hard: bool
    check: str
    text: Text
    thread: tuple[Said, ...]
    basis: str = ""

    @property
    def form(self) -> FormKey:
        """The form it stands on."""
        return FormKey.parse(self.key)

    @property
    def item(self) -> ItemKey | None:
        """The item it stands on, None where it is about the whole form."""
        return item_of(self.key)

    @property
    def live(self) -> bool:
        """Whether it is open or answered."""
        return self.state in LIVE

    @property
    def sponsor_id(self) -> str:
        """The sponsor's own id of the query, "" for one that was asked here."""
        return self.key.partition(SPONSOR_MARK)[2]

    @property
    def gone(self) -> bool:
        """Whether it was closed because its finding was gone."""
        return self.state is QueryState.CLOSED and self.thread[-1].event is QueryEvent.GONE


def item_of(key: str) -> ItemKey | None:
    """Return the item that the key of a query, a note or an attachment stands on, None for a whole form."""
    place = key.partition(MARK)[0].partition("/N#")[0].partition("/A#")[0]
    return ItemKey.parse(place) if place.count("/") > 2 else None  # noqa: PLR2004 - subject/event/form


def query_of(row: ThingRow) -> Query:
    """Read a row of ``query_data``."""
    data = row.data
    thread = tuple(
        Said(QueryEvent(one["event"]), one.get("text", ""), one["user"], one["role"], one["at"], one["seq"],
             one.get("change"), one.get("by", ""))
        for one in data["thread"]
    )  # fmt: skip
    text = data.get("text") or {"zh": "", "en": ""}
    return Query(
        row.key, QueryState(data["state"]), data.get("origin", MANUAL), data.get("hard") == "Y", data.get("check", ""),
        Text(text["zh"], text["en"]), thread, data.get("basis", ""),
    )  # fmt: skip


def queries_of(state: State, place: FormKey | ItemKey | None = None) -> tuple[Query, ...]:
    """Return the queries of a subject, of a form, or of one item, oldest first."""
    start = "" if place is None else f"{place}/"
    rows = [row for key, row in state.things("query_data").items() if key.startswith(start)]
    found = (query_of(row) for row in rows)
    return tuple(sorted(found, key=lambda query: (query.thread[0].seq, query.key)))


def open_hard(state: State, form: FormKey) -> tuple[Query, ...]:
    """Return the open hard queries of a form: nothing is signed over them (P11-06)."""
    return tuple(query for query in queries_of(state, form) if query.hard and query.state is QueryState.OPEN)


def rights_of(actor: Actor) -> frozenset[str]:
    """Return the rights of a person as the table of states names them. A package comes by its own act."""
    return frozenset(right.value for right in PERMITTED[actor.role]) - {Action.RECEIVE_PACKAGE.value}


def may_do(query: Query, actor: Actor) -> tuple[QueryEvent, ...]:
    """Return what a person may do with a query by hand now."""
    return tuple(event for event in events_open_to(query.state, rights_of(actor)) if event in ACTS)


def event_record(
    key: str,
    before: QueryState,
    event: QueryEvent,
    words: str,
    rights: frozenset[str],
    **parts: Any,  # noqa: ANN401 - JSON trees of the row
) -> Record:
    """Return the record of one event, said in ``words``; KnownError ``query_not_now`` where the table has none.

    ``parts`` are further fields of the row; ``change`` and ``by`` go into the line of the thread.
    """
    after = next_state(before, event, rights)
    if after is None:
        raise KnownError("query_not_now")
    said: dict[str, Any] = {"event": event.value, "text": words}
    said |= {name: parts.pop(name) for name in ("change", "by") if name in parts}
    old = None if before is QueryState.CANDIDATE else {"state": before.value}
    return Record("query", key, old, {"state": after.value, "said": said, **parts}, source="system")


class Queries:
    """What the actor of ``book`` does with queries by hand."""

    def __init__(self, book: SiteBook) -> None:
        self.book = book

    def raise_on(self, place: FormKey | ItemKey, text: str, *, hard: bool = False) -> Commit:
        """Ask about a value, or a form. KnownError ``query_text_required``, ``form_locked``; NotPermitted."""
        self.book.actor.require(Action.RAISE_QUERY)
        said = _required(text)
        subject = place.form.subject if isinstance(place, ItemKey) else place.subject
        start = f"{place}{MARK}"
        held = self.book.whole(subject).things("query_data")
        taken = [key.removeprefix(start) for key in held if key.startswith(start)]
        number = max((int(each) for each in taken if each.isdecimal()), default=0) + 1
        record = event_record(
            f"{start}{number}", QueryState.CANDIDATE, QueryEvent.RAISE, said, rights_of(self.book.actor),
            origin=MANUAL, hard="Y" if hard else "N", text={"zh": said, "en": said},
        )  # fmt: skip
        return self.book.commit(Draft(subject, ACTS[QueryEvent.RAISE], (record,)))

    def do(self, key: str, event: QueryEvent, text: str) -> Commit:
        """Answer, ask again, close, cancel or reopen a query, always with a sentence.

        KnownError ``query_text_required``, ``query_not_now``, ``query_finding_stands``, ``form_locked``; NotPermitted.
        """
        subject = key.split("/", 1)[0]
        query = query_of(self.book.whole(subject).things("query_data")[key])
        said = _required(text)
        if event not in ACTS:
            raise KnownError("query_not_now")
        self.book.actor.require(Action(ACTS[event]))
        record = event_record(key, query.state, event, said, rights_of(self.book.actor))
        return self.book.commit(Draft(subject, ACTS[event], (record,)))


def _required(text: str) -> str:
    if not text.strip():
        raise KnownError("query_text_required")
    return text.strip()


def refuse_wrong_events(book: SiteBook, draft: Draft) -> None:
    """Refuse query records that the table of states does not allow to this actor, whatever way they came.

    ValueError for records of another act, or that skip the thread; KnownError ``query_not_now``,
    ``query_finding_stands``: an impossible value is corrected, never talked away.
    """
    for record in draft.records:
        if record.kind != "query":
            continue
        row = book.whole(draft.subject).things("query_data").get(record.key)
        before = None if row is None else query_of(row)
        event = QueryEvent(record.new["said"]["event"])
        of_package = draft.act == BY_PACKAGE
        if not (event in OF_PACKAGE if of_package else ACTS.get(event) == draft.act):
            raise ValueError(draft.act, event)
        if of_package is not (SPONSOR_MARK in record.key) and (of_package or before is None):
            raise ValueError(draft.act, record.key)  # the sponsor's ids are the sponsor's
        state = QueryState.CANDIDATE if before is None else before.state
        rights = frozenset({Action.RECEIVE_PACKAGE.value}) if of_package else rights_of(book.actor)
        if next_state(state, event, rights) is not QueryState(record.new["state"]):
            raise KnownError("query_not_now")
        if event in (QueryEvent.CLOSE, QueryEvent.CANCEL) and before is not None and _stands_hard(before):
            raise KnownError("query_finding_stands")


def refuse_signing_over_queries(book: SiteBook, draft: Draft) -> None:
    """Raise KnownError ``sign_open_queries`` where a signature would be put over an open hard query."""
    for record in draft.records:
        if record.kind == "signature" and record.key.count("/") > _OF_VISIT:
            found = open_hard(book.whole(draft.subject), FormKey.parse(record.key))
            if found:
                raise KnownError("sign_open_queries", count=len(found))


def _stands_hard(query: Query) -> bool:
    """Whether the query is of a Hard check: it is closed by the program when the value is right, by nobody before."""
    return query.origin == FROM_CHECK and query.hard


def program_rights(actor: Actor) -> frozenset[str]:
    """Return the rights of what the program derives from an act: its own, and the actor's."""
    return rights_of(actor) | {SYSTEM}
