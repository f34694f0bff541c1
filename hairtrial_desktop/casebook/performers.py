"""Who may be named as having done something: who was entrusted with the trial on that day (E6(R3) 4.3.8; R3-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.delegations import role_on
from hairtrial_desktop.casebook.entry_times import observed_on
from hairtrial_desktop.study.definitions import DataType

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.item_state import ItemState

MAY_BE_NAMED = frozenset({Role.NURSE, Role.INVESTIGATOR, Role.ASSESSOR})


def performers(values: SubjectValues, key: FormKey) -> tuple[tuple[str, str], ...]:
    """Return (user id, name) of who may be named in a form: delegated on its day, today where it has none yet."""
    day = observed_on(values, key) or values.today
    return tuple(
        (user, row["name"]) for user, row in sorted(values.people.items()) if role_on(row, day) in MAY_BE_NAMED
    )


def unauthorised_on(values: SubjectValues, state: ItemState) -> date | None:
    """Return the day on which the person an item names was not delegated; None where all is well.

    Somebody the site does not know is left to the people's own eyes: a record moved here may name former staff.
    """
    user = state.cell.value
    if state.item.data_type is not DataType.USER or user is None or user not in values.people:
        return None
    day = observed_on(values, state.key.form)
    return None if day is None or role_on(values.people[user], day) in MAY_BE_NAMED else day
