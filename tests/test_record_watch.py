"""When the whole record is read: at a start unless the file lies as this computer left it, and once a day (P11-01)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.demo.pen import AgendaClock, enter_all
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.store.commit_store import SqlCommitStore
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.migrations.site import SITE as SITE_MIGRATIONS
from hairtrial_desktop.study.errors import KnownError
from tests.test_bootstrap import NOW, door, screen_one, written_later

__all__ = ["door"]


@pytest.fixture
def full_checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the full checks; each is really made."""
    made: list[int] = []
    real = SqlCommitStore.verify

    def counted(store: SqlCommitStore) -> Iterator[Damage]:
        made.append(store.head().seq)
        return real(store)

    monkeypatch.setattr(SqlCommitStore, "verify", counted)
    return made


def open_and_close(door: Door) -> tuple[Damage, ...]:
    site = door.open(NURSE, password_of(NURSE))
    site.close()
    return site.damages


def change_a_value(door: Door) -> None:
    key = Keyring.open(door.folder).unlock(NURSE, password_of(NURSE), NOW).database_key
    database = CipherDatabase.open(door.folder / "site.db", key, SITE_MIGRATIONS)
    with database.transaction() as db:
        db.execute("UPDATE item_data SET value = '2026-11-21' WHERE item = 'I.IC.DSSTDAT'")
    database.close()
    written_later(door.folder / "site.db")


def test_a_file_as_this_computer_left_it_is_not_read_again(door: Door, full_checks: list[int]) -> None:
    screen_one(door)
    assert len(full_checks) == 1
    assert open_and_close(door) == ()
    assert open_and_close(door) == ()
    assert len(full_checks) == 1


def test_p11_01_a_file_changed_between_two_sessions_is_read_whole(door: Door, full_checks: list[int]) -> None:
    key = screen_one(door)
    change_a_value(door)
    damage = Damage("item_data", str(key.item("IG.IC.CONSENT", "I.IC.DSSTDAT")), "value")
    assert open_and_close(door) == (damage,)
    assert open_and_close(door) == (damage,)
    assert len(full_checks) == 3


def test_a_session_that_was_not_closed_is_followed_by_a_full_check(door: Door, full_checks: list[int]) -> None:
    screen_one(door)
    site = door.open(NURSE, password_of(NURSE))
    left = door.folder.with_name("left")
    shutil.copytree(door.folder, left)  # what a power cut would leave
    site.close()
    shutil.rmtree(door.folder)
    left.rename(door.folder)
    assert [damage.what for damage in open_and_close(door)] == ["older"]  # this copy lacks the logout
    assert len(full_checks) == 2


def test_after_a_day_everything_is_read_again_in_the_background(door: Door) -> None:
    screen_one(door)
    clock = door.clock
    assert isinstance(clock, AgendaClock)
    site = door.open(NURSE, password_of(NURSE))
    assert not site.check_due()
    clock.moment += timedelta(hours=25)
    assert site.check_due()
    assert site.verify() == ()
    assert not site.check_due()
    site.close()


def test_p11_01_a_change_that_hides_its_time_is_found_by_the_daily_check(door: Door, full_checks: list[int]) -> None:
    screen_one(door)
    path = door.folder / "site.db"
    before = path.stat()
    change_a_value(door)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    if path.stat().st_size != before.st_size:
        pytest.fail("the change must not be told by the size of the file")
    site = door.open(NURSE, password_of(NURSE))
    assert site.damages == ()
    assert len(full_checks) == 1
    assert [damage.table for damage in site.verify()] == ["item_data"]
    session = FormSession(site.book, FormKey("01-001", "SE.SCR", "F.DM"))
    enter_all(session, {"SEX": "M"})
    with pytest.raises(KnownError, match="read_only"):
        session.save()
    site.close()
    assert [damage.table for damage in open_and_close(door)] == ["item_data"]
