"""The audit trail in plain words: every committed change, readable by a non-technical person (E6(R3) 4.2.2(c))."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.attached_file import MEDIA_WORDS
from hairtrial_desktop.casebook.attachments import ATTACHED, DETACHED, KIND_WORDS, attached_item, size_words
from hairtrial_desktop.casebook.crf_pages import NULL_WORDS
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.locks import FORM, VISIT, scope_of
from hairtrial_desktop.casebook.prompting import prompted
from hairtrial_desktop.casebook.queries import MARK, item_of
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.redacted import ERASED, FILE, REDACTION, place_key, placed
from hairtrial_desktop.casebook.signature_shown import together
from hairtrial_desktop.casebook.state_words import STATE_WORDS
from hairtrial_desktop.casebook.unblinding import changes_what_stood, unblinded_at
from hairtrial_desktop.casebook.views.audit_places import site_text
from hairtrial_desktop.casebook.views.version_then import item_at, study_at
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.repeats import ONCE, event_at, form_at, repeat_name
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import FormDef


FORMS_COVERED = Text("覆盖{n}份表单", "covers {n} forms")


@dataclass(frozen=True)
class AuditLine:
    """One change. ``visit``, ``form`` and ``label`` are None where the change is not of a visit's form or its item."""

    seq: int
    at: str  # UTC text
    user: str
    role: str
    workstation: str
    act: str
    subject: str
    form: Text | None
    label: Text | None
    repeat: Text  # the area or the row it is asked for
    old: str
    new: str
    reason: str
    source: str
    kind: str = ""
    key: str = ""
    prompted: tuple[Text, ...] = ()  # messages of the checks that prompted the change (FDA-08)
    visit: Text | None = None
    position: int = 0  # of the record in its commit
    erased: Erased | None = None
    after_unblinding: bool = False  # a change of what stood before the participant was unblinded (R3-22)

    def where(self, language: str, *, question_first: bool = False) -> str:
        """Return visit, form, question and area or row as one text; where its end may be cut, the question first."""
        asked, around = (self.label, self.repeat), (self.visit, self.form)
        places = (*asked, self.form, self.visit) if question_first else (*around, *asked)
        return " · ".join(said for place in places if place is not None and (said := place.say(language)))


@dataclass(frozen=True)
class Erased:
    """Who erased a text of the line, with whom, when (UTC text) and why; never what."""

    user: str
    second: str
    at: str
    why: str


def audit_lines(book: SiteBook, language: str, after: int = 0) -> Iterator[AuditLine]:
    """Yield the changes after commit ``after``, oldest first, values as people read them."""
    book.actor.require(Action.READ_AUDIT)
    clinical = book.actor.may(Action.READ_DATA)
    unblinded = {subject: unblinded_at(book, subject) for subject in book.subjects()} if clinical else {}
    for commit in book.shelves.store.commits(after):
        if commit.subject and not clinical:
            continue
        sight = book.sight(commit.subject)
        for position, sealed in enumerate(commit.records):
            record = sealed.record()
            if record is not None and (not sight or sight.allows_record(record)):
                since = unblinded.get(commit.subject)
                late = since is not None and commit.seq > since and changes_what_stood(record)
                line = replace(_line(book, commit, record, language), position=position, after_unblinding=late)
                yield line if sealed.body is not None else replace(line, erased=_erased(book, commit, position))


def _erased(book: SiteBook, commit: Commit, position: int) -> Erased | None:
    row = book.state(commit.subject).things("redaction_data").get(place_key(commit.seq, position))
    data = {} if row is None else row.data
    return Erased(data["user"], data["second_person"], data["at"], data["reason"]) if data else None


def _line(book: SiteBook, commit: Commit, record: Record, language: str) -> AuditLine:
    place = _PLACES.get(record.kind, _site_place)(book, record, language, commit.seq)
    return AuditLine(
        commit.seq, commit.head["at"], commit.user, commit.role, commit.head["workstation"], commit.act,
        commit.subject, place.form, place.label, place.repeat, place.old, place.new, record.reason or "", record.source,
        record.kind, record.key, prompted(book.study, record.checks, place.old), place.visit,
    )  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """Where a record belongs, and what it says."""

    form: Text | None = None
    label: Text | None = None
    repeat: Text = ONCE
    old: str = ""
    new: str = ""
    visit: Text | None = None


def _site_place(book: SiteBook, record: Record, language: str, _seq: int) -> _Place:
    old, new = (site_text(book, record.kind, record.key, tree, language) for tree in (record.old, record.new))
    return _Place(old=old, new=new)


def _item_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    key = ItemKey.parse(record.key)
    found = item_at(book, key, seq)
    if found is None:
        return _Place(new=record.key)
    definition, group, item = found
    old, new = (
        codec_for(item).show(value, language) if value is not None else _null(null, language)
        for value, null in ((record.old, record.old_null), (record.new, record.new_null))
    )
    name, visit = _named(book, key.form, definition, seq)
    return _Place(name, item.question, repeat_name(group, key.group_repeat), old, new, visit)


def _null(null: str | None, language: str) -> str:
    return NULL_WORDS[ERASED].say(language) if null == ERASED else null or ""


def _redaction_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    """Return where the text stood, or whose paper went, and who agreed."""
    key, new = placed(record).key, record.new
    place = _target_place(book, Record("note", key), language, seq)
    what = f"№ {new['seq']}" if "seq" in new else new.get("signature", "")
    if FILE in new:
        row = book.whole(new[FILE].partition("/")[0]).things("attachment_data")[new[FILE]]
        what = _attached_words(row.data, language)
    return replace(
        place, old="", new=f"{NULL_WORDS[ERASED].say(language)} · {what} · {book.person_name(new['second_person'])}"
    )


def _form_place(book: SiteBook, record: Record, _language: str, seq: int) -> _Place:
    old, new = (record.old or {}).get("status", ""), (record.new or {}).get("status", "")
    form, visit = _form_name(book, record.key, seq)
    return _Place(form, old=old, new=new, visit=visit)


def _signature_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    """Say what was signed, what it means, and what was signed with the same password (EMA-06)."""
    told = [record.new["meaning"][language], *([said] if (said := together(record.new, language)) else [])]
    if "form" not in record.new:
        forms = [str(each["form"]) for each in record.new["forms"]]
        told.append(FORMS_COVERED.say(language).format(n=len(forms)))
        visit = _form_name(book, forms[0], seq)[1] if record.new["scope"] == VISIT and forms else None
        return _Place(new=" · ".join(told), visit=visit)
    form, visit = _form_name(book, record.new["form"], seq)
    return _Place(form, new=" · ".join(told), visit=visit)


def _confirmation_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    place = _item_place(book, Record("item", record.key.rsplit("/", 1)[0]), language, seq)
    return replace(place, old="", new=record.new["message"][language])


def _mark_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    """Return where a query, a note, a mark or a lock stands, and what it says now."""
    old, new = ({} if tree is None else tree for tree in (record.old, record.new))
    said = new.get("said", {})
    words = said.get("text") or (new.get("text") or {}).get(language, "")
    told = [STATE_WORDS[word].say(language) if word in STATE_WORDS else word for word in _states(new)]
    before = [STATE_WORDS[word].say(language) if word in STATE_WORDS else word for word in _states(old)]
    place = _target_place(book, record, language, seq)
    return replace(place, old=" · ".join(before), new=" · ".join([*told, *([words] if words else [])]))


def _states(tree: dict[str, Any]) -> list[str]:
    return [str(tree[name]) for name in ("state", "level") if name in tree]


def _target_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    item = item_of(record.key)
    if item is not None:
        return replace(_item_place(book, Record("item", str(item)), language, seq), old="", new="")
    of_form = scope_of(record.key.partition(MARK)[0]) == FORM
    form, visit = _form_name(book, record.key, seq) if of_form else (None, None)
    return _Place(form, visit=visit)


def _attachment_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    """Return the form or question it belongs to; what was attached, or that it was taken away."""
    item, new = attached_item(record.key), record.new
    form, visit = _form_name(book, record.key, seq) if item is None else (None, None)
    place = _Place(form, visit=visit) if item is None else _item_place(book, Record("item", str(item)), language, seq)
    said = _attached_words(new, language) if new.get("state") == ATTACHED else STATE_WORDS[DETACHED].say(language)
    return replace(place, old="", new=said)


def _attached_words(new: dict[str, Any], language: str) -> str:
    kind, media = KIND_WORDS[AttachmentKind(new["kind"])].say(language), MEDIA_WORDS[new["media_type"]]
    told = [new["caption"], kind, media, size_words(new["size"]), f"SHA-256 {new['sha256'][:16]}"]
    return " · ".join(part for part in told if part)


def _proposal_place(book: SiteBook, record: Record, language: str, seq: int) -> _Place:
    """Return where the cause of a deviation stands, and what was decided."""
    old, new = ((tree or {}).get("state", "") for tree in (record.old, record.new))
    form, visit = _form_name(book, record.new["opens"], seq)
    return _Place(form, old=old, new=f"{new} · {record.new['what'][language]}", visit=visit)


def _form_name(book: SiteBook, key: str, seq: int) -> tuple[Text | None, Text | None]:
    form = FormKey.parse(key)
    definition = study_at(book, form, seq).forms.get(form.form)
    return _named(book, form, definition, seq) if definition else (None, None)


def _named(book: SiteBook, key: FormKey, form: FormDef, seq: int) -> tuple[Text, Text | None]:
    """Return form and visit as people name them: a log's entries are counted, and belong to no visit."""
    if form.log:
        return form_at(form, key.form_repeat), None
    event = next((each for each in study_at(book, key, seq).events if each.oid == key.event), None)
    return form.name, None if event is None else event_at(event, key.event_repeat, short=True)


_PLACES: dict[str, Callable[[SiteBook, Record, str, int], _Place]] = {
    "item": _item_place,
    "form": _form_place,
    "signature": _signature_place,
    "confirmation": _confirmation_place,
    "proposal": _proposal_place,
    "attachment": _attachment_place,
    REDACTION: _redaction_place,
    "query": _mark_place,
    "note": _mark_place,
    "verification": _mark_place,
    "review": _mark_place,
    "lock": _mark_place,
}
