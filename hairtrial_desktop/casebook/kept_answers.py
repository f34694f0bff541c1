"""What many judgements of one subject ask alike: whether a form applies, when a visit is due, who stood beside it.

Each answer is kept with what it was found from. Who asks rests on the answer alone: only when it is another one is
there anything to judge again, however much it was found from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hairtrial_desktop.casebook.reading import Readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.evaluation import SubjectValues

T = TypeVar("T")


class KeptAnswers:
    """The answers over one committed state, by name; ``moved`` has to be told of every change of it."""

    def __init__(self, values: SubjectValues) -> None:
        self._values = values
        self._readers = Readers()
        self._find: dict[str, Callable[[], Any]] = {}
        self._held: dict[str, Any] = {}

    def get(self, name: str, find: Callable[[], T]) -> T:
        """Return the answer ``name``, found by ``find`` the first time; whoever judges rests on it."""
        if name not in self._held:
            self._find[name] = find
            self._held[name] = self._readers.watch(name, self._values, find)
        self._values.note(name)
        answer: T = self._held[name]
        return answer

    def moved(self, names: frozenset[str]) -> frozenset[str]:
        """Find again what was found from ``names``; return ``names`` with those of the answers that are others now.

        One found before another that it rests on is found a second time: rules have no circles, so this ends.
        """
        found = set(names)
        waiting = self._readers.of(names)
        while waiting:
            name = next(iter(waiting))
            del waiting[name]
            answer = self._readers.watch(name, self._values, self._find[name])
            if answer != self._held[name]:
                self._held[name] = answer
                found.add(name)
                waiting.update(self._readers.of((name,)))
        return frozenset(found)
