"""The data dictionary and the data validation plan (数据核查计划) as plain tables, for XLSX and HTML alike."""

from __future__ import annotations

from hairtrial_desktop.designer.cover import cover_sheet
from hairtrial_desktop.designer.letter import bare
from hairtrial_desktop.designer.plan import each_item, plan_sheet
from hairtrial_desktop.designer.sheet import Sheet, mark, seen_by
from hairtrial_desktop.designer.sheets_of_visits import forms_sheet, schedule_sheet
from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, SignatureScope, Study
from hairtrial_desktop.words import Words, msg


def dictionary(study: Study, tr: Words) -> tuple[Sheet, ...]:
    """Return cover, schedule, forms, items, codes, validation plan, signatures, settings; headings as ``tr`` says."""
    return (
        cover_sheet(study, tr), schedule_sheet(study, tr), _visits(study, tr), forms_sheet(study, tr),
        _items(study, tr), _codes(study, tr), plan_sheet(study, tr), _signatures(study, tr), _settings(study, tr),
    )  # fmt: skip


def _visits(study: Study, tr: Words) -> Sheet:
    rows = []
    for event in study.events:
        for form in (study.forms[oid] for oid in event.forms):
            condition = form.collect_when.text if form.collect_when else ""
            rows.append((event.short, event.name.zh, event.name.en, form.short, form.name.zh, form.name.en, condition))
    columns = (
        tr("Visit"), tr("Visit (Chinese)"), tr("Visit (English)"), tr("Form"), tr("Form (Chinese)"),
        tr("Form (English)"), tr("Collected when"),
    )  # fmt: skip
    return Sheet(tr("Visits and forms"), columns, tuple(rows))


_SCOPES = {
    SignatureScope.FORM: msg("a form"), SignatureScope.VISIT: msg("a whole visit"),
    SignatureScope.SUBJECT: msg("a whole casebook"),
}  # fmt: skip


def _signatures(study: Study, tr: Words) -> Sheet:
    """Return the meanings of signatures: what each is put over, who gives it, which forms ask for it."""
    columns = (
        tr("Code"), tr("Put over"), tr("Meaning (Chinese)"), tr("Meaning (English)"), tr("Given by"),
        tr("Forms that ask for it"),
    )  # fmt: skip
    rows = [
        (
            each.code, tr(_SCOPES[SignatureScope(each.scope)]), each.meaning.zh, each.meaning.en,
            " ".join(each.roles or ()),
            " ".join(form.short for form in study.forms.values() if each.code in form.signed_as),
        )
        for each in study.signatures.values()
    ]  # fmt: skip
    return Sheet(tr("Signatures"), columns, tuple(rows))


def _items(study: Study, tr: Words) -> Sheet:
    columns = (
        tr("Form"), tr("Section"), tr("Both areas"), tr("Item"), tr("Question (Chinese)"), tr("Question (English)"),
        tr("Type"), tr("Length"), tr("Decimals"), tr("Unit"), tr("Code list"), tr("Mandatory"), tr("Collected when"),
        tr("Derived as"), tr("Fixed value"), tr("Guidance (Chinese)"), tr("Guidance (English)"), tr("Source"),
        tr("Reasons for a missing value"), tr("SDTM"), tr("Critical"), tr("Exported"),
        tr("Seen by"), tr("Assumption"),
    )  # fmt: skip
    return Sheet(tr("Data dictionary"), columns, tuple(_item_row(*each, tr) for each in each_item(study)))


def _item_row(form: FormDef, group: ItemGroupDef, item: ItemDef, tr: Words) -> tuple[str, ...]:
    return (
        form.short, group.name.say(tr.language), mark(said=group.areas), item.name, item.question.zh,
        item.question.en, item.data_type.value, str(item.length or ""),
        "" if item.decimals is None else str(item.decimals), item.unit.code if item.unit else "",
        item.code_list.oid.removeprefix("CL.") if item.code_list else "", mark(said=item.mandatory),
        item.collect_when.text if item.collect_when else "", item.derive.text if item.derive else "",
        item.default or "", item.guidance.zh if item.guidance else "", item.guidance.en if item.guidance else "",
        item.source.value, " ".join(item.null_flavours) if item.typed else "", item.sdtm or "",
        mark(said=item.critical), mark(said=item.export), seen_by(item.visible_to, item.hidden_from),
        bare(item.assumption, tr.language) if item.assumption else "",
    )  # fmt: skip


def _codes(study: Study, tr: Words) -> Sheet:
    rows = tuple(
        (each.oid.removeprefix("CL."), each.name.say(tr.language), entry.code, entry.text.zh, entry.text.en,
         mark(said=entry.unknown))
        for each in study.code_lists.values() for entry in each.items
    )  # fmt: skip
    columns = (
        tr("Code list"), tr.within("cover", "Name"), tr("Code"), tr("Chinese"), tr("English"), tr("Reads as unknown"),
    )  # fmt: skip
    return Sheet(tr("Code lists"), columns, rows)


def _settings(study: Study, tr: Words) -> Sheet:
    rows = tuple(
        (f"CFG.{each.name}", "" if each.value is None else str(each.value), each.text.zh, each.text.en,
         mark(said=each.assumption))
        for each in study.settings.values()
    )  # fmt: skip
    columns = (tr("Setting"), tr("Value"), tr("Chinese"), tr("English"), tr("Assumption"))
    return Sheet(tr("Settings"), columns, rows)
