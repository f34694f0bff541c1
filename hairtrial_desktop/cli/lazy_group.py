"""A group of commands that reads a command's file only when that command is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from hairtrial_desktop.cli.said import exit_code_of, words_for


@dataclass(frozen=True)
class Lazy:
    """Where a command is (``module:attribute``) and its one line of help, so that ``--help`` imports nothing."""

    at: str
    line: str


class LazyGroup(click.Group):
    """Resolves its commands by name.

    With ``otherwise``, an empty command line, or one that begins with an option of that command, means that command.
    """

    def __init__(
        self,
        name: str,
        lazy: Mapping[str, Lazy],
        otherwise: str | None = None,
        **attributes: Any,  # noqa: ANN401 - handed on to click as they are
    ) -> None:
        super().__init__(name, invoke_without_command=otherwise is not None, **attributes)
        self._lazy = lazy
        self._otherwise = otherwise

    def main(self, args: Sequence[str] | None = None, *more: Any, **named: Any) -> Any:  # noqa: ANN401 - click's own
        """Run; a known error is said in one sentence on stderr and ends with code 2."""
        with exit_code_of(args or ()):
            return super().main(args, *more, **named)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command that is meant where none is named."""
        own = {option for parameter in self.get_params(ctx) for option in parameter.opts}
        if self._otherwise and (not args or (args[0].startswith("-") and args[0] not in own)):
            args = [self._otherwise, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the names in the order in which they were given: the way of work, not the alphabet."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return the command, imported now; None if there is no such name."""
        if cmd_name not in self._lazy:
            return None
        module, attribute = self._lazy[cmd_name].at.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write one line per command, without importing any."""
        tr = words_for()
        with formatter.section(tr("Commands")):
            formatter.write_dl([(name, tr(lazy.line)) for name, lazy in self._lazy.items()])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write what the program is."""
        formatter.write_paragraph()
        formatter.write_text(words_for()(self.help or ""))
