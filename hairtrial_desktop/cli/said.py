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


def words_for(arguments: Sequence[str] = ()) -> Words:
    """Return the words of ``--lang`` in ``arguments`` (else the process's), ``HAIRTRIAL_LANG``, the system, zh."""
    given = list(arguments or sys.argv[1:])
    asked = [given[at + 1] for at, part in enumerate(given[:-1]) if part == "--lang"]
    asked += [part.removeprefix("--lang=") for part in given if part.startswith("--lang=")]
    asked += [os.environ.get("HAIRTRIAL_LANG", ""), (locale.getlocale()[0] or "")[:2]]
    return Words(next((language for language in asked if language in LANGUAGES), DEFAULT_LANGUAGE))


@contextmanager
def exit_code_of(arguments: Sequence[str] = ()) -> Iterator[None]:
    """Say a KnownError on stderr and end with code 2; let everything else through, it is a bug."""
    try:
        yield
    except KnownError as error:
        click.echo(words_for(arguments).error(error), err=True)
        raise SystemExit(REFUSED) from error
