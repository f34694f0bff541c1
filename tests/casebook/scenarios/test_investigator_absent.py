"""The investigator is away (clinical content 17): what goes on, what waits, and who may sign instead."""

from __future__ import annotations

from datetime import date

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted, Role
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.delegations import period
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.signing import Signing
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.views.grid import FormStatus, form_status
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import PEOPLE
from tests.casebook.scenarios.ward import SUBJECT, Ward
from tests.casebook.test_signing import Door, PlainPaper

VITAL = FormKey(SUBJECT, "SE.V1", "F.VS")
SUB, LAST_DAY = "zhao", date(2026, 11, 24)  # today is the 22nd


@pytest.fixture
def away(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """Let a form wait for a signature; a sub-investigator is delegated for these days alone."""
    monkeypatch.setitem(PEOPLE, SUB, ("赵医生", Role.INVESTIGATOR))
    row = {"name": "赵医生", "role": "investigator", "enabled": "Y",
           "delegations": [period(Role.INVESTIGATOR, date(2026, 11, 20), LAST_DAY)]}  # fmt: skip
    ward.book("ad").commit(Draft(SITE, "users", (Record("user", SUB, None, row),)))
    ward.screen()
    ward.fill("V1.VS", VSPERF="N", VSREASND="FORGOTTEN").complete()
    return ward


def signed_by(ward: Ward, user: str) -> Signing:
    signing = Signing(ward.book(user), Door(), PlainPaper())
    signing.sign(VITAL, "right", "zh", user)
    return signing


def status(ward: Ward) -> FormStatus:
    book = ward.book("li")
    return form_status(book, book.values(SUBJECT), VITAL)[0]


def test_entry_goes_on_and_the_print_is_a_draft_that_says_whose_signature_it_waits_for(away: Ward) -> None:
    page = CrfPageBuilder(away.book("li"), VITAL, "zh").build()
    assert (page.draft, page.signatures) == (True, ())
    assert len(page.unsigned) == 1
    assert "研究者" in page.unsigned[0]
    assert status(away) is FormStatus.COMPLETE
    assert VITAL in [each.key for each in to_sign(away.book("wang"))]
    away.inject("V1", "2026-11-20")  # the record takes what happened, with whatever it finds
    assert away.form("V1.EC").status == "progress"


def test_nobody_signs_in_the_investigators_place_who_is_not_delegated_to(away: Ward) -> None:
    head = away.shelves.store.head()
    for user in ("li", "chen", "mo", "ad"):
        with pytest.raises(NotPermitted):
            signed_by(away, user)
    assert away.shelves.store.head() == head


def test_who_is_randomised_waits_for_the_signature_of_eligibility(away: Ward) -> None:
    kit = away.fill("V1.KIT", RANDNUM="R-101")
    stopped = [each for each in kit.findings() if each.check_class is CheckClass.PROTOCOL and "签名" in each.message.zh]
    assert stopped
    gate = {each.oid for each in away.form("V1.GATE").findings()}
    assert "GT.ELIG" in gate


def test_r3_18_a_delegated_sub_investigator_signs_under_the_own_name(away: Ward) -> None:
    signed_by(away, SUB)
    row = standing_signature(away.book("li").state(SUBJECT), VITAL)
    assert row is not None
    assert (row.data["user"], row.data["role"]) == (SUB, "investigator")
    assert status(away) is FormStatus.SIGNED
    assert VITAL not in [each.key for each in to_sign(away.book("wang"))]
    page = CrfPageBuilder(away.book("li"), VITAL, "zh").build()
    assert (page.draft, page.unsigned) == (False, ())


def test_r3_18_after_the_last_day_the_sub_investigator_signs_no_more_and_what_was_signed_stands(away: Ward) -> None:
    signed_by(away, SUB)
    away.clock.move(days=3)
    later = away.fill("V2.VS", VSPERF="N", VSREASND="FORGOTTEN")
    later.complete()
    with pytest.raises(KnownError, match="delegation_over"):
        Signing(away.book(SUB), Door(), PlainPaper()).sign(later.key, "right", "zh", SUB)
    assert status(away) is FormStatus.SIGNED
