"""Hands a PDF to CUPS: sharp vector text, and no plaintext file of ours on the disk. Windows prints through QtPdf."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from hairtrial_desktop.study.errors import KnownError

_SECONDS = 30
_REQUEST = re.compile(r"request id is (\S+)")


def printers() -> tuple[str, ...]:
    """Return the names of the print queues, sorted; empty where there is no CUPS or it does not answer."""
    if shutil.which("lpstat") is None:
        return ()
    answer = _run(["lpstat", "-e"], b"")
    return tuple(sorted(answer.stdout.decode("utf-8", "replace").split())) if answer.returncode == 0 else ()


def print_pdf(pdf: bytes, printer: str, title: str) -> str:
    """Send ``pdf`` to the queue ``printer`` and return the job id, for instance ``PDF-12``.

    ``title`` stands in the logs of the print server: the document id, never a name. Raises KnownError ``no_printer``
    (``printer``) if there is no such queue, ``print_failed`` (``printer``, ``detail``) if CUPS refuses the job.
    """
    if printer not in printers():
        raise KnownError("no_printer", printer=printer)
    answer = _run(["lp", "-d", printer, "-t", title, "-o", "media=A4", "-"], pdf)
    found = _REQUEST.search(answer.stdout.decode("utf-8", "replace"))
    if answer.returncode != 0 or found is None:
        detail = answer.stderr.decode("utf-8", "replace").strip()
        raise KnownError("print_failed", printer=printer, detail=detail)
    return found[1]


def _run(command: list[str], text: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run one CUPS client; one that does not answer in time counts as failed."""
    environment = {**os.environ, "LC_ALL": "C"}  # what it says is read here
    try:
        return subprocess.run(  # noqa: S603 - fixed programs, no shell; a printer's name was checked against the list
            command, input=text, capture_output=True, check=False, env=environment, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, b"", f"no answer in {_SECONDS} s".encode())
