"""Sentences of known errors about the care of the record: erasing, unblinding, incidents, destruction."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CARE: Mapping[str, str] = MappingProxyType(
    {
        "attachment_erased": (
            "This file was erased by two persons. Its hash stays in the record, with who erased it, when and why."
        ),
        "print_superseded": "The record says something else than this page by now. Print it again and file that one.",
        "unblinded_investigator": (
            "Participant {subject} was unblinded: what was recorded before is changed by an investigator, "
            "with a reason."
        ),
        "unblinded_reason": "Participant {subject} was unblinded: each change needs a reason of its own.",
        "destruction_not_ordered": (
            "The record holds no order to destroy this site. "
            "An administrator gives it in the window, with an investigator."
        ),
        "destruction_not_received": (
            "The sponsor has not acknowledged every export yet ({count}), so nothing can be destroyed."
        ),
        "destruction_incomplete": "Give the reason and the reference of the sponsor's written permission.",
        "destruction_second": "The second person must be an investigator of this site.",
        "destruction_names_somebody": "The order names a person or holds a number of one. Say it without.",
        "destruction_unblinds": "The order may tell what was injected where. Say it without.",
        "certificate_place": "The certificate {file} must be a new file outside what is destroyed.",
        "not_a_backup_place": "{folder} holds no backups of this site.",
        "incident_incomplete": "Say what happened and what was done about it.",
        "incident_time": "Write the time as 2026-11-22 09:30.",
        "incident_future": "The time lies in the future.",
        "incident_names_somebody": "The entry names a person or holds a number of one. Say it without.",
        "incident_unblinds": "The entry may tell what was injected where. Say it without.",
        "redaction_not_there": "There is no text here that can be erased, or it was erased already.",
        "redaction_reason_required": "Say why the text is erased.",
        "redaction_names_somebody": "The justification names a person or holds a number of one. Say it without.",
        "redaction_unblinds": "The justification may tell what was injected where. Say it without.",
        "second_person_unsigned": (
            "Whoever answers for this beside you signs it with the own password, as it stands. Nothing was saved."
        ),
        "redaction_repeats_it": "The justification repeats the text that is erased. Say it without.",
    }
)
