from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.record import Commit, Record
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.migrations.site import SITE
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError


def refused(folder: Path, key: bytes) -> KnownError:
    with pytest.raises(KnownError) as caught:
        SiteDatabase.open(folder, key)
    return caught.value


def test_what_was_written_is_there_after_reopening(filled: SiteDatabase, tmp_path: Path, key: bytes) -> None:
    before = list(filled.commits.commits())
    filled.drafts.put("wang", "f", {"a": "1."}, "t")
    filled.close()
    reopened = SiteDatabase.open(tmp_path, key)
    assert list(reopened.commits.commits()) == before
    assert reopened.drafts.get("wang", "f") == ({"a": "1."}, "t")
    assert reopened.altered == ()
    reopened.close()


def test_another_key_a_foreign_file_and_an_emptied_file_are_told(
    filled: SiteDatabase, tmp_path: Path, key: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    filled.close()
    error = refused(tmp_path, b"\x22" * 32)
    assert (error.code, error.params) == ("database_foreign_or_damaged", {"file": "site.db"})
    plain = tmp_path / "plain"
    plain.mkdir()
    connection = sqlite3.connect(plain / "site.db")
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    assert refused(plain, key).code == "database_foreign_or_damaged"
    (plain / "site.db").write_bytes(b"")
    assert refused(plain, key).code == "database_foreign_or_damaged"
    assert refused(tmp_path / "nowhere", key).code == "database_missing"
    assert capfd.readouterr().err == ""


def test_a_damaged_first_page_is_told(filled: SiteDatabase, tmp_path: Path, key: bytes) -> None:
    filled.close()
    content = bytearray((tmp_path / "site.db").read_bytes())
    content[50] ^= 1
    (tmp_path / "site.db").write_bytes(content)
    assert refused(tmp_path, key).code == "database_foreign_or_damaged"


def test_a_database_of_a_later_version_is_left_alone(filled: SiteDatabase, tmp_path: Path, key: bytes) -> None:
    with filled._database.transaction() as db:
        db.execute("PRAGMA user_version = 99")
    filled.close()
    error = refused(tmp_path, key)
    assert (error.code, error.params) == ("database_newer", {"file": "site.db", "found": 99, "known": len(SITE)})


def test_a_site_is_never_created_over_another(filled: SiteDatabase, tmp_path: Path, key: bytes) -> None:
    with pytest.raises(KnownError, match="site_exists"):
        SiteDatabase.create(tmp_path, key)
    assert filled.commits.head().seq == 4


def test_the_connection_is_as_strict_as_the_record_needs(site: SiteDatabase) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "temp_store": 2}
    for name, value in wanted.items():
        assert [list(row.values()) for row in site._database.rows(f"PRAGMA {name}")] == [[value]], name


def test_identities_do_not_open_with_the_key_of_the_record(tmp_path: Path, key: bytes) -> None:
    register = IdentityDatabase.create(tmp_path, b"\x33" * 32)
    register.put(Identity("01-009", "张示例", phone="13800001234"))
    register.close()
    with pytest.raises(KnownError, match="database_foreign_or_damaged"):
        IdentityDatabase.open(tmp_path, key)
    reopened = IdentityDatabase.open(tmp_path, b"\x33" * 32)
    assert reopened.mentions_identity("张示例")
    reopened.close()


def test_no_file_holds_a_typed_text(
    filled: SiteDatabase, tmp_path: Path, build: Callable[..., Commit], dose: str
) -> None:
    marker = "MARKER-脱发-7319"
    filled.commits.append(build(filled.commits, "01-009", Record("item", dose, old="1.6", new=marker)))
    filled.drafts.put("wang", "f", {"a": marker}, "t")
    filled.attachments.put(marker.encode() * 100)
    register = IdentityDatabase.create(tmp_path, b"\x33" * 32)
    register.put(Identity("01-009", marker))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"site.db", "site.db-wal", "identity.db", "identity.db-wal"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert marker.encode(encoding) not in content, path.name
        assert b"CREATE TABLE" not in content, path.name
    register.close()
