"""``hairtrial-desktop users``: what an administrator does with accounts."""

from __future__ import annotations

from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.words import msg

COMMANDS = {
    "release": Lazy("hairtrial_desktop.cli.users_release:users_release", msg("Give a locked user new tries.")),
}

users = LazyGroup("users", COMMANDS, help=msg("Accounts of the site's people."))
