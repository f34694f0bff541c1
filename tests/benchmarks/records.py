"""Long records, built quickly: a valid chain and its projection, written without the checks of a save."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hairtrial_desktop.casebook.projection import Row, State, apply_commit
from hairtrial_desktop.casebook.record import SITE, Author, Commit, Draft, Record, parse_utc, utc_text
from hairtrial_desktop.store.commit_store import _insert
from hairtrial_desktop.store.engine import Database
from hairtrial_desktop.store.projection_rows import write_rows
from hairtrial_desktop.store.site_database import SiteDatabase

FORMS, ITEMS = 40, 60  # of one participant's casebook: 2,400 values, as the study has
LOGINS = 200  # records of data to one login and logout
BEGAN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


class LongRecord:
    """Adds commits of 60 changed values, by turns of participants and forms.

    Every value is changed over and over, so that the casebooks stay of one size and only the history grows.
    """

    def __init__(self, database: SiteDatabase, author: Author, subjects: int = 20, zone: str = "") -> None:
        """``zone``: where the computer says it stands, at each login."""
        self._database = database
        self._author = author
        self._subjects = subjects
        self._zone = zone
        head = database.commits.head()
        self._seq, self._prev, self._turn = head.seq, head.hash, 0
        self._moment = BEGAN if head.at is None else parse_utc(head.at)
        self._logins = head.seq  # those that stand there are numbered by their commits
        self._states: dict[str, State] = {}
        self._written: dict[tuple[str, str, str], Row] = {}

    def grow(self, records: int) -> None:
        """Add at least ``records`` more."""
        done = 0
        with self._database._database.transaction() as db:
            while done < records:
                drafts = [_save(self._turn, self._subjects)]
                if self._turn % (LOGINS // ITEMS) == 0:
                    drafts += [self._coming("in"), self._coming("out")]
                self._turn += 1
                done += sum(self._put(db, draft) for draft in drafts)
            write_rows(db, ((table, row) for (_, table, _), row in self._written.items()))
        self._written.clear()

    def _put(self, db: Database, draft: Draft) -> int:
        self._moment += timedelta(milliseconds=1)  # so that the record does not end in the future
        commit = Commit.build(
            draft, self._author, seq=self._seq + 1, prev=self._prev, at=self._moment, zone="+08:00", epoch=1
        )
        _insert(db, commit)
        state = self._states.setdefault(draft.subject, State())
        for table, row in apply_commit(state, commit):
            self._written[draft.subject, table, row.key] = row
        self._seq, self._prev = commit.seq, commit.hash
        return len(commit.records)

    def _coming(self, act: str) -> Draft:
        self._logins += 1
        new: dict[str, Any] = {"user": self._author.user, "at": utc_text(self._moment), "failures": []}
        new |= {"tries": 0, "zone": self._zone} if act == "in" else {}
        record = Record("login", f"login-{self._logins:06d}", None, new, source="system")
        return Draft(SITE, f"log{act}", (record,))


def _save(turn: int, subjects: int) -> Draft:
    subject = f"09-{turn % subjects + 1:03d}"
    form = f"{subject}/SE.V1#{turn // subjects % FORMS + 1}/F.VS#1"
    old, new = str(turn - subjects * FORMS), str(turn)
    before = None if turn < subjects * FORMS else old
    items = [
        Record("item", f"{form}/IG.VS.VS#1/I.VS.N{at}", before, new, reason=None if before is None else "misread")
        for at in range(ITEMS)
    ]
    first = [] if before is not None else [Record("form", form, None, {"status": "progress"})]
    return Draft(subject, "save", (*first, *items))
