"""The program ``hairtrial-desktop``."""

from __future__ import annotations

import click

from hairtrial_desktop import __version__
from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.words import msg

COMMANDS = {
    "open": Lazy(
        "hairtrial_desktop.cli.open_window:open_window", msg("Open the site in a window (this is the default).")
    ),
    "setup": Lazy("hairtrial_desktop.cli.setup_site:setup_site", msg("Create an empty site with its first users.")),
    "verify": Lazy(
        "hairtrial_desktop.cli.verify:verify", msg("Replay the audit trail and compare it with what is kept.")
    ),
    "view": Lazy("hairtrial_desktop.cli.view:view", msg("Look at a site or an archive; nothing is written.")),
    "handover": Lazy("hairtrial_desktop.cli.takeover:handover", msg("Stop writing the record on this computer.")),
    "takeover": Lazy("hairtrial_desktop.cli.takeover:takeover", msg("Write the record on this computer from now on.")),
    "backup": Lazy("hairtrial_desktop.cli.backup:backup", msg("Copy the site to a second place, and read the copy.")),
    "restore": Lazy("hairtrial_desktop.cli.restore:restore", msg("Put a backup back into an empty data folder.")),
    "destroy": Lazy("hairtrial_desktop.cli.destroy:destroy", msg("Destroy a site whose retention has ended.")),
    "users": Lazy("hairtrial_desktop.cli.users:users", msg("List, let in, disable, reset and release users.")),
    "forms": Lazy("hairtrial_desktop.cli.forms:forms", msg("Check, compare, print and exchange the study's forms.")),
    "demo": Lazy("hairtrial_desktop.cli.demo:demo", msg("Build the demo site with invented participants and open it.")),
    "tour": Lazy("hairtrial_desktop.cli.tour:tour", msg("Walk one nurse's day through the real windows and check it.")),
}

desktop = LazyGroup(
    "hairtrial-desktop",
    COMMANDS,
    otherwise="open",
    help=msg("Data-capture workstation of one clinic site in trial BG-CT-24-007."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
click.version_option(__version__, message="hairtrial-desktop %(version)s")(desktop)
