"""What CDISC's XSD lets through and the specification does not: each is planted in a good file and found."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import odmlib
import pytest
from lxml import etree

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.elements import ODM_NS
from hairtrial_desktop.exchange.odm.reading import parse
from tests.exchange.world import World

N = f"{{{ODM_NS}}}"
XSD = Path(odmlib.__file__).parent / "schemas" / "odm" / "1.3.2" / "ODM1-3-2.xsd"
Tree = etree._Element


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Export a participant with plain values, areas, rows of a log, a value that is missing."""
    world = World(tmp_path_factory.mktemp("world"))
    world.consent("01-001")
    for form in ("F.DM", "F.VS", "F.PTG"):
        world.fill(FormKey("01-001", "SE.SCR", form))
    world.save(FormKey("01-001", "SE.SCR", "F.VS"), {"WEIGHT": ("", "ND")}, reason="未测")
    world.fill(FormKey("01-001", "SE.LOG", "F.AE"))
    with zipfile.ZipFile(io.BytesIO(world.opened(world.build("2026-09")))) as archive:
        found = archive.read("odm/snapshot.xml")
    world.database.close()
    world.identities.close()
    return found


def item(root: Tree, oid: str) -> Tree:
    return next(node for node in root.iter(f"{N}ItemData") if node.get("ItemOID") == oid)


def over(node: Tree) -> Tree:
    above = node.getparent()
    assert above is not None
    return above


def twice(node: Tree) -> None:
    over(node).append(deepcopy(node))


def data_of(root: Tree, tag: str, oid: str) -> Tree:
    return next(node for node in root.iter(N + tag) if oid in (node.get("FormOID"), node.get("ItemGroupOID")))


def flag(root: Tree, text: str) -> Tree:
    return next(node for node in root.iter(f"{N}FlagValue") if node.text == text)


PLANTED: dict[str, Callable[[Tree], None]] = {
    "FormData out of place: F.CM in SE.SCR": lambda root: data_of(root, "FormData", "F.VS").set("FormOID", "F.CM"),
    "ItemGroupData out of place: IG.DM.DM in F.VS": lambda root: data_of(root, "ItemGroupData", "IG.VS.VS").set(
        "ItemGroupOID", "IG.DM.DM"
    ),
    "ItemData out of place: I.DM.SEX in IG.VS.VS": lambda root: item(root, "I.VS.PULSE").set("ItemOID", "I.DM.SEX"),
    "dangling ItemOID: I.VS.NOSUCH": lambda root: item(root, "I.VS.PULSE").set("ItemOID", "I.VS.NOSUCH"),
    "ItemData twice: I.VS.PULSE": lambda root: twice(item(root, "I.VS.PULSE")),
    "FormData twice: F.VS": lambda root: twice(data_of(root, "FormData", "F.VS")),
    "neither Value nor IsNull: I.VS.PULSE": lambda root: etree.strip_attributes(item(root, "I.VS.PULSE"), "Value"),
    "not in the code list: I.DM.SEX": lambda root: item(root, "I.DM.SEX").set("Value", "X"),
    "no such day: I.VS.VSDAT": lambda root: item(root, "I.VS.VSDAT").set("Value", "2026-02-30"),
    "not a date: I.VS.VSDAT": lambda root: item(root, "I.VS.VSDAT").set("Value", "2026-13-01"),
    "not a integer: I.VS.PULSE": lambda root: item(root, "I.VS.PULSE").set("Value", "7a"),
    "more digits than defined: I.VS.PULSE": lambda root: item(root, "I.VS.PULSE").set("Value", "1" * 19),
    "more digits than defined: I.VS.TEMP": lambda root: item(root, "I.VS.TEMP").set("Value", "36.12345678"),
    "a unit that is not the item's: I.VS.PULSE": lambda root: item(root, "I.VS.PULSE")[0].set(
        "MeasurementUnitOID", item(root, "I.VS.TEMP")[0].get("MeasurementUnitOID", "")
    ),
    "flag not in its list: XX of CL.HT.NULLFLAVOUR": lambda root: setattr(flag(root, "ND"), "text", "XX"),
    "SeqNum twice: 1": lambda root: twice(over(over(flag(root, "ND")))),
    "ItemRef twice: I.VS.PULSE": lambda root: twice(
        next(node for node in root.iter(f"{N}ItemRef") if node.get("ItemOID") == "I.VS.PULSE")
    ),
    "code list of another type: I.DM.SEX": lambda root: next(
        node for node in root.iter(f"{N}CodeList") if node.get("OID") == "CL.SEX"
    ).set("DataType", "integer"),
}  # fmt: skip


def test_the_good_file_has_no_problem(good: bytes) -> None:
    assert problems(parse(good)) == []


@pytest.mark.parametrize("problem", PLANTED)
def test_what_the_xsd_lets_through_is_found(good: bytes, problem: str) -> None:
    root = parse(good)
    PLANTED[problem](root)
    assert problem in problems(root)


def test_a_derived_number_may_be_as_large_as_its_parts_make_it(good: bytes) -> None:
    root = parse(good)
    item(root, "I.VS.BMI").set("Value", "10000.0")
    assert problems(root) == []


def test_the_xsd_lets_most_of_it_through(good: bytes) -> None:
    """Were this not so, the checks would be needless."""
    schema, through = etree.XMLSchema(etree.parse(XSD)), 0
    for plant in PLANTED.values():
        root = parse(good)
        plant(root)
        through += schema.validate(root)
    assert through >= 10
