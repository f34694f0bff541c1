from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.study.codecs import CODECS, codec_for
from hairtrial_desktop.study.definitions import CodeList, CodeListItem, DataType, ItemDef
from hairtrial_desktop.study.errors import InputRefused
from hairtrial_desktop.study.expression import UNKNOWN
from hairtrial_desktop.study.partial_date import PartialDate
from hairtrial_desktop.study.text import Text

TODAY = date(2026, 6, 10)
LIST = CodeList(
    "CL.X",
    Text("表", "List"),
    (
        CodeListItem("Y", Text("是", "Yes")),
        CodeListItem("N", Text("否", "No")),
        CodeListItem("III vertex", Text("III 顶型", "Type III vertex")),
        CodeListItem("U", Text("不详", "Unknown"), unknown=True),
    ),
)
GRADES = CodeList(
    "CL.G", Text("级", "Grade"), tuple(CodeListItem(str(n), Text(f"{n}级", f"Grade {n}")) for n in range(5))
)
SCALP = CodeList(
    "CL.S",
    Text("头皮", "Scalp"),
    (
        CodeListItem("NORMAL", Text("正常", "Normal")),
        CodeListItem("DERMATITIS", Text("皮炎", "Seborrhoeic dermatitis")),
        CodeListItem("SCAR", Text("瘢痕", "Scar")),
    ),
)


def item(kind: DataType, **more: object) -> ItemDef:
    codes = {DataType.CODE: LIST, DataType.CODES: SCALP}.get(kind)
    return ItemDef("I.X.Y", "Y", Text("问", "Q"), kind, **{"code_list": codes, **more})  # type: ignore[arg-type]  # mixed


def read(kind: DataType, text: str, **more: object) -> str:
    return codec_for(item(kind, **more)).parse(text, TODAY)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (DataType.DATE, "20260601", "2026-06-01"),
        (DataType.DATE, "2026-6-1", "2026-06-01"),
        (DataType.DATE, "2026/6/1", "2026-06-01"),
        (DataType.DATE, "２０２６。６。１", "2026-06-01"),
        (DataType.DATE, "2026年6月1日", "2026-06-01"),
        (DataType.DATE, "6/1", "2026-06-01"),
        (DataType.DATE, "6/11", "2025-06-11"),
        (DataType.DATE, "6月1日", "2026-06-01"),
        (DataType.DATE, "今天", "2026-06-10"),
        (DataType.DATE, "Today", "2026-06-10"),
        (DataType.DATE, "昨天", "2026-06-09"),
        (DataType.PARTIAL_DATE, "2026-06-UK", "2026-06"),
        (DataType.PARTIAL_DATE, "2026-06-UU", "2026-06"),
        (DataType.PARTIAL_DATE, "2026-uk-uk", "2026"),
        (DataType.PARTIAL_DATE, "2026-06", "2026-06"),
        (DataType.PARTIAL_DATE, "202606", "2026-06"),
        (DataType.PARTIAL_DATE, "2026年6月", "2026-06"),
        (DataType.PARTIAL_DATE, "2026", "2026"),
        (DataType.PARTIAL_DATE, "20260601", "2026-06-01"),
        (DataType.MONTH, "1985-3", "1985-03"),
        (DataType.MONTH, "1985年3月", "1985-03"),
        (DataType.MONTH, "19850312", "1985-03"),
        (DataType.TIME, "0930", "09:30"),
        (DataType.TIME, "930", "09:30"),
        (DataType.TIME, "9：30", "09:30"),
        (DataType.TIME, "9点30分", "09:30"),
        (DataType.DATETIME, "20260601 0930", "2026-06-01T09:30"),
        (DataType.DATETIME, "今天　9:30", "2026-06-10T09:30"),
        (DataType.DECIMAL, "1.00", "1.00"),
        (DataType.DECIMAL, "１２。５", "12.5"),
        (DataType.DECIMAL, ".5", "0.5"),
        (DataType.DECIMAL, "007.10", "7.10"),
        (DataType.DECIMAL, "5E8", "500000000"),
        (DataType.DECIMAL, "5e+8", "500000000"),
        (DataType.DECIMAL, "5×10^8", "500000000"),
        (DataType.DECIMAL, "5×10⁸", "500000000"),
        (DataType.DECIMAL, "5*10^8", "500000000"),
        (DataType.DECIMAL, "5亿", "500000000"),
        (DataType.DECIMAL, "50亿", "5000000000"),
        (DataType.DECIMAL, "1.5E-2", "0.015"),
        (DataType.DECIMAL, "－0.0", "0.0"),
        (DataType.INTEGER, "１２０", "120"),
        (DataType.INTEGER, "-3", "-3"),
        (DataType.INTEGER, "007", "7"),
        (DataType.CODE, "Y", "Y"),
        (DataType.CODE, "y", "Y"),
        (DataType.CODE, "是", "Y"),
        (DataType.CODE, "no", "N"),
        (DataType.CODE, "２", "N"),
        (DataType.CODE, "3", "III vertex"),
        (DataType.CODE, "iii 顶型", "III vertex"),
        (DataType.CODES, "SCAR,NORMAL", "NORMAL SCAR"),
        (DataType.CODES, "3 1 3", "NORMAL SCAR"),
        (DataType.CODES, "瘢痕、Seborrhoeic dermatitis", "DERMATITIS SCAR"),
        (DataType.TEXT, "  a\r\n b\tc ", "a b c"),
        (DataType.TEXT, "e\u0301", "é"),
        (DataType.TEXT, "头皮，红肿。", "头皮，红肿。"),
        (DataType.USER, "zhang.wei", "zhang.wei"),
    ],
)
def test_forgiving_input(kind: DataType, typed: str, stored: str) -> None:
    assert read(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed", "more", "code"),
    [
        (DataType.DATE, "2026-02-30", {}, "not_a_date"),
        (DataType.DATE, "2026-06-UK", {}, "whole_date_needed"),
        (DataType.DATE, "2026", {}, "whole_date_needed"),
        (DataType.DATE, "soon", {}, "not_a_date"),
        (DataType.DATE, "1026-06-01", {}, "not_a_date"),
        (DataType.PARTIAL_DATE, "2026-UK-15", {}, "not_a_date"),
        (DataType.PARTIAL_DATE, "2026-13", {}, "not_a_date"),
        (DataType.MONTH, "1985", {}, "not_a_month"),
        (DataType.TIME, "24:00", {}, "not_a_time"),
        (DataType.TIME, "12:60", {}, "not_a_time"),
        (DataType.TIME, "9", {}, "not_a_time"),
        (DataType.DATETIME, "2026-06-01", {}, "not_a_datetime"),
        (DataType.DECIMAL, "1,5", {}, "not_a_number"),
        (DataType.DECIMAL, "5²", {}, "not_a_number"),
        (DataType.DECIMAL, "①", {}, "not_a_number"),
        (DataType.DECIMAL, "٣", {}, "not_a_number"),
        (DataType.DECIMAL, "NaN", {}, "not_a_number"),
        (DataType.DECIMAL, "1E99", {}, "number_too_long"),
        (DataType.DECIMAL, "1.55", {"decimals": 1}, "too_many_decimals"),
        (DataType.DECIMAL, "1234.5", {"length": 4, "decimals": 1}, "too_many_digits"),
        (DataType.INTEGER, "1.0", {}, "not_an_integer"),
        (DataType.INTEGER, "1200", {"length": 3}, "too_many_digits"),
        (DataType.CODE, "maybe", {}, "not_in_code_list"),
        (DataType.CODE, "5", {}, "not_in_code_list"),
        (DataType.CODE, "0", {}, "not_in_code_list"),
        (DataType.CODE, "5", {"code_list": GRADES}, "not_in_code_list"),
        (DataType.CODES, "SCAR, NONE", {}, "not_in_code_list"),
        (DataType.CODES, " , ", {}, "empty"),
        (DataType.TEXT, "a\x00b", {}, "control_character"),
        (DataType.TEXT, "a\u202eb", {}, "control_character"),
        (DataType.TEXT, "a\ud800b", {}, "control_character"),
        (DataType.TEXT, "abc", {"length": 2}, "too_long"),
        (DataType.TEXT, "   ", {}, "empty"),
        (DataType.TEXT, "x" * 30_000, {}, "too_long"),
        (DataType.USER, "zhang wei", {}, "not_a_user"),
    ],
)
def test_refused_input_says_why(kind: DataType, typed: str, more: dict[str, object], code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(kind, typed, **more)
    assert refused.value.code == code


def test_grades_are_codes_not_places_in_the_list() -> None:
    assert read(DataType.CODE, "1", code_list=GRADES) == "1"
    assert read(DataType.CODE, "Grade 4", code_list=GRADES) == "4"


def test_every_data_type_has_a_codec() -> None:
    assert set(CODECS) == set(DataType)


def test_what_people_see() -> None:
    def show(kind: DataType, value: str, language: str = "zh") -> str:
        return codec_for(item(kind)).show(value, language)

    assert show(DataType.CODE, "Y") == "是"
    assert show(DataType.CODE, "Y", "en") == "Yes"
    assert show(DataType.CODES, "NORMAL SCAR") == "正常、瘢痕"
    assert show(DataType.CODES, "NORMAL SCAR", "en") == "Normal, Scar"
    assert show(DataType.PARTIAL_DATE, "2026-06") == "2026-06-UK"
    assert show(DataType.PARTIAL_DATE, "2026") == "2026-UK-UK"
    assert show(DataType.DATETIME, "2026-06-01T09:30") == "2026-06-01 09:30"
    assert show(DataType.DECIMAL, "1500000000") == "1.50×10⁹"
    assert show(DataType.DECIMAL, "9999999999") == "1.00×10¹⁰"
    assert show(DataType.DECIMAL, "36.50") == "36.50"


def test_computed_values_are_stored_at_the_item_s_decimals() -> None:
    def stored(kind: DataType, value: object, **more: object) -> str | None:
        return codec_for(item(kind, **more)).stored(value)  # type: ignore[arg-type]  # any value on purpose

    assert stored(DataType.DECIMAL, Decimal(137) / Decimal("0.721"), decimals=1) == "190.0"
    assert stored(DataType.DECIMAL, Decimal("0.25"), decimals=1) == "0.3"
    assert stored(DataType.DECIMAL, Decimal(1) / 3) == "0.333333333333"
    assert stored(DataType.DECIMAL, Decimal("5E+8")) == "500000000"
    assert stored(DataType.INTEGER, Decimal("2.5")) == "3"
    assert stored(DataType.CODE, "U") == "U"
    assert stored(DataType.CODES, frozenset({"SCAR", "NORMAL"})) == "NORMAL SCAR"
    assert stored(DataType.DATE, PartialDate("2026-06-01")) == "2026-06-01"
    assert stored(DataType.DATE, PartialDate("2026-06")) is None
    assert stored(DataType.MONTH, PartialDate("2026-06-01")) == "2026-06"
    for kind in DataType:
        assert stored(kind, UNKNOWN) is None
    with pytest.raises(ValueError, match="MAYBE"):
        stored(DataType.CODE, "MAYBE")


def test_codes_marked_unknown_read_as_unknown() -> None:
    assert codec_for(item(DataType.CODE)).typed("U") is UNKNOWN
    assert codec_for(item(DataType.CODE)).typed("Y") == "Y"


@pytest.mark.parametrize("kind", [kind for kind in DataType if kind not in (DataType.TEXT, DataType.USER)])
def test_damaged_data_is_an_error_not_a_value(kind: DataType) -> None:
    with pytest.raises(ValueError, match=r"(?s).*"):
        codec_for(item(kind)).typed("garbage")


INPUT = st.text(max_size=40) | st.from_regex(r"[0-9０-９./:：。×^*eE亿万年月日UKuk,\s-]{0,16}", fullmatch=True)


@given(st.sampled_from(list(DataType)), INPUT)
def test_only_a_refusal_ever_escapes_and_what_is_read_is_stable(kind: DataType, typed: str) -> None:
    codec = codec_for(item(kind))
    try:
        stored = codec.parse(typed, TODAY)
    except InputRefused:
        return
    assert codec.parse(stored, TODAY) == stored
    assert codec.parse(codec.edit(stored), TODAY) == stored
    assert codec.show(stored, "zh")
    assert codec.show(stored, "en")
    value = codec.typed(stored)
    assert value is UNKNOWN or codec.stored(value) is not None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_digits_are_kept(number: Decimal) -> None:
    typed = format(abs(number), "f")
    assert read(DataType.DECIMAL, typed) == typed
    assert codec_for(item(DataType.DECIMAL)).typed(typed) == abs(number)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_way_to_write_a_day_is_the_same_day(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    ways = (f"{day:%Y%m%d}", f"{year}/{month}/{number}", f"{year}年{month}月{number}日", day.isoformat())
    assert {read(DataType.DATE, way) for way in ways} == {day.isoformat()}
