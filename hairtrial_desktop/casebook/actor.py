"""Who acts, and what each role may do (P11-07, EMA-12; ``clinical_content.md`` section 17)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hairtrial_desktop.study.errors import KnownError


class Role(StrEnum):
    """The roles of this release. The unblinded preparer is not a user."""

    NURSE = "nurse"
    INVESTIGATOR = "investigator"
    ASSESSOR = "assessor"  # blinded assessor: never sees injection forms
    MONITOR = "monitor"
    INSPECTOR = "inspector"  # reads everything but the identity table
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
    ATTACH = "attach"
    WRITE_NOTE = "write_note"
    RAISE_QUERY = "raise_query"
    ANSWER_QUERY = "answer_query"
    CLOSE_QUERY = "close_query"
    VERIFY_SOURCE = "verify_source"
    REVIEW_DATA = "review_data"
    REVIEW_AUDIT = "review_audit"
    FREEZE = "freeze"
    LOCK = "lock"
    DECIDE_DEVIATION = "decide_deviation"
    RECEIVE_PACKAGE = "receive_package"
    ACTIVATE_VERSION = "activate_version"
    BACK_UP = "back_up"
    OVERRIDE_CLOCK = "override_clock"
    HAND_OVER = "hand_over"
    REDACT = "redact"
    RECORD_INCIDENT = "record_incident"
    ORDER_DESTRUCTION = "order_destruction"


_LOOK = {Action.READ_DATA, Action.PRINT, Action.READ_AUDIT, Action.VERIFY}
_CLINICAL = _LOOK | {
    Action.READ_IDENTITY, Action.SCREEN, Action.ENTER, Action.COMPLETE, Action.CONFIRM_SECOND, Action.BUILD_EXPORT,
    Action.SEND_EXPORT, Action.ATTACH, Action.WRITE_NOTE, Action.ANSWER_QUERY, Action.RECEIVE_PACKAGE, Action.BACK_UP,
    Action.RECORD_INCIDENT,
}  # fmt: skip

PERMITTED: dict[Role, frozenset[Action]] = {
    Role.NURSE: frozenset(_CLINICAL),
    Role.INVESTIGATOR: frozenset(
        _CLINICAL | {
            Action.SIGN, Action.RAISE_QUERY, Action.CLOSE_QUERY, Action.REVIEW_DATA, Action.REVIEW_AUDIT,
            Action.DECIDE_DEVIATION, Action.ACTIVATE_VERSION, Action.FREEZE, Action.LOCK, Action.REDACT,
        }
    ),
    Role.ASSESSOR: frozenset(
        {
            Action.READ_DATA, Action.ENTER, Action.COMPLETE, Action.SIGN, Action.PRINT, Action.ATTACH,
            Action.WRITE_NOTE, Action.ANSWER_QUERY,
        }
    ),
    Role.MONITOR: frozenset(
        _LOOK | {
            Action.RAISE_QUERY, Action.CLOSE_QUERY, Action.VERIFY_SOURCE, Action.REVIEW_DATA, Action.REVIEW_AUDIT,
            Action.FREEZE,
        }
    ),
    Role.INSPECTOR: frozenset(_LOOK | {Action.REVIEW_AUDIT}),
    Role.ADMINISTRATOR: frozenset(
        {
            Action.ADMINISTER_USERS, Action.CONFIGURE_SITE, Action.PRINT, Action.READ_AUDIT, Action.VERIFY,
            Action.SEND_EXPORT, Action.RECEIVE_PACKAGE, Action.BACK_UP, Action.OVERRIDE_CLOCK, Action.HAND_OVER,
            Action.REDACT, Action.RECORD_INCIDENT, Action.ORDER_DESTRUCTION,
        }
    ),
}  # fmt: skip


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
