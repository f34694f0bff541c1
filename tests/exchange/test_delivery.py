"""Sending can be interrupted anywhere and done again; receipts count only with the sponsor's own signature."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.exchange import monthly
from hairtrial_desktop.exchange.delivery import Collected, Delivery
from hairtrial_desktop.exchange.receipt import FORMAT, Receipt
from hairtrial_desktop.exchange.seal import sha256, split
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.exchange.transports.transport import TransportError
from hairtrial_desktop.keys.sponsor_keys import create_sponsor_keys
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.world import START, World


@pytest.fixture
def transport(tmp_path: Path) -> FolderTransport:
    (tmp_path / "share").mkdir()
    return FolderTransport(tmp_path / "share")


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Make the kernel refuse bigger files, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# -- the folder


def test_four_verbs(transport: FolderTransport) -> None:
    transport.probe()
    assert transport.list("01/") == {}
    transport.put("01/monthly-0001/a.part", b"one")
    transport.put("01/monthly-0001/a.part", b"once")
    transport.put("01/receipts/x.json", b"{}")
    assert transport.get("01/monthly-0001/a.part") == b"once"
    assert transport.list("01/") == {"01/monthly-0001/a.part": 4, "01/receipts/x.json": 2}
    assert transport.list("01/monthly-0001/") == {"01/monthly-0001/a.part": 4}
    assert transport.list("01/receipts/x") == {"01/receipts/x.json": 2}
    with pytest.raises(TransportError, match="transport_object_missing"):
        transport.get("01/none")


@pytest.mark.parametrize("name", ["../out", "/etc/x", "a/../b", ".hidden", "a//b", "a/", ""])
def test_names_cannot_leave_the_folder(transport: FolderTransport, name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - a bug of ours, not an error with words
        transport.put(name, b"")


def test_a_put_that_fails_leaves_nothing_and_what_was_there(transport: FolderTransport, tmp_path: Path) -> None:
    transport.put("01/a.part", b"old")
    with largest_file(1000), pytest.raises(TransportError, match="transport_full"):
        transport.put("01/a.part", b"x" * 5000)
    assert transport.get("01/a.part") == b"old"
    assert [path.name for path in (tmp_path / "share").rglob("*") if path.is_file()] == ["a.part"]


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    gone = FolderTransport(tmp_path / "unplugged")
    for verb in (lambda: gone.list(""), lambda: gone.put("a", b""), lambda: gone.get("a"), gone.probe):
        with pytest.raises(TransportError, match="transport_unreachable"):
            verb()
    assert not (tmp_path / "unplugged").exists()


@pytest.mark.skipif(os.name == "nt", reason="/proc refuses every new file, to root too")
def test_a_folder_that_refuses_writing_is_unreachable() -> None:
    for verb in (FolderTransport(Path("/proc")).probe, lambda: FolderTransport(Path("/proc")).put("a", b"")):
        with pytest.raises(TransportError, match="transport_unreachable"):
            verb()


def test_unfinished_objects_are_not_listed(transport: FolderTransport, tmp_path: Path) -> None:
    (tmp_path / "share" / "01").mkdir()
    (tmp_path / "share" / "01" / ".a.part.1234.tmp").write_bytes(b"half")
    assert transport.list("01/") == {}


# -- sending


class Unplugged(FolderTransport):
    """A stick that is pulled out after some puts."""

    def __init__(self, root: Path, puts: int) -> None:
        super().__init__(root)
        self.root, self.left = root, puts

    def put(self, name: str, content: bytes) -> None:
        if self.left == 0:
            self.root.rename(self.root.with_name("pocket"))
        self.left -= 1
        super().put(name, content)


@pytest.fixture
def many_parts(full: World, monkeypatch: pytest.MonkeyPatch) -> OutboxEntry:
    monkeypatch.setattr(monthly, "split", partial(split, size=8192))
    entry = full.build("2026-09")
    assert len(entry.parts) > 5
    return entry


def over(world: World, transport: FolderTransport) -> Delivery:
    return Delivery(world.database.outbox, transport, world.sponsor.public, "01", world.clock)


def test_a_stick_pulled_out_midway_loses_nothing(full: World, many_parts: OutboxEntry) -> None:
    with pytest.raises(TransportError, match="transport_unreachable"):
        over(full, Unplugged(full.stick, 3)).send(many_parts.key)
    entry = full.database.outbox.get(many_parts.key)
    assert entry is not None
    assert (entry.state, entry.sent_parts, entry.last_error) == (ExportState.SENDING, 3, "transport_unreachable")
    pocket = full.folder / "pocket"
    assert not list(pocket.rglob("manifest.json"))  # the sponsor sees no export
    pocket.rename(full.stick)
    full.database.close()  # the program was closed meanwhile
    full.database = SiteDatabase.open(full.folder / "site", b"k" * 32)
    before = {path.name: path.stat().st_mtime_ns for path in full.stick.rglob("*.part")}
    sent = full.delivery().send(many_parts.key)
    assert (sent.state, sent.sent_parts, sent.attempts, sent.last_error) == (
        ExportState.SENT, len(many_parts.parts), 2, None,
    )  # fmt: skip
    after = {path.name: path.stat().st_mtime_ns for path in full.stick.rglob("*.part")}
    assert before.items() <= after.items()  # what was there was not put again
    assert after.keys() == {part.name for part in many_parts.parts}


def test_a_damaged_part_is_put_again(full: World, many_parts: OutboxEntry) -> None:
    full.delivery().send(many_parts.key)
    path = full.stick / "01" / many_parts.key / many_parts.parts[2].name
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    full.delivery().send(many_parts.key)
    assert path.read_bytes() == content


def test_a_medium_that_lies_is_found(full: World) -> None:
    class Lying(FolderTransport):
        def get(self, name: str) -> bytes:
            return super().get(name)[:-1]

    entry = full.build("2026-09")
    with pytest.raises(TransportError, match="transport_damaged"):
        over(full, Lying(full.stick)).send(entry.key)


def test_cancelling_and_progress(full: World, many_parts: OutboxEntry) -> None:
    steps: list[tuple[int, int]] = []
    stopped = full.delivery().send(many_parts.key, lambda *step: steps.append(step), lambda: len(steps) >= 2)
    assert (stopped.state, stopped.sent_parts) == (ExportState.SENDING, 2)
    total = len(many_parts.parts) + 1
    full.delivery().send(many_parts.key, lambda *step: steps.append(step))
    assert steps[-1] == (total, total)


def test_two_computers_cannot_use_one_number(full: World) -> None:
    first = full.send("2026-09")
    full.database.outbox.put(replace(first, state=ExportState.REFUSED))
    path = full.stick / "01" / "monthly-0002" / "manifest.json"
    path.parent.mkdir()
    path.write_bytes(b"somebody else's")
    second = full.build("2026-09")
    with pytest.raises(KnownError, match="transport_foreign_export"):
        full.delivery().send(second.key)
    assert path.read_bytes() == b"somebody else's"


def test_an_export_that_is_not_there_is_said(full: World) -> None:
    with pytest.raises(KnownError, match="export_unknown"):
        full.delivery().send("monthly-0099")


# -- receipts


def put_receipt(world: World, entry: OutboxEntry, sign: Callable[[bytes], bytes], **other: object) -> None:
    tree = {
        "format": FORMAT, "site": "01", "key": entry.key, "verdict": "accepted", "code": None,
        "sealed_sha256": entry.sealed_sha256, "received_at": "2026-10-01T00:00:00.000Z",
        "parts_manifest_sha256": sha256(world.database.outbox.read(entry.key, entry.manifest)),
    } | other  # fmt: skip
    FolderTransport(world.stick).put(f"01/receipts/{entry.key}.json", SignedText.sign(tree, sign).to_bytes())


def collected(world: World) -> Collected:
    (one,) = world.delivery().collect_receipts()
    return one


def test_a_receipt_acknowledges(posted: World) -> None:
    entry = posted.entry()
    assert posted.delivery().collect_receipts() == ()
    put_receipt(posted, entry, posted.sponsor.sign)
    seen: list[tuple[str, str]] = []

    def commit(entry: OutboxEntry, receipt: Receipt) -> None:
        now = posted.database.outbox.get(entry.key)
        assert now is not None
        seen.append((receipt.verdict, now.state.value))

    delivery = Delivery(
        posted.database.outbox,
        FolderTransport(posted.stick),
        posted.sponsor.public,
        "01",
        posted.clock,
        on_receipt=commit,
    )
    (one,) = delivery.collect_receipts()
    assert one.receipt is not None
    assert seen == [("accepted", "sent")]  # committed before the outbox says so
    stored = posted.database.outbox.get(entry.key)
    assert stored is not None
    assert stored.state is ExportState.ACKNOWLEDGED
    assert delivery.collect_receipts() == ()


def test_a_receipt_by_somebody_else_is_refused(posted: World) -> None:
    entry = posted.entry()
    other = create_sponsor_keys(posted.folder / "other", at=START)
    put_receipt(posted, entry, other.sign)
    one = collected(posted)
    assert one.error is not None
    assert one.error.code == "receipt_foreign_signature"
    stored = posted.database.outbox.get(entry.key)
    assert stored is not None
    assert (stored.state, stored.last_error) == (ExportState.SENT, "receipt_foreign_signature")
    put_receipt(posted, entry, posted.sponsor.sign)
    assert collected(posted).receipt is not None


@pytest.mark.parametrize(
    "other",
    [
        {"parts_manifest_sha256": ""}, {"parts_manifest_sha256": None}, {"parts_manifest_sha256": "0" * 64},
        {"verdict": "refused", "sealed_sha256": "", "parts_manifest_sha256": ""}, {"sealed_sha256": "0" * 64},
        {"sealed_sha256": ""}, {"site": "02"}, {"key": "monthly-0002"}, {"verdict": "perhaps"}, {"format": "?"},
    ],
)  # fmt: skip
def test_a_receipt_about_something_else_is_refused(posted: World, other: dict[str, object]) -> None:
    entry = posted.entry()
    put_receipt(posted, entry, posted.sponsor.sign, **other)
    error = collected(posted).error
    assert error is not None
    assert error.code == "receipt_mismatch"


def test_one_changed_letter_voids_a_receipt(posted: World) -> None:
    entry = posted.entry()
    put_receipt(posted, entry, posted.sponsor.sign)
    path = posted.stick / "01" / "receipts" / f"{entry.key}.json"
    path.write_bytes(path.read_bytes().replace(b"2026-10-01", b"2026-10-02"))
    error = collected(posted).error
    assert error is not None
    assert error.code == "receipt_foreign_signature"
    path.write_bytes(b"\xff nonsense")
    error = collected(posted).error
    assert error is not None
    assert error.code == "receipt_unreadable"


def test_a_refusal_says_why_and_is_told_once(posted: World) -> None:
    entry = posted.entry()
    put_receipt(posted, entry, posted.sponsor.sign, verdict="refused", code="export_part_damaged", sealed_sha256="")
    one = collected(posted)
    assert (one.entry.state, one.entry.last_error) == (ExportState.REFUSED, "export_part_damaged")
    assert posted.delivery().collect_receipts() == ()
    put_receipt(posted, entry, posted.sponsor.sign)
    assert collected(posted).entry.state is ExportState.ACKNOWLEDGED


@pytest.mark.parametrize("content", [b"[" * 200_000, b"x" * (1024**2 + 1), b'{"body": "[]", "signature": ""}'])
def test_an_odd_receipt_hides_no_other(posted: World, content: bytes) -> None:
    first, second = posted.entry(), posted.send("2026-10")
    (posted.stick / "01" / "receipts").mkdir()
    (posted.stick / "01" / "receipts" / f"{first.key}.json").write_bytes(content)
    put_receipt(posted, second, posted.sponsor.sign)
    bad, good = posted.delivery().collect_receipts()
    assert bad.error is not None
    assert bad.error.code in ("receipt_unreadable", "receipt_foreign_signature")
    assert bad.error.code == stored(posted, first.key).last_error
    assert stored(posted, second.key).state is ExportState.ACKNOWLEDGED
    assert good.receipt is not None


def test_receipts_out_of_reach_are_said_as_that(posted: World) -> None:
    entry = posted.entry()
    posted.stick.rename(posted.folder / "pocket")
    with pytest.raises(TransportError, match="receipts_unreachable"):
        posted.delivery().collect_receipts()
    assert stored(posted, entry.key).state is ExportState.SENT


def test_a_receipt_that_cannot_be_committed_settles_nothing_and_hides_no_other(full: World) -> None:
    entries = full.send("2026-09"), full.send("2026-10")
    for entry in entries:
        put_receipt(full, entry, full.sponsor.sign)

    def commit(entry: OutboxEntry, _receipt: Receipt) -> None:
        if entry == entries[0]:
            raise KnownError("conflict")

    outbox = full.database.outbox
    delivery = Delivery(outbox, FolderTransport(full.stick), full.sponsor.public, "01", full.clock, on_receipt=commit)
    first, second = delivery.collect_receipts()
    assert (first.error is not None, second.error) == (True, None)
    states = [stored(full, entry.key).state for entry in entries]
    assert states == [ExportState.SENT, ExportState.ACKNOWLEDGED]


def stored(world: World, key: str) -> OutboxEntry:
    entry = world.database.outbox.get(key)
    assert entry is not None
    return entry
