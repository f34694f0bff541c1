"""The report of a serious event leaves at once, alone, and is taken whatever became of those before it (OFF-05)."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.record import SITE, Record
from hairtrial_desktop.casebook.views.sae_packages import sae_to_send
from hairtrial_desktop.casebook.views.transfer_lag import item_lags, lag_csv, longest_by_export, summary_of
from hairtrial_desktop.exchange.desk import Desk
from hairtrial_desktop.sponsor.receive import Received, receive
from hairtrial_desktop.sponsor.verify import verify
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.test_packages import book_of, desk_of
from tests.exchange.world import World

EVENT = FormKey("01-001", "SE.LOG", "F.AE")


@pytest.fixture
def clinic(world: World) -> World:
    """Two participants who consented, the first with a serious event; one who did not consent to provision."""
    for subject, provision in (("01-001", "Y"), ("01-002", "Y"), ("01-003", "N")):
        world.consent(subject, provision)
    world.save(EVENT, {"AETERM": "过敏性休克", "AESER": "Y"}, status="progress")
    return world


def sent(world: World, subject: str = "01-001") -> OutboxEntry:
    world.clock.forward(hours=1)
    return world.delivery().send(world.export().build_sae(subject).key)


def at_sponsor(world: World) -> list[Received]:
    world.clock.forward(hours=1)
    return receive(world.stick, world.sponsor, world.site, world.received, world.clock)


def due(world: World) -> list[str]:
    return [str(one.event.key) for one in sae_to_send(book_of(world), world.database.outbox.entries())]


def exporting(world: World) -> Desk:
    return replace(desk_of(world), export=world.export())


def table(folder: Path | None, name: str) -> list[dict[str, str]]:
    assert folder is not None
    return list(csv.DictReader(io.StringIO((folder / "csv" / name).read_text(encoding="utf-8-sig"))))


def test_off_05_a_serious_event_leaves_at_once_apart_from_the_month(clinic: World) -> None:
    entry = sent(clinic)
    assert (entry.key, entry.subject, entry.withheld) == ("sae-0001", "01-001", ("01-002", "01-003"))
    (one,) = at_sponsor(clinic)
    assert (one.accepted, one.key, one.notes) == (True, "sae-0001", ())
    rows = table(one.folder, "AE.csv")
    assert ({row["SUBJID"] for row in rows}, rows[0]["AETERM"]) == ({"01-001"}, "过敏性休克")
    month = clinic.send("2026-09")
    assert (month.key, month.withheld) == ("monthly-0001", ("01-003",))  # nothing of the month was used up
    assert [answer.key for answer in at_sponsor(clinic)] == ["monthly-0001"]
    assert {settled.entry.state for settled in clinic.delivery().collect_receipts()} == {ExportState.ACKNOWLEDGED}
    checked = {done.key: done.error for done in verify(clinic.received, clinic.sponsor.public, clinic.site)}
    assert checked == {"monthly-0001": None, "sae-0001": None}


def test_off_05_a_lost_report_never_keeps_out_the_next_one_nor_comes_too_late(clinic: World) -> None:
    first = sent(clinic)
    lost = clinic.folder / "lost"
    shutil.move(clinic.stick / "01" / first.key, lost)
    clinic.save(EVENT, {"AESTDAT": "2026-09-01"}, status="progress")
    sent(clinic)
    (one,) = at_sponsor(clinic)
    assert (one.accepted, one.key, one.notes) == (True, "sae-0002", ("number_skipped:1",))
    shutil.move(lost, clinic.stick / "01" / first.key)
    (late,) = at_sponsor(clinic)
    assert (late.accepted, late.key) == (True, "sae-0001")
    assert {done.error for done in verify(clinic.received, clinic.sponsor.public, clinic.site)} == {None}


def test_off_05_the_same_gates_stand_before_it(clinic: World) -> None:
    with pytest.raises(KnownError, match="sae_not_released"):
        clinic.export().build_sae("01-003")
    clinic.identify("01-001", "赵钱孙", "13900139000")
    clinic.save(EVENT, {"AETERM": "赵钱孙晕倒"}, reason="说明", status="progress")
    with pytest.raises(KnownError, match="identity_in_export"):
        clinic.export().build_sae("01-001")
    clinic.save(EVENT, {"AETERM": "A区外泌体注射后休克"}, reason="说明", status="progress")
    with pytest.raises(KnownError, match="export_unblinds"):
        clinic.export().build_sae("01-001")
    assert clinic.database.outbox.entries() == ()


def test_off_05_what_stops_the_export_of_another_does_not_stop_it(clinic: World) -> None:
    clinic.identify("01-002", "赵钱孙", "13900139000")
    clinic.save(FormKey("01-002", "SE.LOG", "F.AE"), {"AETERM": "赵钱孙头痛"}, status="progress")
    with pytest.raises(KnownError, match="identity_in_export"):
        clinic.build("2026-09")
    assert sent(clinic).state is ExportState.SENT


def test_off_05_it_is_offered_after_every_save_until_it_left(clinic: World) -> None:
    assert due(clinic) == [str(EVENT)]
    sent(clinic)
    assert due(clinic) == []
    clinic.save(EVENT, {"AESTDAT": "2026-09-01"}, status="progress")
    assert due(clinic) == [str(EVENT)]
    sent(clinic)
    clinic.save(FormKey("01-001", "SE.SCR", "F.VS"), {"SYSBP": "120"}, status="progress")
    assert due(clinic) == []  # nothing of the event


def test_off_05_what_left_with_a_month_is_offered_again_only_after_a_change(clinic: World) -> None:
    clinic.build("2026-09")
    assert due(clinic) == [str(EVENT)]  # built, and still here
    clinic.delivery().send("monthly-0001")
    assert due(clinic) == []
    clinic.save(EVENT, {"AESTDAT": "2026-09-01"}, status="progress")
    assert due(clinic) == [str(EVENT)]


def test_off_05_the_desk_commits_that_it_was_built(clinic: World) -> None:
    desk = exporting(clinic)
    entry = desk.build_sae("01-001")
    row = desk.book.state(SITE).things("export_data")[entry.key].data
    assert (row["series"], row["subject"]) == ("sae", "01-001")
    assert desk.preview().new_values > 0  # the month still has all of it to bring


def test_ema_03_the_lag_of_every_value_counts_from_its_entry_to_the_receipt(clinic: World) -> None:
    desk = exporting(clinic)
    assert summary_of(item_lags(desk.book, ())).longest is None
    clinic.clock.forward(days=2)
    builds: tuple[Callable[[], OutboxEntry], ...] = (partial(desk.build_sae, "01-001"), partial(desk.build, "2026-09"))
    for build in builds:
        desk.send(build().key, lambda _done, _total: None, lambda: False)
        clinic.clock.forward(days=3)
        receive(clinic.stick, clinic.sponsor, clinic.site, clinic.received, clinic.clock)
        desk.collect_receipts()
    clinic.save(FormKey("01-002", "SE.SCR", "F.VS"), {"SYSBP": "120"}, status="progress")
    lines = item_lags(desk.book, clinic.database.outbox.entries())
    arrived = {(line.key.split("/")[0], line.export) for line in lines if line.lag is not None}
    assert arrived == {("01-001", "sae-0001"), ("01-002", "monthly-0001")}  # the serious one did not wait
    longest = longest_by_export(lines)
    assert {key: lag.days for key, lag in longest.items()} == {"sae-0001": 5, "monthly-0001": 8}
    summary = summary_of(lines)
    assert summary.longest == max(longest.values())
    waiting = {line.key.split("/")[0] for line in lines if line.lag is None}
    assert (summary.waiting, waiting) == (4, {"01-002", "01-003"})  # 01-003 stays at the site
    rows = list(csv.DictReader(io.StringIO(lag_csv(lines).decode("utf-8-sig"))))
    assert len(rows) == len(lines)
    assert {row["EXPORT"] for row in rows} == {"sae-0001", "monthly-0001", ""}
    assert all(row["HOURS"] for row in rows if row["EXPORT"])


def test_the_lock_of_the_whole_site_is_in_the_files_of_the_sponsor(clinic: World) -> None:
    new = {"level": "soft", "reason": "数据库锁定 13800138000"}
    clinic.commit(SITE, Record("lock", "01", None, new), act="site_lock", user="chen", role="investigator")
    clinic.send("2026-09")
    (one,) = at_sponsor(clinic)
    assert one.accepted
    assert one.folder is not None
    manifest = json.loads((one.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["site_lock"]["level"], manifest["site_lock"]["user"]) == ("soft", "chen")
    assert set(manifest["site_lock"]) == {"level", "user", "role", "at"}  # its words stay at the site
    (row,) = table(one.folder, "LOCKS.csv")
    assert (row["SUBJID"], row["PLACE"], row["LEVEL"], row["USER"]) == ("", "01", "soft", "chen")
    snapshot = (one.folder / "odm" / "snapshot.xml").read_text(encoding="utf-8")
    assert snapshot.count('CodeListOID="CL.HT.LOCKSTATE">soft<') == snapshot.count("<FormData ") == 3
