"""AuditRecord, Signature and Annotation elements."""

from __future__ import annotations

from lxml import etree

from hairtrial_desktop.casebook.record import Commit
from hairtrial_desktop.exchange.odm.elements import element, local_stamp, location_oid, signature_oid, user_oid
from hairtrial_desktop.exchange.odm.metadata import FLAG_TYPES


def audit_record(commit: Commit, site: str, reason: str | None, leaf: str) -> etree._Element:
    """Return who, where, when, why; SourceID names the record in the chain (P11-05)."""
    head = commit.head
    return element(
        "AuditRecord",
        element("UserRef", UserOID=user_oid(commit.user)),
        element("LocationRef", LocationOID=location_oid(site)),
        element("DateTimeStamp", text=local_stamp(head["at"], head["zone"])),
        element("ReasonForChange", text=reason) if reason else None,
        element("SourceID", text=f"seq={commit.seq} role={commit.role} act={commit.act} leaf={leaf}"),
    )


def signature(user: str, site: str, meaning: str, stamp: str) -> etree._Element:
    """Return an electronic signature: who, where, meaning, when (P11-11). Not the XML signature of the file."""
    return element(
        "Signature",
        element("UserRef", UserOID=user_oid(user)),
        element("LocationRef", LocationOID=location_oid(site)),
        element("SignatureRef", SignatureOID=signature_oid(meaning)),
        element("DateTimeStamp", text=stamp),
    )


def annotation(number: int, kind: str, code_list: str, code: str, comment: str | None = None) -> etree._Element:
    """Return a flag (``code`` of ``code_list``) with an optional comment; ``number`` counts within the parent."""
    return element(
        "Annotation",
        element("Comment", text=comment, SponsorOrSite="Site") if comment else None,
        element(
            "Flag",
            element("FlagValue", text=code, CodeListOID=code_list),
            element("FlagType", text=kind, CodeListOID=FLAG_TYPES),
        ),
        SeqNum=str(number),
    )
