"""The only place where parts are built and joined: founding a site, and opening its door."""

from hairtrial_desktop.bootstrap.computer import SystemClock, workstation_id
from hairtrial_desktop.bootstrap.door import Door
from hairtrial_desktop.bootstrap.founding import NewSite, create_site
from hairtrial_desktop.bootstrap.front import FRONT
from hairtrial_desktop.bootstrap.joint import TRANSPORT_CHOICE
from hairtrial_desktop.bootstrap.recovering import recover_site, sheet_pdf

__all__ = [
    "FRONT",
    "TRANSPORT_CHOICE",
    "Door",
    "NewSite",
    "SystemClock",
    "create_site",
    "recover_site",
    "sheet_pdf",
    "workstation_id",
]
