"""Judging one subject's values: the ``Context`` of the expression engine over committed state plus one open form.

Other forms are read as committed, never from drafts (``architecture.md``, The way of a value). Whoever judges reads
through here: while ``reads`` is set, every look is noted in it by name, so that a judgement is made again when just
that has changed, in whatever form (``reading``). Nothing has to be declared, so nothing can be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.confirmed_times import SiteReader
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.held_lists import HeldLists
from hairtrial_desktop.casebook.standing import signatures, signed
from hairtrial_desktop.casebook.target import Target
from hairtrial_desktop.casebook.versions import Found
from hairtrial_desktop.casebook.visits import colour_of, schedule_of
from hairtrial_desktop.study.expression import UNKNOWN, Ref
from hairtrial_desktop.study.partial_date import PartialDate, age

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from hairtrial_desktop.casebook.delegations import Row
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.standing import SignatureView
    from hairtrial_desktop.casebook.versions import Versions
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study, StudyEventDef
    from hairtrial_desktop.study.expression import Truth, Value
    from hairtrial_desktop.study.values import Context

    Place = tuple[FormKey, ItemGroupDef, ItemDef, int]

CONSENT_DATE = Ref("SE.SCR", "F.IC", "I.IC.DSSTDAT", None)
ANYTHING = "*"  # the name of a look at the state past all other names: moved by every commit


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as held: canonical text or a null flavour, or neither."""

    value: str | None = None
    null_flavour: str | None = None

    @property
    def empty(self) -> bool:
        """Neither a value nor a null flavour."""
        return self.value is None and self.null_flavour is None


EMPTY = Cell()


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


class FormContext(SiteReader):
    """``study.expression.Context`` for one group repeat of one form; ``study``: whose names the expression uses."""

    __slots__ = ("_targets", "_visits", "form", "group", "repeat", "study", "values")

    def __init__(self, values: SubjectValues, form: FormKey, group: str | None, repeat: int, study: Study) -> None:
        self.values = values
        self.form = form
        self.group = group
        self.repeat = repeat
        self.study = study
        self._targets: dict[Ref, Target] = {}
        self._visits: dict[Ref, list[Ref]] = {}

    def place(self, ref: Ref) -> Place | None:
        """Resolve ``ref`` to the item it names, or None where that place does not exist here."""
        target = self._target(ref)
        return None if target is None else (target.found.form, target.found.group, target.found.item, target.repeat)

    def _target(self, ref: Ref) -> Target | None:
        """Return what ``ref`` names; found once, unless it depends on what is recorded: the parent row, versions."""
        target = self._targets.get(ref)
        if target is not None:
            return target
        form = self._form_of(ref)
        found = None if form is None else self.values.find(self.study, form, ref.item)
        if found is None:
            return None
        target = Target(self.values, found, self._repeat_of(found, ref))
        if self.values.one_version and not self._of_parent(ref):
            self._targets[ref] = target
        return target

    def _repeat_of(self, found: Found, ref: Ref) -> int:
        if ref.area is not None:
            return ref.area
        same_place = found.form == self.form and found.group.oid == self.group
        return self.repeat if same_place or (found.group.areas and self._in_areas()) else 1

    def _in_areas(self) -> bool:
        """Whether the expression stands in an area: then an item of another form's areas is of the same area."""
        return any(group.areas for group in self.values.form_of(self.form).groups if group.oid == self.group)

    def _of_parent(self, ref: Ref) -> bool:
        return ref.event is None and ref.form is not None and ref.form == self.study.forms[self.form.form].parent

    def _form_of(self, ref: Ref) -> FormKey | None:
        if ref.form is None:
            return self.form
        if self._of_parent(ref):
            return self.values.parent_row(self.form)
        if ref.event is None:
            return FormKey(self.form.subject, self.form.event, ref.form, self.form.event_repeat)
        return FormKey(self.form.subject, ref.event, ref.form)

    def key_of(self, ref: Ref) -> str | None:
        """Return the text of the key of the item ``ref`` names, None where there is none here."""
        target = self._target(ref)
        return None if target is None else target.key

    def _cell(self, ref: Ref) -> Cell:
        target = self._target(ref)
        if target is None:
            return EMPTY
        cell = self.values.cell_at(target.key)
        return EMPTY if not cell.empty and target.skipped() else cell

    def value(self, ref: Ref) -> Value:
        """Return the typed value; unknown when never entered, null-flavoured, skipped or an unknown code."""
        target = self._target(ref)
        if target is None:
            return UNKNOWN
        text = self.values.cell_at(target.key).value
        if text is None or (target.conditions and target.skipped()):
            return UNKNOWN
        return target.typed(text)

    def missing(self, ref: Ref) -> bool:
        """Whether nothing stands there: no value (a null flavour is missing too)."""
        return self._cell(ref).value is None

    def null_flavour(self, ref: Ref) -> str | None:
        """Return the null flavour held there."""
        return self._cell(ref).null_flavour

    def rows(self, form_oid: str) -> Sequence[FormContext]:
        """Return a context for every row of a log."""
        return [self.values.context(key, asking=self.study) for key in self.values.log_rows(form_oid)]

    def row_number(self) -> int:
        """Return the number of this row of its log."""
        return self.form.form_repeat

    def last_visit(self, before: PartialDate) -> Value:
        """Return the latest date of a visit of this subject that was before ``before``."""
        days = [self.value(Ref.of(event.date_item)) for event in self.values.study.events if event.date_item]
        earlier = [day for day in days if isinstance(day, PartialDate) and day.latest < before.earliest]
        return max(earlier, key=lambda day: day.latest, default=UNKNOWN)

    def log_closed(self, form_oid: str) -> Truth:
        """Return True when the log's gate is N or it is marked complete; else unknown (it may still grow)."""
        form = self.study.forms[form_oid]
        for path, closing in ((form.gate, "N"), (form.closed, "Y")):
            if path is not None and self.value(Ref.of(path)) == closing:
                return True
        return UNKNOWN

    def event_name(self) -> str:
        """Return the short name of the event in which the form is filled."""
        return self.form.event.removeprefix("SE.")

    def is_row(self, row: Context) -> bool:
        """Whether ``row`` is the very row of a log in which this context stands."""
        return isinstance(row, FormContext) and row.form == self.form

    def today(self) -> date:
        """Return the date of the commit, in the study's zone."""
        return self.values.today

    def previous(self, ref: Ref) -> Value:
        """Return the item at the nearest earlier event that holds a value of it."""
        earlier = (self.value(one) for one in reversed(self.up_to_here(ref)) if one.event != self.form.event)
        return next((value for value in earlier if value is not UNKNOWN), UNKNOWN)

    def baseline(self, ref: Ref) -> Value:
        """Return the item at the first event that has the form (at that event: the item itself)."""
        first = self.up_to_here(ref)
        return self.value(first[0]) if first else UNKNOWN

    def up_to_here(self, ref: Ref) -> list[Ref]:
        """Return the item at every event that has the form, up to and with this one."""
        if ref not in self._visits:
            self._visits[ref] = self._up_to_here(ref)
        return self._visits[ref]

    def _up_to_here(self, ref: Ref) -> list[Ref]:
        order = [event for event in self.study.events if not event.log]
        oids = [event.oid for event in order]
        here = oids.index(self.form.event) if self.form.event in oids else len(oids)
        form = ref.form or self.form.form
        area = ref.area
        if area is None and self._in_areas():
            found = self.study.forms[form].item(ref.item)
            area = self.repeat if found is not None and found[0].areas else None
        return [Ref(event.oid, form, ref.item, area) for event in order[: here + 1] if form in event.forms]

    def setting(self, name: str) -> Value:
        """Return a value of the study configuration, unknown where the sponsor has given none."""
        value = self.study.settings[name].value
        return UNKNOWN if value is None else value if isinstance(value, str) else Decimal(str(value))

    def identity_age(self) -> Value:
        """Return completed years at consent from the site-only full birth date, unknown where it is not held."""
        consent = self.value(CONSENT_DATE)
        if not self.values.birth_date or not isinstance(consent, PartialDate):
            return UNKNOWN
        years = age(PartialDate(self.values.birth_date), consent)
        return Decimal(years) if isinstance(years, int) else UNKNOWN

    def user_role(self, user_id: str) -> str | None:
        """Return the role code of a person of this site."""
        return self.values.roles.get(user_id)

    def signed(self, event_oid: str | None, form_oid: str) -> bool:
        """Whether the form (of the same event where None) bears every signature it asks for, all standing."""
        form = self._form_of(Ref(event_oid, form_oid, "", None))
        return form is not None and signed(self.values.signatures(form), self.values.form_of(form).signed_as)

    def completed(self, event_oid: str | None, form_oid: str) -> bool:
        """Whether the form (of the same event where None) is complete."""
        key = self._form_of(Ref(event_oid, form_oid, "", None))
        return key is not None and self.values.form_status(key) == "complete"

    def due(self, event_oid: str | None) -> Value:
        """Return the day the visit (this one where None) is due."""
        found = schedule_of(self.values).window(event_oid or self.form.event)
        return UNKNOWN if found is None else PartialDate.of(found.due)

    def window(self, event_oid: str | None, day: PartialDate) -> Value:
        """Return how ``day`` stands to the window of the visit (this one where None)."""
        return colour_of(self.values, event_oid or self.form.event, day) or UNKNOWN
