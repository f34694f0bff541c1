"""The invented answers suit the forms: nothing is missing, out of range or asked in vain, for a man and for a woman."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.package_kinds import TAKERS
from hairtrial_desktop.casebook.packages import Package, PackageKind, take_in
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.casebook.site_book import Shelves
from hairtrial_desktop.demo.answers import INJECTION, SCREENING, Visit
from hairtrial_desktop.demo.kit_lists import COHORT, kit_list
from hairtrial_desktop.demo.pen import enter_all
from hairtrial_desktop.demo.people import PARTICIPANTS
from hairtrial_desktop.study.definitions import Study
from tests.casebook.house import House, SetClock
from tests.forms.conftest import demo, overlay, study  # noqa: F401 - fixtures of the real study

DAY = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
IMAGED, INJECTED = 2, 14  # days after the consent
UNSIGNED = {
    "RC.KIT.RANDNUM.2",
    "GT.ELIG",
    "RC.EC.ECYN.2",
}  # nobody signs eligibility and nobody confirms the check here


@pytest.mark.parametrize("sex", ["M", "F"])
def test_every_form_of_the_demo_is_complete_as_answered(demo: Study, sex: str) -> None:  # noqa: F811 - the fixture
    who = next(each for each in PARTICIPANTS if each.sex == sex and each.randomisation)
    clock = SetClock(DAY)
    house = House(demo, Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities()), clock)
    book = house.book("li")
    made = Package(PackageKind.KITS, 1, demo.oid, "01", "2026-06-01T00:00:00.000Z",
                   {"lists": {COHORT: kit_list((who.randomisation,), "2028-06-30")}}, "00")  # fmt: skip
    take_in(book, made, TAKERS)
    subject = begin_screening(book, who.identity).key.subject
    found: dict[str, str] = {}
    for event, forms in (("SE.SCR", SCREENING), ("SE.V1", INJECTION)):
        for form, answers in forms.items():
            if form not in demo.event(event).forms or (form == "F.PREG" and sex == "M"):
                continue
            days = INJECTED if event == "SE.V1" else IMAGED if form in ("F.PTG", "F.IE") else 0
            clock.moment = DAY + timedelta(days=days)
            session = FormSession(book, FormKey(subject, event, form))
            enter_all(session, answers(Visit(who, event, clock.now() + timedelta(hours=8))))
            session.save()
            found |= {finding.oid: f"{finding.key.item}: {finding.message.zh}" for finding in session.blockers()}
    assert {oid: words for oid, words in found.items() if oid not in UNSIGNED} == {}
