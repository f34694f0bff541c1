"""Chinese names written in Latin letters: as one word or several, either part first, with tones or without.

Only whole names count, and words: ``Li Na`` does not stand in "Carolina". What is an ordinary word too ("Shenzhen",
"he can") counts only where it is written as a name. Names of one character, and Cantonese or Wade-Giles spellings, are
not looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import product

from hairtrial_desktop.casebook.pinyin_table import READINGS

_MOST = 64  # readings of one name that are looked for; usual names have one to four
_TITLES = "mr mrs ms miss"
_WORDS_TOO = frozenset({"ms", "miss"})
IN_NAME = r"[1-5]?[\s\-'’·.]{0,2}"  # between the syllables of a given name, or of a surname of two characters
_BETWEEN = r"[1-5]?[\s\-,，·._]{0,3}"  # between surname and given name
_UMLAUTS = {"lv": "l(?:v|u|yu|ue)", "nv": "n(?:v|u|yu|ue)", "lve": "l(?:ve|ue|yue)", "nve": "n(?:ve|ue|yue)"}
_LATIN = re.compile("[A-Za-z]{2}")
_WORDS = re.compile("[A-Za-z]+")
# One word of two or three syllables that is none: places, foods, what stands on labels, given names of the West.
_ORDINARY_WORDS = """
anhui anna bake banding bane base beijing bending bike binding bite cache cafe cake came cane cape care case cause
chance changan changchun change changsha chengde chengdu china chongqing code cube cute dalian dame dana dance danton
date decide deciding dense dice die dine done dongguan dose doze dude due duke dune ease ema face fake fame fate fine
fujian fuzhou gala game gansu gate gauge gene gone guangdong guangxi guangzhou guide guilin guiyang guizhou haikou
hainan handan handing hangzhou hanna hate hebei hefei heilong henan hence henna here hope hose huangshan hubei hue
hunan jiangsu jiangxi jilin jinan june keeping kunming lace lake lama lame lana lance landing lane lanzhou late lease
lena lhasa lice licence license lie life like lima lina line loading lose luoyang lute machine made make male mali
mama mana mane manna mate maya mending menu mice minding mine mini mode mule mute name nana nanchang nanjing nanning
nice nine ningbo ningxia node noise none nose nude nuke pace panda pane papa pause pence pending pie pine pinyin
please pope pose puke qianhai qingdao race raise range reading rice rode rose rude rune sae safe sake saline same
sanding sane sanya sauce sauna saying sending sense shaanxi shandong shanghai shantou shanxi shekou shenyang shenzhen
sichuan side since sine site size sue supine sure sushi suzhou taian taipei taiwan taiyuan take tame tape tease
tending tianjin tie tube tuna tune vine wake wane wife wine wuhan wuhu wuxi xiamen xian xining xinjiang xuzhou yangtze
yoga yunnan zhejiang zhengzhou zhuhai
anding baiyun chaoyang heping huaxi xiehe zhongshan
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
# Syllables that are words of English: two of them are no name unless each begins as one does.
_WORDS_OF_ENGLISH = """
a an ban bang bin can chin dang die do en fan fang gang ha hang he hen ho la long man me men pan pang pen pin ping ran
rang sang she sun tan tang ten tie to wan we yen you
"""
_ENGLISH = frozenset(_WORDS_OF_ENGLISH.split())


def pinyin_of(surname: str, given: str) -> str:
    """Return a regular expression for a name in Latin letters, "" where a character of it is not known."""
    first, last = spellings(surname), spellings(given)
    return either_first(first, last) if first and last else ""


def either_first(surname: str, given: str) -> str:
    """Return a regular expression for two of them, in either order."""
    return "|".join(f"{one}{_BETWEEN}{other}" for one, other in ((surname, given), (given, surname)))


def titled(surname: str) -> str:
    """Return a regular expression for a surname behind a title: ``Mr Zhang``; "" where it is not known."""
    spelt = spellings(surname)
    return rf"(?:{'|'.join(_TITLES.split())})(?:\.\s{{0,2}}|\s{{1,2}}){spelt}" if spelt else ""


def spellings(chars: str) -> str:
    """Return a regular expression for characters read one after another, "" where one of them is not known."""
    readings = [READINGS.get(char, ()) for char in chars]
    if not chars or not all(readings):
        return ""
    found = list(product(*readings))[:_MOST]
    return "(?:" + "|".join(IN_NAME.join(_UMLAUTS.get(one, one) for one in each) for each in found) + ")"


class PinyinNames:
    """Looks for names in Latin letters. Immutable."""

    def __init__(self, patterns: Iterable[str]) -> None:
        wanted = "|".join(sorted({pattern for pattern in patterns if pattern}))
        whole = rf"(?<![A-Za-z])(?=((?:{wanted})(?![A-Za-z])))"
        self._pattern = re.compile(whole, re.IGNORECASE) if wanted else None

    def found_in(self, text: str) -> bool:
        """Whether ``text`` holds one of the names as whole words."""
        plain = "" if self._pattern is None else _without_tones(text)
        if self._pattern is None or _LATIN.search(plain) is None:
            return False
        return any(_is_name(_WORDS.findall(found.group(1))) for found in self._pattern.finditer(plain))


def _is_name(words: list[str]) -> bool:
    """Whether words that read like a name are meant as one."""
    plain = [word.casefold() for word in words]
    if len(words) > 1 and plain[0] in _WORDS_TOO:  # Miss An, not "he would miss an injection"
        return all(word[0].isupper() for word in words)
    if len(words) == 1:
        run_together = not words[0].isupper() and any(char.isupper() for char in words[0][1:])  # LiNa
        return plain[0] not in _ORDINARY or run_together
    return not all(word in _ENGLISH or word in _ORDINARY for word in plain) or all(word[0].isupper() for word in words)


def _without_tones(text: str) -> str:
    """Return ``text`` with the marks over Latin letters taken off, and what full-width or invisible letters hide."""
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    return "".join(char for char in parts if unicodedata.category(char) not in {"Mn", "Cf"})
