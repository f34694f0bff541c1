"""How the status of a form looks in every place: shape, sign, tone and word, one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hairtrial_desktop.casebook.crf_page import SignatureShown
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.views.grid import FormStatus
from hairtrial_desktop.ui.form.item_words import Mark
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

_LOOKS: Mapping[FormStatus, tuple[str, Tone, str]] = MappingProxyType(
    {
        FormStatus.NOT_PLANNED: ("", Tone.NEUTRAL, ""),
        FormStatus.NOT_APPLICABLE: ("–", Tone.NEUTRAL, msg("Does not apply")),
        FormStatus.EMPTY: ("empty", Tone.NEUTRAL, msg("Blank")),
        FormStatus.PROGRESS: ("dots", Tone.ACCENT, msg("In progress")),
        FormStatus.FINDINGS: ("!", Tone.WARN, msg("Has findings")),
        FormStatus.COMPLETE: ("tick", Tone.OK, msg("Complete")),
        FormStatus.SIGNED: (msg("S"), Tone.SIGN, msg("Signed")),
        FormStatus.VOID: (msg("V"), Tone.BAD, msg("Signature void")),
        FormStatus.REMOVED: ("–", Tone.NEUTRAL, msg("Removed")),
    }
)
LEGEND = (
    FormStatus.EMPTY, FormStatus.PROGRESS, FormStatus.COMPLETE, FormStatus.FINDINGS, FormStatus.SIGNED, FormStatus.VOID,
)  # fmt: skip


def look_of(words: Words, status: FormStatus) -> Mark:
    """Return the mark of a form's status; its sign is empty where the visit does not have the form."""
    sign, tone, word = _LOOKS[status]
    said = words(sign) if sign in ("S", "V") else sign
    return Mark(said, tone, words(word) if word else "")


def look_now(words: Words, session: FormSession, status: FormStatus) -> Mark:
    """Return the mark of the open form: ``status`` as committed, unless answers stand there that are not saved."""
    if session.dirty and status in (FormStatus.EMPTY, FormStatus.PROGRESS):
        return Mark("dots", Tone.ACCENT, words("In progress (not saved)"))
    return look_of(words, status)


def signature_look(words: Words, shown: SignatureShown) -> tuple[Tone, str]:
    """Return tone and word of a signature; a void one that was given again asks for nothing any more."""
    if not shown.void:
        return Tone.SIGN, words("Signed")
    return (Tone.NEUTRAL, words("Void, replaced")) if shown.replaced_by else (Tone.BAD, words("Signature void"))
