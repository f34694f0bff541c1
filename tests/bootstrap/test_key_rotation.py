"""Changing the keys of a site: after a power cut at any step the site opens, and the change happened or it did not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hairtrial_desktop.bootstrap import recover_site
from hairtrial_desktop.casebook.people import Reset, disable_user, reset_user
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.recovery_proof import sheet_row
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.demo.answers import Visit, consent
from hairtrial_desktop.demo.pen import enter_all
from hairtrial_desktop.demo.people import TOUR_PARTICIPANT
from hairtrial_desktop.keys import slots
from hairtrial_desktop.keys.age_files import new_identity
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.recovery import check_word, typed_lines
from hairtrial_desktop.store.commit_store import SqlCommitStore
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from tests.bootstrap.clinic import Clinic, accounts, password, word
from tests.faults.conftest import LONG, Count, count

__all__ = ["count"]

EVERY = 1 if LONG == "100" else 3
CUT, DONE = 9, 0  # exit codes of a process that lost its power, and of one that came through

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")


def powered(act: Callable[[], object], step: int) -> int:
    """Run ``act`` in a process that dies before its ``step``-th effect on the disk; return its exit code."""
    child = os.fork()
    if child == 0:
        left = [step]

        def dying(effect: Callable[..., Any]) -> Callable[..., Any]:
            def one(*args: Any, **kwargs: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os._exit(CUT)
                return effect(*args, **kwargs)

            return one

        effects = ((os, "fsync"), (os, "replace"), (os, "unlink"), (shutil, "copyfile"), (SqlCommitStore, "append"))
        for owner, name in effects:
            setattr(owner, name, dying(getattr(owner, name)))
        try:
            act()
            os._exit(DONE)
        except BaseException:  # noqa: BLE001 - whatever it is must not reach the runner of the parent
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def cut_at_every_step(
    clinic: Clinic, tmp_path: Path, act: Callable[[Clinic], object], check: Callable[[Clinic], None]
) -> int:
    """Cut the power of ``act`` before each of its effects, on a fresh copy each time; return how many there were.

    ``make test`` cuts before every third one, ``make faults`` before each.
    """
    state = Path(os.environ["HAIRTRIAL_STATE"])
    for step in range(1, 400, EVERY):
        copy = tmp_path / f"cut-{step}"
        shutil.copytree(clinic.folder, copy)
        shutil.rmtree(state, ignore_errors=True)
        here = replace(clinic, folder=copy, inside=None)
        code = powered(partial(act, here), step)
        assert code in {CUT, DONE}, step
        check(here)
        here.logout()
        shutil.rmtree(copy)
        if code == DONE:
            return step - 1
    raise AssertionError("it never came to an end")


def let_go(clinic: Clinic) -> None:
    site = clinic.login("ad")
    disable_user(site.book, accounts(site), "chen", "left", word("ad"))
    clinic.logout()


def openable(clinic: Clinic) -> None:
    """See that everybody who should comes in, to an undamaged record, and that the change is whole or absent."""
    for user in ("wang", "li"):
        assert clinic.login(user).damages == (), user
    gone = clinic.login("ad").book.people()["chen"]["enabled"] == "N"
    clinic.logout()
    assert not (clinic.folder / "keyring.next.json").exists()
    if not gone:
        assert clinic.login("chen").damages == ()
        return
    with pytest.raises(WrongPassword, match="user_disabled"):
        clinic.login("chen")


def test_a_power_cut_at_any_step_of_letting_somebody_go_leaves_a_site_that_opens(
    clinic: Clinic, tmp_path: Path, count: Count
) -> None:
    old = Keyring.open(clinic.folder, clinic.clock).unlock("chen", password("chen"), clinic.clock.now())

    def check(here: Clinic) -> None:
        openable(here)
        disabled = here.login("ad").book.people()["chen"]["enabled"] == "N"
        here.logout()
        if disabled:
            with pytest.raises(KnownError, match="database_foreign_or_damaged"):
                SiteDatabase.open(here.folder, old.database_keys)
            with pytest.raises(KnownError, match="database_foreign_or_damaged"):
                IdentityDatabase.open(here.folder, old.identity_keys)

    steps = cut_at_every_step(clinic, tmp_path, let_go, check)
    count(steps=steps, cuts=-(-steps // EVERY))
    assert steps > 20


def test_a_power_cut_while_the_key_of_names_moves_leaves_both_that_open(
    clinic: Clinic, tmp_path: Path, count: Count
) -> None:
    let_go(clinic)

    def comes(here: Clinic) -> None:
        here.login("li")
        here.logout()

    steps = cut_at_every_step(clinic, tmp_path, comes, openable)
    count(steps=steps, cuts=-(-steps // EVERY))
    assert steps > 10


def test_off_08_the_sheet_lets_an_administrator_back_in_and_says_so(clinic: Clinic) -> None:
    fresh = "ad-chose-this-1"
    for sheet, user, secret, code in (
        ("AGE-SECRET-KEY-1NONSENSE", "ad", fresh, "recovery_wrong"),
        (clinic.sheet.secret, "li", fresh, "recover_administrator"),
        (clinic.sheet.secret, "ad", "short", "password_too_short"),
    ):
        with pytest.raises(KnownError, match=code):
            recover_site(clinic.door, sheet, user, secret)
    recover_site(clinic.door, "\n".join(clinic.sheet.lines).lower(), "ad", fresh)
    with pytest.raises(WrongPassword):
        clinic.login("ad")
    site = clinic.login("ad", fresh)
    assert site.damages == ()
    assert site.book.people()["ad"]["recovered_with"] == "sheet"
    commits = list(site.book.shelves.store.commits())
    assert [commit.act for commit in commits if commit.act in {"recover", "keys"}] == ["recover", "keys"]
    assert clinic.login("li").damages == ()


def test_off_08_a_power_cut_at_any_step_of_a_recovery_can_be_recovered_again(
    clinic: Clinic, tmp_path: Path, count: Count
) -> None:
    fresh = "ad-chose-this-1"

    def recovered(here: Clinic) -> None:
        recover_site(here.door, here.sheet.secret, "ad", fresh)

    def check(here: Clinic) -> None:
        try:
            assert here.login("ad").damages == ()
        except KnownError:
            recover_site(here.door, here.sheet.secret, "ad", "ad-chose-another")
            assert here.login("ad", "ad-chose-another").damages == ()
        assert here.login("wang").damages == ()

    steps = cut_at_every_step(clinic, tmp_path, recovered, check)
    count(steps=steps, cuts=-(-steps // EVERY))
    assert steps > 20


def test_off_08_another_sheet_counts_only_after_it_was_read_from_paper(clinic: Clinic) -> None:
    site = clinic.login("ad")
    roster = accounts(site)
    sheet = roster.draw_sheet()
    typed = "\n".join(sheet.lines)
    wrong = typed[:-2] + ("Q" if typed[-2] != "Q" else "P") + typed[-1]
    for text, second, code in (
        (wrong, word("wang"), "recovery_wrong"),
        (clinic.sheet.secret, word("wang"), "recovery_wrong"),
        (typed, word("mo"), "witness_role"),
    ):
        with pytest.raises(KnownError, match=code):
            roster.take_sheet(sheet, text, word("ad"), second)
    assert sheet_row(site.book.state(SITE))["proven"] == ""
    roster.prove_sheet(clinic.sheet.secret)  # the old one still is the sheet
    roster.take_sheet(sheet, typed, word("ad"), word("wang"))
    row = sheet_row(site.book.state(SITE))
    assert (row["recipient"], row["second_person"], row["proven"][:10]) == (sheet.recipient, "wang", "2026-11-22")
    assert site.book.state(SITE).things("site_data")["keys"].data["databases"] == ["site.db", "identity.db"]
    clinic.logout()
    ring = Keyring.open(clinic.folder, clinic.clock)
    with pytest.raises(KnownError, match="recovery_wrong"):
        ring.unlock_with_recovery(clinic.sheet.secret)
    recovered = ring.unlock_with_recovery(typed)
    SiteDatabase.open(clinic.folder, recovered.database_keys).close()
    IdentityDatabase.open(clinic.folder, recovered.identity_key).close()
    assert clinic.login("li").damages == ()


def test_a_wrong_line_of_the_sheet_is_found_by_its_check_word(clinic: Clinic) -> None:
    lines = clinic.sheet.lines
    assert [word for _, word in typed_lines("\n".join(lines).lower())] == list(clinic.sheet.checks)
    line = lines[1].replace(" ", "")
    at = next(at for at in range(len(line) - 1) if line[at] != line[at + 1])  # two alike could be swapped unseen
    swapped = line[:at] + line[at + 1] + line[at] + line[at + 2 :]
    assert check_word(swapped) != clinic.sheet.checks[1]


def test_the_sponsor_has_no_share_in_any_key(clinic: Clinic) -> None:
    stranger, _ = new_identity()
    for name in (slots.KEYSLOTS, slots.IDENTITY, slots.SITE_CA):
        with pytest.raises(slots.NotShared):
            slots.read_slot(clinic.folder / name, stranger)


def test_p11_17_old_signatures_hold_after_the_signer_was_given_new_keys(clinic: Clinic) -> None:
    site = clinic.login("li")
    session = begin_screening(site.book, TOUR_PARTICIPANT.identity)
    enter_all(session, consent(Visit(TOUR_PARTICIPANT, "SE.SCR", site.book.now())))
    session.complete()
    clinic.login("wang").signing.sign(session.key, password("wang"), "zh", "wang")
    site = clinic.login("ad")
    clinic.clock.move(hours=1)
    reset_user(site.book, accounts(site), Reset("wang", "wang-chose-this", "lost"), word("ad"), word("li"))
    site = clinic.login("wang", "wang-chose-this")
    assert site.verify() == ()
    assert standing_signature(site.book.state(session.key.subject), session.key) is not None
