"""Every wrong mapping is refused by name: nothing recorded falls away by oversight."""

from __future__ import annotations

from functools import cache

import pytest

from hairtrial_desktop.casebook.versions import Version, Versions, candidate
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.study.amendment import Heir
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.loader import AMENDMENT, load_study
from tests.amendments.version_two import version_two


@cache
def first() -> Study:
    return load_study(demo_files())


def versions() -> Versions:
    return Versions((Version(first(), demo_files()),))


WRONG = {
    "no mapping": ("[amendment]", "[other]", "amendment"),
    "no TOML": ("[amendment]", "[amendment", ""),
    "another version before": ('from = "1.0"', 'from = "0.9"', "amendment.from"),
    "no text": ("text = {", "texts = {", "amendment.text"),
    "an item not named": ('[[item]]\nold = "XH.HLDUR"\ndropped = true\n', "", "item[XH.HLDUR]"),
    "a code not named": ('codes = {M = "MALE", F = "FEMALE"}', 'codes = {M = "MALE"}', "item[1]"),
    "a code that never was": ('{M = "MALE",', '{X = "MALE", M = "MALE",', "item[1]"),
    "a code that is not there now": ('M = "MALE"', 'M = "MAN"', "item[1]"),
    "an unknown old item": ('old = "VS.PULSE"', 'old = "VS.PULS"', "item[2].old"),
    "an unknown new item": ('new = "VS.HR"', 'new = "VS.HEART"', "item[2].new"),
    "dropped and renamed": ('new = "VS.HR"', 'new = "VS.HR"\ndropped = true', "item[2].dropped"),
    "two become one": ('new = "VS.HR"', 'new = "VS.RESP"', "item[2]"),
    "another type": ('new = "VS.HR"', 'new = "VS.VSTIM"', "item[2]"),
    "another unit": ('new = "VS.HR"', 'new = "VS.SPO2"', "item[2]"),
    "named twice": ('old = "XH.HLDUR"\ndropped', 'old = "VS.PULSE"\ndropped', "item[5].old"),
    "dropped though it is there": ('old = "XH.HLDUR"', 'old = "XH.DIAG"', "item[5].dropped"),
    "to a place of another kind": ('new = "XH.ETHNIC"', 'new = "AE.AETERM"', "item[3]"),
    "a form that stays is dropped": (
        "[[item]]\nold", '[[form]]\nold = "VS"\ndropped = true\n\n[[item]]\nold', "form[1].old"
    ),
    "a key nobody asked for": ("reconsent = true", "reconsent = true\nwhy = 1", "amendment.why"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_mapping_is_refused_with_its_place(name: str) -> None:
    old, new, path = WRONG[name]
    files = version_two()
    mapping = files[AMENDMENT].replace(old, new, 1)
    assert mapping != files[AMENDMENT]
    with pytest.raises(DefinitionError) as refused:
        candidate(files | {AMENDMENT: mapping}, versions())
    rows = refused.value.params["all"]
    assert {row[0] for row in rows} == {AMENDMENT}
    assert path in {row[1] for row in rows}, rows


def test_the_same_version_number_is_refused() -> None:
    files = version_two()
    files["study.toml"] = files["study.toml"].replace('version = "2.0"', 'version = "1.0"')
    with pytest.raises(DefinitionError):
        candidate(files, versions())


def test_steps_compose_and_turn_round() -> None:
    second = versions().followed_by(candidate(version_two(), versions()))
    old, new = second.steps[0].study, second.steps[1].study
    forward = second.heir(("F.DM", "I.DM.SEX"), old, new)
    assert forward == Heir("F.DM", "I.DM.SEXBIO", {"M": "MALE", "F": "FEMALE"})
    assert second.heir(("F.DM", "I.DM.SEXBIO"), new, old) == Heir("F.DM", "I.DM.SEX", {"MALE": "M", "FEMALE": "F"})
    assert second.heir(("F.XH", "I.XH.HLDUR"), old, new) is None
    assert second.heir(("F.VS", "I.VS.SPO2"), new, old) is None
    assert second.heir(("F.XH", "I.XH.ETHNIC"), new, old) == Heir("F.DM", "I.DM.ETHNIC")


def test_codes_made_one_have_no_single_way_back() -> None:
    files = version_two()
    files["codelists.toml"] = files["codelists.toml"].replace('  {code = "FEMALE", zh = "女性", en = "Female"},\n', "")
    for name in files:
        if name != AMENDMENT:
            files[name] = files[name].replace("'FEMALE'", "'MALE'")
    files[AMENDMENT] = files[AMENDMENT].replace('F = "FEMALE"', 'F = "MALE"')
    version = candidate(files, versions())
    assert version.amendment is not None
    back = version.amendment.forebears["F.DM", "I.DM.SEXBIO"]
    assert back.value("MALE") is None
