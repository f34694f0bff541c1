"""The words of what the record says of a user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.key_holders import waiting_for
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.words import Words, msg

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook

_CHECKS = {
    "staff_card": msg("Staff card seen"),
    "id_card": msg("Identity card seen"),
    "passport": msg("Passport seen"),
    "known": msg("Known in person"),
}
_CHANGED = {
    "name": msg("name"),
    "role": msg("role"),
    "enabled": msg("account"),
    "delegations": msg("delegation"),
    "certificate_sha256": msg("signing key"),
}
_RIGHTS = {
    "read_data": msg("see entries"),
    "read_identity": msg("see names"),
    "enter": msg("enter"),
    "sign": msg("sign"),
    "read_audit": msg("see the audit trail"),
    "send_export": msg("send exports"),
    "administer_users": msg("administer users"),
}


def check_word(check: str, tr: Words) -> str:
    """Return how an identity was checked."""
    return tr(_CHECKS[check]) if check in _CHECKS else check


def changed_words(names: tuple[str, ...], tr: Words) -> str:
    """Return what became different, in one line."""
    return tr(", ").join(tr(_CHANGED[name]) for name in names if name in _CHANGED)


def rights_words(rights: tuple[str, ...], tr: Words) -> str:
    """Return the rights a person asks about first, in one line."""
    return tr(", ").join(tr(word) for right, word in _RIGHTS.items() if right in rights)


def waiting_words(book: SiteBook, tr: Words) -> str:
    """Return what a change of the site's keys still waits for; "" for nothing."""
    waits = waiting_for(book.state(SITE), book.now().date())
    lines = []
    if waits.users:
        names = [book.person_name(user) for user in waits.users]
        lines.append(tr("The keys of this site are changed once these people have signed in: {names}.", names=names))
    if waits.sheet:
        lines.append(tr("The keys of this site are changed once the recovery sheet is read back, or a new one drawn."))
    return "\n".join(lines)
