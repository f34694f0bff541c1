"""Passwords at a real site: history, age, and tries that a copied folder does not give back."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.house_rules import acknowledge_training, set_policy
from hairtrial_desktop.casebook.people import Reset, disable_user, reset_user
from hairtrial_desktop.casebook.policy import Policy
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.readiness import secret_set
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.demo.people import TOUR_PARTICIPANT
from hairtrial_desktop.keys.journal import TRIES
from hairtrial_desktop.keys.keyring import JOURNAL, Keyring
from hairtrial_desktop.keys.passwords import STANDARD, Cost, tuned_cost
from hairtrial_desktop.keys.ring import KEYRING
from hairtrial_desktop.study.errors import KnownError
from tests.bootstrap.clinic import Clinic, accounts, found, password, word


def test_p11_18_the_last_five_passwords_are_not_taken_again(clinic: Clinic) -> None:
    site = clinic.login("li")
    words = [password("li"), *(f"another-word-{n}" for n in range(6))]
    for old, new in itertools.pairwise(words):
        with pytest.raises(KnownError, match="password_past"):
            site.change_password(old, old)
        site.change_password(old, new)
        clinic.clock.move(minutes=1)
    for n, past in enumerate(words):
        if n < len(words) - 5:
            continue
        with pytest.raises(KnownError, match="password_past"):
            site.change_password(words[-1], past)
    site.change_password(words[-1], words[0])  # long enough ago
    assert clinic.login("li", words[0]).damages == ()


def test_p11_18_the_last_passwords_are_not_taken_again_after_a_reset_either(clinic: Clinic) -> None:
    site = clinic.login("li")
    site.change_password(password("li"), "the-second-word")
    site = clinic.login("ad")
    for past in (password("li"), "the-second-word"):
        with pytest.raises(KnownError, match="password_past"):
            reset_user(site.book, accounts(site), Reset("li", past, "forgot it"), word("ad"), word("wang"))
    reset_user(site.book, accounts(site), Reset("li", "the-third-word", "forgot it"), word("ad"), word("wang"))
    site = clinic.login("li", "the-third-word")
    with pytest.raises(KnownError, match="password_past"):
        site.change_password("the-third-word", password("li"))
    site = clinic.login("ad")
    disable_user(site.book, accounts(site), "li", "leave", word("ad"))
    with pytest.raises(KnownError, match="password_past"):  # nor when she comes back
        reset_user(site.book, accounts(site), Reset("li", "the-third-word", "returned"), word("ad"), word("wang"))


def test_p11_18_passwords_of_an_older_version_are_known_to_a_reset_after_one_login(clinic: Clinic) -> None:
    path = clinic.folder / KEYRING
    tree = json.loads(path.read_text(encoding="utf-8"))
    for user in tree["users"]:
        del user["past"], user["past_salt"]
    path.write_text(json.dumps(tree), encoding="utf-8")
    assert clinic.login("li").damages == ()
    site = clinic.login("ad")
    with pytest.raises(KnownError, match="password_past"):
        reset_user(site.book, accounts(site), Reset("li", password("li"), "forgot it"), word("ad"), word("wang"))


def test_p11_18_a_password_that_is_too_old_must_be_changed_before_anything_is_taken(clinic: Clinic) -> None:
    set_policy(clinic.login("ad").book, Policy(password_days=90))
    clinic.clock.move(days=91)
    site = clinic.login("li")
    with pytest.raises(KnownError, match="password_old"):
        begin_screening(site.book, TOUR_PARTICIPANT.identity).save()
    site.change_password(password("li"), "a-fresh-password")
    begin_screening(site.book, TOUR_PARTICIPANT.identity).save()


def test_a_power_cut_between_a_new_password_and_its_record_is_made_good_at_the_next_login(clinic: Clinic) -> None:
    clinic.clock.move(hours=1)
    Keyring.open(clinic.folder, clinic.clock).change_password("li", password("li"), "a-fresh-password")
    site = clinic.login("li", "a-fresh-password")
    assert secret_set(site.book.state(SITE), "li") == clinic.clock.now()


def test_p11_09_nothing_is_taken_from_anybody_untrained(tmp_path: Path) -> None:
    clinic = found(tmp_path / "site", training=True)
    site = clinic.login("li")
    with pytest.raises(KnownError, match="training_missing"):
        begin_screening(site.book, TOUR_PARTICIPANT.identity).save()
    acknowledge_training(site.book, "I have been trained.")
    begin_screening(site.book, TOUR_PARTICIPANT.identity).save()
    row = site.book.state(SITE).things("training_data")["li/1"].data
    assert (row["user"], row["statement"], row["at"][:10]) == ("li", "I have been trained.", "2026-11-22")
    clinic.logout()


def test_fda_05_a_release_that_changes_what_people_do_asks_everybody_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = found(tmp_path / "site", training=True)
    acknowledge_training(clinic.login("li").book, "I have been trained.")
    monkeypatch.setattr("hairtrial_desktop.casebook.readiness.TRAINING", "2")
    with pytest.raises(KnownError, match="training_missing"):
        begin_screening(clinic.login("li").book, TOUR_PARTICIPANT.identity).save()
    clinic.logout()


def test_p11_19_a_journal_put_back_gives_no_tries_again_on_this_computer_and_is_told(clinic: Clinic) -> None:
    clinic.login("wang")
    clinic.logout()
    kept = (clinic.folder / JOURNAL).read_bytes()
    codes = []
    for _ in range(TRIES + 1):
        with pytest.raises(WrongPassword) as caught:
            clinic.door.open("li", "a wrong guess")
        codes.append(caught.value.code)
        (clinic.folder / JOURNAL).write_bytes(kept)  # with the very count the record knows
    assert codes == ["wrong_password"] * (TRIES - 1) + ["user_locked"] * 2
    site = clinic.login("wang")
    logins = [row.data for key, row in site.book.state(SITE).things("login_data").items() if key.startswith("login-")]
    assert logins[-1]["journal_lost"] == "Y"
    with pytest.raises(WrongPassword, match="user_locked"):
        clinic.login("li")


def test_p11_19_a_copied_folder_gives_no_tries_again_on_this_computer(clinic: Clinic, tmp_path: Path) -> None:
    shutil.copytree(clinic.folder, tmp_path / "copy")
    for folder in [clinic.folder] * 3 + [tmp_path / "copy"] * 2:
        with pytest.raises(WrongPassword) as caught:
            Keyring.open(folder, clinic.clock).unlock("li", "a wrong guess", clinic.clock.now())
    assert caught.value.code == "user_locked"


def test_each_failed_try_doubles_the_work_of_the_next(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[int] = []
    import hairtrial_desktop.keys.passwords as module  # noqa: PLC0415 - the spy stands in its place

    derive = module.derive_key

    def spy(secret: str, salt: bytes, cost: Cost) -> bytes:
        work[-1] += 1
        return derive(secret, salt, cost)

    monkeypatch.setattr(module, "derive_key", spy)
    for user in ("li", "nobody"):
        for _ in range(4):
            work.append(0)
            with pytest.raises(WrongPassword):
                clinic.door.open(user, "a wrong guess")
    assert work == [1, 2, 4, 8, 1, 2, 4, 8]


def test_the_cost_of_a_password_is_tuned_to_this_computer_and_never_below_the_standard() -> None:
    def machine(seconds_per_pass: float) -> Cost:
        return tuned_cost(lambda cost: cost.iterations * seconds_per_pass)

    assert machine(0.2) == STANDARD
    quick = machine(0.02)
    assert (quick.memory_kib, quick.lanes) == (STANDARD.memory_kib, STANDARD.lanes)
    assert 0.25 <= quick.iterations * 0.02 <= 0.5
    assert machine(0.0).iterations == 16  # what an office computer pays at most
