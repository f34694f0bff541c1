"""Who has looked at what: the dependency index of judgements, kept by watching them, not by declaring.

A judgement is made again when a name it looked at moves. The names are those that ``SubjectValues.note`` is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evaluation import ANYTHING
from hairtrial_desktop.casebook.held_lists import LISTED
from hairtrial_desktop.casebook.record import SITE, Record
from hairtrial_desktop.casebook.redacted import REDACT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.record import Draft

T = TypeVar("T")

# Acts on the whole site that no judgement of a participant rests on; any other may change what is judged anywhere.
APART = frozenset({"login", "print", "export", "receipt", "backup", "training", "integrity", "incident", "attachment"})
LISTING = ("/F.KIT#", "/F.EC#")  # forms that say who holds which kit: the lists others look into


class Readers:
    """Maps names to the judgements that looked at them. A judgement is named by any text."""

    def __init__(self) -> None:
        self._names: dict[str, frozenset[str]] = {}
        self._readers: dict[str, dict[str, None]] = {}

    def watch(self, judgement: str, values: SubjectValues, judge: Callable[[], T]) -> T:
        """Return ``judge()`` and keep what it looked at in ``values`` as what ``judgement`` rests on."""
        names: set[str] = set()
        outer, values.reads = values.reads, names
        try:
            return judge()
        finally:
            values.reads = outer
            self._keep(judgement, frozenset(names))

    def _keep(self, judgement: str, names: frozenset[str]) -> None:
        before = self._names.get(judgement, frozenset())
        if names != before:
            for name in before - names:
                del self._readers[name][judgement]
            for name in names - before:
                self._readers.setdefault(name, {})[judgement] = None
            self._names[judgement] = names

    def of(self, names: Iterable[str]) -> dict[str, None]:
        """Return the judgements to make again when ``names`` have moved, each once."""
        found: dict[str, None] = {}
        for name in names:
            found.update(self._readers.get(name, {}))
        return found

    def any(self, names: frozenset[str]) -> bool:
        """Whether a judgement may rest on one of ``names``."""
        return not names.isdisjoint(self._readers)


def moved_by(draft: Draft) -> frozenset[str] | None:
    """Return the names that a commit moved; None where anything may be judged otherwise now, an empty set if nothing.

    What the site knows (people and their roles, kits, settings) may be asked for anywhere.
    """
    if draft.subject == SITE:
        return frozenset() if all(record.kind in APART for record in draft.records) else None
    if draft.act == "move":  # to another version of the definitions: to other rules
        return None
    if draft.act == REDACT:  # what was said before is less now, in open forms too
        lefts = [Record.from_tree(record.new["left"]) for record in draft.records if "left" in record.new]
        return frozenset([ANYTHING, *(name for left in lefts for name in _names(left))])
    listing = any(form in record.key for record in draft.records for form in LISTING)
    names = (name for record in draft.records for name in _names(record))
    return frozenset([ANYTHING, *([LISTED] if listing else []), *names])


def item_names(text: str) -> Iterator[str]:
    """Yield the names that move when the value under the text of an item key does."""
    place, _, _ = text.rpartition("/")
    form, _, group = place.rpartition("/")
    yield text
    yield f"signed/{form}"  # a signature covers the values of its form
    yield f"group/{form}/{group.partition('#')[0]}#"


def status_names(key: FormKey) -> Iterator[str]:
    """Yield the names that move when the status of a form does, or when a row of a log comes or goes."""
    yield f"form/{key}"
    yield f"signed/{key}"
    yield f"rows/{key.form}"


def _names(record: Record) -> Iterator[str]:
    if record.kind == "item":
        yield from item_names(record.key)
    elif record.kind == "form":
        yield from status_names(FormKey.parse(record.key))
    elif record.kind == "attachment":
        yield f"signed/{FormKey.parse(record.key)}"
    elif record.kind == "confirmation":
        yield f"confirmation/{record.key}"
        yield f"signed/{'/'.join(record.key.split('/')[:3])}"
    elif record.kind == "lock":
        yield "locks"
    elif record.kind == "signature":
        yield f"signed/{record.key.rpartition('/S#')[0]}"
