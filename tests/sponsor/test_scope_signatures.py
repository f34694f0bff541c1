"""The signature of a whole visit or casebook is judged by the site's verification and the sponsor as a form's is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.standing import signatures
from tests.exchange.world import World
from tests.sponsor.test_signatures import at_sponsor

VISIT, CASEBOOK = "01-001/SE.SCR#1", "01-001"
OTHER = "01-003/SE.SCR#1"  # the same visit of another participant


def row_of(world: World, place: str) -> dict[str, Any]:
    (view,) = signatures(world.database.commits.load(place.split("/", maxsplit=1)[0]), place)
    return view.row.data


def copy(world: World, source: str, place: str, /, **claims: object) -> None:
    """Put the row that stands at ``source`` at ``place`` too, as a holder of the database key could."""
    record = Record("signature", f"{place}/S#1", None, {**row_of(world, source), **claims})
    world.commit(place.split("/", maxsplit=1)[0], record, act="sign", user="chen", role="investigator")


def to_another_visit(world: World) -> str:
    world.sign(VISIT)
    copy(world, VISIT, "01-001/SE.V1#1", id="01-001/SE.V1#1/S#1", place="01-001/SE.V1#1")
    return "01-001/SE.V1#1/S#1"


def to_another_subject(world: World) -> str:
    world.sign(VISIT)
    copy(world, VISIT, OTHER, id=f"{OTHER}/S#1", place=OTHER)
    return f"{OTHER}/S#1"


def to_another_subject_unchanged(world: World) -> str:
    world.sign(VISIT)
    copy(world, VISIT, OTHER)
    return f"{OTHER}/S#1"


def to_the_casebook(world: World) -> str:
    world.sign(VISIT)
    copy(world, VISIT, CASEBOOK, id=f"{CASEBOOK}/S#1", place=CASEBOOK, scope="subject")
    return f"{CASEBOOK}/S#1"


def to_a_form(world: World) -> str:
    form = FormKey("01-001", "SE.SCR", "F.VS")
    world.sign(VISIT)
    copy(world, VISIT, str(form), id=f"{form}/S#1", form=str(form))
    return f"{form}/S#1"


def forged(**claims: Any) -> Callable[[World], str]:
    def forge(world: World) -> str:
        world.sign(VISIT, **claims)
        return f"{VISIT}/S#1"

    return forge


def leaving_a_form_out(world: World) -> str:
    """Sign, with the real key, less than stands at the visit."""
    state = world.database.commits.load("01-001")
    covered = world._claimed(state, VISIT)["forms"]
    world.sign(VISIT, claims={"forms": covered[1:]})
    return f"{VISIT}/S#1"


FORGERIES = [
    to_another_visit, to_another_subject, to_another_subject_unchanged, to_the_casebook, to_a_form, leaving_a_form_out,
    forged(place=CASEBOOK), forged(bulk="cd"),
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGERIES)
def test_p11_12_a_copied_or_altered_signature_of_a_visit_is_damage_at_the_site_and_refused_by_the_sponsor(
    full: World, forge: Callable[[World], str]
) -> None:
    key = forge(full)
    assert Damage("signature_data", key, "signature") in list(full.database.commits.verify())
    answer = at_sponsor(full)
    assert not answer.accepted
    assert answer.error is not None
    assert answer.error.code == "export_signature_wrong"


@pytest.mark.parametrize("place", [VISIT, CASEBOOK])
def test_esl_01_real_signatures_of_a_visit_and_a_casebook_stand_on_both_sides(full: World, place: str) -> None:
    full.sign(place)
    assert list(full.database.commits.verify()) == []
    assert at_sponsor(full).accepted


def test_a_void_signature_of_a_visit_is_as_sound_as_the_one_after_it(full: World) -> None:
    full.sign(VISIT)
    full.save(FormKey("01-001", "SE.SCR", "F.VS"), {"WEIGHT": "61.0"}, reason="抄写错误")
    full.sign(VISIT)
    assert [view.standing for view in signatures(full.database.commits.load("01-001"), VISIT)] == [False, True]
    assert list(full.database.commits.verify()) == []
    assert at_sponsor(full).accepted
