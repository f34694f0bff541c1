"""Releasing a locked account is the administrator's, and is in the record."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.people import record_release
from hairtrial_desktop.casebook.record import SITE
from tests.casebook.house import House


def test_a_release_names_who_released_whom(house: House) -> None:
    record_release(house.book("ad"), "li")
    commit = next(reversed(list(house.shelves.store.commits(0))))
    assert (commit.act, commit.user) == ("release", "ad")
    (row,) = house.book("ad").state(SITE).things("login_data").values()
    assert row.data["user"] == "li"
    assert row.data["released_by"] == "ad"


def test_nobody_else_releases(house: House) -> None:
    before = house.shelves.store.head().seq
    for user in ("li", "wang", "mo"):
        with pytest.raises(NotPermitted):
            record_release(house.book(user), "chen")
    assert house.shelves.store.head().seq == before
