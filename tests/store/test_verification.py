"""One byte changed underneath, by somebody who holds the key, is named by table and row (P11-01)."""

# ruff: noqa: S608 - the SQL is the forger's own

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError

DOSE = "01-009/SE.V1#1/F.EC#1/IG.EC#1/I.EC.VOLML"
FORM = "01-009/SE.V1#1/F.EC#1"


def flip(column: str, old: str, new: str) -> str:
    """Return SQL that changes one byte of a blob."""
    return f"{column} = CAST(replace(CAST({column} AS TEXT), '{old}', '{new}') AS BLOB)"


FORGERIES = [
    (f"UPDATE records SET {flip('body', '1.5', '1.9')} WHERE seq = 1", Damage("records", "seq=1 position=1", "leaf")),
    ("UPDATE records SET body = x'7b' WHERE seq = 2", Damage("records", "seq=2 position=0", "leaf")),
    ("UPDATE records SET salt = zeroblob(16) WHERE seq = 3", Damage("records", "seq=3 position=0", "leaf")),
    ("UPDATE records SET salt = NULL WHERE seq = 3", Damage("records", "seq=3 position=0", "leaf")),
    ("UPDATE records SET key = 'elsewhere' WHERE seq = 2", Damage("records", "seq=2 position=0", "index")),
    ("DELETE FROM records WHERE seq = 1 AND position = 1", Damage("records", "seq=1", "count")),
    (f"UPDATE commits SET {flip('header', 'wang', 'wong')} WHERE seq = 2", Damage("commits", "seq=2", "hash")),
    (
        "UPDATE commits SET header = CAST(x'ff' || substr(header, 2) AS BLOB) WHERE seq = 2",
        Damage("commits", "seq=2", "unreadable"),
    ),
    ("UPDATE commits SET subject = '01-011' WHERE seq = 3", Damage("commits", "seq=3", "subject")),
    ("UPDATE commits SET subject_salt = zeroblob(16) WHERE seq = 3", Damage("commits", "seq=3", "subject")),
    ("UPDATE commits SET prev = 'g' || substr(prev, 2) WHERE seq = 3", Damage("commits", "seq=3", "unreadable")),
    ("UPDATE commits SET hash = 'x' WHERE seq = 4", Damage("commits", "seq=4", "hash")),
    ("DELETE FROM commits WHERE seq = 2", Damage("commits", "seq=2", "sequence")),
    ("UPDATE item_data SET value = '1.7'", Damage("item_data", DOSE, "value")),
    ("UPDATE item_data SET value = CAST(x'ff' AS TEXT)", Damage("item_data", DOSE, "value")),
    ("UPDATE item_data SET changes = 0", Damage("item_data", DOSE, "value")),
    ("DELETE FROM item_data", Damage("item_data", DOSE, "missing")),
    ("UPDATE form_data SET status = 'complete'", Damage("form_data", FORM, "value")),
    ("UPDATE user_data SET body = replace(body, 'nurse', 'norse')", Damage("user_data", "wang", "value")),
    (
        "INSERT INTO signature_data (key, subject, body, seq, leaf) VALUES ('S1', '01-009', '{}', 2, 'x')",
        Damage("signature_data", "S1", "extra"),
    ),
    (
        "INSERT INTO item_data SELECT key, '01-777', form, '', 1, '', '', '', 1, '', 0 FROM item_data",
        Damage("item_data", DOSE, "extra"),
    ),
]


def test_an_untouched_record_verifies(filled: SiteDatabase) -> None:
    assert list(filled.commits.verify()) == []


@pytest.mark.parametrize(("statement", "damage"), FORGERIES, ids=[statement[:60] for statement, _ in FORGERIES])
def test_a_byte_changed_underneath_is_named_by_table_and_row(
    filled: SiteDatabase, forge: Callable[..., None], statement: str, damage: Damage
) -> None:
    forge(statement)
    assert damage in list(filled.commits.verify())


def test_only_the_changed_place_is_named(filled: SiteDatabase, forge: Callable[..., None]) -> None:
    forge(f"UPDATE records SET {flip('body', '1.6', '1.9')} WHERE seq = 2")
    assert list(filled.commits.verify()) == [Damage("records", "seq=2 position=0", "leaf")]


def test_two_changes_are_both_named(filled: SiteDatabase, forge: Callable[..., None]) -> None:
    forge(f"UPDATE records SET {flip('body', '1.6', '1.9')} WHERE seq = 2", "UPDATE subject_data SET seq = 2")
    assert list(filled.commits.verify()) == [
        Damage("records", "seq=2 position=0", "leaf"),
        Damage("subject_data", "01-010", "value"),
    ]


def test_a_record_without_its_commit_is_named(filled: SiteDatabase, forge: Callable[..., None]) -> None:
    forge("DELETE FROM commits WHERE seq = 4")
    damages = list(filled.commits.verify())
    assert Damage("records", "seq=4 position=0", "orphan") in damages
    assert Damage("user_data", "wang", "extra") in damages


def test_a_byte_changed_without_the_key_is_named_as_a_page(filled: SiteDatabase, tmp_path: Path, key: bytes) -> None:
    filled.close()
    content = bytearray((tmp_path / "site.db").read_bytes())
    content[4096 * 2 + 100] ^= 1  # the third page
    (tmp_path / "site.db").write_bytes(content)
    reopened = SiteDatabase.open(tmp_path, key)
    damages = list(reopened.commits.verify())
    reopened.close()
    assert damages[0].table == "site.db"
    assert damages[0].what == "page"
    assert "3" in damages[0].row


def test_a_changed_and_a_lost_attachment_are_named(site: SiteDatabase, tmp_path: Path) -> None:
    names = sorted(site.attachments.put(bytes([number])) for number in range(3))
    path = tmp_path / "attachments" / names[0]
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    (tmp_path / "attachments" / names[2]).unlink()
    assert list(site.commits.verify()) == [Damage("attachments", names[n], "file") for n in (0, 2)]
    with pytest.raises(KnownError, match="attachment_damaged"):
        site.attachments.get(names[0])


def test_after_damage_the_site_refuses_writing_and_still_reads(filled: SiteDatabase) -> None:
    filled.refuse_writing()
    with pytest.raises(StorageError, match="read_only"):
        filled.drafts.put("wang", FORM, {}, "t")
    assert filled.commits.load("01-009").items()[DOSE].value == "1.6"
