"""Both ODM files of the real forms: valid by CDISC's own XSD, conformant by the specification, complete."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import odmlib
import pytest
from lxml import etree

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.elements import ODM_NS, XML_LANG
from hairtrial_desktop.exchange.odm.reading import parse, snapshot_values
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.world import World

N = f"{{{ODM_NS}}}"
XSD = Path(odmlib.__file__).parent / "schemas" / "odm" / "1.3.2" / "ODM1-3-2.xsd"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(XSD))


def odm(world: World, name: str, month: str = "2026-09") -> etree._Element:
    entry = world.build(month)
    with zipfile.ZipFile(io.BytesIO(world.opened(entry))) as archive:
        return parse(archive.read(f"odm/{name}.xml"))


@pytest.mark.parametrize("name", ["snapshot", "transactional"])
def test_the_file_is_valid_and_conformant(full: World, schema: etree.XMLSchema, name: str) -> None:
    root = odm(full, name)
    assert schema.validate(root), schema.error_log
    assert problems(root) == []


@pytest.mark.parametrize("name", ["snapshot", "transactional"])
def test_p11_11_the_signatures_of_a_visit_and_a_casebook_stand_at_their_own_elements(
    full: World, schema: etree.XMLSchema, name: str
) -> None:
    for place in ("01-001/SE.SCR#1", "01-001"):
        full.sign(place)
    root = odm(full, name)
    assert schema.validate(root), schema.error_log
    assert problems(root) == []
    subject = f".//{N}SubjectData[@SubjectKey='01-001']"
    assert len(root.findall(f"{subject}/{N}Signature")) == 1
    assert len(root.findall(f"{subject}/{N}StudyEventData[@StudyEventOID='SE.SCR']/{N}Signature")) == 1


def test_the_snapshot_holds_every_current_value_and_no_other(full: World) -> None:
    root = odm(full, "snapshot")
    values = snapshot_values(root)
    of = {place[-1]: value for place, value in values.items() if place[0] == "01-001" and place[1] == "SE.SCR"}
    assert of["I.IC.DSSTDAT"] == ("2026-09-02", None)
    assert "I.VS.WEIGHT" not in of  # cleared
    assert {place[0] for place in values} == {"01-001", "01-003"}
    assert not [place for place in values if place[3] == "F.AE" and place[4] == "2"]  # the removed row
    areas = {place[6] for place in values if place[3] == "F.PTG" and place[1] == "SE.SCR"}
    assert areas >= {"1", "2"}
    assert len(root.findall(f".//{N}FormData/{N}Signature")) == 1  # the void one is history


def test_an_option_of_a_multiple_choice_is_one_boolean(full: World) -> None:
    root = odm(full, "snapshot")
    booleans = {node.get("OID") for node in root.iter(f"{N}ItemDef") if node.get("DataType") == "boolean"}
    assert booleans
    values = {place[-1]: value[0] for place, value in snapshot_values(root).items() if place[-1] in booleans}
    assert set(values.values()) == {"true", "false"}


def test_r3_19_the_history_of_a_value_is_told_in_order(full: World) -> None:
    root = odm(full, "transactional")
    path = f".//{N}SubjectData[@SubjectKey='01-001']//{N}StudyEventData[@StudyEventOID='SE.SCR']//{N}ItemData"
    weight = [node for node in root.iterfind(path) if node.get("ItemOID") == "I.VS.WEIGHT"]
    assert [node.get("TransactionType") for node in weight] == ["Insert", "Update", "Remove"]
    assert [node.get("IsNull") for node in weight] == [None, "Yes", None]
    assert weight[1].findtext(f"{N}Annotation/{N}Flag/{N}FlagValue") == "ND"
    told = [node.findtext(f"{N}AuditRecord/{N}ReasonForChange") for node in weight]
    assert told == [
        None,
        "[after unblinding] 未测",
        "[after unblinding] 误填",
    ]  # the full site has an unblinding record
    stamp = weight[0].findtext(f"{N}AuditRecord/{N}DateTimeStamp")
    assert stamp is not None
    assert stamp.endswith("+08:00")
    forms = [node for node in root.iter(f"{N}FormData") if node.find(f"{N}Signature") is not None]
    assert len(forms) == 2
    assert forms[0].find(f"{N}Signature/{N}UserRef").get("UserOID") == "U.chen"  # type: ignore[union-attr]  # asserted by the path
    removed = [node for node in root.iter(f"{N}FormData") if node.get("TransactionType") == "Remove"]
    assert [node.get("FormRepeatKey") for node in removed] == ["2"]


def test_transactional_files_are_chained_and_named_by_content(full: World) -> None:
    first, second = odm(full, "transactional"), odm(full, "transactional", "2026-10")
    assert first.get("PriorFileOID") is None
    assert second.get("PriorFileOID") == first.get("FileOID")
    assert first.get("FileOID") != second.get("FileOID")


def test_every_text_is_in_both_languages(full: World) -> None:
    root = odm(full, "snapshot")
    for node in root.iter(f"{N}Question", f"{N}Decode", f"{N}Description", f"{N}ErrorMessage", f"{N}Symbol"):
        assert len(node.findall(f"{N}TranslatedText")) == 2


BROKEN: dict[str, tuple[str, dict[str, str | None]]] = {
    "dangling ItemOID": ("//o:ItemData", {"ItemOID": "I.NO.WHERE"}),
    "no Length": ("//o:ItemDef[@DataType='text']", {"Length": None}),
    "no SignificantDigits": ("//o:ItemDef[@DataType='float']", {"SignificantDigits": None}),
    "Comparator with FormalExpression": ("//o:RangeCheck", {"Comparator": "GE"}),
    "Rank on some": ("//o:CodeListItem", {"Rank": "1"}),
    "TranslatedText without": ("//o:TranslatedText", {XML_LANG: None}),
    "Archival that is not": ("/o:ODM", {"Archival": "Yes"}),
    "PriorFileOID is the file": ("/o:ODM", {"PriorFileOID": "same", "FileOID": "same"}),
    "OID twice: F.IC": ("//o:ItemDef", {"OID": "F.IC"}),
    "dangling FormOID": ("//o:FormRef", {"FormOID": "F.NO"}),
    "dangling MetaDataVersionOID": ("//o:ClinicalData", {"MetaDataVersionOID": "MDV.0"}),
    "OrderNumber on some": ("//o:CodeListItem", {"OrderNumber": None}),
    "Value and IsNull": ("//o:ItemData[@Value]", {"IsNull": "Yes"}),
    "not a float": ("//o:ItemData[@ItemOID='I.EC.VOLML']", {"Value": "1,5"}),
    "not a partialDate": ("//o:ItemData[@ItemOID='I.DM.BRTHDAT']", {"Value": "1985-UN"}),
    "not in the code list": ("//o:ItemData[@ItemOID='I.IC.PICPROV']", {"Value": "MAYBE"}),
    "FormRepeatKey": ("//o:FormData[@FormOID='F.IC']", {"FormRepeatKey": "1"}),
    "ItemGroupRepeatKey": ("//o:ItemGroupData[@ItemGroupRepeatKey]", {"ItemGroupRepeatKey": None}),
    "CreationDateTime without zone": ("/o:ODM", {"CreationDateTime": "2026-11-22T00:00:00"}),
    "AsOfDateTime after": ("/o:ODM", {"AsOfDateTime": "2099-01-01T00:00:00Z"}),
    "OID twice": ("//o:FormDef", {"OID": "F.IC"}),
    "OrderNumber twice": ("//o:FormRef", {"OrderNumber": "1"}),
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return one Snapshot and one Transactional file of a filled site."""
    world = World(tmp_path_factory.mktemp("world"))
    world.consent("01-001")
    for event, form in (("SE.V1", "F.EC"), ("SE.SCR", "F.DM"), ("SE.SCR", "F.PTG"), ("SE.SCR", "F.VS")):
        world.fill(FormKey("01-001", event, form))
    with zipfile.ZipFile(io.BytesIO(world.opened(world.build("2026-09")))) as archive:
        files = {name: archive.read(f"odm/{name}.xml") for name in ("snapshot", "transactional")}
    world.database.close()
    world.identities.close()
    return files


@pytest.mark.parametrize("wanted", BROKEN)
def test_what_the_specification_forbids_is_found(both: dict[str, bytes], wanted: str) -> None:
    path, attributes = BROKEN[wanted]
    root = parse(both["snapshot"])
    found = root.xpath(path, namespaces={"o": ODM_NS})
    assert isinstance(found, list)
    assert found
    for node in found if wanted in ("OID twice", "OrderNumber twice") else found[:1]:
        assert isinstance(node, etree._Element)
        for name, value in attributes.items():
            if value is None:
                node.attrib.pop(name)
            else:
                node.set(name, value)
    assert any(problem.startswith(wanted) for problem in problems(root)), problems(root)[:3]


@pytest.mark.parametrize(
    ("name", "change", "wanted"),
    [
        ("transactional", "drop audit", "without AuditRecord"),
        ("transactional", "naive stamp", "DateTimeStamp without zone"),
        ("transactional", "late stamp", "DateTimeStamp after"),
        ("transactional", "insert twice", "Insert out of turn"),
        ("snapshot", "update", "Update in a Snapshot"),
    ],
)
def test_a_false_history_is_found(
    both: dict[str, bytes], schema: etree.XMLSchema, name: str, change: str, wanted: str
) -> None:
    root = parse(both[name])
    items = root.iter(f"{N}ItemData")
    item = next(node for node in items if name == "snapshot" or node.get("TransactionType") == "Insert")
    audit = item.find(f"{N}AuditRecord")
    if change == "update":
        item.set("TransactionType", "Update")
    elif change == "insert twice":
        parent = item.getparent()
        assert parent is not None
        parent.append(parse_copy(item))
    else:
        assert audit is not None
        if change == "drop audit":
            item.remove(audit)
        else:
            stamp = audit.find(f"{N}DateTimeStamp")
            assert stamp is not None
            stamp.text = "2026-09-01T00:00:00" if change == "naive stamp" else "2099-01-01T00:00:00+08:00"
    assert schema.validate(root), "the XSD is not what finds it"
    assert any(wanted in problem for problem in problems(root)), problems(root)[:3]


def test_two_check_values_of_one_comparator_are_found(both: dict[str, bytes], schema: etree.XMLSchema) -> None:
    root = parse(both["snapshot"])
    check = root.find(f".//{N}RangeCheck")
    assert check is not None
    check.set("Comparator", "GE")
    check.remove(check[0])
    for number, value in enumerate(("1", "2")):
        made = etree.Element(f"{N}CheckValue")
        made.text = value
        check.insert(number, made)
    assert schema.validate(root), "the XSD is not what finds it"
    assert "CheckValues of GE" in problems(root)


def test_a_person_who_is_not_listed_is_found(both: dict[str, bytes], schema: etree.XMLSchema) -> None:
    root = parse(both["transactional"])
    person = root.find(f".//{N}UserRef")
    assert person is not None
    person.set("UserOID", "U.nobody")
    assert schema.validate(root), "the XSD is not what finds it"
    assert "dangling UserOID: U.nobody" in problems(root)


def parse_copy(node: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(node))


def test_entities_and_foreign_roots_are_refused() -> None:
    bomb = b'<!DOCTYPE ODM [<!ENTITY a SYSTEM "file:///etc/hostname">]><ODM xmlns="http://www.cdisc.org/ns/odm/v1.3">&a;</ODM>'
    assert parse(bomb).text in (None, "")
    for wrong in (b"<ODM/>", b"not xml", b""):
        with pytest.raises(KnownError):
            parse(wrong)
