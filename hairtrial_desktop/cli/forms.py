"""``hairtrial-desktop forms``: the tools of whoever writes the forms of a study."""

from __future__ import annotations

from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.words import msg

COMMANDS = {
    "check": Lazy("hairtrial_desktop.cli.forms_check:forms_check", msg("Name every error and doubt in the forms.")),
    "assumptions": Lazy(
        "hairtrial_desktop.cli.forms_assumptions:forms_assumptions",
        msg("Write every assumption and open question as a letter to the sponsor."),
    ),
    "dictionary": Lazy(
        "hairtrial_desktop.cli.forms_dictionary:forms_dictionary",
        msg("Write the data dictionary and the data validation plan."),
    ),
    "diff": Lazy("hairtrial_desktop.cli.forms_diff:forms_diff", msg("Say what changed between two versions.")),
    "dry-run": Lazy(
        "hairtrial_desktop.cli.forms_dry_run:forms_dry_run",
        msg("Say what a new version would do to the forms a site has saved."),
    ),
    "to-odm": Lazy("hairtrial_desktop.cli.forms_to_odm:forms_to_odm", msg("Write the forms as CDISC ODM 1.3.2.")),
    "from-odm": Lazy(
        "hairtrial_desktop.cli.forms_from_odm:forms_from_odm", msg("Read forms from an ODM file of any system.")
    ),
    "preview": Lazy("hairtrial_desktop.cli.forms_preview:forms_preview", msg("Write a form as it will look.")),
}

forms = LazyGroup("forms", COMMANDS, help=msg("Tools of whoever writes the forms of a study."))
