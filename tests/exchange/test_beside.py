"""Queries, notes, marks and locks on their way out: annotations in both ODM files, tables at the sponsor."""

from __future__ import annotations

import csv
import io

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.sponsor.receive import receive
from tests.exchange.test_odm import N, odm, schema
from tests.exchange.world import World

assert schema  # the fixture
VS = FormKey("01-001", "SE.SCR", "F.VS")
ITEM = f"{VS}/IG.VS.VS#1/I.VS.SYSBP"


def query(event: str, state: str, text: str) -> Record:
    words = {"text": {"zh": text, "en": text}, "origin": "manual", "hard": "Y"} if event == "raise" else {}
    return Record("query", f"{ITEM}/Q#1", None, {"state": state, "said": {"event": event, "text": text}, **words})


@pytest.fixture
def asked(full: World) -> World:
    state = full.database.commits.load("01-001")
    leaf = state.items()[ITEM].leaf
    for act, record in (
        ("raise_query", query("raise", "open", "Source says 125")),
        ("answer_query", query("answer", "answered", "checked")),
        ("note", Record("note", f"{ITEM}/N#1", None, {"said": {"text": "left arm"}})),
        (
            "verify_source",
            Record("verification", ITEM, None, {"state": "done", "leaves": {ITEM[len(str(VS)) + 1 :]: leaf}}),
        ),
        ("lock", Record("lock", "01-001/SE.SCR#1", None, {"level": "soft", "reason": "clean"})),
    ):
        full.commit("01-001", record, act=act)
    return full


@pytest.mark.parametrize("name", ["snapshot", "transactional"])
def test_p11_02_the_files_stay_valid_and_say_queries_notes_marks_and_locks(
    asked: World, schema: object, name: str
) -> None:
    root = odm(asked, name)
    assert schema.validate(root), schema.error_log  # type: ignore[attr-defined] # an XMLSchema
    assert problems(root) == []
    flags = {
        (flag.findtext(f"{N}FlagType"), flag.findtext(f"{N}FlagValue"))
        for flag in root.iterfind(f".//{N}ClinicalData//{N}Annotation/{N}Flag")
    }
    state = "part" if name == "snapshot" else "done"
    assert {("QUERY", "answered"), ("NOTE", "note"), ("SDV", state), ("LOCK", "soft")} <= flags
    said = " ".join(node.text or "" for node in root.iter(f"{N}Comment"))
    assert "Source says 125" in said
    assert "left arm" in said


def test_the_sponsor_has_each_line_of_each_thread_in_its_tables(asked: World) -> None:
    asked.send("2026-09")
    asked.clock.forward(hours=1)
    (one,) = receive(asked.stick, asked.sponsor, asked.site, asked.received, asked.clock)
    assert one.accepted
    assert one.folder is not None
    found = {path.name: path.read_text(encoding="utf-8-sig") for path in one.folder.rglob("*.csv")}
    lines = list(csv.DictReader(io.StringIO(found["QUERIES.csv"])))
    assert [(line["WHAT"], line["STATE"], line["ITEM"], line["WORDS"]) for line in lines] == [
        ("raise", "answered", "SYSBP", "Source says 125"), ("answer", "answered", "SYSBP", "checked"),
    ]  # fmt: skip
    assert [line["WORDS"] for line in csv.DictReader(io.StringIO(found["NOTES.csv"]))] == ["left arm"]
    assert [line["LEVEL"] for line in csv.DictReader(io.StringIO(found["LOCKS.csv"]))] == ["soft"]
    assert [line["DONE"] for line in csv.DictReader(io.StringIO(found["CHECKED.csv"]))] == ["1"]


def test_words_that_name_somebody_stay_home_and_the_thread_with_them(asked: World) -> None:
    asked.identify("01-001", "王建国", "13800138000")
    asked.commit("01-001", query("answer", "answered", "王建国 said so"), act="answer_query")
    for name in ("snapshot", "transactional"):
        root = odm(asked, name, "2026-10" if name == "transactional" else "2026-09")
        assert "王建国" not in "".join(root.itertext())
        assert problems(root) == []
