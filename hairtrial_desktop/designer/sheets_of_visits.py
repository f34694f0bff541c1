"""The schedule and the forms as plain tables: when each visit is due, and what holds for a form as a whole."""

from __future__ import annotations

from hairtrial_desktop.designer.sheet import Sheet, mark, seen_by
from hairtrial_desktop.designer.window_words import due_words, short
from hairtrial_desktop.study.attaching import AttachmentExport
from hairtrial_desktop.study.definitions import FormDef, Study, VisitWindow
from hairtrial_desktop.study.expression import Expression
from hairtrial_desktop.words import Words, msg

_LEAVES = {
    AttachmentExport.NEVER: msg("nothing leaves"), AttachmentExport.HASH: msg("its hash leaves"),
    AttachmentExport.FILE: msg("the file leaves with consent"),
}  # fmt: skip


def schedule_sheet(study: Study, tr: Words) -> Sheet:
    """Return when each visit is due, from which day it counts, and which days are green and amber."""
    columns = (
        tr("Visit"), tr("Visit (Chinese)"), tr("Visit (English)"), tr("Counted from"), tr("Due after"),
        tr("In the window"), tr("Out of the window beyond"), tr("Instead counted from"), tr("Date of the visit"),
        tr("Does not take place when"), tr("Judged by no window when"),
    )  # fmt: skip
    rows = tuple(
        (
            event.short, event.name.zh, event.name.en, *_window(event.window, tr), event.date_item or "",
            _text(event.cancelled_when), _text(event.early_when),
        )
        for event in study.events
    )  # fmt: skip
    return Sheet(tr("Visit schedule"), columns, rows)


def _window(window: VisitWindow | None, tr: Words) -> tuple[str, str, str, str, str]:
    if window is None:
        return ("",) * 5
    return (
        short(window.anchor), due_words(window.months, window.days, tr), f"−{window.before} / +{window.after}",
        "" if window.hard is None else f"±{window.hard}", " ".join(short(oid) for oid in window.fallback),
    )  # fmt: skip


def forms_sheet(study: Study, tr: Words) -> Sheet:
    """Return what holds for each form as a whole: signatures, second person, attachments, who sees it."""
    columns = (
        tr("Form"), tr("Form (Chinese)"), tr("Form (English)"), tr("Log"), tr("Signatures"), tr("Second person"),
        tr("Photographs and scans"), tr("Seen by"), tr("Collected when"), tr("Guidance (Chinese)"),
        tr("Guidance (English)"),
    )  # fmt: skip
    return Sheet(tr("Forms"), columns, tuple(_form_row(form, tr) for form in study.forms.values()))


def _form_row(form: FormDef, tr: Words) -> tuple[str, ...]:
    rule, guidance = form.attachments, form.guidance
    return (
        form.short, form.name.zh, form.name.en, mark(said=form.log), " ".join(form.signed_as),
        mark(said=form.second_person), "" if rule is None else f"{rule.kind.value}: {tr(_LEAVES[rule.export])}",
        seen_by(form.visible_to, form.hidden_from), _text(form.collect_when),
        guidance.zh if guidance else "", guidance.en if guidance else "",
    )  # fmt: skip


def _text(expression: Expression | None) -> str:
    return expression.text if expression is not None else ""
