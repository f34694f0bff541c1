"""Failed tries at a password: they precede the key of the record, so they wait in a file of their own (P11-19).

``journal.jsonl`` holds how many tries were ever written, then one line per try. A try counts until the person's next
success, and stays until the record has absorbed it. No key protects the file, as nobody is in yet; but this computer
counts along, outside the data folder: a folder copied, or a journal put back, gives no tries again here, and is told at
the next login. Each login also commits the number written, which another computer compares.
The text typed as user id is never kept: it may be a password in the wrong field.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, write_durably
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


@dataclass(frozen=True)
class Remembered:
    """How many tries at a site's passwords this computer ever saw, and how many count, by act and user."""

    written: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


class Memory:
    """What this computer remembers of tries, outside the data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Remembered:
        """Return it; nothing on a computer that saw none."""
        with sorted_disk_errors(self._path):
            text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        try:
            tree: dict[str, Any] = json.loads(text) if text else {"written": 0, "counts": {}}
            return Remembered(int(tree["written"]), {str(key): int(count) for key, count in tree["counts"].items()})
        except (ValueError, TypeError, KeyError, AttributeError):
            return Remembered()  # then the journal alone counts, as on another computer

    def keep(self, written: int, key: str, count: int) -> None:
        """Remember that ``count`` tries under ``key`` count now. A full disk here is no reason to refuse a login."""
        counts = {**self.read().counts, key: count}
        tree = {"written": written, "counts": {name: number for name, number in counts.items() if number}}
        with suppress(StorageError):
            make_folder(self._path.parent)
            write_durably(self._path, json.dumps(tree).encode())


class Journal:
    """The file ``journal.jsonl`` of one data folder, and what this computer remembers of the same site's tries."""

    def __init__(self, path: Path, state: Path, site: str) -> None:
        """``state`` is this computer's folder, ``site`` the fingerprint of the site's CA: copies count together."""
        self._path = path
        self._memory = Memory(state / f"tries-{hashlib.sha256(site.encode()).hexdigest()[:32]}.json")

    def found(self) -> None:
        """Write the empty journal of a new site."""
        self._write(0, ())

    def written(self) -> int | None:
        """Return how many tries were ever written; None if the file is gone, or older than this computer remembers."""
        if not self._path.exists():
            return None
        written = self._read()[0]
        return written if written >= self._memory.read().written else None

    def count(self, user: str, act: str) -> int:
        """Return the failed tries of ``user`` at ``act`` since the last success."""
        here = sum(line.counts for line in self._lines() if (line.user, line.act) == (user, act))
        return max(here, self._memory.read().counts.get(f"{act} {user}", 0))

    def failed(self, user: str, act: str, at: datetime) -> int:
        """Write one failed try; return how many count now."""
        written, lines = self._read()
        now = self.count(user, act) + 1
        self._memory.keep(max(written + 1, self._memory.read().written), f"{act} {user}", now)
        self._write(written + 1, [*lines, _Line(user, utc_text(at), act, 1, 0)])
        return now

    def succeeded(self, user: str, *acts: str) -> None:
        """Let the tries of ``user`` at ``acts`` count no more (a success, or an administrator's release)."""
        if any(self.count(user, act) for act in acts):
            for act in acts:
                self._memory.keep(self._memory.read().written, f"{act} {user}", 0)
            self._change(lambda line: replace(line, counts=0) if line.user == user and line.act in acts else line)

    def failures(self) -> tuple[FailedTry, ...]:
        """Return the tries the record has not absorbed, oldest first."""
        return tuple(line.failed for line in self._lines() if not line.absorbed)

    def absorb(self, failures: Collection[FailedTry]) -> None:
        """Mark tries as being in the record: call it after the commit that holds them, which also told of a loss."""
        if failures or self.written() is None:
            self._change(lambda line: replace(line, absorbed=1) if line.failed in failures else line)

    def _change(self, change: Callable[[_Line], _Line]) -> None:
        written, before = self._read()
        lines = [change(line) for line in before]
        self._write(
            max(written, self._memory.read().written),
            [line for line in lines if (line.counts and line.user != SOMEBODY) or not line.absorbed],
        )

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
