"""Anything typed at the door is a wrong password in one sentence, never a crash and never a way in."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.demo.people import ADMINISTRATOR, NURSE, password_of
from hairtrial_desktop.keys.journal import TRIES
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.words.errors import SENTENCES
from tests.bootstrap.clinic import CHEAP
from tests.faults.conftest import Count, Times, found_site
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


def test_fuzzed_logins_open_nothing_and_break_nothing(tmp_path: Path, times: Times, count: Count) -> None:
    """What is typed is the subject here, not what a guess costs: the site's passwords are cheap."""
    chance, tries = random.Random(23), times(150, 10_000)  # noqa: S311 - inputs, no secrets
    codes: dict[str, int] = {}
    folder = found_site(tmp_path / "site", CHEAP)
    trial = tmp_path / "trial"
    shutil.copytree(folder, trial)
    keyring = Keyring.open(trial)
    for turn in range(tries):
        user = NURSE if turn % 97 == 0 else typed(chance)
        with pytest.raises(WrongPassword) as refused:
            keyring.unlock(user, typed(chance), NOW)
        codes[refused.value.code] = codes.get(refused.value.code, 0) + 1
        if turn % 100 == 0:  # as somebody's login does, or the waiting tries would be what is measured
            assert keyring.unlock(ADMINISTRATOR, password_of(ADMINISTRATOR), NOW).user == ADMINISTRATOR
            assert len(keyring.take_failures()) == min(turn, 99) + 1
    assert set(codes) <= set(SENTENCES)
    assert keyring.is_locked(NURSE) == (tries > 97 * (TRIES - 1))
    count(logins=tries, **codes)
    assert Keyring.open(folder).unlock(ADMINISTRATOR, password_of(ADMINISTRATOR), NOW).user == ADMINISTRATOR
    assert {path.name for path in trial.iterdir()} == {path.name for path in folder.iterdir()}
