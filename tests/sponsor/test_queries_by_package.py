"""The sponsor's queries: from the sponsor's table to the question, its answer in an export, and closed (OFF-04)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.packages import FoundPackage, PackageKind, PackageState
from hairtrial_desktop.casebook.queries import Queries, Query, event_record, queries_of
from hairtrial_desktop.casebook.query_states import QueryEvent, QueryState
from hairtrial_desktop.casebook.record import Draft
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.sponsor.packages import PackageRoom
from hairtrial_desktop.sponsor.queries import wrong_queries
from hairtrial_desktop.sponsor.receive import receive
from hairtrial_desktop.study.sponsor_queries import QUERY_COLUMNS
from tests.exchange.test_packages import book_of, desk_of
from tests.exchange.world import World, trial_study


@pytest.fixture
def clinic(world: World) -> World:
    world.consent("01-001")
    return world


ROW = {"QUERY": "Q-0001", "SUBJID": "01-001", "EVENT": "SCR", "FORM": "IC", "ITEM": "DSSTDAT",
       "TEXT": "Is the day of consent right?"}  # fmt: skip


def table(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, QUERY_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sent(world: World, *rows: dict[str, str], role: Role = Role.NURSE) -> FoundPackage:
    room = PackageRoom(world.sponsor, world.study.oid, "01", world.folder / "kept")
    room.send(PackageKind.QUERIES, {"queries": table(*rows)}, FolderTransport(world.stick), world.clock.now())
    return desk_of(world, role).read_packages()[-1]


def standing(world: World) -> tuple[Query, ...]:
    return queries_of(book_of(world).whole("01-001"))


def at_sponsor(world: World, month: str) -> Iterator[dict[str, str]]:
    """Export, receive, and yield the lines of the sponsor's queries in the table that comes of it."""
    entry = world.send(month)
    world.clock.forward(hours=1)
    (one,) = receive(world.stick, world.sponsor, world.site, world.received, world.clock)
    assert one.accepted
    path = world.received / "01" / entry.key / "csv" / "QUERIES.csv"
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    return (row for row in rows if row["ORIGIN"] == "sponsor")


def refusal(found: FoundPackage) -> tuple[str, Any, Any]:
    assert found.state is PackageState.REFUSED
    assert found.error is not None
    return found.error.code, found.error.params.get("row"), found.error.params.get("column")


def test_off_04_edc_01_a_query_of_the_sponsor_is_asked_answered_seen_and_closed(clinic: World) -> None:
    assert sent(clinic, ROW).state is PackageState.TAKEN_IN
    (query,) = standing(clinic)
    assert (query.state, query.origin, query.sponsor_id) == (QueryState.OPEN, "sponsor", "Q-0001")
    assert (query.thread[0].by, query.thread[0].user) == ("sponsor", "wang")
    Queries(book_of(clinic)).do(query.key, QueryEvent.ANSWER, "Yes, as on the paper.")
    lines = list(at_sponsor(clinic, "2026-09"))
    assert [(line["QUERY"], line["STATE"], line["WHAT"], line["WORDS"]) for line in lines] == [
        ("Q-0001", "answered", "raise", ROW["TEXT"]), ("Q-0001", "answered", "answer", "Yes, as on the paper."),
    ]  # fmt: skip
    assert (lines[0]["EVENT"], lines[0]["FORM"], lines[0]["ITEM"]) == ("SCR", "IC", "DSSTDAT")
    snapshot = (clinic.received / "01" / "monthly-0001" / "odm" / "snapshot.xml").read_text(encoding="utf-8")
    assert "Q-0001 Is the day of consent right?" in snapshot
    assert "Yes, as on the paper." in snapshot
    assert sent(clinic, {**ROW, "CLOSED": "Thank you."}).state is PackageState.TAKEN_IN
    (query,) = standing(clinic)
    assert (query.state, query.thread[-1].text, query.thread[-1].by) == (QueryState.CLOSED, "Thank you.", "sponsor")
    assert {line["STATE"] for line in at_sponsor(clinic, "2026-10")} == {"closed"}


def test_off_04_the_same_id_is_asked_once_whatever_is_sent_again(clinic: World) -> None:
    more = {**ROW, "QUERY": "Q-0002", "ITEM": "", "TEXT": "Is the page complete?"}
    sent(clinic, ROW)
    sent(clinic, ROW, more)
    assert [query.sponsor_id for query in standing(clinic)] == ["Q-0001", "Q-0002"]
    assert [len(query.thread) for query in standing(clinic)] == [1, 1]
    assert standing(clinic)[1].item is None
    elsewhere = {**ROW, "ITEM": "PICSENS"}
    assert refusal(sent(clinic, elsewhere, more)) == ("package_list_wrong", 2, "QUERY")
    closed_before = {**ROW, "QUERY": "Q-0003", "CLOSED": "Asked in error."}
    assert sent(clinic, ROW, more, closed_before).state is PackageState.TAKEN_IN
    assert len(standing(clinic)) == 2


WRONG = [
    ({"SUBJID": "01-777"}, ("package_list_wrong", 3, "SUBJID")),
    ({"EVENT": "V9"}, ("package_list_wrong", 3, "FORM")),
    ({"FORM": "ZZ"}, ("package_list_wrong", 3, "FORM")),
    ({"ITEM": "NOSUCH"}, ("package_list_wrong", 3, "ITEM")),
    ({"GROUPREP": "2"}, ("package_list_wrong", 3, "GROUPREP")),
    ({"TEXT": ""}, ("package_list_wrong", 3, "TEXT")),
    ({"QUERY": "Q-0001"}, ("package_list_wrong", 3, "QUERY")),
    ({"TEXT": "A区注射的是外泌体吗？"}, ("package_unblinds", None, None)),
    ({"TEXT": "Is 13800138000 the right phone?"}, ("package_names_somebody", 3, None)),
    ({"TEXT": "Is 张三 the participant?"}, ("package_names_somebody", 3, None)),
]


def test_off_04_what_names_no_place_or_says_too_much_is_refused_whole_and_by_its_row(clinic: World) -> None:
    clinic.identify("01-001", "张三", "13900139000")
    before = clinic.database.commits.head()
    for changed, refused in WRONG:
        assert refusal(sent(clinic, ROW, {**ROW, "QUERY": "Q-0002", **changed})) == refused
    assert clinic.database.commits.head() == before


def test_off_04_an_administrator_reads_no_participant_in_a_query(clinic: World) -> None:
    assert refusal(sent(clinic, ROW, role=Role.ADMINISTRATOR))[0] == "package_for_clinic"
    assert desk_of(clinic).read_packages()[-1].state is PackageState.TAKEN_IN


def test_nobody_at_the_site_asks_in_the_sponsors_name(clinic: World) -> None:
    book = book_of(clinic, Role.MONITOR)
    place = "01-001/SE.SCR#1/F.IC#1/IG.IC.IC#1/I.IC.DSSTDAT"
    forged = event_record(
        f"{place}/Q#SQ.Q-9", QueryState.CANDIDATE, QueryEvent.RAISE, "?", frozenset({"raise_query"}), origin="sponsor"
    )  # fmt: skip
    with pytest.raises(ValueError, match="raise_query"):
        book.commit(Draft("01-001", "raise_query", (forged,)))


def test_the_sponsor_is_told_every_wrong_line_before_anything_is_sent() -> None:
    wrong = table(ROW, {**ROW, "QUERY": "Q-0002", "ITEM": "NOSUCH"}, {**ROW, "QUERY": "Q 3"},
                  {**ROW, "QUERY": "Q-0004", "TEXT": "Call 13800138000"})  # fmt: skip
    assert [(one.row, one.column) for one in wrong_queries(wrong, trial_study())] == [
        (3, "ITEM"), (4, "QUERY"), (5, "TEXT"),
    ]  # fmt: skip
    assert wrong_queries(table(ROW), trial_study()) == ()
