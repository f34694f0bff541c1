from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.ports import IdentityRegister

ZHANG = Identity("01-009", "张示例", "440301199001011234", "+86 138 0000 1234", "MR-48213", "1990-01-01")
SMITH = Identity("01-010", "Ann Lee", "", "0755-8888 7777", "991", "")


@pytest.fixture
def register(identities: IdentityRegister) -> IdentityRegister:
    identities.put(SMITH)
    identities.put(ZHANG)
    return identities


def test_what_was_put_comes_back(register: IdentityRegister) -> None:
    assert register.get("01-009") == ZHANG
    assert register.get("01-011") is None
    assert register.all() == (ZHANG, SMITH)
    assert ZHANG.masked == "张**"


@pytest.mark.parametrize(
    "text",
    [
        "患者张示例自述",
        "家属说示例今日头痛",
        "示 例",
        "张先生来电",
        "张 女 士",
        "张 示 例",
        "张·示例",
        "张\u200b示例",
        "seen by ANN  LEE today",
        "annlee",
        "Ａｎｎ Ｌｅｅ",
        "身份证440301199001011234",
        "４４０３０１１９９００１０１１２３４",
        "440301 19900101 1234",
        "tel 13800001234",
        "138-0000-1234",
        "(86)13800001234",
        "075588887777",
        "record MR48213",
        "mr 48213",
    ],
)
def test_a_text_that_names_somebody_is_caught(register: IdentityRegister, text: str) -> None:
    assert register.mentions_identity(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "头皮轻度红斑，三天后消退", "planned example", "张", "示", "李先生", "先生", "annleee", "1.5 mL 991 hairs",
        "13800001235", "01-009", "batch MR482130", "VOLML 0.05",
    ],
)  # fmt: skip
def test_a_text_that_names_nobody_passes(register: IdentityRegister, text: str) -> None:
    assert not register.mentions_identity(text)


def test_a_corrected_identity_replaces_the_wrong_one(register: IdentityRegister) -> None:
    assert register.mentions_identity("张示例")
    register.put(Identity("01-009", "章举隅"))
    assert register.get("01-009") == Identity("01-009", "章举隅")
    assert not register.mentions_identity("张示例 13800001234")
    assert register.mentions_identity("章举隅")


def test_an_empty_register_finds_nobody(identities: IdentityRegister) -> None:
    identities.put(Identity("01-001", "王"))
    assert not identities.mentions_identity("王小燕 任何文字 12345")
