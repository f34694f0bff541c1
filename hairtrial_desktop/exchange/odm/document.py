"""The ODM root: file type, identity by content, chain of files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from lxml import etree

from hairtrial_desktop.casebook.locks import LockLevel
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.exchange.odm.admin_data import Person, SiteName, admin_data
from hairtrial_desktop.exchange.odm.elements import element, metadata_oid
from hairtrial_desktop.exchange.odm.metadata import study_element
from hairtrial_desktop.study.definitions import Study

SNAPSHOT = "Snapshot"
TRANSACTIONAL = "Transactional"


@dataclass(frozen=True)
class OdmFile:
    """One ODM file: its FileOID and its bytes (UTF-8)."""

    oid: str
    xml: bytes


@dataclass(frozen=True)
class Heading:
    """What both files of an export say of themselves. Stamps are ODM datetimes in the study's zone.

    ``as_of`` is the time of the newest commit; ``prior`` the FileOID of the last Transactional file, None if first.
    """

    series: str
    number: int
    created: str
    as_of: str
    program: str
    prior: str | None = None


@dataclass(frozen=True)
class Frame:
    """What stands around the clinical data. ``site_level``: how far the whole site is closed, over every form."""

    versions: Versions
    site: SiteName
    people: tuple[Person, ...]
    heading: Heading
    site_level: LockLevel = LockLevel.NONE

    @property
    def study(self) -> Study:
        """The version in force."""
        return self.versions.active


def odm_file(frame: Frame, file_type: str, subjects: Iterable[tuple[Study, etree._Element]]) -> OdmFile:
    """Return the file of ``subjects``, each with the version its data is of, in order.

    FileOID is taken from the content, so equal content has an equal FileOID and no other has it.
    """
    study, heading = frame.study, frame.heading
    clinical = []
    for version, group in groupby(subjects, key=itemgetter(0)):
        clinical.append(element("ClinicalData", StudyOID=study.oid, MetaDataVersionOID=metadata_oid(version)))
        clinical[-1].extend(data for _, data in group)
    root = element(
        "ODM", study_element(*(step.study for step in frame.versions.steps)),
        admin_data(frame.versions, frame.site, frame.people, heading.as_of[:10]), *clinical,
        FileType=file_type, Granularity="SingleSite", FileOID="-", CreationDateTime=heading.created,
        PriorFileOID=heading.prior if file_type == TRANSACTIONAL else None, AsOfDateTime=heading.as_of,
        ODMVersion="1.3.2", Originator=f"{study.protocol} site {frame.site.number}", SourceSystem="HairTrial Desktop",
        SourceSystemVersion=heading.program,
    )  # fmt: skip
    etree.indent(root, space=" ")
    digest = hashlib.sha256(etree.tostring(root, method="c14n")).hexdigest()
    oid = f"HT.{frame.site.number}.{heading.series}-{heading.number:04d}.{file_type[0]}.{digest[:32]}"
    root.set("FileOID", oid)
    etree.cleanup_namespaces(root)
    return OdmFile(oid, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
