"""Rooms of the stage that do nothing: no backups, and a computer that writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hairtrial_desktop.study.errors import KnownError


@dataclass
class Writes:
    """``rooms.WritingRoom`` of the computer that writes."""

    reading_only: KnownError | None = None
    can_be_lifted: bool = True

    reasons: list[str] = field(default_factory=list)

    def take_over(self, reason: str) -> None:
        self.reasons.append(reason)
        self.reading_only = None

    def hand_over(self, reason: str) -> None:
        self.reasons.append(reason)
        self.reading_only = KnownError("writer_handed_over")


@dataclass
class NoBackups:
    """``rooms.BackupRoom`` of a computer on which nobody chose a folder."""

    folder: Path | None = None
    due: bool = False

    def choose_folder(self, folder: Path) -> None:
        self.folder = folder

    def sets(self) -> tuple[Any, ...]:
        return ()

    def make(self) -> Any:
        raise NotImplementedError

    def record(self, made: Any) -> None:
        raise NotImplementedError

    def rehearse(self, backup: Any) -> Any:
        raise NotImplementedError

    def record_rehearsal(self, backup: Any, head: Any) -> None:
        raise NotImplementedError
