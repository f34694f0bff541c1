"""Three-valued logic (Kleene): True, False and UNKNOWN (``architecture.md``, Logic 1 and 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from collections.abc import Iterable


@final
class Unknown:
    """The type of ``UNKNOWN``: never entered, cleared, null-flavoured, or not decidable from what is known."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Refuse to be a condition: an unknown taken for False would enrol or exclude somebody by accident."""
        raise TypeError("UNKNOWN has no truth value; compare with `is`")

    def __repr__(self) -> str:
        """Return the name."""
        return "UNKNOWN"

    def __reduce__(self) -> str:
        """Stay the one instance through copy and pickle."""
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Truth = bool | Unknown


def truth_not(value: Truth) -> Truth:
    """Return the negation; unknown stays unknown."""
    return UNKNOWN if isinstance(value, Unknown) else not value


def truth_and(values: Iterable[Truth]) -> Truth:
    """Return False if any is False, else unknown if any is unknown, else True."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if isinstance(value, Unknown):
            result = UNKNOWN
    return result


def truth_or(values: Iterable[Truth]) -> Truth:
    """Return True if any is True, else unknown if any is unknown, else False."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if isinstance(value, Unknown):
            result = UNKNOWN
    return result
