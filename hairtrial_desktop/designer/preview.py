"""A form as it will look, both languages at once, as HTML that stands alone. Nothing typed here is kept anywhere."""

from __future__ import annotations

from html import escape

from hairtrial_desktop.designer.letter import bare
from hairtrial_desktop.designer.page import page
from hairtrial_desktop.designer.plan import CLASSES
from hairtrial_desktop.study.definitions import DataType, FormDef, ItemDef, ItemGroupDef
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.words import Words

MOST_RADIOS = 7  # more choices than this are a list to open
_STYLE = """
fieldset{border:1px solid #c8d0d8;border-radius:8px;margin:1rem 0;padding:1rem}
legend{font-weight:600;padding:0 .5rem}
.item{display:grid;grid-template-columns:minmax(14rem,2fr) 3fr;gap:.25rem 1.25rem;padding:.65rem 0;
border-top:1px solid #eef2f5}.item:first-of-type{border-top:0}
.item input[type=text]{width:16rem;padding:.35rem;border:1px solid #8a97a5;border-radius:5px}
.item label{display:inline-block;margin-right:1.2rem}.must{color:#b00020}.note{grid-column:2;font-size:.88em}
.item>div:first-child{grid-row:1/span 2}.areas .item>div:first-child{grid-row:auto}
.areas{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.areas .item{grid-template-columns:1fr}
.areas .note{grid-column:1}.item input[readonly],.fixed{background:#f1f4f7;border:1px dashed #8a97a5;
border-radius:5px;padding:.3rem .5rem}.item input[type=text][readonly]{border-style:dashed}
.check{border-left:3px solid #8a97a5;padding-left:.6rem;margin:.2rem 0}
"""
_HINTS = {
    DataType.DATE: "2026-06-01", DataType.PARTIAL_DATE: "2026-06-01 / 2026-06 / 2026", DataType.MONTH: "1985-03",
    DataType.TIME: "09:30", DataType.DATETIME: "2026-06-01 09:30",
}  # fmt: skip


def preview(form: FormDef, tr: Words) -> str:
    """Return the document; words of the program are in the language of ``tr``, the form's own in both."""
    parts = [_both(form.guidance)] if form.guidance else []
    if form.collect_when is not None:
        parts.append(_rule(tr("Collected when"), form.collect_when.text))
    parts += [_group(group, tr) for group in form.groups]
    return page(f"{form.short} · {form.name.zh} · {form.name.en}", "\n".join(parts), tr.language, _STYLE)


def _both(text: Text, tag: str = "p") -> str:
    zh, en = escape(text.zh), escape(text.en)
    return f'<{tag}><span lang="zh-CN">{zh}</span> <span class="en" lang="en">{en}</span></{tag}>'


def _rule(title: str, rule: str) -> str:
    return f'<div class="rule">{escape(title)}: {escape(rule)}</div>'


def _group(group: ItemGroupDef, tr: Words) -> str:
    legend = _both(group.name, "legend")
    if group.areas:
        areas = "".join(
            f"<div><h3>{area}{escape('区 / Area ' + area)}</h3>{_items(group, tr, area)}</div>" for area in ("A", "B")
        )
        return f'<fieldset>{legend}<div class="areas">{areas}</div></fieldset>'
    addable = tr("Rows can be added")
    more = f"<p>＋ {escape(addable)}</p>" if group.repeating else ""
    return f"<fieldset>{legend}{_items(group, tr, '')}{more}</fieldset>"


def _items(group: ItemGroupDef, tr: Words, area: str) -> str:
    return "\n".join(_item(item, tr, f"{item.name}{area}") for item in group.items)


def _item(item: ItemDef, tr: Words, field: str) -> str:
    mandatory = tr("Mandatory")
    must = f' <span class="must" title="{escape(mandatory)}">*</span>' if item.mandatory else ""
    question = f'<div>{_both(item.question, "span")}{must}<div class="rule">{escape(item.name)}</div></div>'
    unit = f" {escape(_one(item.unit.symbol))}" if item.unit else ""
    notes = []
    if item.collect_when is not None:
        notes.append(_rule(tr("Collected when"), item.collect_when.text))
    if item.derive is not None:
        notes.append(_rule(tr("Derived as"), item.derive.text))
    if item.guidance is not None:
        notes.append(_both(item.guidance, "div"))
    if item.assumption is not None:
        assumption = tr("Assumption")
        said = Text(bare(item.assumption, "zh"), bare(item.assumption, "en"))
        notes.append(f"<div>{escape(assumption)}: {_both(said, 'span')}</div>")
    for check in item.checks:
        rule = _rule(f"{check.oid.rpartition('.')[2]} · {tr(CLASSES[check.check_class])}", check.valid_when.text)
        notes.append(f'<div class="check">{rule}{_both(check.message, "div")}</div>')
    note = f'<div class="note">{"".join(notes)}</div>' if notes else ""
    return f'<div class="item">{question}<div>{_answer(item, field)}{unit}</div>{note}</div>'


def _one(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} / {text.en}"


def _answer(item: ItemDef, field: str) -> str:
    name = escape(field, quote=True)
    if item.code_list is not None and item.typed:
        several = item.data_type is DataType.CODES
        if several or len(item.code_list.items) <= MOST_RADIOS:
            kind = "checkbox" if several else "radio"
            return "".join(
                f'<label><input type="{kind}" name="{name}"> {_both(entry.text, "span")}</label>'
                for entry in item.code_list.items
            )
        options = "".join(f"<option>{escape(_one(entry.text))}</option>" for entry in item.code_list.items)
        return f'<select name="{name}"><option></option>{options}</select>'
    if item.default is not None and item.code_list is not None:
        found = item.code_list.find(item.default)
        return f'<span class="fixed">{_both(found.text, "span") if found else escape(item.default)}</span>'
    state = "" if item.typed else " readonly"
    hint = escape(_HINTS.get(item.data_type, ""), quote=True)
    value = escape(item.default or "", quote=True)
    return f'<input type="text" name="{name}" placeholder="{hint}" value="{value}"{state}>'
