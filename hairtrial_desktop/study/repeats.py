"""How people name what stands several times: a row of a log, a visit, an area, a row of a section.

One place for window, paper, audit trail, queries and findings. The numbers are those of the data keys: a row that was
taken away keeps its number, and no row is ever numbered anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, StudyEventDef

AREAS = (Text("A区", "Area A"), Text("B区", "Area B"))
ONCE = Text("", "")  # what stands once has no name of its own


def numbered(name: Text, number: int) -> Text:
    """Return ``name`` with its number: ``Adverse event #3``."""
    return Text(f"{name.zh} #{number}", f"{name.en} #{number}")


def form_at(form: FormDef, repeat: int) -> Text:
    """Return the name of a form; of a log's row with its number."""
    return numbered(form.name, repeat) if form.log else form.name


def event_at(event: StudyEventDef, repeat: int, *, short: bool = False) -> Text:
    """Return the name of a visit; of one that may happen several times with its number."""
    name = event.short_name if short else event.name
    return numbered(name, repeat) if event.repeating else name


def repeat_name(group: ItemGroupDef, repeat: int) -> Text:
    """Return which of its repeats is meant: the area, or the row (from 1); ``ONCE`` where there is one only."""
    if group.areas:
        return AREAS[repeat - 1]
    return Text(f"第{repeat}行", f"row {repeat}") if group.repeating else ONCE


def group_at(group: ItemGroupDef, repeat: int) -> Text:
    """Return the name of a section; of one of its rows with its number. Both areas stand under one name."""
    return _beside(group.name, ONCE if group.areas else repeat_name(group, repeat))


def asked_at(group: ItemGroupDef, item: ItemDef, repeat: int) -> Text:
    """Return the question with the area or row it is asked for."""
    return _beside(item.question, repeat_name(group, repeat))


def _beside(name: Text, where: Text) -> Text:
    return Text(f"{name.zh} · {where.zh}", f"{name.en} · {where.en}") if where != ONCE else name
