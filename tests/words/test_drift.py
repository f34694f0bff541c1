from __future__ import annotations

import re
import string
from collections import defaultdict

from hairtrial_desktop.places import resource
from hairtrial_desktop.words.catalogue import read_catalogue
from hairtrial_desktop.words.errors import SENTENCES
from tests.words.msgids import raised, said, written

CHINESE = read_catalogue(resource("translations", "zh", "LC_MESSAGES", "hairtrial.po"))
PLAIN_FIELD = re.compile(r"[a-z_][a-z0-9_]*")
# Nothing may say which area is treated (double blind): not in a window, not on paper, not in a message.
UNBLINDING = re.compile("试验区|对照区|治疗区|安慰剂区|(treated|control) area|(active|placebo) arm", re.IGNORECASE)


def fields(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


def test_everything_that_is_said_is_said_in_chinese_too() -> None:
    missing = sorted({(one.msgid, one.where) for one in said() if (one.context, one.msgid) not in CHINESE})
    assert missing == [], f"{len(missing)} msgids are not translated; `make words` adds them to the catalogue"


def test_every_code_of_a_known_error_has_a_sentence() -> None:
    missing = defaultdict(list)
    for one in raised():
        if one.code not in SENTENCES:
            missing[one.code].append(one.where)
    assert dict(missing) == {}


def test_every_sentence_finds_the_params_it_speaks_of() -> None:
    wrong = [
        f"{one.where}: {one.code} does not give {sorted(lacking)}"
        for one in raised()
        if one.params is not None and (lacking := fields(SENTENCES.get(one.code, "")) - one.params - {"code"})
    ]
    assert wrong == []


def test_every_sentence_belongs_to_a_code_of_the_program() -> None:
    assert sorted(set(SENTENCES) - written()) == []


def test_a_translation_names_what_its_msgid_names() -> None:
    wrong = {
        msgid: text
        for (_context, msgid), text in CHINESE.items()
        if fields(msgid) != fields(text) or not all(PLAIN_FIELD.fullmatch(name) for name in fields(msgid))
    }
    assert wrong == {}


def test_every_translation_is_chinese() -> None:
    same = [msgid for (_context, msgid), text in CHINESE.items() if msgid == text and re.search("[a-z]{4}", msgid)]
    assert same == []


def test_no_word_says_which_area_is_treated() -> None:
    assert [text for pair in CHINESE.items() for text in (pair[0][1], pair[1]) if UNBLINDING.search(text)] == []
