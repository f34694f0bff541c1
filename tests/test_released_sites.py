"""Data folders of every released version open, verify, print and go on, whatever has become of the program since."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.house_rules import acknowledge_training
from hairtrial_desktop.casebook.signing import rendering
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.demo.pen import AgendaClock, enter_all
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.places import PACKAGE
from hairtrial_desktop.store.migrations.site import SITE

RELEASED = sorted((Path(__file__).parent / "released").glob("site-*.zip"))
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
CONSENT, DEMOGRAPHY, VITALS = (FormKey("01-001", "SE.SCR", form) for form in ("F.IC", "F.DM", "F.VS"))


def unpacked(archive: Path, folder: Path) -> Door:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder / "site")
    return Door(folder / "site", AgendaClock(NOW))


@pytest.mark.parametrize("archive", RELEASED, ids=lambda path: path.stem)
def test_ema_10_p11_03_a_released_site_opens_whole_and_goes_on(archive: Path, tmp_path: Path) -> None:
    site = unpacked(archive, tmp_path).open(NURSE, password_of(NURSE))
    assert site.damages == ()
    assert site.verify() == ()
    history = site.book.shelves.store.history(f"{DEMOGRAPHY}/IG.DM.DM#1/I.DM.SEX")
    assert [(line.old, line.new, line.reason) for line in history] == [(None, "M", None), ("M", "F", "misread")]
    signature = standing_signature(site.book.state("01-001"), CONSENT)
    assert signature is not None
    pdf = rendering(site.book, signature.data["attachment"], signature.data["pdf_sha256"])
    assert hashlib.sha256(pdf).hexdigest() == signature.data["pdf_sha256"]
    acknowledge_training(site.book, "I have been trained.")  # asked of everybody once, since that version
    vitals = FormSession(site.book, VITALS)
    vitals.restore_draft()
    enter_all(vitals, {"DIABP": "80"})
    assert vitals.save() is not None
    assert site.verify() == ()
    site.close()


def test_the_newest_released_schema_is_kept() -> None:
    assert RELEASED
    assert max(int(path.stem.removeprefix("site-")) for path in RELEASED) <= len(SITE)


KILLED_IN = """
import os, signal, sys
from pathlib import Path
from hairtrial_desktop.store import migrations
from hairtrial_desktop.store.migrations.site import SITE
from hairtrial_desktop.store.connection import CipherDatabase

def killed(step):
    def apply(db):
        if sys.argv[4] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        step(db)
        os.kill(os.getpid(), signal.SIGKILL)
    return apply

at = int(sys.argv[3])
steps = [killed(step) if number == at else step for number, step in enumerate(SITE)]
CipherDatabase.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), steps)
"""


@pytest.mark.faults
@pytest.mark.parametrize("archive", RELEASED, ids=lambda path: path.stem)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_power_cut_in_a_migration_leaves_the_version_before_it(archive: Path, moment: str, tmp_path: Path) -> None:
    door = unpacked(archive, tmp_path)
    key = Keyring.open(door.folder).unlock(NURSE, password_of(NURSE), NOW).database_key
    for step in range(int(archive.stem.removeprefix("site-")), len(SITE)):
        program = [sys.executable, "-c", KILLED_IN, str(door.folder / "site.db"), key.hex(), str(step), moment]
        killed = subprocess.run(program, check=False, env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)})
        assert killed.returncode == -signal.SIGKILL
    site = door.open(NURSE, password_of(NURSE))
    assert site.damages == ()
    assert site.verify() == ()
    site.close()
