"""The demo's people confirm training and accountability on the first day, each under their own name (P11-09)."""

from __future__ import annotations

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.house_rules import acknowledge_training
from hairtrial_desktop.demo.pen import Pen
from hairtrial_desktop.demo.people import LOGINS
from hairtrial_desktop.words import Words
from hairtrial_desktop.words.statement import STATEMENT


def everybody_confirms(door: Door) -> None:
    """Log everybody in once, who confirms."""
    tr = Words("zh")
    for login in LOGINS:
        with Pen(door).as_user(login.user) as site:
            acknowledge_training(site.book, "\n".join(tr(line) for line in STATEMENT))
