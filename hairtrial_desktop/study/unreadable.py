"""What keeps a text from being read as an expression or as TOML, in words for a data manager instead of a parser's."""

from __future__ import annotations

import re

from hairtrial_desktop.study.phrase import Phrase, phrase

_SIGN = phrase("there is a sign that no expression can have")
# Parts of what the parsers of Python say, and what it means to somebody who writes forms.
_EXPRESSIONS = (
    ("was never closed", phrase("a bracket is never closed")),
    ("unmatched", phrase("a bracket is closed that was never opened")),
    ("does not match", phrase("a bracket is closed by one of another kind")),
    ("unterminated", phrase("a quotation mark has no partner")),
    ("leading zeros", phrase("a number begins with 0")),
    ("decimal literal", phrase("a name or number cannot be written so")),
    ("invalid character", _SIGN),
)
_TOML = (
    ("end of document after", phrase("there is more in the line than one value")),
    ("after a key", phrase("there is a key without = behind it")),
    ("Unclosed", phrase("a bracket is never closed")),
    ("Unterminated", phrase("a quotation mark has no partner")),
    ("Illegal character '\\n'", phrase("a quotation mark has no partner")),
    ("Illegal character", phrase("there is a sign that no text can have")),
    ("Cannot", phrase("a name stands twice")),
    ("twice", phrase("a name stands twice")),
    ("Expected ", phrase("a quotation mark or a bracket has no partner")),
    ("Invalid value", phrase("there is no value, or one without quotation marks")),
    ("Invalid statement", phrase("a line begins with something that is no key")),
    ("scaped", phrase("a backslash stands before a letter that it does not go with")),
)
_UNCLEAR = phrase("it cannot be read")
_ONE_EQUALS = re.compile(r"[^=!<>:]=[^=]")
_PLACE = re.compile(r"at line (\d+), column (\d+)")


# What people write, and how it is written here; the longer ones first.
_WRITTEN = (
    ("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", ">="), ("=<", "<="), ("≥", ">="), ("≤", "<="), ("≠", "!="),
    ("＝", "=="), ("＞", ">"), ("＜", "<"), ("（", "("), ("）", ")"), ("，", ","), ("‘", "'"), ("’", "'"), ("“", "'"),
    ("”", "'"), ("×", "*"), ("÷", "/"), ("−", "-"), ("AND", "and"), ("OR", "or"), ("NOT", "not"),
)  # fmt: skip
_WRITTEN_IN_TOML = (("“", '"'), ("”", '"'), ("‘", '"'), ("’", '"'), ("＝", "="), ("，", ","), ("［", "["), ("］", "]"),
                    ("｛", "{"), ("｝", "}"))  # fmt: skip
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def _instead(text: str) -> Phrase | None:
    """Return which sign or word of ``text`` is written otherwise here, None if none is."""
    bare = _QUOTED.sub("", text)
    for wrong, right in _WRITTEN:
        if re.search(rf"\b{wrong}\b", bare) if wrong.isalpha() and wrong.isascii() else wrong in bare:
            return phrase("{wrong} is written {right} here", wrong=wrong, right=right)
    return None


def unreadable(text: str, error: Exception) -> Phrase:
    """Return ``text``, an expression, with what is wrong with it; ``error`` is what the parser raised."""
    why = _reason(error.msg if isinstance(error, SyntaxError) else "", _EXPRESSIONS)
    if why in (_UNCLEAR, _SIGN):
        why = _instead(text) or why
    if why is _UNCLEAR and _ONE_EQUALS.search(text):
        why = phrase("one = where two are needed")
    return phrase("{text} ({why})", text=text, why=why)


def no_toml(error: Exception, text: str) -> Phrase:
    """Return what is wrong with ``text``, a TOML file, with its line where the parser names one."""
    why, place = _reason(str(error), _TOML), _PLACE.search(str(error))
    if place is None:
        return phrase("{why} (at the end of the file)", why=why)
    number = int(place.group(1))
    bare = _QUOTED.sub("", "".join(text.split("\n")[number - 1 : number]))
    for wrong, right in _WRITTEN_IN_TOML:
        if wrong in bare:
            why = phrase("{wrong} is written {right} here", wrong=wrong, right=right)
            break
    return phrase("{why} (at line {line}, column {column})", why=why, line=place.group(1), column=place.group(2))


def _reason(said: str, known: tuple[tuple[str, Phrase], ...]) -> Phrase:
    return next((why for part, why in known if part in said), _UNCLEAR)
