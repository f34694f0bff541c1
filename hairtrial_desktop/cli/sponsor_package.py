"""``hairtrial-sponsor package``: what a site gets from the sponsor, signed and numbered."""

from __future__ import annotations

import click

from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.words import msg

COMMANDS = {
    "kits": Lazy("hairtrial_desktop.cli.sponsor_package_kinds:kits", msg("Send kit lists of cohorts (CSV).")),
    "release": Lazy(
        "hairtrial_desktop.cli.sponsor_package_kinds:release",
        msg("Send which cohorts are open, sentinel decisions and safety reviews (CSV)."),
    ),
    "queries": Lazy("hairtrial_desktop.cli.sponsor_package_kinds:queries", msg("Send queries, and close them (CSV).")),
    "study": Lazy("hairtrial_desktop.cli.sponsor_package_kinds:study", msg("Send a version of the definitions.")),
}

package: click.Group = LazyGroup("package", COMMANDS, help=msg("Makes signed packages for a site."))
