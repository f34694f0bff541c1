"""Coded values: read by code, by either language's text, or by the number of the option."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codec import Codec
from hairtrial_desktop.study.errors import InputRefused
from hairtrial_desktop.study.folding import comparable
from hairtrial_desktop.study.kleene import UNKNOWN

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.study.definitions import CodeList, CodeListItem, ItemDef
    from hairtrial_desktop.study.values import Value

_OPTION = re.compile(r"[1-9][0-9]?")
_SEPARATORS = re.compile(r"[,;、，；|\n]+")


class CodeCodec(Codec):
    """One code of the item's code list."""

    def __init__(self, item: ItemDef) -> None:
        """Keep the code list; ValueError if the item has none (the loader refuses such an item)."""
        super().__init__(item)
        if item.code_list is None:
            raise ValueError(item.oid)
        self.code_list: CodeList = item.code_list

    def read(self, text: str, today: date) -> str:
        """Return the code; InputRefused ``not_in_code_list``."""
        del today
        entry = self._find(text)
        if entry is None:
            raise InputRefused("not_in_code_list", found=text.strip(), code_list=self.code_list.oid)
        return entry.code

    def _find(self, text: str) -> CodeListItem | None:
        entries = self.code_list.items
        exact = self.code_list.find(text.strip())
        if exact is not None:
            return exact
        wanted = comparable(text)
        for names in (
            [(comparable(entry.code), entry) for entry in entries],
            [(comparable(name), entry) for entry in entries for name in {entry.text.zh, entry.text.en}],
        ):
            found = {entry.code: entry for name, entry in names if name == wanted}
            if len(found) == 1:
                return next(iter(found.values()))
        # The number of an option would be mistaken for a code where codes are numbers themselves (grade 0 to 4).
        if _OPTION.fullmatch(wanted) and not any(entry.code.isdigit() for entry in entries):
            number = int(wanted)
            return entries[number - 1] if number <= len(entries) else None
        return None

    def typed(self, value: str) -> Value:
        """Return the code, UNKNOWN for a code marked unknown; ValueError if the list has none such."""
        entry = self.code_list.find(value)
        if entry is None:
            raise ValueError(value)
        return UNKNOWN if entry.unknown else value

    def show(self, value: str, language: str) -> str:
        """Return the text of the code; a code that the list no longer has shows as itself."""
        entry = self.code_list.find(value)
        return value if entry is None else entry.text.say(language)

    def stored(self, value: Value) -> str | None:
        """Return a computed code, None for unknown; ValueError if the list has none such."""
        if not isinstance(value, str) or not value:
            return None
        if self.code_list.find(value) is None:
            raise ValueError(value)
        return value


class CodesCodec(CodeCodec):
    """Several codes, stored in the code list's order with one blank between (the loader bans codes with blanks)."""

    def read(self, text: str, today: date) -> str:
        """Return the codes; separators are commas, semicolons, 、 and, where no name has one, blanks."""
        codes: set[str] = set()
        for part in _SEPARATORS.split(text):
            if not part.strip():
                continue
            whole = self._find(part)
            pieces = [part] if whole is not None else part.split()
            codes.update(super(CodesCodec, self).read(piece, today) for piece in pieces)
        if not codes:
            raise InputRefused("empty")
        return self._join(codes)

    def _join(self, codes: set[str] | frozenset[str]) -> str:
        return " ".join(entry.code for entry in self.code_list.items if entry.code in codes)

    def typed(self, value: str) -> Value:
        """Return the set of codes, UNKNOWN if one of them is marked unknown."""
        codes = frozenset(value.split(" "))
        if any(super(CodesCodec, self).typed(code) is UNKNOWN for code in codes):
            return UNKNOWN
        return codes

    def show(self, value: str, language: str) -> str:
        """Return the texts, joined with 、 or a comma."""
        texts = [super(CodesCodec, self).show(code, language) for code in value.split(" ")]
        return ("、" if language == "zh" else ", ").join(texts)

    def stored(self, value: Value) -> str | None:
        """Return a computed set, None for unknown or empty; ValueError for a code outside the list."""
        if not isinstance(value, frozenset) or not value:
            return None
        if any(self.code_list.find(code) is None for code in value):
            raise ValueError(sorted(value))
        return self._join(value)
