"""The exchange desk commits what leaves and what comes back, once."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.actor import Actor, Role
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.record import SITE, Author
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails
from hairtrial_desktop.exchange.desk import Desk, Preview
from hairtrial_desktop.keys.sponsor_keys import create_sponsor_keys
from hairtrial_desktop.sponsor.receive import receive
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.world import PROGRAM, START, World


@pytest.fixture
def desk(full: World) -> Desk:
    """Open the exchange desk of the nurse, with the stick as its folder."""
    database = full.database
    shelves = Shelves(database.commits, database.drafts, database.attachments, full.identities)
    author = Author("wang", "nurse", "PC-1", PROGRAM, full.study.sha256)
    actor = Actor("wang", "王护士", Role.NURSE)
    book = SiteBook(full.study, SiteDetails("01", "医院", "Hospital"), shelves, full.clock, actor=actor, author=author)
    made = Desk(book, database.outbox, full.export(), full.sponsor.public, full.folder / "choice")
    made.choose_folder(full.stick)
    return made


def send(desk: Desk, key: str) -> OutboxEntry:
    return desk.send(key, lambda _done, _total: None, lambda: False)


def acts(desk: Desk) -> list[str]:
    return [commit.act for commit in desk.book.shelves.store.commits() if commit.subject == SITE][1:]


def answer(world: World) -> None:
    world.clock.forward(hours=1)
    receive(world.stick, world.sponsor, world.site, world.received, world.clock)


def test_sending_is_committed_with_who_and_when(full: World, desk: Desk) -> None:
    entry = send(desk, desk.build("2026-09").key)
    assert acts(desk) == ["export", "send"]
    last = list(desk.book.shelves.store.commits())[-1]
    record = last.records[0].record()
    assert record is not None
    assert (last.user, record.kind, record.key, record.new["sent_at"]) == ("wang", "export", entry.key, entry.sent_at)
    answer(full)
    (settled,) = desk.collect_receipts()
    assert settled.state is ExportState.ACKNOWLEDGED
    send(desk, entry.key)  # it is with the sponsor: nothing is sent and nothing recorded
    assert acts(desk) == ["export", "send", "receipt"]


def test_a_paused_sending_is_not_committed_as_sent(desk: Desk) -> None:
    desk.send(desk.build("2026-09").key, lambda _done, _total: None, lambda: True)
    assert acts(desk) == ["export"]


def test_a_refusal_is_recorded_once_however_often_it_is_said(full: World, desk: Desk) -> None:
    entry = send(desk, desk.build("2026-09").key)
    path = full.stick / "01" / entry.key / entry.parts[0].name
    content = path.read_bytes()
    path.write_bytes(b"x" * len(content))
    for _ in range(2):
        answer(full)
        desk.collect_receipts()
        desk.outbox.put(entry)  # the power was cut between the commit and the outbox
    assert desk.collect_receipts() == ()
    assert acts(desk) == ["export", "send", "receipt"]
    settled = desk.outbox.get(entry.key)
    assert settled is not None
    assert (settled.state, settled.last_error) == (ExportState.REFUSED, "export_part_damaged")


def test_the_refusal_it_was_sent_again_for_is_not_its_answer(full: World, desk: Desk) -> None:
    entry = send(desk, desk.build("2026-09").key)
    path = full.stick / "01" / entry.key / entry.parts[0].name
    path.write_bytes(b"short")
    answer(full)
    desk.collect_receipts()
    send(desk, entry.key)
    assert desk.collect_receipts() == ()  # the old refusal still lies there
    again = desk.outbox.get(entry.key)
    assert again is not None
    assert again.state is ExportState.SENT
    with pytest.raises(KnownError, match="month_already_exported"):
        desk.build("2026-09")
    answer(full)
    (settled,) = desk.collect_receipts()
    assert settled.state is ExportState.ACKNOWLEDGED


def test_the_good_ones_are_settled_before_the_first_bad_one_is_raised(full: World, desk: Desk) -> None:
    first = send(desk, desk.build("2026-09").key)
    full.clock.forward(hours=1)
    second = send(desk, desk.build("2026-10").key)
    answer(full)
    other = create_sponsor_keys(full.folder / "other", at=START)
    receive(full.stick, other, full.site, full.folder / "received-by-another", full.clock)
    path = full.stick / "01" / "receipts" / f"{second.key}.json"
    path.write_bytes((full.received / "01" / second.key / "receipt.json").read_bytes())
    with pytest.raises(KnownError, match="receipt_foreign_signature"):
        desk.collect_receipts()
    kept = {entry.key: (entry.state, entry.last_error) for entry in desk.outbox.entries()}
    assert kept[first.key] == (ExportState.SENT, "receipt_foreign_signature")
    assert kept[second.key] == (ExportState.ACKNOWLEDGED, None)


def test_the_preview_counts_what_is_new_and_what_is_not_saved(full: World, desk: Desk) -> None:
    assert desk.preview().new_values > 100
    desk.build("2026-09")
    assert desk.preview() == Preview(0, 0)
    full.consent("01-004")
    desk.book.shelves.drafts.put("wang", "01-004/SE.SCR#1/F.VS#1", {"x": "1"}, "2026-09-01T00:00:00.000Z")
    desk.book.shelves.drafts.put("chen", "01-004/SE.SCR#1/F.VS#1", {"x": "1"}, "2026-09-01T00:00:00.000Z")
    assert desk.preview() == Preview(3, 1)
