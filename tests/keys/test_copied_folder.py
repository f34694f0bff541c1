"""A copied data folder gives no free guesses: tries are counted on, and each costs Argon2id (P11-18, P11-19)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.keys import passwords as module
from hairtrial_desktop.keys.create import create_keyring
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.passwords import LEAST_SECONDS, MOST_SECONDS, STANDARD, Cost, tuned_cost
from hairtrial_desktop.keys.ring import KEYRING, Ring
from tests.keys.conftest import AT, PEOPLE, FixedClock

LEAST = Cost(memory_kib=128 * 1024, iterations=4, lanes=4)  # below it an offline guess would be cheap


def failed(folder: Path, user: str, tries: int) -> list[Any]:
    """Return what is said to each of ``tries`` wrong passwords: the tries left, or the code of the lock."""
    said = []
    for _ in range(tries):
        with pytest.raises(WrongPassword) as caught:
            Keyring.open(folder, FixedClock()).unlock(user, "not the password", AT)
        said.append(caught.value.params.get("left", caught.value.code))
    return said


def older_journal(older: Path, folder: Path) -> None:
    shutil.copy2(older / "journal.jsonl", folder)


def older_folder(older: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(older, folder)


def no_journal(_older: Path, folder: Path) -> None:
    (folder / "journal.jsonl").unlink(missing_ok=True)


@pytest.mark.parametrize("put_back", [older_journal, older_folder, no_journal])
def test_p11_19_a_file_put_back_does_not_bring_tries_back(
    site: Any, tmp_path: Path, passwords: dict[str, str], put_back: Callable[[Path, Path], None]
) -> None:
    older = shutil.copytree(site.folder, tmp_path / "older")
    assert failed(site.folder, "wang", 3) == [4, 3, 2]
    put_back(older, site.folder)
    assert failed(site.folder, "wang", 2) == [1, "user_locked"]
    put_back(older, site.folder)
    with pytest.raises(WrongPassword, match="user_locked"):  # not even the right one
        site.keyring().unlock("wang", passwords["wang"], AT)
    assert site.keyring().unlock("li", passwords["li"], AT).user == "li"


def test_p11_19_a_copy_of_the_folder_counts_on_with_the_site(site: Any, tmp_path: Path) -> None:
    copy = shutil.copytree(site.folder, tmp_path / "elsewhere" / "site")
    assert failed(site.folder, "wang", 2) == [4, 3]
    assert failed(copy, "wang", 2) == [2, 1]
    assert failed(site.folder, "wang", 1) == ["user_locked"]
    assert Keyring.open(copy, FixedClock()).is_locked("wang")


def test_p11_19_each_wrong_try_makes_the_next_cost_more_in_a_copy_too(
    site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid: list[int] = []
    real = module.derive_key

    def noted(password: str, salt: bytes, cost: Cost) -> bytes:
        paid.append(cost.memory_kib * cost.iterations)
        return real(password, salt, cost)

    older = shutil.copytree(site.folder, tmp_path / "older")
    monkeypatch.setattr(module, "derive_key", noted)
    works = []
    for _ in range(4):
        paid.clear()
        failed(site.folder, "wang", 1)
        works.append(sum(paid))
        shutil.copy2(older / "journal.jsonl", site.folder)
    assert works == sorted(works)
    assert len(set(works)) == len(works)
    assert works[-1] >= 4 * works[0]


def test_p11_18_a_fresh_site_is_founded_with_a_cost_that_a_stolen_copy_pays_for_each_guess(
    tmp_path: Path, at: datetime
) -> None:
    create_keyring(tmp_path / "site", "01", "深圳示例医院", PEOPLE[:1], at)
    (holder,) = Ring.read(tmp_path / "site" / KEYRING).holders
    found = holder.cost
    assert found.memory_kib >= LEAST.memory_kib
    assert found.memory_kib * found.iterations >= LEAST.memory_kib * LEAST.iterations
    assert found.lanes <= LEAST.lanes  # more of them would be quicker to guess


@pytest.mark.parametrize("seconds_a_pass", [0.001, 0.02, 0.05, 0.0625, 0.1, 3.0])
def test_p11_18_set_up_tunes_a_try_to_a_quarter_of_a_second_and_never_below_the_floor(seconds_a_pass: float) -> None:
    cost = tuned_cost(lambda one: one.iterations * seconds_a_pass)
    assert cost.memory_kib == STANDARD.memory_kib
    assert cost.iterations >= STANDARD.iterations
    if STANDARD.iterations * seconds_a_pass < MOST_SECONDS and cost.iterations < 16:
        assert LEAST_SECONDS <= cost.iterations * seconds_a_pass <= MOST_SECONDS
