"""Whose data may leave the site (PIPL 13(3), 14, 23; GCP)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hairtrial_desktop.casebook.projection import State

Releases = Callable[[State], bool]
_IMAGES = ("/SE.SCR#", "/F.IC#", "I.IC.PICIMG")  # event, form, item: agrees to the use of images


def images_allowed(state: State) -> bool:
    """Whether the subject agreed that images are used beyond the site (PIPL Art 14, 29); nothing said is no."""
    event, form, item = _IMAGES
    answers = [row for row in state.items().values() if row.item == item and event in row.form and form in row.form]
    return any(row.value == "Y" and not _removed(state, row.form) for row in answers)


@dataclass(frozen=True)
class ConsentOrInjected:
    """Released: separate consent to provision to the sponsor, or any injection given.

    ``consent`` and ``injected`` are (event, form, item) OIDs; the value that counts is ``Y``. The data of a subject
    who was injected go as the law and GCP require, whatever became of the consent; screening-only subjects without it
    stay at the site.
    """

    consent: tuple[str, str, str] = ("SE.SCR", "F.IC", "I.IC.PICPROV")
    injected: tuple[str, str] = ("F.EC", "I.EC.ECYN")

    def __call__(self, state: State) -> bool:
        """Return whether the subject with this state is released."""
        event, form, item = self.consent
        for row in state.items().values():
            if row.value != "Y" or _removed(state, row.form):
                continue
            if row.item == self.injected[1] and f"/{self.injected[0]}#" in row.form:
                return True
            if row.item == item and f"/{event}#" in row.form and f"/{form}#" in row.form:
                return True
        return False


def _removed(state: State, form: str) -> bool:
    row = state.forms().get(form)
    return row is not None and row.status == "removed"


@dataclass(frozen=True)
class OneSubject:
    """Released: one subject alone, if ``rule`` releases that one. For what cannot wait for the others (OFF-05)."""

    subject: str
    rule: Releases

    def __call__(self, state: State) -> bool:
        """Return whether the subject with this state is released."""
        return self.subject in state.things("subject_data") and self.rule(state)
