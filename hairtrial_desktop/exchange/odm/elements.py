"""Small builders of ODM elements."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from lxml import etree

from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.study.definitions import MeasurementUnit, Study
from hairtrial_desktop.study.text import LANGUAGES, Text

ODM_NS = "http://www.cdisc.org/ns/odm/v1.3"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CONTEXT = "HairTrial 1"  # of FormalExpression: the language of study.expression; others never evaluate it
_TAGS = {"zh": "zh-CN", "en": "en"}


def element(
    tag: str, *children: etree._Element | None, text: str | None = None, **attributes: str | None
) -> etree._Element:
    """Return an ODM element; attributes and children that are None are left out."""
    made = etree.Element(f"{{{ODM_NS}}}{tag}", nsmap={None: ODM_NS})
    for name, value in attributes.items():
        if value is not None:
            made.set(name, value)
    made.text = text
    made.extend(child for child in children if child is not None)
    return made


def translated(tag: str, text: Text) -> etree._Element:
    """Return ``tag`` with one TranslatedText per language (never empty: the other language stands in)."""
    made = element(tag)
    for language in LANGUAGES:
        line = element("TranslatedText", text=text.say(language))
        line.set(XML_LANG, _TAGS[language])
        made.append(line)
    return made


def local_stamp(utc: str, zone: str) -> str:
    """Return a stored UTC time as an ODM datetime in ``zone`` ("+08:00"): ``2026-11-22T12:40:00.123+08:00``."""
    return parse_utc(utc).astimezone(zone_of(zone)).isoformat(timespec="milliseconds")


def zone_of(text: str) -> timezone:
    """Return the fixed zone written ``+08:00``."""
    return timezone(datetime.strptime(text, "%z").utcoffset() or timedelta())


def metadata_oid(study: Study) -> str:
    """Return the OID of the MetaDataVersion: version and content of the definitions."""
    return f"MDV.{study.version}.{study.sha256[:12]}"


def unit_oid(unit: MeasurementUnit) -> str:
    """Return the OID of a unit: by its code, so that it is the same in every version of the definitions."""
    return f"MU.{unit.code}"


def location_oid(site: str) -> str:
    """Return the OID of the site."""
    return f"LOC.{site}"


def user_oid(user: str) -> str:
    """Return the OID of a person."""
    return f"U.{user}"


def signature_oid(code: str) -> str:
    """Return the OID of a signature's meaning."""
    return f"SIG.{code}"
