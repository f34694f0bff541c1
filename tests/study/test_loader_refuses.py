"""Every wrong file is refused naming file, place, expected and found."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.study.specimen import CODES, FILES, STUDY, event, form, item

NY = 'codelist = "NY"'


def refusal(files: dict[str, str]) -> dict[str, str]:
    with pytest.raises(DefinitionError) as refused:
        load_study(files)
    return refused.value.params


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[file]
    return {**FILES, file: FILES[file].replace(old, new, 1)}


LAST = "\n[[status]]\ncode = 'X'\ntext = {zh = 'x', en = 'x'}\nwhen = 'True'"


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "expected"),
    [
        # study.toml
        ("study.toml", 'oid = "ST.1"', "", "study.oid", "a text"),
        ("study.toml", 'oid = "ST.1"', "oid = 5", "study.oid", "a text"),
        ("study.toml", 'oid = "ST.1"', 'oid = " "', "study.oid", "not empty"),
        ("study.toml", 'oid = "ST.1"', 'oid = "ST.1"\nodi = 1', "study.odi", "oid, perhaps"),
        ("study.toml", 'zone = "+08:00"', 'zone = "Asia/Shanghai"', "study.zone", "+08:00"),
        ("study.toml", "enrolment_target = 18", "enrolment_target = 0", "study.enrolment_target", "at least 1"),
        ("study.toml", "enrolment_target = 18", "enrolment_target = true", "study.enrolment_target", "a whole number"),
        ("study.toml", '{zh = "dens（中）", en = "dens"}', '{zh = "dens"}', "setting[DENS_MAX].text", "both not empty"),
        ("study.toml", '{zh = "dens（中）", en = "dens"}', '{zh = "", en = "d"}', "setting[DENS_MAX].text", "both"),
        ("study.toml", "value = 190", "value = [1]", "setting[DENS_MAX].value", "a number or a text"),
        ("study.toml", 'name = "IC04"', 'name = "DENS_MAX"', "setting[DENS_MAX].name", "once"),
        ("study.toml", 'name = "IC04"', 'name = "ic04"', "setting[ic04].name", "[A-Z]"),
        ("study.toml", 'name = "V2"', 'name = "V1"', "event[V1].name", "once"),
        ("study.toml", 'anchor = "V1"', 'anchor = "V9"', "event[V2].window.anchor", "an event"),
        ("study.toml", 'anchor = "SCR"', 'anchor = "V2"', "event[V1].window.anchor", "no circle"),
        ("study.toml", "hard = 7", "hard = 2", "event[V2].window.hard", "at least before"),
        ("study.toml", "before = 13", "before = -1", "event[V1].window.before", "at least 0"),
        ("study.toml", '"EC", "GATE"', '"EC", "EX", "GATE"', "event[V1].forms", "the name of a form"),
        ("study.toml", '"EC", "GATE"', '"CM", "GATE"', "event[V1].forms", "no log"),
        ("study.toml", 'forms = ["CM"]', 'forms = ["CM", "DM"]', "event[LOG].forms", "log forms"),
        ("study.toml", "SCR.DM.CONSENT", "SCR.DM.SEX", "event[SCR].date_item", "a date of SCR"),
        ("study.toml", "SCR.DM.CONSENT", "SCR.DM.NOSUCH", "event[SCR].date_item", "EVENT.FORM.ITEM"),
        ("study.toml", 'when = "True"', 'when = "False"', "status", "a last status"),
        ("study.toml", 'when = "True"', "when = \"SEX == 'F'\"" + LAST,
            "status[SCREENING].when", "EVENT.FORM.ITEM"),
        ("study.toml", "GATEOK == 'Y'", "GATENO == 'Y'", "gate[SURE].holds_when", "an item of form GATE"),
        ("study.toml", "GATEOK == 'Y'", "GATEOK", "gate[SURE].holds_when", "gives a truth"),
        ("study.toml", 'code = "crf"', 'code = "pen"', "DM.signature", "one of pen"),
        ("study.toml", 'code = "cm2"', 'code = "cm3"', "PTG.PTG.FIELD.unit", "[[unit]]"),
        # codelists.toml
        ("codelists.toml", 'name = "NYU"', 'name = "NY"', "codelist[NY].name", "once"),
        ("codelists.toml", 'code = "N"', 'code = "Y"', "codelist[NY].items", "once"),
        ("codelists.toml", 'zh = "N码"', 'zh = "Y码"', "codelist[NY].items", "once"),
        ("codelists.toml", 'zh = "N码", ', "", "codelist[NY].items[N].zh", "a text"),
        ("codelists.toml", 'code = "NORMAL"', 'code = "NOT SO"', "XH.XH.SCALP.codelist", "without blanks"),
        # forms
        ("dm.toml", 'name = "DM"', 'name = "dm"', "form.name", "[A-Z]"),
        ("dm.toml", 'name = "DM"', 'name = "CFG"', "CFG.name", "other than CFG"),
        ("dm.toml", 'name = "CONSENT"', 'name = "CONSENTED"', "DM.DM.CONSENTED.name", "at most 8"),
        ("dm.toml", 'name = "BIRTH"', 'name = "CONSENT"', "DM.DM.CONSENT.name", "once"),
        ("dm.toml", 'type = "date"', 'type = "Date"', "DM.DM.CONSENT.type", "partialDate"),
        ("dm.toml", 'type = "date"', 'type = "date"\nlength = 3', "DM.DM.CONSENT.length", "length only"),
        ("dm.toml", 'type = "date"', 'type = "date"\ndecimals = 1', "DM.DM.CONSENT.decimals", "decimals only"),
        ("dm.toml", 'type = "date"', 'type = "date"\nunit = "cm2"', "DM.DM.CONSENT.unit", "a unit only"),
        ("dm.toml", 'type = "date"', f'type = "date"\n{NY}', "DM.DM.CONSENT.codelist", "no code list"),
        ("dm.toml", 'type = "date"', 'type = "date"\ncriterion = "perhaps"', "DM.DM.CONSENT.criterion", "inclusion"),
        ("dm.toml", 'type = "date"', 'type = "date"\nnull_flavours = ["XX"]', "DM.DM.CONSENT.null_flavours", "ND"),
        ("dm.toml", 'type = "date"', 'type = "date"\ndefault = "1.6.2026"', "DM.DM.CONSENT.default", "a stored value"),
        ("dm.toml", 'type = "date"', 'type = "date"\nsource = "somewhere"', "DM.DM.CONSENT.source", "transcribed"),
        ("dm.toml", 'codelist = "SEX"\n', "", "DM.DM.SEX.codelist", "a code list"),
        ("dm.toml", 'codelist = "SEX"', 'codelist = "GENDER"', "DM.DM.SEX.codelist", "[[codelist]]"),
        ("dm.toml", "mandatory = true", 'mandatory = "yes"', "DM.DM.SEX.mandatory", "true or false"),
        ("dm.toml", "mandatory = true", "madatory = true", "DM.DM.SEX.madatory", "mandatory, perhaps"),
        ("dm.toml", "age(BIRTH, CONSENT)", "age(BIRTH)", "DM.DM.AGE.derive", "2 argument"),
        ("dm.toml", "first_known(age(BIRTH, CONSENT), identity_age())", "SEX", "DM.DM.AGE.derive", "gives a number"),
        ("dm.toml", "verdict(18 <= AGE <= 75)", "choose(SEX, 'F', 'X', 'M', 'Y')", "DM.DM.INCL02.derive",
         "only the codes"),
        ("dm.toml", "verdict(18 <= AGE <= 75)", "verdict(INCL02 == 'Y')", "DM.DM.INCL02.derive", "no circle"),
        ("dm.toml", 'derive = "first_known', 'default = "5"\nderive = "first_known', "DM.DM.AGE.default", "not both"),
        ("dm.toml", 'derive = "first_known', 'source = "direct"\nderive = "first_known', "DM.DM.AGE.source", "derived"),
        ("ptg.toml", "areas = true", "areas = true\nrepeating = true", "PTG.PTG.repeating", "not both"),
        ("cm.toml", '["CMTRT"]', '["CMDRUG"]', "CM.row_title", "an item of this form"),
        ("cm.toml", "SCR.HX.CMYN", "SCR.HX.REFDAT", "CM.gate", "codes Y and N"),
        ("cm.toml", "SCR.HX.CMYN", "HX.CMYN", "CM.gate", "EVENT.FORM.ITEM"),
        ("cm.toml", "log = true", "log = false", "CM.gate", "only in a log"),
        ("hx.toml", "HTYN == 'Y' and HTLAST", "HTLAST", "HX.HX.EXCL08.derive", "behind its condition: HTYN == 'Y'"),
        ("xh.toml", "SCR.DM.SEX == 'F'\"", "LUDWIG == 'I'\"", "XH.XH.LUDWIG.collect_when", "does not name the item"),
        ("gate.toml", 'name = "GATE"', 'name = "GOAL"', "event[V1].forms", "the name of a form"),
        ("hx.toml", 'name = "HX"', 'name = "DM"', "DM", "named once"),
    ],
)  # fmt: skip
def test_wrong_files_are_refused_by_their_place(file: str, old: str, new: str, path: str, expected: str) -> None:
    params = refusal(changed(file, old, new))
    rows = [row for row in params["all"] if row[1] == path and expected in row[2]]
    assert rows, params["all"]
    assert rows[0][3]
    assert {"file", "path", "expected", "found"} <= set(params)


CHECK = "check = [{class='Hard', valid_when=\"AGEX > 1\", message={zh='{AGEX} 不对', en='wrong {AGEX}'}}]"


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ("class='Hard', ", "", "AA.AA.AGEX.check[1].class", "one of Hard"),
        ("'Hard'", "'hard'", "AA.AA.AGEX.check[1].class", "one of Hard"),
        ("AGEX > 1", "AGEX", "AA.AA.AGEX.check[1].valid_when", "gives a truth"),
        ("{AGEX} 不对", "{AGEY} 不对", "AA.AA.AGEX.check[1].message", "placeholders"),
        ("wrong {AGEX}", "wrong {AGEX:>5}", "AA.AA.AGEX.check[1].message", "placeholders"),
        ("wrong {AGEX}", "wrong {", "AA.AA.AGEX.check[1].message", "placeholders"),
        ("wrong {AGEX}", "in the control area", "AA.AA.AGEX.check[1].message", "which area is treated"),
        ("{AGEX} 不对", "对照区", "AA.AA.AGEX.check[1].message", "which area is treated"),
        (", en='wrong {AGEX}'", "", "AA.AA.AGEX.check[1].message", "both not empty"),
        ("valid_when", "valid_if", "AA.AA.AGEX.check[1].valid_if", "valid_when, perhaps"),
    ],
)
def test_wrong_rules(old: str, new: str, path: str, expected: str) -> None:
    assert old in CHECK
    wrong = form("AA", item("AGEX", "integer") + CHECK.replace(old, new) + "\n")
    study = STUDY + event("U1", '"AA"')
    rows = refusal({**FILES, "study.toml": study, "aa.toml": wrong})["all"]
    assert any(row[1] == path and expected in row[2] for row in rows), rows


def test_the_right_rule_loads() -> None:
    right = form("AA", item("AGEX", "integer") + CHECK + "\n")
    study = load_study({**FILES, "study.toml": STUDY + event("U1", '"AA"'), "aa.toml": right})
    found = study.forms["F.AA"].item("AGEX")
    assert found is not None
    assert found[1].checks[0].oid == "RC.AA.AGEX.1"


@pytest.mark.parametrize(
    ("files", "file", "expected"),
    [
        ({"study.toml": STUDY}, "codelists.toml", "a file codelists.toml"),
        ({"codelists.toml": CODES}, "study.toml", "a file study.toml"),
        ({**FILES, "dm.toml": "[form\n"}, "dm.toml", "TOML"),
        ({**FILES, "dm.toml": "a = 1\na = 2"}, "dm.toml", "TOML"),
        ({**FILES, "xx.toml": "name = 1"}, "xx.toml", "a table [form]"),
        ({**FILES, "xx.toml": form("XX")}, "xx.toml", "at least one item"),
        ({**FILES, "xx.toml": form("XX", item("A"))}, "xx.toml", "stands in an event"),
        ({**FILES, "xx.toml": "[form]\nname='XX'\ntext={zh='x',en='x'}"}, "xx.toml", "at least one group"),
        ({**FILES, "codelists.toml": CODES + "\n[more]"}, "codelists.toml", "no such key"),
    ],
)
def test_wrong_sets_of_files(files: dict[str, str], file: str, expected: str) -> None:
    rows = refusal(files)["all"]
    assert any(row[0] == file and expected in row[2] for row in rows), rows


def test_circles_through_other_forms_are_found() -> None:
    files = changed("dm.toml", "verdict(18 <= AGE <= 75)", "verdict(SCR.XH.INCL032 == 'Y')")
    files["xh.toml"] = files["xh.toml"].replace("verdict((SCR.DM.SEX == 'F'", "verdict((SCR.DM.INCL02 == 'Y'", 1)
    files["xh.toml"] = files["xh.toml"].replace("and LUDWIG in ('I', 'II')", "and BASPF == 'F1'", 1)
    params = refusal(files)
    assert params["found"] == "SCR.DM.INCL02 → SCR.XH.INCL032 → SCR.DM.INCL02"


def test_an_earlier_visit_is_no_circle() -> None:
    files = changed("ec.toml", 'name = "AREACM2"', 'name = "SUM"\nderive = "VOLML + previous(SUM)"')
    assert load_study(files)


def test_every_problem_is_told_at_once() -> None:
    files = changed("dm.toml", 'type = "date"', 'type = "dat"')
    files["hx.toml"] = files["hx.toml"].replace('type = "date"', 'type = "tad"')
    assert [row[0] for row in refusal(files)["all"]] == ["dm.toml", "hx.toml"]


def test_the_hash_covers_names_and_texts() -> None:
    first = load_study(FILES).sha256
    assert load_study(dict(reversed(FILES.items()))).sha256 == first
    assert load_study({**FILES, "dm.toml": FILES["dm.toml"] + "\n"}).sha256 != first
    renamed = {("hx2.toml" if name == "hx.toml" else name): text for name, text in FILES.items()}
    assert load_study(renamed).sha256 != first


def test_oids_and_defaults() -> None:
    study = load_study(FILES)
    assert list(study.forms) == ["F.DM", "F.XH", "F.PTG", "F.HX", "F.EC", "F.GATE", "F.CM"]
    found = study.forms["F.DM"].item("SEX")
    assert found is not None
    assert (found[0].oid, found[1].oid) == ("IG.DM.DM", "I.DM.SEX")
    assert found[1].code_list is study.code_lists["CL.SEX"]
    assert study.units["MU.1"].code == "cm2"
    assert study.gates[0].oid == "GT.SURE"
    assert study.event("SE.V2").window is not None


def test_files_are_read_alike_on_every_system(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("x = '是'\r\n".encode())
    (tmp_path / "b.txt").write_text("no form")
    assert read_forms(tmp_path) == {"a.toml": "x = '是'\n"}
    (tmp_path / "a.toml").write_bytes(b"\xff")
    with pytest.raises(DefinitionError) as refused:
        read_forms(tmp_path)
    assert refused.value.params["file"] == "a.toml"


def test_the_same_wrong_text_is_refused_in_each_of_its_places() -> None:
    rule = '[{class = "Soft", valid_when = "NOSUCH > 1", message = {zh = "一", en = "one"}}]'
    files = {**FILES, "vs.toml": form("VS", item("ONE", "integer", check=rule), item("TWO", "integer", check=rule))}
    files["study.toml"] = FILES["study.toml"].replace('"EC", "GATE"', '"EC", "GATE", "VS"', 1)
    found = [row[1] for row in refusal(files)["all"]]
    assert [path for path in found if path.startswith("VS.")] == [
        f"VS.VS.{name}.check[1].valid_when" for name in ("ONE", "TWO")
    ]


def test_garbage_is_searched_for_again_whether_loading_ends_well_or_not() -> None:
    load_study(FILES)
    assert gc.isenabled()
    refusal({})
    assert gc.isenabled()
    gc.disable()
    try:
        load_study(FILES)
        assert not gc.isenabled()  # the window searches at moments of its own choice
    finally:
        gc.enable()
