"""The ``Context`` of the expression engine at one place of a subject: what a rule that stands there reads."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.cell import EMPTY
from hairtrial_desktop.casebook.confirmed_times import SiteReader
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.standing import signed
from hairtrial_desktop.casebook.target import Target
from hairtrial_desktop.casebook.visits import colour_of, window_of
from hairtrial_desktop.study.expression import UNKNOWN, Ref
from hairtrial_desktop.study.partial_date import PartialDate, age

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hairtrial_desktop.casebook.cell import Cell
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.versions import Found
    from hairtrial_desktop.study.definitions import ItemDef, ItemGroupDef, Study
    from hairtrial_desktop.study.expression import Truth, Value
    from hairtrial_desktop.study.values import Context

    Place = tuple[FormKey, ItemGroupDef, ItemDef, int]

CONSENT_DATE = Ref("SE.SCR", "F.IC", "I.IC.DSSTDAT", None)


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
        days = self.values.once(f"visit days/{self.study.sha256}", self._visit_days)
        earlier = [day for day in days if day.latest < before.earliest]
        return max(earlier, key=lambda day: day.latest, default=UNKNOWN)

    def _visit_days(self) -> tuple[PartialDate, ...]:
        """Return the dates of the visits of this subject, as the version that asks calls them."""
        dates = [self.value(Ref.of(event.date_item)) for event in self.values.study.events if event.date_item]
        return tuple(day for day in dates if isinstance(day, PartialDate))

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
        found = window_of(self.values, event_oid or self.form.event)
        return UNKNOWN if found is None else PartialDate.of(found[0].due)

    def window(self, event_oid: str | None, day: PartialDate) -> Value:
        """Return how ``day`` stands to the window of the visit (this one where None)."""
        return colour_of(self.values, event_oid or self.form.event, day) or UNKNOWN
