"""How items and their values stand in ODM: types, lengths, multi-select as one boolean item per option."""

from __future__ import annotations

from dataclasses import dataclass

from hairtrial_desktop.study.definitions import DataType, ItemDef

# DataType -> ODM DataType. Times are known to the minute, so the partial types: no seconds are invented.
ODM_TYPES: dict[DataType, str] = {
    DataType.TEXT: "text",
    DataType.INTEGER: "integer",
    DataType.DECIMAL: "float",
    DataType.DATE: "date",
    DataType.PARTIAL_DATE: "partialDate",
    DataType.MONTH: "partialDate",
    DataType.TIME: "partialTime",
    DataType.DATETIME: "partialDatetime",
    DataType.CODE: "text",
    DataType.CODES: "boolean",
    DataType.USER: "text",
}
_LENGTHS = {DataType.TEXT: 2000, DataType.INTEGER: 18, DataType.DECIMAL: 24, DataType.USER: 64}
_DIGITS = 12  # after the point, where the definition sets no limit; a computed number keeps no more


@dataclass(frozen=True)
class OdmValue:
    """One ItemData: ``value`` None means IsNull; ``flavour`` and ``comment`` go to an Annotation."""

    item: str
    value: str | None
    flavour: str | None = None
    comment: str | None = None


def item_oids(item: ItemDef) -> tuple[str, ...]:
    """Return the OIDs an item has in ODM: one, or one per option (``I.XH.PHOTO.FRONT``)."""
    if item.data_type is DataType.CODES and item.code_list is not None:
        return tuple(f"{item.oid}.{option.code}" for option in item.code_list.items)
    return (item.oid,)


def length_of(item: ItemDef) -> str | None:
    """Return Length: required for text, integer and float, by the specification if not by the XSD."""
    if item.data_type is DataType.CODE:
        codes = item.code_list.items if item.code_list else ()
        return str(max((len(option.code) for option in codes), default=1))
    if item.data_type in (DataType.INTEGER, DataType.TEXT, DataType.USER):
        return str(item.length or _LENGTHS[item.data_type])
    if item.data_type is DataType.DECIMAL:
        return str(item.length or _LENGTHS[item.data_type])
    return None


def digits_of(item: ItemDef) -> str | None:
    """Return SignificantDigits, for float only."""
    if item.data_type is not DataType.DECIMAL:
        return None
    return str(_DIGITS if item.decimals is None else item.decimals)


def odm_values(item: ItemDef, value: str | None, flavour: str | None, zone: str) -> tuple[OdmValue, ...]:
    """Return the ItemData of one stored value; nothing for a value that was cleared."""
    oids = item_oids(item)
    if flavour is not None:
        return tuple(OdmValue(oid, None, flavour) for oid in oids)
    if value is None:
        return ()
    if item.data_type is DataType.CODES:
        chosen = {f"{item.oid}.{code}" for code in value.split()}
        return tuple(OdmValue(oid, "true" if oid in chosen else "false") for oid in oids)
    if item.data_type is DataType.DATETIME:
        return (OdmValue(item.oid, value if value.endswith(zone) else f"{value}{zone}"),)
    if item.data_type is DataType.PARTIAL_DATE and "/" in value:
        # A computed interval of days has no partialDate; it is told, not guessed at.
        return (OdmValue(item.oid, None, "NK", comment=value),)
    return (OdmValue(item.oid, value),)
