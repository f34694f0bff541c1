"""The blind between colleagues over the real forms: what is hidden can be reached by no door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted, Role
from hairtrial_desktop.casebook.attachments import attach, attachments_of, content_of, detach
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_judgement import places
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.memory import MemoryOutbox
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.adverse_events import adverse_event_lines
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.casebook.views.grid import FormStatus, grid_of
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.casebook.views.subjects import subject_lines
from hairtrial_desktop.casebook.views.today import today_of
from hairtrial_desktop.demo.pictures import hairs
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.definitions import DataType, FormDef, ItemDef, Study
from tests.casebook import house as houses
from tests.casebook.house import House

SUBJECT = "01-001"
INJECTION = ("F.EC", "F.KIT", "F.GATE", "F.CE", "F.VSP")
VISIT_DATES = {"I.EC.ECDAT"}  # that a visit took place, and when, is the schedule: the assessor needs it
DERIVED = {("SE.EOS", "F.DS", "LSTECDAT"), ("SE.LOG", "F.SAE", "KIT1"), ("SE.LOG", "F.SAE", "INJ1DAT"),
           ("SE.LOG", "F.PREPORT", "PRECDAT")}  # fmt: skip


@pytest.fixture
def site(study: Study, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a site with an assessor and one subject of whom every injection item holds a value of its own.

    Derived items too, so that each is told apart: the door would let only what follows in.
    """
    monkeypatch.setitem(houses.PEOPLE, "ping", ("平评估", Role.ASSESSOR))
    held = houses.new_house(study)
    held.past_the_door("save", *records(held), subject=SUBJECT, user="wang")
    return held


def sentinels(study: Study) -> Iterator[tuple[ItemKey, ItemDef, str]]:
    """Yield every item of the injection forms of visit 1, and what is derived from them elsewhere, with a value."""
    number = 0
    keys = [FormKey(SUBJECT, "SE.V1", form) for form in INJECTION]
    found = [(key, study.forms[key.form], None) for key in keys]
    more = [(FormKey(SUBJECT, event, form), study.forms[form], name) for event, form, name in DERIVED]
    for key, form, only in [*found, *more]:
        for group in form.groups:
            for item in group.items:
                if (only in (None, item.name)) and item.oid not in VISIT_DATES:
                    for repeat in group.repeats or (1,):
                        number += 1
                        value = invented(item, number)
                        if value is not None:
                            yield key.item(group.oid, item.oid, repeat), item, value


def invented(item: ItemDef, number: int) -> str | None:
    """Return a value that stands nowhere else, not even by chance in a digest; None for codes, which items share."""
    kinds = {
        DataType.TEXT: f"HIDDEN-{number:03d}", DataType.INTEGER: f"730000000{number:03d}",
        DataType.DECIMAL: f"730000000{number:03d}.5",
        DataType.DATE: f"{3000 + number}-01-02", DataType.PARTIAL_DATE: f"{3000 + number}-01-02",
        DataType.TIME: None, DataType.USER: f"user{number:03d}",
    }  # fmt: skip
    return kinds.get(item.data_type)


def begun(key: FormKey) -> Record:
    return Record("form", str(key), None, {"status": "progress", "confirmed_by": None})


def records(held: House) -> Iterator[Record]:
    forms = [("SE.SCR", "F.IC"), ("SE.V1", "F.VS"), ("SE.V1", "F.PREG"), *(("SE.V1", form) for form in INJECTION),
             ("SE.EOS", "F.DS"), ("SE.LOG", "F.AE"), ("SE.LOG", "F.SAE"), ("SE.LOG", "F.PREPORT")]  # fmt: skip
    yield Record("subject", SUBJECT, None, {"number": SUBJECT, "screened_at": "2026-11-22T01:00:00Z"})
    for event, form in forms:
        yield begun(FormKey(SUBJECT, event, form))
    for key, _, value in sentinels(held.study):
        yield Record("item", str(key), None, value)
    injected, item, value = next(each for each in sentinels(held.study) if each[1].name == "NEEDLE")
    del item, value
    judged = {str(key): value for key, _, value in sentinels(held.study)}
    here = FormKey(SUBJECT, "SE.V1", "F.VS").item("IG.VS.VS", "I.VS.TEMP")
    for place in (here, injected):
        body = {"reason": f"because of {place.item} HIDDEN-VS" if place is injected else "seen", "class": "Soft",
                "judged": judged, "verdict": "false", "message": {"zh": "m", "en": "m"}}  # fmt: skip
        yield Record("confirmation", f"{place}/RC.{place.item.removeprefix('I.')}.1", None, body, reason="why")


def everything(book: SiteBook) -> str:
    """Return all that the doors of the casebook give this person, as one text."""
    said = [repr(book.state(SUBJECT).tables), repr(grid_of(book, SUBJECT)), repr(subject_lines(book)),
            repr(today_of(book, MemoryOutbox())), repr(adverse_event_lines(book)), repr(to_sign(book))]  # fmt: skip
    events = [event for event in book.study.events if event.oid in ("SE.SCR", "SE.V1", "SE.EOS", "SE.LOG")]
    for key in (FormKey(SUBJECT, event.oid, form) for event in events for form in event.forms):
        try:
            session = FormSession(book, key)
            said += [repr((state.key, state.cell, state.raw, state.findings)) for state in session.items()]
            said += [repr(session.findings()), repr(CrfPageBuilder(book, key, "zh").build().sections)]
        except NotPermitted as refused:
            said.append(refused.code)
    try:
        said += [repr(line) for line in audit_lines(book, "zh")]
    except NotPermitted as refused:
        said.append(refused.code)
    return "\n".join(said)


def test_ema_04_the_assessor_reaches_no_injection_value_by_any_door(site: House, study: Study) -> None:
    theirs = everything(site.book("ping"))
    assert [str(key) for key, _, value in sentinels(study) if value in theirs] == []
    assert "HIDDEN" not in theirs


def test_the_investigator_reaches_every_one_of_them(site: House, study: Study) -> None:
    """The net of the test above has no hole: whoever may see, sees all."""
    ours = everything(site.book("wang"))
    assert [str(key) for key, _, value in sentinels(study) if value not in ours] == []


@pytest.mark.parametrize("form", INJECTION)
def test_an_injection_form_opens_for_no_assessor_on_screen_or_paper(site: House, form: str) -> None:
    key = FormKey(SUBJECT, "SE.V1", form)
    with pytest.raises(NotPermitted, match="form_hidden"):
        FormSession(site.book("ping"), key)
    with pytest.raises(NotPermitted, match="form_hidden"):
        CrfPageBuilder(site.book("ping"), key, "zh")


@pytest.mark.parametrize("form", INJECTION)
def test_ema_04_a_photograph_of_an_injection_form_is_seen_by_no_assessor(site: House, form: str) -> None:
    key = FormKey(SUBJECT, "SE.V1", form)
    attach(site.book("wang"), key, AttachmentKind.PHOTOGRAPH, "SYRINGE LABEL", FileStripping().strip(hairs()))
    (one,) = attachments_of(site.book("wang").state(SUBJECT), key)
    assessor = site.book("ping")
    assert attachments_of(assessor.state(SUBJECT)) == ()
    for act in (
        lambda: content_of(assessor, one),
        lambda: detach(assessor, one.key, "not mine"),
        lambda: attach(assessor, key, AttachmentKind.PHOTOGRAPH, "", FileStripping().strip(hairs())),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_the_grid_of_the_assessor_has_no_row_of_a_hidden_form(site: House) -> None:
    shown = {row.form.oid for row in grid_of(site.book("ping"), SUBJECT).rows}
    assert shown.isdisjoint(INJECTION)
    assert {row.form.oid for row in grid_of(site.book("wang"), SUBJECT).rows} >= set(INJECTION)


def test_status_and_findings_are_the_same_whoever_looks(site: House) -> None:
    def seen(user: str) -> dict[str, tuple[FormStatus, int]]:
        grid = grid_of(site.book(user), SUBJECT)
        cells = [cell for row in grid.rows for cell in row.cells if cell.key.form not in INJECTION]
        return {str(cell.key): (cell.status, cell.open_findings) for cell in cells}

    assert seen("ping") == seen("wang")


def test_a_save_by_the_assessor_clears_nothing_hidden(site: House) -> None:
    before = {key: row.value for key, row in site.book("wang").state(SUBJECT).items().items() if "/F.CE#" in key}
    session = FormSession(site.book("ping"), FormKey(SUBJECT, "SE.V1", "F.VS"))
    session.enter(session.key.item("IG.VS.VS", "I.VS.TEMP"), "36.5")
    session.save()
    after = {key: row.value for key, row in site.book("wang").state(SUBJECT).items().items() if "/F.CE#" in key}
    assert before
    assert before.items() <= after.items()


def with_rule(study: Study, form: str, name: str, hidden_from: tuple[str, ...]) -> Study:
    def changed(definition: FormDef) -> FormDef:
        groups = tuple(
            replace(group, items=tuple(
                replace(item, hidden_from=hidden_from) if item.name == name else item for item in group.items
            ))
            for group in definition.groups
        )  # fmt: skip
        return replace(definition, groups=groups)

    return replace(study, forms={**study.forms, form: changed(study.forms[form])})


def test_an_item_is_hidden_from_whoever_injected_at_any_visit_and_from_nobody_else(study: Study) -> None:
    held = houses.new_house(with_rule(study, "F.XH", "HLDUR", ("EC.INJECTOR",)))
    group, item = next(found for found in [study.forms["F.XH"].item("HLDUR")] if found is not None)
    key = FormKey(SUBJECT, "SE.SCR", "F.XH")
    injector = FormKey(SUBJECT, "SE.V2", "F.EC").item("IG.EC.PRODUCT", "I.EC.INJECTOR")
    subject = Record("subject", SUBJECT, None, {"number": SUBJECT, "screened_at": "2026-11-22T01:00:00Z"})
    place = key.item(group.oid, item.oid)
    held.book("wang").commit(Draft(SUBJECT, "save", (subject, begun(key), Record("item", str(place), None, "48"))))
    book = held.book("li")
    assert book.state(SUBJECT).items()[str(place)].value == "48"
    held.book("wang").commit(Draft(SUBJECT, "save", (begun(injector.form), Record("item", str(injector), None, "li"))))
    book.forget()
    assert book.state(SUBJECT).items()[str(place)].value is None
    assert place not in [state.key for state in FormSession(book, key).items()]
    assert not any("48" in line.new and line.key == str(place) for line in audit_lines(book, "zh"))
    with pytest.raises(KeyError):
        FormSession(book, key).enter(place, "50")
    assert place in [state.key for state in FormSession(held.book("chen"), key).items()]


def test_every_role_named_in_a_form_is_a_role_of_the_site(study: Study) -> None:
    of_forms = {role for form in study.forms.values() for role in form.visible_to or ()}
    items = [item for form in study.forms.values() for group in form.groups for item in group.items]
    assert of_forms | {role for item in items for role in item.visible_to or ()} <= set(Role)
    assert of_forms


def test_places_of_sentinels_exist(study: Study, site: House) -> None:
    for form in INJECTION:
        key = FormKey(SUBJECT, "SE.V1", form)
        there = {str(place) for place, _, _ in places(site.book("wang").values(SUBJECT), key, study.forms[form])}
        assert {str(key) for key, _, _ in sentinels(study) if key.form.form == form} <= there
