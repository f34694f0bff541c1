"""Which checks made a person correct a value: kept with the correction, said in words (FDA-08: Q13 of the guidance)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.study.definitions import Study

_NAME = re.compile(r"\{\w+\}")


def prompted(study: Study, checks: Iterable[str], old: str) -> tuple[Text, ...]:
    """Return the messages of the checks (OIDs) that prompted the change of ``old``, as people read it.

    A check that ``study`` no longer has says nothing; what else a message named then stands as a dash.
    """
    wanted = set(checks)
    if not wanted:
        return ()
    return tuple(
        Text(_filled(check.message.zh, old), _filled(check.message.en, old))
        for form in study.forms.values()
        for group in form.groups
        for item in group.items
        for check in item.checks
        if check.oid in wanted
    )


def _filled(message: str, old: str) -> str:
    return _NAME.sub("—", message.replace("{value}", old or "—"))
