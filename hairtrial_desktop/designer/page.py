"""HTML that stands alone: no address outside, no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from hairtrial_desktop.designer.sheet import Sheet

MOST_UNBROKEN = 18  # letters of a name that stands in one line
_STYLE = """
body{font:15px/1.5 "Noto Sans SC","Source Han Sans SC","Microsoft YaHei",system-ui,sans-serif;color:#1c2733;
margin:2rem auto;max-width:78rem;padding:0 1rem;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;font-size:.85rem}
th,td{border:1px solid #c8d0d8;padding:.3rem .5rem;text-align:left;vertical-align:top;white-space:pre-line;
overflow-wrap:break-word;max-width:26rem}
th{background:#e8eef4;position:sticky;top:0;min-width:3.2em}td.short{white-space:nowrap}
.wide{overflow-x:auto}.en{color:#5a6876}.rule{font-family:monospace;font-size:.85em;color:#5a6876}
@page{size:A4 landscape;margin:12mm}
@media print{body{margin:0;max-width:none}th{position:static}.wide{overflow:visible}tr{break-inside:avoid}}
@media print{table{font-size:.62rem}td{overflow-wrap:anywhere}td.short{white-space:pre-line}th{min-width:0}}
"""
WIDE = "@page{size:A3 landscape}"  # for tables of many columns


def page(title: str, body: str, language: str, style: str = "") -> str:
    """Return a whole document; ``body`` is HTML already, ``title`` is text. Nothing may be loaded from anywhere."""
    lang = "zh-CN" if language == "zh" else "en"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def tables(sheets: Iterable[Sheet]) -> str:
    """Return each sheet as a heading and a table."""
    return "\n".join(
        f'<h2>{escape(sheet.title)}</h2>\n<div class="wide"><table>\n'
        f"<thead><tr>{_row(sheet.columns, 'th')}</tr></thead>\n<tbody>\n"
        + "\n".join(f"<tr>{_row(row, 'td')}</tr>" for row in sheet.rows)
        + "\n</tbody></table></div>"
        for sheet in sheets
    )


def _row(cells: tuple[str, ...], tag: str) -> str:
    """Return the cells; a name or a number (no blank, no rule) is never broken over lines."""
    return "".join(f"<{tag}{_kept_whole(words)}>{escape(words)}</{tag}>" for words in cells)


def _kept_whole(words: str) -> str:
    return ' class="short"' if 0 < len(words) <= MOST_UNBROKEN and words.isascii() else ""
