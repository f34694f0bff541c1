"""Finds the msgids of the program, with Babel's extractor, and the codes of known errors, in the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.extract import extract_from_file

from hairtrial_desktop.words.errors import SENTENCES, UNKNOWN
from tests.architecture.tree import PACKAGE, files, name_of, parsed

# tr("…"), self._tr("…"), words("…"): Words.__call__; msg("…"): marked for later; many(one, more, n); within(context, msgid).
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "tr": None,
    "_tr": None,
    "words": None,
    "_words": None,
    "msg": None,
    "many": (1,),
    "within": ((1, "c"), 2),
}
ERRORS = name_of(PACKAGE / "words" / "errors.py")


@dataclass(frozen=True)
class Said:
    """One msgid, in a sense or in none, where it stands."""

    where: str
    msgid: str
    context: str = ""


def said() -> Iterator[Said]:
    """Yield every msgid that the program says, the sentences of errors among them."""
    for path in files("hairtrial_desktop/*.py"):
        if name_of(path) == ERRORS:
            continue
        for line, msgid, _comments, context in extract_from_file("python", str(path), KEYWORDS):
            for text in [msgid] if isinstance(msgid, str) else msgid[:1]:
                if text:
                    yield Said(f"{name_of(path)}:{line}", text, context or "")
    for sentence in [UNKNOWN, *SENTENCES.values()]:
        yield Said(ERRORS, sentence)


@dataclass(frozen=True)
class Raised:
    """One place where a known error is made: its code and the params that are given there (None: some are not named)."""

    where: str
    code: str
    params: frozenset[str] | None


def error_classes() -> frozenset[str]:
    """Return the names of KnownError and of all that descend from it in the program."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for path in files("hairtrial_desktop/*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    }
    known = {"KnownError"}
    while more := {name for name, above in bases.items() if above & known} - known:
        known |= more
    return frozenset(known)


def raised() -> Iterator[Raised]:
    """Yield every call of an error class whose code is written there (both, where it is chosen between two)."""
    classes = error_classes()
    for path in files("hairtrial_desktop/*.py"):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in classes or not node.args:
                continue
            names = [keyword.arg for keyword in node.keywords]
            params = None if None in names else frozenset(name for name in names if name)
            for code in _texts(node.args[0]):
                yield Raised(f"{name_of(path)}:{node.lineno}", code, params)


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []
