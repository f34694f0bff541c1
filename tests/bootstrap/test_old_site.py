"""A site of version 0.1.0 opened by this one: asked for training once, and its keys can be changed in the end."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.house_rules import acknowledge_training
from hairtrial_desktop.casebook.key_holders import Waiting, waiting_for
from hairtrial_desktop.casebook.people import disable_user
from hairtrial_desktop.casebook.ports import Credential
from hairtrial_desktop.casebook.readiness import training_due
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.demo.pen import AgendaClock
from hairtrial_desktop.demo.people import ADMINISTRATOR, DOCTOR, MONITOR, NURSE, password_of
from hairtrial_desktop.keys import slots
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.ring import KEYRING
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.people.user_words import waiting_words
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.words import Words
from tests.bootstrap.clinic import accounts

RELEASED = Path(__file__).parents[1] / "released" / "site-0005.zip"
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@dataclass
class OldSite:
    folder: Path
    inside: OpenSite | None = None

    def login(self, user: str) -> OpenSite:
        self.logout()
        self.inside = Door(self.folder, AgendaClock(NOW)).open(user, password_of(user))
        return self.inside

    def logout(self) -> None:
        if self.inside is not None:
            self.inside.close()
        self.inside = None


@pytest.fixture
def old(tmp_path: Path) -> OldSite:
    with zipfile.ZipFile(RELEASED) as packed:
        packed.extractall(tmp_path / "site")
    return OldSite(tmp_path / "site")


def word(user: str) -> Credential:
    return Credential(user, password_of(user))


def everybody_comes(old: OldSite) -> None:
    for user in (NURSE, DOCTOR, MONITOR, ADMINISTRATOR):
        acknowledge_training(old.login(user).book, "I have been trained.")


def waiting(site: OpenSite) -> Waiting:
    return waiting_for(site.book.state(SITE), site.book.now().date())


def test_fda_05_everybody_of_an_old_site_is_asked_for_training_once(old: OldSite) -> None:
    site = old.login(NURSE)
    assert training_due(site.book.state(SITE), NURSE)
    acknowledge_training(site.book, "I have been trained.")
    assert not training_due(old.login(NURSE).book.state(SITE), NURSE)
    assert training_due(old.login(DOCTOR).book.state(SITE), DOCTOR)
    asked = [commit.act for commit in old.login(NURSE).book.shelves.store.commits() if commit.act == "ask_training"]
    assert len(asked) == 1
    old.logout()


def test_r3_03_the_keys_of_an_old_site_wait_for_its_people_and_its_sheet_and_say_so(old: OldSite) -> None:
    assert waiting(old.login(NURSE)) == Waiting((ADMINISTRATOR, DOCTOR, MONITOR), sheet=True)
    site = old.login(ADMINISTRATOR)
    assert waiting(site) == Waiting((DOCTOR, MONITOR), sheet=True)
    assert "王医生" in waiting_words(site.book, Words("zh"))
    roster = accounts(site)
    sheet = roster.draw_sheet()
    with pytest.raises(KnownError, match="keys_wait"):
        roster.take_sheet(sheet, "\n".join(sheet.lines), word(ADMINISTRATOR), word(NURSE))
    old.logout()


def test_p11_04_r3_03_an_old_slot_file_opens_nothing_after_somebody_of_an_old_site_was_let_go(
    old: OldSite, tmp_path: Path
) -> None:
    kept = Path(shutil.copytree(old.folder, tmp_path / "kept"))
    everybody_comes(old)
    site = old.login(ADMINISTRATOR)
    assert waiting(site) == Waiting((), sheet=True)
    roster = accounts(site)
    sheet = roster.draw_sheet()
    roster.take_sheet(sheet, "\n".join(sheet.lines), word(ADMINISTRATOR), word(DOCTOR))
    assert not waiting(site)
    before = Path(shutil.copytree(old.folder, tmp_path / "before"))
    disable_user(site.book, roster, MONITOR, "left", word(ADMINISTRATOR))
    assert site.book.state(SITE).things("site_data")["keys"].data["databases"] == ["site.db"]
    with pytest.raises(KnownError, match="user_disabled"):
        old.login(MONITOR)
    assert old.login(NURSE).verify() == ()
    old.logout()
    for copy in (kept, before):
        for name in (KEYRING, slots.KEYSLOTS):
            shutil.copyfile(copy / name, old.folder / name)
        key = Keyring.open(old.folder, AgendaClock(NOW)).unlock(MONITOR, password_of(MONITOR), NOW).database_keys
        with pytest.raises(KnownError, match="database_foreign_or_damaged"):
            SiteDatabase.open(old.folder, key)


def test_p11_04_the_key_of_an_old_site_is_changed_when_somebody_left_before_it_was_known_who_shares_it(
    old: OldSite, tmp_path: Path
) -> None:
    kept = Path(shutil.copytree(old.folder, tmp_path / "kept"))
    acknowledge_training(old.login(ADMINISTRATOR).book, "I have been trained.")
    site = old.login(ADMINISTRATOR)
    disable_user(site.book, accounts(site), MONITOR, "left", word(ADMINISTRATOR))
    assert waiting(site) == Waiting((NURSE, DOCTOR), sheet=True)
    old.login(NURSE)
    old.login(DOCTOR)
    site = old.login(ADMINISTRATOR)
    roster = accounts(site)
    sheet = roster.draw_sheet()
    roster.take_sheet(sheet, "\n".join(sheet.lines), word(ADMINISTRATOR), word(DOCTOR))
    old.logout()
    for name in (KEYRING, slots.KEYSLOTS):
        shutil.copyfile(kept / name, old.folder / name)
    key = Keyring.open(old.folder, AgendaClock(NOW)).unlock(MONITOR, password_of(MONITOR), NOW).database_keys
    with pytest.raises(KnownError, match="database_foreign_or_damaged"):
        SiteDatabase.open(old.folder, key)
