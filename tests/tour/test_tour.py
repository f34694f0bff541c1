"""The tour in both languages, and what independent readers say of what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import odmlib
import pytest
from lxml import etree

from hairtrial_desktop.demo.people import NURSE, PARTICIPANTS, TOUR_PARTICIPANT, password_of
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.places import PACKAGE
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.migrations.site import SITE
from hairtrial_desktop.study.loader import load_study
from tests.verapdf import is_pdfa_2b

PROGRAM = [sys.executable, "-m", "hairtrial_desktop"]


@pytest.fixture(scope="module", params=["zh", "en"])
def tour(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the tour as a program of its own, as a person would."""
    out = tmp_path_factory.mktemp(f"tour-{request.param}")
    done = _run("tour", "--out", str(out), "--lang", request.param)
    assert done.returncode == 0, done.stdout + done.stderr
    return out, request.param


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False, env=environment)


def _read(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_step_and_check_passed(tour: tuple[Path, str]) -> None:
    out, language = tour
    report = json.loads((out / "tour.json").read_bytes())
    assert report["passed"]
    assert report["language"] == language
    assert report["checks"] >= 70
    assert [step["name"] for step in report["steps"] if step["error"]] == []
    assert len(list((out / "screens").glob("*.png"))) >= 35


def test_pdfsig_says_valid_and_whole(tour: tuple[Path, str]) -> None:
    papers = sorted((tour[0] / "pdf").glob("*.pdf"))
    assert len(papers) == 19  # two of them by the blinded assessor
    for paper in papers:
        said = _read("pdfsig", str(paper))
        assert "Signature is Valid" in said, said
        assert "Total document signed" in said, said


def test_verapdf_says_2b(tour: tuple[Path, str]) -> None:
    for name in ("F.EC", "F.IE"):
        (paper,) = (tour[0] / "pdf").glob(f"*{name}*.pdf")
        conforms, messages = is_pdfa_2b(paper)
        assert conforms, messages


def test_every_label_of_the_form_is_in_the_text_of_its_paper(tour: tuple[Path, str]) -> None:
    out, language = tour
    study = load_study(demo_files())
    always = {None, "ECYN == 'Y'"}  # of whoever was injected; the rest is asked only where it was so
    (paper,) = (out / "pdf").glob("*F.EC*.pdf")
    text = re.sub(r"\s", "", _read("pdftotext", "-raw", str(paper), "-"))
    for group in study.forms["F.EC"].groups:
        for item in group.items:
            if (item.collect_when and item.collect_when.text) in always:
                assert re.sub(r"\s", "", item.question.say(language)) in text, item.name


def test_the_bundle_opens_with_age_alone_and_its_odm_is_valid(tour: tuple[Path, str], tmp_path: Path) -> None:
    out, _ = tour
    (part,) = (out / "transport").rglob("*.part")
    bundle = tmp_path / "bundle.zip"
    _read("age", "-d", "-i", str(out / "sponsor" / "identity.txt"), "-o", str(bundle), str(part))
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "bundle")
    schema = etree.XMLSchema(etree.parse(_odm_schema()))
    for name in ("snapshot", "transactional"):
        schema.assertValid(etree.parse(tmp_path / "bundle" / "odm" / f"{name}.xml"))
    key = tmp_path / "seal.pub"
    key.write_text(_read("openssl", "x509", "-in", str(tmp_path / "bundle" / "site-seal.pem"), "-pubkey", "-noout"))
    said = _read(
        "openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(tmp_path / "bundle" / "manifest.sig"),
        str(tmp_path / "bundle" / "manifest.json"),
    )  # fmt: skip
    assert "Verified OK" in said


def _odm_schema() -> str:
    root = Path(odmlib.__file__).parent
    return str(next(root.rglob("ODM1-3-2.xsd")))


def test_pi_02_nothing_that_left_names_anybody(tour: tuple[Path, str]) -> None:
    out, _ = tour
    who = TOUR_PARTICIPANT.identity
    secrets = [who.name, who.phone, who.record_number, who.birth_date]
    seen = [path for folder in ("sponsor", "transport") for path in (out / folder).rglob("*") if path.is_file()]
    for path in seen:
        content = path.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, (path.name, secret)
    for paper in (out / "pdf").glob("*.pdf"):
        text = _read("pdftotext", str(paper), "-")
        assert not any(secret in text for secret in secrets), paper.name
    assert PARTICIPANTS[0].identity.name not in (out / "tour.json").read_text("utf-8")


def test_nothing_that_left_tells_the_areas_apart(tour: tuple[Path, str]) -> None:
    words = ("试验区", "对照区", "placebo", "安慰剂", "control area", "study area", "treatment arm")
    for path in (tour[0] / "sponsor" / "received").rglob("*"):
        if path.suffix in (".xml", ".csv", ".json", ".jsonl"):
            text = path.read_text("utf-8-sig").lower()
            assert not any(word in text for word in words), path.name


def test_the_snapshot_holds_what_was_typed(tour: tuple[Path, str]) -> None:
    (path,) = (tour[0] / "sponsor").rglob("snapshot.xml")
    namespace = "{http://www.cdisc.org/ns/odm/v1.3}"
    values = [
        item.get("Value")
        for item in etree.parse(path).iter(f"{namespace}ItemData")
        if item.get("ItemOID") == "I.EC.VOLML"
    ]
    assert values == ["1.00", "1.00"]


def test_verify_passes_and_names_table_and_row_after_one_byte(tour: tuple[Path, str]) -> None:
    site = tour[0] / "site"
    intact = _run("verify", "--data", str(site), "--lang", "en")
    assert intact.returncode == 0, intact.stderr
    key = Keyring.open(site).unlock(NURSE, password_of(NURSE), datetime.now(UTC)).database_key
    database = CipherDatabase.open(site / "site.db", key, SITE)
    with database.transaction() as db:
        db.execute("UPDATE item_data SET value = '1.01' WHERE item = 'I.EC.VOLML' AND group_repeat = 2")
    database.close()
    altered = _run("verify", "--data", str(site), "--lang", "en")
    assert altered.returncode == 2
    assert "item_data" in altered.stderr
    assert "01-001/SE.V1#1/F.EC#1/IG.EC.AREA#2/I.EC.VOLML" in altered.stderr
