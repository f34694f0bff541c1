from __future__ import annotations

from hairtrial_desktop.study.dependents import Dependents
from hairtrial_desktop.study.loader import load_study
from tests.study.specimen import FILES, form, item, specimen

CHECK = "check = [{class='Soft', valid_when=\"AGE > 20\", message={zh='a', en='b'}}]\n"


def index(files: dict[str, str], form_oid: str) -> Dependents:
    study = load_study(files)
    return Dependents(study, study.forms[form_oid])


def test_derived_items_follow_what_they_are_derived_from() -> None:
    study = specimen()
    found = Dependents(study, study.forms["F.DM"])
    assert found.of("I.DM.BIRTH") == ("I.DM.AGE", "I.DM.INCL02")
    assert found.of("I.DM.SEX") == ()
    assert found.of("I.DM.INCL02") == ()


def test_the_order_puts_causes_first_wherever_they_stand() -> None:
    backwards = form(
        "DM",
        item("INCL02", "code", codelist='"NYU"', derive='"verdict(18 <= AGE)"'),
        item("AGE", "integer", derive='"age(BIRTH, CONSENT)"'),
        item("BIRTH", "partialDate", collect_when="\"SEX == 'M'\""),
        item("SEX", "code", codelist='"SEX"'),
        item("CONSENT", "date") + CHECK,
    ).replace("age(BIRTH, CONSENT)", "choose(SEX, 'M', age(BIRTH, CONSENT))")
    found = index({**FILES, "dm.toml": backwards}, "F.DM")
    assert found.order == ("I.DM.SEX", "I.DM.BIRTH", "I.DM.CONSENT", "I.DM.AGE", "I.DM.INCL02") or (
        found.order.index("I.DM.AGE") < found.order.index("I.DM.INCL02")
    )
    assert set(found.of("I.DM.SEX")) == {"I.DM.BIRTH", "I.DM.AGE", "I.DM.INCL02", "I.DM.CONSENT"}
    assert found.of("I.DM.SEX").index("I.DM.AGE") < found.of("I.DM.SEX").index("I.DM.INCL02")
    assert "I.DM.CONSENT" in found.of("I.DM.AGE")


def test_what_closes_a_log_decides_what_is_said_of_its_rows() -> None:
    study = specimen()
    found = Dependents(study, study.forms["F.HX"])
    assert found.of("I.HX.CMYN") == ("I.HX.CMDONE", "I.HX.EXCL03")
    assert found.of("I.HX.CMDONE") == ("I.HX.EXCL03",)


def test_areas_and_conditions() -> None:
    study = specimen()
    assert Dependents(study, study.forms["F.PTG"]).of("I.PTG.NHAIR") == ("I.PTG.DENS",)
    assert Dependents(study, study.forms["F.HX"]).of("I.HX.HTYN") == ("I.HX.HTLAST", "I.HX.EXCL08")
