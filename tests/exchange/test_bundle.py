"""A bundle opens with age, openssl and unzip alone, and is whole."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.outbox import ExportState, Part
from hairtrial_desktop.exchange import bundle as bundle_module
from hairtrial_desktop.exchange.bundle import build_bundle, open_bundle
from hairtrial_desktop.exchange.seal import seal, split
from hairtrial_desktop.keys import age_files
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.world import World


@pytest.mark.external
def test_cn_10_age_openssl_and_unzip_read_it_without_us(posted: World, tmp_path: Path) -> None:
    entry = posted.entry()
    folder = posted.stick / "01" / entry.key
    outer = json.loads(json.loads((folder / "manifest.json").read_bytes())["body"])
    sealed = tmp_path / "sealed.age"
    sealed.write_bytes(b"".join((folder / part["name"]).read_bytes() for part in outer["parts"]))
    opened = tmp_path / "bundle.zip"
    identity = posted.folder / "sponsor" / "identity.txt"
    subprocess.run(["age", "-d", "-i", identity, "-o", opened, sealed], check=True)
    inside = tmp_path / "inside"
    with zipfile.ZipFile(opened) as archive:
        assert archive.testzip() is None
        archive.extractall(inside)
    public = tmp_path / "seal.pub"
    certificate = inside / "site-seal.pem"
    command = ["openssl", "x509", "-pubkey", "-noout", "-in", str(certificate)]
    public.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    verify = ["openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(inside / "manifest.sig")]
    said = subprocess.run([*verify, str(inside / "manifest.json")], check=True, capture_output=True, text=True).stdout
    assert said == "Verified OK\n"
    manifest = json.loads((inside / "manifest.json").read_bytes())
    listed = {one["name"]: (one["size"], one["sha256"]) for one in manifest["files"]}
    there = {path.relative_to(inside).as_posix(): path.read_bytes() for path in inside.rglob("*") if path.is_file()}
    own = {"manifest.json", "manifest.sig", "site-seal.pem"}
    assert listed == {n: (len(c), hashlib.sha256(c).hexdigest()) for n, c in there.items() if n not in own}
    assert {"odm/snapshot.xml", "odm/transactional.xml", "record/headers.jsonl", "record/bodies.jsonl"} <= listed.keys()
    assert {f"definitions/{name}" for name in posted.files} <= listed.keys()
    assert checked(inside) == (0, f"whole up to commit {manifest['head']['seq']}, {len(listed)} files\n")
    for name in ("record/headers.jsonl", "record/bodies.jsonl"):  # and it can fail
        lines = (inside / name).read_text("utf-8").splitlines()
        (inside / name).write_text("\n".join(lines[:-1]) + "\n", "utf-8")
        code, wrong = checked(inside)
        assert code == 1
        assert f"WRONG: {name}\n" in wrong
        (inside / name).write_text("\n".join(lines) + "\n", "utf-8")


def checked(inside: Path) -> tuple[int, str]:
    """Return what the checker that comes along says, in a Python that knows nothing of this program."""
    command = [sys.executable, "-I", "-S", str(inside / "check_record.py"), str(inside)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_r3_11_the_manifest_says_what_the_requirements_ask(full: World) -> None:
    entry = full.build("2026-09")
    manifest = json.loads(open_bundle(full.opened(entry), full.site.seal_pem).manifest_bytes)
    head = full.database.commits.head()
    assert manifest["head"] == {"seq": head.seq, "hash": head.hash}
    assert (manifest["study"], manifest["site"], manifest["series"], manifest["number"]) == (
        "BG-CT-24-007", "01", "monthly", 1,
    )  # fmt: skip
    assert (manifest["month"], manifest["recipient_country"], manifest["epoch"]) == ("2026-09", "CHN", 1)
    assert manifest["definitions_sha256"] == full.study.sha256
    assert manifest["prior_sealed_sha256"] is None
    assert manifest["counts"] == entry.counts
    assert manifest["counts"]["withheld"] == 1
    assert manifest["values_per_form"]["F.EC"] > 1
    second = full.build("2026-10")
    assert (
        json.loads(open_bundle(full.opened(second), full.site.seal_pem).manifest_bytes)["prior_sealed_sha256"]
        == entry.sealed_sha256
    )
    assert second.number == 2


def test_a_month_is_exported_once_unless_the_sponsor_refused_it(full: World) -> None:
    entry = full.build("2026-09")
    for month in ("2026-09", "2026-08"):
        with pytest.raises(KnownError, match="month_already_exported"):
            full.build(month)
    full.database.outbox.put(replace(entry, state=ExportState.REFUSED))
    assert full.build("2026-09").number == 2


def test_papers_travel_until_they_are_acknowledged(full: World) -> None:
    first = full.build("2026-09")
    assert first.counts["documents_included"] == 2
    assert full.build("2026-10").counts["documents_included"] == 2
    full.database.outbox.put(replace(first, state=ExportState.ACKNOWLEDGED))
    third = full.build("2026-11")
    assert (third.counts["documents"], third.counts["documents_included"]) == (2, 0)


def test_ema_08_the_site_can_open_what_it_sent(full: World) -> None:
    secret, recipient = age_files.new_identity()
    entry = full.export((recipient,)).build("2026-09")
    outbox = full.database.outbox
    sealed = b"".join(outbox.read(entry.key, part.name) for part in entry.parts)
    assert age_files.unseal(sealed, secret) == full.sponsor.decrypt(sealed)


def test_equal_input_gives_equal_bytes_and_order_does_not_matter(world: World) -> None:
    class Seal:
        certificate_pem, ca_pem = b"cert", b"ca"

        def sign(self, message: bytes) -> bytes:
            return hashlib.sha256(message).digest()

    one = build_bundle({"a": 1}, {"odm/b.xml": b"2", "odm/a.xml": b"1"}, Seal())
    two = build_bundle({"a": 1}, {"odm/a.xml": b"1", "odm/b.xml": b"2"}, Seal())
    assert one.content == two.content
    del world


def test_parts_are_named_by_content_and_join_again() -> None:
    sealed = bytes(range(256)) * 10
    pieces = list(split(sealed, 1000))
    assert [part.size for part, _ in pieces] == [1000, 1000, 560]
    assert b"".join(piece for _, piece in pieces) == sealed
    assert pieces[0][0] == Part(f"{hashlib.sha256(sealed[:1000]).hexdigest()}.part", 1000)


def test_pi_01_no_plaintext_is_sealed_without_a_recipient_key() -> None:
    secret, recipient = age_files.new_identity()
    sealed = seal(b"marker-text", (recipient,))
    assert b"marker-text" not in sealed
    assert age_files.unseal(sealed, secret) == b"marker-text"


def zipped(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def sealed_zip(
    world: World, listed: Mapping[str, int], files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a zip whose manifest, signed by the site, lists other sizes than it may hold."""
    manifest = json.dumps({"files": [{"name": name, "size": size} for name, size in listed.items()]}).encode()
    head = {"manifest.json": manifest, "manifest.sig": world.seal.sign(manifest), "site-seal.pem": b""}
    return zipped({**head, **files}, how)


def test_damaged_zips_are_refused_not_crashed_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = sealed_zip(world, {"odm/a.xml": 100}, {"odm/a.xml": b"x" * 100}, zipfile.ZIP_STORED)
    pem = world.site.seal_pem
    assert open_bundle(content, pem).files == {"odm/a.xml": b"x" * 100}
    for wrong in (b"", b"PK", content[:-30], content[30:], content.replace(b"manifest.sig", b"manifest.gis")):
        with pytest.raises(KnownError, match="bundle_damaged"):
            open_bundle(wrong, pem)
    monkeypatch.setattr(bundle_module, "_LARGEST", 50)
    with pytest.raises(KnownError, match="bundle_damaged"):
        open_bundle(content, pem)


@pytest.mark.parametrize(
    ("listed", "how"),
    [
        ({}, zipfile.ZIP_DEFLATED), ({"pdf/a.pdf": 10}, zipfile.ZIP_DEFLATED), ({"pdf/a.pdf": 2000}, zipfile.ZIP_BZIP2),
        ({"pdf/a.pdf": 2000, "pdf/b.pdf": 3 * 1024**3}, zipfile.ZIP_DEFLATED),
        ({"pdf/a.pdf": 2000, "pdf/b.pdf": -3 * 1024**3}, zipfile.ZIP_DEFLATED),
    ],
)  # fmt: skip
def test_only_what_is_listed_is_unpacked(world: World, listed: dict[str, int], how: int) -> None:
    with pytest.raises(KnownError, match="bundle_damaged"):
        open_bundle(sealed_zip(world, listed, {"pdf/a.pdf": b"0" * 2000}, how), world.site.seal_pem)


def test_nothing_is_unpacked_before_the_seal_is_verified(world: World, tmp_path: Path) -> None:
    """Sixty megabytes of zeros that nobody signed stay packed."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("manifest.json", "manifest.sig", "site-seal.pem"):
            archive.writestr(name, b"{}")
        with archive.open("pdf/bomb.pdf", "w") as file:
            for _ in range(60):
                file.write(bytes(1024**2))
    content, pem = path.read_bytes(), world.site.seal_pem
    tracemalloc.start()
    try:
        with pytest.raises(KnownError, match="bundle_foreign_seal"):
            open_bundle(content, pem)
        assert tracemalloc.get_traced_memory()[1] < 10 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_file_that_lies_of_its_size_is_read_no_further(world: World) -> None:
    content = sealed_zip(world, {"pdf/a.pdf": 10}, {"pdf/a.pdf": bytes(40 * 1024**2)})
    lying = content.replace(struct.pack("<I", 40 * 1024**2), struct.pack("<I", 10))
    assert lying != content
    tracemalloc.start()
    try:
        with pytest.raises(KnownError, match="bundle_damaged"):
            open_bundle(lying, world.site.seal_pem)
        assert tracemalloc.get_traced_memory()[1] < 10 * 1024**2
    finally:
        tracemalloc.stop()
