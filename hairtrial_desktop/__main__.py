"""Entry of ``hairtrial-desktop``. Nothing heavy is imported here: ``--version`` must answer at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends in SystemExit with the exit code of the command."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given == ["--version"]:
        from hairtrial_desktop import __version__

        print(f"hairtrial-desktop {__version__}")  # noqa: T201 - the answer itself
        raise SystemExit(0)
    from hairtrial_desktop.cli.desktop import desktop

    desktop.main(given, prog_name="hairtrial-desktop")


if __name__ == "__main__":
    main()
