"""Whatever lies on the stick, every other export is answered; and an answer counts for what it answers only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hairtrial_desktop.casebook.outbox import ExportState
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.cli.sponsor import sponsor
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.sponsor.receive import Received, receive
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.world import World


def at_sponsor(world: World) -> list[Received]:
    world.clock.forward(hours=1)
    return receive(world.stick, world.sponsor, world.site, world.received, world.clock)


def lay(world: World, key: str, content: bytes) -> Path:
    path = world.stick / "01" / key / "manifest.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("key", ["monthly-٠٠٠١", "monthly-00001", "Monthly-0002", "x-1", "monthly-0001/deeper"])
def test_what_is_no_name_of_an_export_is_left_alone(full: World, key: str) -> None:
    lay(full, key, b"[]")
    full.send("2026-09")
    (one,) = at_sponsor(full)
    assert (one.key, one.accepted) == ("monthly-0001", True)


@pytest.mark.parametrize("content", [b"[" * 200_000, b"\xff\xfe" * 10, b"x" * (1024**2 + 1), b"7", b""])
def test_an_odd_list_of_parts_is_refused_and_the_others_are_answered(full: World, content: bytes) -> None:
    lay(full, "aaa-0001", content)
    full.send("2026-09")
    odd, good = at_sponsor(full)
    assert odd.error is not None
    assert (odd.refused, odd.error.code, good.accepted) == (True, "export_manifest_unreadable", True)


def test_a_part_too_long_is_not_read(posted: World) -> None:
    entry = posted.entry()
    path = posted.stick / "01" / entry.key / entry.parts[0].name
    with path.open("r+b") as file:
        file.truncate(1024**4)  # a sparse file: reading it would end the program
    (one,) = at_sponsor(posted)
    assert one.error is not None
    assert one.error.code == "export_part_damaged"


def test_a_folder_where_the_receipt_belongs(posted: World) -> None:
    first, second = posted.entry(), posted.send("2026-10")
    receipts = posted.stick / "01" / "receipts"
    (receipts / f"{first.key}.json").mkdir(parents=True)
    assert [(one.accepted, one.undelivered) for one in at_sponsor(posted)] == [(True, None), (True, None)]
    states = {one.entry.key: one.entry.state for one in posted.delivery().collect_receipts()}
    assert states == dict.fromkeys((first.key, second.key), ExportState.ACKNOWLEDGED)


def test_something_huge_where_the_receipt_belongs_is_not_read(posted: World) -> None:
    entry = posted.entry()
    path = posted.stick / "01" / "receipts" / f"{entry.key}.json"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(1024**4)
    (bad,) = posted.delivery().collect_receipts()
    assert bad.error is not None
    assert bad.error.code == "receipt_unreadable"
    assert [(one.accepted, one.undelivered) for one in at_sponsor(posted)] == [(True, None)]
    assert posted.delivery().collect_receipts()[0].entry.state is ExportState.ACKNOWLEDGED


def test_a_receipt_that_cannot_be_put_is_told_until_it_can(posted: World) -> None:
    first, second = posted.entry(), posted.send("2026-10")
    receipts = posted.stick / "01" / "receipts"
    blocked = [receipts / f"{first.key}.json", receipts / f"{first.key}-{first.sealed_sha256[:16]}.json"]
    for path in blocked:
        path.mkdir(parents=True)
    told = [(one.key, one.accepted, one.undelivered is None) for one in at_sponsor(posted)]
    assert told == [(first.key, True, False), (second.key, True, True)]
    assert [(one.key, one.accepted, one.undelivered is None) for one in at_sponsor(posted)] == [
        (first.key, True, False)
    ]
    blocked[0].rmdir()
    assert at_sponsor(posted) == []
    assert blocked[0].is_file()


def test_a_file_where_the_answers_are_kept_hides_no_other(full: World) -> None:
    lay(full, "aaa-0001", b"?")
    full.send("2026-09")
    (full.received / "01").mkdir()
    (full.received / "01" / "refused").write_bytes(b"no folder")
    odd, good = at_sponsor(full)
    assert (odd.accepted, odd.refused, odd.receipt, good.accepted) == (False, False, None, True)


# -- a refusal of something else


def test_a_refusal_of_garbage_cannot_be_replayed_for_the_export(full: World) -> None:
    lay(full, "monthly-0001", b"{}")
    (garbage,) = at_sponsor(full)
    assert garbage.refused
    assert garbage.receipt is not None
    refusal = garbage.receipt.read_bytes()
    shutil.rmtree(full.stick / "01" / "monthly-0001")
    entry = full.send("2026-09")
    (full.stick / "01" / "receipts" / f"{entry.key}.json").write_bytes(refusal)
    (one,) = full.delivery().collect_receipts()
    assert one.error is not None
    assert one.error.code == "receipt_mismatch"
    kept = full.database.outbox.get(entry.key)
    assert kept is not None
    assert kept.state is ExportState.SENT
    with pytest.raises(KnownError, match="month_already_exported"):
        full.build("2026-09")
    (answer,) = at_sponsor(full)
    assert answer.accepted
    assert full.delivery().collect_receipts()[0].entry.state is ExportState.ACKNOWLEDGED


def test_every_receipt_names_the_bytes_it_answers(posted: World) -> None:
    entry = posted.entry()
    part = posted.stick / "01" / entry.key / entry.parts[0].name
    content = part.read_bytes()
    part.write_bytes(b"short")
    (refused,) = at_sponsor(posted)
    part.write_bytes(content)
    (accepted,) = at_sponsor(posted)
    for one in (refused, accepted):
        assert one.receipt is not None
        tree = SignedText.parse(one.receipt.read_bytes()).tree(posted.sponsor.public.receipt_certificate_pem)
        assert tree is not None
        assert tree["parts_manifest_sha256"] == sha256(posted.database.outbox.read(entry.key, entry.manifest))


# -- the commands


def run(world: World, command: str, *arguments: object) -> Result:
    site = world.folder / "site.json"
    site.write_text(world.site.to_text(), encoding="utf-8")
    common = ("--lang", "en", "--keys", world.folder / "sponsor", "--site", site)
    return CliRunner().invoke(sponsor, [str(one) for one in (command, *common, *arguments)])


def test_one_line_for_each_export_and_code_2_if_one_was_refused(full: World) -> None:
    lay(full, "aaa-0001", b"[" * 200_000)
    full.send("2026-09")
    where = ("--from", full.stick, "--out", full.received)
    received = run(full, "receive", *where)
    assert received.exit_code == REFUSED
    accepted, missing = received.stdout.splitlines()
    assert accepted == f"monthly-0001: accepted, unpacked in {full.received / '01' / 'monthly-0001'}"
    assert re.fullmatch(r"monthly-0001: \d+ mandatory answers are missing in forms marked complete: .*, …", missing)
    assert "01-001 SE.SCR F.IC I.IC." in missing  # the consent of this site holds three answers alone
    assert (
        received.stderr
        == "aaa-0001: refused. The list of parts of aaa-0001 cannot be read; the site must send it again.\n"
    )
    shutil.rmtree(full.stick / "01" / "aaa-0001")
    again = run(full, "receive", *where)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "Nothing new has arrived.\n", "")


def test_verify_says_one_line_for_each_and_code_2_if_one_is_not_intact(posted: World) -> None:
    posted.send("2026-10")
    at_sponsor(posted)
    intact = run(posted, "verify", "--received", posted.received)
    assert (intact.exit_code, intact.stdout) == (0, "monthly-0001: intact\nmonthly-0002: intact\n")
    (posted.received / "01" / "monthly-0001" / "csv" / "VS.csv").write_bytes(b"")
    wrong = run(posted, "verify", "--received", posted.received)
    assert (wrong.exit_code, wrong.stdout) == (REFUSED, "monthly-0002: intact\n")
    assert wrong.stderr.startswith("monthly-0001: not intact. The file csv/VS.csv of monthly-0001")


def test_verify_checks_what_the_receipt_answers(posted: World) -> None:
    at_sponsor(posted)
    path = posted.received / "01" / "monthly-0001" / "parts-manifest.json"
    path.write_bytes(path.read_bytes() + b" ")
    assert run(posted, "verify", "--received", posted.received).exit_code == REFUSED
