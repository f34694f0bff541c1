"""Study and MetaDataVersion from the definitions (ODM 1.3.2 sections 3.1.1 to 3.1.4), in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from hairtrial_desktop.casebook.redacted import ERASED
from hairtrial_desktop.exchange.odm.elements import CONTEXT, element, metadata_oid, translated, unit_oid
from hairtrial_desktop.exchange.odm.item_defs import item_defs, item_refs
from hairtrial_desktop.study.definitions import CodeList, FormDef, ItemGroupDef, Study, StudyEventDef
from hairtrial_desktop.study.text import Text

NULL_FLAVOURS = "CL.HT.NULLFLAVOUR"
FORM_STATES = "CL.HT.FORMSTATE"
FINDINGS = "CL.HT.FINDING"
QUERY_STATES = "CL.HT.QUERYSTATE"
NOTES = "CL.HT.NOTE"
CHECKED = "CL.HT.CHECKED"
ATTACHED = "CL.HT.ATTACHED"
LOCKS = "CL.HT.LOCKSTATE"
ERASURES = "CL.HT.ERASURE"
ALSO_SIGNED = "CL.HT.ALSOSIGNED"
FLAG_TYPES = "CL.HT.FLAGTYPE"
MASKED = "MSK"
_OWN_LISTS: tuple[tuple[str, Text, tuple[tuple[str, Text], ...]], ...] = (
    (NULL_FLAVOURS, Text("缺失原因", "Reason why a value is missing"), (
        ("ND", Text("未做", "Not done")), ("NK", Text("不详", "Unknown")), ("NA", Text("不适用", "Not applicable")),
        (MASKED, Text("含身份信息，未导出", "Withheld at the site: it names a participant")),
        (ERASED, Text("已由两人抹除", "Erased by two persons")))),
    (FORM_STATES, Text("表单状态", "Status of a form"), (
        ("progress", Text("录入中", "In progress")), ("complete", Text("完成", "Complete")),
        ("removed", Text("已删除", "Removed")))),
    (FINDINGS, Text("核查级别", "Class of a finding"), (
        ("Hard", Text("不可能值", "Impossible")), ("Protocol", Text("方案偏离", "Protocol deviation")),
        ("Soft", Text("已确认", "Confirmed")))),
    (QUERY_STATES, Text("质疑状态", "State of a query"), (
        ("open", Text("待答复", "Open")), ("answered", Text("已答复", "Answered")),
        ("closed", Text("已关闭", "Closed")),
        ("cancelled", Text("已取消", "Cancelled")))),
    (NOTES, Text("备注", "Note"), (("note", Text("备注", "Note")),)),
    (CHECKED, Text("核查或审核", "Verified or reviewed"), (
        ("done", Text("完成", "Done")), ("part", Text("部分", "In part")),
        ("cleared", Text("修改后清除", "Cleared by change")), ("withdrawn", Text("撤回", "Taken back")))),
    (LOCKS, Text("锁定状态", "State of the lock"), (
        ("none", Text("未锁定", "Not locked")), ("frozen", Text("已冻结", "Frozen")),
        ("soft", Text("已锁定", "Locked")),
        ("hard", Text("已硬锁定", "Hard locked")))),
    (ERASURES, Text("抹除", "Erasure"), ((ERASED, Text("已由两人抹除", "Erased by two persons")),)),
    (ALSO_SIGNED, Text("其他有效签名", "Further standing signature"), (
        ("standing", Text("有效", "Standing")),)),
    (ATTACHED, Text("照片或扫描件", "Photograph or scan"), (
        ("attached", Text("已附", "Attached")), ("detached", Text("已移除", "Removed")))),
    (FLAG_TYPES, Text("标记类别", "Kind of flag"), (
        ("NULLFLAVOUR", Text("缺失原因", "Reason missing")), ("FORMSTATE", Text("表单状态", "Status of the form")),
        ("FINDING", Text("核查发现", "Finding")), ("QUERY", Text("质疑", "Query")), ("NOTE", Text("备注", "Note")),
        ("SDV", Text("源数据核查", "Source data verified")), ("REVIEW", Text("数据审核", "Data reviewed")),
        ("LOCK", Text("锁定", "Lock")), ("ATTACHMENT", Text("照片或扫描件", "Photograph or scan")),
        ("ERASURE", Text("抹除", "Erasure")),
        ("SIGNATURE", Text("其他有效签名", "Further standing signature")))),
)  # fmt: skip


def study_element(*versions: Study) -> etree._Element:
    """Return the Study element with units and a MetaDataVersion for each version; the last is in force."""
    study = versions[-1]
    variables = element(
        "GlobalVariables",
        element("StudyName", text=study.protocol),
        element("StudyDescription", text=f"{study.name.en} / {study.name.zh} ({study.registry_id})"),
        element("ProtocolName", text=study.protocol),
    )
    units = element("BasicDefinitions")
    for unit in {unit.code: unit for version in versions for unit in version.units.values()}.values():
        units.append(element("MeasurementUnit", translated("Symbol", unit.symbol), OID=unit_oid(unit), Name=unit.code))
    made = element("Study", variables, units if len(units) else None, OID=study.oid)
    made.extend(_version(version) for version in versions)
    return made


def _version(study: Study) -> etree._Element:
    made = element(
        "MetaDataVersion", OID=metadata_oid(study), Name=f"{study.protocol} {study.version}",
        Description=f"definitions sha256 {study.sha256}",
    )  # fmt: skip
    protocol = element("Protocol", translated("Description", study.name))
    for number, event in enumerate(study.events, 1):
        protocol.append(element("StudyEventRef", StudyEventOID=event.oid, OrderNumber=str(number), Mandatory="No"))
    made.append(protocol)
    made.extend(_event(event, study) for event in study.events)
    made.extend(_form(form) for form in study.forms.values())
    groups = [(form, group) for form in study.forms.values() for group in form.groups]
    made.extend(_group(form, group) for form, group in groups)
    for _, group in groups:
        for item in group.items:
            made.extend(item_defs(item))
    made.extend(_code_list(code_list) for code_list in study.code_lists.values())
    made.extend(_own_list(*parts) for parts in _OWN_LISTS)
    made.extend(_conditions(study))
    made.extend(_methods(study))
    return made


def event_repeats(event: StudyEventDef) -> bool:
    """Whether a subject can have the event more than once: unscheduled visits only."""
    return event.repeating


def _event(event: StudyEventDef, study: Study) -> etree._Element:
    repeats = event_repeats(event)
    made = element(
        "StudyEventDef", translated("Description", event.name), OID=event.oid, Name=event.name.en,
        Repeating="Yes" if repeats else "No", Type="Common" if event.log else "Unscheduled" if repeats else "Scheduled",
    )  # fmt: skip
    for number, reference in enumerate(event.forms, 1):
        form = study.forms[reference if reference in study.forms else f"F.{reference}"]
        made.append(
            element(
                "FormRef", FormOID=form.oid, OrderNumber=str(number), Mandatory="No",
                CollectionExceptionConditionOID=f"COND.{form.oid}" if form.collect_when else None,
            )
        )  # fmt: skip
    return made


def _form(form: FormDef) -> etree._Element:
    made = element(
        "FormDef", translated("Description", form.name), OID=form.oid, Name=form.name.en,
        Repeating="Yes" if form.log else "No",
    )  # fmt: skip
    for number, group in enumerate(form.groups, 1):
        made.append(element("ItemGroupRef", ItemGroupOID=group.oid, OrderNumber=str(number), Mandatory="No"))
    return made


def group_repeats(group: ItemGroupDef) -> bool:
    """Whether the group needs a repeat key: rows, or the two areas (1 = A, 2 = B)."""
    return group.areas or group.repeating


def _group(form: FormDef, group: ItemGroupDef) -> etree._Element:
    made = element(
        "ItemGroupDef", translated("Description", group.name), OID=group.oid, Name=group.name.en,
        Repeating="Yes" if group_repeats(group) else "No", Domain=form.domain or None,
    )  # fmt: skip
    made.extend(item_refs(group))
    if group.areas:
        made.append(element("Alias", Context="HairTrial areas", Name="ItemGroupRepeatKey 1=A 2=B"))
    return made


def _code_list(code_list: CodeList) -> etree._Element:
    options = tuple((option.code, option.text) for option in code_list.items)
    return _own_list(code_list.oid, code_list.name, options)


def _own_list(oid: str, name: Text, options: tuple[tuple[str, Text], ...]) -> etree._Element:
    made = element("CodeList", translated("Description", name), OID=oid, Name=name.en, DataType="text")
    for number, (code, text) in enumerate(options, 1):
        made.append(element("CodeListItem", translated("Decode", text), CodedValue=code, OrderNumber=str(number)))
    return made


def _conditions(study: Study) -> Iterator[etree._Element]:
    """Yield ConditionDefs. In ODM a condition that is true means OMIT: the inverse of ``collect_when``."""
    wanted = [(form.oid, form.collect_when) for form in study.forms.values() if form.collect_when]
    wanted += [
        (item.oid, item.collect_when)
        for form in study.forms.values() for group in form.groups for item in group.items if item.collect_when
    ]  # fmt: skip
    said = Text("条件成立时不采集", "Not collected where this is true")
    for oid, condition in wanted:
        expression = element("FormalExpression", text=f"not ({condition.text})", Context=CONTEXT)
        yield element(
            "ConditionDef", translated("Description", said), expression, OID=f"COND.{oid}", Name=f"Omit {oid}"
        )


def _methods(study: Study) -> Iterator[etree._Element]:
    said = Text("由程序推导", "Derived by the program")
    for form in study.forms.values():
        for item in (item for group in form.groups for item in group.items):
            if item.derive is not None:
                expression = element("FormalExpression", text=item.derive.text, Context=CONTEXT)
                yield element(
                    "MethodDef", translated("Description", said), expression, OID=f"MT.{item.oid}",
                    Name=f"Derive {item.oid}", Type="Computation",
                )  # fmt: skip
