"""What a name in a rule comes to at one place of a subject: under which key, read how, behind which conditions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.kleene import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.form_context import FormContext
    from hairtrial_desktop.casebook.versions import Found
    from hairtrial_desktop.study.amendment import Heir
    from hairtrial_desktop.study.expression import Expression, Value


class Target:
    """An item of one form, found once for all the times it is read."""

    __slots__ = ("_read", "_text", "_typed", "_values", "conditions", "found", "key", "repeat", "unknown")

    def __init__(self, values: SubjectValues, found: Found, repeat: int) -> None:
        self.found = found
        self.repeat = repeat
        item, form = found.item, found.form
        self.key = str(form.item(found.group.oid, item.oid, repeat))
        self._values = values
        self.conditions = tuple(_conditions(values, found, repeat))
        codes = () if item.code_list is None else item.code_list.items
        self.unknown = frozenset(entry.code for entry in codes if entry.unknown)
        self._read: Callable[[str], Value] = codec_for(item).typed
        self._text: str | None = None
        self._typed: Value = UNKNOWN

    def skipped(self) -> bool:
        """Whether the item does not apply, so that what it still holds does not count."""
        once = self._values.once
        return any(once(name, skips) for name, skips in self.conditions)

    def typed(self, text: str) -> Value:
        """Return the value of a stored text as who asks reads it; unknown for an unknown code."""
        if text != self._text:
            value = UNKNOWN if text in self.unknown else self._read(text)
            heir = self.found.heir
            self._typed = value if heir is None else _as_asked(heir, value)
            self._text = text
        return self._typed


def _conditions(values: SubjectValues, found: Found, repeat: int) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Yield what may make the item not apply, each under a name of its own: that of its form, and the item's."""
    form, group = found.form, found.group.oid
    here = values.context(form, group, repeat)
    whole, own = values.form_of(form).collect_when, found.item.collect_when
    if whole is not None:
        yield f"skipped/{form}/{group}#{repeat}", partial(_skips, whole, here)
    if own is not None:
        yield f"skipped/{form.item(group, found.item.oid, repeat)}", partial(_skips, own, here)


def _skips(rule: Expression, here: FormContext) -> bool:
    return rule.evaluate(here) is False


def _as_asked(heir: Heir, value: Value) -> Value:
    """Return codes as the version that asks writes them; one it has no single word for is unknown to it."""
    if isinstance(value, str):
        now = heir.codes.get(value, value)
        return UNKNOWN if now is None else now
    if isinstance(value, frozenset):
        codes = [heir.codes.get(code, code) for code in value]
        return UNKNOWN if None in codes else frozenset(code for code in codes if code is not None)
    return value
