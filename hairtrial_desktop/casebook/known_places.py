"""Whether a record stands at a place that the study has: visit, form, group, question, each with a number it can have.

The window offers no other. A record anywhere else would be shown on no page and printed on no paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.redacted import REDACTION  # its key is a place in the chain, judged on its own
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Draft, Record
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import Study

MOVE = "move"  # the act that takes values to the version in force
_VISIT, _FORM, _ITEM = 2, 3, 5  # parts of a key: participant, visit, form, group, question
_DEPTHS = {"subject": 1, "form": _FORM, "item": _ITEM}  # of kinds that stand nowhere else


def refuse_unknown_places(book: SiteBook, draft: Draft) -> None:
    """Raise KnownError ``place_unknown`` (param ``place``) for the first record of a participant at no such place."""
    for record in draft.records:
        if record.kind == REDACTION:
            continue
        try:
            known = _known(book, draft, record)
        except (ValueError, KeyError):
            known = False
        if not known:
            raise KnownError("place_unknown", place=record.key)


def is_paper_place(book: SiteBook, place: str) -> bool:
    """Whether ``place`` is a participant of this record, or a visit or form of one that the study has."""
    parts = place.split("/")
    if parts[0] not in book.subjects() or len(parts) > _FORM or any(part.startswith("S#") for part in parts):
        return False
    try:
        return len(parts) == 1 or any(_in_version(study, parts) for study in _versions(book, "print", parts, held=True))
    except (ValueError, KeyError):
        return False


def _known(book: SiteBook, draft: Draft, record: Record) -> bool:
    parts = record.key.split("/")
    if len(parts) != _DEPTHS.get(record.kind, len(parts)):
        return False
    if len(parts) == 1 or parts[1].startswith("S#"):  # the participant, or what is signed over all of it
        return True
    return any(_in_version(study, parts) for study in _versions(book, draft.act, parts, record.kind in _DEPTHS))


def _versions(book: SiteBook, act: str, parts: list[str], held: bool) -> tuple[Study, ...]:
    """Return the versions a place may be of: its form's own; that in force where forms are moved there.

    What was said at a place (a question, a note, a decision) stays there when its form is moved: any version's, unless
    ``held`` there.
    """
    if not held or len(parts) < _FORM or "." not in parts[2]:
        return tuple(step.study for step in book.versions.steps)
    own = book.study_of(FormKey.parse("/".join(parts[:_FORM])))
    return (own, book.study) if act == MOVE else (own,)


def _in_version(study: Study, parts: list[str]) -> bool:
    oid, number = parts[1].split("#")
    event = study.event(oid)
    if not (number == "1" or (event.repeating and number.isdecimal() and number[0] != "0")):
        return False
    if len(parts) == _VISIT or parts[2].startswith("S#"):
        return True
    text = "/".join(parts[:_FORM])
    key = FormKey.parse(text)
    if (
        str(key) != text
        or key.form not in event.forms
        or not (key.form_repeat == 1 or (event.log and key.form_repeat > 1))
    ):
        return False
    if len(parts) < _ITEM or not parts[3].startswith("IG."):
        return True
    return _has_item(study, "/".join(parts[:_ITEM]))


def _has_item(study: Study, text: str) -> bool:
    key = ItemKey.parse(text)
    place = study.forms[key.form.form].item(key.item)
    if str(key) != text or place is None or (place[0].oid, place[1].oid) != (key.group, key.item):
        return False
    repeats = place[0].repeats
    return key.group_repeat in repeats if repeats else key.group_repeat >= 1
