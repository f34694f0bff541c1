"""First pass: what the files say, complete but for the expressions, which are still text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.study.catalog import Catalog, FormSignature, ItemSignature

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.study.definitions import (
        CheckClass,
        CodeList,
        FormDef,
        ItemDef,
        ItemGroupDef,
        MeasurementUnit,
        Setting,
        SignatureDef,
        Study,
        StudyEventDef,
    )  # fmt: skip
    from hairtrial_desktop.study.text import Text


PATH_DOTS = 2  # of EVENT.FORM.ITEM


@dataclass(frozen=True)
class CheckDraft:
    """A rule with its expression as text; ``path`` stands in errors."""

    oid: str
    check_class: CheckClass
    valid_when: str
    message: Text
    path: str


@dataclass(frozen=True)
class ItemDraft:
    """An item without its logic, and the logic as text."""

    item: ItemDef
    path: str
    collect_when: str | None = None
    derive: str | None = None
    fill: str | None = None
    checks: tuple[CheckDraft, ...] = ()


@dataclass(frozen=True)
class GroupDraft:
    """A group without its items, and the items."""

    group: ItemGroupDef
    items: tuple[ItemDraft, ...]


@dataclass(frozen=True)
class FormDraft:
    """A form without its groups, and the groups."""

    form: FormDef
    file: str
    groups: tuple[GroupDraft, ...]
    collect_when: str | None = None

    def signature(self) -> FormSignature:
        """Return what expressions need to know of the form."""
        items = {
            draft.item.name: ItemSignature(
                draft.item.oid,
                draft.item.name,
                self.form.short,
                group.group.oid.rpartition(".")[2],
                draft.item.data_type,
                draft.item.code_list,
                group.group.areas,
                group.group.repeating,
                draft.collect_when,
            )
            for group in self.groups
            for draft in group.items
        }
        parent = None if self.form.parent is None else self.form.parent.removeprefix("F.")
        return FormSignature(self.form.short, items, self.form.log, self.collect_when, parent)


@dataclass(frozen=True)
class RuleDraft:
    """A status or gate rule with its expression as text."""

    code: str
    text: Text
    when: str
    message: Text | None
    path: str
    applies_when: str | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class StudyDraft:
    """``study.toml`` and ``codelists.toml``. ``study`` has neither forms nor rules yet."""

    study: Study
    file: str
    statuses: tuple[RuleDraft, ...]
    gates: tuple[RuleDraft, ...]
    cancelled: tuple[RuleDraft, ...] = ()  # when events do not take place; ``code`` is the event's OID
    early: tuple[RuleDraft, ...] = ()  # when no window judges the day of an event; ``code`` likewise


@dataclass(frozen=True)
class Shared:
    """What forms may refer to by name or code."""

    code_lists: dict[str, CodeList]
    units: dict[str, MeasurementUnit]
    signatures: dict[str, SignatureDef]
    settings: dict[str, Setting]
    events: tuple[StudyEventDef, ...]


def catalog_of(forms: Iterable[FormDraft], study: Study) -> Catalog:
    """Return the names every expression may use."""
    logs = [event.short for event in study.events if event.log]
    dates = [path for event in study.events for path in (event.date_item, event.given_item) if path is not None]
    return Catalog(
        {draft.form.short: draft.signature() for draft in forms},
        {event.short: tuple(form.removeprefix("F.") for form in event.forms) for event in study.events},
        {name: setting.value for name, setting in study.settings.items()},
        logs[0] if logs else "LOG",
        frozenset(f"F.{path.split('.')[1]}" for path in dates if path.count(".") == PATH_DOTS),
    )
