"""What a redaction leaves of a record (E6(R3) 4.2.2(b)): shapes shared by the record, its check and its readers.

Two persons erase body and salt; the leaf stays, so the chain still verifies. The act of erasing holds, under
``<seq>.<position>`` of what it erased, the record as it is left: who, when, which question, and every text but the one
that was erased. From that the current values are made again, here and at the sponsor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Role
from hairtrial_desktop.casebook.attachments import attached_item
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.queries import item_of
from hairtrial_desktop.casebook.record import Commit, Record, SealedRecord
from hairtrial_desktop.casebook.standing import signature_place

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State

REDACTION = "redaction"  # the kind of the record that erases another
REDACT = "redact"  # the act
PAPER = "paper/"  # what begins the key of the record that destroys the key of a file: a signed paper, an attachment
FILE = "attachment"  # in such a record: the key of the photograph or scan; of a signed paper ``signature`` says it
ERASED = "ERASED"  # stands where a null flavour does
ERASED_TEXT = "[已抹除 erased]"  # stands inside a text, in either language
ERASABLE = frozenset({"item", "note", "query", "confirmation", "proposal", "attachment", "transcription"})
SECOND = (Action.CONFIRM_SECOND, Action.REDACT)  # either right makes a second person


def place_key(seq: int, position: int) -> str:
    """Return the key of the redaction of one record."""
    return f"{seq}.{position}"


def place_of(key: str) -> tuple[int, int] | None:
    """Return (seq, position) of what a redaction erases; None for a paper's, or where it is no key at all."""
    seq, _, position = key.partition(".")
    whole = seq.isdecimal() and position.isdecimal() and place_key(int(seq), int(position)) == key
    return (int(seq), int(position)) if whole else None


@dataclass(frozen=True)
class Redaction:
    """A redaction as the chain holds it: the commit that wrote it, and the record."""

    seq: int
    subject: str
    act: str
    user: str
    role: str
    record: Record

    def left(self) -> Record:
        """Return what was left; KeyError or TypeError where it is no record."""
        return Record.from_tree(self.record.new["left"])

    def covers(self, seq: int, leaf: str, subject: str, kind: str = "", key: str = "") -> bool:
        """Whether it is the redaction of just that record; ``kind`` and ``key`` as indexed, where there is an index."""
        try:
            left, new = self.left(), self.record.new
            named = (left.kind, left.key) if not kind else (kind, key)
            return (
                self.seq > seq
                and new["leaf"] == leaf
                and (self.subject, left.kind, left.key) == (subject, *named)
                and left.kind in ERASABLE
            )
        except (KeyError, TypeError, AttributeError):
            return False

    def by_two(self, roles: Mapping[str, str]) -> bool:
        """Whether it is the act of two persons who may; ``roles`` of the people known when it was done."""
        try:
            second = str(self.record.new["second_person"])
            first_may = Action.REDACT in PERMITTED[Role(self.role)]
            second_may = any(right in PERMITTED[Role(roles.get(second, ""))] for right in SECOND)
            said = bool(self.record.new["reason"].strip())
        except (KeyError, TypeError, AttributeError, ValueError):
            return False
        return self.act == REDACT and second != self.user and first_may and second_may and said


def redactions(commits: Iterable[Commit]) -> dict[str, Redaction]:
    """Return the redactions among ``commits`` by key; of two for one place the first."""
    found: dict[str, Redaction] = {}
    for commit in commits:
        for sealed in commit.records if commit.act == REDACT else ():
            record = sealed.record()
            if record is not None and record.kind == REDACTION:
                one = Redaction(commit.seq, commit.subject, commit.act, commit.user, commit.role, record)
                found.setdefault(record.key, one)
    return found


def with_redactions(commit: Commit, known: Mapping[str, Redaction]) -> Commit:
    """Return ``commit`` with what is left of its erased records, as far as ``known`` covers them."""
    if all(sealed.body is not None for sealed in commit.records):
        return commit
    return replace(commit, records=tuple(_told(commit, at, sealed, known) for at, sealed in enumerate(commit.records)))


def _told(commit: Commit, position: int, sealed: SealedRecord, known: Mapping[str, Redaction]) -> SealedRecord:
    one = known.get(place_key(commit.seq, position)) if sealed.body is None else None
    if one is None or not one.covers(commit.seq, sealed.leaf, commit.subject):
        return sealed
    return replace(sealed, redaction=one.record)


def erased_by(commit: Commit) -> dict[tuple[int, int], Record]:
    """Return what ``commit`` erases: (seq, position) -> the redaction."""
    found = {}
    for sealed in commit.records if commit.act == REDACT else ():
        record = sealed.record()
        place = place_of(record.key) if record is not None and record.kind == REDACTION else None
        if record is not None and place is not None:
            found[place] = record
    return found


def without_body(sealed: SealedRecord, redaction: Record) -> SealedRecord:
    """Return a record as it is kept once erased."""
    return SealedRecord(None, None, sealed.leaf, redaction)


def placed(record: Record) -> Record:
    """Return a redaction under the key of what it stands on; any other record as it is.

    A question or a form; for a paper the form, visit or participant that its signature stands at.
    """
    if record.kind != REDACTION:
        return record
    if FILE in record.new:
        item = attached_item(record.new[FILE])
        return replace(record, key=str(FormKey.parse(record.new[FILE]) if item is None else item))
    if "left" not in record.new:
        return replace(record, key=signature_place(record.new["signature"])[0])
    left = Record.from_tree(record.new["left"])
    key = left.key.rpartition("/")[0] if left.kind == "confirmation" else left.key
    item = attached_item(key) if left.kind == "attachment" else item_of(key)
    return replace(record, key=str(item) if item is not None else str(FormKey.parse(key)))


def erasures_of(state: State, place: str) -> tuple[dict[str, Any], ...]:
    """Return what the record says of texts and files erased at ``place``, an item's or a form's key: row trees.

    A form's are those of its questions too.
    """
    found = []
    for row in state.things("redaction_data").values():
        data = row.data
        key = data["left"]["key"] if "left" in data else data.get(FILE) or data["signature"]
        if key == place or key.startswith(f"{place}/"):
            found.append(data)
    return tuple(found)


# -- what is left


def left_of(record: Record, text: str, *, near: bool) -> Record | None:
    """Return ``record`` without ``text``; None where it does not hold it.

    A value that is the text becomes :data:`ERASED`; inside longer texts it is replaced. ``near``: the record is about
    the value itself, so that a short text counts too; elsewhere :data:`LONG` characters are asked for.
    """
    if not near and len(text) < LONG:
        return None
    old, old_null = _side(record, record.old, record.old_null, text)
    new, new_null = _side(record, record.new, record.new_null, text)
    reason = None if record.reason is None else _without(record.reason, text)
    left = replace(record, old=old, new=new, old_null=old_null, new_null=new_null, reason=reason)
    return None if left == record else left


LONG = 6  # characters of a text that is looked for beyond its own value: shorter ones are ordinary words
# Of a tree what the program wrote, never what was typed.
_FIXED = frozenset(
    {
        "event", "state", "origin", "hard", "class", "key", "check", "level", "opens", "verdict", "user", "kind",
        "size", "media_type", "sha256", "original_sha256", "stripped", "store", "by", "at", "written_at", "day", "scan",
        "scan_sha256", "scan_original_sha256",
    }
)  # fmt: skip


def _side(record: Record, value: Any, null: str | None, text: str) -> tuple[Any, str | None]:  # noqa: ANN401 - JSON
    if record.kind == "item" and value == text:
        return None, ERASED
    return _tree_without(value, text), null


def _tree_without(tree: Any, text: str) -> Any:  # noqa: ANN401 - a JSON tree in, the same without the text out
    if isinstance(tree, str):
        return _without(tree, text)
    if isinstance(tree, dict):
        return {key: value if key in _FIXED else _tree_without(value, text) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [_tree_without(value, text) for value in tree]
    return tree


def _without(held: str, text: str) -> str:
    """Return ``held`` without ``text``: a short one only where it is all there is."""
    if len(text) < LONG:
        return ERASED_TEXT if held == text else held
    return held.replace(text, ERASED_TEXT)


def only_erased(record: Record, left: Record) -> bool:
    """Whether ``left`` says of ``record`` nothing else than it did, with at least one text erased."""
    apart = {"old", "new", "old_null", "new_null", "reason"}
    same = all(getattr(record, name) == getattr(left, name) for name in ("kind", "key", "checks", "source"))
    sides = all(
        _erased_side(record.kind, getattr(record, side), getattr(record, f"{side}_null"), getattr(left, side),
                     getattr(left, f"{side}_null")) for side in ("old", "new")
    )  # fmt: skip
    changed = any(getattr(record, name) != getattr(left, name) for name in apart)
    return same and sides and changed and _erased_in(record.reason, left.reason)


def _erased_side(kind: str, value: Any, null: str | None, left: Any, left_null: str | None) -> bool:  # noqa: ANN401 - JSON
    if kind == "item" and isinstance(value, str) and left is None:
        return left_null == ERASED
    return left_null == null and _erased_in(value, left)


def _erased_in(tree: Any, left: Any) -> bool:  # noqa: ANN401 - JSON trees
    if isinstance(tree, dict) and isinstance(left, dict):
        fixed = all(tree[key] == left.get(key) for key in _FIXED & tree.keys())
        return fixed and tree.keys() == left.keys() and all(_erased_in(tree[key], left[key]) for key in tree)
    if isinstance(tree, list | tuple) and isinstance(left, list | tuple):
        return len(tree) == len(left) and all(_erased_in(one, other) for one, other in zip(tree, left, strict=True))
    if isinstance(tree, str) and isinstance(left, str) and tree != left:
        return _fits(tree, left.split(ERASED_TEXT))
    return bool(tree == left)


def _fits(held: str, parts: list[str]) -> bool:
    """Whether ``held`` holds ``parts`` in order, the first at its beginning, the last at its end."""
    if len(parts) == 1 or not (held.startswith(parts[0]) and held.endswith(parts[-1])):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        at = held.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(held) - len(parts[-1])


def texts_of(record: Record) -> Iterator[str]:
    """Yield every text that people may have typed into a record that can be redacted, each once, as far as told."""
    if record.kind == "item":
        yield from (each for each in (record.new, record.old) if isinstance(each, str))
    elif record.kind in ("query", "note"):
        said = (record.new or {}).get("said", {})
        yield from (text for text in (said.get("text"),) if text)
    elif isinstance(record.new, dict):
        yield from (text for name in ("caption", "reason", "author", "version") if (text := record.new.get(name)))
    if record.reason:
        yield record.reason
