"""Says what changed between two versions of the definitions, in one line each."""

from __future__ import annotations

from collections.abc import Iterable

from hairtrial_desktop.designer.window_words import between, window_words
from hairtrial_desktop.study.definitions import VisitWindow
from hairtrial_desktop.study.differences import Change, Difference, Shown, Thing
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.words import Words, msg

_THINGS = {
    Thing.STUDY: msg("study"), Thing.SETTING: msg("setting"), Thing.UNIT: msg("unit"), Thing.EVENT: msg("visit"),
    Thing.STATUS: msg("status rule"), Thing.GATE: msg("check before the injection"), Thing.SIGNATURE: msg("signature"),
    Thing.CODE_LIST: msg("code list"), Thing.CODE: msg("code"), Thing.FORM: msg("form"), Thing.SECTION: msg("section"),
    Thing.ITEM: msg("item"), Thing.CHECK: msg("check"),
}  # fmt: skip
_NAMED = (Thing.ITEM, Thing.CHECK, Thing.FORM, Thing.EVENT, Thing.SETTING)
_ATTRIBUTES = {
    "text": msg("text"), "type": msg("type"), "unit": msg("unit"), "codelist": msg("code list"),
    "mandatory": msg("mandatory"), "length": msg("length"), "decimals": msg("decimals"),
    "collect_when": msg("collected when"), "derive": msg("derived as"), "fill": msg("filled from"),
    "default": msg("fixed value"),
    "guidance": msg("guidance"), "source": msg("source"), "export": msg("exported"), "critical": msg("critical"),
    "criterion": msg("criterion"), "assumption": msg("assumption"), "null_flavours": msg("reasons for a missing value"),
    "check_class": msg("class of the check"), "valid_when": msg("must be true"), "order": msg("order"),
    "forms": msg("forms"), "window": msg("visit window"), "value": msg("value"), "unknown": msg("reads as unknown"),
    "areas": msg("stands in both areas"), "repeating": msg("rows can be added"), "when": msg("holds when"),
    "applies_when": msg("Only when"), "evidence": msg("Evidence"),
    "holds_when": msg("must be true"), "message": msg("message"), "version": msg("version"),
    "sponsor": msg("sponsor"), "short": msg("short name"), "date_item": msg("date of the visit"),
    "signature": msg("signature"), "second_person": msg("second person"), "gate": msg("question that opens the log"),
    "closed": msg("question that closes the log"), "visible_to": msg("who may see it"), "number": msg("number"),
    "legal_reason": msg("legal reason"), "roles": msg("who gives it"), "scope": msg("what it is put over"),
    "row_title": msg("title of a row"),
    "domain": msg("domain"),
    "map_areas": msg("scalp map beside the form"), "log": msg("log"), "epoch": msg("epoch"), "zone": msg("time zone"),
    "protocol": msg("protocol"), "registry_id": msg("registration number"), "section": msg("section"),
    "hidden_from": msg("hidden from the person named in"), "parent": msg("belongs to a row of"),
    "parent_row": msg("item that says which row"),
    "attachments": msg("photographs or scans expected"),
    "enrolment_target": msg("participants planned"), "sdtm": msg("SDTM"), "unscheduled": msg("unscheduled visit"),
    "forms_item": msg("forms chosen in"), "given_item": msg("question whether it was given"),
    "cancelled_when": msg("cancelled when"), "early_when": msg("judged by no window when"),
}  # fmt: skip
_WHOLE = {
    Change.ADDED: msg("{thing} {place} was added: {after}"),
    Change.REMOVED: msg("{thing} {place} was removed: {before}"),
    Change.RENAMED: msg("{thing} {before} seems to have been renamed {after}; if so, the amendment must say it"),
    Change.MOVED: msg("{thing} {place} moved from section {before} to {after}"),
}
_ATTRIBUTE = msg("{thing} {place}, {attribute}: {before} → {after}")
_LIST = msg("{thing} {place}, {attribute}: {what}")


def said(found: Iterable[Difference], tr: Words) -> list[str]:
    """Return one line per change in the language of ``tr``; a change of text shows both languages where both differ."""
    return [_line(each, tr) for each in found]


def _line(each: Difference, tr: Words) -> str:
    attribute = tr(_ATTRIBUTES[each.attribute]) if each.attribute in _ATTRIBUTES else each.attribute
    thing, place = tr(_THINGS[each.thing]), _place(each, tr)
    if isinstance(each.before, tuple) and isinstance(each.after, tuple):
        what = _list_words(each.before, each.after, tr)
        return tr(_LIST, thing=thing, place=place, attribute=attribute, what=what)
    before, after = _pair(each.before, each.after, tr)
    words = _WHOLE.get(each.change, _ATTRIBUTE)
    return tr(words, thing=thing, place=place, attribute=attribute, before=before, after=after)


def _place(each: Difference, tr: Words) -> str:
    """Return where it is, with the question or name that stands there; not where that is what changed."""
    named = each.title is not None and each.thing in _NAMED and each.attribute != "text"
    return f"{each.place} “{each.title.say(tr.language)}”" if named and each.title is not None else each.place


def _list_words(before: tuple[str, ...], after: tuple[str, ...], tr: Words) -> str:
    """Return what came, what went, and the order where what stayed stands otherwise."""
    came, went = [each for each in after if each not in before], [each for each in before if each not in after]
    parts = [tr("now without {what}", what=went)] if went else []
    parts += [tr("now with {what}", what=came)] if came else []
    if [each for each in before if each in after] != [each for each in after if each in before]:
        parts.append(tr("now in the order {what}", what=list(after)))
    return between(tr).join(parts)


def _pair(before: Shown | None, after: Shown | None, tr: Words) -> tuple[str, str]:
    if isinstance(before, Text) and isinstance(after, Text):
        languages = ("en", "zh") if tr.language == "en" else ("zh", "en")
        differing = [one for one in languages if _of(before, one) != _of(after, one)]
        first, second = (" / ".join(f"“{_of(text, one)}”" for one in differing) for text in (before, after))
        return first, second
    return _shown(before, tr), _shown(after, tr)


def _of(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh


def _shown(value: Shown | None, tr: Words) -> str:
    if value is None:
        return tr("nothing")
    if isinstance(value, Text):
        return f"“{value.say(tr.language)}”"
    if isinstance(value, VisitWindow):
        return window_words(value, tr)
    if isinstance(value, tuple):
        return " ".join(value)
    return {"True": tr("yes")}.get(value, value)
