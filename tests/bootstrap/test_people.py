"""Letting people in and go, at a real site: what the record says, what opens and what does not."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted, Role
from hairtrial_desktop.casebook.delegations import delegated_on
from hairtrial_desktop.casebook.newcomer import Newcomer
from hairtrial_desktop.casebook.people import (
    Reset,
    admit_user,
    change_role,
    disable_user,
    renew_key,
    reset_user,
    set_delegation,
)  # fmt: skip
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.record import Commit
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.keys import slots
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.ring import KEYRING
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import OpenSite
from tests.bootstrap.clinic import Clinic, accounts, password, word

TODAY = date(2026, 11, 22)
NEW = Newcomer("zhao", "赵护士", Role.NURSE, "staff_card", TODAY)
OWN = "zhao-chose-this"


def last(site: OpenSite, act: str) -> Commit:
    return next(commit for commit in reversed(list(site.book.shelves.store.commits())) if commit.act == act)


def test_a_nurse_is_let_in_offline_and_sees_names_once_a_colleague_has_come(clinic: Clinic) -> None:
    site = clinic.login("ad")
    admit_user(site.book, accounts(site), NEW, OWN, word("ad"))
    row = site.book.people()["zhao"]
    assert (row["role"], row["identity_checked"], row["added"][:10]) == ("nurse", "staff_card", "2026-11-22")
    assert clinic.login("zhao", OWN).book.shelves.identities is None  # nobody with the key of names was there
    clinic.login("li")
    site = clinic.login("zhao", OWN)
    assert site.book.shelves.identities is not None
    assert site.damages == ()
    assert site.authenticator.confirm("zhao", OWN).user == "zhao"


def test_p11_13_an_id_is_never_given_again_not_even_of_somebody_who_left(clinic: Clinic) -> None:
    site = clinic.login("ad")
    disable_user(site.book, accounts(site), "chen", "left the hospital", word("ad"))
    for user in ("li", "chen"):
        with pytest.raises(KnownError, match="user_exists"):
            admit_user(
                site.book, accounts(site), Newcomer(user, "另一人", Role.NURSE, "staff_card", TODAY), OWN, word("ad")
            )


def test_p11_14_who_it_is_was_checked_and_how_never_a_number(clinic: Clinic) -> None:
    site = clinic.login("ad")
    for newcomer, code in (
        (Newcomer("zhao", "赵护士", Role.NURSE, "440301199001011234", TODAY), "identity_check_missing"),
        (Newcomer("Zhao!", "赵护士", Role.NURSE, "known", TODAY), "user_id_form"),
        (Newcomer("zhao", " ", Role.NURSE, "known", TODAY), "name_missing"),
    ):
        with pytest.raises(KnownError, match=code):
            admit_user(site.book, accounts(site), newcomer, OWN, word("ad"))
    assert "zhao" not in site.book.people()


def test_only_the_administrator_with_that_password_changes_people(clinic: Clinic) -> None:
    site = clinic.login("ad")
    with pytest.raises(WrongPassword):
        admit_user(site.book, accounts(site), NEW, OWN, word("ad").__class__("ad", "guess-guess"))
    with pytest.raises(KnownError, match="administrator_self"):
        admit_user(site.book, accounts(site), NEW, OWN, word("bao"))
    roster = accounts(site)
    with pytest.raises(NotPermitted):
        disable_user(clinic.login("wang").book, roster, "li", "no right", word("wang"))
    assert not (clinic.folder / "keyring.next.json").exists()


def test_p11_04_a_disabled_user_is_refused_and_the_old_slot_file_opens_nothing(clinic: Clinic, tmp_path: Path) -> None:
    clinic.login("chen")
    clinic.logout()
    before = tmp_path / "before"
    shutil.copytree(clinic.folder, before)
    site = clinic.login("ad")
    disable_user(site.book, accounts(site), "chen", "left the hospital", word("ad"))
    assert site.book.state("").things("site_data")["keys"].data["databases"] == ["site.db"]
    with pytest.raises(WrongPassword, match="user_disabled"):
        clinic.login("chen")
    clinic.login("li")  # brings the key of the names along
    clinic.logout()
    for name in (KEYRING, slots.KEYSLOTS, slots.IDENTITY):
        shutil.copyfile(before / name, clinic.folder / name)
    old = Keyring.open(clinic.folder, clinic.clock).unlock("chen", password("chen"), clinic.clock.now())
    with pytest.raises(KnownError, match="database_foreign_or_damaged"):
        SiteDatabase.open(clinic.folder, old.database_keys)
    with pytest.raises(KnownError, match="database_foreign_or_damaged"):
        IdentityDatabase.open(clinic.folder, old.identity_keys)


def test_p11_04_what_a_disabled_user_kept_opens_no_new_slot_file(clinic: Clinic, tmp_path: Path) -> None:
    shutil.copyfile(clinic.folder / KEYRING, tmp_path / "old")
    site = clinic.login("ad")
    disable_user(site.book, accounts(site), "chen", "left", word("ad"))
    clinic.login("li")
    clinic.logout()
    shutil.copyfile(tmp_path / "old", clinic.folder / KEYRING)
    with pytest.raises(slots.NotShared):
        Keyring.open(clinic.folder, clinic.clock).unlock("chen", password("chen"), clinic.clock.now())


def test_p11_17_a_reset_takes_two_people_and_the_users_own_new_secret(clinic: Clinic) -> None:
    site = clinic.login("ad")
    roster, fresh = accounts(site), "li-chose-this-one"
    for reset, second, code in (
        (Reset("li", fresh, "forgot it"), word("ad"), "second_person_same"),
        (Reset("li", fresh, "forgot it"), word("li"), "second_person_same"),
        (Reset("li", fresh, "forgot it"), word("mo"), "witness_role"),
        (Reset("li", password("ad"), "forgot it"), word("wang"), "password_shared"),
        (Reset("li", password("wang"), "forgot it"), word("wang"), "password_shared"),
        (Reset("li", "short", "forgot it"), word("wang"), "password_too_short"),
        (Reset("li", fresh, " "), word("wang"), "reason_required"),
        (Reset("ad", fresh, "forgot it"), word("wang"), "reset_self"),
    ):
        with pytest.raises(KnownError, match=code):
            reset_user(site.book, roster, reset, word("ad"), second)
    assert clinic.login("li").damages == ()  # nothing of it happened
    site = clinic.login("ad")
    certificate = site.book.people()["li"]["certificate_sha256"]
    reset_user(site.book, accounts(site), Reset("li", fresh, "forgot it"), word("ad"), word("wang"))
    row = site.book.people()["li"]
    assert row["certificate_sha256"] != certificate
    commit = last(site, "users")
    record = commit.records[0].record()
    assert record is not None
    assert (commit.user, record.new["second_person"], record.reason) == ("ad", "wang", "forgot it")
    with pytest.raises(WrongPassword):
        clinic.login("li")
    site = clinic.login("li", fresh)
    assert site.book.shelves.identities is not None  # the witness may read names: that key came along
    assert site.authenticator.confirm("li", fresh).user == "li"
    assert site.damages == ()


def test_esl_01_an_administrator_cannot_open_the_signing_key_of_another(clinic: Clinic) -> None:
    site = clinic.login("ad")
    for guess in (password("ad"), password("li")):
        with pytest.raises(WrongPassword):
            site.authenticator.confirm("wang", guess)
    wrapped = Keyring.open(clinic.folder, clinic.clock).holder("wang").wrapped
    reset_user(site.book, accounts(site), Reset("wang", "wang-chose-this", "forgot"), word("ad"), word("li"))
    assert Keyring.open(clinic.folder, clinic.clock).holder("wang").wrapped != wrapped
    with pytest.raises(WrongPassword):
        site.authenticator.confirm("wang", password("wang"))  # the old key is gone from the site, with its password


def test_a_disabled_person_comes_back_under_the_same_id(clinic: Clinic) -> None:
    site = clinic.login("ad")
    disable_user(site.book, accounts(site), "chen", "leave", word("ad"))
    clinic.clock.move(days=30)
    site = clinic.login("ad")
    reset_user(site.book, accounts(site), Reset("chen", "chen-is-back-1", "returned"), word("ad"), word("wang"))
    assert [line["from"] for line in site.book.people()["chen"]["delegations"]] == ["2026-11-22", "2026-12-22"]
    assert delegated_on(site.book, "chen", date(2026, 12, 1)) is None
    assert clinic.login("chen", "chen-is-back-1").damages == ()


def test_r3_18_access_begins_and_ends_with_the_delegation_dates(clinic: Clinic) -> None:
    site = clinic.login("ad")
    later = Newcomer("zhao", "赵护士", Role.NURSE, "staff_card", date(2026, 11, 25), date(2026, 12, 1))
    admit_user(site.book, accounts(site), later, OWN, word("ad"))
    before = Keyring.open(clinic.folder, clinic.clock).unlock("ad", password("ad"), clinic.clock.now()).database_key
    for days, inside in ((0, False), (2, False), (3, True), (9, True), (10, False)):
        clinic.clock.moment = clinic.clock.moment.replace(month=11, day=22)
        clinic.clock.move(days=days)
        if inside:
            assert clinic.login("zhao", OWN).damages == ()
        else:
            with pytest.raises(WrongPassword, match="delegation_over"):
                clinic.login("zhao", OWN)
        clinic.logout()
    clinic.login("li")  # the first to come after the end changes the keys
    clinic.logout()
    after = Keyring.open(clinic.folder, clinic.clock).unlock("ad", password("ad"), clinic.clock.now()).database_key
    assert after != before
    site = clinic.login("ad")
    set_delegation(site.book, "zhao", date(2026, 11, 25), None, "extended in the log")
    assert delegated_on(site.book, "zhao", date(2027, 1, 1)) is Role.NURSE
    line = [each for each in audit_lines(site.book, "en") if each.act == "users"][-1]
    assert ("2026-11-25 – 2026-12-01" in line.old, "2026-11-25 – …" in line.new) == (True, True)


def test_r3_03_a_role_change_is_recorded_and_takes_the_names_away(clinic: Clinic) -> None:
    site = clinic.login("ad")
    change_role(site.book, accounts(site), word("chen"), Role.MONITOR, "moved to the CRO", by=word("ad"))
    assert [line["role"] for line in site.book.people()["chen"]["delegations"]] == ["monitor"]
    record = last(site, "users").records[0].record()
    assert record is not None
    assert (record.old["role"], record.new["role"], record.reason) == ("nurse", "monitor", "moved to the CRO")
    site = clinic.login("li")
    assert site.book.state("").things("site_data")["keys"].data["databases"] == ["identity.db"]
    site = clinic.login("chen")
    assert (site.book.actor.role, site.book.shelves.identities) == (Role.MONITOR, None)
    assert site.damages == ()


def test_the_last_administrator_stays(clinic: Clinic) -> None:
    site = clinic.login("ad")
    disable_user(site.book, accounts(site), "bao", "left", word("ad"))
    with pytest.raises(KnownError, match="last_administrator"):
        change_role(site.book, accounts(site), word("ad"), Role.NURSE, "tired", by=word("ad"))
    with pytest.raises(KnownError, match="disable_self"):
        disable_user(site.book, accounts(site), "ad", "left", word("ad"))
    with pytest.raises(KnownError, match="last_administrator"):
        set_delegation(site.book, "ad", TODAY.replace(month=1), TODAY.replace(month=2), "over")


def test_a_signing_key_is_renewed_under_the_same_password(clinic: Clinic) -> None:
    site = clinic.login("ad")
    before = site.book.people()["wang"]["certificate_sha256"]
    with pytest.raises(WrongPassword):
        renew_key(site.book, accounts(site), word("wang").__class__("wang", "a wrong guess"), word("ad"))
    renew_key(site.book, accounts(site), word("wang"), word("ad"))
    site = clinic.login("wang")
    assert site.book.people()["wang"]["certificate_sha256"] != before
    assert site.damages == ()
    assert site.authenticator.confirm("wang", password("wang")).user == "wang"


def test_a_recipient_put_into_the_public_keyring_is_given_nothing(clinic: Clinic) -> None:
    ring = Keyring.open(clinic.folder, clinic.clock).ring
    stranger = ring.holder("chen")
    assert stranger is not None
    text = (clinic.folder / KEYRING).read_text(encoding="utf-8")
    (clinic.folder / KEYRING).write_text(text.replace(stranger.recipient, clinic.sheet.recipient), encoding="utf-8")
    site = clinic.login("li")
    assert [damage.row for damage in site.damages] == ["chen"]
