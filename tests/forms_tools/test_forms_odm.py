"""Definitions out as ODM and back: identity for our own, no crash and no guess for anybody's."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import odmlib
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.cli.forms_from_odm import _WHAT
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.exchange.odm.carried import definitions_odm
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.definitions_in import Understood, definitions_from_odm
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.definition_files import files_of
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.differences import differences
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.architecture.tree import ROOT
from tests.study.specimen import FILES

XSD = Path(odmlib.__file__).parent / "schemas" / "odm" / "1.3.2" / "ODM1-3-2.xsd"
OTHERS = sorted((ROOT.parent / "shared" / "odm_cases").glob("*.xml"))  # third-party files, if they are there
CREATED = "2026-11-22T10:00:00+08:00"
ODM_13 = "http://www.cdisc.org/ns/odm/v1.3"
STUDIES = {"study": lambda: load_study(read_forms(forms_folder())), "specimen": lambda: load_study(FILES)}

VENDOR = """<?xml version="1.0"?>
<odm:ODM xmlns:odm="http://www.cdisc.org/ns/odm/v1.3" xmlns:v="urn:vendor" FileOID="X" FileType="Snapshot"
  CreationDateTime="2020-01-01T00:00:00" v:extra="1">
 <odm:Study OID="S.1"><odm:GlobalVariables><odm:StudyName>Trial</odm:StudyName></odm:GlobalVariables>
  <odm:BasicDefinitions><odm:MeasurementUnit OID="MU.1" Name="kg"><odm:Symbol>
    <odm:TranslatedText>kg</odm:TranslatedText>
   </odm:Symbol></odm:MeasurementUnit></odm:BasicDefinitions>
  <odm:MetaDataVersion OID="M.1" Name="first">
   <odm:FormDef OID="F.OLD" Name="Old" Repeating="No">
    <odm:ItemGroupRef ItemGroupOID="IG.1" Mandatory="No"/></odm:FormDef>
   <odm:ItemGroupDef OID="IG.1" Name="Old group" Repeating="No"><odm:ItemRef ItemOID="I.W" Mandatory="Yes"/>
   </odm:ItemGroupDef>
   <odm:ItemDef OID="I.W" Name="Body weight of the participant" DataType="float" Length="5" SignificantDigits="1">
    <odm:Question><odm:TranslatedText>Weight</odm:TranslatedText>
    <odm:TranslatedText xml:lang="zh-CN">体重</odm:TranslatedText>
     <odm:TranslatedText xml:lang="de">Gewicht</odm:TranslatedText></odm:Question>
    <odm:MeasurementUnitRef MeasurementUnitOID="MU.1"/>
    <odm:RangeCheck Comparator="GE" SoftHard="Hard"><odm:CheckValue>2.5</odm:CheckValue>
     <odm:ErrorMessage><odm:TranslatedText>At least {2.5}</odm:TranslatedText></odm:ErrorMessage></odm:RangeCheck>
    <odm:RangeCheck Comparator="IN" SoftHard="Soft"><odm:CheckValue>many</odm:CheckValue></odm:RangeCheck>
    <v:Widget>slider</v:Widget>
   </odm:ItemDef>
   <odm:ItemDef OID="I.S" Name="SEX" DataType="integer"><odm:CodeListRef CodeListOID="CL.S"/></odm:ItemDef>
   <odm:ItemDef OID="I.B" Name="ACTIVE" DataType="boolean"><odm:Question>
    <odm:TranslatedText xml:lang="en">In the active arm?
     </odm:TranslatedText></odm:Question></odm:ItemDef>
   <odm:CodeList OID="CL.S" Name="Sex" DataType="integer">
    <odm:CodeListItem CodedValue="1"><odm:Decode><odm:TranslatedText>Same</odm:TranslatedText>
    </odm:Decode></odm:CodeListItem>
    <odm:CodeListItem CodedValue="2"><odm:Decode><odm:TranslatedText>Same</odm:TranslatedText>
    </odm:Decode></odm:CodeListItem>
   </odm:CodeList>
  </odm:MetaDataVersion>
  <odm:MetaDataVersion OID="M.2" Name="second"><odm:Include StudyOID="S.1" MetaDataVersionOID="M.1"/>
   <odm:Protocol><odm:StudyEventRef StudyEventOID="SE.1" Mandatory="Yes"/></odm:Protocol>
   <odm:StudyEventDef OID="SE.1" Name="Visit" Repeating="No" Type="Scheduled">
    <odm:FormRef FormOID="F.1" Mandatory="Yes"/><odm:FormRef FormOID="F.GONE" Mandatory="No"/></odm:StudyEventDef>
   <odm:FormDef OID="F.1" Name="Physical" Repeating="No">
    <odm:ItemGroupRef ItemGroupOID="IG.2" Mandatory="No"/></odm:FormDef>
   <odm:ItemGroupDef OID="IG.2" Name="Body" Repeating="Yes">
    <odm:ItemRef ItemOID="I.S" OrderNumber="2" Mandatory="No"/>
    <odm:ItemRef ItemOID="I.W" OrderNumber="1" Mandatory="Yes"/>
    <odm:ItemRef ItemOID="I.B" OrderNumber="3" Mandatory="No"/><odm:ItemRef ItemOID="I.GONE" Mandatory="No"/>
   </odm:ItemGroupDef>
  </odm:MetaDataVersion>
 </odm:Study>
</odm:ODM>
"""
DATA = """<ODM><ClinicalData StudyOID="S.9" MetaDataVersionOID="M"><SubjectData SubjectKey="1">
 <StudyEventData StudyEventOID="SE.1"><FormData FormOID="F.A"><ItemGroupData ItemGroupOID="IG.A">
  <ItemData ItemOID="one" Value="1"/><ItemDataInteger ItemOID="two">2</ItemDataInteger></ItemGroupData></FormData>
 </StudyEventData>
 <FormData FormOID="F.B"><ItemGroupData ItemGroupOID="IG.B" ItemGroupRepeatKey="1">
  <ItemDataDate ItemOID="day">2020-01-01
 </ItemDataDate></ItemGroupData></FormData></SubjectData></ClinicalData></ODM>"""


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(XSD))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(desktop, ["forms", *arguments, "--lang", "en"])


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_survives_being_written_as_files(name: str) -> None:
    study: Study = STUDIES[name]()
    files = files_of(study)
    again = load_study(files)
    assert replace(again, sha256=study.sha256) == study
    assert files_of(again) == files


@pytest.mark.parametrize("name", STUDIES)
def test_out_and_back_and_out_is_the_identity_and_valid(name: str, schema: etree.XMLSchema) -> None:
    study: Study = STUDIES[name]()
    first = definitions_odm(study, CREATED, "1")
    root = etree.fromstring(first)
    assert schema.validate(root), schema.error_log
    assert problems(root) == []
    back = definitions_from_odm(first)
    assert back.notes == ()
    assert differences(study, load_study(back.files)) == ()
    assert definitions_odm(load_study(back.files), CREATED, "1") == first


def test_a_text_corrected_elsewhere_comes_back_corrected() -> None:
    study = load_study(FILES)
    changed = definitions_odm(study, CREATED, "1").replace(b">CONSENT<", b">Day of consent<")
    (one,) = differences(study, load_study(definitions_from_odm(changed).files))
    assert (one.place, one.attribute) == ("DM.CONSENT", "text")


def test_our_own_file_spoilt_elsewhere_is_read_like_any_other() -> None:
    spoilt = definitions_odm(load_study(FILES), CREATED, "1").replace(b'Name="&quot;integer&quot;"', b'Name="integer"')
    understood = definitions_from_odm(spoilt)
    assert "own_changed" in {note.what for note in understood.notes}
    assert load_study(understood.files).forms


def test_the_commands_give_the_same_bytes_again(tmp_path: Path, schema: etree.XMLSchema) -> None:
    first, second, folder = tmp_path / "1.xml", tmp_path / "2.xml", tmp_path / "forms"
    assert run("to-odm", "--out", str(first)).exit_code == 0
    assert schema.validate(etree.parse(first)), schema.error_log
    back = run("from-odm", str(first), "--out", str(folder))
    assert (back.exit_code, (folder / "report.txt").exists()) == (0, False)
    assert run("to-odm", str(folder), "--out", str(second)).exit_code == 0
    assert second.read_bytes() == first.read_bytes()
    assert run("diff", str(forms_folder()), str(folder)).output == "Nothing changed.\n"
    refused = run("from-odm", str(first), "--out", str(folder))
    assert refused.exit_code == REFUSED
    assert "not empty" in refused.stderr


def whats(understood: Understood) -> set[str]:
    return {note.what for note in understood.notes}


def test_a_vendors_file_is_read_as_far_as_it_goes_and_the_rest_is_told() -> None:
    understood = definitions_from_odm(VENDOR.encode())
    study = load_study(understood.files)
    (event,) = [each for each in study.events if each.short == "1"] or study.events[:1]
    assert [study.forms[oid].name.en for oid in event.forms] == ["Physical"]
    (group,) = study.forms[event.forms[0]].groups
    weight, sex, arm = group.items
    assert group.repeating
    assert (weight.question.zh, weight.question.en) == ("体重", "Weight")
    assert (weight.mandatory, weight.length, weight.decimals) == (True, 5, 1)
    assert weight.unit is not None
    assert weight.unit.code == "kg"
    (check,) = weight.checks
    assert (check.valid_when.text, check.check_class.value) == (f"{weight.name} >= 2.5", "Hard")
    assert check.message.en.format() == "At least {2.5}"
    assert sex.code_list is not None
    assert [entry.text.en for entry in sex.code_list.items] == ["Same", "Same (2)"]
    assert "arm" not in arm.question.en, "no text may say who gets what"
    form = study.forms[event.forms[0]].short
    assert {(form, "F.1"), (f"{form}.{weight.name}", "I.W"), (f"{form}.{sex.name}", "I.S")} <= set(understood.names)
    told = {(note.what, note.place) for note in understood.notes}
    assert {("dangling", "SE.1"), ("dangling", "IG.2"), ("check", "I.W"), ("language_dropped", "de")} <= told
    assert {"foreign", "refused", "unplaced", "not_in_odm"} <= whats(understood)


@pytest.mark.parametrize("namespace", ["", "http://www.cdisc.org/ns/odm/v1.2", "http://www.cdisc.org/ns/odm/v1.1"])
def test_older_versions_and_no_namespace_are_read_alike(namespace: str) -> None:
    usual = definitions_from_odm(VENDOR.encode()).files
    if namespace:
        other = VENDOR.replace(ODM_13, namespace)
    else:
        other = VENDOR.replace(f'xmlns:odm="{ODM_13}"', "").replace("odm:", "")
    assert definitions_from_odm(other.encode()).files == usual
    assert definitions_from_odm(other.replace("\n", "\r\n").encode()).files == usual


def test_data_without_definitions_shows_its_forms_and_says_so() -> None:
    understood = definitions_from_odm(DATA.encode())
    study = load_study(understood.files)
    items = {item.name: item.data_type.value for form in study.forms.values() for group in form.groups
             for item in group.items}  # fmt: skip
    assert items == {"ONE": "text", "TWO": "integer", "DAY": "date"}
    assert {"no_definitions", "unplaced"} <= whats(understood)


@pytest.mark.parametrize(
    "text",
    ["", "no xml", "<html/>", "<ODM/>", "<ODM><Study OID='x'/></ODM>", "<!DOCTYPE a [<!ENTITY b 'c'>]><ODM>&b;</ODM>"],
)
def test_what_is_no_odm_or_holds_no_forms_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as refused:
        definitions_from_odm(text.encode())
    assert refused.value.code in ("odm_unreadable", "odm_without_forms")


def test_nothing_is_read_from_outside_the_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    entity = f'<!DOCTYPE ODM [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    spoilt = (
        VENDOR.replace("<odm:ODM", f"{entity}<odm:ODM", 1).replace(">Physical<", ">&x;<").replace(">Weight<", ">&x;<")
    )
    understood = definitions_from_odm(spoilt.encode())
    assert not [text for text in understood.files.values() if "SECRET" in text]


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_holes_is_read_or_refused_but_never_crashes(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable holes, no secret
    root = etree.fromstring(VENDOR.encode() if seed % 2 else definitions_odm(load_study(FILES), CREATED, "1"))
    nodes = list(root.iter())
    for _ in range(12):
        node = chance.choice(nodes)
        match chance.randrange(4):
            case 0 if node.getparent() is not None:
                node.getparent().remove(node)  # type: ignore[union-attr]  # it has one
            case 1 if node.attrib:
                del node.attrib[chance.choice(list(node.attrib))]
            case 2 if node.attrib:
                node.set(
                    chance.choice(list(node.attrib)), chance.choice(["", " ", "0", "{x}", "试验区", 'a"b\n', "IN"])
                )
            case _:
                node.text = chance.choice([None, "", "{", "placebo arm", "\t", "数", "x" * 300])
    try:
        understood = definitions_from_odm(etree.tostring(root))
    except KnownError as refused:
        assert refused.code in ("odm_unreadable", "odm_without_forms")  # noqa: PT017 - either outcome is right
        return
    assert load_study(understood.files).forms


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_files_of_other_systems_load_and_their_forms_are_there(path: Path, tmp_path: Path) -> None:
    done = run("from-odm", str(path), "--out", str(tmp_path / "forms"))
    assert done.exit_code == 0, done.output
    study = load_study(read_forms(tmp_path / "forms"))
    root = etree.parse(path).getroot()
    oids = {node.get("OID") for node in root.iter(f"{{{ODM_13}}}FormDef")}
    oids |= {node.get("FormOID") for node in root.iter(f"{{{ODM_13}}}FormData")}
    told = {note.place for note in definitions_from_odm(path.read_bytes()).notes if note.what == "empty_form"}
    assert len(study.forms) == len(oids - told)
    named = dict(line.split("\t") for line in (tmp_path / "forms" / "names.txt").read_text("utf-8").splitlines())
    assert {form.short for form in study.forms.values()} <= set(named)
    assert len(named) == len(study.forms) + len(told) + sum(
        len(group.items) for form in study.forms.values() for group in form.groups
    )
    for form in study.forms.values():
        out = tmp_path / "form.html"
        assert run("preview", str(tmp_path / "forms"), form.short, "--out", str(out)).exit_code == 0
    assert run("check", str(tmp_path / "forms")).exit_code == 0
    assert (tmp_path / "forms" / "report.txt").read_text(encoding="utf-8").count("\n") == done.output.count("\n") - 1


def test_every_note_has_its_words() -> None:
    folder = ROOT / "hairtrial_desktop" / "exchange" / "odm"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert [what for what in _WHAT if f'"{what}"' not in code] == []
