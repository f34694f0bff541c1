"""Names and texts of another system's definitions in the form ours must have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from lxml import etree

from hairtrial_desktop.exchange.odm.outside import Notes, said
from hairtrial_desktop.study.folding import comparable

_OUTSIDE_NAME = re.compile(r"[^A-Z0-9]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
RESERVED = {"CFG"}


def name_from(candidates: Iterable[str | None], longest: int, taken: set[str], fallback: str) -> str:
    """Return a free name [A-Z][A-Z0-9_]* of at most ``longest`` characters, and put it into ``taken``.

    The first candidate that fits whole, else the first shortened, else ``fallback``; a number makes it free.
    """
    clean = [_OUTSIDE_NAME.sub("_", (each or "").upper()).strip("_").lstrip("0123456789_") for each in candidates]
    usable = [each for each in clean if each and each not in RESERVED]
    whole = [each for each in usable if len(each) <= longest and each not in taken]
    name = whole[0] if whole else (usable[0] if usable else fallback)[:longest].rstrip("_")
    number = 1
    base = name
    while name in taken:
        number += 1
        name = f"{base[: longest - len(str(number))]}{number}"
    taken.add(name)
    return name


class Texts:
    """Turns translated texts into ours, and remembers the languages that were left behind or stood in."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._dropped: Counter[str] = Counter()
        self._stood_in: Counter[str] = Counter()

    def of(self, node: etree._Element | None, *fallbacks: str | None) -> dict[str, str]:
        """Return both languages; where one is missing, the other stands in for it, else the first fallback given."""
        found = {tag: _CONTROL.sub(" ", words).strip() for tag, words in said(node).items()}
        own = {tag: words for tag, words in found.items() if tag in ("zh", "en")}
        others = [tag for tag in found if tag not in own]
        if not own and others:
            own = {"en": found[others[0]]}
            self._stood_in[others[0]] += 1
            others = others[1:]
        for tag in others:
            self._dropped[tag] += 1
        if not own:
            words = next((_CONTROL.sub(" ", each).strip() for each in fallbacks if each and each.strip()), "?")
            return {"zh": words, "en": words}
        if len(own) == 1:
            self._stood_in[next(iter(own)) if next(iter(own)) in found else ""] += 1
        return {"zh": own.get("zh") or own["en"], "en": own.get("en") or own["zh"]}

    def report(self) -> None:
        """Note what became of languages."""
        for tag, count in sorted(self._dropped.items()):
            self._notes.add("language_dropped", tag, f"×{count}")
        for tag, count in sorted(self._stood_in.items()):
            if tag:
                self._notes.add("language_missing", tag, f"×{count}")


def apart(entries: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return codes with their texts made different from one another, as each must be able to be typed."""
    for language in ("zh", "en"):
        seen: set[str] = set()
        for entry in entries:
            if comparable(entry[language]) in seen:
                entry[language] = f"{entry[language]} ({entry['code']})"
            seen.add(comparable(entry[language]))
    return entries
