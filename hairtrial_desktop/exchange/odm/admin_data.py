"""AdminData: the people of the site, the site and the meanings of signatures. Staff only, never participants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.exchange.odm.elements import (
    element,
    location_oid,
    metadata_oid,
    signature_oid,
    user_oid,
)


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


def admin_data(versions: Versions, site: SiteName, people: Iterable[Person], effective: str) -> etree._Element:
    """Return AdminData; ``effective`` is the day (ISO) that stands for the first version, which has none of its own."""
    study = versions.active
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
    used = [
        element(
            "MetaDataVersionRef", StudyOID=study.oid, MetaDataVersionOID=metadata_oid(step.study),
            EffectiveDate=step.since or min([effective, *(other.since for other in versions.steps if other.since)]),
        )
        for step in versions.steps
    ]  # fmt: skip
    name = f"{site.number} {site.name}"
    made.append(element("Location", *used, OID=location_oid(site.number), Name=name, LocationType="Site"))
    meanings = {code: one for step in versions.steps for code, one in step.study.signatures.items()}
    for definition in meanings.values():
        made.append(
            element(
                "SignatureDef",
                element("Meaning", text=f"{definition.meaning.zh} / {definition.meaning.en}"),
                element("LegalReason", text=f"{definition.legal_reason.zh} / {definition.legal_reason.en}"),
                OID=signature_oid(definition.code), Methodology="Digital",
            )
        )  # fmt: skip
    return made
