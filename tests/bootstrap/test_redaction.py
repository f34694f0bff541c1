"""Redaction at a real site: real passwords, a backup, and a start afterwards (R3-06)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.redaction import Place, backups_holding, papers_erased, redact
from hairtrial_desktop.casebook.screening import begin_screening, new_log_row
from tests.bootstrap.clinic import Clinic, password

TEXT, WHY = "红斑 女儿电话 13912345678", "含亲属电话，与研究无关"


def test_r3_06_two_passwords_erase_a_text_and_nothing_of_the_chain(clinic: Clinic, tmp_path: Path) -> None:
    nurse = clinic.login("li")
    consent = begin_screening(nurse.book, Identity("", "张三", birth_date="1950-06-02"))
    group, item = consent.form.item("DSSTDAT") or pytest.fail("no date")
    consent.enter(consent.key.item(group.oid, item.oid), "2026-11-20")
    consent.save()
    row = new_log_row(nurse.book, consent.key.subject, "F.AE")
    group, item = row.form.item("AETERM") or pytest.fail("no term")
    key = row.key.item(group.oid, item.oid)
    row.enter(key, TEXT)
    row.save()
    seq = nurse.book.shelves.store.head().seq
    (tmp_path / "stick").mkdir()
    nurse.backups.choose_folder(tmp_path / "stick")
    nurse.backups.record(nurse.backups.make())
    doctor = clinic.login("wang")
    commit = next(iter(doctor.book.shelves.store.commits(seq - 1)))
    records = [sealed.record() for sealed in commit.records]
    place = Place(seq, next(at for at, record in enumerate(records) if record is not None and record.key == str(key)))
    assert backups_holding(doctor.book, place) == 1
    assert backups_holding(doctor.book, place, ["another"]) == 0
    assert backups_holding(doctor.book, Place(doctor.book.shelves.store.head().seq + 1, 0)) == 0
    assert papers_erased(doctor.book, place, TEXT) == 0
    with pytest.raises(WrongPassword):
        redact(
            doctor.book, doctor.authenticator, (place, TEXT), WHY, ("chen", "something-else"), password=password("wang")
        )
    assert doctor.book.state(consent.key.subject).items()[str(key)].value == TEXT
    redact(doctor.book, doctor.authenticator, (place, TEXT), WHY, ("chen", password("chen")), password=password("wang"))
    assert doctor.verify() == ()
    again = clinic.login("li")
    assert again.damages == ()
    assert again.book.state(consent.key.subject).items()[str(key)].value is None
