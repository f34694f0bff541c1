"""Judging one subject's values: the ``Context`` of the expression engine over committed state plus one open form.

Other forms are read as committed, never from drafts (``architecture.md``, The way of a value).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.versions import Found
from hairtrial_desktop.casebook.visits import colour_of, schedule_of
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.expression import UNKNOWN, Ref
from hairtrial_desktop.study.partial_date import PartialDate, age

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.versions import Versions
    from hairtrial_desktop.study.amendment import Heir
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study, StudyEventDef
    from hairtrial_desktop.study.expression import Truth, Value
    from hairtrial_desktop.study.values import Context

CONSENT_DATE = Ref("SE.SCR", "F.IC", "I.IC.DSSTDAT", None)


@dataclass(frozen=True)
class Cell:
    """One value as held: canonical text or a null flavour, or neither."""

    value: str | None = None
    null_flavour: str | None = None

    @property
    def empty(self) -> bool:
        """Neither a value nor a null flavour."""
        return self.value is None and self.null_flavour is None


EMPTY = Cell()


@dataclass
class SubjectValues:
    """All values of one subject: the committed ``state``, overlaid by the open form's ``overlay``.

    ``rows`` of a repeating group and of a log are the repeat numbers that are not removed.
    """

    study: Study
    subject: str
    state: State
    today: date
    birth_date: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    overlay: dict[str, Cell] = field(default_factory=dict)
    versions: Versions | None = None  # None: there was never another than ``study``

    def study_of(self, form: FormKey) -> Study:
        """Return the version a form is of; ``study`` is the version in force."""
        return self.study if self.versions is None else self.versions.of(self.state, form)

    def form_of(self, form: FormKey) -> FormDef:
        """Return the definition of a form, of its own version; KeyError if that has none."""
        return self.study_of(form).forms[form.form]

    def events(self) -> tuple[StudyEventDef, ...]:
        """Return the visits of the subject: those in force, and what older versions left saved."""
        return self.study.events if self.versions is None else self.versions.events(self.state)

    def find(self, asking: Study, form: FormKey, item: str) -> Found | None:
        """Return the item that ``asking`` calls ``item`` of ``form``, in the form's own version."""
        if self.versions is not None:
            return self.versions.find(self.state, asking, form, item)
        place = self.study.forms[form.form].item(item)
        return None if place is None else Found(form, *place)

    def cell(self, key: ItemKey) -> Cell:
        """Return what is held under ``key`` (``EMPTY`` if nothing)."""
        text = str(key)
        if text in self.overlay:
            return self.overlay[text]
        row = self.state.items().get(text)
        return EMPTY if row is None else Cell(row.value, row.null_flavour)

    def log_rows(self, form_oid: str) -> list[FormKey]:
        """Return the rows of a log that are not removed, in order."""
        keys = [FormKey.parse(key) for key, row in self.state.forms().items() if row.status != "removed"]
        return sorted((key for key in keys if key.form == form_oid), key=lambda key: key.form_repeat)

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
        """Return the context of a place in a form for an expression of that form, or of the version ``asking``."""
        return FormContext(self, form, group, repeat, asking or self.study_of(form))


@dataclass(frozen=True)
class FormContext:
    """``study.expression.Context`` for one group repeat of one form; ``study``: whose names the expression uses."""

    values: SubjectValues
    form: FormKey
    group: str | None
    repeat: int
    study: Study

    def place(self, ref: Ref) -> tuple[FormKey, ItemGroupDef, ItemDef, int] | None:
        """Resolve ``ref`` to the item it names, or None where that place does not exist here."""
        found = self._find(ref)
        return None if found is None else (found.form, found.group, found.item, self._repeat_of(found, ref))

    def _find(self, ref: Ref) -> Found | None:
        form = self._form_of(ref)
        return None if form is None else self.values.find(self.study, form, ref.item)

    def _repeat_of(self, found: Found, ref: Ref) -> int:
        if ref.area is not None:
            return ref.area
        same_place = found.form == self.form and found.group.oid == self.group
        return self.repeat if same_place or (found.group.areas and self._in_areas()) else 1

    def _in_areas(self) -> bool:
        """Whether the expression stands in an area: then an item of another form's areas is of the same area."""
        return any(group.areas for group in self.values.form_of(self.form).groups if group.oid == self.group)

    def _form_of(self, ref: Ref) -> FormKey | None:
        if ref.form is None:
            return self.form
        if ref.event is None and ref.form == self.study.forms[self.form.form].parent:
            return self.values.parent_row(self.form)
        if ref.event is None:
            return FormKey(self.form.subject, self.form.event, ref.form, self.form.event_repeat)
        return FormKey(self.form.subject, ref.event, ref.form)

    def _cell(self, ref: Ref) -> tuple[Cell, Found | None]:
        found = self._find(ref)
        if found is None:
            return EMPTY, None
        form, group, item, repeat = found.form, found.group, found.item, self._repeat_of(found, ref)
        cell = self.values.cell(form.item(group.oid, item.oid, repeat))
        if not cell.empty:
            here = self.values.context(form, group.oid, repeat)
            conditions = (self.values.form_of(form).collect_when, item.collect_when)
            if any(condition is not None and condition.evaluate(here) is False for condition in conditions):
                return EMPTY, found
        return cell, found

    def value(self, ref: Ref) -> Value:
        """Return the typed value; unknown when never entered, null-flavoured, skipped or an unknown code."""
        cell, found = self._cell(ref)
        if found is None or cell.value is None:
            return UNKNOWN
        if found.item.code_list is not None:
            code = found.item.code_list.find(cell.value)
            if code is not None and code.unknown:
                return UNKNOWN
        typed = codec_for(found.item).typed(cell.value)
        return typed if found.heir is None else _as_asked(found.heir, typed)

    def missing(self, ref: Ref) -> bool:
        """Whether nothing stands there: no value (a null flavour is missing too)."""
        return self._cell(ref)[0].value is None

    def null_flavour(self, ref: Ref) -> str | None:
        """Return the null flavour held there."""
        return self._cell(ref)[0].null_flavour

    def rows(self, form_oid: str) -> Sequence[FormContext]:
        """Return a context for every row of a log."""
        return [self.values.context(key, asking=self.study) for key in self.values.log_rows(form_oid)]

    def row_number(self) -> int:
        """Return the number of this row of its log."""
        return self.form.form_repeat

    def last_visit(self, before: PartialDate) -> Value:
        """Return the latest date of a visit of this subject that was before ``before``."""
        days = [self.value(_ref_of(event.date_item)) for event in self.values.study.events if event.date_item]
        earlier = [day for day in days if isinstance(day, PartialDate) and day.latest < before.earliest]
        return max(earlier, key=lambda day: day.latest, default=UNKNOWN)

    def log_closed(self, form_oid: str) -> Truth:
        """Return True when the log's gate is N or it is marked complete; else unknown (it may still grow)."""
        form = self.study.forms[form_oid]
        for path, closing in ((form.gate, "N"), (form.closed, "Y")):
            if path is not None and self.value(_ref_of(path)) == closing:
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
        earlier = self._at_events(ref, including_this=False)
        return next((value for value in reversed(earlier) if value is not UNKNOWN), UNKNOWN)

    def baseline(self, ref: Ref) -> Value:
        """Return the item at the first event that has the form (at that event: the item itself)."""
        return next(iter(self._at_events(ref, including_this=True)), UNKNOWN)

    def _at_events(self, ref: Ref, *, including_this: bool) -> list[Value]:
        return [self.value(each) for each in self.up_to_here(ref) if including_this or each.event != self.form.event]

    def up_to_here(self, ref: Ref) -> list[Ref]:
        """Return the item at every event that has the form, up to and with this one."""
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
        return UNKNOWN if value is None else value if isinstance(value, str) else _decimal(value)

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
        """Whether the form (of the same event where None) bears a standing signature."""
        key = self._form_of(Ref(event_oid, form_oid, "", None))
        return key is not None and standing_signature(self.values.state, key) is not None

    def completed(self, event_oid: str | None, form_oid: str) -> bool:
        """Whether the form (of the same event where None) is complete."""
        row = self.values.state.forms().get(str(self._form_of(Ref(event_oid, form_oid, "", None))))
        return row is not None and row.status == "complete"

    def due(self, event_oid: str | None) -> Value:
        """Return the day the visit (this one where None) is due."""
        window = schedule_of(self.values).window(event_oid or self.form.event)
        return UNKNOWN if window is None else PartialDate.of(window.due)

    def window(self, event_oid: str | None, day: PartialDate) -> Value:
        """Return how ``day`` stands to the window of the visit (this one where None)."""
        colour = colour_of(self.values, event_oid or self.form.event, day)
        return UNKNOWN if colour is None else colour


def _ref_of(path: str) -> Ref:
    event, form, item = path.split(".")
    return Ref(f"SE.{event}", f"F.{form}", f"I.{form}.{item}", None)


def _as_asked(heir: Heir, value: Value) -> Value:
    """Return codes as the version that asks writes them; one it has no single word for is unknown to it."""
    if isinstance(value, str):
        now = heir.codes.get(value, value)
        return UNKNOWN if now is None else now
    if isinstance(value, frozenset):
        codes = [heir.codes.get(code, code) for code in value]
        return UNKNOWN if None in codes else frozenset(code for code in codes if code is not None)
    return value


def _decimal(value: object) -> Value:
    return Decimal(str(value))
