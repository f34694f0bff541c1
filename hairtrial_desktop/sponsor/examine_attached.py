"""The photographs and scans of a bundle: those that came are what the record says, and no other came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hairtrial_desktop.casebook.attachments import attachments_of
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.exchange.attached_files import ATTACHED
from hairtrial_desktop.exchange.bundle import OpenedBundle
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.sponsor.ledger import Ledger
from hairtrial_desktop.sponsor.refusal import ExportRefused


def check_attached(
    key: str, opened: OpenedBundle, manifest: dict[str, Any], states: Mapping[str, State], ledger: Ledger
) -> None:
    """Judge files, manifest and record against each other; the record must have been judged before.

    Raises ExportRefused ``export_attachment_wrong`` (param ``attachment``), ``export_counts_differ``. A manifest of
    before there were attachments lists none.
    """
    lines = manifest.get("attachments", [])
    recorded = {each.key: each.sha256 for state in states.values() for each in attachments_of(state)}
    held = set(manifest.get("attachments_held", []))
    listed = {line["key"]: line["sha256"] for line in lines}
    for place in sorted(listed.keys() | (recorded.keys() - held)):
        if listed.get(place) != recorded.get(place):
            raise ExportRefused("export_attachment_wrong", key=key, attachment=place)
    came = {name: sha256(content) for name, content in opened.files.items() if name.startswith(ATTACHED)}
    before = ledger.documents_before(manifest["series"], manifest["number"])
    included = set()
    for line in lines:
        name = f"{ATTACHED}{line['file']}"
        if line["included"]:
            included.add(name)
        there = came.get(name) == line["sha256"] if line["included"] else line["sha256"] in before
        if line["file"] and not there:
            raise ExportRefused("export_attachment_wrong", key=key, attachment=line["key"])
    counts = manifest["counts"]
    expected = (counts.get("attachments", 0), counts.get("attachments_included", 0))
    if came.keys() != included or (len(lines), sum(bool(line["included"]) for line in lines)) != expected:
        raise ExportRefused("export_counts_differ", key=key, what="attachments")
