"""Failed tries at a password: they precede the key of the record, so they wait in a file of their own (P11-19).

``journal.jsonl`` holds how many tries were ever written, then one line per try. A try counts until the person's next
success, and stays until the record has absorbed it. No key protects the file, as nobody is in yet; but each login
commits the number written, so that the next one sees whether the file was thrown away or put back (it shrank).
The text typed as user id is never kept: it may be a password in the wrong field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.keys.durable import sorted_disk_errors, write_durably
from hairtrial_desktop.study.errors import KnownError

TRIES = 5
LOGIN, CONFIRM = "login", "confirm"
SOMEBODY = "?"  # stands for an id that nobody has


@dataclass(frozen=True)
class FailedTry:
    """One failed try: user id (or ``?``), when (UTC text), at what: ``login`` or ``confirm``."""

    user: str
    at: str
    act: str


@dataclass(frozen=True)
class _Line:
    user: str
    at: str
    act: str
    counts: int  # 1 until the next success
    absorbed: int  # 1 once it is in the record

    @property
    def failed(self) -> FailedTry:
        return FailedTry(self.user, self.at, self.act)


class Journal:
    """The file ``journal.jsonl`` of one data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def found(self) -> None:
        """Write the empty journal of a new site."""
        self._write(0, ())

    def written(self) -> int | None:
        """Return how many tries were ever written, None if the file is gone."""
        return self._read()[0] if self._path.exists() else None

    def count(self, user: str, act: str) -> int:
        """Return the failed tries of ``user`` at ``act`` since the last success."""
        return sum(line.counts for line in self._lines() if (line.user, line.act) == (user, act))

    def failed(self, user: str, act: str, at: datetime) -> int:
        """Write one failed try; return how many count now."""
        written, lines = self._read()
        self._write(written + 1, [*lines, _Line(user, utc_text(at), act, 1, 0)])
        return self.count(user, act)

    def succeeded(self, user: str, *acts: str) -> None:
        """Let the tries of ``user`` at ``acts`` count no more (a success, or an administrator's release)."""
        if any(self.count(user, act) for act in acts):
            self._change(lambda line: replace(line, counts=0) if line.user == user and line.act in acts else line)

    def failures(self) -> tuple[FailedTry, ...]:
        """Return the tries the record has not absorbed, oldest first."""
        return tuple(line.failed for line in self._lines() if not line.absorbed)

    def absorb(self, failures: Collection[FailedTry]) -> None:
        """Mark tries as being in the record: call it after the commit that holds them."""
        if failures or not self._path.exists():
            self._change(lambda line: replace(line, absorbed=1) if line.failed in failures else line)

    def _change(self, change: Callable[[_Line], _Line]) -> None:
        written, before = self._read()
        lines = [change(line) for line in before]
        self._write(written, [line for line in lines if (line.counts and line.user != SOMEBODY) or not line.absorbed])

    def _lines(self) -> list[_Line]:
        return self._read()[1]

    def _read(self) -> tuple[int, list[_Line]]:
        with sorted_disk_errors(self._path):
            text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        try:
            trees = [json.loads(line) for line in text.splitlines() if line]
            written = int(trees[0]["written"]) if trees else 0
            return written, [_Line(**tree) for tree in trees[1:]]
        except (ValueError, TypeError, KeyError) as error:
            raise KnownError("keyring_damaged", file=self._path.name) from error

    def _write(self, written: int, lines: Collection[_Line]) -> None:
        trees = [{"written": written}, *(asdict(line) for line in lines)]
        write_durably(self._path, "".join(json.dumps(tree) + "\n" for tree in trees).encode())
