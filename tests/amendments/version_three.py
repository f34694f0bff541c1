"""A second amendment: version 3.0, made from version 2.0 of the tests by known edits.

Sex is renamed and recoded once more, the pulse and the ethnic group take back the names and places they had in 1.0, the
oxygen saturation that 2.0 brought is dropped, and so is the whole form of the injection sites (CE).
"""

from __future__ import annotations

import re

from hairtrial_desktop.study.loader import AMENDMENT, load_study
from tests.amendments.version_two import cut, once, recoded, version_two

MAPPING = """
[amendment]
from = "2.0"
text = {zh = "方案修正案 2：简化", en = "Amendment 2: simplified"}
approval_number = "2027-伦审-7"
approval_date = "2026-11-21"

[[form]]
old = "CE"
dropped = true

[[item]]
old = "DM.SEXBIO"
new = "DM.SEXATB"
codes = {MALE = "MAN", FEMALE = "WOMAN"}

[[item]]
old = "VS.HR"
new = "VS.PULSE"

[[item]]
old = "VS.SPO2"
dropped = true

[[item]]
old = "XH.ETHNIC"
new = "DM.ETHNIC"

[[item]]
old = "XH.ETHNICSP"
new = "DM.ETHNICSP"
"""


def version_three() -> dict[str, str]:
    """Return the package: forms of 3.0 and the mapping from 2.0."""
    before = {name: text for name, text in version_two().items() if name != AMENDMENT}
    new = {name: text for name, text in before.items() if name != "ce.toml"}
    for name, text in new.items():
        changed = re.sub(r"\bDM\.SEXBIO\b", "DM.SEXATB", text)
        if name == "dm.toml":
            changed = re.sub(r"\bSEXBIO(?= ==)", "SEXATB", changed)
        changed = re.sub(r"\b(SEX|SEXATB) == 'MALE'", r"\1 == 'MAN'", changed)
        changed = re.sub(r"\b(SEX|SEXATB) == 'FEMALE'", r"\1 == 'WOMAN'", changed)
        new[name] = re.sub(r"\bXH\.(ETHNIC|ETHNICSP)\b", r"DM.\1", changed)
    new["study.toml"] = once(new["study.toml"], 'version = "2.0"', 'version = "3.0"').replace(', "CE"', "")
    new["codelists.toml"] = once(new["codelists.toml"], 'code = "MALE", zh = "男性"', 'code = "MAN", zh = "男子"')
    new["codelists.toml"] = once(new["codelists.toml"], 'code = "FEMALE", zh = "女性"', 'code = "WOMAN", zh = "女子"')
    new["vs.toml"] = re.sub(r"\bHR\b", "PULSE", cut(new["vs.toml"], "SPO2")[0])
    moved = []
    for name in ("ETHNIC", "ETHNICSP"):
        new["xh.toml"], item = cut(new["xh.toml"], name)
        moved.append(item)
    sex = '[[group.item]]\nname = "SEXBIO"\n'
    new["dm.toml"] = once(new["dm.toml"], sex, "".join(moved) + sex.replace("SEXBIO", "SEXATB"))
    others = recoded(load_study(before), 'MALE = "MAN", FEMALE = "WOMAN"', "I.DM.SEXBIO")
    return new | {AMENDMENT: MAPPING + others}
