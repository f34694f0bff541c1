"""Keeps PySide6 6.12 from killing Python 3.11.

6.12.0 returns None, True and False without taking a reference: it counts on their being immortal, as they are from
Python 3.12 on. On 3.11, which Debian 12 has, each call gives one away until the interpreter aborts ("deallocating
None").
"""

from __future__ import annotations

import ctypes
import sys

import PySide6

_IMMORTAL_SINCE = (3, 12)
_COUNTS_ON_IT_SINCE = (6, 12)
_ENOUGH = 1 << 40  # references; a call gives away one, so 10 million a second last for a day and more


def hold_singletons() -> bool:
    """Take so many references of None, True and False that they never run out; return whether that was needed."""
    qt = tuple(int(part) for part in PySide6.__version__.split(".")[:2])
    if sys.version_info >= _IMMORTAL_SINCE or qt < _COUNTS_ON_IT_SINCE:
        return False
    for singleton in (None, True, False):
        ctypes.c_ssize_t.from_address(id(singleton)).value += _ENOUGH
    return True
