"""Says a msgid in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Protocol

from hairtrial_desktop.places import resource
from hairtrial_desktop.words.catalogue import Key, read_catalogue
from hairtrial_desktop.words.damages import DAMAGES
from hairtrial_desktop.words.errors import SENTENCES, UNKNOWN

LANGUAGES = ("zh", "en")
DEFAULT_LANGUAGE = "zh"


class Coded(Protocol):
    """What an error must have to be said: ``study.errors.KnownError`` has it."""

    code: str
    params: dict[str, Any]


class Place(Protocol):
    """What a damage must have to be said: ``casebook.chain.Damage`` has it."""

    @property
    def table(self) -> str:
        """The table."""
        ...

    @property
    def row(self) -> str:
        """The key of the row."""
        ...

    @property
    def what(self) -> str:
        """The code of what is wrong."""
        ...


class _TwoLanguages(Protocol):
    """A text of the definitions (``study.text.Text``), said in the language asked for."""

    def say(self, language: str) -> str:
        """Return the text in ``language``."""
        ...


class _Phrase(Protocol):
    """A part of a sentence that the study made (``study.phrase.Phrase``), said in the language asked for."""

    msgid: str
    params: dict[str, Any]


def msg(text: str) -> str:
    """Mark ``text`` as a msgid for ``make words``, in a table whose entries are looked up later."""
    return text


class Words:
    """The words of one language. Immutable: switching the language means asking another ``Words``."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        """Take ``zh`` or ``en``; ValueError for another."""
        if language not in LANGUAGES:
            raise ValueError(f"{language!r} is not one of {', '.join(LANGUAGES)}")
        self.language = language
        self._said = _catalogue(language)

    def __call__(self, msgid: str, /, **params: Any) -> str:  # noqa: ANN401 - a sentence takes params of any type
        """Return ``msgid`` in this language with each ``{name}`` filled in; English where no translation exists.

        A param may be a text of the definitions or a phrase (it is said in this language) or a list (it is joined).
        KeyError if a param that the sentence needs is not given.
        """
        return self._filled(self._said.get(("", msgid), msgid), params)

    def within(self, context: str, msgid: str, /, **params: Any) -> str:  # noqa: ANN401 - as above
        """Say ``msgid`` in the sense that ``context`` names, where one English word needs two Chinese ones."""
        return self._filled(self._said.get((context, msgid)) or self._said.get(("", msgid), msgid), params)

    def many(self, one: str, more: str, n: int, /, **params: Any) -> str:  # noqa: ANN401 - as above
        """Say ``one`` or ``more`` for a count; ``{n}`` is the count. Chinese has one form, filed under ``one``."""
        english = one if n == 1 else more
        return self._filled(self._said.get(("", one), english), {"n": n, **params})

    def error(self, error: Coded) -> str:
        """Return the one sentence for an error's code; a param that was not given shows as ``…``, never as a crash."""
        sentence = SENTENCES.get(error.code, UNKNOWN)
        sentence = self._said.get(("", sentence), sentence)
        return sentence.format_map(_Lenient(self._plain({"code": error.code, **error.params})))

    def damage(self, place: Place) -> str:
        """Return one line that names the table, the row and what is wrong there."""
        what = DAMAGES.get(place.what, place.what)
        return self("{table}, {row}: {what}", table=place.table, row=place.row, what=self._said.get(("", what), what))

    def _filled(self, sentence: str, params: Mapping[str, Any]) -> str:
        return sentence.format_map(self._plain(params)) if params else sentence

    def _plain(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._shown(value) for name, value in params.items()}

    def _shown(self, value: Any) -> Any:  # noqa: ANN401 - numbers stay numbers, so that ``{size:.1f}`` works
        if hasattr(value, "msgid"):
            phrase: _Phrase = value
            return self._said.get(("", phrase.msgid), phrase.msgid).format_map(self._plain(phrase.params))
        if hasattr(value, "say"):
            text: _TwoLanguages = value
            return text.say(self.language)
        if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
            return ("、" if self.language == "zh" else ", ").join(str(self._shown(part)) for part in value)
        return value


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


@cache
def _catalogue(language: str) -> Mapping[Key, str]:
    path = resource("translations", language, "LC_MESSAGES", "hairtrial.po")
    return read_catalogue(path) if language != "en" else {}
