"""Migrations of ``site.db``, in order."""

from __future__ import annotations

from hairtrial_desktop.store.migrations import Migration
from hairtrial_desktop.store.migrations.site import (
    m0001_commits,
    m0002_projection,
    m0003_drafts,
    m0004_attachment_keys,
    m0005_outbox,
    m0006_record,
    m0007_redaction,
    m0008_erasing_paper_sources,
)

SITE: tuple[Migration, ...] = (
    m0001_commits.apply,
    m0002_projection.apply,
    m0003_drafts.apply,
    m0004_attachment_keys.apply,
    m0005_outbox.apply,
    m0006_record.apply,
    m0007_redaction.apply,
    m0008_erasing_paper_sources.apply,
)
TRIGGERS: dict[str, str] = {
    **m0001_commits.TRIGGERS,
    **m0004_attachment_keys.TRIGGERS,
    **m0007_redaction.TRIGGERS,
    **m0008_erasing_paper_sources.TRIGGERS,
}
