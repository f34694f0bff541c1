"""What is wrong with a list of queries before it is sent: its form, its places, and what its words would give away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.identity_mentions import holds_personal_number
from hairtrial_desktop.study.kits import ListProblem
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.sponsor_queries import read_queries, telling, wrong_place

if TYPE_CHECKING:
    from hairtrial_desktop.study.definitions import Study


def wrong_queries(text: str, study: Study) -> tuple[ListProblem, ...]:
    """Return every problem of the CSV ``text``; the site judges once more, and knows the names."""
    asked, problems = read_queries(text)
    found = list(problems)
    for one in asked:
        place = wrong_place(one, study)
        if place is not None:
            found.append(place)
        if telling(one, study):
            found.append(
                ListProblem(one.row, "TEXT", phrase("nothing that could break the blind"), telling(one, study))
            )
        if holds_personal_number(one.text) or holds_personal_number(one.closed):
            found.append(ListProblem(one.row, "TEXT", phrase("no number of a person"), "…"))
    return tuple(sorted(found, key=lambda problem: problem.row))
