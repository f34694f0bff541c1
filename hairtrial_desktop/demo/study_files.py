"""The study's forms with the demo's assumptions laid over what the protocol leaves open."""

from __future__ import annotations

import re

from hairtrial_desktop.places import forms_folder, resource
from hairtrial_desktop.study.loader import read_forms

_SETTING = re.compile(r'\[\[setting\]\]\nname = "(\w+)"\n.*?(?=\n\[|\n#|\Z)', re.DOTALL)


def demo_files() -> dict[str, str]:
    """Return file name -> text of the study as the demo site runs it.

    Only ``[[setting]]`` tables are replaced, by name; each is marked there as an assumption.
    """
    files = read_forms(forms_folder())
    overlay = resource("demo", "study_demo.toml").read_text(encoding="utf-8")
    laid_over = {match[1]: match[0].rstrip() for match in _SETTING.finditer(overlay)}
    files["study.toml"] = _SETTING.sub(lambda match: laid_over.get(match[1], match[0]), files["study.toml"])
    return files
