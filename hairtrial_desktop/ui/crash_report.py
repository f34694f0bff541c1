"""What a crash report says: where the program failed, and nothing anybody typed."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path


def crash_report(error: BaseException, version: str) -> str:
    """Return a report of ``error`` to copy: kinds of errors and places in the code.

    Messages, values and source lines are left out: any of them could hold what was typed about a participant.
    """
    lines = [f"HairTrial {version}, Python {platform.python_version()}, {platform.system()} {platform.release()}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [
            f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)
