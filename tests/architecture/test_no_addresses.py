from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT, files, name_of

# Written in pieces, so that this file does not find itself.
INDEX = re.compile(
    "|".join(
        [
            "--(extra-)?index" + "-url",
            "--find" + "-links",
            r"https?://[^ \"']*/(simple|packages)" + "/",
            r"files\.python" + "hosted",
            "registry" + r"\.npm",
        ],
    ),
)
MACHINE = re.compile("(^|[^a-zA-Z0-9_.~-])/(" + "|".join(["wo" + "rk", "ro" + "ot", "fa" + "rm"]) + ")/")
SECRET = re.compile("AGE-SECRET" + "-KEY-1[0-9A-Z]{20}|-----BEGIN [A-Z ]*PRIV" + "ATE KEY-----")
BINARY = {".ttf", ".otf", ".png", ".pdf", ".icc", ".jpg", ".ico", ".gz", ".zip"}
UNWANTED = {"uv.lock", "pylock.toml", ".env"}


@pytest.mark.parametrize(
    "pattern",
    [INDEX, MACHINE, SECRET],
    ids=["address of a package index", "path of a machine", "private key"],
)
def test_the_tree_holds_none(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in files()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_file_is_tracked_that_names_an_index_or_holds_data() -> None:
    found = [name_of(path) for path in files() if path.name in UNWANTED or path.suffix in {".db", ".sqlite", ".p12"}]
    assert found == []


def test_the_lock_pins_every_package_with_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.compile(r"^\S+==\S+(?: ;[^\\\n]*)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", re.MULTILINE)
    assert len(pinned.findall(text)) == len(re.findall("^[a-z]", text, re.MULTILINE)) > 50
    assert "//" not in text
    assert "@" not in text
