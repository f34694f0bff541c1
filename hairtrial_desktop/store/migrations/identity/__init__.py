"""Migrations of ``identity.db``, in order."""

from __future__ import annotations

from hairtrial_desktop.store.migrations import Migration
from hairtrial_desktop.store.migrations.identity import m0001_identities

IDENTITY: tuple[Migration, ...] = (m0001_identities.apply,)
