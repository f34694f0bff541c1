"""Says what a new version of the definitions would do to the saved forms, in lines for the window and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.views.dry_run import EffectKind
from hairtrial_desktop.words import Words, msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.casebook.views.dry_run import DryRun, FormEffect, ItemEffect

_ITEMS = {
    EffectKind.ADDED: msg("new question {new} {question}"),
    EffectKind.DROPPED: msg("{old} {question} has no place any more; {before} stays in the audit trail only"),
    EffectKind.RENAMED: msg("{old} becomes {new} {question}: {before} → {after}"),
    EffectKind.MOVED: msg("{old} moves to {new} {question}: {before} → {after}"),
    EffectKind.RECODED: msg("{new} {question} is written otherwise: {before} → {after}"),
}


def heading(effect: FormEffect, tr: Words) -> str:
    """Return which form it is."""
    return tr(
        "{subject} · {visit} · {form} (version {version})",
        subject=effect.key.subject, visit=effect.event, form=effect.name, version=effect.version,
    )  # fmt: skip


def lines_of(effect: FormEffect, tr: Words) -> tuple[str, ...]:
    """Return every effect on one form; none where nothing but its version would change."""
    if effect.gone:
        return (tr("the new version does not ask this form at this visit: it stays as it is"),)
    return tuple(_lines(effect, tr))


def _lines(effect: FormEffect, tr: Words) -> Iterator[str]:
    for item in effect.items:
        line = _item(item, tr)
        yield tr("{line} (required)", line=line) if item.kind is EffectKind.ADDED and item.mandatory else line
    for finding in effect.failing:
        yield tr("newly found at {item}: {message}", item=finding.key.item.removeprefix("I."), message=finding.message)
    for finding in effect.cleared:
        yield tr("no longer found at {item}: {message}", item=finding.key.item.removeprefix("I."),
                 message=finding.message)  # fmt: skip
    if effect.reopened:
        yield tr("complete now; would be open again")
    if effect.signature_void:
        yield tr("the signature would become void")


def _item(item: ItemEffect, tr: Words) -> str:
    return tr(
        _ITEMS[item.kind], old=item.old, new=item.new, question=item.question, before=item.before, after=item.after
    )  # fmt: skip


def summed(run: DryRun, tr: Words) -> str:
    """Return the sum: how many saved forms, how many would change, be open again, lose a signature."""
    changed = sum(bool(each.items or each.failing or each.cleared) for each in run.forms)
    return tr(
        "Saved forms: {forms}; changed: {changed}; open again: {reopened}; signatures void if moved: {void}. "
        "Nothing was written; saved forms stay as they are until somebody moves them.",
        forms=len(run.forms), changed=changed, reopened=sum(each.reopened for each in run.forms),
        void=sum(each.signature_void for each in run.forms),
    )  # fmt: skip
