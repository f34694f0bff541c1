"""The blinding lint: what must stand in no file of a site, and where it was found (double blind; E6(R3) 2.4.4, 4.1.4).

Four kinds of thing would unblind, and each has its rule:

* **name**: a field for treatment, arm or allocation, for a lot of one syringe, for a certificate's concentration;
* **word**: a text of the definitions that says what is in a syringe or which area is treated;
* **told**: a value that says what is in a syringe *and* where (an area, a side, a syringe, a kit) in one sentence.
  The product's name alone unblinds nobody: every participant gets both, and a nurse may write it down;
* **differs**: anything that is not alike for both areas.

Allowed, each as a whole text and for a reason (``Allowed``): the public title of the study, which the registry shows;
the setting ``BLIND_WORDS``, the words that the free-text checks look for. Nothing else is: a text that warns of
unblinding must do so without naming the product.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hairtrial_desktop.study.definitions import Study

BLIND_WORDS = "BLIND_WORDS"


class Breach(StrEnum):
    """Which rule is broken."""

    NAME = "name"
    WORD = "word"
    TOLD = "told"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Unblinding:
    """One finding: where (file, path) and what stands there."""

    breach: Breach
    where: str
    found: str


@dataclass(frozen=True)
class Allowed:
    """A whole text that may stand anywhere, and why."""

    text: str
    why: str


def allowed_in(study: Study) -> tuple[Allowed, ...]:
    """Return what may stand in the files of a study although it names the product."""
    title = "the public title of the study: it says what is tried, and nothing of who gets what where"
    words = "the words the free-text checks look for: a list to find, no statement"
    found = [Allowed(study.name.zh, title), Allowed(study.name.en, title)]
    setting = study.settings.get(BLIND_WORDS)
    if setting is not None and isinstance(setting.value, str):
        found.append(Allowed(setting.value, words))
    return tuple(found)


# Names are compared by their words: RAND_ARM, randArm and "rand arm" are all RAND, ARM.
_FORBIDDEN_NAMES = frozenset({
    "ARM", "ARMCD", "ACTARM", "ACTARMCD", "TRTA", "TRTP", "TRTCD", "TRTAN", "TRTPN", "TRTSEQ", "TREATMENT",
    "TREATMENTS", "ALLOC", "ALLOCATION", "PLACEBO", "VERUM", "ACTIVEAREA", "ACTIVESIDE", "EXOSOME", "SALINE",
    "UNBLINDED", "BLINDKEY", "CODEBREAK", "LOTA", "LOTB", "BATCHA", "BATCHB", "SYRLOT", "LOTSYR", "CERTCONC", "NTACONC",
    "ACTCONC", "CONCA", "CONCB",
})  # fmt: skip
_OF_ONE_SYRINGE = re.compile(
    r"(^|_)(LOT|BATCH|BATCHNO|LOTNO|CONC|CONTENT|DRUG|PRODUCT|TRT)(_[AB])$|(^|_)(CERT|NTA)_CONC$"
)
_SPLIT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")

_LOOSE = re.IGNORECASE | re.ASCII  # ASCII: a Latin word ends where a Chinese one begins
_PRODUCT = (
    r"外泌体|盐水|氯化钠|安慰剂|活性药|空白溶媒|exosom\w*|\bexos?\b|\bEVs\b|\bsaline\b|\bplacebo\b|\bverum\b|\bNaCl\b|\bPBS\b|"
    r"\bactive (?:drug|substance|product|treatment|syringe|side|area)\b"
)
_AREA_WORDS = (
    r"试验区|对照区|治疗区|安慰剂区|试验侧|对照侧|治疗侧|试验组|对照组|"
    r"\b(?:treated|control|active|placebo|test|verum) (?:area|side|arm|half)\b"
)
_LOT_WORDS = (
    r"(?:注射器|每支|A区|B区)[^。；;\n]{0,8}(?:批号|批次)|(?:检测|实测|证书)浓度|"
    r"\b(?:lot|batch)(?: number| no\.?)? of (?:the |each )?(?:syringe|area)|\b(?:certificate|measured) concentration\b"
)
WORDS = re.compile(f"{_PRODUCT}|{_AREA_WORDS}|{_LOT_WORDS}", _LOOSE)
_CONTENT = re.compile(_PRODUCT, _LOOSE)
_AREA_TOLD = re.compile(_AREA_WORDS, _LOOSE)
# "left hand" is where a drip stands; a bare letter counts in capitals, where something is said of it.
_BODY = "手臂腿膝眼耳足脚肩腕肘肺乳肾髋踝上下"
_PLACE = re.compile(
    rf"[AB]\s*[区侧边]|[左右](?![{_BODY}])|左[侧边区]|右[侧边区]|\b(?:area|side|position|syringe|half)[\s\-_:]*[AB]\b|"
    r"\b[ABLR][\s\-](?:area|side|half)\b|\b(?:left|right)\b|\bS-[0-9]{2,}|\bK-[0-9]{3,}|注射器|"
    r"第[一二12][支针管]|[一二12]号[针管支]|[甲乙][区侧边]|[那这该另]一?[侧边区]|[前后]侧|"
    r"(?-i:(?<![A-Za-z0-9素肝型级])[AB](?=\s*[:=是为打注用较])|(?<=[在了到给])\s?[AB](?![A-Za-z0-9])|"
    r"\b(?:in|to) [AB]\b)",
    _LOOSE,
)
_SIMPLIFIED = str.maketrans("區體鹽側邊針試驗對劑", "区体盐侧边针试验对剂")
_IN_A_WORD = re.compile(r"(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff])")
_IN_A_LINE = re.compile(r"(?<=[A-Za-z])\n(?=[A-Za-z])")  # a narrow field breaks a sentence there
_SENTENCE = re.compile(r"[。；;!！?？\n]|\.(?=\s)")


def forbidden_name(name: str) -> bool:
    """Whether a field of that name could hold what unblinds."""
    parts = [part.upper() for part in _SPLIT.split(name) if part]
    joined = "_".join(parts)
    return bool(_FORBIDDEN_NAMES & {*parts, "".join(parts)}) or _OF_ONE_SYRINGE.search(joined) is not None


def forbidden_word(text: str, allowed: Iterable[Allowed] = ()) -> str | None:
    """Return the first word of ``text`` that a definition must not hold, None if there is none."""
    match = WORDS.search(_plain(_without(text, allowed)))
    return None if match is None else match[0]


def told(text: str, allowed: Iterable[Allowed] = ()) -> str | None:
    """Return the sentence of ``text`` that says what is where, None if none does."""
    plain = _plain(_without(text, allowed))
    if _CONTENT.search(plain) is None and _AREA_TOLD.search(plain) is None:  # as most texts
        return None
    for sentence in _SENTENCE.split(plain):
        content = _CONTENT.search(sentence) is not None and _PLACE.search(sentence) is not None
        if content or _AREA_TOLD.search(sentence):
            return sentence.strip()
    return None


def _plain(text: str) -> str:
    """Return ``text`` without what hides a word: other forms of its characters, blanks, invisible signs."""
    if text.isascii():  # it has no other forms and no invisible signs
        return _IN_A_LINE.sub(" ", text)
    normal = unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED)
    seen = "".join(char for char in normal if unicodedata.category(char) != "Cf")
    return _IN_A_WORD.sub("", _IN_A_LINE.sub(" ", seen))


def _without(text: str, allowed: Iterable[Allowed]) -> str:
    for each in allowed:
        text = text.replace(each.text, "")
    return text


def breaches_of_name(where: str, name: str) -> Iterator[Unblinding]:
    """Yield a finding if ``name`` is forbidden."""
    if forbidden_name(name):
        yield Unblinding(Breach.NAME, where, name)
