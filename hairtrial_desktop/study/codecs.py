"""The registry of codecs: one class a DataType, so that a new type is a new entry and no chain of ifs grows."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codec import Codec
from hairtrial_desktop.study.codec_codes import CodeCodec, CodesCodec
from hairtrial_desktop.study.codec_dates import DateCodec, DateTimeCodec, MonthCodec, PartialDateCodec, TimeCodec
from hairtrial_desktop.study.codec_number import DecimalCodec, IntegerCodec
from hairtrial_desktop.study.codec_text import TextCodec, UserCodec
from hairtrial_desktop.study.definitions import DataType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.definitions import ItemDef

__all__ = ["CODECS", "Codec", "codec_for"]

CODECS: Mapping[DataType, type[Codec]] = MappingProxyType(
    {
        DataType.TEXT: TextCodec,
        DataType.INTEGER: IntegerCodec,
        DataType.DECIMAL: DecimalCodec,
        DataType.DATE: DateCodec,
        DataType.PARTIAL_DATE: PartialDateCodec,
        DataType.MONTH: MonthCodec,
        DataType.TIME: TimeCodec,
        DataType.DATETIME: DateTimeCodec,
        DataType.CODE: CodeCodec,
        DataType.CODES: CodesCodec,
        DataType.USER: UserCodec,
    }
)


def codec_for(item: ItemDef) -> Codec:
    """Return the codec of the item's DataType."""
    return CODECS[item.data_type](item)
