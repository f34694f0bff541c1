"""The users of a site at the command line: listed, let in, reset, let go, recovered."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.cli.said import REFUSED
from tests.bootstrap.clinic import FOUNDED, Clinic, found, password


@pytest.fixture(autouse=True)
def on_the_day(set_computer: Callable[[datetime], None]) -> None:
    """Let the commands work on the day the site is founded."""
    set_computer(FOUNDED)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    return found(tmp_path_factory.mktemp("founded") / "site")


@pytest.fixture
def folder(founded: Clinic, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded.folder, tmp_path / "site"))


def users(folder: Path, *arguments: str, **words: str) -> Result:
    given = {"HAIRTRIAL_PASSWORD": password("ad"), **words}
    place = ["--data", str(folder)] if arguments[0] == "recover" else ["--data", str(folder), "--user", "ad"]
    done = CliRunner().invoke(desktop, ["users", *arguments, *place], env=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_a_user_is_let_in_listed_reset_and_let_go(folder: Path, tmp_path: Path) -> None:
    done = users(folder, "add", "zhao", "nurse", "赵护士", "--checked", "known", HAIRTRIAL_NEW_PASSWORD="zhao-chose-1")
    assert done.exit_code == 0, done.output
    done = users(folder, "list", "--csv", str(tmp_path / "users.csv"))
    assert "zhao\t赵护士\tResearch nurse\tActive" in done.output
    assert (tmp_path / "users.csv").read_text(encoding="utf-8-sig").count("\n") == 10
    fresh = {"HAIRTRIAL_NEW_PASSWORD": "zhao-chose-2", "HAIRTRIAL_SECOND_PASSWORD": password("wang")}
    assert users(folder, "reset", "zhao", "--second", "wang", "--reason", "forgot", **fresh).exit_code == 0
    assert users(folder, "disable", "zhao", "--reason", "left").exit_code == 0
    assert "zhao\t赵护士\tResearch nurse\tDisabled" in users(folder, "list").output


def test_only_an_administrator_lists_the_users(folder: Path) -> None:
    words = ["users", "list", "--data", str(folder), "--user", "li"]
    done = CliRunner().invoke(desktop, words, env={"HAIRTRIAL_PASSWORD": password("li")})
    assert done.exit_code == REFUSED
    assert "Your role at this site does not allow this." in done.stderr


def test_off_08_the_sheet_lets_an_administrator_back_in(folder: Path, founded: Clinic) -> None:
    words = {"HAIRTRIAL_RECOVERY": "\n".join(founded.sheet.lines), "HAIRTRIAL_NEW_PASSWORD": "ad-chose-this"}
    assert users(folder, "recover", "ad", **words).exit_code == 0
    assert users(folder, "list", HAIRTRIAL_PASSWORD="ad-chose-this").exit_code == 0


def test_p11_09_an_administrator_at_the_command_line_confirms_training_first(tmp_path: Path) -> None:
    folder = found(tmp_path / "site", training=True).folder
    release = ["users", "release", "li", "--data", str(folder), "--user", "ad"]
    scripted = CliRunner().invoke(desktop, release, env={"HAIRTRIAL_PASSWORD": password("ad")})
    assert scripted.exit_code == REFUSED
    assert "confirm your training" in scripted.stderr  # a script gives nobody's word
    done = CliRunner().invoke(desktop, release, input=f"{password('ad')}\ny\n", env={"HAIRTRIAL_PASSWORD": None})
    assert done.exit_code == 0, done.output
    assert CliRunner().invoke(desktop, release, env={"HAIRTRIAL_PASSWORD": password("ad")}).exit_code == 0
