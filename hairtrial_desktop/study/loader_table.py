"""Strict reading of TOML tables: every key asked for, every key left over, everything named by its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.phrase import Phrase, phrase
from hairtrial_desktop.study.text import LANGUAGES, Text

if TYPE_CHECKING:
    from enum import StrEnum

NAME = re.compile(r"[A-Z][A-Z0-9_]*")
# Blinding: no text of a form may say which area is treated (clinical content, Appendix C).
_UNBLINDING = re.compile("试验区|对照区|active area|control area|active arm|placebo arm|placebo area")
_TEXT, _WHOLE, _FLAG = phrase("a text"), phrase("a whole number"), phrase("true or false")
_TEXTS, _NAMED = phrase("a list of texts"), phrase("a table of texts")
_TABLE, _TABLES = phrase("a table"), phrase("a list of tables")


@cache
def _values(options: type[StrEnum]) -> tuple[str, ...]:
    return tuple(option.value for option in options)


@cache
def _one_of(options: type[StrEnum]) -> Phrase:
    return phrase("one of {values}", values=_values(options))


@dataclass
class Problems:
    """Everything wrong with the files, in the order found."""

    found: list[DefinitionError] = field(default_factory=list)

    def add(self, file: str, path: str, expected: str, found: object) -> None:
        """Note one problem."""
        what = found if isinstance(found, Phrase) else str(found)
        self.found.append(DefinitionError("definition", file=file, path=path, expected=expected, found=what))

    def stop(self) -> None:
        """Raise the first problem, with all of them in ``params["all"]`` as (file, path, expected, found)."""
        if self.found:
            first = self.found[0].params
            rows = tuple(
                tuple(problem.params[key] for key in ("file", "path", "expected", "found")) for problem in self.found
            )
            raise DefinitionError("definition", **{**first, "all": rows})


class Table:
    """One TOML table. A wrong or missing value is noted in ``problems`` and read as an empty one."""

    def __init__(self, data: dict[str, Any], problems: Problems, file: str, path: str) -> None:
        self._data = dict(data)
        self._known: set[str] = set()  # the keys that were asked for
        self.problems = problems
        self.file = file
        self.path = path

    def wrong(self, key: str, expected: str, found: object) -> None:
        """Note a problem with ``key``."""
        self.problems.add(self.file, f"{self.path}.{key}" if self.path and key else self.path or key, expected, found)

    def _take(self, key: str, kind: type, expected: str, *, required: bool) -> Any:  # noqa: ANN401 - any TOML value
        self._known.add(key)
        if key not in self._data:
            if required:
                self.wrong(key, expected, phrase("nothing"))
            return None
        value = self._data.pop(key)
        if (isinstance(value, bool) and kind is not bool) or not isinstance(value, kind):
            self.wrong(key, expected, repr(value))
            return None
        return value

    def string(self, key: str) -> str:
        """Return a required text that is not empty."""
        value = self._take(key, str, _TEXT, required=True)
        if value is not None and not value.strip():
            self.wrong(key, phrase("a text that is not empty"), repr(value))
        return value or ""

    def optional_string(self, key: str) -> str | None:
        """Return a text, None if it is not there; an empty one is refused."""
        self._known.add(key)
        return self.string(key) if key in self._data else None

    def blank_or_string(self, key: str) -> str:
        """Return a text that may be empty or not there."""
        return self._take(key, str, _TEXT, required=False) or ""

    def name(self, key: str, longest: int = 32) -> str:
        """Return a required name: capital letters, digits, underscores."""
        value = self.string(key)
        if value and (not NAME.fullmatch(value) or len(value) > longest):
            self.wrong(
                key, phrase("a name [A-Z][A-Z0-9_]* of at most {longest} characters", longest=longest), repr(value)
            )
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self._take(key, bool, _FLAG, required=False)
        return default if value is None else value

    def integer(self, key: str, default: int | None = None, least: int | None = None) -> int:
        """Return a whole number, required without ``default``."""
        value = self._take(key, int, _WHOLE, required=default is None)
        if value is not None and least is not None and value < least:
            self.wrong(key, phrase("at least {least}", least=least), value)
        return (default or 0) if value is None else value

    def optional_integer(self, key: str, least: int = 0) -> int | None:
        """Return a whole number, None if it is not there."""
        self._known.add(key)
        return self.integer(key, 0, least) if key in self._data else None

    def setting(self, key: str) -> str | int | Decimal | None:
        """Return a whole number, a decimal or a text; None if it is not there."""
        self._known.add(key)
        value = self._data.pop(key, None)
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal, type(None))):
            self.wrong(key, phrase("a number or a text"), repr(value))
            return None
        return value

    def choice(self, key: str, options: type[StrEnum], default: StrEnum | None = None) -> str:
        """Return one of the values of ``options``, required without ``default``."""
        self._known.add(key)
        if key not in self._data and default is not None:
            return default.value
        values = _values(options)
        value = self._take(key, str, _one_of(options), required=True)
        if value is not None and value not in values:
            self.wrong(key, _one_of(options), repr(value))
        return value if value in values else values[0]

    def strings(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(key, list, _TEXTS, required=required) or []
        if not all(isinstance(each, str) and each for each in value) or len(set(map(str, value))) != len(value):
            self.wrong(key, phrase("a list of texts, each once"), repr(value))
            return ()
        return tuple(value)

    def string_or_strings(self, key: str) -> tuple[str, ...]:
        """Return one text or a list of texts as a list, empty if it is not there."""
        self._known.add(key)
        return (self.string(key),) if isinstance(self._data.get(key), str) else self.strings(key)

    def texts_by_name(self, key: str) -> dict[str, str]:
        """Return a table of texts by name, empty if it is not there."""
        value = self._take(key, dict, _NAMED, required=False) or {}
        for name, word in value.items():
            if not isinstance(word, str) or not word.strip():
                self.wrong(f"{key}.{name}", phrase("a text that is not empty"), repr(word))
        return {name: word for name, word in value.items() if isinstance(word, str)}

    def has(self, key: str) -> bool:
        """Whether ``key`` is there and not read yet."""
        self._known.add(key)
        return key in self._data

    def text(self, key: str) -> Text:
        """Return a required text in both languages."""
        value = self._take(key, dict, "{zh = …, en = …}", required=True)
        if value is None:
            return Text("", "")
        words = [value.get(language) for language in LANGUAGES]
        if set(value) != set(LANGUAGES) or not all(isinstance(word, str) and word.strip() for word in words):
            self.wrong(key, phrase("{{zh = …, en = …}}, both not empty"), repr(value))
            return Text("", "")
        for said in words:
            if (telling := _UNBLINDING.search(said.casefold())) is not None:
                self.wrong(key, phrase("words that do not tell which area is treated"), telling[0])
        return Text(*(str(word).strip() for word in words))  # blanks at the ends are nothing anybody reads

    def optional_text(self, key: str) -> Text | None:
        """Return a text in both languages, None if it is not there."""
        self._known.add(key)
        return self.text(key) if key in self._data else None

    def table(self, key: str) -> Table | None:
        """Return a table, None if it is not there."""
        value = self._take(key, dict, _TABLE, required=False)
        return None if value is None else Table(value, self.problems, self.file, f"{self.path}.{key}".lstrip("."))

    def tables(self, key: str) -> list[Table]:
        """Return a list of tables; each is named by its ``name`` or ``code``, else by its number."""
        value = self._take(key, list, _TABLES, required=False) or []
        found = []
        for count, each in enumerate(value, 1):
            if not isinstance(each, dict):
                self.wrong(f"{key}[{count}]", phrase("a table"), repr(each))
                continue
            title = each.get("name", each.get("code"))
            place = title if isinstance(title, str) and key in ("group", "item") else f"{key}[{title or count}]"
            found.append(Table(each, self.problems, self.file, f"{self.path}.{place}".lstrip(".")))
        return found

    def close(self) -> None:
        """Refuse every key that nothing asked for."""
        for key in self._data:
            near = get_close_matches(key, sorted(self._known), n=1)
            expected = phrase("{key}, perhaps", key=near[0]) if near else phrase("no such key")
            self.wrong(key, expected, key)
