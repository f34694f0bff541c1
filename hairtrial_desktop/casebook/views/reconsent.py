"""Who has to consent again because an amendment says so (GCP 2020 Art 23; ICH E6(R3) 2.8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.views.grid import subject_status
from hairtrial_desktop.study.definitions import DataType

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_book import SiteBook

CONSENT = "F.IC"
ENDED = ("SCREEN_FAILURE", "WITHDRAWN", "COMPLETED")  # statuses of who takes part no more
_DAYS = (DataType.DATE, DataType.PARTIAL_DATE, DataType.DATETIME)


def reconsent_due(book: SiteBook) -> tuple[str, ...]:
    """Return the participants still taking part whose consent form holds no day since the version came into force.

    Empty where the amendment of the version in force does not ask for it.
    """
    step = book.versions.steps[-1]
    if step.amendment is None or not step.amendment.reconsent:
        return ()
    found = []
    for subject in book.subjects():
        values = book.values(subject)
        if subject_status(values)[0] not in ENDED and not _consented_since(values, step.since):
            found.append(subject)
    return tuple(found)


def _consented_since(values: SubjectValues, since: str) -> bool:
    for text in values.state.forms():
        key = FormKey.parse(text)
        if key.form == CONSENT:
            form = values.form_of(key)
            days = {item.oid for group in form.groups for item in group.items if item.data_type in _DAYS}
            rows = [row for row in values.state.items().values() if row.form == text and row.item in days]
            if any((row.value or "") >= since for row in rows):
                return True
    return False
