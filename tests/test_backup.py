"""Backups: made on leaving, verified by opening, tried, and put back equal to the record (FDA 2024 Q5; Annex 11, 7)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.bootstrap.restoring import put_back
from hairtrial_desktop.casebook.attachments import attach, attachments_of, content_of
from hairtrial_desktop.casebook.backups import MADE, REHEARSED, newest_backup
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.demo.pen import enter_all
from hairtrial_desktop.demo.people import NURSE, TOUR_PARTICIPANT, password_of
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.errors import KnownError
from tests.documents.pictures import photograph
from tests.test_bootstrap import NOW, door, screen_one

__all__ = ["door"]
ADMIN = "chen.admin"
CONSENT = FormKey("01-001", "SE.SCR", "F.IC")
AS_ADMIN = (ADMIN, password_of(ADMIN))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "second-disk"
    folder.mkdir()
    return folder


def backed_up(door: Door, place: Path) -> Path:
    """Screen somebody, choose the place, leave; return the set that leaving made."""
    screen_one(door)
    site = door.open(NURSE, password_of(NURSE))
    site.backups.choose_folder(place)
    site.close()
    (made,) = (place / "hairtrial-backup-01" / "sets").iterdir()
    return made


def test_fda_02_leaving_after_entries_backs_up_to_a_second_place(door: Door, place: Path) -> None:
    made = backed_up(door, place)
    held = {path.name for path in made.iterdir()}
    assert {"site.db", "identity.db", "keyring.json", "keyslots.age", "manifest.json"} <= held
    site = door.open(NURSE, password_of(NURSE))
    newest = newest_backup(site.book, MADE)
    assert newest is not None
    assert newest["set"] == made.name
    assert not site.backups.due
    site.close()
    assert len(list(made.parent.iterdir())) == 1  # coming and going is no reason for another one


def test_nothing_in_a_backup_can_be_read_without_a_key(door: Door, place: Path) -> None:
    backed_up(door, place)
    seen = b"".join(path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file())
    for secret in (TOUR_PARTICIPANT.identity.name, TOUR_PARTICIPANT.identity.phone, "I.IC.DSSTDAT"):
        assert secret.encode() not in seen


def test_a_login_without_the_register_backs_the_register_up_too(door: Door, place: Path) -> None:
    screen_one(door)
    site = door.open(*AS_ADMIN)
    site.backups.choose_folder(place)
    made = site.backups.make()
    site.close()
    put_back(made.path, door.folder.with_name("back"), AS_ADMIN, "try", door.clock)
    back = Door(door.folder.with_name("back"), door.clock).open(NURSE, password_of(NURSE))
    identity = back.book.identity("01-001")
    assert identity is not None
    assert identity.name == TOUR_PARTICIPANT.identity.name
    back.close()


def test_a_restored_site_equals_its_backup_and_says_who_why_and_in_which_epoch(door: Door, place: Path) -> None:
    made = backed_up(door, place)
    shutil.rmtree(door.folder)  # the disk broke
    head = put_back(made, door.folder, AS_ADMIN, "the disk broke", door.clock)
    site = door.open(NURSE, password_of(NURSE))
    store = site.book.shelves.store
    assert next(store.commits(after=head.seq - 1)).hash == head.hash
    (taken,) = (commit for commit in store.commits() if commit.act == "takeover")
    assert (taken.user, taken.head["epoch"], store.epoch()) == (ADMIN, 2, 2)
    record = taken.records[0].record()
    assert record is not None
    assert record.reason == "the disk broke"
    assert site.damages == ()
    assert site.verify() == ()
    session = FormSession(site.book, FormKey("01-001", "SE.SCR", "F.DM"))
    enter_all(session, {"SEX": "M"})
    assert session.save() is not None
    site.close()


def test_an_older_copy_put_back_on_purpose_opens_and_one_put_there_by_hand_does_not(door: Door, place: Path) -> None:
    made = backed_up(door, place)
    site = door.open(NURSE, password_of(NURSE))
    session = FormSession(site.book, FormKey("01-001", "SE.SCR", "F.DM"))
    enter_all(session, {"SEX": "M"})
    session.save()
    site.close()
    shutil.copy(made / "site.db", door.folder / "site.db")
    by_hand = door.open(NURSE, password_of(NURSE))
    assert [damage.what for damage in by_hand.damages] == ["older"]
    by_hand.close()
    shutil.rmtree(door.folder)
    put_back(made, door.folder, AS_ADMIN, "wrong entries of the day", door.clock)
    site = door.open(NURSE, password_of(NURSE))
    assert site.damages == ()
    site.close()


@pytest.mark.parametrize("name", ["site.db", "identity.db", "keyring.json"])
def test_a_changed_backup_is_not_put_back(door: Door, place: Path, name: str) -> None:
    made = backed_up(door, place)
    content = bytearray((made / name).read_bytes())
    content[len(content) // 2] ^= 1
    (made / name).write_bytes(content)
    target = door.folder.with_name("back")
    with pytest.raises(KnownError, match="backup_damaged"):
        put_back(made, target, AS_ADMIN, "try", door.clock)
    assert not target.exists()
    assert list(door.folder.parent.glob(".restoring-*")) == []


def test_a_backup_put_back_by_somebody_who_may_not_is_taken_away_again(door: Door, place: Path) -> None:
    made = backed_up(door, place)
    target = door.folder.with_name("back")
    with pytest.raises(KnownError, match="not_permitted"):
        put_back(made, target, (NURSE, password_of(NURSE)), "try", door.clock)
    assert not target.exists()


def test_r3_14_ema_09_a_rehearsal_proves_the_backup_equal_by_the_chain(door: Door, place: Path) -> None:
    backed_up(door, place)
    site = door.open(NURSE, password_of(NURSE))
    (newest,) = site.backups.sets()
    head = site.backups.rehearse(newest)
    site.backups.record_rehearsal(newest, head)
    assert head.hash == newest.manifest.head.hash
    tried = newest_backup(site.book, REHEARSED)
    assert tried is not None
    assert tried["hash"] == head.hash
    assert [path.name for path in newest.path.parent.parent.iterdir()] == ["sets"]  # nothing laid out is left
    site.close()


def test_a_backup_of_another_record_is_told_from_ours(door: Door, place: Path, tmp_path: Path) -> None:
    made = backed_up(door, place)
    other = tmp_path / "fork"
    put_back(made, other, AS_ADMIN, "fork", door.clock)
    forked = Door(other, door.clock).open(NURSE, password_of(NURSE))
    fork = forked.backups.make()
    forked.close()
    site = door.open(NURSE, password_of(NURSE))
    with pytest.raises(KnownError, match="backup_of_another_record"):
        site.backups.rehearse(fork)
    site.close()


def test_a_folder_that_is_gone_is_said_and_stops_no_logout(door: Door, place: Path) -> None:
    screen_one(door)
    site = door.open(NURSE, password_of(NURSE))
    with pytest.raises(KnownError, match="backup_no_folder"):
        site.backups.make()
    with pytest.raises(KnownError, match="backup_inside_data"):
        site.backups.choose_folder(door.folder / "attachments")
    site.backups.choose_folder(place)
    place.rmdir()
    with pytest.raises(KnownError, match="backup_folder_missing"):
        site.backups.make()
    assert site.backups.due
    site.close()


def test_an_unfinished_set_counts_as_none_and_is_in_nobodys_way(door: Door, place: Path) -> None:
    made = backed_up(door, place)
    (made / "manifest.json").unlink()  # the power went before the last file
    site = door.open(NURSE, password_of(NURSE))
    assert site.backups.sets() == ()
    again = site.backups.make()
    assert [one.path for one in site.backups.sets()] == [again.path]
    site.close()
    with pytest.raises(KnownError, match="backup_unreadable"):
        put_back(made, door.folder.with_name("back"), AS_ADMIN, "try", door.clock)


def test_the_commands_back_up_try_and_restore(
    door: Door, place: Path, monkeypatch: pytest.MonkeyPatch, set_computer: Callable[[datetime], None]
) -> None:
    screen_one(door)
    set_computer(NOW)
    run = CliRunner().invoke
    monkeypatch.setenv("HAIRTRIAL_PASSWORD", password_of(NURSE))
    who = ["--data", str(door.folder), "--user", NURSE, "--lang", "en"]
    made = run(desktop, ["backup", *who, "--to", str(place)], catch_exceptions=False)
    assert made.exit_code == 0
    tried = run(desktop, ["backup", *who, "--rehearse"], catch_exceptions=False)
    assert "equals the record" in tried.output
    monkeypatch.setenv("HAIRTRIAL_PASSWORD", password_of(ADMIN))
    back = ["restore", made.output.splitlines()[0], "--data", str(door.folder.with_name("back")), "--user", ADMIN]
    restored = run(desktop, [*back, "--reason", "drill", "--lang", "en"], catch_exceptions=False)
    assert restored.output.splitlines()[-1] == tried.output.splitlines()[-1]


def test_fda_02_a_photograph_comes_back_from_the_backup_byte_by_byte(door: Door, place: Path) -> None:
    screen_one(door)
    site = door.open(NURSE, password_of(NURSE))
    file = FileStripping().strip(photograph())
    attach(site.book, CONSENT, AttachmentKind.PHOTOGRAPH, "front", file)
    site.backups.choose_folder(place)
    site.close()
    (made,) = (place / "hairtrial-backup-01" / "sets").iterdir()
    shutil.rmtree(door.folder)  # the disk broke
    put_back(made, door.folder, AS_ADMIN, "new disk", door.clock)
    back = door.open(NURSE, password_of(NURSE))
    (one,) = attachments_of(back.book.state(CONSENT.subject), CONSENT)
    assert content_of(back.book, one) == file.content
    assert back.verify() == ()
    back.close()
