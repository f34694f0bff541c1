"""Exports over two versions: each form's data under its own MetaDataVersion, accepted and tabulated by the sponsor."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import odmlib
from lxml import etree

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.activation import activate
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.moving import move_forms
from hairtrial_desktop.casebook.versions import candidate
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.demo.people import NURSE
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.elements import ODM_NS
from hairtrial_desktop.exchange.odm.reading import parse
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
from hairtrial_desktop.sponsor.receive import receive
from hairtrial_desktop.sponsor.verify import verify
from tests.amendments.conftest import Opener
from tests.amendments.version_two import version_two

N = f"{{{ODM_NS}}}"
XSD = Path(odmlib.__file__).parent / "schemas" / "odm" / "1.3.2" / "ODM1-3-2.xsd"
SUBJECT = "01-002"


def amended(opener: Opener) -> None:
    """Bring 2.0 into force, correct an old form, fill a new one and move a third."""
    book = opener().book
    activate(book, candidate(version_two(), book.versions), "2026-伦审-118", "2026-11-20")
    book = opener(NURSE).book
    old = FormSession(book, FormKey(SUBJECT, "SE.SCR", "F.VS"))
    old.enter(old.key.item("IG.VS.VS", "I.VS.PULSE"), "74")
    old.save("原始资料为 74")
    new = FormSession(book, FormKey(SUBJECT, "SE.FU1", "F.VS"))
    for item, text in (("VSPERF", "Y"), ("HR", "72"), ("SPO2", "98")):
        new.enter(new.key.item("IG.VS.VS", f"I.VS.{item}"), text)
    new.save()
    move_forms(book, [FormKey(SUBJECT, "SE.SCR", "F.DM")], "修正案 1")


def test_r3_16_both_versions_leave_and_are_received(opener: Opener, built: Path, tmp_path: Path) -> None:
    amended(opener)
    site = opener(NURSE)
    stick, out = tmp_path / "stick", tmp_path / "received"
    shutil.copytree(built.with_name("site-transport"), stick)
    shutil.copytree(built.with_name("site-sponsor") / "received", out)
    site.exchange.choose_folder(stick)
    entry = site.exchange.build("2026-11")
    site.exchange.send(entry.key, lambda _done, _total: None, lambda: False)
    keys = SponsorKeys.open(built.with_name("site-sponsor"))
    public = Door(tmp_path / "site").site_public()
    answers = receive(stick, keys, public, out, site.book.clock)
    assert [(answer.accepted, answer.error) for answer in answers] == [(True, None)] * len(answers)
    assert {each.error for each in verify(out, keys.public, public)} == {None}
    folder = answers[-1].folder
    assert folder is not None
    schema = etree.XMLSchema(etree.parse(XSD))
    for name in ("snapshot", "transactional"):
        root = parse((folder / "odm" / f"{name}.xml").read_bytes())
        assert schema.validate(root), schema.error_log
        assert problems(root) == []
        assert len(root.findall(f".//{N}MetaDataVersion")) == 2
        by_version = {
            (data.get("MetaDataVersionOID", "").split(".")[1], item.get("ItemOID"))
            for data in root.iter(f"{N}ClinicalData") for item in data.iter(f"{N}ItemData")
        }  # fmt: skip
        assert {("1", "I.VS.PULSE"), ("2", "I.VS.HR"), ("2", "I.VS.SPO2"), ("2", "I.DM.SEXBIO")} <= by_version
        assert not {("1", "I.VS.HR"), ("2", "I.VS.PULSE"), ("2", "I.DM.SEX")} & by_version
    cleared = [
        item for item in parse((folder / "odm" / "transactional.xml").read_bytes()).iter(f"{N}ItemData")
        if item.get("TransactionType") == "Remove" and item.get("ItemOID") == "I.DM.SEX"
    ]  # fmt: skip
    assert len(cleared) == 1
    tables = {path.name: list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
              for path in (folder / "csv").glob("*.csv")}  # fmt: skip
    assert [(row["SUBJID"], row["HR"], row["SPO2"]) for row in tables["VS.csv"]] == [(SUBJECT, "72", "98")]
    assert "74" in {row["PULSE"] for row in tables["VS.1.0.csv"] if row["SUBJID"] == SUBJECT}
    assert {row["SEXBIO"] for row in tables["DM.csv"] if row["GROUP"] == "DM"} == {"FEMALE"}


def test_the_audit_trail_says_each_change_in_the_words_of_its_time(opener: Opener) -> None:
    amended(opener)
    book = opener().book
    told = [
        (line.act, line.label.zh, line.old, line.new)
        for line in audit_lines(book, "zh")
        if line.subject == SUBJECT and line.label is not None and line.form is not None and line.form.zh == "人口学资料"
    ]
    assert ("save", "性别", "", "女") in told or ("complete", "性别", "", "女") in told
    assert ("move", "性别", "女", "") in told
    assert ("move", "性别", "", "女性") in told


def test_a_moved_form_prints_what_it_said_before(opener: Opener) -> None:
    amended(opener)
    book = opener().book
    page = CrfPageBuilder(book, FormKey(SUBJECT, "SE.SCR", "F.DM"), "zh").build()
    assert page.form_version == "2.0"
    sex = [(change.label, change.old, change.new, change.why) for change in page.changes if change.label == "性别"]
    assert sex == [("性别", "女", "女性", "修正案 1")]
