"""One English sentence for the code of every known error; it is a msgid, so the Chinese stands in the catalogue.

A sentence says what happened and the way out. ``{name}`` are the params of the error.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNKNOWN = "Something was refused ({code})."

SENTENCES: Mapping[str, str] = MappingProxyType({})
