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
        "file": "the file is missing or was changed",
        "schema": "a part of the database's structure is missing, changed or does not belong there",
        "erased": "the record's content was erased without an act of two persons",
        "redaction": "the erasure named there is not the act of two persons, or erased nothing",
        "signature": "the electronic signature does not hold",
        "paper": "the signed document does not bear the signer's own electronic signature",
        "head": "it speaks of an entry that this audit trail does not have",
        "state": "it is marked as acknowledged, but there is no receipt of the sponsor",
        "differs": "it does not say what the record says",
        "epoch": "it was written by an installation that had given up writing",
        "second": "the second person named there did not sign it, or signed something else",
        "old": "what it says stood there before did not",
        "time": "its time is before that of the entry before it, and nobody recorded a wrong clock",
        "older": "this is an older or another copy of the record: entries made on this computer are missing",
    }
)
