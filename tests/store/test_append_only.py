from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from hairtrial_desktop.store.site_database import SiteDatabase


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commits SET subject = 'x' WHERE seq = 1",
        "DELETE FROM commits WHERE seq = 4",
        "INSERT OR REPLACE INTO commits SELECT * FROM commits WHERE seq = 4",
        "INSERT INTO commits SELECT 9, subject, subject_salt, header, prev, 'other' FROM commits WHERE seq = 4",
        "UPDATE records SET body = x'7b7d'",
        "UPDATE OR REPLACE records SET body = x'7b7d'",
        "DELETE FROM records",
        "INSERT OR REPLACE INTO records SELECT * FROM records WHERE seq = 4",
        "INSERT INTO records SELECT 1, 7, kind, key, salt, body, leaf FROM records WHERE seq = 1 AND position = 0",
    ],
)
def test_p11_05_the_database_itself_refuses_to_change_the_record(filled: SiteDatabase, statement: str) -> None:
    before = list(filled.commits.commits())
    with pytest.raises(dbapi2.IntegrityError), filled._database.transaction() as db:
        db.execute(statement)
    assert list(filled.commits.commits()) == before
    assert list(filled.commits.verify()) == []


def test_the_key_of_an_attachment_is_written_once(site: SiteDatabase) -> None:
    name = site.attachments.put(b"photo")
    for statement in ("UPDATE attachment_keys SET size = 0", "DELETE FROM attachment_keys"):
        with pytest.raises(dbapi2.IntegrityError), site._database.transaction() as db:
            db.execute(statement)
    assert site.attachments.get(name) == b"photo"


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER commits_no_update",
        "CREATE TRIGGER extra AFTER INSERT ON commits BEGIN SELECT 1; END",
    ],
)
def test_r3_06_a_site_with_other_triggers_opens_read_only_and_says_which(
    filled: SiteDatabase, forge: Callable[..., None], tmp_path: Path, key: bytes, statement: str
) -> None:
    filled.close()
    forge(statement, triggers=True)
    reopened = SiteDatabase.open(tmp_path, key)
    (damage,) = reopened.altered
    assert (damage.table, damage.what) == ("commits", "trigger")
    assert damage.row in {"commits_no_update", "extra"}
    assert list(reopened.commits.verify()) == [damage]
    with pytest.raises(Exception, match="read_only"):
        reopened.drafts.put("wang", "f", {}, "t")
    assert reopened.commits.head().seq == 4
    reopened.close()
