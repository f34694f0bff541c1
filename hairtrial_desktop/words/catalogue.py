"""Reads a gettext ``.po`` file. The text file itself is shipped: no compiled catalogue can then be out of date.

Understood is what ``make words`` writes: ``msgctxt``, ``msgid``, ``msgid_plural``, ``msgstr``, ``msgstr[n]``, quoted
lines that go on, comments. ``#~`` (obsolete) and ``#, fuzzy`` entries are not used, as gettext's tools do not either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s+)?"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}

Key = tuple[str, str]  # context ("" for none), msgid


class CatalogueError(Exception):
    """The shipped catalogue is damaged: a bug of the release, not something a user can act on."""


@dataclass
class _Entry:
    parts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False
    current: str = ""


def read_catalogue(path: Path) -> Mapping[Key, str]:
    """Return what ``path`` says for each (context, msgid); CatalogueError names a line that cannot be read."""
    said: dict[Key, str] = {}
    for entry in _entries(path):
        text = entry.parts.get("msgstr", "") or entry.parts.get("msgstr0", "")
        if text and entry.parts["msgid"] and not entry.fuzzy:
            said[entry.parts.get("msgctxt", ""), entry.parts["msgid"]] = text
    return MappingProxyType(said)


def _entries(path: Path) -> Iterator[_Entry]:
    entry = _Entry()
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if "msgid" in entry.parts:
                yield entry
                entry = _Entry()
            entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise CatalogueError(f"{path.name}, line {number}: not a line of a catalogue")
        keyword, index, text = match.groups()
        if keyword in {"msgctxt", "msgid"} and "msgstr" in entry.current:
            yield entry
            entry = _Entry()
        if keyword:
            entry.current = keyword + (index or "")
        entry.parts[entry.current] = entry.parts.get(entry.current, "") + _plain(text)
    if "msgid" in entry.parts:
        yield entry


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), text)
