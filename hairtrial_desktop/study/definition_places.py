"""Every bilingual text of a study with the place it stands at, as the loader names places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.study.definitions import FormDef, ItemDef, Study
    from hairtrial_desktop.study.text import Text


@dataclass(frozen=True)
class TextPlace:
    """A text at ``path``. ``form`` is the short name of the form, empty for study.toml and codelists.toml."""

    form: str
    path: str
    text: Text


def places_of(study: Study) -> Iterator[TextPlace]:
    """Yield the texts in the order of the files."""
    yield TextPlace("", "study.name", study.name)
    yield TextPlace("", "study.sponsor", study.sponsor)
    for setting in study.settings.values():
        yield TextPlace("", f"setting[{setting.name}].text", setting.text)
    for unit in study.units.values():
        yield TextPlace("", f"unit[{unit.code}].symbol", unit.symbol)
    for event in study.events:
        yield TextPlace("", f"event[{event.short}].text", event.name)
        yield TextPlace("", f"event[{event.short}].short", event.short_name)
    for status in study.statuses:
        yield TextPlace("", f"status[{status.code}].text", status.name)
    for gate in study.gates:
        name = gate.oid.removeprefix("GT.")
        yield TextPlace("", f"gate[{name}].text", gate.text)
        yield TextPlace("", f"gate[{name}].message", gate.message)
    for signature in study.signatures.values():
        yield TextPlace("", f"signature[{signature.code}].meaning", signature.meaning)
        yield TextPlace("", f"signature[{signature.code}].legal_reason", signature.legal_reason)
    for code_list in study.code_lists.values():
        place = f"codelist[{code_list.oid.removeprefix('CL.')}]"
        yield TextPlace("", f"{place}.text", code_list.name)
        for entry in code_list.items:
            yield TextPlace("", f"{place}.items[{entry.code}]", entry.text)
    for form in study.forms.values():
        yield from _of_form(form)


def _of_form(form: FormDef) -> Iterator[TextPlace]:
    yield TextPlace(form.short, f"{form.short}.text", form.name)
    if form.guidance is not None:
        yield TextPlace(form.short, f"{form.short}.guidance", form.guidance)
    for group in form.groups:
        place = f"{form.short}.{group.oid.rpartition('.')[2]}"
        yield TextPlace(form.short, f"{place}.text", group.name)
        for item in group.items:
            for key, text in _of_item(item):
                yield TextPlace(form.short, f"{place}.{item.name}.{key}", text)


def _of_item(item: ItemDef) -> Iterator[tuple[str, Text]]:
    yield "text", item.question
    for key, text in (("guidance", item.guidance), ("assumption", item.assumption)):
        if text is not None:
            yield key, text
    for number, check in enumerate(item.checks, 1):
        yield f"check[{number}].message", check.message
