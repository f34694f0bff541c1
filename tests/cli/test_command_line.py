from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Mapping

import click
import pytest
from click.testing import CliRunner

from hairtrial_desktop import __version__
from hairtrial_desktop.__main__ import main
from hairtrial_desktop.cli import desktop, sponsor
from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.cli.said import REFUSED, exit_code_of, words_for
from hairtrial_desktop.study.errors import KnownError

PROGRAMS: Mapping[str, tuple[LazyGroup, Mapping[str, Lazy]]] = {
    "desktop": (desktop.desktop, desktop.COMMANDS),
    "sponsor": (sponsor.sponsor, sponsor.COMMANDS),
}
EVERY_COMMAND = [(program, name) for program, (_group, commands) in PROGRAMS.items() for name in commands]


def lines_of(program: str, language: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("HAIRTRIAL_LANG", language)
    result = CliRunner().invoke(PROGRAMS[program][0], ["--help"])
    assert result.exit_code == 0
    return result.output.splitlines()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_help_lists_every_command_with_one_line(program: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = lines_of(program, language, monkeypatch)
    for name in PROGRAMS[program][1]:
        assert len([line for line in lines if line.split()[:1] == [name] and len(line.split()) > 1]) == 1


@pytest.mark.parametrize(("program", "name"), EVERY_COMMAND)
def test_every_command_is_there_and_documented(program: str, name: str) -> None:
    module, attribute = PROGRAMS[program][1][name].at.split(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.help
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


def test_the_version_is_answered_without_click_or_any_room() -> None:
    script = (
        "import sys; from hairtrial_desktop.__main__ import main\n"
        "try: main(['--version'])\n"
        "except SystemExit as end:\n"
        "    print(end.code, sorted(m for m in sys.modules if m.startswith(('hairtrial', 'click'))))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == [
        f"hairtrial-desktop {__version__}",
        "0 ['hairtrial_desktop', 'hairtrial_desktop.__main__']",
    ]


def test_no_command_means_open(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    @click.command()
    @click.option("--data", default="-")
    def stand_in(data: str) -> None:
        seen.append(data)

    group = LazyGroup("x", {"open": Lazy("m:a", "line")}, otherwise="open")
    monkeypatch.setattr(group, "get_command", lambda _ctx, _name: stand_in)
    for arguments in ([], ["--data", "there"], ["open", "--data", "here"]):
        assert CliRunner().invoke(group, arguments).exit_code == 0
    assert seen == ["-", "there", "here"]


def test_a_known_error_is_one_sentence_on_stderr_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, exit_code_of(["--lang", "zh"]):
        raise KnownError("no_such_code")
    assert ended.value.code == REFUSED
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "操作被拒绝（no_such_code）。\n")


def test_a_bug_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError), exit_code_of():
        raise ZeroDivisionError


@pytest.fixture
def no_locale(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("HAIRTRIAL_LANG")
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    return monkeypatch


@pytest.mark.parametrize(
    ("arguments", "variable", "language"),
    [
        (["--lang", "en"], "zh", "en"),
        (["--lang=zh"], "en", "zh"),
        (["tour"], "en", "en"),
        (["tour"], "fr", "zh"),
    ],
)
def test_the_language_is_that_of_the_option_then_of_the_environment_then_chinese(
    no_locale: pytest.MonkeyPatch, arguments: list[str], variable: str, language: str
) -> None:
    no_locale.setenv("HAIRTRIAL_LANG", variable)
    assert words_for(arguments=arguments).language == language


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["no-such-command"])
    assert ended.value.code == REFUSED
