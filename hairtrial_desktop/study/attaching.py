"""What photographs and scans a form or a question expects, and what of them may leave the site (PI-02)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from hairtrial_desktop.study.loader_table import Table


class AttachmentKind(StrEnum):
    """What an attachment is."""

    PHOTOGRAPH = "photograph"
    WET_INK = "wet_ink_scan"
    OTHER = "other"


class AttachmentExport(StrEnum):
    """What leaves of an attachment: nothing, what it is with its hash, or the file too."""

    NEVER = "never"
    HASH = "hash"
    FILE = "file"


@dataclass(frozen=True)
class AttachmentRule:
    """``kind`` is expected; ``export`` says what of it leaves. The file takes the participant's consent besides."""

    kind: AttachmentKind
    export: AttachmentExport = AttachmentExport.HASH


def read_rule(table: Table) -> AttachmentRule | None:
    """Read ``attachments = {kind = …, export = …}`` of a form or an item; None where there is none."""
    inner = table.table("attachments")
    if inner is None:
        return None
    kind = AttachmentKind(inner.choice("kind", AttachmentKind))
    export = AttachmentExport(inner.choice("export", AttachmentExport, AttachmentExport.HASH))
    if kind is AttachmentKind.WET_INK and export is AttachmentExport.FILE:  # it bears a name: it stays at the site
        inner.wrong("export", phrase("never or hash for a scan of a page signed by hand"), export)
    inner.close()
    return AttachmentRule(kind, export)


def rule_table(rule: AttachmentRule | None) -> dict[str, str] | None:
    """Return the rule as it is written in a form's file."""
    return None if rule is None else {"kind": rule.kind.value, "export": rule.export.value}


def export_of(rule: AttachmentRule | None, kind: AttachmentKind) -> AttachmentExport:
    """Return what of an attachment of ``kind`` may leave under the rule of its place: without any, the hash.

    ``never`` counts for whatever is attached there; ``file`` for the kind it names and no other.
    """
    if rule is None:
        return AttachmentExport.HASH
    if rule.export is AttachmentExport.NEVER or rule.kind is kind:
        return rule.export
    return AttachmentExport.HASH
