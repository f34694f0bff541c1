"""AdminData: the people of the site, the site and the meanings of signatures. Staff only, never participants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import (
    element,
    location_oid,
    metadata_oid,
    signature_oid,
    user_oid,
)
from hairtrial_desktop.study.definitions import Study


@dataclass(frozen=True)
class Person:
    """A user of the site as exported: id, printed name, role code."""

    user: str
    name: str
    role: str


@dataclass(frozen=True)
class SiteName:
    """The site as exported."""

    number: str
    name: str


def people_of(users: Mapping[str, Mapping[str, str]], acting: Iterable[str]) -> tuple[Person, ...]:
    """Return the people of ``users`` (id -> name, role) who act in the export; an id that is not known stands alone."""
    return tuple(
        Person(user, users[user].get("name", user), users[user].get("role", "")) if user in users
        else Person(user, user, "")
        for user in sorted(set(acting))
    )  # fmt: skip


def admin_data(study: Study, site: SiteName, people: Iterable[Person], effective: str) -> etree._Element:
    """Return AdminData; ``effective`` is the day (ISO) from which the definitions count at the site."""
    made = element("AdminData", StudyOID=study.oid)
    for person in people:
        made.append(
            element(
                "User",
                element("LoginName", text=person.user),
                element("DisplayName", text=f"{person.name} ({person.role})" if person.role else person.name),
                element("FullName", text=person.name),
                element("LocationRef", LocationOID=location_oid(site.number)),
                OID=user_oid(person.user),
                UserType="Investigator" if person.role == "investigator" else "Other",
            )
        )
    version = element(
        "MetaDataVersionRef", StudyOID=study.oid, MetaDataVersionOID=metadata_oid(study), EffectiveDate=effective
    )
    name = f"{site.number} {site.name}"
    made.append(element("Location", version, OID=location_oid(site.number), Name=name, LocationType="Site"))
    for definition in study.signatures.values():
        made.append(
            element(
                "SignatureDef",
                element("Meaning", text=f"{definition.meaning.zh} / {definition.meaning.en}"),
                element("LegalReason", text=f"{definition.legal_reason.zh} / {definition.legal_reason.en}"),
                OID=signature_oid(definition.code), Methodology="Digital",
            )
        )  # fmt: skip
    return made
