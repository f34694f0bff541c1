"""The line of a place in a definition file, for messages: ``VS.VS.TEMP.check[1].valid_when`` stands in line 70.

A reader of lines, not of TOML: it serves files that are wrong, too. What it cannot place, it leaves open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z_.]+)\s*\]\]?\s*(?:#.*)?$")
_TITLE = re.compile(r"\s*(?:name|code)\s*=\s*[\"']([^\"']*)[\"']")
_KEY = re.compile(r"\s*([A-Za-z_]+)\s*=")
_ENTRY = re.compile(r"\s*\{")
_ENTRY_CODE = re.compile(r"code\s*=\s*[\"']([^\"']*)[\"']")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def line_of(text: str, path: str, found: str = "") -> int | None:
    """Return the line (from 1) of ``path`` in ``text``; of a TOML error in ``found`` its own; None if not known.

    For a path whose end cannot be found, it is the line of the nearest table around it; for a list of tables the last.
    """
    said = _TOML_LINE.search(found)
    if said is not None:
        return int(said.group(1))
    known = dict(reversed(list(_places(text))))
    parts = _parts(path)
    while parts:
        for wanted in (".".join(parts), f"form.{parts[-1]}" if len(parts) == 2 else ""):  # noqa: PLR2004 - FORM.key
            if wanted in known:
                return known[wanted]
        parts.pop()
    return max((line for place, line in known.items() if place.startswith(f"{path}[")), default=None)


def _parts(path: str) -> list[str]:
    """Split at the dots outside of brackets: codes may hold dots."""
    return re.findall(r"(?:[^.\[]|\[[^\]]*\])+", path)


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Yield path and line of each table, key and list entry, as the loader names them."""
    lines = text.splitlines()
    titles: dict[str, str] = {}
    counts: dict[str, int] = {}
    header, prefix, array, entry = "", "", "", 0
    for number, line in enumerate(lines, 1):
        head = _HEADER.match(line)
        if head is not None:
            header = head.group(1)
            if line.strip().startswith("[[form"):  # a form of amendment.toml, not the form of the file
                header = "forms"
            counts[header] = counts.get(header, 0) + 1
            titles[header] = _title(lines, number) or str(counts[header])
            prefix, array = _prefix(header, titles), ""
            yield prefix, number
            continue
        if array and _ENTRY.match(line):
            entry += 1
            code = _ENTRY_CODE.search(line)
            place = f"{prefix}.{array}[{code.group(1) if code and array == 'items' else entry}]"
            yield place, number
            for key in re.findall(r"[{,]\s*(\w+)\s*=", line):
                yield f"{place}.{key}", number
            continue
        key_found = _KEY.match(line)
        if key_found is not None:
            array, entry = key_found.group(1), 0
            yield f"{prefix}.{array}".lstrip("."), number


def _title(lines: list[str], start: int) -> str:
    for line in lines[start:]:
        if _HEADER.match(line):
            return ""
        title = _TITLE.match(line)
        if title is not None:
            return title.group(1)
    return ""


def _prefix(header: str, titles: dict[str, str]) -> str:
    form = titles.get("form", "")
    if header == "form":
        return form
    if header in ("group", "group.item"):
        parts = [form, titles.get("group", ""), titles["group.item"] if header == "group.item" else ""]
        return ".".join(part for part in parts if part)
    if header == "event.window":
        return f"event[{titles.get('event', '')}].window"
    if header == "forms":
        return f"form[{titles[header]}]"
    return header if header in ("study", "amendment") else f"{header}[{titles[header]}]"
