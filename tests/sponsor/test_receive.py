"""From the record to the acknowledged receipt, and everything that must be refused on the way."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.exchange import monthly
from hairtrial_desktop.exchange.bundle import Bundle, build_bundle
from hairtrial_desktop.exchange.seal import split
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys, create_sponsor_keys
from hairtrial_desktop.sponsor.receive import Received, receive
from hairtrial_desktop.sponsor.verify import verify
from tests.exchange.world import START, World


def at_sponsor(world: World, keys: SponsorKeys | None = None) -> list[Received]:
    world.clock.forward(hours=1)
    return receive(world.stick, keys or world.sponsor, world.site, world.received, world.clock)


def refused(world: World) -> tuple[str, dict[str, Any]]:
    """Return the code in the signed receipt, which must say what was returned."""
    (one,) = at_sponsor(world)
    assert not one.accepted
    assert one.error is not None
    assert one.receipt is not None
    tree = SignedText.parse(one.receipt.read_bytes()).tree(world.sponsor.public.receipt_certificate_pem)
    assert tree is not None
    assert (tree["verdict"], tree["code"]) == ("refused", one.error.code)
    assert not (world.received / "01" / one.key).exists()
    return one.error.code, one.error.params


def stored(world: World, key: str) -> OutboxEntry:
    entry = world.database.outbox.get(key)
    assert entry is not None
    return entry


def test_the_whole_way(posted: World) -> None:
    entry = posted.entry()
    (one,) = at_sponsor(posted)
    assert (one.accepted, one.key, one.notes) == (True, "monthly-0001", ())
    assert one.counts == entry.counts
    folder = posted.received / "01" / "monthly-0001"
    assert one.folder == folder
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"odm/snapshot.xml", "odm/transactional.xml", "receipt.json", "csv/AE.csv", "manifest.json"} <= names
    assert len([name for name in names if name.startswith("pdf/")]) == 2
    (collected,) = posted.delivery().collect_receipts()
    assert collected.receipt is not None
    assert collected.receipt.data["counts"] == entry.counts
    assert collected.entry.state is ExportState.ACKNOWLEDGED
    assert at_sponsor(posted) == []  # nothing new
    assert [(done.key, done.error) for done in verify(posted.received, posted.sponsor.public, posted.site)] == [
        ("monthly-0001", None)
    ]


def test_tables_have_one_row_per_group_repeat(posted: World) -> None:
    at_sponsor(posted)
    folder = posted.received / "01" / "monthly-0001" / "csv"
    beside = {"QUERIES", "NOTES", "CHECKED", "LOCKS", "ATTACHMENTS"}
    forms = {form.short for form in posted.study.forms.values()}
    assert {path.stem for path in folder.glob("*.csv")} == forms | beside
    content = (folder / "PTG.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    areas = [row["AREA"] for row in rows if row["EVENT"] == "SCR" and row["AREA"]]
    assert sorted(set(areas)) == ["A", "B"]
    assert {row["SUBJID"] for row in rows} == {"01-001"}
    vs = list(csv.DictReader(io.StringIO((folder / "VS.csv").read_text(encoding="utf-8-sig"))))
    weights = {row["EVENT"]: row["WEIGHT"] for row in vs}
    assert weights["SCR"] == ""
    ae = list(csv.DictReader(io.StringIO((folder / "AE.csv").read_text(encoding="utf-8-sig"))))
    assert {row["FORMREP"] for row in ae} == {"1"}  # the removed row is not data


def test_withheld_subjects_leave_a_chain_that_verifies(posted: World) -> None:
    (one,) = at_sponsor(posted)
    assert one.accepted
    assert one.counts["withheld"] == 1
    assert b"01-002" not in (posted.received / "01" / "monthly-0001" / "record" / "bodies.jsonl").read_bytes()


def test_a_masked_correction_is_accepted(world: World) -> None:
    world.consent("01-001")
    world.identify("01-001", "欧阳晓梅", "13800138000")
    key = FormKey("01-001", "SE.LOG", "F.AE")
    world.save(key, {"AETERM": "欧阳晓梅头痛", "AESTDAT": "2026-09-03"})
    world.save(key, {"AETERM": "头痛"}, reason="写了姓名欧阳晓梅")
    world.send("2026-09")
    (one,) = at_sponsor(world)
    assert one.accepted


# -- one bit


@pytest.mark.parametrize("where", ["part", "manifest"])
def test_p11_10_one_bit_anywhere_is_refused(posted: World, where: str) -> None:
    entry = posted.entry()
    folder = posted.stick / "01" / entry.key
    path = folder / (entry.parts[0].name if where == "part" else "manifest.json")
    content = path.read_bytes()
    places = range(0, len(content), max(1, len(content) // 9))
    expected = {"export_part_damaged"} if where == "part" else {
        "export_manifest_unreadable", "export_foreign_seal", "export_mismatch",
    }  # fmt: skip
    for place in places:
        if content[place] in b" \n":
            continue  # blanks between the two fields of the envelope say nothing
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert refused(posted)[0] in expected, place
    path.write_bytes(content)
    (one,) = at_sponsor(posted)
    assert one.accepted
    (collected,) = posted.delivery().collect_receipts()
    assert collected.entry.state is ExportState.ACKNOWLEDGED


def test_the_refusal_reaches_the_site_and_sending_again_heals(posted: World) -> None:
    entry = posted.entry()
    path = posted.stick / "01" / entry.key / entry.parts[0].name
    path.write_bytes(path.read_bytes()[:-1])
    assert refused(posted)[0] == "export_part_damaged"
    (collected,) = posted.delivery().collect_receipts()
    assert (collected.entry.state, collected.entry.last_error) == (ExportState.REFUSED, "export_part_damaged")
    posted.delivery().send(entry.key)
    (one,) = at_sponsor(posted)
    assert one.accepted
    posted.delivery().collect_receipts()
    assert stored(posted, entry.key).state is ExportState.ACKNOWLEDGED


def test_a_missing_part_and_a_missing_manifest(posted: World) -> None:
    entry = posted.entry()
    folder = posted.stick / "01" / entry.key
    manifest = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").unlink()
    assert at_sponsor(posted) == []  # not there yet
    (folder / "manifest.json").write_bytes(manifest)
    (folder / entry.parts[0].name).unlink()
    assert refused(posted)[0] == "export_part_missing"


def test_an_export_for_another_sponsor(posted: World) -> None:
    other = create_sponsor_keys(posted.folder / "other", at=START)
    (one,) = at_sponsor(posted, other)
    assert one.error is not None
    assert one.error.code == "export_not_for_us"
    (collected,) = posted.delivery().collect_receipts()
    assert collected.error is not None
    assert collected.error.code == "receipt_foreign_signature"


def test_p11_08_an_export_by_another_site_under_this_sites_name(full: World, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    other = World(tmp_path / "b")
    full.send("2026-09")
    full.site = other.site
    assert refused(full)[0] == "export_foreign_seal"
    other.database.close()
    other.identities.close()


# -- sequence


def test_off_03_skipped_repeated_and_reordered_exports(posted: World) -> None:
    first, second = posted.entry(), posted.send("2026-10")
    aside = posted.folder / "aside"
    (posted.stick / "01" / first.key).rename(aside)
    code, params = refused(posted)
    assert (code, params["expected"]) == ("export_number_gap", 1)
    aside.rename(posted.stick / "01" / first.key)
    assert [one.accepted for one in at_sponsor(posted)] == [True, True]
    # the same number again, with other content
    posted.database.outbox.put(replace(stored(posted, second.key), state=ExportState.REFUSED))
    third = posted.build("2026-10")
    (posted.stick / "01" / third.key).mkdir()
    posted.delivery().send(third.key)
    code, params = refused(posted)
    assert (code, params["last"]) == ("export_month_repeated", "2026-10")


def test_a_skipped_month_is_noted_in_the_receipt(posted: World) -> None:
    posted.send("2026-12")
    one = at_sponsor(posted)[1]
    assert (one.accepted, one.notes) == (True, ("month_skipped:2026-10", "month_skipped:2026-11"))


def test_a_number_used_twice_keeps_the_first_answer(posted: World) -> None:
    entry = posted.entry()
    at_sponsor(posted)
    receipt = posted.stick / "01" / "receipts" / f"{entry.key}.json"
    accepted = receipt.read_bytes()
    rebuild(posted, entry, lambda about, _files: about.update(month="2026-09"))
    one = at_sponsor(posted)[0]
    assert one.error is not None
    assert one.error.code == "export_number_repeated"
    assert receipt.read_bytes() == accepted
    assert len(list(receipt.parent.glob("*.json"))) == 2
    (refusal,) = posted.delivery().collect_receipts()
    assert refusal.entry.last_error == "export_number_repeated"


def test_r3_11_a_lost_receipt_is_put_again(posted: World) -> None:
    entry = posted.entry()
    at_sponsor(posted)
    receipt = posted.stick / "01" / "receipts" / f"{entry.key}.json"
    content = receipt.read_bytes()
    receipt.unlink()
    assert at_sponsor(posted) == []
    assert receipt.read_bytes() == content


# -- signed by the right site, and yet wrong: a copied folder, a program with an error, a forger with the seal

Change = Callable[[dict[str, Any], dict[str, bytes]], object]


def rebuild(world: World, entry: OutboxEntry, change: Change) -> None:
    """Build the entry's bundle again with ``change`` applied, signed with the real seal, and send it."""
    outbox = world.database.outbox

    def changed(about: dict[str, Any], files: dict[str, bytes], seal: Any) -> Bundle:
        change(about, files)
        return build_bundle(about, files, seal)

    earlier = [one for one in outbox.entries() if one.number < entry.number]
    export = world.export()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(monthly, "build_bundle", changed)
        patch.setattr(export, "_earlier", lambda _series: earlier)
        made = export.build(entry.month)
    for path in (world.stick / "01" / entry.key).glob("*"):
        path.unlink()
    world.delivery().send(made.key)


def lines(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[name].splitlines()]


def put_lines(files: dict[str, bytes], name: str, trees: list[dict[str, Any]]) -> None:
    files[name] = b"".join(json.dumps(tree).encode() + b"\n" for tree in trees)


def drop_header(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    found = lines(files, "record/headers.jsonl")
    put_lines(files, "record/headers.jsonl", found[:3] + found[4:])


def swap_body(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    found = lines(files, "record/bodies.jsonl")
    found[0]["records"][0]["body"] = found[1]["records"][0]["body"]
    put_lines(files, "record/bodies.jsonl", found)


def other_subject(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    found = lines(files, "record/bodies.jsonl")
    found[0]["subject"] = "01-009"
    put_lines(files, "record/bodies.jsonl", found)


def drop_bodies(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    put_lines(files, "record/bodies.jsonl", lines(files, "record/bodies.jsonl")[:-1])


def other_value(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    files["odm/snapshot.xml"] = files["odm/snapshot.xml"].replace(b'"2026-09-02"', b'"2026-09-03"')


def no_audit(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    name = "odm/transactional.xml"
    files[name] = files[name].replace(b"+08:00</DateTimeStamp>", b"</DateTimeStamp>")


def no_paper(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    del files[next(name for name in files if name.startswith("pdf/"))]


def foreign_paper(about: dict[str, Any], files: dict[str, bytes]) -> None:
    first = about["documents"][0]
    name = f"pdf/{first['name']}.pdf"
    files[name] += b"another"
    first["sha256"] = hashlib.sha256(files[name]).hexdigest()


def strange(about: dict[str, Any], _files: dict[str, bytes]) -> None:
    about["values_per_form"] = None


def other_forms(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    files["definitions/vs.toml"] += b"\n# changed\n"


def wrong_count(about: dict[str, Any], _files: dict[str, bytes]) -> None:
    about["counts"] = about["counts"] | {"records": 1}


def wrong_values(about: dict[str, Any], _files: dict[str, bytes]) -> None:
    about["values_per_form"] = about["values_per_form"] | {"F.EC": 1}


def other_prior(about: dict[str, Any], _files: dict[str, bytes]) -> None:
    about["prior_sealed_sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (drop_header, "export_record_damaged"), (swap_body, "export_record_damaged"),
        (other_subject, "export_record_damaged"), (drop_bodies, "export_counts_differ"),
        (other_value, "export_snapshot_differs"), (no_audit, "export_odm_wrong"), (no_paper, "export_document_missing"),
        (other_forms, "export_definitions_differ"), (wrong_count, "export_counts_differ"),
        (wrong_values, "export_counts_differ"), (other_prior, "export_prior_mismatch"),
        (foreign_paper, "export_document_missing"), (strange, "export_mismatch"),
    ],
)  # fmt: skip
def test_what_is_signed_but_wrong_is_refused(posted: World, change: Change, code: str) -> None:
    rebuild(posted, posted.entry(), change)
    assert refused(posted)[0] == code


def test_a_rewritten_past_is_a_fork(posted: World, tmp_path: Path) -> None:
    at_sponsor(posted)
    (tmp_path / "b").mkdir()
    other = World(tmp_path / "b")  # a database with another past, under the same seal
    posted.database.close()
    posted.database = other.database
    posted.consent("01-001")
    for name in range(60):
        posted.save(FormKey("01-001", "SE.LOG", "F.AE", form_repeat=name + 1), {"AETERM": "头痛"})
    first = posted.build("2026-09")
    manifest = json.loads((posted.stick / "01" / "monthly-0001" / "manifest.json").read_bytes())
    sealed = json.loads(manifest["body"])["sealed"]["sha256"]
    posted.database.outbox.put(replace(first, sealed_sha256=sealed, state=ExportState.SENT))
    posted.send("2026-10")
    code, params = refused(posted)
    assert (code, params["prior"]) == ("export_record_forked", "monthly-0001")
    other.identities.close()


def test_many_parts_come_together(full: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monthly, "split", partial(split, size=4096))
    assert len(full.send("2026-09").parts) > 10
    assert at_sponsor(full)[0].accepted
