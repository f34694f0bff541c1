"""In-memory implementations of the ports: the same contract suites run against them and against the real ones."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from hairtrial_desktop.casebook.chain import Damage, check_chain, check_commit
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.history import history_line
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.identity_mentions import IdentityMentions
from hairtrial_desktop.casebook.outbox import OutboxEntry
from hairtrial_desktop.casebook.ports import Conflict, Head, HistoryLine
from hairtrial_desktop.casebook.projection import State, ThingRow, apply_commit
from hairtrial_desktop.casebook.record import SITE, Commit
from hairtrial_desktop.casebook.redacted import erased_by, without_body
from hairtrial_desktop.study.errors import KnownError


class MemoryCommitStore:
    """``ports.CommitStore`` in lists and dicts."""

    def __init__(self, epoch: int = 1) -> None:
        self._epoch = epoch
        self._commits: list[Commit] = []
        self._states: dict[str, State] = {}
        self._written: dict[str, list[tuple[int, int]]] = {}  # key -> (index of a commit, position of a record in it)

    def head(self) -> Head:
        """Return the newest commit's head."""
        if not self._commits:
            return Head()
        last = self._commits[-1]
        return Head(last.seq, last.hash, str(last.head["at"]))

    def epoch(self) -> int:
        """Return the writer's epoch."""
        return self._epoch

    def append(self, *commits: Commit) -> None:
        """Keep ``commits`` and what they project to, or nothing at all."""
        head = self.head()
        seq, prev = head.seq, head.hash
        for commit in commits:
            if commit.prev != prev or commit.seq != seq + 1:
                raise Conflict("conflict")
            damage = next(check_commit(commit, prev, seq + 1), None)
            if damage is not None:
                raise ValueError(damage)
            seq, prev = commit.seq, commit.hash
        for commit in commits:
            self._keep(commit)

    def _keep(self, commit: Commit) -> None:
        state = self.load(commit.subject)
        apply_commit(state, commit)
        self._states[commit.subject] = state
        for position, sealed in enumerate(commit.records):
            record = sealed.record()
            if record is not None:
                self._written.setdefault(record.key, []).append((len(self._commits), position))
        self._commits.append(commit)
        self._erase(commit)
        self._epoch = max(self._epoch, int(commit.head["epoch"]))

    def _erase(self, act: Commit) -> None:
        """Do what an act of redaction says: bodies go, what is left is projected anew."""
        erased = erased_by(act)
        for (seq, position), redaction in erased.items():
            records = list(self._commits[seq - 1].records)
            records[position] = without_body(records[position], redaction)
            self._commits[seq - 1] = replace(self._commits[seq - 1], records=tuple(records))
        if erased:
            self._states[act.subject] = self._replayed(act.subject)

    def _replayed(self, subject: str) -> State:
        state = State()
        for commit in self._commits:
            if commit.subject == subject:
                apply_commit(state, commit)
        return state

    def load(self, subject: str) -> State:
        """Return the current state of ``subject``; changing it changes nothing here."""
        return self._states.get(subject, State()).copy()

    def newest(self, table: str) -> Iterator[ThingRow]:
        """Yield the rows of one of the site's tables, the last begun first."""
        yield from reversed(self.load(SITE).things(table).values())

    def forms(self, oids: Collection[str]) -> dict[str, State]:
        """Return by subject the forms with these OIDs and their values."""
        found: dict[str, State] = {}
        for subject, whole in self._states.items():
            forms = {key: row for key, row in whole.forms().items() if FormKey.parse(key).form in oids}
            if forms:
                state = found[subject] = State()
                state.forms().update(forms)
                state.items().update({key: row for key, row in whole.items().items() if row.form in forms})
        return found

    def subjects(self) -> tuple[str, ...]:
        """Return the subjects with commits, sorted."""
        return tuple(sorted({commit.subject for commit in self._commits} - {SITE}))

    def commits(self, after: int = 0) -> Iterator[Commit]:
        """Yield commits with number > ``after``."""
        yield from self._commits[max(after, 0) :]

    def history(self, key: str) -> tuple[HistoryLine, ...]:
        """Return the committed changes of ``key``, oldest first."""
        written = ((self._commits[at], position) for at, position in self._written.get(key, ()))
        found = ((commit, commit.records[position].record()) for commit, position in written)
        return tuple(history_line(commit, record) for commit, record in found if record is not None)

    def verify(self) -> Iterator[Damage]:
        """Judge the chain, replay it and compare."""
        yield from check_chain(self._commits)
        for commit in self._commits:
            for position, sealed in enumerate(commit.records):
                if sealed.record() is None:
                    yield Damage("records", f"seq={commit.seq} position={position}", "erased")
        for subject in {commit.subject for commit in self._commits}:
            state, kept = self._replayed(subject), self.load(subject)
            for table, row in state.rows():
                if kept.tables[table].get(row.key) != row:
                    yield Damage(table, row.key, "value")


class MemoryDrafts:
    """``ports.DraftStore`` in a dict."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[dict[str, str], str]] = {}

    def put(self, author: str, form: str, entries: Mapping[str, str], at: str) -> None:
        """Keep raw texts by item key."""
        self._kept[author, form] = (dict(entries), at)

    def get(self, author: str, form: str) -> tuple[dict[str, str], str] | None:
        """Return (raw texts, time kept), or None."""
        kept = self._kept.get((author, form))
        return None if kept is None else (dict(kept[0]), kept[1])

    def forms(self, author: str) -> dict[str, str]:
        """Return this author's drafts: form key -> time kept."""
        return {form: at for (who, form), (_, at) in self._kept.items() if who == author}

    def others(self, author: str, form: str) -> dict[str, int]:
        """Return other people's drafts of ``form``: author -> number of entries."""
        return {who: len(kept[0]) for (who, what), kept in self._kept.items() if what == form and who != author}

    def clear(self, author: str, form: str) -> None:
        """Forget the draft."""
        self._kept.pop((author, form), None)


class MemoryIdentities:
    """``ports.IdentityRegister`` in a dict."""

    def __init__(self) -> None:
        self._kept: dict[str, Identity] = {}

    def put(self, identity: Identity) -> None:
        """Write or replace."""
        self._kept[identity.subject] = identity

    def get(self, subject: str) -> Identity | None:
        """Return the identity of ``subject``."""
        return self._kept.get(subject)

    def all(self) -> tuple[Identity, ...]:
        """Return every identity, by subject."""
        return tuple(self._kept[subject] for subject in sorted(self._kept))

    def mentions_identity(self, text: str) -> bool:
        """Whether ``text`` names anybody of the register."""
        return IdentityMentions(self.all()).found_in(text)


class MemoryAttachments:
    """``ports.Attachments`` in a dict; nothing is encrypted, so the name is the hash of the content."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        """Keep; return the name (hex)."""
        name = hashlib.sha256(content).hexdigest()
        self._kept[name] = content
        return name

    def get(self, name: str) -> bytes:
        """Return the content; KnownError ``attachment_missing``."""
        if name not in self._kept:
            raise KnownError("attachment_missing", name=name)
        return self._kept[name]


class MemoryOutbox:
    """``ports.Outbox`` in dicts."""

    def __init__(self) -> None:
        self._entries: dict[str, OutboxEntry] = {}
        self._objects: dict[tuple[str, str], bytes] = {}

    def put(self, entry: OutboxEntry) -> None:
        """Write or replace the entry."""
        self._entries[entry.key] = replace(entry, counts=dict(entry.counts))

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all, newest first."""
        return tuple(sorted(self._entries.values(), key=lambda entry: (entry.built_at, entry.key), reverse=True))

    def get(self, key: str) -> OutboxEntry | None:
        """Return one by its key."""
        return self._entries.get(key)

    def keep(self, key: str, name: str, content: bytes) -> None:
        """Keep one object of the entry."""
        self._objects[key, name] = content

    def read(self, key: str, name: str) -> bytes:
        """Return the object; KnownError ``outbox_object_missing``."""
        if (key, name) not in self._objects:
            raise KnownError("outbox_object_missing", key=key, name=name)
        return self._objects[key, name]
