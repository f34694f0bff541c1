"""When something was observed and when it was entered: both kept, both shown, and how far apart (EMA-01; R3-17).

The record holds when each value came in; the day of the observation is the form's own date, else its visit's. How late
an entry is is computed, never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.casebook.visits import visit_date
from hairtrial_desktop.study.definitions import DataType

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import Study

LATE_AFTER = timedelta(hours=72)  # after the end of the day of observation, in the study's zone, unless the study says
LATE_DAYS = "AUDIT_LATE_DAYS"  # setting of the study
_WHOLE_DAY = len("2026-01-01")


@dataclass(frozen=True)
class EntryTimes:
    """The day observed (None: the form does not say), the moment first entered, both in the study's zone."""

    observed: date | None
    entered: datetime
    late_after: timedelta = LATE_AFTER

    @property
    def lag(self) -> timedelta | None:
        """How long after the end of that day it was entered; zero where it was entered on the day."""
        if self.observed is None:
            return None
        over = datetime.combine(self.observed + timedelta(days=1), time(), self.entered.tzinfo)
        return max(self.entered - over, timedelta(0))

    @property
    def late(self) -> bool:
        """Whether it counts as a late entry."""
        lag = self.lag
        return lag is not None and lag >= self.late_after


def entry_times(book: SiteBook, values: SubjectValues, key: FormKey) -> EntryTimes | None:
    """Return the times of a form, None while nothing of it was saved."""
    if str(key) not in values.state.forms():
        return None
    first = book.shelves.store.history(str(key))[0]
    return EntryTimes(observed_on(values, key), parse_utc(first.at).astimezone(book.zone), late_after(book.study))


def late_after(study: Study) -> timedelta:
    """Return after how long an entry is late; the default where ``study`` does not say."""
    setting = study.settings.get(LATE_DAYS)
    return timedelta(days=setting.value) if setting is not None and isinstance(setting.value, int) else LATE_AFTER


def observed_on(values: SubjectValues, key: FormKey) -> date | None:
    """Return the day the form speaks of: its own date of collection (CDASH ``--DAT``), else the visit's."""
    form = values.form_of(key)
    own = form.item(f"{form.domain or form.short}DAT")
    held = None
    if own is not None and own[1].data_type is DataType.DATE:
        held = values.cell(key.item(own[0].oid, own[1].oid)).value
    if held is None and not form.log:
        event = next((each for each in values.events() if each.oid == key.event), None)
        held = None if event is None else visit_date(values, event, key.event_repeat)
    return date.fromisoformat(held) if held is not None and len(held) == _WHOLE_DAY else None
