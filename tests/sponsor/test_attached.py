"""Photographs and scans on their way to the sponsor: the hash always, the file only by rule and consent."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hairtrial_desktop.casebook.attached_file import StrippedFile
from hairtrial_desktop.casebook.attachments import attachments_of
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.reading import N, parse
from hairtrial_desktop.sponsor.verify import verify
from hairtrial_desktop.study.errors import KnownError
from tests.documents.pictures import photograph, scan
from tests.exchange.test_odm import schema
from tests.exchange.test_privacy_gate import everything, unpacked
from tests.exchange.world import World, trial_files
from tests.sponsor.test_receive import at_sponsor, rebuild, refused
from tests.sponsor.test_redaction import signed_by

assert schema  # the fixture
SUBJECT = "01-001"
CONSENT, PTG = FormKey(SUBJECT, "SE.SCR", "F.IC"), FormKey(SUBJECT, "SE.SCR", "F.PTG")
RULE = 'attachments = {kind = "photograph", export = "hash"}'


@pytest.fixture(scope="module")
def picture() -> StrippedFile:
    return FileStripping().strip(photograph())


@pytest.fixture(scope="module")
def page() -> StrippedFile:
    return FileStripping().strip(scan())


@pytest.fixture
def lab(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """Found a site whose phototrichograms leave as its parameter says: never, hash or file; images agreed to."""
    files = dict(trial_files())
    assert RULE in files["ptg.toml"]
    files["ptg.toml"] = files["ptg.toml"].replace(RULE, RULE.replace("hash", getattr(request, "param", "file")))
    world = World(tmp_path, files)
    world.consent(SUBJECT)
    world.save(CONSENT, {"PICIMG": "Y"})
    world.save(PTG, {"CLIPDAT": "2026-09-01"})
    yield world
    world.database.close()
    world.identities.close()


def attach(world: World, form: FormKey, file: StrippedFile, kind: str = "photograph", caption: str = "") -> str:
    number = 1 + len(attachments_of(world.database.commits.load(form.subject), form))
    key = f"{form}/A#{number}"
    body = {
        "state": "attached", "kind": kind, "caption": caption, "media_type": file.media_type,
        "size": len(file.content), "sha256": file.sha256, "original_sha256": file.original_sha256,
        "stripped": list(file.stripped), "store": world.database.attachments.put(file.content),
    }  # fmt: skip
    world.commit(form.subject, Record("attachment", key, None, body), act="attach")
    return key


def detach(world: World, key: str, reason: str) -> None:
    record = Record("attachment", key, {"state": "attached"}, {"state": "detached", "reason": reason}, reason=reason)
    world.commit(key.split("/", maxsplit=1)[0], record, act="detach")


def table(world: World, key: str = "monthly-0001") -> list[dict[str, str]]:
    path = world.received / "01" / key / "csv" / "ATTACHMENTS.csv"
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize("lab", ["hash"], indirect=True)
def test_pi_02_a_photograph_leaves_as_its_hash(lab: World, picture: StrippedFile) -> None:
    attach(lab, PTG, picture, caption="vertex")
    entry = lab.send("2026-09")
    left = everything(lab, entry)
    assert picture.sha256.encode() in left
    assert picture.content[200:400] not in left
    assert not any(name.startswith("attached/") for name in unpacked(lab, entry))
    (one,) = at_sponsor(lab)
    assert (one.accepted, one.error) == (True, None)
    assert (one.counts["attachments"], one.counts["attachments_included"]) == (1, 0)
    (row,) = table(lab)
    assert (row["SHA256"], row["CAPTION"], row["FORM"], row["STATE"]) == (picture.sha256, "vertex", "PTG", "attached")


@pytest.mark.parametrize("lab", ["never"], indirect=True)
def test_pi_02_of_what_never_leaves_not_even_the_hash_leaves(lab: World, picture: StrippedFile) -> None:
    key = attach(lab, PTG, picture, caption="crown, 77")
    lab.sign(PTG)
    detach(lab, key, "blurred")
    entry = lab.send("2026-09")
    left = everything(lab, entry)
    assert entry.counts["documents_held"] == 1  # the signed page lists what is attached
    for told in (picture.sha256.encode(), b"crown, 77", b"blurred"):
        assert told not in left
    (one,) = at_sponsor(lab)
    assert (one.accepted, one.counts["attachments_held"]) == (True, 1)
    assert table(lab) == []


def test_pi_03_a_file_leaves_by_rule_and_consent_once(lab: World, picture: StrippedFile, page: StrippedFile) -> None:
    attach(lab, PTG, picture)
    attach(lab, PTG, page, kind="wet_ink_scan")
    entry = lab.send("2026-09")
    files = {name: content for name, content in unpacked(lab, entry).items() if name.startswith("attached/")}
    assert files == {f"attached/{picture.sha256}.jpg": picture.content}  # the scan bears a hand: its hash alone
    (one,) = at_sponsor(lab)
    assert (one.accepted, one.counts["attachments"], one.counts["attachments_included"]) == (True, 2, 1)
    assert (lab.received / "01" / one.key / "attached" / f"{picture.sha256}.jpg").read_bytes() == picture.content
    assert [done.error for done in verify(lab.received, lab.sponsor.public, lab.site)] == [None]
    lab.delivery().collect_receipts()
    again = lab.send("2026-10")
    assert not any(name.startswith("attached/") for name in unpacked(lab, again))
    (two,) = at_sponsor(lab)
    assert (two.accepted, two.counts["attachments"], two.counts["attachments_included"]) == (True, 2, 0)


def erase(world: World, key: str) -> None:
    """Commit the erasing of a whole file as the casebook does, signed by two."""
    store = world.database.commits.load(SUBJECT).things("attachment_data")[key].data["store"]
    new = {"attachment": key, "reason": "a face is seen", "second_person": "wang"}
    record = Record("redaction", f"paper/{store}", None, new, reason="a face is seen")
    signed = signed_by(world, record, {"chen": "chen", "wang": "wang"})
    world.commit(SUBJECT, signed, act="redact", user="chen", role="investigator")


def test_r3_06_an_erased_photograph_is_sent_no_more_and_the_sponsor_is_told(lab: World, picture: StrippedFile) -> None:
    key = attach(lab, PTG, picture)
    lab.send("2026-09")
    assert at_sponsor(lab)[0].counts["attachments_included"] == 1
    lab.delivery().collect_receipts()
    erase(lab, key)
    entry = lab.send("2026-10")
    (one,) = at_sponsor(lab)
    assert (one.error, one.notes) == (None, (f"erased:{key}",))
    assert (one.counts["attachments"], one.counts["attachments_included"]) == (1, 0)
    (row,) = table(lab, "monthly-0002")
    assert (row["STATE"], row["SHA256"]) == ("erased", picture.sha256)
    told = (lab.received / "01" / entry.key / layout.TRANSACTIONAL).read_text(encoding="utf-8")
    assert f"attachment={key}; second person: wang; a face is seen" in told


def test_r3_06_a_photograph_erased_before_it_ever_left_is_known_by_its_hash_alone(
    lab: World, picture: StrippedFile
) -> None:
    key = attach(lab, PTG, picture)
    erase(lab, key)
    assert list(lab.database.commits.verify()) == []
    entry = lab.send("2026-09")
    assert not any(name.startswith("attached/") for name in unpacked(lab, entry))
    assert at_sponsor(lab)[0].accepted
    assert table(lab)[0]["STATE"] == "erased"


@pytest.mark.parametrize("lab", ["never"], indirect=True)
def test_pi_02_the_erasing_of_what_never_leaves_stays_home_with_it(lab: World, picture: StrippedFile) -> None:
    erase(lab, attach(lab, PTG, picture))
    entry = lab.send("2026-09")
    assert b"a face is seen" not in everything(lab, entry)
    assert at_sponsor(lab)[0].accepted


def test_pi_03_without_consent_to_images_or_once_taken_away_the_hash_alone_leaves(
    lab: World, picture: StrippedFile
) -> None:
    key = attach(lab, PTG, picture)
    lab.save(CONSENT, {"PICIMG": "N"}, reason="撤回")
    assert not any(name.startswith("attached/") for name in unpacked(lab, lab.build("2026-09")))
    lab.save(CONSENT, {"PICIMG": "Y"}, reason="再次同意")
    detach(lab, key, "blurred")
    lab.send("2026-10")
    assert not any(name.startswith("attached/") for name in unpacked(lab, lab.build("2026-11")))


def test_pi_02_what_names_a_participant_in_its_caption_stays_home_with_its_file(
    lab: World, picture: StrippedFile
) -> None:
    lab.identify("01-001", "欧阳晓梅", "13800138000")
    attach(lab, PTG, picture, caption="欧阳晓梅 vertex")
    lab.sign(PTG)
    entry = lab.send("2026-09")
    left = everything(lab, entry)
    assert "欧阳晓梅".encode() not in left
    assert picture.content not in left
    assert not any(name.startswith(("attached/", "pdf/")) for name in unpacked(lab, entry))
    (one,) = at_sponsor(lab)
    assert (one.accepted, one.counts["attachments"], one.counts["attachments_held"]) == (True, 0, 1)


def test_p11_11_a_signature_over_attachments_holds_at_the_sponsor(lab: World, picture: StrippedFile) -> None:
    attach(lab, PTG, picture)
    lab.sign(PTG)
    attach(lab, PTG, picture)  # it is void now
    lab.sign(PTG)
    lab.send("2026-09")
    assert [(one.accepted, one.error) for one in at_sponsor(lab)] == [(True, None)]


@pytest.mark.parametrize("name", ["snapshot", "transactional"])
def test_p11_02_both_odm_files_say_what_is_attached_and_stay_valid(
    lab: World, picture: StrippedFile, page: StrippedFile, schema: Any, name: str
) -> None:
    key = attach(lab, PTG, picture, caption="vertex")
    attach(lab, CONSENT, page, kind="wet_ink_scan")
    detach(lab, key, "blurred")
    root = parse(unpacked(lab, lab.build("2026-09"))[f"odm/{name}.xml"])
    assert schema.validate(root), schema.error_log
    assert problems(root) == []
    notes = [note for note in root.iter(f"{N}Annotation") if note.findtext(f"{N}Flag/{N}FlagType") == "ATTACHMENT"]
    told = {(note.findtext(f"{N}Flag/{N}FlagValue"), note.findtext(f"{N}Comment")) for note in notes}
    assert any(code == "attached" and page.sha256 in (said or "") for code, said in told)
    assert any(code == "detached" for code, _ in told)


def another(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("attached/"))
    files[name] += b"\x00"


def gone(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    del files[next(name for name in files if name.startswith("attached/"))]


def more(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    files[f"attached/{'0' * 64}.jpg"] = b"nobody knows of it"


def renamed(about: dict[str, Any], files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("attached/"))
    files[name] += b"\x00"
    about["attachments"][0]["sha256"] = hashlib.sha256(files[name]).hexdigest()


def unlisted(about: dict[str, Any], files: dict[str, bytes]) -> None:
    gone(about, files)
    about["attachments"] = []
    about["counts"] = about["counts"] | {"attachments": 0, "attachments_included": 0}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (another, "export_attachment_wrong"), (gone, "export_attachment_wrong"), (more, "export_counts_differ"),
        (renamed, "export_attachment_wrong"), (unlisted, "export_attachment_wrong"),
    ],
)  # fmt: skip
def test_r3_11_a_file_that_is_not_what_the_record_says_is_refused(
    lab: World, picture: StrippedFile, change: Any, code: str
) -> None:
    attach(lab, PTG, picture)
    rebuild(lab, lab.build("2026-09"), change)
    assert refused(lab)[0] == code


def test_a_damaged_photograph_stops_the_export(lab: World, picture: StrippedFile) -> None:
    attach(lab, PTG, picture)
    for path in (lab.folder / "site" / "attachments").iterdir():
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(KnownError, match="attachment_damaged"):
        lab.build("2026-09")
    assert lab.database.outbox.entries() == ()
