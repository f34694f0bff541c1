from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.keys import passwords as module
from hairtrial_desktop.keys.create import create_keyring
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.passwords import STANDARD
from hairtrial_desktop.keys.people import NewUser
from hairtrial_desktop.study.errors import KnownError

WRONG = "not the password"


def fail(keyring: Keyring, user: str, at: datetime, password: str = WRONG) -> KnownError:
    with pytest.raises(WrongPassword) as caught:
        keyring.unlock(user, password, at)
    return caught.value


def test_everybody_opens_the_same_record_and_only_clinical_staff_the_identities(
    site: Any, passwords: dict[str, str], at: datetime
) -> None:
    opened = {user: site.keyring().unlock(user, password, at) for user, password in passwords.items()}
    assert len({one.database_key for one in opened.values()}) == 1
    assert len(opened["wang"].database_key) == 32
    assert opened["wang"].identity_key == opened["li"].identity_key
    assert opened["wang"].identity_key != opened["wang"].database_key
    assert opened["zhao"].identity_key is None
    assert opened["sun"].identity_key is None
    assert (opened["li"].name, opened["li"].role) == ("李建国", Role.INVESTIGATOR)
    assert opened["li"].actor.user == "li"


def test_keys_do_not_show_in_a_repr(site: Any, passwords: dict[str, str], at: datetime) -> None:
    opened = site.keyring().unlock("wang", passwords["wang"], at)
    key = site.keyring().confirm("wang", passwords["wang"])
    shown = repr(opened) + repr(key) + repr(site.sheet) + repr(NewUser("a", "b", Role.NURSE, "a-password"))
    for secret in (opened.database_key.hex(), repr(opened.database_key), "PRIVATE KEY", "AGE-SECRET", "a-password"):
        assert secret not in shown


def test_a_full_width_password_is_the_same_password(site: Any, at: datetime) -> None:
    assert site.keyring().unlock("wang", "ｎｕｒｓｅ－ｐａｓｓ－１", at).user == "wang"


def test_five_wrong_passwords_lock_and_survive_a_restart(site: Any, passwords: dict[str, str], at: datetime) -> None:
    assert [fail(site.keyring(), "wang", at).params.get("left") for _ in range(4)] == [4, 3, 2, 1]
    assert fail(site.keyring(), "wang", at).code == "user_locked"
    assert fail(site.keyring(), "wang", at, passwords["wang"]).code == "user_locked"
    assert site.keyring().is_locked("wang")
    assert not site.keyring().is_locked("li")
    assert site.keyring().unlock("li", passwords["li"], at).user == "li"


def test_a_lock_outlives_the_absorption_of_its_failures(site: Any, passwords: dict[str, str], at: datetime) -> None:
    for _ in range(5):
        fail(site.keyring(), "wang", at)
    taken = site.keyring().take_failures()
    assert [(one.user, one.act, one.at) for one in taken] == [("wang", "login", "2026-11-22T04:40:00.000Z")] * 5
    assert site.keyring().take_failures() == ()
    assert site.keyring().is_locked("wang")
    site.keyring().release_lock("wang")
    assert site.keyring().unlock("wang", passwords["wang"], at).user == "wang"
    assert (site.folder / "journal.jsonl").read_text() == '{"written": 5}\n'


def test_a_success_gives_the_tries_back_but_keeps_the_failures_for_the_record(
    site: Any, passwords: dict[str, str], at: datetime
) -> None:
    for _ in range(4):
        fail(site.keyring(), "wang", at)
    site.keyring().unlock("wang", passwords["wang"], at)
    assert fail(site.keyring(), "wang", at).params == {"left": 4}
    assert len(site.keyring().failures()) == 5


def test_wrong_passwords_while_signing_lock_signing_and_nobody_out(
    site: Any, passwords: dict[str, str], at: datetime
) -> None:
    for code in ["wrong_password"] * 4 + ["confirm_locked"]:
        with pytest.raises(WrongPassword, match=code):
            site.keyring().confirm("li", "guess")
    with pytest.raises(WrongPassword, match="confirm_locked"):
        site.keyring().confirm("li", passwords["li"])
    assert site.keyring().is_locked("li", "confirm")
    assert fail(site.keyring(), "li", at).params == {"left": 4}
    assert [one.act for one in site.keyring().failures()] == ["confirm"] * 6 + ["login"]
    assert site.keyring().unlock("li", passwords["li"], at).user == "li"
    assert site.keyring().confirm("li", passwords["li"]).user == "li"


def test_confirming_gives_no_tries_at_the_door_back(site: Any, passwords: dict[str, str], at: datetime) -> None:
    for _ in range(4):
        fail(site.keyring(), "li", at)
    site.keyring().confirm("li", passwords["li"])
    assert fail(site.keyring(), "li", at).code == "user_locked"


def test_the_journal_says_how_many_tries_were_ever_written(site: Any, at: datetime) -> None:
    assert site.keyring().tries_written() == 0
    fail(site.keyring(), "li", at)
    site.keyring().take_failures()
    site.keyring().release_lock("li")
    fail(site.keyring(), "wang", at)
    assert site.keyring().tries_written() == 2
    (site.folder / "journal.jsonl").unlink()
    assert site.keyring().tries_written() is None
    assert site.keyring().failures() == ()


def test_nobody_unknown_is_released(site: Any) -> None:
    with pytest.raises(WrongPassword, match="user_unknown"):
        site.keyring().release_lock("nobody")


def test_what_was_typed_as_an_unknown_user_is_not_kept(site: Any, at: datetime) -> None:
    assert fail(site.keyring(), "nurse-pass-1", at).code == "user_unknown"
    assert "nurse-pass" not in (site.folder / "journal.jsonl").read_text()
    assert [one.user for one in site.keyring().take_failures()] == ["?"]


def test_an_unknown_user_costs_the_same_work(site: Any, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    costs: list[object] = []

    derive = module.derive_key

    def spy(password: str, salt: bytes, cost: module.Cost) -> bytes:
        costs.append(cost)
        return derive(password, salt, cost)

    monkeypatch.setattr(module, "derive_key", spy)
    fail(site.keyring(), "nobody", at)
    fail(site.keyring(), "wang", at)
    assert len(costs) == 2
    assert costs[0] == costs[1] != STANDARD


def test_a_disabled_user_cannot_come_in(site: Any, passwords: dict[str, str], at: datetime) -> None:
    change(site.folder, "zhao", enabled=False)
    assert fail(site.keyring(), "zhao", at, passwords["zhao"]).code == "user_disabled"
    assert [one.enabled for one in site.keyring().people()] == [True, True, False, True]


@pytest.mark.parametrize("claim", [{"role": "investigator"}, {"name": "李建国"}])
def test_a_changed_public_part_is_not_believed(
    site: Any, passwords: dict[str, str], at: datetime, claim: dict[str, str]
) -> None:
    change(site.folder, "wang", **claim)
    with pytest.raises(KnownError, match="keyring_damaged"):
        site.keyring().unlock("wang", passwords["wang"], at)


def test_an_entry_moved_to_another_user_does_not_open(site: Any, passwords: dict[str, str], at: datetime) -> None:
    tree = json.loads((site.folder / "keyring.json").read_text(encoding="utf-8"))
    wang, li = tree["users"][0], tree["users"][1]
    li["salt"], li["wrapped"], li["cost"] = wang["salt"], wang["wrapped"], wang["cost"]
    (site.folder / "keyring.json").write_text(json.dumps(tree), encoding="utf-8")
    assert fail(site.keyring(), "li", at, passwords["wang"]).code == "wrong_password"


@pytest.mark.parametrize("name", ["keyring.json", "keyslots.age", "identity.age"])
def test_a_damaged_file_is_named(site: Any, passwords: dict[str, str], at: datetime, name: str) -> None:
    content = (site.folder / name).read_bytes()
    (site.folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(KnownError) as caught:
        site.keyring().unlock("wang", passwords["wang"], at)
    assert (caught.value.code, caught.value.params) == ("keyring_damaged", {"file": name})


def test_a_folder_without_a_site_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="site_missing"):
        Keyring.open(tmp_path)


def test_the_sheet_opens_everything_of_the_site(site: Any, passwords: dict[str, str], at: datetime) -> None:
    typed = "\n".join(site.sheet.lines).lower()
    recovered = site.keyring().unlock_with_recovery(typed)
    opened = site.keyring().unlock("wang", passwords["wang"], at)
    assert (recovered.database_key, recovered.identity_key) == (opened.database_key, opened.identity_key)
    assert b"PRIVATE KEY" in recovered.ca_key_pem
    for wrong in ("AGE-SECRET-KEY-1NONSENSE", ""):
        with pytest.raises(KnownError, match="recovery_wrong"):
            site.keyring().unlock_with_recovery(wrong)


@pytest.mark.external
def test_the_age_command_opens_the_slots_with_the_sheet_alone(
    site: Any, passwords: dict[str, str], at: datetime, tmp_path: Path
) -> None:
    identity = tmp_path / "sheet.txt"
    identity.write_text(site.sheet.identity_file)
    done = subprocess.run(
        ["age", "-d", "-i", str(identity), str(site.folder / "keyslots.age")], capture_output=True, check=True
    )
    opened = site.keyring().unlock("wang", passwords["wang"], at)
    assert bytes.fromhex(json.loads(done.stdout)["database_key"]) == opened.database_key


def test_nothing_secret_lies_in_the_folder(site: Any, passwords: dict[str, str], at: datetime) -> None:
    opened = site.keyring().unlock("wang", passwords["wang"], at)
    secrets = [opened.database_key, opened.database_key.hex().encode(), b"PRIVATE KEY", b"AGE-SECRET", b"nurse-pass"]
    secrets += [opened.identity_key, opened.identity_key.hex().encode(), site.sheet.secret.encode()]
    files = [path for path in site.folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {
        "keyring.json", "keyslots.age", "identity.age", "site-ca.age", "journal.jsonl",
    }  # fmt: skip
    for path in files:
        for secret in secrets:
            assert secret not in path.read_bytes(), path.name


def test_a_changed_password_opens_and_the_old_one_does_not(site: Any, passwords: dict[str, str], at: datetime) -> None:
    keyring = site.keyring()
    before = keyring.unlock("wang", passwords["wang"], at).database_key
    keyring.change_password("wang", passwords["wang"], "another-pass-2")
    for ring in (keyring, site.keyring()):
        assert ring.unlock("wang", "another-pass-2", at).database_key == before
    assert fail(keyring, "wang", at, passwords["wang"]).code == "wrong_password"
    with pytest.raises(KnownError, match="password_too_short"):
        keyring.change_password("wang", "another-pass-2", "short")


def test_a_site_is_founded_once_with_distinct_users_and_fit_passwords(site: Any, tmp_path: Path, at: datetime) -> None:
    one = NewUser("wang", "王小燕", Role.NURSE, "nurse-pass-1")
    cases = [
        (site.folder, (one,), "site_exists"),
        (tmp_path / "b", (one, replace(one, user="WANG")), "user_exists"),
        (tmp_path / "c", (replace(one, password="seven77"),), "password_too_short"),
    ]
    for folder, users, code in cases:
        with pytest.raises(KnownError) as caught:
            create_keyring(folder, "01", "示例", users, at)
        assert caught.value.code == code
    assert not (tmp_path / "b").exists()


def change(folder: Path, user: str, **claims: object) -> None:
    tree = json.loads((folder / "keyring.json").read_text(encoding="utf-8"))
    next(one for one in tree["users"] if one["user"] == user).update(claims)
    (folder / "keyring.json").write_text(json.dumps(tree), encoding="utf-8")
