"""The end of retention: ordered by two persons, carried out by two passwords, certified (R3-13)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hairtrial_desktop.bootstrap.destroying import destroy_site
from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.destruction import order_destruction
from hairtrial_desktop.casebook.ports import Credential, WrongPassword
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.study.errors import KnownError
from tests.bootstrap.clinic import Clinic, password, word

FIRST, SECOND = word("ad"), word("wang")


def ordered(clinic: Clinic) -> None:
    site = clinic.login("ad")
    order_destruction(
        site.book, site.authenticator, "retention has ended", "letter BG-2041-7", ("wang", password("wang"))
    )
    clinic.logout()


def test_r3_13_ordered_by_two_and_carried_out_by_two_nothing_is_left_but_the_certificate(
    clinic: Clinic, tmp_path: Path
) -> None:
    door = clinic.door
    ordered(clinic)
    paper = tmp_path / "certificate.txt"
    done = destroy_site(door, FIRST, SECOND, paper)
    assert not door.folder.exists()
    text = paper.read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == done.sha256
    for told in ("letter BG-2041-7", "retention has ended", "ad + wang", "keyslots.age", "site.db"):
        assert told in text
    assert text.index("keyslots.age") < text.index("site.db")
    assert "完成 / Completed: —" not in text


def test_r3_13_nothing_is_destroyed_without_the_order_or_with_one_password(clinic: Clinic, tmp_path: Path) -> None:
    door = clinic.door
    paper = tmp_path / "certificate.txt"
    before = {path.name for path in door.folder.iterdir()}
    with pytest.raises(KnownError, match="destruction_not_ordered"):
        destroy_site(door, FIRST, SECOND, paper)
    ordered(clinic)
    wrong = Credential("wang", "something-else-1")
    for first, second, error in (
        (FIRST, wrong, WrongPassword), (FIRST, FIRST, KnownError), (SECOND, SECOND, NotPermitted),
        (FIRST, word("li"), KnownError),
    ):  # fmt: skip
        with pytest.raises(error):
            destroy_site(door, first, second, paper)
    with pytest.raises(KnownError, match="certificate_place"):
        destroy_site(door, FIRST, SECOND, door.folder / "certificate.txt")
    assert not paper.exists()
    left = {path.name for path in door.folder.iterdir()}
    assert left - {"writer.lock"} == before


def test_r3_13_nothing_is_ordered_while_the_sponsor_has_not_acknowledged_every_export(clinic: Clinic) -> None:
    nurse = clinic.login("li")
    head = nurse.book.shelves.store.head()
    export = Record("export", "monthly-0001", None, {"month": "2026-11", "head_seq": head.seq, "head_hash": head.hash})
    nurse.book.commit(Draft(SITE, "export", (export,)))
    with pytest.raises(KnownError, match="destruction_not_received"):
        ordered(clinic)


def test_the_order_needs_a_reason_a_permission_and_an_investigator(clinic: Clinic) -> None:
    site = clinic.login("ad")
    for why, letter, second, code in (
        ("", "letter", "wang", "destruction_incomplete"), ("ended", " ", "wang", "destruction_incomplete"),
        ("ended", "letter", "li", "destruction_second"), ("ended", "letter", "ad", "second_person_same"),
    ):  # fmt: skip
        with pytest.raises(KnownError, match=code):
            order_destruction(site.book, site.authenticator, why, letter, (second, password(second)))
    doctor = clinic.login("wang")
    with pytest.raises(NotPermitted):
        order_destruction(doctor.book, doctor.authenticator, "ended", "letter", ("ad", password("ad")))


def test_r3_13_backups_go_too_where_they_are_named_and_nothing_else_of_their_folder(
    clinic: Clinic, tmp_path: Path
) -> None:
    place, outside = tmp_path / "stick", tmp_path / "outside.txt"
    place.mkdir()
    (place / "letter.txt").write_text("somebody's own")
    outside.write_text("not of the site")
    site = clinic.login("ad")
    site.backups.choose_folder(place)
    site.backups.record(site.backups.make())
    ordered(clinic)
    (clinic.folder / "link.txt").symlink_to(outside)
    with pytest.raises(KnownError, match="not_a_backup_place"):
        destroy_site(clinic.door, FIRST, SECOND, tmp_path / "certificate.txt", (tmp_path / "site",))
    destroy_site(clinic.door, FIRST, SECOND, tmp_path / "certificate.txt", (place,))
    assert [path.name for path in place.iterdir()] == ["letter.txt"]
    assert outside.read_text() == "not of the site"
    assert not clinic.folder.exists()


def test_r3_13_the_command_asks_for_both_passwords(
    clinic: Clinic, tmp_path: Path, set_computer: Callable[[datetime], None]
) -> None:
    ordered(clinic)
    set_computer(clinic.clock.now())
    arguments = ["destroy", str(clinic.folder), "--certificate", str(tmp_path / "c.txt"), "--administrator", "ad",
                 "--investigator", "wang", "--lang", "en"]  # fmt: skip
    refused = CliRunner().invoke(desktop, arguments, input=f"{password('ad')}\nwrong-wrong\ny\n")
    assert refused.exit_code == REFUSED
    assert clinic.folder.exists()
    done = CliRunner().invoke(desktop, arguments, input=f"{password('ad')}\n{password('wang')}\ny\n")
    assert done.exit_code == 0, done.output
    assert not clinic.folder.exists()
    assert "SHA-256" in done.output
