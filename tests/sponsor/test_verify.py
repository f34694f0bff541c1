"""Checking again what a sponsor received: each kind of file, changed afterwards or gone."""

from __future__ import annotations

import pytest

from hairtrial_desktop.sponsor.receive import receive
from hairtrial_desktop.sponsor.verify import verify
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.world import World

FILES = (
    "odm/snapshot.xml",
    "csv/VS.csv",
    "record/headers.jsonl",
    "manifest.json",
    "receipt.json",
    "definitions/vs.toml",
)
NAMED = ("export_file_damaged", "export_inner_signature", "signed_text_unreadable")


def at_sponsor(world: World) -> None:
    assert all(one.accepted for one in receive(world.stick, world.sponsor, world.site, world.received, world.clock))


def test_verify_names_what_changed_afterwards(posted: World) -> None:
    posted.send("2026-10")
    at_sponsor(posted)
    assert [done.error for done in verify(posted.received, posted.sponsor.public, posted.site)] == [None, None]
    for name in FILES:
        path = posted.received / "01" / "monthly-0002" / name
        content = path.read_bytes()
        for place in (-9, -8):  # of a receipt, letters of its signature: some are letters still, some are none
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            first, second = verify(posted.received, posted.sponsor.public, posted.site)
            assert first.error is None, (name, place)
            assert second.error is not None, (name, place)
            assert second.error.code in NAMED, (name, place)
        path.write_bytes(content)


def test_a_receipt_that_cannot_be_read_hinders_nothing_before_it(posted: World) -> None:
    posted.send("2026-10")
    at_sponsor(posted)
    (posted.received / "01" / "monthly-0002" / "receipt.json").write_bytes(b"no receipt")
    first, second = verify(posted.received, posted.sponsor.public, posted.site)
    assert first.error is None
    assert second.error is not None


def test_verify_misses_files(posted: World) -> None:
    at_sponsor(posted)
    (posted.received / "01" / "monthly-0001" / "csv" / "VS.csv").unlink()
    (done,) = verify(posted.received, posted.sponsor.public, posted.site)
    assert done.error is not None
    assert done.error.params["file"] == "csv/VS.csv"
    with pytest.raises(KnownError, match="nothing_received"):
        verify(posted.folder / "sponsor", posted.sponsor.public, posted.site)
