"""Nothing that could unblind is in any table, file or export of a site with data in it (R3-01, CN-08)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hairtrial_desktop.demo.build import DemoFolders
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.study.blinding import allowed_in
from hairtrial_desktop.study.blinding_files import breaches_in_files
from hairtrial_desktop.study.loader import load_study
from tests.demo_site import NOW
from tests.unsealed import SEALED, Files, attachments_of, exports_of, files_of, tables_of

ALLOWED = allowed_in(load_study(demo_files()))


@pytest.fixture(scope="module")
def exports(demo: DemoFolders) -> Files:
    return exports_of(demo.transport, demo.sponsor)


@pytest.fixture(scope="module")
def tables(demo: DemoFolders) -> Files:
    return tables_of(demo.site, NOW)


def planted(files: Files, name: str, before: str, after: str) -> Files:
    """Return ``files`` with ``before``, which must stand in ``name``, put once as ``after``."""
    assert before.encode() in files[name], name
    return {**files, name: files[name].replace(before.encode(), after.encode(), 1)}


def test_r3_01_cn_08_every_member_of_the_exports_is_clean(exports: Files) -> None:
    kinds = {name.split("/", 1)[1].rsplit(".", 1)[-1] for name in exports}
    assert {"xml", "jsonl", "json", "toml", "txt"} <= kinds
    assert any(b"K-10" in content for name, content in exports.items() if name.endswith(".pdf.txt"))
    assert breaches_in_files(exports, ALLOWED) == ()


def test_r3_01_cn_08_every_table_is_clean(tables: Files) -> None:
    assert {"records.jsonl", "item_data.jsonl", "kit_data.jsonl", "package_data.jsonl", "drafts.jsonl"} <= set(tables)
    assert breaches_in_files(tables, ALLOWED) == ()


def test_r3_01_cn_08_every_file_of_site_sponsor_transport_and_computer_is_clean(demo: DemoFolders) -> None:
    files, closed = files_of(demo.site.parent)
    assert [
        name for name in closed if not SEALED.fullmatch(name)
    ] == []  # all that is not read here is opened elsewhere
    for part in ("state/", "site/journal.jsonl", "site-sponsor/packages/", "site-sponsor/received/", "site-transport/"):
        assert any(name.startswith(part) for name in files), part
    assert any("/csv/" in name for name in files)
    assert breaches_in_files(files, ALLOWED) == ()


def test_r3_01_cn_08_every_paper_kept_at_the_site_is_clean(demo: DemoFolders) -> None:
    papers = attachments_of(demo.site, NOW)
    assert len(papers) > 20
    assert breaches_in_files(papers, ALLOWED) == ()


# where -> (file, what stands there, what is planted)
IN_EXPORT = {
    "a field of the definitions in ODM": ("odm/snapshot.xml", 'Name="KITNO"', 'Name="ARMCD"'),
    "a value in ODM": ("odm/snapshot.xml", 'Value="USABLE"', 'Value="注射器内为盐水"'),
    "a key of the manifest": ("manifest.json", '"study"', '"allocation"'),
    "a text of the definitions": ("definitions/kit.toml", "注射器编号", "注射器编号：外泌体"),
}


@pytest.mark.parametrize("where", IN_EXPORT)
def test_what_is_planted_in_an_export_is_found(exports: Files, where: str) -> None:
    name, before, after = IN_EXPORT[where]
    place = next(key for key in sorted(exports) if key.endswith(f"/{name}"))
    found = breaches_in_files(planted(exports, place, before, after), ALLOWED)
    assert {each.where.split(":")[0].split(".json")[0] for each in found} == {place.removesuffix(".json")}


def test_a_line_planted_on_a_paper_of_an_export_is_found(exports: Files) -> None:
    name = next(key for key in sorted(exports) if key.endswith(".pdf.txt"))
    files = {**exports, name: exports[name] + "\n左侧：盐水".encode()}
    assert [each.where.split(".txt")[0] + ".txt" for each in breaches_in_files(files, ALLOWED)] == [name]


IN_TABLE = {
    "a column": ("item_data.jsonl", '"null_flavour"', '"arm"'),
    "a value": ("item_data.jsonl", '"value": "USABLE"', '"value": "安慰剂区"'),
    "a key in the body of a record": ("records.jsonl", '\\"reason\\"', '\\"treatment\\"'),
    "the list in a package": ("package_data.jsonl", "RANDNUM,VISIT", "S-4471为盐水,VISIT"),
    "the act of a commit": ("commits.jsonl", '\\"act\\"', '\\"trta\\"'),
}


@pytest.mark.parametrize("where", IN_TABLE)
def test_what_is_planted_in_a_table_is_found(tables: Files, where: str) -> None:
    name, before, after = IN_TABLE[where]
    found = breaches_in_files(planted(tables, name, before, after), ALLOWED)
    assert {each.where.split(":")[0] for each in found} == {name}


def test_what_is_planted_in_a_file_beside_is_found(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "program.log").write_text("2026-11-22 opened 01-002: area A is placebo\n", "utf-8")
    (tmp_path / "front.json").write_text(json.dumps({"armcd": 1}), "utf-8")
    (tmp_path / "kits.bin").write_bytes(b"\xff\x00\xfe")
    files, closed = files_of(tmp_path)
    assert {each.where.split(":")[0] for each in breaches_in_files(files, ALLOWED)} == {
        "logs/program.log", "front.json.armcd",
    }  # fmt: skip
    assert [name for name in closed if not SEALED.fullmatch(name)] == ["kits.bin"]
