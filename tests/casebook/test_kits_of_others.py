"""Who holds which kit is known without reading the casebooks of those who hold them."""

from __future__ import annotations

from dataclasses import replace

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.memory import MemoryCommitStore
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.record import SITE
from tests.casebook.house import House
from tests.casebook.test_kits import assign, checks, house, trial
from tests.study.test_kits import number

__all__ = ["house", "trial"]


class WatchedStore(MemoryCommitStore):
    """Remembers whose casebook was read whole."""

    def __init__(self, other: MemoryCommitStore) -> None:
        super().__init__()
        vars(self).update(vars(other))
        self.read: set[str] = set()

    def load(self, subject: str) -> State:
        self.read.add(subject)
        return super().load(subject)


def test_a_kit_form_is_judged_by_everybodys_kits_without_reading_their_casebooks(house: House) -> None:
    assign(house, "01-002", "R101", 1)
    assert isinstance(house.shelves.store, MemoryCommitStore)
    watched = WatchedStore(house.shelves.store)
    seen = House(house.study, replace(house.shelves, store=watched), house.clock)
    book = seen.book("li")

    def typed(subject: str, kit: int) -> FormSession:
        session = FormSession(book, FormKey(subject, "SE.V1", "F.KIT"))
        for name, text in (("KITDAT", "2026-07-01"), ("KITNO", number(f"{kit:04d}"))):
            found = session.form.item(name)
            assert found is not None
            session.enter(session.key.item(found[0].oid, found[1].oid), text)
        return session

    free = checks(typed("01-001", 5), "KITNO")
    taken = checks(typed("01-001", 1), "KITNO")
    assert taken - free
    typed("01-001", 5).save()
    assert watched.read == {SITE, "01-001"}
    assert checks(typed("01-003", 5), "KITNO") >= taken - free  # what this session gave counts at once
    assert "01-002" not in watched.read


def test_a_kit_given_to_one_is_found_taken_in_the_form_of_another_that_nobody_has_open(house: House) -> None:
    book = house.book("li")
    waiting = FormKey("01-002", "SE.V1", "F.KIT")

    def enter(subject: str) -> None:
        session = FormSession(book, FormKey(subject, "SE.V1", "F.KIT"))
        for name, text in (("KITDAT", "2026-07-01"), ("KITNO", number("0005"))):
            found = session.form.item(name)
            assert found is not None
            session.enter(session.key.item(found[0].oid, found[1].oid), text)
        session.save()

    def found() -> set[str]:
        return {finding.oid for finding in book.judged("01-002").findings(waiting)}

    enter("01-002")
    before = found()
    enter("01-001")
    assert found() - before  # told of that alone: what the lists say of this kit
    assert found() == {finding.oid for finding in committed_findings(book.values("01-002"), waiting)}
