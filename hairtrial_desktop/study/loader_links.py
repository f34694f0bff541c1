"""What one file says of another: forms of events, dates of visits, gates of logs, and circles of derivation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.study.evaluation_graph import derivation_circle
from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.catalog import Catalog, ItemSignature
    from hairtrial_desktop.study.definitions import Study, StudyEventDef
    from hairtrial_desktop.study.loader_drafts import FormDraft
    from hairtrial_desktop.study.loader_table import Problems

_DAYS = (DataType.DATE, DataType.PARTIAL_DATE, DataType.DATETIME)


class Links:
    """Checks the references that are no expressions."""

    def __init__(self, study: Study, catalog: Catalog, problems: Problems, study_file: str) -> None:
        self._study = study
        self._catalog = catalog
        self._problems = problems
        self._file = study_file

    def events(self) -> None:
        """Every form of an event exists, logs stand in the log event alone, and dates of visits are dates."""
        for event in self._study.events:
            place = f"event[{event.short}]"
            for form in self._catalog.events[event.short]:
                if form not in self._catalog.forms:
                    self._problems.add(self._file, f"{place}.forms", phrase("the name of a form"), form)
                elif self._catalog.forms[form].log is not event.log:
                    wanted = phrase("log forms") if event.log else phrase("forms that are no log")
                    self._problems.add(self._file, f"{place}.forms", wanted, form)
            if event.date_item is not None:
                item = self._item(event.date_item, self._file, f"{place}.date_item")
                own = event.date_item.split(".")[0] == event.short
                if item is not None and (item.data_type not in _DAYS or not own or item.areas):
                    self._problems.add(
                        self._file,
                        f"{place}.date_item",
                        phrase("a date of {short}", short=event.short),
                        f"{event.date_item}",
                    )
            if event.given_item is not None:
                item = self._item(event.given_item, self._file, f"{place}.given_item")
                if item is not None and not _takes(item, {"Y", "N"}):
                    self._problems.add(
                        self._file, f"{place}.given_item", phrase("an item with Y and N"), event.given_item
                    )
            self._chosen(event, place)

    def _chosen(self, event: StudyEventDef, place: str) -> None:
        """Check that the codes of ``forms_item`` are the names of forms of the event."""
        if event.forms_item is None:
            return
        item = self._item(event.forms_item, self._file, f"{place}.forms_item")
        names = {form.removeprefix("F.") for form in event.forms}
        if item is None:
            return
        if item.data_type is not DataType.CODES or item.code_list is None or not event.repeating:
            wanted = phrase("an item of type codes, of an event that repeats")
            self._problems.add(self._file, f"{place}.forms_item", wanted, event.forms_item)
            return
        for code in (entry.code for entry in item.code_list.items):
            if code not in names:
                self._problems.add(
                    self._file,
                    f"{place}.forms_item",
                    phrase("codes that are forms of {short}", short=event.short),
                    code,
                )

    def form(self, draft: FormDraft) -> None:
        """Check that a form stands in an event, and that the gate and closing question of a log take Y and N."""
        form = draft.form
        if not self._catalog.events_of(form.short):
            self._problems.add(
                draft.file, form.short, phrase("a form that stands in an event of study.toml"), phrase("in none")
            )
        if form.parent is not None:
            above = self._catalog.forms.get(form.parent.removeprefix("F."))
            if above is None or not above.log or above.parent is not None or above.short == form.short:
                wanted = phrase("another log, itself without a parent")
                self._problems.add(draft.file, f"{form.short}.parent", wanted, form.parent.removeprefix("F."))
        hidden = [("", form.hidden_from), *((f".{item.item.name}", item.item.hidden_from)
                                            for group in draft.groups for item in group.items)]  # fmt: skip
        for place, names in hidden:
            for name in names:
                self._person(name, draft.file, f"{form.short}{place}.hidden_from")
        for key, path in (("gate", form.gate), ("closed", form.closed)):
            item = None if path is None else self._item(path, draft.file, f"{form.short}.{key}")
            if item is not None and not _takes(item, {"Y", "N"}):
                self._problems.add(draft.file, f"{form.short}.{key}", phrase("an item with the codes Y and N"), path)

    def _person(self, name: str, file: str, place: str) -> None:
        """``hidden_from`` names, by ``FORM.ITEM``, an item that holds a person."""
        form, _, item = name.partition(".")
        signature = self._catalog.forms.get(form)
        found = None if signature is None else signature.items.get(item)
        if found is None or found.data_type is not DataType.USER:
            self._problems.add(file, place, phrase("FORM.ITEM, an item of type user"), name)

    def circles(self, files: Mapping[str, str]) -> None:
        """No item is derived, directly or by way of others, from itself. ``files``: the file of each form (OID)."""
        circle = derivation_circle(self._study)
        if circle is None:
            return
        first = self._study.forms[circle[0].form]
        found = first.item(circle[0].item)
        assert found is not None  # noqa: S101 - a place of this very study
        group, item = found
        path = f"{first.short}.{group.oid.rpartition('.')[2]}.{item.name}"
        key = "derive" if item.derive is not None else "collect_when"
        names = " → ".join(str(place) for place in circle)
        self._problems.add(files[first.oid], f"{path}.{key}", phrase("no circle of derivation"), names)

    def _item(self, path: str, file: str, place: str) -> ItemSignature | None:
        event, form, item, *more = (*path.split("."), "", "")
        if more == ["", ""] and form in self._catalog.events.get(event, ()):
            signature = self._catalog.forms.get(form)
            if signature is not None and item in signature.items:
                return signature.items[item]
        self._problems.add(file, place, "EVENT.FORM.ITEM", path)
        return None


def _takes(item: ItemSignature, codes: set[str]) -> bool:
    """Whether the item stands once in its form and its list has these codes."""
    listed = set() if item.code_list is None else {entry.code for entry in item.code_list.items}
    return codes <= listed and not item.areas and not item.repeating
