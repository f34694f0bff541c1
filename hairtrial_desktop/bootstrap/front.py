"""The front of a data folder: what the login page shows before anybody is in. No secret, no participant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any

from hairtrial_desktop.bootstrap.computer import SystemClock, workstation_id
from hairtrial_desktop.casebook.ports import Clock
from hairtrial_desktop.casebook.site_book import SiteDetails
from hairtrial_desktop.keys.durable import sorted_disk_errors, write_durably
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.rooms import DemoLogin

FRONT = "front.json"  # what the login page shows: site names, public facts of the study; no secret, no person
DEMO_LOGINS = "demo-logins.json"
_FRONT_NAMES = {"number", "name_zh", "name_en", "demo", "protocol", "registry_id", "sponsor"}


def write_front(folder: Path, details: SiteDetails, study: Study, logins: Sequence[DemoLogin]) -> None:
    """Write the front of a new site; ``logins`` only for a demo. StorageError."""
    front = {
        **asdict(details),
        "study": asdict(study.name),
        "protocol": study.protocol,
        "registry_id": study.registry_id,
        "zone": study.zone,
        "sponsor": asdict(study.sponsor),
    }
    write_durably(folder / FRONT, json.dumps(front, ensure_ascii=False, indent=1).encode())
    if logins:
        shown = [asdict(login) for login in logins]
        write_durably(folder / DEMO_LOGINS, json.dumps(shown, ensure_ascii=False, indent=1).encode())


def _read_json(path: Path) -> Any:  # noqa: ANN401 - whatever stands in the file; the caller judges it
    try:
        with sorted_disk_errors(path):
            return json.loads(path.read_bytes())
    except ValueError as error:
        raise KnownError("front_damaged", file=path.name) from error


@dataclass(frozen=True)
class SiteFront:
    """A data folder before anybody is logged in, on this computer."""

    folder: Path
    clock: Clock = field(default_factory=SystemClock)
    workstation: str = field(default_factory=workstation_id)

    @cached_property
    def front(self) -> dict[str, object]:
        """What the login page shows, believed until somebody is in; KnownError ``site_missing``, ``front_damaged``."""
        path = self.folder / FRONT
        if not path.is_file():
            raise KnownError("site_missing", folder=self.folder.name)
        content = _read_json(path)
        if not isinstance(content, dict) or not content.keys() >= _FRONT_NAMES:
            raise KnownError("front_damaged", file=FRONT)
        return content

    @property
    def details(self) -> SiteDetails:
        """Number and names of the site."""
        front = self.front
        return SiteDetails(str(front["number"]), str(front["name_zh"]), str(front["name_en"]), demo=bool(front["demo"]))

    @property
    def study_title(self) -> tuple[str, str, str]:
        """Protocol number, registry id, sponsor."""
        sponsor = self.front["sponsor"]
        name = str(sponsor["en"]) if isinstance(sponsor, dict) else ""
        return str(self.front["protocol"]), str(self.front["registry_id"]), name

    @property
    def zone(self) -> tzinfo:
        """The study's zone; a front written before it was known there is of a site in China."""
        zone = datetime.strptime(str(self.front.get("zone", "+08:00")), "%z").tzinfo
        return zone or UTC

    @property
    def demo_logins(self) -> tuple[DemoLogin, ...]:
        """Logins that a demo site shows; KnownError ``front_damaged``."""
        path = self.folder / DEMO_LOGINS
        if not self.details.demo or not path.is_file():
            return ()
        try:
            return tuple(DemoLogin(**login) for login in _read_json(path))
        except TypeError as error:
            raise KnownError("front_damaged", file=DEMO_LOGINS) from error
