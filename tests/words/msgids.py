"""Finds the msgids of the program, with Babel's extractor, and the codes of known errors, in the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.extract import extract_from_file

from hairtrial_desktop.words.damages import DAMAGES
from hairtrial_desktop.words.errors import SENTENCES, UNKNOWN
from tests.architecture.tree import PACKAGE, files, name_of, parsed

# tr("…"), self._tr("…"), words("…") are calls of Words; msg("…") and phrase("…") mark; many(one, more, n);
# within(context, msgid).
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "self": None,
    "tr": None,
    "_tr": None,
    "words": None,
    "_words": None,
    "msg": None,
    "phrase": None,
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
    for sentence in [UNKNOWN, *SENTENCES.values(), *DAMAGES.values()]:
        yield Said(ERRORS, sentence)


@dataclass(frozen=True)
class Raised:
    """One place where a known error is made: its code and the params given there (None: some are not named)."""

    where: str
    code: str
    params: frozenset[str] | None


def error_classes() -> frozenset[str]:
    """Return the names of KnownError and of all that descend from it in the program."""
    bases = {
        node.name: {_last_name(base) for base in node.bases}
        for path in files("hairtrial_desktop/*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    }
    known = {"KnownError"}
    while more := {name for name, above in bases.items() if above & known} - known:
        known |= more
    return frozenset(known)


def raised() -> Iterator[Raised]:
    """Yield every call of an error class, once for each code that may stand there."""
    classes = error_classes()
    for path in files("hairtrial_desktop/*.py"):
        tree = parsed(path)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or _last_name(node.func) not in classes:
                continue
            names = [keyword.arg for keyword in node.keywords]
            params = None if None in names else frozenset(name for name in names if name)
            for code in _codes(node.args[0], tree):
                yield Raised(f"{name_of(path)}:{node.lineno}", code, params)


def written() -> frozenset[str]:
    """Return every text that stands in the program outside the table of sentences: a code must be among them."""
    return frozenset(
        node.value
        for path in files("hairtrial_desktop/*.py")
        if name_of(path) != ERRORS
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _last_name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _codes(node: ast.expr | None, tree: ast.Module) -> list[str]:
    """Return what ``node`` may be: a literal, one of two, a name given literals, a function that returns them."""
    match node:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.IfExp(body=one, orelse=other):
            return _codes(one, tree) + _codes(other, tree)
        case ast.Name(id=name):
            given = [one for one in ast.walk(tree) if isinstance(one, ast.Assign) and _names(one) == [name]]
            return [code for one in given for code in _codes(one.value, tree)]
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            makers = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == name]
            returns = [one.value for maker in makers for one in ast.walk(maker) if isinstance(one, ast.Return)]
            return [code for value in returns for code in _codes(value, tree)]
        case _:
            return []


def _names(assignment: ast.Assign) -> list[str]:
    return [target.id for target in assignment.targets if isinstance(target, ast.Name)]
