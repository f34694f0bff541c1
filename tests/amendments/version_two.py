"""A realistic amendment of the real study: version 2.0 of its forms, made from the shipped ones by known edits.

Sex is renamed and recoded (every form looks at it), pulse renamed, ethnic group moved to another form, the duration of
hair loss dropped, oxygen saturation added as mandatory, the usual range of the temperature narrowed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import AMENDMENT, load_study

MAPPING = """
[amendment]
from = "1.0"
text = {zh = "方案修正案 1：生命体征与人口学", en = "Amendment 1: vital signs and demographics"}
reconsent = true

[[item]]
old = "DM.SEX"
new = "DM.SEXBIO"
codes = {M = "MALE", F = "FEMALE"}

[[item]]
old = "VS.PULSE"
new = "VS.HR"

[[item]]
old = "DM.ETHNIC"
new = "XH.ETHNIC"

[[item]]
old = "DM.ETHNICSP"
new = "XH.ETHNICSP"

[[item]]
old = "XH.HLDUR"
dropped = true
"""

SPO2 = """[[group.item]]
name = "SPO2"
text = {zh = "血氧饱和度", en = "Oxygen saturation"}
type = "integer"
mandatory = true
length = 3
collect_when = "VSPERF == 'Y'"
check = [
  {class = "Hard", valid_when = "50 <= SPO2 <= 100", message = {zh = "血氧 {SPO2} % 不可能。请改正。", en = "Oxygen saturation {SPO2} % is impossible. Correct it."}},
]

"""  # noqa: E501 - a file, as it stands


def version_two(files: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the package: forms of 2.0 and the mapping."""
    new = dict(files or demo_files())
    new["study.toml"] = once(new["study.toml"], 'version = "1.0"', 'version = "2.0"')
    for name, text in new.items():
        changed = re.sub(r"\bDM\.SEX\b", "DM.SEXBIO", text)
        if name == "dm.toml":
            changed = re.sub(r"\bSEX(?= ==)", "SEXBIO", changed)
        changed = re.sub(r"\b(SEX|SEXBIO) == 'M'", r"\1 == 'MALE'", changed)
        changed = re.sub(r"\b(SEX|SEXBIO) == 'F'", r"\1 == 'FEMALE'", changed)
        new[name] = re.sub(r"\bDM\.(ETHNIC|ETHNICSP)\b", r"XH.\1", changed)
    new["codelists.toml"] = once(new["codelists.toml"], '{code = "M", zh = "男"', '{code = "MALE", zh = "男性"')
    new["codelists.toml"] = once(new["codelists.toml"], '{code = "F", zh = "女"', '{code = "FEMALE", zh = "女性"')
    new["dm.toml"] = once(new["dm.toml"], 'name = "SEX"\n', 'name = "SEXBIO"\n')
    new["vs.toml"] = once(new["vs.toml"], 'name = "PULSE"', 'name = "HR"').replace("PULSE", "HR")
    new["vs.toml"] = once(new["vs.toml"], "35.5 <= TEMP <= 37.3", "36.6 <= TEMP <= 37.3")
    systolic = '[[group.item]]\nname = "SYSBP"'
    new["vs.toml"] = once(new["vs.toml"], systolic, SPO2 + systolic)
    moved = []
    for name in ("ETHNIC", "ETHNICSP"):
        new["dm.toml"], item = cut(new["dm.toml"], name)
        moved.append(item)
    new["xh.toml"], duration = cut(new["xh.toml"], "HLDUR")
    assert "HLDUR" in duration
    basp = '[[group]]\nname = "BASP"'
    new["xh.toml"] = once(new["xh.toml"], basp, "".join(moved) + basp)
    return new | {AMENDMENT: MAPPING + recoded(load_study(files or demo_files()))}


def recoded(old: Study, codes: str = 'M = "MALE", F = "FEMALE"', first: str = "I.DM.SEX") -> str:
    """Return a row for every other item that takes the codes of the sexes."""
    items = [
        (form.short, item) for form in old.forms.values() for group in form.groups for item in group.items
        if item.code_list is not None and item.code_list.oid == "CL.SEX" and item.oid != first
    ]  # fmt: skip
    rows = (f'old = "{form}.{item.name}"\nnew = "{form}.{item.name}"' for form, item in items)
    return "".join(f"\n[[item]]\n{row}\ncodes = {{{codes}}}\n" for row in rows)


def once(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def cut(text: str, name: str) -> tuple[str, str]:
    """Return the text without an item, and the item."""
    found = re.search(rf'\[\[group\.item\]\]\nname = "{name}"\n(?:(?!\[\[).*\n?)*', text)
    assert found is not None, name
    return text.replace(found.group(), ""), found.group()
