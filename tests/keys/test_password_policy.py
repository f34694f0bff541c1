"""Which new passwords are refused: those that are guessed first (P11-18)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hairtrial_desktop.demo.people import LOGINS
from hairtrial_desktop.keys.create import create_keyring
from hairtrial_desktop.keys.passwords import check_policy
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.words import Words
from tests.keys.conftest import AT, CHEAP, PASSWORDS, PEOPLE, Site

GUESSED = (
    "        ", "88888888", "aaaaaaaaaa", "12345678", "87654321", "abcdefgh", "qwertyui", "QWERTYUI",
    "１２３４５６７８",
    "1qaz2wsx", "abcabcabc", "12341234", "password", "Password1", "admin123", "administrator", "p@ssw0rd", "a1234567",
    "Aa123456", "11223344", "woaini520", "1 2 3 4 5 6 7 8",
)  # fmt: skip


@pytest.mark.parametrize("password", GUESSED)
def test_p11_18_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(KnownError, match="password_guessed") as refused:
        check_policy(password, "li.nurse", "李护士")
    assert Words("zh").error(refused.value) != Words("en").error(refused.value)


@pytest.mark.parametrize("password", ["li.nurse", "li.nurse2026", "Li.Nurse!", "李护士李护士123", "2026李护士-1"])
def test_p11_18_a_password_made_of_the_own_name_is_refused(password: str) -> None:
    with pytest.raises(KnownError, match="password_personal"):
        check_policy(password, "li.nurse", "李护士")


@pytest.mark.parametrize("password", ["correct horse battery", "demo-nurse-1", "护士站的小绿萝真好看", "x7-Kp2mw"])
def test_p11_18_other_passwords_are_taken(password: str) -> None:
    check_policy(password, "li.nurse", "李护士")


def test_p11_18_every_way_to_a_password_asks(site: Site, tmp_path: Path) -> None:
    keyring = site.keyring()
    of_name = ("wang-7-wang", "王小燕王小燕12")
    for wrong, code in (("qwertyui", "password_guessed"), *((word, "password_personal") for word in of_name)):
        with pytest.raises(KnownError, match=code):
            keyring.change_password("wang", PASSWORDS["wang"], wrong)
        with pytest.raises(KnownError, match=code):
            create_keyring(tmp_path / "b", "01", "x", (replace(PEOPLE[0], password=wrong),), AT, cost=CHEAP)
    for login in LOGINS:
        check_policy(login.password, login.user, login.name)
