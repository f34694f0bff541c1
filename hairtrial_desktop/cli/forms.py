"""``hairtrial-desktop forms``: the tools of whoever writes the forms of a study."""

from __future__ import annotations

from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.words import msg

COMMANDS = {
    "check": Lazy("hairtrial_desktop.cli.forms_check:forms_check", msg("Name every error and doubt in the forms.")),
}

forms = LazyGroup("forms", COMMANDS, help=msg("Tools of whoever writes the forms of a study."))
