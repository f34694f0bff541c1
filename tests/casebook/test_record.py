"""The stored format: canonical bytes, leaves, chain. A golden value keeps later work from changing it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.casebook.chain import check_chain
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.record import (
    GENESIS,
    Author,
    Commit,
    Draft,
    Record,
    SealedRecord,
    canonical_bytes,
    commit_hash,
    leaf_of,
)

AUTHOR = Author("li", "nurse", "PC-1", "0.1.0", "ab" * 32)
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def chain(length: int = 3) -> list[Commit]:
    commits: list[Commit] = []
    for number in range(length):
        records = (Record("item", f"k{number}", None, str(number)), Record("item", "x", None, "y"))
        draft = Draft("01-001", "save", records)
        prev = commits[-1].hash if commits else GENESIS
        commits.append(Commit.build(draft, AUTHOR, seq=number + 1, prev=prev, at=AT, zone="+08:00", epoch=1))
    return commits


def test_golden_bytes_leaf_and_hash() -> None:
    body = Record("item", "01-001/SE.SCR#1/F.VS#1/IG.VS.VS#1/I.VS.SYSBP", None, "120").to_bytes()
    assert body == (
        b'{"checks":[],"key":"01-001/SE.SCR#1/F.VS#1/IG.VS.VS#1/I.VS.SYSBP","kind":"item","new":"120","new_null":null,'
        b'"old":null,"old_null":null,"reason":null,"source":"direct"}'
    )
    leaf = leaf_of(bytes(16), body)
    assert leaf == "e31397389a362a860a12fc9f3b4f20ad51abcfb931ec103d8113e268cd0f4951"
    chained = commit_hash(GENESIS, canonical_bytes({"leaves": [leaf]}))
    assert chained == "708681d37ae8deca5e85ae0066eef35ad650b4fabf2b78f2c98b2d62e3f757de"


def test_an_untouched_chain_is_whole() -> None:
    assert list(check_chain(chain())) == []


@pytest.mark.parametrize("what", ["body", "salt", "header", "hash", "order", "missing", "subject", "leaf"])
def test_every_alteration_is_named(what: str) -> None:
    commits = chain()
    middle = commits[1]
    first = middle.records[0]
    assert first.body is not None
    altered = {
        "body": replace(middle, records=(replace(first, body=first.body.replace(b'"1"', b'"2"')), *middle.records[1:])),
        "salt": replace(middle, records=(replace(first, salt=bytes(16)), *middle.records[1:])),
        "header": replace(middle, header=middle.header.replace(b"nurse", b"nurze")),
        "hash": replace(middle, hash="0" * 64),
        "order": replace(middle, records=middle.records[::-1]),
        "missing": replace(middle, records=middle.records[:1]),
        "subject": replace(middle, subject="01-002"),
        "leaf": replace(middle, records=(SealedRecord.seal(Record("item", "z")), *middle.records[1:])),
    }[what]
    damages = list(check_chain([commits[0], altered, commits[2]]))
    assert damages
    assert all("seq=2" in damage.row or "seq=3" in damage.row for damage in damages)


def test_a_redacted_body_leaves_the_chain_whole() -> None:
    commits = chain()
    gone = SealedRecord(None, None, commits[1].records[0].leaf)
    commits[1] = replace(commits[1], records=(gone, *commits[1].records[1:]))
    assert list(check_chain(commits)) == []


LEAVES = st.none() | st.integers() | st.text()
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(TREES)
def test_canonical_bytes_are_stable(tree: object) -> None:
    once = canonical_bytes(tree)
    assert canonical_bytes(json.loads(once)) == once


@pytest.mark.parametrize("value", [1.5, True, b"x", {"a": 0.1}])
def test_what_json_would_blur_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(value)


@given(st.integers(1, 99), st.integers(1, 999), st.integers(1, 9))
def test_keys_read_back(event: int, form: int, group: int) -> None:
    key = FormKey("01-001", "SE.V1", "F.EC", event, form).item("IG.EC.DOSE", "I.EC.VOLML", group)
    assert ItemKey.parse(str(key)) == key
    assert FormKey.parse(str(key.form)) == key.form
