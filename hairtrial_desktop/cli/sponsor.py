"""The program ``hairtrial-sponsor``: the other end of an export."""

from __future__ import annotations

from collections.abc import Sequence

import click

from hairtrial_desktop import __version__
from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.words import msg

COMMANDS = {
    "keygen": Lazy("hairtrial_desktop.cli.sponsor_keygen:keygen", msg("Make the sponsor's keys.")),
    "receive": Lazy(
        "hairtrial_desktop.cli.sponsor_receive:receive", msg("Open what the sites sent and answer with receipts.")
    ),
    "package": Lazy("hairtrial_desktop.cli.sponsor_package:package", msg("Make signed packages for a site.")),
    "verify": Lazy("hairtrial_desktop.cli.sponsor_verify:verify", msg("Check again all that was received.")),
}

sponsor = LazyGroup(
    "hairtrial-sponsor",
    COMMANDS,
    help=msg("Receives and checks the exports of the sites in trial BG-CT-24-007."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
click.version_option(__version__, message="hairtrial-sponsor %(version)s")(sponsor)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends in SystemExit with the exit code of the command."""
    sponsor.main(arguments, prog_name="hairtrial-sponsor")


if __name__ == "__main__":
    main()
