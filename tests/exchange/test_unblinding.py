"""What was changed after unblinding is flagged in the export (R3-22)."""

from __future__ import annotations

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.bundle import open_bundle
from tests.exchange.world import World


def test_r3_22_a_change_after_unblinding_is_flagged_in_the_export(world: World) -> None:
    world.consent("01-001")
    key = FormKey("01-001", "SE.SCR", "F.VS")
    world.save(key, {"WEIGHT": "60"})
    world.save(key, {"WEIGHT": "61"}, reason="misread")
    world.save(FormKey("01-001", "SE.LOG", "F.UB"), {"DSUNBLND": "Y", "UBDAT": "2026-09-03"})
    world.save(key, {"WEIGHT": "62"}, reason="read again")
    told = (
        open_bundle(world.opened(world.build("2026-09")), world.seal.certificate_pem)
        .files[layout.TRANSACTIONAL]
        .decode()
    )
    assert "<ReasonForChange>misread</ReasonForChange>" in told
    assert "<ReasonForChange>[after unblinding] read again</ReasonForChange>" in told
