"""Words that may tell what was injected are asked about in every free text, by one rule (blinding; ICH E6(R3) 4.1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hairtrial_desktop.casebook.findings import FindingKind
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.study.definitions import CheckClass, DataType, Study
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.casebook.house import House
from tests.casebook.small_study import FILES

WORDS = """
[[setting]]
name = "BLIND_WORDS"
value = "外泌体 生理盐水 安慰剂 exosome saline placebo"
text = {zh = "提示分组的词", en = "Words that may unblind"}
"""


@pytest.fixture(scope="session")
def small_study() -> Study:
    return load_study({**FILES, "study.toml": FILES["study.toml"] + WORDS})


def row_with(house: House, term: str) -> FormSession:
    row = new_log_row(house.book("li"), house.screened(), "F.AE")
    row.enter(row.key.item("IG.AE.AE", "I.AE.AETERM"), term)
    return row


@pytest.mark.parametrize(
    "term", ["外泌体注射后头痛", "外 泌 体", "打了生理盐水", "PLACEBO effect", "Ｓａｌｉｎｅ", "two exosomes", "安慰剂"]
)
def test_a_word_that_may_unblind_is_asked_about(house: House, term: str) -> None:
    (finding,) = [each for each in row_with(house, term).findings() if each.kind is FindingKind.BLINDING]
    assert finding.check_class is CheckClass.SOFT
    assert "分组" in finding.message.zh
    assert "allocation" in finding.message.en


@pytest.mark.parametrize("term", ["注射部位红斑", "salinity", "headache"])
def test_other_words_are_not(house: House, term: str) -> None:
    assert [each.kind for each in row_with(house, term).findings() if each.key.item == "I.AE.AETERM"] == []


def test_it_may_stand_with_a_reason_until_the_text_changes(house: House) -> None:
    row = row_with(house, "静脉滴注生理盐水")
    (finding,) = [each for each in row.findings() if each.kind is FindingKind.BLINDING]
    row.confirm(finding, "给药记录原文")
    row.save()
    found = [each for each in committed_findings(row.values, row.key) if each.kind is FindingKind.BLINDING]
    assert [each.confirmed for each in found] == ["给药记录原文"]
    row.enter(finding.key, "静脉滴注生理盐水后头痛")
    assert [each.confirmed for each in row.findings() if each.kind is FindingKind.BLINDING] == [None]


def test_every_free_text_of_the_trial_is_held_against_the_list() -> None:
    trial = load_study(read_forms(Path(__file__).parents[2] / "forms"))
    texts = [
        item for form in trial.forms.values() for group in form.groups for item in group.items
        if item.data_type is DataType.TEXT and item.typed
    ]  # fmt: skip
    assert len(texts) > 20
    assert not [item.oid for item in texts if any("BLIND_WORDS" in check.valid_when.text for check in item.checks)]
    assert trial.settings["BLIND_WORDS"].value
