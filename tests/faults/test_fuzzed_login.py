"""Anything typed at the door is a wrong password in one sentence, never a crash and never a way in."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.words.errors import SENTENCES
from tests.faults.conftest import Count, Times
from tests.test_bootstrap import NOW

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]
PIECES = (
    "'; DROP TABLE users; --", '" OR 1=1', "%s%n", "{0}", "\x00", "\r\n", "<b>", "&amp;", "../..", "\u202e", "\ud7ff",
    "𠮷", "ｆｕｌｌ", "é", "e\u0301", " ", "\t", "A" * 5000, NURSE, password_of(NURSE)[:-1], "李护士", "-1", "null",
)  # fmt: skip


def typed(chance: random.Random) -> str:
    pieces = [chance.choice(PIECES) for _ in range(chance.randint(0, 4))]
    noise = bytes(chance.randrange(256) for _ in range(chance.randint(0, 12))).decode("utf-8", "ignore")
    pieces.append(noise)
    chance.shuffle(pieces)
    return "".join(pieces)


def test_fuzzed_logins_open_nothing_and_break_nothing(
    site_folder: Path, tmp_path: Path, times: Times, count: Count
) -> None:
    chance, tries = random.Random(23), times(150, 10_000)  # noqa: S311 - inputs, no secrets
    codes: dict[str, int] = {}
    trial = tmp_path / "trial"
    shutil.copytree(site_folder, trial)
    keyring = Keyring.open(trial)
    for turn in range(tries):
        user = NURSE if turn % 97 == 0 else typed(chance)
        with pytest.raises(WrongPassword) as refused:
            keyring.unlock(user, typed(chance), NOW)
        codes[refused.value.code] = codes.get(refused.value.code, 0) + 1
    assert set(codes) <= set(SENTENCES)
    count(logins=tries, **codes)
    assert Keyring.open(site_folder).unlock(NURSE, password_of(NURSE), NOW).user == NURSE
    assert {path.name for path in trial.iterdir()} == {path.name for path in site_folder.iterdir()}
