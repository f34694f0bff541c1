"""The register of prints: what was printed, by whom, when, in which version; and what in the binder is to be replaced.

A print shows places: forms, or a visit or casebook as it is signed as a whole. Its row keeps what stood there, so that
every later look can say whether the paper still says what the record says. What is printed after a change is the next
version of that paper and names the one it replaces; copies of the same are the same version. Signing, too, makes a new
version: the page printed before bears no signature. Where the study has printed pages signed by hand, a page waits for
that until somebody filed it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import FORM, scope_of, subject_of
from hairtrial_desktop.casebook.paper_now import PaperNow
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.casebook.row_numbers import next_key
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.crf_page import CrfPage
    from hairtrial_desktop.casebook.paper_now import PrintedPlace
    from hairtrial_desktop.casebook.projection import ThingRow
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook

EDITION = Text("第{n}版", "version {n}")
REPLACES = Text("第{n}版，取代第{before}版", "version {n}, replaces version {before}")


class BinderState(StrEnum):
    """How the newest print of a place stands to the record."""

    CHANGED = "changed"  # to be replaced: what it shows was changed
    SIGNED = "signed"  # to be replaced: signed since
    VOID = "void"  # to be replaced: a signature on it does not stand any more
    REMOVED = "removed"  # to be taken out: the form was removed
    TO_SIGN = "to_sign"  # waits for the signature by hand
    CURRENT = "current"  # says what the record says
    FILED = "filed"  # signed by hand and in the binder
    TAKEN_OUT = "taken_out"  # somebody said that it is not in the binder


BINDER_WORDS = {
    BinderState.CHANGED: Text("已更改，须重新打印", "Changed: print again"),
    BinderState.SIGNED: Text("打印后已签名，须重新打印", "Signed since: print again"),
    BinderState.VOID: Text("签名已失效，须重新打印", "Signature void: print again"),
    BinderState.REMOVED: Text("表单已删除，请取出", "Form removed: take it out"),
    BinderState.TO_SIGN: Text("待手签", "To sign by hand"),
    BinderState.CURRENT: Text("与记录一致", "As in the record"),
    BinderState.FILED: Text("已手签归档", "Signed by hand, filed"),
    BinderState.TAKEN_OUT: Text("不在归档夹中", "Not in the binder"),
}
PRINT_KEY = ("print-", 5)  # how the keys of prints begin, and how many digits follow
CSV = "csv"  # the destination of a list that was saved as a table
DESTINATIONS = {
    "printer": Text("打印机", "Printer"), "file": Text("文件", "File"), CSV: Text("CSV 表格", "CSV table"),
}  # fmt: skip
ROWS = Text("{n} 行", "rows: {n}")
STALE = frozenset({BinderState.CHANGED, BinderState.SIGNED, BinderState.VOID, BinderState.REMOVED})
DECIDED = frozenset({BinderState.FILED, BinderState.TAKEN_OUT})  # what a person says of a print


@dataclass(frozen=True)
class PrintedDocument:
    """What is about to be printed: its id, the places on it, and the version to stamp on bytes that are final."""

    identifier: str
    places: tuple[PrintedPlace, ...] = ()
    stamped: str = ""


@dataclass(frozen=True)
class Edition:
    """Which version of a paper a print is (from 1)."""

    number: int

    def say(self, language: str) -> str:
        """Return the version and the one it replaces, as it stands on the paper."""
        said = REPLACES if self.number > 1 else EDITION
        return said.say(language).format(n=self.number, before=self.number - 1)


@dataclass(frozen=True)
class BinderLine:
    """The newest print of a place. ``at`` is UTC text; ``key`` names its row in the register."""

    key: str
    place: str
    edition: Edition
    document: str
    user: str
    at: str
    state: BinderState


@dataclass(frozen=True)
class RegisterLine:
    """One print. ``edition`` and ``digest`` are those of its one place; None and "" where it shows several or a list.

    ``stale``: how many of its places the record does not say any more; 0 for who sees no participant's data.
    """

    key: str
    document: str
    user: str
    at: str  # UTC text
    copies: int
    destination: str
    edition: Edition | None
    digest: str
    places: int
    stale: int


def record_print(
    book: SiteBook, document: PrintedDocument, *, copies: int, destination: str, pdf: bytes = b""
) -> Commit:
    """Commit that a document was printed, or a copy kept: print counts are audited (Appendix B). NotPermitted."""
    book.actor.require(Action.PRINT)
    new = {
        "document": document.identifier, "copies": copies, "destination": destination,
        "at": utc_text(book.clock.now()), "user": book.actor.user, "sha256": hashlib.sha256(pdf).hexdigest(),
        "places": [asdict(place) for place in document.places],
    }  # fmt: skip
    return _registered(book, "print", new)


def record_saved_list(book: SiteBook, name: str, rows: int, content: bytes) -> Commit:
    """Commit that a list was saved as a table: which, how many rows, its hash; of what stands in it nothing.

    It leaves the program as a print does. NotPermitted for who may not print.
    """
    book.actor.require(Action.PRINT)
    new = {
        "document": f"{name}@{book.shelves.store.head().seq}", "copies": 1, "destination": CSV, "rows": rows,
        "at": utc_text(book.clock.now()), "user": book.actor.user, "sha256": hashlib.sha256(content).hexdigest(),
        "places": [],
    }  # fmt: skip
    return _registered(book, "save_list", new)


def _registered(book: SiteBook, act: str, new: dict[str, Any]) -> Commit:
    key = next_key(book.state(SITE).things("print_data"), *PRINT_KEY)
    record = Record("print", key, None, new, source=Source.SYSTEM)
    return book.commit(Draft(SITE, act, (record,)))


def numbered(book: SiteBook, page: CrfPage, language: str) -> tuple[CrfPage, tuple[PrintedPlace, ...]]:
    """Return ``page`` with the version it will be if printed now, and what it shows. A list, a blank form: none."""
    state = book.whole(subject_of(page.place)) if page.place else None
    if state is None or (scope_of(page.place) == FORM and page.place not in state.forms()):
        return page, ()
    shown = PaperNow(state).of(page.place, page.record_digest)
    known = _editions(_prints(book), page.place)
    same = bool(known) and known[-1].shows_what(shown)
    edition = Edition(len(known) if same else len(known) + 1)
    return replace(page, edition=edition.say(language)), (shown,)


def register(book: SiteBook) -> tuple[RegisterLine, ...]:
    """Return every print, the newest first. NotPermitted for who may not print."""
    book.actor.require(Action.PRINT)
    clinical, now, lines = book.actor.may(Action.READ_DATA), _Papers(book), []
    counted: dict[str, list[PrintedPlace]] = {}
    for row in _prints(book):
        shown = tuple(_shown(row))
        for place in shown:
            _count(counted.setdefault(place.place, []), place)
        stale = sum(not now.of(place.place).shows_what(place) for place in shown) if clinical else 0
        edition = Edition(len(counted[shown[0].place])) if len(shown) == 1 else None
        data = row.data
        lines.append(RegisterLine(
            row.key, data["document"], data["user"], data["at"], data["copies"], data["destination"], edition,
            shown[0].digest if len(shown) == 1 else "", len(shown), stale,
        ))  # fmt: skip
    return tuple(reversed(lines))


def binder(book: SiteBook) -> tuple[BinderLine, ...]:
    """Return the newest print of every place that the actor may see whole, those to be replaced first.

    NotPermitted for who sees no participant's data, or may not print.
    """
    book.actor.require(Action.PRINT)
    book.actor.require(Action.READ_DATA)
    prints, now, lines = _prints(book), _Papers(book), []
    for place, (row, printed) in _newest(prints).items():
        state = _state(book, place, row.data, printed, now) if _seen(book, place) else BinderState.TAKEN_OUT
        if state is not BinderState.TAKEN_OUT:
            edition, data = Edition(len(_editions(prints, place))), row.data
            lines.append(BinderLine(row.key, place, edition, data["document"], data["user"], data["at"], state))
    order = tuple(BinderState)
    return tuple(sorted(lines, key=lambda line: (order.index(line.state), line.place)))


def file_print(book: SiteBook, line: BinderLine, state: BinderState) -> Commit:
    """Record that the print was signed by hand and filed, or that it is not in the binder.

    KnownError ``print_superseded`` where it would be filed although it does not say any more what the record says;
    NotPermitted; ValueError for another state.
    """
    book.actor.require(Action.ENTER)
    if state not in DECIDED:
        raise ValueError(state)
    refuse_superseded(book, line.key, line.place, state)
    old = book.state(SITE).things("print_data")[line.key].data
    said = {"state": state.value, "user": book.actor.user, "at": utc_text(book.clock.now())}
    filed = old["binder"] if isinstance(old.get("binder"), dict) else {}
    new = {**old, "binder": {**filed, line.place: said}}
    return book.commit(Draft(SITE, "file_print", (Record("print", line.key, old, new),)))


def refuse_superseded(book: SiteBook, key: str, place: str, state: str) -> None:
    """Raise KnownError ``print_superseded`` unless ``state`` may be said of the print ``key`` of ``place``.

    It has to be the newest print of that place and in the binder; filed it is only while it says what the record says.
    """
    row, printed = _newest(_prints(book)).get(place, (None, None))
    held = BinderState.TAKEN_OUT
    if row is not None and printed is not None and row.key == key and _seen(book, place):
        held = _state(book, place, row.data, printed, _Papers(book))
    if held is BinderState.TAKEN_OUT or (state == BinderState.FILED and held in STALE):
        raise KnownError("print_superseded")


def _prints(book: SiteBook) -> list[ThingRow]:
    """Return the prints in their order; what a program of somebody's own wrote and is none is passed over."""
    rows = book.state(SITE).things("print_data").values()
    return sorted((row for row in rows if _is_print(row.data)), key=lambda row: row.key)


def _is_print(tree: Any) -> bool:  # noqa: ANN401 - whatever an old row says
    texts = ("document", "user", "at", "destination")
    return (
        isinstance(tree, dict)
        and all(isinstance(tree.get(name), str) for name in texts)
        and isinstance(tree.get("copies"), int)
    )


def _shown(row: ThingRow) -> Iterable[PrintedPlace]:
    """Return the places of a print; a row of an older program names none."""
    places = row.data.get("places", ())
    return (PaperNow.read(each) for each in places if _is_place(each)) if isinstance(places, list) else ()


def _is_place(tree: Any) -> bool:  # noqa: ANN401 - whatever an old row says
    try:
        shown = PaperNow.read(tree)
        texts = (shown.place, shown.digest, shown.values, *shown.signed)
        if not all(isinstance(each, str) for each in texts) or subject_of(shown.place) == SITE:
            return False
        return scope_of(shown.place) != FORM or str(FormKey.parse(shown.place)) == shown.place
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _newest(prints: list[ThingRow]) -> dict[str, tuple[ThingRow, PrintedPlace]]:
    return {shown.place: (row, shown) for row in prints for shown in _shown(row)}


def _editions(prints: list[ThingRow], place: str) -> list[PrintedPlace]:
    """Return the first print of each version of the paper of ``place``, in order."""
    found: list[PrintedPlace] = []
    for shown in (each for row in prints for each in _shown(row) if each.place == place):
        _count(found, shown)
    return found


def _count(editions: list[PrintedPlace], shown: PrintedPlace) -> None:
    """Add a print to the versions of its paper; a copy of the last one is none of its own."""
    if not editions or not editions[-1].shows_what(shown):
        editions.append(shown)


class _Papers:
    """What the papers show now, of one participant after the other."""

    def __init__(self, book: SiteBook) -> None:
        self._book = book
        self._subjects: dict[str, PaperNow] = {}

    def of(self, place: str) -> PrintedPlace:
        """Return what a paper of ``place`` shows now."""
        return self._subject(place).of(place, "")

    def status(self, place: str) -> str | None:
        """Return the status of a form; None for anything wider."""
        return self._subject(place).status(place)

    def _subject(self, place: str) -> PaperNow:
        subject = subject_of(place)
        if subject not in self._subjects:
            self._subjects[subject] = PaperNow(self._book.whole(subject))
        return self._subjects[subject]


def _seen(book: SiteBook, place: str) -> bool:
    subject = subject_of(place)
    if scope_of(place) != FORM:
        return True  # it shows no value of any form
    key = FormKey.parse(place)
    return key.form in book.study_of(key).forms and book.sight(subject).sees_all(book.form_of(key))


def _said(row: dict[str, Any], place: str) -> str | None:
    """Return what somebody said of a place of a print; None where nobody did, or nothing that can be read."""
    filed = row.get("binder")
    said = filed.get(place) if isinstance(filed, dict) else None
    state = said.get("state") if isinstance(said, dict) else None
    return state if state in tuple(DECIDED) else None


def _state(book: SiteBook, place: str, row: dict[str, Any], printed: PrintedPlace, now: _Papers) -> BinderState:
    said = _said(row, place)
    if said == BinderState.TAKEN_OUT:
        return BinderState.TAKEN_OUT
    held = now.of(place)
    if held.values != printed.values:
        return BinderState.REMOVED if now.status(place) == "removed" else BinderState.CHANGED
    if held.signed != printed.signed:
        return BinderState.VOID if set(printed.signed) - set(held.signed) else BinderState.SIGNED
    if said is not None:
        return BinderState.FILED
    study = book.study_of(FormKey.parse(place)) if scope_of(place) == FORM else book.study
    waits = study.signed_by_hand and now.status(place) in (None, "complete")
    return BinderState.TO_SIGN if waits else BinderState.CURRENT
