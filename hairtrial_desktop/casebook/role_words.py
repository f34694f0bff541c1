"""What the roles are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

ROLE_WORDS = {
    "nurse": Text("研究护士", "Research nurse"),
    "investigator": Text("研究者", "Investigator"),
    "assessor": Text("盲态评估者", "Blinded assessor"),
    "monitor": Text("监查员", "Monitor"),
    "inspector": Text("检查员", "Inspector"),
    "administrator": Text("系统管理员", "Administrator"),
}


def roles_text(roles: Iterable[str]) -> Text:
    """Return the names of ``roles`` as one text."""
    named = [ROLE_WORDS[role] for role in roles if role in ROLE_WORDS]
    return Text("、".join(each.zh for each in named), ", ".join(each.en for each in named))
