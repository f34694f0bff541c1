"""Prints through a real CUPS server of its own, to a network printer that the test plays (AppSocket)."""

from __future__ import annotations

import getpass
import grp
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest

from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.documents.printing import print_pdf, printers
from hairtrial_desktop.study.errors import KnownError
from tests.documents import invented_pages as invented

pytestmark = pytest.mark.external

SERVER = """LogLevel warn
Listen {folder}/cups.sock
Browsing No
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
FILES = """AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
CacheDir {folder}/cache
RequestRoot {folder}/spool
StateDir {folder}/state
TempDir {folder}/tmp
ServerRoot {folder}/root
User {user}
Group {group}
Sandboxing relaxed
"""
SECONDS = 120.0  # a limit for what never comes


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Start a print server on a socket of its own; the machine's own server is left alone."""
    server = shutil.which("cupsd") or "/usr/sbin/cupsd"
    assert Path(server).is_file(), "CUPS is not installed (Debian: cups, cups-client)"
    with TemporaryDirectory(prefix="cups", ignore_cleanup_errors=True) as name:  # a socket's path has 107 bytes at most
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("cache", "spool", "state", "tmp", "root"):
            (folder / part).mkdir()
        (folder / "cupsd.conf").write_text(SERVER.format(folder=folder))
        user, group = ("lp", "lp") if os.geteuid() == 0 else (getpass.getuser(), grp.getgrgid(os.getegid()).gr_name)
        (folder / "cups-files.conf").write_text(FILES.format(folder=folder, user=user, group=group))
        monkeypatch.setenv("CUPS_SERVER", str(folder / "cups.sock"))
        command = [server, "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                until = monotonic() + SECONDS
                while subprocess.run(["lpstat", "-r"], capture_output=True, check=False).returncode != 0:
                    assert process.poll() is None, (folder / "error.log").read_text()
                    assert monotonic() < until, "cupsd does not answer"
                yield folder
            finally:
                process.terminate()


def received(listener: socket.socket) -> bytes:
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(SECONDS)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts)


@pytest.mark.usefixtures("cups")
def test_a_form_reaches_the_printer_byte_for_byte(paper: CrfPaper) -> None:
    pdf = paper.render(invented.DRAFT, "zh")
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as lane:
        listener.settimeout(SECONDS)
        port = listener.getsockname()[1]
        subprocess.run(
            ["lpadmin", "-p", "BINDER", "-v", f"socket://127.0.0.1:{port}", "-E"], check=True, capture_output=True
        )
        assert printers() == ("BINDER",)
        printed = lane.submit(received, listener)
        assert print_pdf(pdf, "BINDER", invented.DRAFT.document_id) == "BINDER-1"
        assert printed.result(SECONDS) == pdf


@pytest.mark.usefixtures("cups")
def test_an_unknown_printer_is_named() -> None:
    with pytest.raises(KnownError) as refused:
        print_pdf(b"%PDF-1.7", "NOWHERE", "title")
    assert (refused.value.code, refused.value.params) == ("no_printer", {"printer": "NOWHERE"})


@pytest.mark.usefixtures("cups")
def test_a_printer_that_refuses_jobs_says_why() -> None:
    subprocess.run(["lpadmin", "-p", "BUSY", "-v", "socket://127.0.0.1:9", "-E"], check=True, capture_output=True)
    subprocess.run(["cupsreject", "BUSY"], check=True, capture_output=True)
    with pytest.raises(KnownError) as refused:
        print_pdf(b"%PDF-1.7", "BUSY", "title")
    assert refused.value.code == "print_failed"
    assert refused.value.params["printer"] == "BUSY"
    assert refused.value.params["detail"]


def test_without_a_print_server_there_are_no_printers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody.sock"))
    assert printers() == ()


def test_without_cups_there_are_no_printers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert printers() == ()
    with pytest.raises(KnownError) as refused:
        print_pdf(b"%PDF-1.7", "ANY", "title")
    assert refused.value.code == "no_printer"
