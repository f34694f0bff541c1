"""Names as people write them and numbers by their form; and no ordinary text taken for one."""

from __future__ import annotations

import inspect
import re
from itertools import pairwise

import pytest

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.identity_mentions import IdentityMentions, holds_personal_number
from hairtrial_desktop.casebook.pinyin_names import IN_NAME, PinyinNames, either_first, titled
from hairtrial_desktop.casebook.pinyin_table import READINGS
from hairtrial_desktop.demo import agenda, answers
from hairtrial_desktop.places import shipped
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.casebook.ordinary_texts import TEXTS

# The characters of most given names in China (census counts), each pair of which is taken for somebody's name below.
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华红玉兰梅春海波雪晶健康新生光天亮永长成正常清洁立中东发福学良好心思雨子文志建国小晓"
    "大安全宁宏宇宝家庭祥瑞松林森峰山川江河云龙凤飞鹏莉萍琴琳洪燕珍贞莲翠雅香月莺媛爱荣贵元先利民友裕义兴才达岩茂进有坚和彪博诚胜辉力政谦亨"
    "奇固之轮翰朗伯言若鸣朋斌梁栋维启克伦翔旭泽晨辰士以致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘重阳初满一美真顺双慧巧悦可欣怡婷倩淑惠珠青婉"
    "娴然轻"
)


def texts_of_the_study() -> list[str]:
    study = load_study(read_forms(shipped("forms")))
    items = [item for form in study.forms.values() for group in form.groups for item in group.items]
    options = [option.text for item in items if item.code_list for option in item.code_list.items]
    return [text.zh for text in (*options, *(item.question for item in items))]


ORDINARY = sorted({*texts_of_the_study(), *TEXTS})


SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"


def test_no_given_name_is_seen_in_ordinary_words() -> None:
    pairs = {first + second for text in ORDINARY for first, second in pairwise(text)}
    likely = sorted(pair for pair in pairs if set(pair) <= set(GIVEN))
    assert len(likely) > 30
    mentions = IdentityMentions([Identity("01-001", f"王{given}") for given in likely])
    assert [text for text in ORDINARY if mentions.found_in(text)] == []


def test_no_surname_is_seen_in_ordinary_words() -> None:
    mentions = IdentityMentions([Identity("01-001", f"{surname}某某") for surname in SURNAMES])
    assert [text for text in ORDINARY if mentions.found_in(text)] == []


def test_no_number_of_the_study_is_taken_for_a_persons() -> None:
    assert [text for text in ORDINARY if holds_personal_number(text)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王小明", "小明诉头痛"), ("王小明", "大小明显不同，小明自述"), ("王小明", "小 明"), ("王小明", "王女士陪同"),
        ("欧阳晓梅", "晓梅未到"), ("欧阳晓梅", "欧阳女士未到"), ("阿依古丽·买买提", "阿依古丽未到"),
        ("张健康", "张健康"), ("司马相如", "相如"),
    ],
)  # fmt: skip
def test_a_person_is_known_by_part_of_the_name(name: str, text: str) -> None:
    assert IdentityMentions([Identity("01-001", name)]).found_in(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王小明", "大小明显不同"), ("张健康", "健康状况良好"), ("欧阳晓梅", "欧先生"), ("欧阳晓梅", "梅女士"),
        ("李红", "红女士"), ("李红", "红斑"), ("Ann Lee", "ann arrived"), ("王小红", "局部小红点"),
    ],
)  # fmt: skip
def test_other_people_and_words_are_not_taken_for_somebody(name: str, text: str) -> None:
    assert not IdentityMentions([Identity("01-001", name)]).found_in(text)


@pytest.mark.parametrize(
    "text",
    [
    "微信号：fengshuang88",
    "QQ 123456789",
        "头痛 家属王小明 13812345678", "电话13812345678转", "138 1234 5678", "138-1234-5678", "138 1234-5678",
        "１３８１２３４５６７８", "1 3 8 1 2 3 4 5 6 7 8", "+86 138 1234 5678", "8613812345678", "(86)13812345678",
        "013812345678", "tel13812345678", "138\u200b12345678", "身份证 11010119900307751X", "11010119900307751x",
        "440301 19850312 0022", "110101199003077512", "440301-19850312-0022",
        "１１０１０１１９９００３０７７５１Ｘ", "证号11010119900307751X微信",
    ],
)  # fmt: skip
def test_numbers_are_known_by_their_form(text: str) -> None:
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
    "微信联系家属",
    "0.08-0.12",
    "0755",
        "", "血压 135/85 mmHg", "剂量150 2026-11-22 10:30", "15.3 20.1 30.2 40.5", "2026-11-22 13:45:10", "12812345678",
        "138123456789", "1381234567", "110101199003077510", "110101199013077511", "批号 20261122001", "K-138-1234-5",
        "138.1 234.5 678.9", "13 14 15 16 17 180", "NCT06932393", "0755-88887777",
    ],
)  # fmt: skip
def test_other_numbers_are_not_taken_for_one(text: str) -> None:
    assert not holds_personal_number(text)


def texts_in_latin_letters() -> set[str]:
    """Return every text of the forms, of the demo site's answers, and what is typed on CRFs."""
    files = [*read_forms(shipped("forms")).values(), inspect.getsource(answers), inspect.getsource(agenda)]
    return {*TEXTS, *(text for file in files for text in re.findall(r'"([^"\n]*)"', file))}


def test_pi_01_no_name_in_latin_letters_is_seen_in_ordinary_texts() -> None:
    first = {syllable for surname in SURNAMES for syllable in READINGS[surname]}
    every = {syllable for readings in READINGS.values() for syllable in readings}
    one, two = (f"(?:{'|'.join(sorted(syllables))})" for syllables in (first, every))
    titles = "|".join(sorted(set(map(titled, SURNAMES))))
    names = PinyinNames([either_first(one, two), either_first(one, f"{two}{IN_NAME}{two}"), titles])
    assert names.found_in("Zhang Xiaoming")
    assert names.found_in("Ms Li")
    assert sorted(text for text in texts_in_latin_letters() if names.found_in(text)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("张丽华", "張麗華訴頭痛"), ("張麗華", "张丽华诉头痛"), ("歐陽曉梅", "晓梅未到"), ("陈小东", "小東未到"),
        ("鄭強", "郑女士"), ("张小明", "Zhang Xiaoming"), ("张小明", "ZHANG XIAO MING"),
        ("张小明", "xiaoming zhang"), ("张小明", "zhangxiaoming"), ("张小明", "zhāng xiǎomíng"),
        ("张小明", "Zhang3 Xiao3ming2"), ("张小明", "Zhang, Xiao-Ming"), ("张小明", "Ｚｈａｎｇ　Ｘｉａｏｍｉｎｇ"),
        ("张小明", "患者zhangxiaoming诉头痛"), ("张小明", "ask Mr. Zhang"), ("張麗華", "Zhang Lihua"),
        ("张小明", "Zh\u200bang Xiaoming"), ("李娜", "Li Na came"), ("李娜", "li na"), ("李娜", "LiNa"),
        ("李娜", "NA LI"), ("吕静", "Lü Jing"), ("吕静", "Lv Jing"), ("吕静", "LYU JING"), ("吕静", "lu jing"),
        ("单小梅", "Shan Xiaomei"), ("解勇", "Xie Yong"), ("欧阳晓梅", "Ouyang Xiaomei"),
        ("欧阳晓梅", "OU-YANG Xiao Mei"), ("何灿", "He Can"), ("徐西安", "Xu Xi'an"),
        ("张小明", "mr zhang"), ("安宁", "Miss An"),
    ],
)  # fmt: skip
def test_pi_01_a_name_in_traditional_characters_or_pinyin_is_a_name(name: str, text: str) -> None:
    assert IdentityMentions([Identity("01-001", name)]).found_in(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("李娜", "Carolina, linalool"), ("李娜", "Lina"), ("李娜", "Li-Nan Li Nana"), ("何灿", "he can walk"),
        ("沈真", "Shenzhen"), ("王丽", "Wang Lihua"), ("张明", "Zhang"), ("张小明", "Mr Zhangye"), ("马丽", "Mali"),
        ("段龙", "a long dan"), ("梅德", "made"), ("李四", "list of silicone"), ("张小明", "Xiaoming"),
        ("安宁", "he would miss an injection"), ("何平", "interval 5 ms he said"), ("钟山", "Zhongshan Hospital"),
    ],
)  # fmt: skip
def test_another_word_is_no_name(name: str, text: str) -> None:
    assert not IdentityMentions([Identity("01-001", name)]).found_in(text)


def test_a_character_that_the_table_does_not_know_hides_nothing_else() -> None:
    mentions = IdentityMentions([Identity("01-001", "李\u3400"), Identity("01-002", "李娜")])
    assert mentions.found_in("Li Na")
    assert mentions.found_in("李\u3400")
