"""One subject's values as rules judge them: committed state plus what one open form holds.

Other forms are read as committed, never from drafts (``architecture.md``, The way of a value). Whoever judges reads
through here: while ``reads`` is set, every look is noted in it by name, so that a judgement is made again when just
that has changed, in whatever form (``reading``). Nothing has to be declared, so nothing can be forgotten.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from hairtrial_desktop.casebook.cell import EMPTY, Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_context import FormContext
from hairtrial_desktop.casebook.held_lists import HeldLists
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.casebook.versions import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from hairtrial_desktop.casebook.data_keys import ItemKey
    from hairtrial_desktop.casebook.delegations import Row
    from hairtrial_desktop.casebook.kept_answers import KeptAnswers
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.standing import SignatureView
    from hairtrial_desktop.casebook.versions import Versions
    from hairtrial_desktop.study.definitions import FormDef, Study, StudyEventDef

T = TypeVar("T")
ANYTHING = "*"  # the name of a look at the state past all other names: moved by every commit


class SubjectValues:
    """All values of one subject: the committed ``state``, overlaid by what is not committed yet.

    ``overlay`` holds values of the open form by item key, ``statuses`` the status of a form about to be saved by form
    key. ``birth_date`` is the full one, empty where it may not be known. ``versions`` None: ``study`` is the only one.
    """

    def __init__(
        self, study: Study, subject: str, state: State, today: date, *,
        birth_date: str = "", roles: Mapping[str, str] | None = None, versions: Versions | None = None,
        lists: HeldLists | None = None, people: Mapping[str, Row] | None = None,
    ) -> None:  # fmt: skip
        self.study = study
        self.versions = versions
        self.subject, self.today = subject, today
        self.birth_date = birth_date
        self.roles: Mapping[str, str] = roles or {}
        self.people: Mapping[str, Row] = people or {}  # rows of the users, with their delegations
        self.overlay: dict[str, Cell] = {}
        self.statuses: dict[str, str] = {}
        self.reads: set[str] | None = None
        self._state = state
        self.lists = lists or HeldLists()
        self._contexts: dict[tuple[FormKey, str | None, int, str], FormContext] = {}
        self.kept: KeptAnswers | None = None  # of committed values that are told of every change
        self._found: dict[str, tuple[Any, set[str]]] | None = None  # what ``once`` found while nothing changes

    def over(self, state: State, versions: Versions | None = None) -> SubjectValues:
        """Return the same over another state of the same subject, or under other versions."""
        study, known = (self.study, self.versions) if versions is None else (versions.active, versions)
        other = SubjectValues(study, self.subject, state, self.today, versions=known, lists=self.lists)
        other.birth_date, other.roles, other.people = self.birth_date, self.roles, self.people
        other.overlay.update(self.overlay)
        return other

    @property
    def one_version(self) -> bool:
        """Whether every form is of the version in force, because there was never another."""
        return self.versions is None or len(self.versions.steps) == 1

    def study_of(self, form: FormKey) -> Study:
        """Return the version a form is of; ``study`` is the version in force."""
        if self.versions is None or self.one_version:
            return self.study
        self.note(f"form/{form}")
        return self.versions.of(self._state, form)

    def form_of(self, form: FormKey) -> FormDef:
        """Return the definition of a form, of its own version; KeyError if that has none."""
        return self.study_of(form).forms[form.form]

    def events(self) -> tuple[StudyEventDef, ...]:
        """Return the visits of the subject: those in force, and what older versions left saved."""
        known = self.versions
        return self.study.events if known is None or self.one_version else known.events(self.state)

    def find(self, asking: Study, form: FormKey, item: str) -> Found | None:
        """Return the item that ``asking`` calls ``item`` of ``form``, in the form's own version."""
        if self.versions is not None and self.study_of(form) is not asking:
            self.note(ANYTHING)  # where an amendment took it depends on which forms are saved, and under which version
            return self.versions.find(self._state, asking, form, item)
        definition = asking.forms.get(form.form)
        place = None if definition is None else definition.item(item)
        return None if place is None else Found(form, *place)

    @property
    def state(self) -> State:
        """The committed state itself. Who judges from it is judged again after every commit."""
        self.note(ANYTHING)
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state = state
        self.lists.forget()

    def note(self, name: str) -> None:
        """Note that ``name`` was looked at: an item key, or another name that ``reading.moved_by`` gives."""
        if self.reads is not None:
            self.reads.add(name)

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """Say that no value changes within: what ``once`` found is not sought again."""
        outer = self._found
        self._found = {} if outer is None else outer
        try:
            yield
        finally:
            self._found = outer

    @contextmanager
    def supposing(self) -> Iterator[None]:
        """Let the overlay be changed within, to see what would be judged then; afterwards all is as it was."""
        overlay, found, kept = dict(self.overlay), self._found, self.kept
        self._found = self.kept = None
        try:
            yield
        finally:
            self.overlay.clear()
            self.overlay.update(overlay)
            self._found, self.kept = found, kept

    def once(self, name: str, find: Callable[[], T]) -> T:
        """Return ``find()``: kept in ``kept``, else sought once while nothing changes.

        A name stands for one answer. Whoever judges rests on the answer, or on all that it was found from.
        """
        if self.kept is not None:
            return self.kept.get(name, find)
        if self._found is None:
            return find()
        outer, held = self.reads, self._found.get(name)
        if held is None:
            self.reads = set()
            try:
                held = self._found[name] = (find(), self.reads)
            finally:
                self.reads = outer
        if outer is not None:
            outer |= held[1]
        found: T = held[0]
        return found

    def cell(self, key: ItemKey) -> Cell:
        """Return what is held under ``key`` (``EMPTY`` if nothing)."""
        return self.cell_at(str(key))

    def cell_at(self, text: str) -> Cell:
        """Return what is held under the text of an item key (``EMPTY`` if nothing)."""
        if self.reads is not None:
            self.reads.add(text)
        held = self.overlay.get(text)
        return self.committed(text) if held is None else held

    def committed(self, text: str) -> Cell:
        """Return what is committed under the text of an item key; ``EMPTY`` itself where nothing ever was."""
        row = self._state.items().get(text)
        return EMPTY if row is None else Cell(row.value, row.null_flavour)

    def log_rows(self, form_oid: str) -> list[FormKey]:
        """Return the rows of a log that are not removed, in order."""
        self.note(f"rows/{form_oid}")
        mark = f"/{form_oid}#"
        held = {text: row.status for text, row in self._state.forms().items() if mark in text}
        held |= {text: status for text, status in self.statuses.items() if mark in text}
        keys = [FormKey.parse(text) for text, status in held.items() if status != "removed"]
        return sorted(keys, key=lambda key: key.form_repeat)

    def holds_form(self, form_oid: str) -> bool:
        """Whether any form of that OID was ever saved, removed ones included."""
        self.note(f"rows/{form_oid}")
        return any(f"/{form_oid}#" in text for held in (self._state.forms(), self.statuses) for text in held)

    def form_status(self, key: FormKey) -> str | None:
        """Return the status of a form, None while it was never saved."""
        text = str(key)
        self.note(f"form/{text}")
        row = self._state.forms().get(text)
        return self.statuses.get(text, None if row is None else row.status)

    def signatures(self, key: FormKey) -> tuple[SignatureView, ...]:
        """Return every signature of a form in order, each with whether it stands."""
        self.note(f"signed/{key}")
        return signatures(self._state, key)

    def confirmation(self, record_key: str) -> ThingRow | None:
        """Return the row of a confirmed finding."""
        self.note(f"confirmation/{record_key}")
        return self._state.things("confirmation_data").get(record_key)

    def used_repeats(self, key: FormKey, group_oid: str) -> set[int]:
        """Return the repeats of a repeating group that were ever used."""
        prefix = f"{key}/{group_oid}#"
        self.note(f"group/{prefix}")
        used = [text for held in (self._state.items(), self.overlay) for text in held if text.startswith(prefix)]
        return {int(text.removeprefix(prefix).split("/")[0]) for text in used}

    def parent_row(self, key: FormKey) -> FormKey | None:
        """Return the row of another log that a row belongs to; None where it names none, or one that is not there."""
        form = self.form_of(key)
        found = None if form.parent_row is None else form.item(form.parent_row)
        number = None if found is None else self.cell(key.item(found[0].oid, found[1].oid)).value
        if number is None or form.parent is None:
            return None
        return next((row for row in self.log_rows(form.parent) if row.form_repeat == int(number)), None)

    def child_rows(self, key: FormKey) -> list[FormKey]:
        """Return the rows of other logs that belong to the row ``key``, in order."""
        logs = [form.oid for form in self.study.forms.values() if form.parent == key.form]
        return [row for oid in logs for row in self.log_rows(oid) if self.parent_row(row) == key]

    def context(
        self, form: FormKey, group: str | None = None, repeat: int = 1, asking: Study | None = None
    ) -> FormContext:
        """Return the context of a place in a form for an expression of that form, or of the version ``asking``.

        It is the same one for the same place.
        """
        study = asking or self.study_of(form)
        place = (form, group, repeat, study.sha256)
        held = self._contexts.get(place)
        if held is None:
            held = self._contexts[place] = FormContext(self, form, group, repeat, study)
        return held
