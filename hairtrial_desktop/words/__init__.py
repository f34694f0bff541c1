"""The words of windows, paper and command line: one catalogue, msgids in English, Chinese beside them.

``tr = Words("zh")`` then ``tr("Sign in")``, ``tr("Saved at {time}", time="14:32")``,
``tr.many("{n} form", "{n} forms", n)``, ``tr.within("verb", "Open")``, ``tr.error(known_error)``.
A table of msgids at module level marks each with ``msg("…")`` and says it later with ``tr(name)``.
Texts of forms are not here: they come from the definitions (``study.text.Text``).
"""

from __future__ import annotations

from hairtrial_desktop.words.catalogue import CatalogueError
from hairtrial_desktop.words.words import DEFAULT_LANGUAGE, LANGUAGES, Words, msg

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "CatalogueError", "Words", "msg"]
