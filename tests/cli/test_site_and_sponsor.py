from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.cli.lazy_group import LazyGroup
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.cli.sponsor import sponsor

PASSWORD = "invented-and-long"


def run(group: LazyGroup, *arguments: object, typed: str = "") -> Result:
    return CliRunner().invoke(group, [str(argument) for argument in arguments], input=typed)


@pytest.fixture
def sponsor_file(tmp_path: Path) -> Path:
    assert run(sponsor, "keygen", "--keys", tmp_path / "keys").exit_code == 0
    return tmp_path / "keys" / "sponsor.json"


@pytest.fixture
def site(tmp_path: Path, sponsor_file: Path) -> Path:
    result = run(
        desktop, "setup", "--data", tmp_path / "data", "--number", "01", "--name-zh", "演示", "--name-en", "Demo site",
        "--user", "admin", "administrator", "Wu Invented", "--user", "li", "nurse", "Li Invented",
        "--sponsor", sponsor_file, "--site-file", tmp_path / "site.json", typed=f"{PASSWORD}\n" * 4,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert (tmp_path / "site.json").is_file()
    assert "AGE-SE" in result.output  # the recovery sheet, shown once
    return tmp_path / "data"


def test_keys_are_never_replaced(sponsor_file: Path) -> None:
    again = run(sponsor, "keygen", "--lang", "zh", "--keys", sponsor_file.parent)
    assert again.exit_code == REFUSED
    assert "不会被替换" in again.stderr
    assert again.stdout == ""


def test_a_new_site_is_intact(site: Path) -> None:
    intact = run(desktop, "verify", "--data", site, "--user", "li", typed=f"{PASSWORD}\n")
    assert intact.exit_code == 0, intact.output
    assert "Intact" in intact.stdout


def test_a_wrong_password_is_one_sentence(site: Path) -> None:
    refused = run(desktop, "verify", "--data", site, "--user", "li", typed="wrong-wrong\n")
    assert refused.exit_code == REFUSED
    assert refused.stderr.strip().splitlines()[-1].endswith("Tries left: 4.")


def test_a_site_is_never_founded_over_another(site: Path) -> None:
    refused = run(
        desktop, "setup", "--data", site, "--number", "02", "--name-zh", "二", "--name-en", "Two",
        "--user", "admin", "administrator", "Wu Invented", typed=f"{PASSWORD}\n" * 2,
    )  # fmt: skip
    assert refused.exit_code == REFUSED
    assert "holds a site already" in refused.stderr


def test_a_site_without_administrator_is_refused_before_any_password_is_asked(tmp_path: Path) -> None:
    refused = run(
        desktop, "setup", "--data", tmp_path / "data", "--number", "01", "--name-zh", "一", "--name-en", "One",
        "--user", "li", "nurse", "Li Invented",
    )  # fmt: skip
    assert refused.exit_code == REFUSED
    assert "administrator" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_the_sponsor_says_when_nothing_has_arrived(tmp_path: Path, site: Path, sponsor_file: Path) -> None:
    assert site.is_dir()
    (tmp_path / "transport").mkdir()
    common = ("--keys", sponsor_file.parent, "--site", tmp_path / "site.json")
    received = run(sponsor, "receive", *common, "--from", tmp_path / "transport", "--out", tmp_path / "out")
    assert (received.exit_code, received.stdout) == (0, "Nothing new has arrived.\n")
    verified = run(sponsor, "verify", *common, "--received", tmp_path / "out")
    assert verified.exit_code == REFUSED
    assert "Nothing was received" in verified.stderr


def test_off_04_the_sponsor_makes_packages_and_says_every_wrong_line(tmp_path: Path, site: Path) -> None:
    assert site.is_dir()
    stick = tmp_path / "stick"
    stick.mkdir()
    common = ("--keys", tmp_path / "keys", "--site", tmp_path / "site.json", "--kept", tmp_path / "kept", "--to", stick,
              "--lang", "en")  # fmt: skip
    listed = tmp_path / "kits.csv"
    listed.write_text(
        "RANDNUM,VISIT,KITNO,SYR_A,SYR_B,SIDE_A,EXPIRY,SPARE\nR1,V1,K-1,S1,S2,LEFT,2027-06-30,N\n", "utf-8"
    )
    refused = run(sponsor, "package", "kits", "--list", "C1", listed, *common)
    assert refused.exit_code == REFUSED
    assert "line 2, column KITNO" in refused.stderr
    assert "Wrong places: 3. Nothing was sent." in refused.stderr
    assert list(stick.iterdir()) == []
    decisions = tmp_path / "release.csv"
    decisions.write_text("COHORT,EVENT,DATE,DECISION\nC1,OPENED,2026-06-01,\n", "utf-8")
    assert run(sponsor, "package", "release", decisions, *common).exit_code == 0
    made = run(sponsor, "package", "study", *common)
    assert made.stdout.startswith("study-0001 for site 01 is signed")
    asked = tmp_path / "queries.csv"
    head = "QUERY,SUBJID,EVENT,EVENTREP,FORM,FORMREP,ITEM,GROUPREP,TEXT,CLOSED\n"
    asked.write_text(f"{head}Q-1,01-001,SCR,,VS,,NOPE,,Is it right?,\n", "utf-8")
    refused = run(sponsor, "package", "queries", asked, *common)
    assert (refused.exit_code, "line 2, column ITEM" in refused.stderr) == (REFUSED, True)
    asked.write_text(f"{head}Q-1,01-001,SCR,,VS,,SYSBP,,Is it right?,\n", "utf-8")
    assert run(sponsor, "package", "queries", asked, *common).exit_code == 0
    sent = ["queries-0001.json", "release-0001.json", "study-0001.json"]
    assert sorted(path.name for path in stick.rglob("*.json")) == sent
