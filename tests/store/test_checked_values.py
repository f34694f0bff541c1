"""What two persons checked does not change by the hand of one, under whatever act or name (21 CFR 11.10(e), (j))."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.redacted import ERASED
from hairtrial_desktop.casebook.second_person import confirm_second_person
from hairtrial_desktop.casebook.vouching import CHECKED, checked_in, digest_in
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at
from tests.store.test_redaction import Door, house
from tests.store.test_second_signatures import checked_kit

__all__ = ["house"]


def checked(house: House) -> tuple[str, str, Record]:
    """Have a form checked by two; return its participant, the key of its value, and the row that the second signed."""
    session = checked_kit(house)
    second = confirm_second_person(session, Door(), "chen", "right")
    session.complete(second_person=second)
    row = Record("form", str(session.key), {"status": "complete", "confirmed_by": "chen"}, second.row)
    return session.key.subject, str(at(session, "RANDNUM")), row


@pytest.mark.parametrize("act", ["void_form", "move", "save"])
@pytest.mark.parametrize("source", ["derived", "direct"])
@pytest.mark.parametrize("new", ["R002", None])
def test_a11_01_a_checked_value_changes_under_no_other_name(
    house: House, act: str, source: str, new: str | None
) -> None:
    subject, key, _ = checked(house)
    forged = Record("item", key, "R001", new, reason="x", source=source)
    with pytest.raises((KnownError, Conflict)):
        house.book("li").commit(Draft(subject, act, (forged,)))
    assert house.book("li").values(subject).cell_at(key).value == "R001"


def test_p11_05_who_has_no_access_any_more_vouches_for_nothing(house: House) -> None:
    subject, _, row = checked(house)
    house.book("li").commit(Draft(subject, "complete", (row,)))  # the same, over the same values
    admin = house.book("ad")
    chen = admin.people()["chen"]
    admin.commit(Draft(SITE, "users", (Record("user", "chen", chen, {**chen, "enabled": "N"}, reason="left"),)))
    with pytest.raises(KnownError, match="second_person_role"):
        house.book("li").commit(Draft(subject, "complete", (row,)))


def test_a11_01_an_erased_text_makes_an_old_check_good_for_nothing_else(house: House) -> None:
    subject, key, row = checked(house)
    state = house.shelves.store.load(subject)
    erased = replace(state.items()[key], key=f"{key}X", value=None, null_flavour=ERASED)
    state.items()[erased.key] = erased
    assert checked_in(state, row.key) is None  # verification cannot tell
    assert digest_in(state, row.key) != row.new[CHECKED]  # the door can: what is left is what is checked
