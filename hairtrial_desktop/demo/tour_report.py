"""What the tour did: each step, what was checked, how long it took (``tour.json``)."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Step:
    """One step: its checks in words, and the milliseconds it took."""

    name: str
    checked: list[str] = field(default_factory=list)
    milliseconds: int = 0
    error: str = ""


class CheckFailed(AssertionError):
    """A check of the tour does not hold."""


@dataclass
class TourReport:
    """Collects steps; ``failed`` names the step that failed, if any."""

    language: str
    tell: Callable[[str], None]
    steps: list[Step] = field(default_factory=list)
    failed: str = ""

    @property
    def checks(self) -> int:
        """The number of checks that held."""
        return sum(len(step.checked) for step in self.steps)

    def run(self, name: str, act: Callable[[], None]) -> bool:
        """Run one step; True if it and its checks hold."""
        step = Step(name)
        self.steps.append(step)
        began = time.perf_counter()
        try:
            act()
        except Exception:  # noqa: BLE001 - whatever it is, the report says it and the tour fails
            step.error = traceback.format_exc()
            self.failed = name
        step.milliseconds = round((time.perf_counter() - began) * 1000)
        self.tell(f"{'--' if step.error else 'ok'} {step.milliseconds:6d} ms  {name}  ({len(step.checked)})")
        if step.error:
            self.tell(step.error)
        return not step.error

    def check(self, holds: object, words: str) -> None:
        """Note that ``words`` holds; raises CheckFailed if it does not."""
        if not holds:
            raise CheckFailed(words)
        self.steps[-1].checked.append(words)

    def write(self, path: Path) -> None:
        """Write ``tour.json``."""
        tree = {
            "language": self.language,
            "passed": not self.failed,
            "checks": self.checks,
            "milliseconds": sum(step.milliseconds for step in self.steps),
            "steps": [asdict(step) for step in self.steps],
        }
        path.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
