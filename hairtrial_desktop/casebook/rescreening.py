"""Screened again: a new number linked to the old one, both ways; every date is judged anew under the new number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.record import SITE

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import Study

LINK = "screened_before_as"
SETTING = "RESCREEN"


def may_be_screened_again(study: Study) -> bool:
    """Whether the study lets somebody who failed screening come again; one that says nothing does."""
    setting = study.settings.get(SETTING)
    return setting is None or setting.value != "N"


def screened_before(book: SiteBook, subject: str) -> str | None:
    """Return the number the person had at the screening before, None for a first one."""
    row = book.state(SITE).things("identity_data").get(subject)
    return None if row is None else row.data.get(LINK)


def screened_again(book: SiteBook, subject: str) -> str | None:
    """Return the number of the screening after this one."""
    rows = book.state(SITE).things("identity_data").values()
    return next((row.key for row in rows if row.data.get(LINK) == subject), None)
