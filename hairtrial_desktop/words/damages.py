"""One English phrase for what can be wrong with a place of the record (``casebook.chain.Damage.what``)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DAMAGES: Mapping[str, str] = MappingProxyType(
    {
        "page": "an encrypted page was changed",
        "trigger": "a protecting trigger is missing or was changed",
        "sequence": "the commits are not numbered in order: one was removed or added",
        "link": "the link to the commit before is wrong",
        "hash": "the commit's header was changed",
        "subject": "the subject of the commit was changed",
        "count": "the number of records is wrong",
        "leaf": "the record was changed",
        "index": "the index of the record was changed",
        "orphan": "the record has no commit",
        "unreadable": "it cannot be read",
        "value": "the current value differs from the replayed record",
        "missing": "the current value is missing",
        "extra": "a current value has no record behind it",
        "file": "the attachment's file is missing or was changed",
    }
)
