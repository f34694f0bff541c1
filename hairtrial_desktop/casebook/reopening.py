"""A complete form taken back to in progress (un-complete), with a reason; its signatures are void from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.form_session import FormSession
    from hairtrial_desktop.casebook.record import Commit

REOPEN = "reopen"


def may_reopen(session: FormSession) -> bool:
    """Whether this person may reopen the form as it stands now."""
    return session.status == "complete" and session.book.actor.may(Action.COMPLETE) and not session.read_only


def reopen(session: FormSession, reason: str) -> Commit | None:
    """Commit the form as in progress again.

    KnownError ``form_not_complete_yet`` | ``save_first`` | ``reason_required``, ``form_locked``; NotPermitted.
    """
    session.book.actor.require(Action.COMPLETE)
    if session.status != "complete":
        raise KnownError("form_not_complete_yet")
    if session.dirty:
        raise KnownError("save_first")
    if not reason.strip():
        raise KnownError("reason_required")
    return session.commit_as("progress", REOPEN, reason)
