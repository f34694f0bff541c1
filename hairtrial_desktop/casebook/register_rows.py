"""What a row of the clock's cases and of the register of prints may say: what its use case writes, and what is so now.

Whoever acts may write there without a right of their own, or with that of printing; so the door makes sure that the
row is true, and that every later look can read it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.clock import TOLERANCE, ZONE
from hairtrial_desktop.casebook.clock_care import CLOCK_KEY, OPEN, OVERRIDDEN, RIGHT, open_case
from hairtrial_desktop.casebook.known_places import is_paper_place
from hairtrial_desktop.casebook.locks import subject_of
from hairtrial_desktop.casebook.paper_now import PaperNow
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.prints import CSV, DECIDED, DESTINATIONS, PRINT_KEY, refuse_superseded
from hairtrial_desktop.casebook.record import SITE, parse_utc
from hairtrial_desktop.casebook.row_numbers import next_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hairtrial_desktop.casebook.clock import Trouble
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.record import Draft, Record
    from hairtrial_desktop.casebook.site_book import SiteBook

_CASE = {"state": str, "code": str, "expected": str, "found": str}
_PRINT = {
    "document": str, "copies": int, "destination": str, "at": str, "user": str, "sha256": str, "places": list,
}  # fmt: skip
_LIST = {**_PRINT, "rows": int}
_PLACE = {"place": str, "digest": str, "values": str, "signed": list}
_SAID = {"state": str, "user": str, "at": str}


def sound_clock(book: SiteBook, draft: Draft, record: Record, _state: State) -> bool:
    """Whether a case is opened for the trouble there is, ended when there is none, or let stand by its own act.

    Conflict where the clock does not stand as the row says.
    """
    rows, case, new = book.whole(SITE).things("clock_data"), open_case(book.whole(SITE)), record.new
    if len(draft.records) != 1:
        return False
    row = rows.get(record.key)
    if row is not None and (case is None or case.key != record.key):
        return False  # what is closed stays so
    if draft.act == "clock":
        return row is not None and _lets_stand(book, record, row.data)
    trouble = book.clock_trouble()
    if row is not None:
        ends = bool(new == {**row.data, "state": RIGHT})
        _require(not ends or trouble is None)
        return ends
    if case is not None or record.key != next_key(rows, *CLOCK_KEY) or not _shaped(new, _CASE) or new["state"] != OPEN:
        return False
    _require(trouble is not None and _says(new, trouble))
    return True


def sound_print(book: SiteBook, draft: Draft, record: Record, _state: State) -> bool:
    """Whether a print is new, the actor's, and of what stands now; or says of one paper of a print where it is.

    Conflict where a place shows something else now; KnownError ``print_superseded`` where a print is filed that may
    not be.
    """
    rows, new = book.whole(SITE).things("print_data"), record.new
    row = rows.get(record.key)
    if len(draft.records) != 1:
        return False
    if draft.act == "file_print":
        return row is not None and _files(book, record.key, row.data, new)
    if row is not None or record.key != next_key(rows, *PRINT_KEY):
        return False
    listed = draft.act == "save_list"
    if not _shaped(new, _LIST if listed else _PRINT) or not _mine(book, new) or new["copies"] < 1:
        return False
    if listed:
        return bool(new["destination"] == CSV and not new["places"] and new["rows"] >= 0)
    return new["destination"] in DESTINATIONS.keys() - {CSV} and _shows_now(book, new["places"])


def _lets_stand(book: SiteBook, record: Record, held: dict[str, Any]) -> bool:
    new, reason = record.new, (record.reason or "").strip()
    zone = book.session_clock.read().zone
    said = {**held, "state": OVERRIDDEN, "at": new["at"], "zone": zone, "reason": reason}
    return bool(reason) and new == said and _is_now(book, new["at"])


def _says(new: dict[str, str], trouble: Trouble) -> bool:
    """Whether a row tells ``trouble``; the clock went on since it was looked at."""
    told, true = (new["expected"], new["found"]), (trouble.expected, trouble.found)
    if new["code"] != trouble.code or trouble.code == ZONE:
        return new["code"] == trouble.code and told == true
    return all(_near(mine, its) for mine, its in zip(told, true, strict=True))


def _shows_now(book: SiteBook, places: list[Any]) -> bool:
    """Whether every place is one of this record, and shows what the row keeps of it; Conflict if it does not now."""
    if places and not book.actor.may(Action.READ_DATA):
        return False
    if not all(_shaped(each, _PLACE) and is_paper_place(book, each["place"]) for each in places):
        return False
    papers = {subject: PaperNow(book.whole(subject)) for subject in _subjects(each["place"] for each in places)}
    for each in places:
        now = asdict(papers[subject_of(each["place"])].of(each["place"], each["digest"]))
        _require(each == {**now, "signed": list(now["signed"])})
    return True


def _subjects(places: Iterable[str]) -> set[str]:
    return {subject_of(place) for place in places}


def _files(book: SiteBook, key: str, held: dict[str, Any], new: Any) -> bool:  # noqa: ANN401 - what the record says
    """Whether exactly one place of the print is said to be filed or not in the binder, by the actor, now."""
    before = held["binder"] if isinstance(held.get("binder"), dict) else {}
    after = new.get("binder")
    if not isinstance(after, dict) or {**held, "binder": after} != new:
        return False
    changed = [place for place in after if after[place] != before.get(place)]
    if len(changed) != 1 or not before.keys() <= after.keys():
        return False
    (place,) = changed
    said = after[place]
    if not _shaped(said, _SAID) or said["state"] not in DECIDED or not _mine(book, said):
        return False
    refuse_superseded(book, key, place, said["state"])
    return True


def _mine(book: SiteBook, tree: dict[str, Any]) -> bool:
    return bool(tree["user"] == book.actor.user) and _is_now(book, tree["at"])


def _is_now(book: SiteBook, text: str) -> bool:
    return abs(parse_utc(text) - book.clock.now()) <= TOLERANCE


def _near(one: str, other: str) -> bool:
    return abs(parse_utc(one) - parse_utc(other)) <= TOLERANCE


def _shaped(tree: Any, fields: Mapping[str, type]) -> bool:  # noqa: ANN401 - what the record says
    """Whether ``tree`` has these fields, each of its very type, and no other."""
    return (
        isinstance(tree, dict)
        and tree.keys() == fields.keys()
        and all(type(tree[name]) is kind for name, kind in fields.items())
    )


def _require(true: bool) -> None:
    if not true:
        raise Conflict("conflict")
