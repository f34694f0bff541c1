"""The blinding lint can fail: whatever is planted is found, and the trial's own forms are clean."""

from __future__ import annotations

import base64
import json
import re

import pytest

from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.blinding import allowed_in, forbidden_name, told
from hairtrial_desktop.study.blinding_definitions import breaches_in
from hairtrial_desktop.study.blinding_files import breaches_in_files, breaches_in_kits
from hairtrial_desktop.study.definition_check import check_definitions
from hairtrial_desktop.study.kits import Kit
from hairtrial_desktop.study.loader import load_study, read_forms

FILES = read_forms(forms_folder())


def test_r3_01_cn_08_the_forms_of_the_trial_and_of_the_demo_are_clean() -> None:
    for files in (FILES, demo_files()):
        assert breaches_in(load_study(files)) == ()


# name -> (file, what stands there, what is planted)
PLANTED = {
    "an item for the arm": ("kit.toml", 'name = "KITTIM"', 'name = "ARMCD"'),
    "an item for the treatment": ("kit.toml", 'name = "KITTIM"', 'name = "TRTA"'),
    "an item for the allocation": ("vs.toml", 'name = "RESP"', 'name = "ALLOC"'),
    "the lot of the syringe of A": ("kit.toml", 'name = "KITTIM"', 'name = "LOTA"'),
    "the concentration of the certificate": ("ec.toml", 'name = "NEEDLE"', 'name = "CERTCONC"'),
    "a group of the treatment": ("vs.toml", '[[group]]\nname = "VS"', '[[group]]\nname = "TREATMENT"'),
    "a code of the placebo": ("codelists.toml", 'code = "USABLE"', 'code = "PLACEBO"'),
    "the text of a code": ("codelists.toml", 'zh = "可用", en = "Usable"', 'zh = "可用", en = "Usable saline"'),
    "a question that names the product": ("kit.toml", 'zh = "注射器编号"', 'zh = "外泌体注射器编号"'),
    "guidance that names the control": ("ec.toml", "例如 30G×4mm，两区相同。", "例如 30G×4mm，与生理盐水相同。"),
    "a message that names the treated area": (
        "ec.toml", 'en = "A volume cannot be negative. Correct it."', 'en = "The treated area cannot be negative."',
    ),
    "an assumption that names saline": ("ec.toml", "假设：每cm² 1点。", "假设：生理盐水每cm² 1点。"),
    "the lot of each syringe asked": ("kit.toml", 'zh = "注射器编号"', 'zh = "注射器编号和每支批号"'),
    "the measured concentration asked": ("ec.toml", 'en = "Needle gauge"', 'en = "Measured concentration"'),
    "a gate line that names the placebo": (
        "study.toml", 'en = "Syringes each in position"', 'en = "Placebo in position"',
    ),
    "a setting of one area": ("study.toml", 'name = "VOL_CM2"\n', 'name = "VOL_A"\n'),
    "a check of one area only": ("ec.toml", 'valid_when = "VOLML >= 0"', "valid_when = \"area('A').VOLML >= 0\""),
    "a rule that weighs the areas unlike": (
        "ec.toml", "derive = \"abs(area('A').VOLML - area('B').VOLML)\"\n",
        "derive = \"abs(area('A').VOLML - area('B').VOLML)\"\nguidance = {zh = \"盐水\", en = \"x\"}\n",
    ),
    "a gate line of one area only": (
        "study.toml", "area('A').SYRCHK == KIT.area('A').SYR and area('B').SYRCHK == KIT.area('B').SYR",
        "area('A').SYRCHK == KIT.area('A').SYR",
    ),
    "a question for one area": ("ec.toml", 'zh = "注射点数"', 'zh = "A区注射点数"'),
    "a title of a visit": ("study.toml", 'en = "Injection visit 1"', 'en = "Exosome visit 1"'),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_in_the_definitions_is_found(name: str) -> None:
    file, before, after = PLANTED[name]
    assert before in FILES[file]
    if re.search("(name|code) = ", after):  # whoever names it must be renamed too, so that the study loads
        old, new = before.split('"')[-2], after.split('"')[-2]
        files = {each: re.sub(rf"\b{old}\b", new, text) for each, text in FILES.items()}
    else:
        files = {**FILES, file: FILES[file].replace(before, after, 1)}
    result = check_definitions(files)
    assert result.errors == ()
    assert result.breaches != ()


FOUND_IN_FILES = {
    "a column of the arm": ("tables/DM.csv", "SUBJID,ARM\n01-001,X\n"),
    "a column of the lot of one syringe": ("EC.csv", "SUBJID,LOT_A,LOT_B\n01-001,7,8\n"),
    "a column of treatment": ("EC.csv", "SUBJID,ACTARMCD\n01-001,1\n"),
    "a cell that says what is where": ("AE.csv", "SUBJID,AETERM\n01-001,A区注射外泌体后红斑\n"),
    "a key of JSON": ("front.json", '{"site": {"treatment": 1}}'),
    "a key deep in JSON lines": ("bodies.jsonl", '{"a": 1}\n{"new": {"allocation": "x"}}\n'),
    "a value of JSON": ("audit.jsonl", json.dumps({"new": "left side is placebo"})),
    "JSON in a text of JSON": ("row.json", json.dumps({"body": json.dumps({"armcd": "A"})})),
    "a body of a record, in base64": (
        "bodies.jsonl",
        json.dumps({"body": base64.b64encode('{"reason":"A区为盐水"}'.encode()).decode()}),
    ),
    "a name in a body, in base64": (
        "bodies.jsonl",
        json.dumps({"records": [{"body": base64.b64encode(b'{"new":{"armcd":1}}').decode()}]}),
    ),
    "an attribute of XML": ("odm.xml", '<ItemDef OID="I.DM.ARMCD" Name="ARMCD"/>'),
    "a value in an attribute of XML": ("odm.xml", '<ItemData ItemOID="I.AE.AETERM" Value="A区注射外泌体后红斑"/>'),
    "a value in an attribute, escaped": ("odm.xml", "<ItemData Value='left &amp; right: saline'/>"),
    "an element of XML": ("odm.xml", "<Arm><Allocation/></Arm>"),
    "a text of XML": ("odm.xml", "<V>S-4471 was saline</V>"),
    "a line of a log": ("program.log", "opened\narea B: control area confirmed\n"),
    "a file of TOML": ("notes.toml", 'note = "注射器 S-4471 为生理盐水"\n'),
    "the certificate's concentration": ("lot.json", '{"nta_conc": 1}'),
    "the product of one area": ("x.tsv", "PRODUCT_A\tPRODUCT_B\n1\t2\n"),
}


@pytest.mark.parametrize("name", FOUND_IN_FILES)
def test_what_is_planted_in_a_file_is_found(name: str) -> None:
    file, content = FOUND_IN_FILES[name]
    assert breaches_in_files({file: content.encode()}) != ()


def test_what_unblinds_nobody_is_no_alarm() -> None:
    allowed = allowed_in(load_study(FILES))
    clean = {
        "odm.xml": "<StudyName>外泌体治疗脱发的随机、双盲、剂量递增临床试验</StudyName>"
        "<V OID='I.AE.AEACN'>TREATMENT</V><ItemDef Name='Study treatment' Comment='the allocation. is kept'/>",
        "AE.csv": "SUBJID,AETERM,AEACN\n01-001,患者询问外泌体的作用,DRUG WITHDRAWN\n",  # the name alone
        "HX.csv": "SUBJID,CMTRT,CMDOSE\n01-001,NaCl 0.9 % 输液,500\n",
        "seal.age": b"\xff\xfe\x00".decode("latin-1"),
        "study.toml": FILES["study.toml"],
        "kits.csv": "RANDNUM,VISIT,KITNO,SYR_A,SYR_B,SIDE_A,EXPIRY,SPARE\nR1,V1,K-1,S-1,S-2,LEFT,2027-06-30,N\n",
    }
    assert breaches_in_files({name: text.encode() for name, text in clean.items()}, allowed) == ()
    assert [name for name in ("SYR_A", "SIDE_A", "CMTRT", "ECTRT", "AESTART", "charm", "CONCURRENT") if
            forbidden_name(name)] == []  # fmt: skip


@pytest.mark.parametrize("text", [
    "A区是外泌体", "Ａ区是外泌体", "A  区是外泌体", "A：外泌体，B：盐水", "A是外泌体", "左额注射外泌体", "左：盐水",
    "area-A exosome", "A: exosome", "A=saline", "A区注射外 泌体", "A区\u200b是外\u200b泌体", "A区 氯化钠", "A区 PBS",
    "A区 exo", "A区是EVs", "前侧外泌体", "1号针外泌体", "甲区外泌体", "第一支是外泌体", "L side exosome",
    "A區是外泌體", "B边是盐水", "外泌体打在了A", "exosomes in A", "the A half got saline", "Area\nA exosome",
    "B区红斑。外泌体那侧没有",
])  # fmt: skip
def test_what_is_told_is_found_however_it_is_typed(text: str) -> None:
    assert told(text) is not None


@pytest.mark.parametrize("text", [
    "生理盐水 250 mL 静脉滴注", "左手静脉输注生理盐水", "右上臂生理盐水注射", "维生素B 与生理盐水",
    "既往使用外泌体产品", "A区红斑，局部肿胀", "生理盐水一支", "乙肝B超，氯化钠注射液", "rinsed in a saline bath",
    "11月1号用生理盐水漱口", "A区红斑。给予生理盐水湿敷",
])  # fmt: skip
def test_what_a_nurse_writes_every_day_is_not_taken_for_it(text: str) -> None:
    assert told(text) is None


def test_the_title_is_allowed_whole_and_not_its_words() -> None:
    allowed = allowed_in(load_study(FILES))
    title = load_study(FILES).name.zh
    assert told(f"左侧：{title}", allowed) is None
    assert told("左侧为外泌体", allowed) == "左侧为外泌体"


def kits(pairs: list[tuple[str, str]]) -> list[Kit]:
    return [Kit(f"R{at}", "V1", f"K-{at}", a, b, "LEFT", "2027-06-30", False) for at, (a, b) in enumerate(pairs)]


SERIES = {
    "another first digit": [("S-4001", "S-7001"), ("S-7002", "S-4002"), ("S-4003", "S-7003"), ("S-7004", "S-4004")],
    "another last digit": [("S-111", "S-122"), ("S-132", "S-141"), ("S-151", "S-162"), ("S-172", "S-181")],
    "odd and even": [("S-13", "S-24"), ("S-36", "S-47"), ("S-59", "S-62"), ("S-78", "S-81")],
    "a lower and a higher half": [
        ("S-0098", "S-5503"),
        ("S-6001", "S-0101"),
        ("S-0110", "S-5900"),
        ("S-6100", "S-0121"),
    ],
}


@pytest.mark.parametrize("name", SERIES)
def test_codes_that_tell_the_syringes_apart_are_found(name: str) -> None:
    assert breaches_in_kits("C1", kits(SERIES[name])) != ()


def test_codes_drawn_alike_or_by_position_are_no_alarm() -> None:
    drawn = [("S-4471", "S-4478"), ("S-4502", "S-4490"), ("S-4517", "S-4519"), ("S-4533", "S-4526")]
    by_position = [("S-0002", "S-0003"), ("S-0004", "S-0005"), ("S-0006", "S-0007"), ("S-0008", "S-0009")]
    assert breaches_in_kits("C1", kits(drawn)) == breaches_in_kits("C1", kits(by_position)) == ()
