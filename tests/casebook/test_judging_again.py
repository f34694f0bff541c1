"""A commit judges again what it has moved, in every other form, open or not; what it has not moved stays as it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hairtrial_desktop.casebook import form_judgement
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.reading import moved_by
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook
from hairtrial_desktop.study.definitions import DataType, ItemDef
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.casebook.house import PEOPLE, House, SetClock

SUBJECT = "01-001"
DAYS = ("2026-05-01", "2026-06-01", "2026-06-10", "2026-07-01", "2026-07-10", "2026-11-22")


@pytest.fixture(scope="module")
def real_house() -> House:
    study = load_study(read_forms(Path(__file__).parents[2] / "forms"))
    house = House(
        study, Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities()), SetClock()
    )
    users = [Record("user", user, None, {"name": name, "role": role.value}) for user, (name, role) in PEOPLE.items()]
    house.book("ad").commit(Draft(SITE, "setup", tuple(users)))
    return house


@pytest.fixture
def book(real_house: House) -> SiteBook:
    fresh = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
    return House(real_house.study, fresh, SetClock()).book("li")


def session_of(book: SiteBook, path: str) -> FormSession:
    event, form = path.split(".")
    return FormSession(book, FormKey(SUBJECT, f"SE.{event}", f"F.{form}"))


def enter(session: FormSession, **answers: str) -> None:
    for name, answer in answers.items():
        found = session.form.item(name)
        assert found is not None, name
        session.enter(session.key.item(found[0].oid, found[1].oid), answer)


def classes(session: FormSession, name: str) -> list[str]:
    return [
        finding.check_class.value for state in session.items() for finding in state.findings if state.item.name == name
    ]


def test_an_open_form_is_told_when_a_commit_elsewhere_changes_its_findings(book: SiteBook) -> None:
    row = new_log_row(book, SUBJECT, "F.AE")
    enter(row, AETERM="头痛", AESTDAT="2026-06-05")
    told: list[ItemState] = []
    row.listeners.append(told.append)
    consent = session_of(book, "SCR.IC")
    enter(consent, DSSTDAT="2026-06-10")
    consent.save()
    assert [state.item.name for state in told] == ["AESTDAT"]
    assert "Hard" in classes(row, "AESTDAT")
    assert row.state(row.key.item("IG.AE.AE", "I.AE.AETERM")).raw == "头痛"  # typed and not saved: it stands
    told.clear()
    enter(consent, DSSTDAT="2026-06-01")
    consent.save("misread")
    assert [state.item.name for state in told] == ["AESTDAT"]
    assert "Hard" not in classes(row, "AESTDAT")


def test_a_form_that_nobody_has_open_is_found_otherwise_at_once(book: SiteBook) -> None:
    row = new_log_row(book, SUBJECT, "F.AE")
    enter(row, AETERM="头痛", AESTDAT="2026-06-05")
    row.save()
    key = row.key
    del row
    before = book.judged(SUBJECT).open_findings(key)
    consent = session_of(book, "SCR.IC")
    enter(consent, DSSTDAT="2026-06-10")
    consent.save()
    assert book.judged(SUBJECT).open_findings(key) == before + 1


def test_a_value_derived_by_a_save_elsewhere_shows_in_the_open_form(book: SiteBook) -> None:
    eligibility = session_of(book, "SCR.IE")
    eligibility.save()
    told: list[str] = []
    eligibility.listeners.append(lambda state: told.append(state.item.name))
    history = session_of(book, "SCR.HX")
    enter(history, EX06="N")
    history.save()
    assert "EXCL06" in told
    state = next(each for each in eligibility.items() if each.item.name == "EXCL06")
    assert (state.raw, state.cell, state.dirty) == ("N", state.committed, False)


def test_removing_a_row_derives_again_in_the_same_commit(book: SiteBook) -> None:
    consent, history, demography = session_of(book, "SCR.IC"), session_of(book, "SCR.HX"), session_of(book, "SCR.DM")
    enter(demography, SVSTDAT="2026-06-10")
    demography.save()
    enter(consent, DSSTDAT="2026-06-01")
    consent.save()
    row = new_log_row(book, SUBJECT, "F.CM")
    enter(row, CMTRT="非那雄胺", CMCLAS="ORAL_AGA", CMPRIOR="Y", CMONGO="Y")
    row.save()
    enter(history, CMYN="Y", CMDONE="Y")
    history.save()
    eligibility = session_of(book, "SCR.IE")
    eligibility.save()
    found = eligibility.form.item("EXCL03")
    assert found is not None
    verdict = eligibility.key.item(found[0].oid, found[1].oid)
    assert book.values(SUBJECT).cell(verdict).value == "Y"
    commit = row.remove("wrong subject")
    records = [record for record in (sealed.record() for sealed in commit.records) if record is not None]
    assert [(record.kind, record.new) for record in records][1] == ("item", "N")
    assert book.values(SUBJECT).cell(verdict).value == "N"


def test_a_new_role_of_a_person_reaches_what_is_open(real_house: House) -> None:
    book = real_house.book("ad")
    session = OpenLooker()
    book.open_forms.add(session)
    assert moved_by(Draft(SITE, "login", (Record("login", "x", None, {"outcome": "ok"}),))) == frozenset()
    held = book.people()["chen"]
    book.commit(Draft(SITE, "users", (Record("user", "chen", held, {**held, "role": "investigator"}),)))
    assert session.heard == [None]


class OpenLooker:
    """Something open that writes down what it is told."""

    key = FormKey(SUBJECT, "SE.SCR", "F.XH")

    def __init__(self) -> None:
        self.heard: list[frozenset[str] | None] = []

    def moved(self, names: frozenset[str] | None) -> None:
        self.heard.append(names)


def plausible(item: ItemDef, chance: random.Random) -> str:
    """Return an answer that can be read, often enough one that breaks a rule."""
    if item.code_list is not None:
        return chance.choice(item.code_list.items).code
    day = chance.choice(DAYS)
    return {
        DataType.DATE: day, DataType.PARTIAL_DATE: chance.choice((day, day[:7], day[:4])), DataType.MONTH: "1985-03",
        DataType.TIME: chance.choice(("09:00", "10:30", "14:00")), DataType.DATETIME: f"{day} 09:00",
        DataType.INTEGER: str(chance.choice((0, 1, 5, 60, 120, 500))), DataType.USER: chance.choice(("li", "wang")),
        DataType.DECIMAL: chance.choice(("0.5", "1", "5.0", "10.0", "190.0")),
    }.get(item.data_type, chance.choice(("头痛", "Z1", "")))  # fmt: skip


def answer_some(session: FormSession, chance: random.Random, count: int) -> None:
    typed = [] if session.read_only else [state for state in session.items() if state.item.typed]
    for state in chance.sample(typed, min(count, len(typed))):
        session.enter(state.key, plausible(state.item, chance))


def fill(book: SiteBook) -> None:
    """Give one participant an answer everywhere, many of them breaking rules."""
    chance = random.Random(1)  # noqa: S311 - answers, no secrets
    for event in book.study.events:
        for form in () if event.log else event.forms:
            session = FormSession(book, FormKey(SUBJECT, event.oid, form))
            answer_some(session, chance, 1000)
            session.save("a reason")
    for form in ("F.AE", "F.CM", "F.PR") * 4:
        row = new_log_row(book, SUBJECT, form)
        answer_some(row, chance, 1000)
        row.save("a reason")


def save(session: FormSession) -> None:
    session.save("a reason")
    if not session.blockers():
        session.complete("a reason")


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_up_to_date_is_what_judging_everything_anew_finds(book: SiteBook, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - answers, no secrets
    events = [(event.oid, form) for event in book.study.events if not event.log for form in event.forms]
    still_open: list[FormSession] = []
    for _ in range(20):
        if chance.random() < 0.25:
            session = new_log_row(book, SUBJECT, chance.choice(("F.AE", "F.CM", "F.PR")))
        else:
            session = FormSession(book, FormKey(SUBJECT, *chance.choice(events)))
        answer_some(session, chance, 12)
        save(session)
        if session.form.log and chance.random() < 0.3:
            session.remove("wrong")
        still_open = [*still_open[-3:], session]
        judged = book.judged(SUBJECT)  # what the site knows of kits may have changed: then another one
        for key in [FormKey.parse(text) for text in book.state(SUBJECT).forms()]:
            found = committed_findings(book.values(SUBJECT), key)
            assert list(judged.findings(key)) == found, key
            assert judged.open_findings(key) == sum(finding.blocks_completion for finding in found)
    for session in still_open:
        if session.status != "removed":
            anew = {state.key: bare(state) for state in FormSession(book, session.key).items()}
            readable = [state for state in session.items() if state.problem is None]
            assert [bare(state) for state in readable] == [anew[state.key] for state in readable]


def bare(state: ItemState) -> tuple[ItemKey, object, object, object, object]:
    return state.key, state.cell, state.committed, state.collected, state.findings


def test_after_the_disk_refused_a_save_nothing_of_it_is_believed(
    book: SiteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)  # noqa: S311 - answers, no secrets
    for path in ("SCR.IC", "SCR.DM", "SCR.HX", "SCR.IE"):
        session = session_of(book, path)
        answer_some(session, chance, 30)
        save(session)
    session = session_of(book, "SCR.DM")
    enter(session, BRTHDAT="1940-01")

    def refuse(_commit: object) -> None:
        raise KnownError("disk_full")

    with monkeypatch.context() as broken:
        broken.setattr(book.shelves.store, "append", refuse)
        with pytest.raises(KnownError):
            session.save("misread")
    key = FormKey(SUBJECT, "SE.SCR", "F.IE")
    assert list(book.judged(SUBJECT).findings(key)) == committed_findings(book.values(SUBJECT), key)
    enter(session, BRTHDAT="1985-03")
    session.save("misread")
    values = book.values(SUBJECT)
    for place, group, item in form_judgement.places(values, key, book.study.forms["F.IE"]):
        if item.derive is not None:
            assert values.cell(place) == form_judgement.derive(values, place, group, item), item.name


# What most others rest on: whether a form applies, when a visit is due, who may be injected.
TURNS = (
    ("V1.EC", "ECYN", "N"), ("V1.EC", "ECYN", "Y"), ("V2.EC", "ECYN", "N"), ("V1.EC", "ECDAT", "2026-06-03"),
    ("SCR.IC", "DSSTDAT", "2026-07-02"), ("V2.EC", "ECYN", "Y"), ("EOS.DS", "DSDECOD", "COMPLETED"),
    ("EOS.DS", "DSSTDAT", "2026-08-01"), ("FU1.VS", "VSPERF", "N"), ("FU1.VS", "VSPERF", "Y"), ("SCR.DM", "SEX", "M"),
    ("SCR.DM", "SEX", "F"), ("V2.EC", "ECDAT", "2026-07-03"), ("V1D8.PC", "SVSTDAT", "2026-06-11"),
)  # fmt: skip


def test_each_edit_of_a_full_casebook_is_judged_as_judging_everything_anew_does(book: SiteBook) -> None:
    fill(book)
    keys = [FormKey.parse(text) for text in book.state(SUBJECT).forms()]
    judged = book.judged(SUBJECT)
    before = {key: list(judged.findings(key)) for key in keys}
    otherwise = []
    for path, name, answer in TURNS:
        session = session_of(book, path)
        enter(session, **{name: answer})
        session.save("misread")
        assert book.judged(SUBJECT) is judged
        anew = book.values(SUBJECT)
        found = {key: list(judged.findings(key)) for key in keys}
        assert found == {key: committed_findings(anew, key) for key in keys}, (path, name)
        otherwise.append(sum(found[key] != before[key] for key in keys if key != session.key))
        before = found
    assert sum(map(bool, otherwise)) > 9, otherwise  # most of them moved something in a form that nobody had open
