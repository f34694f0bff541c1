"""The joined house: founding, logging in, damage, locks. Real keys, real SQLCipher files."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door, NewSite, create_site
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.demo.answers import Visit, consent
from hairtrial_desktop.demo.build import DEMO_COST
from hairtrial_desktop.demo.pen import AgendaClock, enter_all
from hairtrial_desktop.demo.people import NURSE, SITE, TOUR_PARTICIPANT, password_of, users
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.migrations.site import SITE as SITE_MIGRATIONS
from hairtrial_desktop.study.errors import KnownError

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    clock = AgendaClock(NOW)
    new = NewSite(replace(SITE, demo=False), users(), demo_files(), cost=DEMO_COST, training=False)
    create_site(tmp_path / "site", new, clock)
    return Door(tmp_path / "site", clock)


def screen_one(door: Door) -> FormKey:
    site = door.open(NURSE, password_of(NURSE))
    session = begin_screening(site.book, TOUR_PARTICIPANT.identity)
    enter_all(session, consent(Visit(TOUR_PARTICIPANT, "SE.SCR", site.book.now())))
    session.complete()
    site.close()
    return session.key


def written_later(path: Path) -> None:
    """Give a file a later time: some computers tell the times of two writes apart by hundredths of a second only."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 20_000_000))


def test_what_one_login_saves_the_next_one_reads(door: Door) -> None:
    key = screen_one(door)
    site = door.open("wang.doctor", password_of("wang.doctor"))
    session = FormSession(site.book, key)
    assert session.status == "complete"
    identity = site.book.identity("01-001")
    assert identity is not None
    assert identity.name == TOUR_PARTICIPANT.identity.name
    assert site.verify() == ()
    site.close()


def test_a_monitor_never_holds_the_register(door: Door) -> None:
    screen_one(door)
    site = door.open("zhou.monitor", password_of("zhou.monitor"))
    assert site.book.shelves.identities is None
    assert site.book.identity("01-001") is None
    site.close()


def test_founding_refuses_a_folder_in_use(door: Door) -> None:
    before = sorted(door.folder.iterdir())
    with pytest.raises(KnownError, match="site_exists"):
        create_site(door.folder, NewSite(SITE, users(), demo_files(), cost=DEMO_COST, training=False), door.clock)
    assert sorted(door.folder.iterdir()) == before


def test_a_wrong_forms_file_founds_nothing(tmp_path: Path) -> None:
    files = demo_files() | {"vs.toml": "[form]\nname = 7\n"}
    with pytest.raises(KnownError) as refused:
        create_site(tmp_path / "site", NewSite(SITE, users(), files, cost=DEMO_COST, training=False), AgendaClock(NOW))
    assert refused.value.params["file"] == "vs.toml"
    assert list(tmp_path.iterdir()) == []


def test_failed_tries_are_counted_locked_and_absorbed_at_the_next_login(door: Door) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(KnownError, match="wrong_password") as refused:
            door.open(NURSE, "not-the-password")
        assert refused.value.params["left"] == left
    with pytest.raises(KnownError, match="user_locked"):
        door.open(NURSE, "not-the-password")
    with pytest.raises(KnownError, match="user_locked"):
        door.open(NURSE, password_of(NURSE))
    site = door.open("wang.doctor", password_of("wang.doctor"))
    (login,) = site.book.state("").things("login_data").values()
    assert [failure["user"] for failure in login.data["failures"]].count(NURSE) == 6
    site.close()


def test_off_07_a_second_program_is_refused_while_the_first_has_the_site(door: Door) -> None:
    site = door.open(NURSE, password_of(NURSE))
    with pytest.raises(KnownError, match="site_open_elsewhere"):
        door.open("wang.doctor", password_of("wang.doctor"))
    site.close()
    door.open("wang.doctor", password_of("wang.doctor")).close()


def test_one_changed_byte_opens_read_only_and_names_table_and_row(door: Door) -> None:
    key = screen_one(door)
    database_key = Keyring.open(door.folder).unlock(NURSE, password_of(NURSE), NOW).database_key
    database = CipherDatabase.open(door.folder / "site.db", database_key, SITE_MIGRATIONS)
    with database.transaction() as db:
        db.execute("UPDATE item_data SET value = '2026-11-21' WHERE item = 'I.IC.DSSTDAT'")
    database.close()
    written_later(door.folder / "site.db")
    site = door.open(NURSE, password_of(NURSE))
    assert [(damage.table, damage.row) for damage in site.damages] == [
        ("item_data", str(key.item("IG.IC.CONSENT", "I.IC.DSSTDAT")))
    ]
    session = FormSession(site.book, FormKey("01-001", "SE.SCR", "F.DM"))
    enter_all(session, {"SEX": "M"})
    with pytest.raises(KnownError, match="read_only"):
        session.save()
    site.close()


def test_a_foreign_database_is_refused_and_left_as_it_is(door: Door) -> None:
    path = door.folder / "site.db"
    for left_over in door.folder.glob("site.db-*"):
        left_over.unlink()
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    before = path.read_bytes()
    with pytest.raises(KnownError, match="database_foreign_or_damaged"):
        door.open(NURSE, password_of(NURSE))
    assert path.read_bytes() == before


def test_a_role_raised_in_the_keyring_file_opens_nothing(door: Door) -> None:
    path = door.folder / "keyring.json"
    ring = json.loads(path.read_bytes())
    for user in ring["users"]:
        if user["user"] == NURSE:
            user["role"] = "investigator"
    path.write_text(json.dumps(ring), encoding="utf-8")
    with pytest.raises(KnownError, match="keyring_damaged"):
        door.open(NURSE, password_of(NURSE))


def test_cn_06_pi_05_no_file_of_the_site_holds_a_name_or_a_value(door: Door) -> None:
    screen_one(door)
    seen = b"".join(path.read_bytes() for path in sorted(door.folder.rglob("*")) if path.is_file())
    for secret in (TOUR_PARTICIPANT.identity.name, TOUR_PARTICIPANT.identity.phone, "I.IC.DSSTDAT"):
        assert secret.encode() not in seen


def test_a_clock_behind_the_record_lets_in_to_read_and_stops_entry(door: Door) -> None:
    screen_one(door)
    clock = door.clock
    assert isinstance(clock, AgendaClock)
    clock.moment = NOW - timedelta(hours=1)
    site = door.open(NURSE, password_of(NURSE))
    assert site.verify() == ()
    session = FormSession(site.book, FormKey("01-001", "SE.SCR", "F.DM"))
    enter_all(session, {"SEX": "M"})
    with pytest.raises(KnownError, match="clock_backwards"):
        session.save()
    site.close()
