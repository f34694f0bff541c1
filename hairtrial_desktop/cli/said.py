"""The one place where the command line turns a known error into a sentence and an exit code."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.words import DEFAULT_LANGUAGE, LANGUAGES, Words

REFUSED = 2  # exit code: the user can act on it; a bug ends with a traceback and 1


def words_for(asked: str | None = None, arguments: Sequence[str] = ()) -> Words:
    """Return the words of ``asked``, else of ``--lang`` in ``arguments``, ``HAIRTRIAL_LANG``, the system, else zh."""
    given = list(arguments or sys.argv[1:])
    wanted = [asked]
    wanted += [given[at + 1] for at, part in enumerate(given[:-1]) if part == "--lang"]
    wanted += [part.removeprefix("--lang=") for part in given if part.startswith("--lang=")]
    wanted += [os.environ.get("HAIRTRIAL_LANG"), (locale.getlocale()[0] or "")[:2]]
    return Words(next((language for language in wanted if language in LANGUAGES), None) or DEFAULT_LANGUAGE)


@contextmanager
def exit_code_of(arguments: Sequence[str] = ()) -> Iterator[None]:
    """Say a KnownError on stderr and end with code 2; let everything else through, it is a bug."""
    try:
        yield
    except KnownError as error:
        click.echo(words_for(arguments=arguments).error(error), err=True)
        raise SystemExit(REFUSED) from error
