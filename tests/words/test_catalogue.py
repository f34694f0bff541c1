from __future__ import annotations

import gettext
import io
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from hairtrial_desktop.places import resource
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.words import CatalogueError, Words
from hairtrial_desktop.words.catalogue import read_catalogue

PO = resource("translations", "zh", "LC_MESSAGES", "hairtrial.po")

SAMPLE = r"""# a comment
msgid ""
msgstr "Language: zh\n"

#: somewhere.py:1
msgid "Open"
msgstr "打开"

msgctxt "a query is"
msgid "Open"
msgstr "未关闭"
msgid "{n} form"
msgid_plural "{n} forms"
msgstr[0] "{n} 张表"

msgid ""
"Two lines\n"
"and a \"quote\""
msgstr ""
"两行\n"
"和“引号”"

#, fuzzy
msgid "Guess"
msgstr "猜"

#~ msgid "Gone"
#~ msgstr "没了"
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.po"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_contexts_plurals_long_texts_are_read_and_guesses_are_not(sample: Path) -> None:
    assert dict(read_catalogue(sample)) == {
        ("", "Open"): "打开",
        ("a query is", "Open"): "未关闭",
        ("", "{n} form"): "{n} 张表",
        ("", 'Two lines\nand a "quote"'): "两行\n和“引号”",
    }


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.po"
    path.write_text('msgid "a"\nmsgstr "b\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match="line 2"):
        read_catalogue(path)


def test_the_shipped_catalogue_reads_as_gettext_itself_reads_it() -> None:
    compiled = io.BytesIO()
    with PO.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale="zh"))
    compiled.seek(0)
    reference = gettext.GNUTranslations(compiled)
    ours = read_catalogue(PO)
    assert ours
    for (context, msgid), text in ours.items():
        assert text == (reference.pgettext(context, msgid) if context else reference.gettext(msgid))


def test_english_says_the_msgid_and_chinese_its_translation() -> None:
    assert Words("en")("Commands") == "Commands"
    assert Words("zh")("Commands") == "命令"


def test_a_missing_translation_falls_back_to_english() -> None:
    assert Words("zh")("Never translated {n}", n=3) == "Never translated 3"


def test_params_may_be_texts_of_forms_lists_and_numbers() -> None:
    item = Text(zh="体温", en="Temperature")
    assert Words("zh")("{a}: {b}", a=item, b=["1", item]) == "体温: 1、体温"
    assert Words("en")("{a}: {b:.1f}", a=item, b=Decimal("36.54")) == "Temperature: 36.5"


def test_counts_have_two_english_forms() -> None:
    english = Words("en")
    assert [english.many("{n} form of {who}", "{n} forms of {who}", n, who="x") for n in (1, 2)] == [
        "1 form of x",
        "2 forms of x",
    ]


def test_an_error_is_one_sentence_and_never_a_crash() -> None:
    assert Words("en").error(KnownError("no_such_code")) == "Something was refused (no_such_code)."
    assert Words("zh").error(KnownError("no_such_code")) == "操作被拒绝（no_such_code）。"


def test_a_missing_param_is_a_bug_in_a_text_but_not_in_an_error() -> None:
    with pytest.raises(KeyError):
        Words("en")("Saved at {time} by {who}", who="x")


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="zh, en"):
        Words("fr")


def test_a_sense_without_its_own_translation_takes_the_usual_one() -> None:
    chinese = Words("zh")
    assert chinese.within("to sign", "forms") == "张表单"
    assert chinese.within("no such sense", "Commands") == chinese("Commands")
