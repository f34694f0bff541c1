"""The blinding lint over packages, kit lists and files: field names, values, and whether codes tell syringes apart."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.study.blinding import Allowed, Breach, Unblinding, breaches_of_name, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hairtrial_desktop.study.kits import Kit

FEWEST = 4  # kits from which a pattern is more than chance
_LONGEST_PREFIX = 6
_XML_NAME = re.compile(r"""<([A-Za-z][\w.:-]*)|\s([A-Za-z][\w.:-]*)=["']""")
_XML_OID = re.compile(r'\b(?:OID|Name|SASFieldName|ItemOID|SDSVarName)="([^"\s]{1,60})"')  # a name has no blanks
_XML_VALUE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(r"<[^>]*>")
_HEADED = (".csv", ".tsv")
_CODED = frozenset({"body", "header"})  # of a commit, in base64 (``exchange.record_files``)


def breaches_in_tree(where: str, tree: Any, allowed: Iterable[Allowed] = ()) -> Iterator[Unblinding]:  # noqa: ANN401 - JSON
    """Yield what could unblind in a JSON tree: keys as names, texts as values."""
    allowed = tuple(allowed)
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from breaches_of_name(f"{where}.{key}", str(key))
            yield from breaches_in_tree(f"{where}.{key}", value, allowed)
    elif isinstance(tree, (list, tuple)):
        for at, value in enumerate(tree):
            yield from breaches_in_tree(f"{where}[{at}]", value, allowed)
    elif isinstance(tree, str):
        yield from _told(where, tree, allowed)


def breaches_in_files(files: Mapping[str, bytes], allowed: Iterable[Allowed] = ()) -> tuple[Unblinding, ...]:
    """Return what could unblind in files by name: JSON, JSON lines, CSV, XML; any other as text where it is one."""
    allowed = tuple(allowed)
    return tuple(each for name, content in files.items() for each in _file(name, content, allowed))


def _file(name: str, content: bytes, allowed: tuple[Allowed, ...]) -> Iterator[Unblinding]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:  # sealed, compressed, pictures: what they hold is judged before it goes in
        return
    if name.endswith(".json"):
        yield from breaches_in_tree(name, _json(text), allowed)
    elif name.endswith(".jsonl"):
        for at, line in enumerate(text.splitlines(), 1):
            yield from breaches_in_tree(f"{name}:{at}", _json(line), allowed)
    elif name.endswith(_HEADED):
        yield from _table(name, text, allowed)
    elif name.endswith(".xml"):
        tags = "".join(_TAG.findall(text))
        names = {one or other for one, other in _XML_NAME.findall(tags)}
        for found in sorted(names | set(_XML_OID.findall(tags))):
            yield from breaches_of_name(name, found)
        values = (one or other for one, other in _XML_VALUE.findall(tags))
        for part in (*_TAG.split(text), *dict.fromkeys(values)):  # ODM holds what was entered in attributes
            yield from _told(name, unescape(part), allowed)
    else:
        for at, line in enumerate(text.splitlines(), 1):
            yield from _told(f"{name}:{at}", line, allowed)


def _json(text: str) -> Any:  # noqa: ANN401 - a JSON tree, and within it texts that are JSON themselves
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _opened(tree)


def _opened(tree: Any) -> Any:  # noqa: ANN401 - a JSON tree
    if isinstance(tree, dict):
        return {key: _opened(_decoded(value) if key in _CODED else value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_opened(value) for value in tree]
    if isinstance(tree, str) and tree.startswith(("{", "[")):
        return _json(tree)
    return tree


def _decoded(value: Any) -> Any:  # noqa: ANN401 - a value of a JSON tree
    try:
        return base64.b64decode(value, validate=True).decode() if isinstance(value, str) else value
    except (binascii.Error, UnicodeDecodeError, ValueError):  # plain text
        return value


def _table(name: str, text: str, allowed: tuple[Allowed, ...]) -> Iterator[Unblinding]:
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if name.endswith(".tsv") else ","))
    for column in rows[0] if rows else ():
        yield from breaches_of_name(name, column)
    for at, row in enumerate(rows[1:], 2):
        for cell in row:
            yield from _told(f"{name}:{at}", cell, allowed)


def _told(where: str, text: str, allowed: tuple[Allowed, ...]) -> Iterator[Unblinding]:
    sentence = told(text, allowed)
    if sentence is not None:
        yield Unblinding(Breach.TOLD, where, sentence)


def breaches_in_kits(where: str, kits: Sequence[Kit]) -> tuple[Unblinding, ...]:
    """Return whether the codes of syringes fall into two series, one of each in every kit, now at A and now at B.

    Such a series would tell what is in a syringe. A series that always lies at the same position tells only the
    position, which everybody may know.
    """
    if len(kits) < FEWEST:
        return ()
    pairs = [(kit.syr_a, kit.syr_b) for kit in kits]
    marks = [
        *((f"{size} characters", [(a[:size], b[:size]) for a, b in pairs]) for size in range(1, _LONGEST_PREFIX + 1)),
        ("last character", [(a[-1:], b[-1:]) for a, b in pairs]),
        ("odd and even", [(_odd(a), _odd(b)) for a, b in pairs]),
        ("larger and smaller half", _halves(pairs)),
    ]
    for mark, seen in marks:
        values = {frozenset(pair) for pair in seen}
        if len(values) == 1 and len(next(iter(values))) == len(pairs[0]) and len(set(seen)) > 1:
            return (Unblinding(Breach.DIFFERS, where, f"SYR_A, SYR_B: {mark}"),)
    return ()


def _odd(code: str) -> str:
    digits = re.sub(r"[^0-9]", "", code)
    return "odd" if digits and int(digits) % 2 else "even"


def _halves(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return on which side of the widest gap between all codes each code lies, if the two sides are of equal size."""
    codes = sorted({code for pair in pairs for code in pair})
    numbers = [int(re.sub(r"[^0-9]", "", code) or 0) for code in codes]
    gaps = [(high - low, at) for at, (low, high) in enumerate(pairwise(numbers), 1)]
    widest, at = max(gaps, default=(0, 0))
    usual = sorted(gap for gap, _ in gaps)[len(gaps) // 2] if gaps else 0
    low = set(codes[:at]) if widest > 10 * max(usual, 1) and at * 2 == len(codes) else set(codes)
    return [("low" if a in low else "high", "low" if b in low else "high") for a, b in pairs]
