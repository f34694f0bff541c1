"""Every act that can be committed: what it may write, and by whose right (21 CFR 11.10(d), (g); EMA-12).

The list is closed: whatever way a commit comes, ``SiteBook.commit`` lets through no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.record import SITE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.actor import Actor
    from hairtrial_desktop.casebook.record import Draft


@dataclass(frozen=True)
class Act:
    """Kinds of record the act may write, the right it takes (None: whoever is logged in), and whether of the site.

    ``place`` begins the key of every record it may write, ``{user}`` standing for the actor: an act that takes no right
    reaches only what is one's own. ``ready``: only from people who owe nothing first (``readiness``).
    """

    kinds: frozenset[str]
    right: Action | None
    of_site: bool = True
    begins_epoch: bool = False  # a copy that goes on from here is told from one that went on without it
    place: str = ""
    ready: bool = True
    of_clock: bool = False  # about a clock that cannot be believed, so it is taken under that clock


def _of_subject(right: Action, *kinds: str) -> Act:
    return Act(frozenset(kinds), right, of_site=False)


def _of_site(right: Action | None, *kinds: str) -> Act:
    return Act(frozenset(kinds), right)


def _of_house(right: Action | None, *kinds: str, place: str = "") -> Act:
    """Return an act of keeping the house itself: whoever is in may do it before anything else."""
    return Act(frozenset(kinds), right, place=place, ready=False)


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "save": _of_subject(Action.ENTER, "subject", "item", "form", "confirmation", "proposal"),
        "complete": _of_subject(Action.COMPLETE, "subject", "item", "form", "confirmation", "proposal"),
        "remove": _of_subject(Action.ENTER, "form", "item"),
        "remove_row": _of_subject(Action.ENTER, "item", "form", "confirmation", "proposal"),
        "reopen": _of_subject(Action.COMPLETE, "item", "form"),
        "move": _of_subject(Action.ENTER, "item", "form"),
        "reenter": _of_subject(Action.ENTER, "subject", "item", "form", "proposal"),
        "void_form": _of_subject(Action.ENTER, "item", "form"),
        "attach": _of_subject(Action.ATTACH, "attachment"),
        "detach": _of_subject(Action.ATTACH, "attachment"),
        "transcribe": _of_subject(Action.ENTER, "transcription"),
        "accept_deviation": _of_subject(Action.ENTER, "proposal", "item", "form"),
        "acknowledge_deviation": _of_subject(Action.DECIDE_DEVIATION, "proposal"),
        "refuse_deviation": _of_subject(Action.DECIDE_DEVIATION, "proposal"),
        "sign": _of_subject(Action.SIGN, "signature"),
        "discard": _of_subject(Action.ENTER, "discard"),
        "raise_query": _of_subject(Action.RAISE_QUERY, "query"),
        "answer_query": _of_subject(Action.ANSWER_QUERY, "query"),
        "close_query": _of_subject(Action.CLOSE_QUERY, "query"),
        "package_query": _of_subject(Action.RECEIVE_PACKAGE, "query"),
        "note": _of_subject(Action.WRITE_NOTE, "note"),
        "redact": _of_subject(Action.REDACT, "redaction"),
        "destroy": Act(frozenset({"site"}), Action.ORDER_DESTRUCTION, place="destruction"),
        "incident": _of_site(Action.RECORD_INCIDENT, "incident"),
        "verify_source": _of_subject(Action.VERIFY_SOURCE, "verification"),
        "review": _of_subject(Action.REVIEW_DATA, "review"),
        "review_audit": _of_site(Action.REVIEW_AUDIT, "review"),
        "freeze": _of_subject(Action.FREEZE, "lock"),
        "lock": _of_subject(Action.LOCK, "lock"),
        "unlock": _of_subject(Action.LOCK, "lock"),
        "site_freeze": _of_site(Action.FREEZE, "lock"),
        "site_lock": _of_site(Action.LOCK, "lock"),
        "site_unlock": _of_site(Action.LOCK, "lock"),
        "identity": _of_site(Action.SCREEN, "identity"),
        "found": _of_house(Action.CONFIGURE_SITE, "site", "definition", "user", "writer"),
        "setup": _of_site(Action.CONFIGURE_SITE, "site", "definition", "user"),
        "activate": _of_site(Action.ACTIVATE_VERSION, "site", "definition"),
        "users": _of_site(Action.ADMINISTER_USERS, "user"),
        "user_review": _of_site(Action.ADMINISTER_USERS, "review"),
        "release": _of_site(Action.ADMINISTER_USERS, "login"),
        "recover": _of_house(Action.ADMINISTER_USERS, "user", place="{user}"),
        "recovery": _of_house(Action.ADMINISTER_USERS, "site", place="recovery"),
        "clock_found": Act(frozenset({"clock"}), None, place="clock-", ready=False, of_clock=True),
        "clock": Act(frozenset({"clock"}), Action.OVERRIDE_CLOCK, place="clock-", ready=False, of_clock=True),
        "login": _of_house(None, "login", place="login-"),
        "logout": _of_house(None, "login", place="login-"),
        "password": _of_house(None, "login", place="{user}/"),
        "own_key": _of_house(None, "login", place="{user}/recipient"),
        "train": _of_house(None, "training", place="{user}/"),
        "ask_training": _of_house(None, "site", place="training"),
        "keys": _of_house(None, "site", place="keys"),
        "check": _of_house(None, "integrity"),
        "backup": _of_house(None, "backup"),
        "handover": _of_site(Action.HAND_OVER, "writer"),
        "takeover": Act(frozenset({"writer"}), Action.HAND_OVER, begins_epoch=True, ready=False),
        "print": _of_site(Action.PRINT, "print"),
        "file_print": _of_site(Action.ENTER, "print"),
        "save_list": _of_site(Action.PRINT, "print"),
        "export": _of_site(Action.BUILD_EXPORT, "export"),
        "send": _of_site(Action.SEND_EXPORT, "export"),
        "receipt": _of_site(Action.SEND_EXPORT, "receipt"),
        "kit": _of_site(Action.ENTER, "kit"),
        "package": _of_site(Action.RECEIVE_PACKAGE, "package", "kit", "cohort"),
    }
)


def asks_readiness(draft: Draft) -> bool:
    """Whether the act is only for people who owe nothing first."""
    return ACTS[draft.act].ready


def require_act(actor: Actor, draft: Draft) -> None:
    """Raise NotPermitted unless ``actor`` may commit ``draft``; ValueError if it is no act of the list."""
    act = ACTS.get(draft.act)
    if act is None or act.of_site is not (draft.subject == SITE):
        raise ValueError(draft.act)
    if act.right is not None:
        actor.require(act.right)
    strange = {record.kind for record in draft.records} - act.kinds
    place = act.place.format(user=actor.user)
    if strange or not all(record.key.startswith(place) for record in draft.records):
        raise ValueError(draft.act, sorted(strange))
