"""What the papers of one participant show now: every leaf is looked at once, whatever the number of papers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.locks import FORM, scope_of
from hairtrial_desktop.casebook.standing import digest_of, leaves_by_form, saved_forms, signed_forms_of
from hairtrial_desktop.study.attaching import AttachmentKind

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State

PRINT_TAG = b"hairtrial/print/1\x00"


@dataclass(frozen=True)
class PrintedPlace:
    """What a paper of a place shows. ``digest`` is the one printed on it.

    ``values`` (hex) covers the leaves shown, but not scans of pages signed by hand: the scan of a print does not make
    that print out of date. ``signed`` are the signatures that stand.
    """

    place: str
    digest: str
    values: str
    signed: tuple[str, ...]

    def shows_what(self, other: PrintedPlace) -> bool:
        """Whether both show the same."""
        return (self.values, self.signed) == (other.values, other.signed)


class PaperNow:
    """The papers of the participant whose whole ``state`` is given."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._leaves = leaves_by_form(state)
        attached = state.things("attachment_data").values()
        self._scans = {row.key for row in attached if row.data["kind"] == AttachmentKind.WET_INK}

    @staticmethod
    def read(tree: dict[str, Any]) -> PrintedPlace:
        """Return what a row of the register keeps of a place."""
        return PrintedPlace(tree["place"], tree["digest"], tree["values"], tuple(tree["signed"]))

    def status(self, place: str) -> str | None:
        """Return the status of a form; None for a visit, a casebook, and a form that was never saved."""
        row = self._state.forms().get(place)
        return None if row is None else row.status

    def of(self, place: str, digest: str) -> PrintedPlace:
        """Return what a paper of ``place`` shows; ``digest`` is passed on."""
        forms = (place,) if scope_of(place) == FORM else tuple(map(str, saved_forms(self._state, place)))
        leaves = [each for each in self._of(forms) if each[0] not in self._scans]
        lines = "".join(f"{key}\x00{leaf}\n" for key, leaf in leaves)
        values = hashlib.sha256(PRINT_TAG + lines.encode()).hexdigest()
        return PrintedPlace(place, digest, values, self._signed(place))

    def _of(self, forms: tuple[str, ...]) -> list[tuple[str, str]]:
        return sorted(each for form in forms for each in self._leaves.get(form, ()))

    def _signed(self, place: str) -> tuple[str, ...]:
        """Return the signatures at ``place`` that stand."""
        prefix = f"{place}/S#"
        rows = (row for key, row in self._state.things("signature_data").items() if key.startswith(prefix))
        standing = [row.key for row in rows if row.data["digest"] == digest_of(self._of(signed_forms_of(row.data)))]
        return tuple(sorted(standing))
