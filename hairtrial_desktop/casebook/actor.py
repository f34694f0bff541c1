"""Who acts, and what each role may do (P11-07, EMA-12; ``clinical_content.md`` section 17)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hairtrial_desktop.study.errors import KnownError


class Role(StrEnum):
    """The roles of this release. The unblinded preparer is not a user."""

    NURSE = "nurse"
    INVESTIGATOR = "investigator"
    MONITOR = "monitor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done; every use case asks for one."""

    READ_DATA = "read_data"
    READ_IDENTITY = "read_identity"
    SCREEN = "screen"
    ENTER = "enter"
    COMPLETE = "complete"
    CONFIRM_SECOND = "confirm_second"
    SIGN = "sign"
    PRINT = "print"
    BUILD_EXPORT = "build_export"
    SEND_EXPORT = "send_export"
    READ_AUDIT = "read_audit"
    VERIFY = "verify"
    ADMINISTER_USERS = "administer_users"
    CONFIGURE_SITE = "configure_site"


_CLINICAL = {
    Action.READ_DATA, Action.READ_IDENTITY, Action.SCREEN, Action.ENTER, Action.COMPLETE, Action.CONFIRM_SECOND,
    Action.PRINT, Action.BUILD_EXPORT, Action.SEND_EXPORT, Action.READ_AUDIT, Action.VERIFY,
}  # fmt: skip

PERMITTED: dict[Role, frozenset[Action]] = {
    Role.NURSE: frozenset(_CLINICAL),
    Role.INVESTIGATOR: frozenset(_CLINICAL | {Action.SIGN}),
    Role.MONITOR: frozenset({Action.READ_DATA, Action.PRINT, Action.READ_AUDIT, Action.VERIFY}),
    Role.ADMINISTRATOR: frozenset(
        {Action.ADMINISTER_USERS, Action.CONFIGURE_SITE, Action.READ_AUDIT, Action.VERIFY, Action.SEND_EXPORT}
    ),
}


class NotPermitted(KnownError):
    """The role does not allow the action."""


@dataclass(frozen=True)
class Actor:
    """The person logged in."""

    user: str
    name: str
    role: Role

    def may(self, action: Action) -> bool:
        """Whether the role permits ``action``."""
        return action in PERMITTED[self.role]

    def require(self, action: Action) -> None:
        """Raise NotPermitted unless the role permits ``action``."""
        if not self.may(action):
            raise NotPermitted("not_permitted", role=self.role.value, action=action.value)
