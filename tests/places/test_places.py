from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hairtrial_desktop import places
from tests.architecture.tree import ROOT, files, name_of


def test_a_checkout_has_them_beside_the_package() -> None:
    assert places.forms_folder() == ROOT / "forms"
    assert places.resource("fonts").is_dir()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="forms"):
        places.shipped("forms", tmp_path / "package")


def test_an_installed_package_has_them_inside(tmp_path: Path) -> None:
    inside = tmp_path / "package" / "_data" / "forms"
    inside.mkdir(parents=True)
    (tmp_path / "forms").mkdir()
    assert places.shipped("forms", tmp_path / "package") == inside


@pytest.mark.parametrize(
    ("platform", "variable", "end"),
    [("win32", "LOCALAPPDATA", "hairtrial-desktop"), ("linux", "XDG_DATA_HOME", "hairtrial-desktop")],
)
def test_the_data_of_a_person_lies_in_the_local_profile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, variable: str, end: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert places.data_folder() == tmp_path / end


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the real wheel with the locked build tool, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    ran = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return folder / ran.stdout.split()[-1]


def test_the_wheel_holds_the_program_the_forms_the_resources_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    wanted = {name_of(path) for path in files("hairtrial_desktop/*.py")}
    wanted |= {f"hairtrial_desktop/_data/{name_of(path)}" for path in files("forms/*", "resources/*")}
    inside = {name for name in names if ".dist-info/" not in name}
    assert sorted(wanted - inside) == []
    assert sorted(inside - wanted) == []
    licences = {name.rpartition("/")[2] for name in names if "/licenses/" in name}
    assert {"LICENSE", "LGPL-3.0.txt"} <= licences


def test_the_program_of_the_wheel_finds_its_forms_and_words(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    script = (
        "from hairtrial_desktop import places; from hairtrial_desktop.words import Words\n"
        "print(places.forms_folder()); print(len(list(places.resource('fonts').glob('*.ttf'))))\n"
        "print(Words('zh')('Commands'))"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", script],
        env={"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.split() == [str(tmp_path / "hairtrial_desktop" / "_data" / "forms"), "2", "命令"]
