"""What a name in a rule comes to at one place of a subject: under which key, read how, behind which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.kleene import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.form_context import FormContext
    from hairtrial_desktop.casebook.versions import Found
    from hairtrial_desktop.study.amendment import Heir
    from hairtrial_desktop.study.expression import Expression, Value


class Target:
    """An item of one form, found once for all the times it is read."""

    __slots__ = ("_read", "_text", "_typed", "conditions", "found", "key", "repeat", "unknown")

    def __init__(self, values: SubjectValues, found: Found, repeat: int) -> None:
        self.found = found
        self.repeat = repeat
        item, form = found.item, found.form
        self.key = str(form.item(found.group.oid, item.oid, repeat))
        here = values.context(form, found.group.oid, repeat)
        rules = (values.form_of(form).collect_when, item.collect_when)
        self.conditions: tuple[tuple[Expression, FormContext], ...] = tuple((rule, here) for rule in rules if rule)
        codes = () if item.code_list is None else item.code_list.items
        self.unknown = frozenset(entry.code for entry in codes if entry.unknown)
        self._read: Callable[[str], Value] = codec_for(item).typed
        self._text: str | None = None
        self._typed: Value = UNKNOWN

    def skipped(self) -> bool:
        """Whether the item does not apply, so that what it still holds does not count."""
        return any(rule.evaluate(here) is False for rule, here in self.conditions)

    def typed(self, text: str) -> Value:
        """Return the value of a stored text as who asks reads it; unknown for an unknown code."""
        if text != self._text:
            value = UNKNOWN if text in self.unknown else self._read(text)
            heir = self.found.heir
            self._typed = value if heir is None else _as_asked(heir, value)
            self._text = text
        return self._typed


def _as_asked(heir: Heir, value: Value) -> Value:
    """Return codes as the version that asks writes them; one it has no single word for is unknown to it."""
    if isinstance(value, str):
        now = heir.codes.get(value, value)
        return UNKNOWN if now is None else now
    if isinstance(value, frozenset):
        codes = [heir.codes.get(code, code) for code in value]
        return UNKNOWN if None in codes else frozenset(code for code in codes if code is not None)
    return value
