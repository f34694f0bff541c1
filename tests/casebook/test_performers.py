"""Who is named as having done something was entrusted with the trial on that day (E6(R3) 4.3.8; R3-18)."""

from __future__ import annotations

from datetime import date

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.delegations import period
from hairtrial_desktop.casebook.findings import FindingKind
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.performers import performers
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.screening import begin_screening
from tests.casebook.house import PEOPLE, House, new_house
from tests.exchange.world import trial_study


@pytest.fixture
def clinic() -> House:
    """Wang is delegated from 1 November, Li in all of June, the others since ever."""
    house = new_house(trial_study())
    periods = {"wang": (date(2026, 11, 1), None), "li": (date(2026, 6, 1), date(2026, 6, 30))}
    for user, (since, until) in periods.items():
        name, role = PEOPLE[user]
        before = house.book("ad").people()[user]
        row = {"name": name, "role": role.value, "delegations": [period(role, since, until)]}
        house.book("ad").commit(Draft(SITE, "users", (Record("user", user, before, row),)))
    return house


def screened(house: House, day: str) -> FormKey:
    """Screen somebody on ``day``; return the key of a form in which an assessor is named."""
    session = begin_screening(house.book("chen"), Identity("", "张三", birth_date="1950-06-02"))
    session.save()
    visit = FormSession(house.book("chen"), FormKey(session.key.subject, "SE.SCR", "F.DM"))
    enter(visit, "SVSTDAT", day)
    visit.save()
    return FormKey(session.key.subject, "SE.SCR", "F.XH")


def enter(session: FormSession, name: str, text: str) -> None:
    found = session.form.item(name)
    assert found is not None
    session.enter(session.key.item(found[0].oid, found[1].oid), text)


def asked(session: FormSession) -> list[str]:
    return [each.message.en for each in session.findings() if each.kind is FindingKind.DELEGATION]


def put_day(house: House, key: FormKey, day: str) -> None:
    visit = FormSession(house.book("chen"), FormKey(key.subject, "SE.SCR", "F.DM"))
    enter(visit, "SVSTDAT", day)
    visit.save("misread")


def test_r3_18_only_who_was_delegated_on_that_day_is_offered(clinic: House) -> None:
    key = screened(clinic, "2026-10-31")
    for day, more in (("2026-10-31", set()), ("2026-11-01", {"wang"}), ("2026-06-30", {"li"})):
        put_day(clinic, key, day)
        session = FormSession(clinic.book("chen"), key)
        assert set(dict(performers(session.values, key))) == {"chen", "he"} | more


def test_r3_18_who_was_not_delegated_on_that_day_is_asked_about(clinic: House) -> None:
    session = FormSession(clinic.book("chen"), screened(clinic, "2026-10-31"))
    enter(session, "XHEVAL", "wang")
    assert asked(session) == [
        "王医生 was not delegated on 2026-10-31. Check the person and the day; if it is true, say why."
    ]
    (finding,) = [each for each in session.findings() if each.kind is FindingKind.DELEGATION]
    session.confirm(finding, "Delegated by letter; the log follows.")
    assert finding.record_key not in {each.record_key for each in session.blockers()}
    enter(session, "XHEVAL", "chen")
    assert asked(session) == []
    enter(session, "XHEVAL", "mo")  # a monitor does nothing at the site, on no day
    assert len(asked(session)) == 1


def test_r3_18_a_corrected_day_asks_again_in_every_form_of_the_visit(clinic: House) -> None:
    key = screened(clinic, "2026-11-02")
    session = FormSession(clinic.book("chen"), key)
    enter(session, "XHEVAL", "wang")
    assert asked(session) == []
    session.save()
    book = clinic.book("chen")
    assert not [each for each in book.judged(key.subject).findings(key) if each.kind is FindingKind.DELEGATION]
    visit = FormSession(book, FormKey(key.subject, "SE.SCR", "F.DM"))
    enter(visit, "SVSTDAT", "2026-10-01")
    visit.save("misread")
    assert [each for each in book.judged(key.subject).findings(key) if each.kind is FindingKind.DELEGATION]
