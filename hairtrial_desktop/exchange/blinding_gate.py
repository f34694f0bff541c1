"""The blinding gate: nothing leaves that could say what was given where; the lint proves it for every export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.blinding import allowed_in
from hairtrial_desktop.study.blinding_definitions import breaches_in
from hairtrial_desktop.study.blinding_files import breaches_in_files
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.definitions import Study


def refuse_unblinding(study: Study, files: Mapping[str, bytes]) -> None:
    """Raise KnownError ``export_unblinds`` (``where``, ``found``) if the definitions or a file could unblind.

    ``files`` are those of the bundle before it is sealed; what a PDF shows stands in the record beside it.
    """
    breaches = (*breaches_in(study), *breaches_in_files(files, allowed_in(study)))
    if breaches:
        raise KnownError("export_unblinds", where=breaches[0].where, found=breaches[0].found)
