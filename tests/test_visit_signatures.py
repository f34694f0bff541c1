"""The signature of a visit with the real door, keys, store and paper; a copy of it anywhere else is damage."""

from __future__ import annotations

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.screening import begin_screening, new_log_row
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.demo import answers
from hairtrial_desktop.demo.answers import Visit
from hairtrial_desktop.demo.pen import complete
from hairtrial_desktop.demo.people import NURSE, PARTICIPANTS, password_of
from tests.test_site_forgery import DOCTOR, append, damages, door

__all__ = ["door"]
PLACE = "01-001/SE.LOG#1"  # the adverse events: one form, complete and signed


@pytest.fixture(name="signed")
def signed_visit(door: Door) -> Door:
    """Sign an adverse event, then all of them as a whole."""
    site = door.open(NURSE, password_of(NURSE))
    who = PARTICIPANTS[1]
    consent = begin_screening(site.book, who.identity)
    complete(consent, answers.consent(Visit(who, "SE.SCR", site.book.now())), reasons={})
    row = new_log_row(site.book, consent.key.subject, "F.AE")
    complete(row, answers.mild_event(Visit(who, "SE.LOG", site.book.now())), reasons={})
    site.close()
    site = door.open(DOCTOR, password_of(DOCTOR))
    site.signing.sign(row.key, password_of(DOCTOR), "zh", DOCTOR)
    site.signing.sign(PLACE, password_of(DOCTOR), "zh")
    site.close()
    return door


def test_esl_01_a_real_signature_of_a_visit_holds_with_its_paper(signed: Door) -> None:
    site = signed.open(DOCTOR, password_of(DOCTOR))
    assert [view.standing for view in signatures(site.book.state("01-001"), PLACE)] == [True]
    assert site.damages == ()
    assert site.verify() == ()
    site.close()


@pytest.mark.parametrize("place", ["01-001/SE.SCR#1", "01-001", "01-001/SE.LOG#1/F.AE#1"])
def test_p11_12_its_row_copied_to_another_visit_casebook_or_form_is_damage(signed: Door, place: str) -> None:
    site = signed.open(NURSE, password_of(NURSE))
    (view,) = signatures(site.book.state("01-001"), PLACE)
    key = f"{place}/S#9"
    append(
        site, Draft("01-001", "sign", (Record("signature", key, None, view.row.data, source="system"),)),
        user=DOCTOR, role="investigator",
    )  # fmt: skip
    expected = Damage("signature_data", key, "signature")
    assert expected in site.verify()
    site.close()
    assert damages(signed) == (expected,)
