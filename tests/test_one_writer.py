"""One writer: a copied folder, another computer, hand-over and take-over, and looking only (OFF-07)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.bootstrap.viewing import ViewDoor
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.demo.pen import enter_all
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import OpenSite
from tests.test_bootstrap import NOW, door, screen_one

__all__ = ["door"]
ADMIN = "chen.admin"
DEMOGRAPHY = FormKey("01-001", "SE.SCR", "F.DM")


def save_one(site: OpenSite, sex: str = "M") -> None:
    session = FormSession(site.book, DEMOGRAPHY)
    enter_all(session, {"SEX": sex})
    assert session.save("corrected") is not None


def why(door: Door | ViewDoor, user: str = NURSE) -> str:
    """Open, try to save where the site says it is only read, and return the code of why."""
    site = door.open(user, password_of(user))
    reason = site.writing.reading_only
    if reason is not None:
        with pytest.raises(KnownError, match="read_only"):
            save_one(site)
    site.close()
    return "" if reason is None else reason.code


def test_off_07_a_copied_folder_is_only_read_until_somebody_takes_over(door: Door) -> None:
    screen_one(door)
    copy = replace(door, folder=door.folder.with_name("copy"))
    shutil.copytree(door.folder, copy.folder)
    assert why(copy) == "folder_copied"
    site = copy.open(ADMIN, password_of(ADMIN))
    site.writing.take_over("the original disk broke")
    site.close()
    assert why(copy) == ""
    assert why(door) == "folder_copied"  # now the other one is the copy


def test_a_moved_folder_is_no_copy(door: Door) -> None:
    screen_one(door)
    moved = replace(door, folder=door.folder.with_name("moved"))
    door.folder.rename(moved.folder)
    assert why(moved) == ""


def test_off_07_another_computer_only_reads(door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    screen_one(door)
    monkeypatch.setenv("HAIRTRIAL_STATE", str(tmp_path / "other-computer"))
    other = Door(door.folder, door.clock, "WS-other")
    assert why(other) == "writer_elsewhere"
    nurse = other.open(NURSE, password_of(NURSE))
    with pytest.raises(KnownError, match="not_permitted"):
        nurse.writing.take_over("try")
    assert nurse.writing.reading_only is not None
    nurse.close()
    site = other.open(ADMIN, password_of(ADMIN))
    epoch = site.book.shelves.store.epoch()
    with pytest.raises(KnownError, match="reason_required"):
        site.writing.take_over(" ")
    site.writing.take_over("moved to the new computer")
    assert site.book.shelves.store.epoch() == epoch + 1
    assert [commit.act for commit in site.book.shelves.store.commits()][-2:] == ["takeover", "login"]
    site.close()
    assert why(other) == ""


def test_after_a_hand_over_nobody_writes_until_somebody_takes_over(door: Door) -> None:
    screen_one(door)
    site = door.open(ADMIN, password_of(ADMIN))
    site.writing.hand_over("moving to another computer")
    assert site.writing.reading_only is not None
    site.close()
    assert why(door) == "writer_handed_over"
    site = door.open(ADMIN, password_of(ADMIN))
    site.writing.take_over("not moved after all")
    site.close()
    assert why(door) == ""


def test_two_copies_that_both_went_on_are_told_apart_by_their_epochs_and_hashes(door: Door) -> None:
    screen_one(door)
    copy = replace(door, folder=door.folder.with_name("copy"))
    shutil.copytree(door.folder, copy.folder)
    site = copy.open(ADMIN, password_of(ADMIN))
    site.writing.take_over("by mistake")
    here = list(site.book.shelves.store.commits())
    site.close()
    there_site = door.open(NURSE, password_of(NURSE), checking=True)
    there = list(there_site.book.shelves.store.commits())
    there_site.close()
    assert [commit.hash for commit in here[: len(there)]] == [commit.hash for commit in there]
    assert {commit.head["epoch"] for commit in here} == {1, 2}
    assert {commit.head["epoch"] for commit in there} == {1}


def test_a_damaged_site_cannot_be_taken_over(door: Door) -> None:
    screen_one(door)
    (door.folder / "front.json").write_text((door.folder / "front.json").read_text().replace('"01"', '"02"'))
    site = Door(door.folder, door.clock).open(ADMIN, password_of(ADMIN))
    assert site.damages
    assert not site.writing.can_be_lifted
    site.close()


def test_p11_03_an_archive_on_a_medium_without_writing_is_looked_at(door: Door) -> None:
    key = screen_one(door)
    for path in (*door.folder.rglob("*"), door.folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in door.folder.rglob("*")}
    view = ViewDoor(door.folder, door.clock, "WS-view")
    site = view.open(NURSE, password_of(NURSE))
    assert FormSession(site.book, key).status == "complete"
    assert site.verify() == ()
    assert site.writing.reading_only is not None
    with pytest.raises(KnownError, match="read_only"):
        save_one(site)
    site.close()
    assert {path: path.stat().st_mtime_ns for path in door.folder.rglob("*")} == before


def test_a_folder_another_program_writes_to_can_be_looked_at(door: Door) -> None:
    screen_one(door)
    writing = door.open(NURSE, password_of(NURSE))
    save_one(writing)
    view = ViewDoor(door.folder, door.clock, "WS-view")
    looking = view.open("zhou.monitor", password_of("zhou.monitor"))
    assert FormSession(looking.book, DEMOGRAPHY).status == "progress"
    assert looking.book.identity("01-001") is None
    save_one(writing, "F")
    looking.close()
    writing.close()
    assert why(door) == ""


def test_looking_leaves_nothing_behind(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen_one(door)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    site = ViewDoor(door.folder, door.clock, "WS-view").open(NURSE, password_of(NURSE))
    assert list((tmp_path / "temporary").iterdir())
    site.close()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_commands_hand_over_and_take_over(
    door: Door, monkeypatch: pytest.MonkeyPatch, set_computer: Callable[[datetime], None]
) -> None:
    screen_one(door)
    set_computer(NOW)
    monkeypatch.setenv("HAIRTRIAL_PASSWORD", password_of(ADMIN))
    who = ["--data", str(door.folder), "--user", ADMIN, "--lang", "en", "--reason", "drill"]
    assert CliRunner().invoke(desktop, ["handover", *who], catch_exceptions=False).exit_code == 0
    assert why(Door(door.folder)) == "writer_handed_over"
    assert CliRunner().invoke(desktop, ["takeover", *who], catch_exceptions=False).exit_code == 0
    assert why(Door(door.folder)) == ""
