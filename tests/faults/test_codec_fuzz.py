"""Nothing that is typed or pasted makes a codec do anything but read it or refuse it; what is read stays as it is."""

from __future__ import annotations

import random
import unicodedata
from datetime import date

import pytest

from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.study.errors import InputRefused
from tests.faults.conftest import Count, Times
from tests.study.test_codecs import item

TODAY = date(2026, 6, 10)
SEEDS = (
    "2026-06-01",
    "20260601",
    "2026/6/1",
    "2026年6月1日",
    "6/1",
    "今天",
    "2026-06-UK",
    "2026-UK-UK",
    "１９８５．３",
    "09:30",
    "930",
    "9点",
    "2026-06-01 09:30",
    "5E8",
    "5e+8",
    "5×10^8",
    "5*10^8",
    "5亿",
    "50亿",
    "５亿",
    "-1.50",
    "1e999",
    "0.000",
    "Y",
    "III vertex",
    "1,3",
    "NORMAL SCAR",
    "头皮，瘢痕",
    "wang@x",
    "注射部位红斑",
    "a\tb\r\nc",
    "\u202eabc",
    "e\u0301",
    "\ufeff1",
    "𝟓𝟎",
    "Ⅷ",
    "½",
    "٣",
    "NaN",
    "inf",
)
BITS = (
    *"0123456789０５９.．-－/年月日:：eE×xX*^⁸亿万UK不详 \t\n\u3000\u200b\u202e\x00\udc80,，;、%+()Yy是III'<&",
    "10^",
    "UU",
)


def mangled(chance: random.Random) -> str:
    """Return a seed with some characters put in, taken out, doubled or swapped; now and then something endless."""
    text = list(chance.choice(SEEDS))
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(text) + 1)
        change = chance.randrange(4)
        if change == 0 or not text:
            text.insert(at, chance.choice(BITS))
        elif change == 1:
            del text[min(at, len(text) - 1)]
        elif change == 2:
            text[at:at] = text[:at]
        else:
            chance.shuffle(text)
    if chance.random() < 0.01:
        text *= chance.choice((100, 5_000))
    return "".join(text)


@pytest.mark.faults
@pytest.mark.parametrize("kind", DataType)
def test_every_input_is_read_or_refused(kind: DataType, times: Times, count: Count) -> None:
    chance, inputs = random.Random(kind.value), times(500, 10_000)  # noqa: S311 - inputs, no secrets
    codec = codec_for(item(kind))
    read = 0
    for _ in range(inputs):
        typed = mangled(chance)
        try:
            stored = codec.parse(typed, TODAY)
        except InputRefused:
            continue
        read += 1
        assert codec.parse(stored, TODAY) == stored, typed
        assert codec.parse(codec.edit(stored), TODAY) == stored, typed
        assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in stored), typed
        codec.typed(stored)
        assert codec.show(stored, "zh"), typed
        assert codec.show(stored, "en"), typed
    count(inputs=inputs, read=read, refused=inputs - read)
    assert read >= inputs // 1000  # the inputs are near enough to what people type
