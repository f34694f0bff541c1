"""An export after a redaction: it verifies, says what was erased, and takes the place of the earlier ones (R3-06)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.redacted import ERASED, left_of, place_key
from hairtrial_desktop.casebook.vouching import agreed
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.odm.reading import parse
from hairtrial_desktop.exchange.privacy_gate import IdentityInExport
from hairtrial_desktop.keys import certificates
from tests.exchange.world import World
from tests.sponsor.test_receive import Change, at_sponsor, lines, rebuild, refused, stored

AE = FormKey("01-001", "SE.LOG", "F.AE")
TEXT = "红斑 女儿在人民医院上班"


def erase(
    world: World, text: str, why: str = "it says where the daughter works", second: str = "wang", key: str = ""
) -> list[str]:
    """Commit the redaction of ``text`` as the casebook does; ``key``: whose key signs for the second; the places."""
    records = []
    for commit in world.database.commits.commits():
        for position, sealed in enumerate(commit.records):
            record = sealed.record()
            left = None if record is None or commit.subject != "01-001" else left_of(record, text, near=True)
            if left is not None:
                new = {"seq": commit.seq, "position": position, "leaf": sealed.leaf, "left": left.to_tree(),
                       "reason": why, "second_person": second}  # fmt: skip
                records.append(Record("redaction", place_key(commit.seq, position), None, new, reason=why))
    for row in world.database.commits.load("01-001").things("signature_data").values():
        if row.key.startswith(f"{AE}/"):
            new = {"signature": row.key, "reason": why, "second_person": second}
            records.append(Record("redaction", f"paper/{row.data['attachment']}", None, new, reason=why))
    signed = [signed_by(world, record, {"chen": "chen", second: key or second}) for record in records]
    world.commit("01-001", *signed, act="redact", user="chen", role="investigator")
    return [record.key for record in records]


def signed_by(world: World, record: Record, hands: dict[str, str]) -> Record:
    """Return a redaction with the signatures of ``hands``: user -> whose key signs."""
    message = agreed(record, "01-001", "chen")
    signed = [
        {"user": user, "certificate_sha256": certificates.fingerprint(world.people[user].certificate_pem),
         "signature": world.people[key].sign(message).hex()}
        for user, key in hands.items()
    ]  # fmt: skip
    return replace(record, new={**record.new, "signed": signed})


@pytest.fixture
def sent(world: World) -> World:
    """Sign, export and receive an adverse event with a text that does not belong there."""
    world.consent("01-001")
    world.save(AE, {"AETERM": TEXT, "AESTDAT": "2026-09-03"})
    world.sign(AE)
    world.send("2026-09")
    (one,) = at_sponsor(world)
    assert one.accepted
    return world


def test_r3_06_an_export_after_a_redaction_verifies_and_the_receipt_says_what_was_erased(sent: World) -> None:
    places = erase(sent, TEXT)
    assert list(sent.database.commits.verify()) == []
    entry = sent.send("2026-10")
    (one,) = at_sponsor(sent)
    assert one.error is None
    assert one.notes == (f"erased:{places[0]}",)
    folder = sent.received / "01" / "monthly-0002"
    kept = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert not [name for name, content in kept.items() if "人民医院".encode() in content]
    told = (folder / layout.TRANSACTIONAL).read_text(encoding="utf-8")
    assert "second person: wang; it says where the daughter works" in told
    assert ERASED in (folder / layout.SNAPSHOT).read_text(encoding="utf-8")
    assert "AETERM=ERASED" in (folder / "csv" / "AE.csv").read_text(encoding="utf-8-sig")
    assert entry.counts["documents_held"] == 1
    sent.send("2026-11")
    assert at_sponsor(sent)[0].notes == ()


def test_r3_06_a_text_that_stopped_the_export_stops_it_no_more(world: World) -> None:
    world.consent("01-001")
    world.identify("01-001", "欧阳晓梅", "13800138000")
    world.save(AE, {"AETERM": "欧阳晓梅头痛得厉害", "AESTDAT": "2026-09-03"})
    with pytest.raises(IdentityInExport):
        world.build("2026-09")
    erase(world, "欧阳晓梅头痛得厉害")
    world.send("2026-09")
    assert at_sponsor(world)[0].accepted


def test_what_a_later_name_makes_of_a_justification_stays_home_with_its_record(world: World) -> None:
    world.consent("01-001")
    world.save(AE, {"AETERM": TEXT, "AESTDAT": "2026-09-03"})
    erase(world, TEXT, why="it spoke of 欧阳晓梅 at work")
    world.identify("01-001", "欧阳晓梅", "13800138000")
    world.send("2026-09")
    (one,) = at_sponsor(world)
    assert one.error is None


def typed_again(world: World) -> None:
    world.save(AE, {"AETERM": TEXT})
    erase(world, TEXT)
    world.save(AE, {"AETERM": "红斑"}, reason="typed again")


def marked_unknown(world: World) -> None:
    world.save(AE, {"AETERM": TEXT})
    erase(world, TEXT)
    world.save(AE, {"AETERM": ("", "NK")}, reason="typed again")


def corrected_before(world: World) -> None:
    world.save(AE, {"AETERM": TEXT})
    world.save(AE, {"AETERM": "红斑"}, reason="corrected")
    erase(world, TEXT)


def as_a_reason(world: World) -> None:
    world.save(AE, {"AETERM": "红斑"})
    world.save(AE, {"AETERM": "红斑疹"}, reason=TEXT)
    erase(world, TEXT)


def as_a_note(world: World) -> None:
    world.save(AE, {"AETERM": "红斑"})
    key = f"{AE.item('IG.AE.AE', 'I.AE.AETERM')}/N#1"
    world.commit("01-001", Record("note", key, None, {"said": {"text": TEXT}}), act="note")
    erase(world, TEXT)


@pytest.mark.parametrize("course", [typed_again, marked_unknown, corrected_before, as_a_reason, as_a_note])
def test_r3_06_the_sponsor_takes_every_export_after_a_text_beside_a_value_was_erased(
    world: World, course: Callable[[World], None]
) -> None:
    world.consent("01-001")
    course(world)
    world.send("2026-09")
    (monthly,) = at_sponsor(world)
    assert monthly.error is None
    world.delivery().send(world.export().build_sae("01-001").key)
    assert [one.error for one in at_sponsor(world)] == [None]
    snapshot = parse((world.received / "01" / "monthly-0001" / layout.SNAPSHOT).read_bytes())
    kinds = [flag.text for flag in snapshot.iter("{*}FlagType")]
    assert "ERASURE" in kinds


def drop_body(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    """Leave out a body and say that it was erased."""
    trees = lines(files, layout.BODIES)
    line = next(tree for tree in trees if tree["records"])
    line["held"].append({"position": line["records"].pop(0)["position"], "why": "redacted", "key": None})
    files[layout.BODIES] = "".join(json.dumps(tree) + "\n" for tree in trees).encode()


def drop_act(_about: dict[str, Any], files: dict[str, bytes]) -> None:
    """Leave out the act that erased."""
    trees = lines(files, layout.BODIES)
    for tree in trees:
        acts = [one for one in tree["records"] if b'"redaction"' in base64.b64decode(one["body"])]
        tree["records"] = [one for one in tree["records"] if one not in acts]
        tree["held"] += [{"position": one["position"], "why": "kind", "key": None} for one in acts]
    files[layout.BODIES] = "".join(json.dumps(tree) + "\n" for tree in trees).encode()


@pytest.mark.parametrize("change", [drop_body, drop_act])
def test_p11_01_the_sponsor_refuses_a_body_that_no_act_accounts_for(sent: World, change: Change) -> None:
    erase(sent, TEXT)
    sent.send("2026-10")
    rebuild(sent, stored(sent, "monthly-0002"), change)
    assert refused(sent)[0] == "export_record_damaged"


def test_r3_06_the_sponsor_refuses_a_redaction_by_one_person(sent: World) -> None:
    erase(sent, TEXT, second="chen")
    sent.send("2026-10")
    assert refused(sent)[0] == "export_record_damaged"


def test_p11_01_the_sponsor_refuses_a_redaction_that_the_second_person_did_not_sign(sent: World) -> None:
    erase(sent, TEXT, key="chen")
    sent.send("2026-10")
    assert refused(sent)[0] == "export_record_damaged"
