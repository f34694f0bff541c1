"""A form's electronic signature is judged by the site's verification and by the sponsor, and both say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.signing import PersonalKey
from hairtrial_desktop.sponsor.receive import Received, receive
from tests.exchange.world import START, World

FORM = FormKey("01-001", "SE.SCR", "F.VS")
SIGNATURE = f"{FORM}/S#1"


def at_sponsor(world: World, month: str = "2026-09") -> Received:
    world.send(month)
    world.clock.forward(hours=1)
    (one,) = receive(world.stick, world.sponsor, world.site, world.received, world.clock)
    return one


def stranger() -> PersonalKey:
    """Return keys of somebody who calls himself the doctor, from a CA of his own."""
    issuer = certificates.create_ca(certificates.Subject("Site 01 CA", "Hospital"), START)
    key = certificates.new_private_key()
    pem = certificates.issue(issuer, certificates.Subject("陈医生", "Hospital", "investigator", "chen"), key, START)
    return PersonalKey("chen", "陈医生", pem, issuer.pem, certificates.private_pem(key))


def second_of_the_administrator(world: World) -> None:
    """Sign with a certificate that the administrator issued in the doctor's name."""
    world.sign(FORM, world.key_for("chen", "陈医生", "investigator"))


def copied_from_another_form(world: World) -> None:
    other = next(iter(world.database.commits.load("01-001").things("signature_data").values())).data
    world.sign(FORM, **{name: other[name] for name in ("signature", "digest", "leaves")})


def nurse_as_doctor(world: World) -> None:
    nurse = world.people["wang"]
    world.sign(FORM, nurse, certificate_sha256=certificates.fingerprint(nurse.certificate_pem))


def other_paper(world: World) -> None:
    paper = b"%PDF-1.7 another one"
    world.sign(FORM, attachment=world.database.attachments.put(paper), pdf_sha256=hashlib.sha256(paper).hexdigest())


FORGERIES: list[Callable[[World], Any]] = [
    second_of_the_administrator,
    copied_from_another_form,
    nurse_as_doctor,
    other_paper,
    lambda world: world.sign(FORM, stranger()),
    lambda world: world.sign(FORM, user="wang"),
    lambda world: world.sign(FORM, signature="30" * 70),
    lambda world: world.sign(FORM, signature="not hex"),
    lambda world: world.sign(FORM, id=f"{FORM}/S#7"),
    lambda world: world.sign(FORM, at="2026-09-01T00:00:00.000Z"),
    lambda world: world.sign(FORM, leaves=[]),
    lambda world: world.sign(FORM, head="ab" * 32),
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_signature_is_damage_at_the_site_and_refused_by_the_sponsor(
    full: World, forge: Callable[[World], Any]
) -> None:
    forge(full)
    assert Damage("signature_data", SIGNATURE, "signature") in list(full.database.commits.verify())
    answer = at_sponsor(full)
    assert not answer.accepted
    assert answer.error is not None
    assert answer.error.code == "export_signature_wrong"


def test_real_signatures_stand_on_both_sides(full: World) -> None:
    full.sign(FORM)
    assert list(full.database.commits.verify()) == []
    assert at_sponsor(full).accepted


def test_a_void_signature_is_as_sound_as_the_one_after_it(full: World) -> None:
    full.sign(FORM)
    full.save(FORM, {"WEIGHT": "61.0"}, reason="抄写错误")
    full.sign(FORM)
    assert list(full.database.commits.verify()) == []


def test_a_signature_without_head_in_the_chain_is_named(full: World) -> None:
    full.sign_over(FORM, head="cd" * 32)
    assert list(full.database.commits.verify()) == [Damage("signature_data", SIGNATURE, "head")]
    answer = at_sponsor(full)
    assert answer.error is not None
    assert answer.error.params["what"] == "record"


def test_a_signature_over_other_leaves_is_named(full: World) -> None:
    full.sign_over(FORM, digest="cd" * 32)
    assert list(full.database.commits.verify()) == [Damage("signature_data", SIGNATURE, "signature")]
    answer = at_sponsor(full)
    assert answer.error is not None
    assert answer.error.params["what"] == "content"


def test_a_form_set_back_or_removed_makes_its_signature_void(full: World) -> None:
    full.sign(FORM)
    assert standing_signature(full.database.commits.load("01-001"), FORM) is not None
    again = {"status": "complete", "confirmed_by": None}
    full.commit("01-001", Record("form", str(FORM), again, again))
    assert standing_signature(full.database.commits.load("01-001"), FORM) is None


def test_a_signer_with_another_certificate_than_last_month_is_a_note(full: World) -> None:
    assert at_sponsor(full).notes == ()
    new = full.key_for("chen", "陈医生", "investigator")
    given = {
        "name": "陈医生", "role": "investigator", "certificate_pem": new.certificate_pem.decode(),
        "certificate_sha256": certificates.fingerprint(new.certificate_pem),
    }  # fmt: skip
    stood = full.database.commits.load("").things("user_data")["chen"].data
    full.commit("", Record("user", "chen", stood, given), act="users", user="admin", role="administrator")
    full.sign(FORM, new)
    assert list(full.database.commits.verify()) == []
    assert at_sponsor(full, "2026-10").notes == ("signer_changed:chen",)
