"""One byte changed underneath, by somebody who holds the key, is named by table and row (P11-01)."""

# ruff: noqa: S608 - the SQL is the forger's own

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry, Part
from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.casebook.record import Commit, Record
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


SCHEMA = [
    ("CREATE TABLE hidden (a)", Damage("hidden", "hidden", "schema")),
    ("CREATE VIEW shown AS SELECT * FROM item_data", Damage("shown", "shown", "schema")),
    ("CREATE INDEX more ON item_data (value)", Damage("item_data", "more", "schema")),
    ("DROP INDEX records_key", Damage("records", "records_key", "schema")),
    ("ALTER TABLE drafts ADD COLUMN more TEXT", Damage("drafts", "drafts", "schema")),
]


@pytest.mark.parametrize(("statement", "damage"), SCHEMA)
def test_a_schema_that_the_migrations_do_not_make_is_named(
    filled: SiteDatabase, forge: Callable[..., None], statement: str, damage: Damage
) -> None:
    forge(statement)
    assert list(filled.commits.verify()) == [damage]


def test_a_view_in_place_of_a_table_is_named(filled: SiteDatabase, forge: Callable[..., None]) -> None:
    forge("ALTER TABLE item_data RENAME TO item_real", "CREATE VIEW item_data AS SELECT * FROM item_real")
    found = [(damage.table, damage.row) for damage in filled.commits.verify()]
    assert ("item_data", "item_data") in found
    assert ("item_real", "item_real") in found


def test_a_site_without_one_of_its_tables_is_refused(
    filled: SiteDatabase, forge: Callable[..., None], tmp_path: Path, key: bytes
) -> None:
    filled.close()
    forge("DROP TABLE print_data")
    with pytest.raises(KnownError, match="database_foreign_or_damaged"):
        SiteDatabase.open(tmp_path, key)


def test_a_body_erased_without_any_act_is_named(filled: SiteDatabase, forge: Callable[..., None]) -> None:
    forge("UPDATE records SET body = NULL, salt = NULL WHERE seq = 2", "DELETE FROM item_data WHERE seq = 2")
    assert Damage("records", "seq=2 position=0", "erased") in list(filled.commits.verify())


PART = hashlib.sha256(b"sealed").hexdigest() + ".part"


def outbox_entry(site: SiteDatabase) -> OutboxEntry:
    """Keep an export whose parts lie in the outbox folder."""
    head = site.commits.head()
    entry = OutboxEntry(
        "monthly", 1, "2026-10", "2026-11-01T01:00:00.000Z", head.seq, head.hash, "parts.json", (Part(PART, 6),), {},
        "cd" * 32, ExportState.SENT,
    )  # fmt: skip
    site.outbox.keep(entry.key, PART, b"sealed")
    site.outbox.keep(entry.key, "parts.json", b"{}")
    site.outbox.put(entry)
    return entry


def recorded(entry: OutboxEntry) -> dict[str, object]:
    names = ("series", "number", "month", "head_seq", "head_hash", "sealed_sha256")
    return {name: getattr(entry, name) for name in names}


def test_an_export_as_recorded_and_answered_is_sound(filled: SiteDatabase, build: Callable[..., Commit]) -> None:
    entry = outbox_entry(filled)
    assert list(filled.commits.verify()) == []  # built, not yet recorded: the power may have gone in between
    answer = {"verdict": "accepted", "sealed_sha256": entry.sealed_sha256,
              "head": {"seq": entry.head_seq, "hash": entry.head_hash}}  # fmt: skip
    export = Record("export", entry.key, None, recorded(entry))
    filled.commits.append(build(filled.commits, "", export, Record("receipt", entry.key, None, answer)))
    filled.outbox.put(replace(entry, state=ExportState.ACKNOWLEDGED))
    assert list(filled.commits.verify()) == []


def test_an_acknowledgement_without_a_receipt_is_named(filled: SiteDatabase) -> None:
    filled.outbox.put(replace(outbox_entry(filled), state=ExportState.ACKNOWLEDGED))
    assert list(filled.commits.verify()) == [Damage("outbox", "monthly-0001", "state")]


def test_an_export_beyond_the_chain_or_unlike_its_record_is_named(
    filled: SiteDatabase, build: Callable[..., Commit]
) -> None:
    entry = outbox_entry(filled)
    export = Record("export", entry.key, None, recorded(entry))
    filled.commits.append(build(filled.commits, "", export))
    filled.outbox.put(replace(entry, sealed_sha256="ef" * 32))
    assert list(filled.commits.verify()) == [Damage("outbox", "monthly-0001", "value")]
    filled.outbox.put(replace(entry, head_seq=99))
    assert Damage("outbox", "monthly-0001", "head") in list(filled.commits.verify())


def test_a_part_that_is_gone_or_changed_is_named(filled: SiteDatabase, tmp_path: Path) -> None:
    outbox_entry(filled)
    path = tmp_path / "outbox" / "monthly-0001" / PART
    for change in (lambda: path.write_bytes(b"sealet"), path.unlink):
        change()
        assert list(filled.commits.verify()) == [Damage("outbox", f"monthly-0001/{PART}", "file")]


def test_a_deleted_outbox_row_of_a_recorded_export_is_named(
    filled: SiteDatabase, build: Callable[..., Commit], forge: Callable[..., None]
) -> None:
    entry = outbox_entry(filled)
    filled.commits.append(build(filled.commits, "", Record("export", entry.key, None, recorded(entry))))
    forge("DELETE FROM outbox")
    assert list(filled.commits.verify()) == [Damage("outbox", "monthly-0001", "missing")]


def test_p11_01_a_photograph_that_is_another_than_the_record_says_is_named(
    filled: SiteDatabase, build: Callable[..., Commit]
) -> None:
    kept, other = filled.attachments.put(b"photograph"), filled.attachments.put(b"another photograph")
    row = {"state": "attached", "store": kept, "sha256": hashlib.sha256(b"photograph").hexdigest()}
    filled.commits.append(build(filled.commits, "01-009", Record("attachment", f"{FORM}/A#1", None, row)))
    assert list(filled.commits.verify()) == []
    filled.commits.append(
        build(filled.commits, "01-009", Record("attachment", f"{FORM}/A#2", None, {**row, "store": other}))
    )
    assert list(filled.commits.verify()) == [Damage("attachments", other, "file")]


def test_esl_03_a_signed_paper_that_is_gone_with_its_key_is_named(
    filled: SiteDatabase, build: Callable[..., Commit], forge: Callable[..., None], tmp_path: Path
) -> None:
    name = filled.attachments.put(b"paper")
    row = {"attachment": name, "pdf_sha256": hashlib.sha256(b"paper").hexdigest()}
    filled.commits.append(build(filled.commits, "01-009", Record("signature", f"{FORM}/S#1", None, row)))
    lost = Damage("attachments", name, "file")
    assert lost not in list(filled.commits.verify())
    (tmp_path / "attachments" / name).unlink()
    forge("DELETE FROM attachment_keys")
    assert lost in list(filled.commits.verify())


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
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    (tmp_path / "attachments" / names[2]).unlink()
    assert list(site.commits.verify()) == [Damage("attachments", names[n], "file") for n in (0, 2)]
    with pytest.raises(KnownError, match="attachment_damaged"):
        site.attachments.get(names[0])


def test_after_damage_the_site_refuses_writing_and_still_reads(filled: SiteDatabase) -> None:
    filled.refuse_writing()
    with pytest.raises(StorageError, match="read_only"):
        filled.drafts.put("wang", FORM, {}, "t")
    assert filled.commits.load("01-009").items()[DOSE].value == "1.6"
