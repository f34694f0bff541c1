"""Nothing that names a participant leaves, and nothing that was not released (PIPL 6, 14, 23; PI-02, PI-03)."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.outbox import OutboxEntry
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.exchange.privacy_gate import IdentityInExport
from hairtrial_desktop.study.errors import KnownError
from tests.exchange.world import World, trial_files

NAME, PHONE, ID_NUMBER = "欧阳晓梅", "13800138000", "44030119850312002X"
AE = FormKey("01-001", "SE.LOG", "F.AE")
DM, IE = FormKey("01-001", "SE.SCR", "F.DM"), FormKey("01-001", "SE.SCR", "F.IE")


def unpacked(world: World, entry: OutboxEntry) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(world.opened(entry))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything(world: World, entry: OutboxEntry) -> bytes:
    """Return all that left: the files of the bundle with bodies decoded, and the outer manifest."""
    files = unpacked(world, entry)
    bodies = [json.loads(line) for line in files["record/bodies.jsonl"].splitlines()]
    decoded = [base64.b64decode(one["body"]) for line in bodies for one in line["records"]]
    return b"\n".join([*files.values(), *decoded, world.database.outbox.read(entry.key, entry.manifest)])


@pytest.mark.parametrize("text", [f"{NAME}复诊", "电话 138-0013-8000", f"身份证 {ID_NUMBER}", "欧阳 晓梅"])
def test_a_standing_value_that_names_somebody_stops_the_export_and_its_place_is_told(world: World, text: str) -> None:
    world.consent("01-001")
    world.identify("01-009", NAME, PHONE, ID_NUMBER)  # anybody of the register, not only the same participant
    world.save(AE, {"AETERM": text})
    with pytest.raises(IdentityInExport) as caught:
        world.build("2026-09")
    error = caught.value
    assert error.code == "identity_in_export"
    assert (error.params["subject"], error.params["count"]) == ("01-001", 1)
    assert error.params["form"] == world.study.forms["F.AE"].name
    assert error.params["item"].zh == world.study.forms["F.AE"].item("AETERM")[1].question.zh  # type: ignore[index]  # it has one
    assert text not in repr(error)
    assert world.database.outbox.entries() == ()


def test_after_the_correction_it_leaves_without_what_stood_there(world: World) -> None:
    world.consent("01-001")
    world.identify("01-001", NAME, PHONE)
    world.save(AE, {"AETERM": f"{NAME}头痛", "AESTDAT": "2026-09-03"})
    world.save(AE, {"AETERM": "头痛"}, reason=f"误写了{NAME}的姓名 {PHONE}")
    pdf = world.sign(AE)  # its table of changes prints the old value
    entry = world.build("2026-09")
    left = everything(world, entry)
    for secret in (NAME, PHONE):
        assert secret.encode() not in left
        assert json.dumps(secret).strip('"').encode() not in left
    assert pdf not in left
    manifest = json.loads(unpacked(world, entry)["manifest.json"])
    assert manifest["documents_held"] == ["01-001_SE.LOG-1_F.AE-1_S-1"]
    assert manifest["counts"]["records_held"] == 2
    assert "头痛".encode() in left


def test_cn_08_what_says_what_is_where_stops_the_export_and_after_the_correction_stays_home(world: World) -> None:
    world.consent("01-001")
    world.save(AE, {"AETERM": "A区注射外泌体后红斑", "AESTDAT": "2026-09-03"})
    with pytest.raises(KnownError) as caught:
        world.build("2026-09")
    assert caught.value.code == "export_unblinds"
    assert str(caught.value.params["where"]).endswith("/I.AE.AETERM")
    world.save(AE, {"AETERM": "红斑"}, reason="误写了A区为外泌体")
    left = everything(world, world.build("2026-09"))
    assert "外泌体后红斑".encode() not in left
    assert "A区为外泌体".encode() not in left
    assert "红斑".encode() in left


@pytest.mark.parametrize(
    "text", ["家属王小明 13812345678", "１３８ １２３４ ５６７８", "证号110101199003077512", "晓梅诉头痛"]
)
def test_numbers_of_people_in_no_register_and_parts_of_names_stop_it_too(world: World, text: str) -> None:
    world.consent("01-001")
    world.identify("01-009", NAME, "")
    world.save(AE, {"AETERM": f"头痛 {text}"})
    with pytest.raises(IdentityInExport) as caught:
        world.build("2026-09")
    assert caught.value.params["item"].zh == world.study.forms["F.AE"].item("AETERM")[1].question.zh  # type: ignore[index]  # it has one


def test_a_strangers_number_in_the_history_stays_home(world: World) -> None:
    world.consent("01-001")
    world.save(AE, {"AETERM": "头痛 家属13812345678", "AESTDAT": "2026-09-03"})
    world.save(AE, {"AETERM": "头痛"}, reason="误写了 138 1234 5679")
    entry = world.build("2026-09")
    left = everything(world, entry)
    assert b"13812345678" not in left
    assert b"138 1234 5679" not in left
    assert entry.counts["records_held"] == 2


def test_pi_03_who_did_not_agree_stays_home_but_for_injection(full: World) -> None:
    full.identify("01-002", NAME, PHONE)
    full.save(FormKey("01-002", "SE.LOG", "F.CM"), {"CMTRT": f"{NAME} {PHONE}"})  # it would stop any export
    entry = full.build("2026-09")
    files = unpacked(full, entry)
    manifest = json.loads(files["manifest.json"])
    assert manifest["subjects"] == {"released": ["01-001", "01-003"], "withheld": ["01-002"]}
    assert entry.withheld == ("01-002",)
    manifests = (files.pop("manifest.json"), files.pop("manifest.sig"))
    assert manifests[0].count(b"01-002") == 1
    assert b"01-002" not in b"".join(files.values())
    assert len(files["record/headers.jsonl"].splitlines()) == full.database.commits.head().seq


def test_a_consent_withdrawn_before_injection_withholds_again(world: World) -> None:
    key = world.consent("01-001")
    assert world.export().preview().released == ("01-001",)
    world.save(key, {"PICPROV": "N"}, reason="撤回")
    assert world.export().preview().released == ()


def held_papers(world: World) -> dict[str, str]:
    manifest = json.loads(unpacked(world, world.build("2026-09"))["manifest.json"])
    assert sorted(manifest["documents_held"]) == sorted(manifest["documents_held_why"])
    why: dict[str, str] = manifest["documents_held_why"]
    return why


def test_pi_02_the_paper_of_a_form_with_a_value_that_is_not_exported_stays_home(world: World) -> None:
    world.consent("01-001")
    world.save(DM, {"SUBJINIT": "OYXM", "SEX": "F"})
    world.save(AE, {"AETERM": "头痛", "AESTDAT": "2026-09-03"})
    for place in (DM, AE, "01-001/SE.SCR#1"):
        world.sign(place)
    assert held_papers(world) == {"01-001_SE.SCR-1_F.DM-1_S-1": "not_exported"}


def test_pi_02_so_does_the_paper_of_a_criterion_judged_from_such_a_value(tmp_path: Path) -> None:
    files = dict(trial_files())
    assert 'name = "BRTHDAT"' in files["dm.toml"]
    files["dm.toml"] = files["dm.toml"].replace('name = "BRTHDAT"', 'name = "BRTHDAT"\nexport = false', 1)
    world = World(tmp_path, files)
    world.consent("01-001")
    world.save(IE, {"IEDAT": "2026-09-01"})
    world.sign(IE)
    assert held_papers(world) == {"01-001_SE.SCR-1_F.IE-1_S-1": "not_exported"}
    world.database.close()
    world.identities.close()


@pytest.mark.parametrize(("author", "held"), [(f"{NAME}的女儿", True), ("周护士 13800138000", True), ("周护士", False)])
def test_pi_02_the_paper_of_a_form_that_says_who_wrote_it_first_stays_home_if_that_names_somebody(
    world: World, author: str, *, held: bool
) -> None:
    world.consent("01-001")
    world.identify("01-001", NAME, PHONE)
    body = {"author": author, "written_at": "2026-09-03T08:00:00Z", "version": "1.0", "scan": "", "scan_sha256": "",
            "by": "wang", "at": "2026-09-03T09:00:00Z"}  # fmt: skip
    world.commit("01-001", Record("transcription", str(AE), None, body), act="transcribe")
    world.save(AE, {"AETERM": "头痛", "AESTDAT": "2026-09-03"})
    world.sign(AE)
    assert held_papers(world) == ({"01-001_SE.LOG-1_F.AE-1_S-1": "identity"} if held else {})


def test_pi_02_items_that_are_not_exported_leave_their_leaf_only(tmp_path: Path) -> None:
    files = dict(trial_files())
    assert 'name = "AETERM"' in files["ae.toml"]
    files["ae.toml"] = files["ae.toml"].replace('name = "AETERM"', 'name = "AETERM"\nexport = false', 1)
    world = World(tmp_path, files)
    world.consent("01-001")
    world.save(AE, {"AETERM": "只留在中心的文字", "AESTDAT": "2026-09-03"})
    form, found = AE, world.study.forms["F.AE"].item("AETERM")
    assert found is not None
    item = str(form.item(found[0].oid, found[1].oid))
    confirmed = {"reason": "已核对", "class": "Soft", "judged": {item: "只留在中心的文字"}}
    day = world.study.forms["F.AE"].item("AESTDAT")
    assert day is not None
    world.commit("01-001", Record("confirmation", f"{form.item(day[0].oid, day[1].oid)}/RC.X", None, confirmed))
    left = everything(world, world.build("2026-09"))
    assert "只留在中心的文字".encode() not in left
    assert b"2026-09-03" in left
    world.database.close()
    world.identities.close()


def test_records_of_the_site_stay_home(full: World) -> None:
    files = unpacked(full, full.build("2026-09"))
    lines = [json.loads(line) for line in files["record/bodies.jsonl"].splitlines()]
    assert {line["subject"] for line in lines} == {"01-001", "01-003"}


def test_staff_who_share_a_name_with_a_participant_hinder_nothing(world: World) -> None:
    key = world.consent("01-001")
    world.identify("01-001", "陈医生", PHONE)
    world.sign(key)
    entry = world.build("2026-09")
    assert entry.counts["records_held"] == 0
    assert entry.counts["documents"] == 1


def test_pi_08_another_country_than_agreed_is_refused(world: World) -> None:
    world.consent("01-001")
    export = world.export()
    export._sender = replace(export._sender, country="USA")
    with pytest.raises(Exception, match="recipient_country"):
        export.build("2026-09")
