"""First pass over one form file."""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

from hairtrial_desktop.study.attaching import read_rule
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import (
    CheckClass,
    CodeList,
    DataType,
    FormDef,
    ItemDef,
    ItemGroupDef,
    MeasurementUnit,
    NullFlavour,
    SignatureScope,
    Source,
)  # fmt: skip
from hairtrial_desktop.study.errors import InputRefused
from hairtrial_desktop.study.loader_drafts import CheckDraft, FormDraft, GroupDraft, ItemDraft
from hairtrial_desktop.study.loader_study import RESERVED, once
from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from hairtrial_desktop.study.definitions import Study
    from hairtrial_desktop.study.loader_table import Table
    from hairtrial_desktop.study.text import Text

LONGEST_NAME = 8  # CDASH and SDTM variable names
_NUMBERS = (DataType.INTEGER, DataType.DECIMAL)
_CODED = (DataType.CODE, DataType.CODES)
_FLAVOURS = frozenset(NullFlavour)
_CRITERIA = ("inclusion", "exclusion")
_ANY_DAY = date(2026, 1, 1)


def read_form(root: Table, study: Study) -> FormDraft | None:
    """Return the form without its logic; None if the file has no form in it."""
    table = root.table("form")
    if table is None:
        root.wrong("form", phrase("a table [form]"), phrase("nothing"))
        return None
    name = table.name("name")
    root.path = table.path = name
    log = table.flag("log")
    form = FormDef(
        oid=f"F.{name}",
        name=table.text("text"),
        groups=(),
        domain=table.blank_or_string("domain"),
        log=log,
        gate=table.optional_string("gate"),
        closed=table.optional_string("closed"),
        signed_as=table.string_or_strings("signature") or ("crf",),
        second_person=table.flag("second_person"),
        map_areas=table.flag("map_areas"),
        guidance=table.optional_text("guidance"),
        row_title=table.strings("row_title"),
        parent=None if (parent := table.optional_string("parent")) is None else f"F.{parent}",
        parent_row=table.optional_string("parent_row"),
        visible_to=table.strings("visible_to") or None,
        hidden_from=table.strings("hidden_from"),
        attachments=read_rule(table),
    )
    collect_when = table.optional_string("collect_when")
    groups = _groups(root, name, study)
    _form_alone(table, form, study)
    draft = FormDraft(form, root.file, groups, collect_when)
    _names_known(table, draft)
    table.close()
    root.close()
    return draft


def _form_alone(table: Table, form: FormDef, study: Study) -> None:
    if form.short in RESERVED:
        table.wrong("name", phrase("a name other than CFG"), form.short)
    for code in form.signed_as:
        found = study.signatures.get(code)
        if found is None or found.scope != SignatureScope.FORM:
            of_forms = [each.code for each in study.signatures.values() if each.scope == SignatureScope.FORM]
            known = ", ".join(of_forms) or "the signatures of the study"
            table.wrong("signature", phrase("one of {values}", values=known), code)
    if not form.log and (form.gate or form.closed):
        table.wrong("gate", phrase("gate and closed only in a log"), form.gate or form.closed)
    if form.parent is not None and not form.log:
        table.wrong("parent", phrase("parent only in a log"), form.parent.removeprefix("F."))
    if (form.parent is None) is not (form.parent_row is None):
        table.wrong("parent_row", phrase("parent and parent_row together"), form.parent_row or phrase("nothing"))


def _names_known(table: Table, draft: FormDraft) -> None:
    """Row titles and the placeholders of messages name items of this form."""
    names = {item.item.name for group in draft.groups for item in group.items}
    whole = {item.item.name for group in draft.groups for item in group.items if group.group.repeats == (1,)
             and item.item.data_type is DataType.INTEGER}  # fmt: skip
    if draft.form.parent_row is not None and draft.form.parent_row not in whole:
        table.wrong("parent_row", phrase("an integer of this form, in no area or row"), draft.form.parent_row)
    for title in draft.form.row_title:
        if title not in names:
            table.wrong("row_title", phrase("an item of this form"), title)
    for group in draft.groups:
        for item in group.items:
            for check in item.checks:
                if (strange := strange_placeholder(check.message, names)) is not None:
                    table.problems.add(
                        table.file,
                        f"{check.path}.message",
                        phrase("placeholders {{ITEM}} of this form or {{value}}"),
                        strange,
                    )


def strange_placeholder(message: Text, names: set[str]) -> str | None:
    """Return a placeholder that names no item, None if all do."""
    for words in (message.zh, message.en):
        try:
            parts = list(Formatter().parse(words))
        except ValueError:
            return phrase("{words}, with a brace that has no partner", words=words)
        for _, name, form, conversion in parts:
            if name is not None and (name not in {*names, "value"} or form or conversion):
                return f"{{{name}}}"
    return None


def _groups(root: Table, form: str, study: Study) -> tuple[GroupDraft, ...]:
    found: dict[str, GroupDraft] = {}
    names: set[str] = set()
    for table in root.tables("group"):
        name = table.name("name")
        oid = f"IG.{form}.{name}"
        once(table, "name", found, oid)
        group = ItemGroupDef(oid, table.text("text"), (), table.flag("areas"), table.flag("repeating"))
        if group.areas and group.repeating:
            table.wrong("repeating", phrase("areas or repeating, not both"), phrase("both"))
        items = []
        for item_table in table.tables("item"):
            item = _item(item_table, form, study)
            once(item_table, "name", names, item.item.name)
            names.add(item.item.name)
            items.append(item)
        if not items:
            table.wrong("item", phrase("at least one item"), phrase("none"))
        table.close()
        found[oid] = GroupDraft(group, tuple(items))
    if not found:
        root.wrong("group", phrase("at least one group"), phrase("none"))
    return tuple(found.values())


def _item(table: Table, form: str, study: Study) -> ItemDraft:
    name = table.name("name", LONGEST_NAME)
    data_type = DataType(table.choice("type", DataType))
    derive, default = table.optional_string("derive"), table.optional_string("default")
    usual = Source.DERIVED if derive else Source.SYSTEM if default else Source.DIRECT
    flavours = table.strings("null_flavours") if table.has("null_flavours") else tuple(NullFlavour)
    item = ItemDef(
        oid=f"I.{form}.{name}",
        name=name,
        question=table.text("text"),
        data_type=data_type,
        mandatory=table.flag("mandatory"),
        length=table.optional_integer("length", 1),
        decimals=table.optional_integer("decimals"),
        unit=_unit(table, study),
        code_list=_code_list(table, data_type, study),
        default=default,
        guidance=table.optional_text("guidance"),
        source=Source(table.choice("source", Source, usual)),
        export=table.flag("export", default=True),
        critical=table.flag("critical"),
        criterion=table.optional_string("criterion"),
        assumption=table.optional_text("assumption"),
        null_flavours=tuple(NullFlavour(each) for each in flavours if each in _FLAVOURS),
        visible_to=table.strings("visible_to") or None,
        hidden_from=table.strings("hidden_from"),
        sdtm=table.optional_string("sdtm"),
        attachments=read_rule(table),
    )
    if len(item.null_flavours) != len(flavours):
        table.wrong("null_flavours", "ND, NK, NA", ", ".join(flavours))
    _item_alone(table, item, derive, usual)
    checks = _checks(table, item, form)
    fill = table.optional_string("fill")
    if (fill and not item.typed) or (fill and derive):
        table.wrong("fill", phrase("fill alone, without derive and default"), fill)
    draft = ItemDraft(item, table.path, table.optional_string("collect_when"), derive, fill, checks)
    table.close()
    return draft


def _item_alone(table: Table, item: ItemDef, derive: str | None, usual: Source) -> None:
    if derive and item.default:
        table.wrong("default", phrase("derive or default, not both"), item.default)
    if usual is not Source.DIRECT and item.source is not usual:
        table.wrong("source", usual, item.source)
    if item.criterion is not None and item.criterion not in _CRITERIA:
        table.wrong("criterion", phrase("one of {values}", values=_CRITERIA), item.criterion)
    if item.decimals is not None and item.data_type is not DataType.DECIMAL:
        table.wrong("decimals", phrase("decimals only of type decimal"), item.data_type)
    if item.length is not None and item.data_type not in (DataType.TEXT, *_NUMBERS):
        table.wrong("length", phrase("length only of type text, integer or decimal"), item.data_type)
    if item.unit is not None and item.data_type not in _NUMBERS:
        table.wrong("unit", phrase("a unit only of type integer or decimal"), item.data_type)
    if item.default is not None:
        _default(table, item, item.default)


def _default(table: Table, item: ItemDef, default: str) -> None:
    if item.data_type in _CODED and item.code_list is None:
        return
    try:
        canonical = codec_for(item).parse(default, _ANY_DAY)
    except InputRefused:
        canonical = None
    if canonical != default:
        codes = [] if item.code_list is None else [each.code for each in item.code_list.items]
        table.wrong(
            "default",
            phrase("one of the codes {codes}", codes=codes)
            if codes
            else phrase("a stored value of type {data_type}", data_type=item.data_type),
            default if canonical is None else f"{default} ({canonical})",
        )


def _unit(table: Table, study: Study) -> MeasurementUnit | None:
    code = table.optional_string("unit")
    for unit in study.units.values():
        if unit.code == code:
            return unit
    if code is not None:
        table.wrong("unit", phrase("the code of a [[unit]]"), code)
    return None


def _code_list(table: Table, data_type: DataType, study: Study) -> CodeList | None:
    name = table.optional_string("codelist")
    found = study.code_lists.get(f"CL.{name}")
    if name is not None and found is None:
        table.wrong("codelist", phrase("the name of a [[codelist]]"), name)
    if (data_type in _CODED) is not (name is not None):
        wanted = (
            phrase("a code list")
            if data_type in _CODED
            else phrase("no code list for type {data_type}", data_type=data_type)
        )
        table.wrong("codelist", wanted, name or phrase("nothing"))
    if found is not None and data_type is DataType.CODES:
        for entry in found.items:
            if " " in entry.code:
                table.wrong("codelist", phrase("codes without blanks where several can be chosen"), entry.code)
    return found


def _checks(table: Table, item: ItemDef, form: str) -> tuple[CheckDraft, ...]:
    found: dict[str, CheckDraft] = {}
    for count, each in enumerate(table.tables("check"), 1):
        each.path = f"{table.path}.check[{count}]"
        oid = f"RC.{form}.{item.name}.{each.optional_string('name') or count}"
        once(each, "name", found, oid)
        check_class = CheckClass(each.choice("class", CheckClass))
        found[oid] = CheckDraft(oid, check_class, each.string("valid_when"), each.text("message"), each.path)
        each.close()
    return tuple(found.values())
