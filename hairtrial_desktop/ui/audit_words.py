"""The words of the acts and sources in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.ui.dates import exact
from hairtrial_desktop.words import Words, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.site_book import SiteBook

ACT_WORDS = {
    "found": msg("Site founded"),
    "setup": msg("Site set up"),
    "users": msg("Users changed"),
    "identity": msg("Participant registered"),
    "save": msg("Saved"),
    "complete": msg("Completed"),
    "remove": msg("Removed"),
    "remove_row": msg("Row removed"),
    "reopen": msg("Reopened"),
    "move": msg("Moved to the version in force"),
    "reenter": msg("Entered again under the right participant"),
    "void_form": msg("Form voided: wrong participant"),
    "attach": msg("Photograph or scan added"),
    "detach": msg("Photograph or scan removed"),
    "transcribe": msg("Origin recorded"),
    "accept_deviation": msg("Deviation accepted"),
    "acknowledge_deviation": msg("Deviation acknowledged"),
    "refuse_deviation": msg("Deviation refused"),
    "activate": msg("Version brought into force"),
    "sign": msg("Signed"),
    "raise_query": msg("Query raised"),
    "answer_query": msg("Query answered"),
    "close_query": msg("Query closed"),
    "package_query": msg("Query of the sponsor"),
    "note": msg("Note written"),
    "destroy": msg("Destruction ordered"),
    "incident": msg("Incident recorded"),
    "redact": msg("Erased by two persons"),
    "verify_source": msg("Source verified"),
    "review": msg("Data reviewed"),
    "review_audit": msg("Audit trail reviewed"),
    "freeze": msg("Frozen or lifted"),
    "lock": msg("Locked"),
    "unlock": msg("Unlocked"),
    "site_freeze": msg("Site frozen or lifted"),
    "site_lock": msg("Site locked"),
    "site_unlock": msg("Site unlocked"),
    "discard": msg("Draft discarded"),
    "login": msg("Signed in"),
    "logout": msg("Signed out"),
    "clock_found": msg("Clock judged"),
    "clock": msg("Clock let stand"),
    "check": msg("Checked the record"),
    "backup": msg("Backed up"),
    "handover": msg("Handed over writing"),
    "takeover": msg("Took over writing"),
    "release": msg("Account released"),
    "user_review": msg("Users reviewed"),
    "recover": msg("Administrator recovered"),
    "recovery": msg("Recovery sheet"),
    "password": msg("Password changed"),
    "train": msg("Training confirmed"),
    "own_key": msg("Own key recorded"),
    "ask_training": msg("Training asked of everybody"),
    "keys": msg("Keys changed"),
    "print": msg("Printed"),
    "file_print": msg("Binder kept"),
    "save_list": msg("List saved as a table"),
    "export": msg("Export built"),
    "send": msg("Export sent"),
    "receipt": msg("Receipt"),
    "package": msg("Package of the sponsor"),
    "kit": msg("Kit accountability"),
}
_STATUSES = {"progress": msg("In progress"), "complete": msg("Complete"), "removed": msg("Removed"),
    "accepted": msg("accepted, to be acknowledged"), "acknowledged": msg("acknowledged"), "refused": msg("refused"),
}  # fmt: skip
_SOURCES = {
    "direct": "",
    "transcribed": msg("transcribed"),
    "derived": msg("calculated"),
    "system": "",  # nobody chose it: there is nothing to explain
}


def act_words(act: str, tr: Words) -> str:
    """Return the word of an act; an unknown one as it is stored."""
    return tr(ACT_WORDS[act]) if act in ACT_WORDS else act


def status_words(status: str, tr: Words) -> str:
    """Return the word of a form's status in the record."""
    return tr(_STATUSES[status]) if status in _STATUSES else status


def source_words(source: str, tr: Words) -> str:
    """Return where a value came from; nothing where a person typed it."""
    word = _SOURCES.get(source, source)
    return tr(word) if word else ""


def erased_words(tr: Words, book: SiteBook, data: Mapping[str, Any]) -> str:
    """Return who erased a text, with whom, when and why, of a row of ``redaction_data``; never what."""
    first, second = (book.person_name(data[name]) for name in ("user", "second_person"))
    when = exact(data["at"], book.zone)
    return tr("Erased by {first} and {second} · {time} · {why}", first=first, second=second, time=when,
              why=data["reason"])  # fmt: skip
