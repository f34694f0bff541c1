"""Whether a text names a person: what the privacy gate asks (PIPL 28; GCP 2020 Art 26: code, not name).

Full-width forms, blanks, invisible characters and middle dots do not hide a name; blanks, hyphens, dots and brackets
do not hide a number; neither do traditional characters or pinyin hide a name (``pinyin_names``). Names of one
character are not looked for: they are ordinary words. Participants are known from
the register; of relatives and strangers, who are in none, mobile numbers and ID numbers are known by their form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.ordinary_words import ORDINARY_WORDS
from hairtrial_desktop.casebook.pinyin_names import PinyinNames, pinyin_of, titled
from hairtrial_desktop.casebook.traditional_table import SIMPLIFIED

_SHORTEST_NAME = 2
_LONGEST_WORD = max(map(len, ORDINARY_WORDS))
_COMPOUND_SURNAMES = """
欧阳 上官 司马 司徒 司空 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 东方 独孤 南宫 闻人 轩辕 端木 百里 呼延 钟离
澹台 申屠 赫连 鲜于 西门 左丘 东郭 拓跋 万俟
"""
_COMPOUND = frozenset(_COMPOUND_SURNAMES.split())
_HONORIFICS = ("先生", "女士", "小姐")
_DOTS = re.compile(r"[·•・‧]")  # between the parts of a transcribed name
_HAN = re.compile(r"[\u3400-\u9fff]+")

_PARTED = r"[\s\-._/·()]{0,2}"
_MOBILE = re.compile(
    rf"(?=(?<![0-9])(?:(?:\+|00)?86[\s\-)]{{0,2}}|0)?(1{_PARTED}[3-9](?:{_PARTED}[0-9]){{9}})(?![0-9]))"
)
_MOBILE_GROUPS = {
    (11,), (1,) * 11, (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (5, 6), (3, 3, 3, 2), (3, 2, 2, 2, 2),
}  # fmt: skip
_ACCOUNT = re.compile(r"(?:微信|wechat|weixin|qq)(?:号|id)?\s*(?:是|为|:|：)?\s*[a-z0-9][a-z0-9_\-]{5,}")
_ID_NUMBER = re.compile(rf"(?=(?<![0-9])([1-9](?:{_PARTED}[0-9]){{16}}{_PARTED}[0-9x])(?![0-9]))")
_ID_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))  # ISO 7064 MOD 11-2, as GB 11643 asks
_ID_CHECK = "10x98765432"
_ID_BIRTH = re.compile(r"[0-9]{6}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_SHORTEST_NUMBER = 4
_DISTINCT_NUMBER = 8  # from here on a number needs no edges: 8613800138000 still holds the phone
_GAP = r"[\s\-.()/_·]{0,2}"
_NARROW_GAP = r"[\s\-]?"  # short numbers meet their digits by chance in "1.5 / 20"
_HIDERS = re.compile(r"[\s\-_·•・‧]+")


class IdentityMentions:
    """Looks for any of ``identities`` in texts. Immutable: build a new one when the register changes."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        names: set[str] = set()
        given: set[str] = set()
        patterns: set[str] = set()
        latin: set[str] = set()
        for identity in identities:
            name = _HIDERS.sub("", _han(identity.name))
            if len(name) >= _SHORTEST_NAME and not name.isascii():
                names.add(name)
                alone, addressed = _short_forms(identity.name)
                given |= alone
                names |= addressed
                latin |= _in_pinyin(name)
            elif len(name) >= _SHORTEST_NAME:
                patterns.add(rf"(?<![a-z0-9]){_spread(name)}(?![a-z0-9])")
            numbers = (identity.id_number, _national(identity.phone), identity.record_number)
            patterns.update(_number_pattern(number) for number in numbers)
        self._names = tuple(sorted(names))
        self._given = tuple(sorted(given))
        self._latin = PinyinNames(latin)
        self._pattern = re.compile("|".join(sorted(patterns - {""}))) if patterns - {""} else None

    def found_in(self, text: str) -> bool:
        """Whether ``text`` holds a name, ID number, phone or record number of the register.

        A given name of two characters or more counts alone, a surname with 先生, 女士, 小姐, Mr, Mrs, Ms or Miss.
        """
        plain = _plain(text)
        if self._pattern is not None and self._pattern.search(plain):
            return True
        if self._latin.found_in(text):
            return True
        dense = _HIDERS.sub("", plain.translate(SIMPLIFIED))
        return any(name in dense for name in self._names) or any(_stands(name, dense) for name in self._given)


def holds_personal_number(text: str) -> bool:
    """Whether ``text`` holds anybody's mainland mobile number or account name, or an ID number (GB 11643)."""
    plain = _plain(text)
    if _ACCOUNT.search(plain):
        return True
    mobiles = (found.group(1) for found in _MOBILE.finditer(plain))
    return any(map(_is_mobile, mobiles)) or any(_is_id_number(found.group(1)) for found in _ID_NUMBER.finditer(plain))


def _is_mobile(found: str) -> bool:
    """Whether the digits stand in groups as people part a phone: a dose and a date do not."""
    return tuple(len(group) for group in re.findall("[0-9]+", found)) in _MOBILE_GROUPS


def _is_id_number(found: str) -> bool:
    """Whether the birth date can be one and the check digit is right; one with an X is mistyped at most."""
    number = re.sub(r"[^0-9x]", "", found)
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_BIRTH.match(number) is not None and number[-1] in {_ID_CHECK[total % 11], "x"}


def _short_forms(name: str) -> tuple[set[str], set[str]]:
    """Return the given name alone, and the surname as people are addressed by it; of a transcribed name its parts."""
    parts = [_HIDERS.sub("", part) for part in _DOTS.split(_han(name))]
    if len(parts) > 1:
        return {part for part in parts if len(part) >= _SHORTEST_NAME and _HAN.fullmatch(part)}, set()
    if not _HAN.fullmatch(parts[0]):
        return set(), set()
    surname, given = _cut(parts[0])
    return {given} if len(given) >= _SHORTEST_NAME else set(), {surname + title for title in _HONORIFICS}


def _cut(name: str) -> tuple[str, str]:
    """Return surname and given name."""
    length = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1  # noqa: PLR2004 - a surname of two characters
    return name[:length], name[length:]


def _in_pinyin(name: str) -> set[str]:
    """Return regular expressions for a name of Chinese characters in Latin letters; none for a transcribed one."""
    if not _HAN.fullmatch(name):
        return set()
    surname, given = _cut(name)
    return {pinyin_of(surname, given), titled(surname)}


def _stands(given: str, dense: str) -> bool:
    """Whether a given name stands in a text where no ordinary word does, not even with one of its characters."""
    at = dense.find(given)
    while at >= 0:
        end = at + len(given)
        first = max(0, at - _LONGEST_WORD + 1)
        near = dense[first : end + _LONGEST_WORD - 1]
        if not any(_overlaps(word, near, at - first, end - first) for word in ORDINARY_WORDS):
            return True
        at = dense.find(given, at + 1)
    return False


def _overlaps(word: str, near: str, start: int, end: int) -> bool:
    at = near.find(word)
    while at >= 0:
        if at < end and at + len(word) > start:
            return True
        at = near.find(word, at + 1)
    return False


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in normal if unicodedata.category(char) != "Cf")


def _han(name: str) -> str:
    """Return a name as texts are compared with it: in simplified characters."""
    return _plain(name).translate(SIMPLIFIED)


def _national(phone: str) -> str:
    digits = "".join(char for char in _plain(phone) if char.isdigit())
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


def _spread(chars: str, gap: str = _GAP) -> str:
    return gap.join(re.escape(char) for char in chars)


def _number_pattern(number: str) -> str:
    chars = "".join(char for char in _plain(number) if char.isalnum())
    if len(chars) < _SHORTEST_NUMBER:
        return ""
    if len(chars) >= _DISTINCT_NUMBER:
        return _spread(chars)
    return rf"(?<![a-z0-9]){_spread(chars, _NARROW_GAP)}(?![a-z0-9])"
