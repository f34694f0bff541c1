"""``hairtrial-desktop users``: what an administrator does with accounts."""

from __future__ import annotations

from hairtrial_desktop.cli.lazy_group import Lazy, LazyGroup
from hairtrial_desktop.words import msg

COMMANDS = {
    "list": Lazy("hairtrial_desktop.cli.users_list:users_list", msg("List the users with their rights.")),
    "add": Lazy("hairtrial_desktop.cli.users_add:users_add", msg("Let somebody in.")),
    "disable": Lazy("hairtrial_desktop.cli.users_disable:users_disable", msg("Let somebody go and change the keys.")),
    "reset": Lazy(
        "hairtrial_desktop.cli.users_reset:users_reset", msg("Give somebody a new password, with a witness.")
    ),
    "recover": Lazy(
        "hairtrial_desktop.cli.users_recover:users_recover", msg("Let an administrator in with the recovery sheet.")
    ),
    "release": Lazy("hairtrial_desktop.cli.users_release:users_release", msg("Give a locked user new tries.")),
}

users = LazyGroup("users", COMMANDS, help=msg("Accounts of the site's people."))
