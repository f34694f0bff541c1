# noqa: INP001 - a script that is run by hand, no module
"""Make the two fonts of this folder from the static weights of Noto Sans SC (see README.md; needs fonttools).

    python make_fonts.py FOLDER_WITH_UPSTREAM_TTFS

Deterministic: the same upstream files give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
# Which upstream weight lends its digits: scaled to 59.5 % the heavier strokes match those of the text.
WEIGHTS = {"Regular": ("400Regular", "600SemiBold"), "Bold": ("700Bold", "900Black")}
SIGNS = dict(zip("0123456789+−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", strict=True))
SUBSCRIPTS = dict(zip("0123456789+−", "₀₁₂₃₄₅₆₇₈₉₊₋", strict=True))
SCALE, RAISED, LOWERED = 0.595, 441, -132
VARIATION_SEQUENCES = 14  # a cmap format that maps pairs
THIN_SPACES = (0x2009, 0x202F)


def upstream(folder: Path, weight: str) -> TTFont:
    """Open one upstream weight without touching its time stamp, so that the result is reproducible."""
    return TTFont(folder / weight / f"NotoSansSC_{weight}.ttf", recalcTimestamp=False)


def add_glyph(font: TTFont, name: str, glyph: object, width: int, codes: tuple[int, ...]) -> None:
    """Append a glyph with horizontal and vertical metrics and map ``codes`` to it."""
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = glyph
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["hmtx"][name] = (width, getattr(glyph, "xMin", 0))
    font["vmtx"][name] = (1000, 0)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != VARIATION_SEQUENCES:
            table.cmap.update(dict.fromkeys(codes, name))


def add_scripts(font: TTFont, lender: TTFont) -> None:
    """Add the super- and subscript digits and signs that upstream lacks (it has ¹ ² ³ ⁴ only): 5×10⁸, H₂O."""
    width = font["hmtx"][font.getBestCmap()[ord("¹")]][0]
    shapes, names = lender.getGlyphSet(), lender.getBestCmap()
    for marks, base in ((SIGNS, RAISED), (SUBSCRIPTS, LOWERED)):
        for sign, mark in marks.items():
            if ord(mark) in font.getBestCmap():
                continue
            shape = shapes[names[ord(sign)]]
            pen = TTGlyphPen(None)
            shape.draw(TransformPen(pen, (SCALE, 0, 0, SCALE, (width - shape.width * SCALE) / 2, base)))
            glyph = pen.glyph()
            glyph.recalcBounds(font["glyf"])
            add_glyph(font, f"uni{ord(mark):04X}", glyph, width, (ord(mark),))


def complete(folder: Path, name: str) -> TTFont:
    """Return the whole font ``name`` with scripts and thin spaces added."""
    own, lending = WEIGHTS[name]
    font = upstream(folder, own)
    add_scripts(font, upstream(folder, lending))
    add_glyph(font, "thinspace", TTGlyphPen(None).glyph(), 200, THIN_SPACES)
    return font


def gb2312() -> set[int]:
    """Return the code points of GB 2312 (6763 characters and its signs), which covers every label."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def wanted_in_bold() -> set[int]:
    """Return what titles, labels and emphasised values use."""
    codes = gb2312() | set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2010, 0x2028))
    codes |= {ord(c) for c in "×±≤≥≠≈·→←↑↓−†‡§…•‰′″※℃№™✓①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦ□■△▲▽▼○●◆◇㎡㎝㎜㎎㎏㏄µμΩαβγδ"}
    return codes | {ord(c) for marks in (SIGNS, SUBSCRIPTS) for c in marks.values()} | set(THIN_SPACES)


def main() -> None:
    """Write both fonts beside this file."""
    folder = Path(sys.argv[1])
    regular = complete(folder, "Regular")
    regular.save(HERE / "NotoSansSC-Regular.ttf")
    bold = complete(folder, "Bold")
    options = Options(layout_features=["*"], hinting=False, glyph_names=False, notdef_outline=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted_in_bold() & set(bold.getBestCmap()))
    subsetter.subset(bold)
    bold.save(HERE / "NotoSansSC-Bold.ttf")


if __name__ == "__main__":
    main()
