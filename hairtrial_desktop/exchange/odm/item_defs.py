"""ItemRef and ItemDef elements, with range checks."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import CONTEXT, element, translated, unit_oid
from hairtrial_desktop.exchange.odm.values import ODM_TYPES, digits_of, item_oids, length_of
from hairtrial_desktop.study.definitions import CheckClass, DataType, ItemDef, ItemGroupDef, RangeCheck, Source
from hairtrial_desktop.study.text import Text

_ORIGINS = {Source.DIRECT: "eDT", Source.TRANSCRIBED: "CRF", Source.DERIVED: "Derived", Source.SYSTEM: "Assigned"}
_SAS_NAME = 8  # bytes of a SAS V5 name


def item_refs(group: ItemGroupDef) -> Iterator[etree._Element]:
    """Yield the ItemRefs of a group in order; an option of a multi-select is never mandatory by itself."""
    number = 0
    for item in group.items:
        single = item.data_type is not DataType.CODES
        for oid in item_oids(item):
            number += 1
            yield element(
                "ItemRef", ItemOID=oid, OrderNumber=str(number),
                Mandatory="Yes" if item.mandatory and item.export and single and not item.collect_when else "No",
                MethodOID=f"MT.{item.oid}" if item.derive and single else None,
                CollectionExceptionConditionOID=f"COND.{item.oid}" if item.collect_when else None,
            )  # fmt: skip


def item_defs(item: ItemDef) -> Iterator[etree._Element]:
    """Yield one ItemDef, or one per option of a multi-select."""
    if item.data_type is DataType.CODES and item.code_list is not None:
        for oid, option in zip(item_oids(item), item.code_list.items, strict=True):
            question = Text(f"{item.question.zh}：{option.text.zh}", f"{item.question.en}: {option.text.en}")
            yield element(
                "ItemDef", translated("Question", question),
                element("Alias", Context="HairTrial option", Name=f"{item.oid} {option.code}"),
                OID=oid, Name=f"{item.name}_{option.code}", DataType="boolean", Origin=_origin(item),
            )  # fmt: skip
        return
    yield _single(item)


def _single(item: ItemDef) -> etree._Element:
    made = element(
        "ItemDef", translated("Description", item.guidance) if item.guidance else None,
        translated("Question", item.question), OID=item.oid, Name=item.name, DataType=ODM_TYPES[item.data_type],
        Length=length_of(item), SignificantDigits=digits_of(item),
        SASFieldName=item.name if len(item.name) <= _SAS_NAME else None, Origin=_origin(item),
        Comment=None if item.export else "Not exported",
    )  # fmt: skip
    if item.unit is not None:
        made.append(element("MeasurementUnitRef", MeasurementUnitOID=unit_oid(item.unit)))
    made.extend(_check(check) for check in item.checks)
    if item.data_type is DataType.CODE and item.code_list is not None:
        made.append(element("CodeListRef", CodeListOID=item.code_list.oid))
    if item.sdtm:
        made.append(element("Alias", Context="SDTM", Name=item.sdtm))
    return made


def _origin(item: ItemDef) -> str:
    return _ORIGINS[Source.DERIVED if item.derive else Source.SYSTEM if item.default is not None else item.source]


def _check(check: RangeCheck) -> etree._Element:
    """Hard means impossible; Protocol and Soft findings can be recorded, so they are Soft to a reader."""
    return element(
        "RangeCheck", element("FormalExpression", text=check.valid_when.text, Context=CONTEXT),
        translated("ErrorMessage", check.message), SoftHard="Hard" if check.check_class is CheckClass.HARD else "Soft",
    )  # fmt: skip
