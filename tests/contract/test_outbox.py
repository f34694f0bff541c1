from __future__ import annotations

from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry, Part
from hairtrial_desktop.casebook.ports import Outbox
from hairtrial_desktop.study.errors import KnownError

ENTRY = OutboxEntry(
    "monthly", 7, "2026-11", "2026-11-22T04:40:00.000Z", 57, "ab" * 32, "monthly-0007.manifest",
    (Part("aa.part", 3), Part("bb.part", 4)), {"subjects": 8, "withheld": 1}, "cd" * 32, ExportState.SEALED,
    withheld=("01-003",),
)  # fmt: skip


def test_entries_come_back_newest_first_and_are_replaced_by_key(outbox: Outbox) -> None:
    later = replace(ENTRY, series="sae", number=1, built_at="2026-11-23T00:00:00.000Z")
    for entry in (ENTRY, later):
        outbox.put(entry)
    assert outbox.entries() == (later, ENTRY)
    sent = replace(ENTRY, state=ExportState.SENT, sent_parts=2, attempts=1, sent_at="x", transport="folder")
    outbox.put(sent)
    assert outbox.entries() == (later, sent)
    found = outbox.get("monthly-0007")
    assert found == sent
    assert found is not None
    assert found.state is ExportState.SENT
    assert outbox.get("monthly-0008") is None


def test_objects_are_kept_per_entry(outbox: Outbox) -> None:
    outbox.keep("monthly-0007", "aa.part", b"one")
    outbox.keep("monthly-0008", "aa.part", b"two")
    outbox.keep("monthly-0007", "aa.part", b"one again")
    assert outbox.read("monthly-0007", "aa.part") == b"one again"
    assert outbox.read("monthly-0008", "aa.part") == b"two"
    with pytest.raises(KnownError, match="outbox_object_missing"):
        outbox.read("monthly-0007", "bb.part")
