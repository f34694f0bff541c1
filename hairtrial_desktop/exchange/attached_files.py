"""What leaves of photographs and scans: for each its hash, and the file only by rule and consent (PI-02, PI-03).

The record says of every attachment what it is and its hash; here is decided which files go along, and the manifest
lists them all, so that the sponsor knows what stayed at the site. A file is sent once: what an earlier export brought
that the sponsor acknowledged is listed and not sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.casebook.attached_file import SUFFIXES
from hairtrial_desktop.casebook.attachments import Attachment, attachments_of, export_under, verified
from hairtrial_desktop.casebook.erased_files import erasure_of
from hairtrial_desktop.casebook.ports import Attachments
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.exchange.privacy_gate import Release
from hairtrial_desktop.exchange.release_rule import images_allowed
from hairtrial_desktop.study.attaching import AttachmentExport

ATTACHED = "attached/"  # in the bundle: <SHA-256>.jpg, .png, .pdf


@dataclass(frozen=True)
class AttachedFiles:
    """``files``: name in the bundle -> content; ``listed``: the lines of the manifest; ``held``: keys that stay home.

    A line: ``key``, ``sha256``, ``file`` (its name below ``attached/``, "" where the hash alone leaves), ``included``
    (whether it is in this bundle).
    """

    files: Mapping[str, bytes]
    listed: tuple[dict[str, Any], ...]
    held: tuple[str, ...]

    @property
    def sent(self) -> frozenset[str]:
        """SHA-256 of every file that the sponsor has or gets."""
        return frozenset(str(line["sha256"]) for line in self.listed if line["file"])


def collect_attached(
    release: Release, versions: Versions, attachments: Attachments, acknowledged: frozenset[str]
) -> AttachedFiles:
    """Read the files that leave and are not in ``acknowledged`` (SHA-256).

    KnownError ``attachment_missing`` or ``attachment_damaged``: then nothing is exported.
    """
    files: dict[str, bytes] = {}
    listed: list[dict[str, Any]] = []
    held: list[str] = []
    for subject, state in sorted(release.full.items()):
        leaving = {each.key for each in attachments_of(release.states[subject])}
        for attachment in attachments_of(state):
            if attachment.key not in leaving:
                held.append(attachment.key)
                continue
            leaves = erasure_of(state, attachment) is None and _file_leaves(state, versions, attachment)
            name = file_name(attachment) if leaves else ""
            fresh = bool(name) and attachment.sha256 not in acknowledged
            if fresh:
                files[f"{ATTACHED}{name}"] = verified(attachments.get(attachment.store), attachment)
            listed.append({"key": attachment.key, "sha256": attachment.sha256, "file": name, "included": fresh})
    return AttachedFiles(files, tuple(listed), tuple(sorted(held)))


def file_name(attachment: Attachment) -> str:
    """Return the name of a file in the bundle: its hash, so that it says nothing else."""
    return f"{attachment.sha256}.{SUFFIXES[attachment.media_type]}"


def _file_leaves(state: State, versions: Versions, attachment: Attachment) -> bool:
    """Whether the file itself may leave: by its rule, with consent, while it stands."""
    form = state.forms().get(str(attachment.form))
    stands = attachment.removed is None and (form is None or form.status != "removed")
    by_rule = export_under(versions, attachment.key, attachment.kind) is AttachmentExport.FILE
    return stands and by_rule and images_allowed(state)
