"""What somebody with the folder, a key or the administrator's password can change, and how the next login sees it.

Real keys, real SQLCipher files, real signed papers.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509

from hairtrial_desktop.bootstrap import Door, NewSite, create_site, workstation_id
from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.logins import release_lock
from hairtrial_desktop.casebook.record import SITE as THE_SITE
from hairtrial_desktop.casebook.record import Commit, Draft, Record
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.demo.build import DEMO_COST
from hairtrial_desktop.demo.pen import AgendaClock
from hairtrial_desktop.demo.people import NURSE, SITE, password_of, users
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.keys import certificates, slots
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.people import Holder, NewUser
from hairtrial_desktop.keys.ring import KEYRING, Ring
from hairtrial_desktop.places import state_folder
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import OpenSite
from tests.test_bootstrap import NOW, door, screen_one

__all__ = ["door"]
DOCTOR, ADMIN = "wang.doctor", "chen.admin"
EVIL = "evil-admin-1"


def sign(door: Door, key: FormKey) -> None:
    site = door.open(DOCTOR, password_of(DOCTOR))
    site.signing.sign(key, password_of(DOCTOR), "zh", DOCTOR)
    site.close()


def damages(door: Door, user: str = NURSE) -> tuple[Damage, ...]:
    site = door.open(user, password_of(user))
    try:
        assert set(site.damages) <= set(site.verify())
        return site.damages
    finally:
        site.close()


def change_json(path: Path, change: Callable[[Any], None]) -> None:
    tree = json.loads(path.read_bytes())
    change(tree)
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")


def append(site: OpenSite, draft: Draft, *, user: str = NURSE, role: str = "nurse") -> None:
    """Commit past every use case, as somebody who holds the database key can, in whosever name."""
    book, store = site.book, site.book.shelves.store
    head = store.head()
    author = replace(book.author, user=user, role=role)
    moment = book.clock.now()
    commit = Commit.build(draft, author, seq=head.seq + 1, prev=head.hash, at=moment, zone=book.study.zone, epoch=1)
    store.append(commit)


def test_a_real_signature_holds_with_its_paper(door: Door) -> None:
    sign(door, screen_one(door))
    site = door.open(NURSE, password_of(NURSE))
    assert site.damages == ()
    assert site.verify() == ()
    site.close()


@pytest.mark.parametrize("committer", [(NURSE, "nurse"), (DOCTOR, "investigator")])
def test_a_signature_that_a_nurse_commits_for_the_doctor_is_damage(door: Door, committer: tuple[str, str]) -> None:
    key = screen_one(door)
    sign(door, key)
    site = door.open(NURSE, password_of(NURSE))
    row = standing_signature(site.book.state(key.subject), key)
    assert row is not None
    forged = Record("signature", f"{key}/S#2", None, {**row.data, "id": f"{key}/S#2"}, source="system")
    append(site, Draft(key.subject, "sign", (forged,)), user=committer[0], role=committer[1])
    expected = Damage("signature_data", f"{key}/S#2", "signature")
    assert expected in site.verify()
    site.close()
    assert damages(door) == (expected,)


def second_doctor(door: Door) -> None:
    """Issue keys in the doctor's name with what the administrator's password opens."""
    ring = Ring.read(door.folder / KEYRING)
    (admin,) = (holder for holder in ring.holders if holder.user == ADMIN)
    bundle = admin.unwrap(password_of(ADMIN))
    assert bundle is not None
    ca_key = slots.read_slot(door.folder / slots.SITE_CA, bundle.age_secret)["ca_key_pem"]
    issuer = certificates.Issuer(
        x509.load_pem_x509_certificate(ring.ca_pem.encode()), certificates.read_private_pem(ca_key.encode())
    )
    (doctor,) = (holder for holder in ring.holders if holder.user == DOCTOR)
    new = Holder.admit(NewUser(DOCTOR, doctor.name, Role.INVESTIGATOR, EVIL), issuer, ring.site_name, NOW, doctor.cost)
    keys = slots.read_slot(door.folder / slots.KEYSLOTS, bundle.age_secret)
    holders = tuple(new if holder.user == DOCTOR else holder for holder in ring.holders)
    replace(ring, holders=holders).write(door.folder / KEYRING)
    recipients = [*(holder.recipient for holder in holders), ring.recovery_recipient]
    slots.write_slot(door.folder / slots.KEYSLOTS, keys, recipients)


def test_keys_that_the_administrator_issued_in_the_doctors_name_neither_open_nor_sign(door: Door) -> None:
    screen_one(door)
    second_doctor(door)
    with pytest.raises(KnownError, match="keyring_damaged"):
        door.open(DOCTOR, EVIL)
    site = door.open(ADMIN, password_of(ADMIN))
    assert site.damages == (Damage(KEYRING, DOCTOR, "differs"),)
    with pytest.raises(KnownError, match="keyring_damaged"):
        site.authenticator.confirm(DOCTOR, EVIL)
    site.close()


@pytest.mark.parametrize(("field", "value"), [("enabled", False), ("name", "别人"), ("identity_checked", "none")])
def test_somebody_elses_entry_changed_in_the_keyring_opens_read_only(door: Door, field: str, value: object) -> None:
    change_json(door.folder / KEYRING, lambda ring: ring["users"][1].__setitem__(field, value))
    user = Ring.read(door.folder / KEYRING).holders[1].user
    assert user != NURSE
    assert damages(door) == (Damage(KEYRING, user, "differs"),)


@pytest.mark.parametrize("memory", [2**31, 7, -1])
def test_a_cost_that_no_computer_pays_is_refused_before_it_is_paid(door: Door, memory: int) -> None:
    change_json(door.folder / KEYRING, lambda ring: ring["users"][0]["cost"].__setitem__("memory_kib", memory))
    with pytest.raises(KnownError, match="keyring_damaged"):
        Keyring.open(door.folder)


def test_the_site_is_what_the_record_says_and_a_changed_front_is_damage(door: Door) -> None:
    change_json(door.folder / "front.json", lambda front: front.update(number="77", demo=True))
    change_json(door.folder / KEYRING, lambda ring: ring.update(site_id="99"))
    changed = Door(door.folder, door.clock)
    site = changed.open(NURSE, password_of(NURSE))
    assert (site.book.site.number, site.book.site.demo) == ("01", False)
    assert {(damage.table, damage.row) for damage in site.damages} == {
        (KEYRING, "number"), ("front.json", "number"), ("front.json", "demo"),
    }  # fmt: skip
    site.close()


@pytest.mark.parametrize("content", ["{", "[]", "{}", "\udcff"])
def test_a_broken_front_is_told_in_a_sentence(door: Door, content: str) -> None:
    (door.folder / "front.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(KnownError, match="front_damaged"):
        Door(door.folder, door.clock).check()


def test_broken_demo_logins_are_told_in_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    create_site(folder, NewSite(SITE, users(), demo_files(), cost=DEMO_COST, training=False), AgendaClock(NOW))
    for content in ("{", "[1]", '[{"who": 1}]', "1"):
        (folder / "demo-logins.json").write_text(content, encoding="utf-8")
        with pytest.raises(KnownError, match="front_damaged"):
            _ = Door(folder).demo_logins


def test_an_older_copy_put_in_place_is_seen_on_this_computer_and_welcome_on_another(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen_one(door)
    shutil.copytree(door.folder, tmp_path / "backup")
    screen_one_more = door.open(NURSE, password_of(NURSE))
    newest = screen_one_more.book.shelves.store.head()
    screen_one_more.close()  # commits the logout
    shutil.rmtree(door.folder)
    shutil.copytree(tmp_path / "backup", door.folder)
    assert damages(Door(door.folder, door.clock)) == (Damage("commits", f"seq={newest.seq + 1}", "older"),)
    monkeypatch.setenv("HAIRTRIAL_STATE", str(tmp_path / "another"))
    assert damages(Door(door.folder, door.clock)) == ()


def test_a_fork_of_the_same_length_is_seen(door: Door, tmp_path: Path) -> None:
    shutil.copytree(door.folder, tmp_path / "copy")
    door.open(NURSE, password_of(NURSE)).close()
    copy = Door(tmp_path / "copy", door.clock)
    assert [damage.what for damage in damages(copy)] == ["older"]


def test_a_remembered_head_that_somebody_else_wrote_is_seen(door: Door) -> None:
    door.open(NURSE, password_of(NURSE)).close()
    (path,) = state_folder().glob("head-*.json")
    change_json(path, lambda tree: tree.update(seq=1))
    assert [damage.what for damage in damages(door)] == ["unreadable"]


def test_an_export_that_speaks_of_commits_the_chain_lost_is_damage(door: Door) -> None:
    site = door.open(NURSE, password_of(NURSE))
    export = {"series": "monthly", "number": 1, "head_seq": 900, "head_hash": "ab" * 32}
    receipt = {"verdict": "accepted", "head": {"seq": 1, "hash": "ab" * 32}}
    records = (Record("export", "monthly-0001", None, export), Record("receipt", "monthly-0001", None, receipt))
    append(site, Draft(THE_SITE, "export", records))
    site.close()
    found = damages(door)
    assert Damage("export_data", "monthly-0001", "head") in found
    assert Damage("receipt_data", "monthly-0001", "head") in found
    assert Damage("outbox", "monthly-0001", "missing") in found


def logins(door: Door) -> list[dict[str, Any]]:
    site = door.open(ADMIN, password_of(ADMIN))
    rows = [row.data for row in site.book.state(THE_SITE).things("login_data").values()]
    site.close()
    return rows


@pytest.mark.parametrize("thrown_away", [True, False])
def test_a_journal_that_was_thrown_away_or_put_back_is_told_by_the_next_login(door: Door, thrown_away: bool) -> None:
    path = door.folder / "journal.jsonl"
    empty = path.read_bytes()
    with pytest.raises(KnownError, match="wrong_password"):
        door.open(NURSE, "not-the-password")
    door.open(NURSE, password_of(NURSE)).close()
    if thrown_away:
        path.unlink()
    else:
        path.write_bytes(empty)
    first, second, *_ = [row for row in logins(door) if "tries" in row]
    assert (first["tries"], "journal_lost" in first) == (1, False)
    assert (second["tries"], second["journal_lost"]) == (0, "Y")
    assert "journal_lost" not in logins(door)[-1]


def lock(door: Door, user: str) -> None:
    for _ in range(5):
        with pytest.raises(KnownError):
            door.open(user, "not-the-password")


def test_the_administrator_releases_and_the_record_says_who(
    door: Door, monkeypatch: pytest.MonkeyPatch, set_computer: Callable[[datetime], None]
) -> None:
    lock(door, NURSE)
    monkeypatch.setenv("HAIRTRIAL_PASSWORD", password_of(ADMIN))
    set_computer(NOW)
    command = ["users", "release", NURSE, "--data", str(door.folder), "--user", ADMIN]
    said = CliRunner().invoke(desktop, command)
    assert said.exit_code == 0, said.output
    assert NURSE in said.output
    door.open(NURSE, password_of(NURSE)).close()
    (row,) = [row for row in logins(door) if "released" in row]
    assert (row["user"], row["released"]) == (ADMIN, NURSE)


def test_only_an_administrator_releases_and_only_who_is_there(door: Door) -> None:
    lock(door, DOCTOR)
    for user, locked, code in ((NURSE, DOCTOR, "not_permitted"), (ADMIN, "nobody", "user_unknown")):
        site = door.open(user, password_of(user))
        with pytest.raises(KnownError, match=code):
            release_lock(site.book, Keyring.open(door.folder).release_lock, locked)
        site.close()
    assert Keyring.open(door.folder).is_locked(DOCTOR)


def test_files_of_the_databases_are_private(door: Door) -> None:
    screen_one(door)
    for name in ("site.db", "identity.db"):
        assert (door.folder / name).stat().st_mode & 0o077 == 0


def test_p11_08_the_workstation_keeps_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = workstation_id()
    assert workstation_id() == first
    monkeypatch.setenv("HAIRTRIAL_STATE", str(tmp_path))
    assert workstation_id() != first
    (tmp_path / "workstation-id").write_text("../../etc", encoding="ascii")
    assert workstation_id().startswith("WS-")
