"""The page that is signed for a whole visit or casebook: every form with its status, signatures and digest."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.crf_page import Answer, CrfPage, Line, Section
from hairtrial_desktop.casebook.locks import VISIT, scope_of, subject_of
from hairtrial_desktop.casebook.scope_changes import change_lines
from hairtrial_desktop.casebook.signature_meanings import asked_of
from hairtrial_desktop.casebook.signature_shown import views_shown
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.casebook.standing import saved_forms, shown_digest, signatures, signed, void
from hairtrial_desktop.study.repeats import event_at, form_at
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.crf_page import SignatureShown
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook

OF_VISIT = Text("访视签署页", "Sign-off of a visit")
OF_CASEBOOK = Text("病例报告表签署页", "Sign-off of a casebook")
WHOLE = Text("全部访视", "All visits begun")
SIGNED = Text("已签名", "Signed")
UNSIGNED = Text("未签名", "Not signed")
VOID = Text("签名失效，需重新签名", "Signature void, sign again")
COVERED = Text("{n}份表单", "{n} forms")
CHANGED = Text("上次签署后改变", "Changed since it was last signed")


def sign_off_page(book: SiteBook, place: str, language: str, signing: SignatureShown | None = None) -> CrfPage:
    """Return the page of a visit (``01-009/SE.V1#1``) or a casebook (``01-009``).

    It holds no value of any form, so nothing on it can unblind or name anybody. ``signing`` is the signature that is
    being put: without one the page is a draft unless the place is signed.
    """
    state, subject = book.whole(subject_of(place)), subject_of(place)
    forms = saved_forms(state, place)
    asked, study = asked_of(book, place), book.study
    put = views_shown(book, asked.put, language, *((signing,) if signing else ()))
    head = book.shelves.store.head()
    of_visit = scope_of(place) == VISIT
    event = book.study_of(forms[0]).event(forms[0].event) if of_visit and forms else None
    codes = tuple(each.code for each in asked.meanings)
    final = signing is not None or signed(asked.put, codes)
    return CrfPage(
        study=study.protocol, registry_id=study.registry_id, study_title=study.name.say(language),
        site=f"{book.site.number} {book.site.name(language)}", subject=subject,
        visit=(WHOLE if event is None else event_at(event, forms[0].event_repeat)).say(language), visit_date="",
        form_oid="", form_name=(OF_VISIT if of_visit else OF_CASEBOOK).say(language), form_version=study.version,
        status=(SIGNED if final else VOID if void(asked.put, codes) else UNSIGNED).say(language),
        document_id=f"{place}@{head.seq}",
        record_digest=shown_digest(state, *forms), head_seq=head.seq, program=book.author.program,
        sections=(*_sections(book, forms, language), *_changes(book, place, language)),
        signatures=put, demo=book.site.demo, draft=not final, place=place, by_hand=study.signed_by_hand,
    )  # fmt: skip


def _sections(book: SiteBook, forms: tuple[FormKey, ...], language: str) -> list[Section]:
    events = book.events(forms[0].subject) if forms else ()
    planned = [(event.oid, form) for event in events for form in event.forms]
    order = {place: at for at, place in enumerate(planned)}
    first = {event.oid: at for at, event in enumerate(events)}
    sections = []
    ordered = sorted(forms, key=lambda key: (first.get(key.event, len(first)), key.event_repeat,
                                             order.get((key.event, key.form), len(order)), key))  # fmt: skip
    for number, (visit, keys) in enumerate(groupby(ordered, lambda key: (key.event, key.event_repeat)), 1):
        held = list(keys)
        event = book.study_of(held[0]).event(visit[0])
        name = event_at(event, visit[1]).say(language)
        lines = tuple(_line(book, f"{number}.{at}", key, language) for at, key in enumerate(held, 1))
        sections.append(Section(f"{name} · {COVERED.say(language).format(n=len(held))}", lines))
    return sections


def _line(book: SiteBook, number: str, key: FormKey, language: str) -> Line:
    state, form = book.whole(key.subject), book.form_of(key)
    put = [view for view in signatures(state, key) if view.standing]
    told = [f"{view.row.data['name']} · {site_time(book, view.row.data['at'])}" for view in put]
    again = void(signatures(state, key), form.signed_as)
    status = (SIGNED if signed(tuple(put), form.signed_as) else VOID if again else UNSIGNED).say(language)
    name = form_at(form, key.form_repeat).say(language)
    digest = f"SHA-256 {shown_digest(state, key)}"
    return Line(number, name, (Answer(status + "".join(f"\n{each}" for each in told)),), digest)


def _changes(book: SiteBook, place: str, language: str) -> tuple[Section, ...]:
    void = [view for view in signatures(book.whole(subject_of(place)), place) if not view.standing or view.beside]
    if not void:
        return ()
    lines = [Line(str(at), label, (Answer(said),)) for at, (label, said) in
             enumerate(change_lines(book, void[-1], language), 1)]  # fmt: skip
    return (Section(CHANGED.say(language), tuple(lines)),) if lines else ()
