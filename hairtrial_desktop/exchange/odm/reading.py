"""Reading an ODM file that came from outside, without network, entities or external DTDs."""

from __future__ import annotations

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import ODM_NS
from hairtrial_desktop.study.errors import KnownError

N = f"{{{ODM_NS}}}"
Place = tuple[str, str, str, str, str, str, str, str]  # subject, event, repeat, form, repeat, group, repeat, item


def parse(xml: bytes) -> etree._Element:
    """Return the root; KnownError ``odm_unreadable``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise KnownError("odm_unreadable", line=error.lineno) from error
    if root.tag != f"{N}ODM":
        raise KnownError("odm_unreadable", line=1)
    return root


def snapshot_values(root: etree._Element) -> dict[Place, tuple[str | None, str | None]]:
    """Return (value, null flavour) of every ItemData of a Snapshot; absent repeat keys read as "1"."""
    found: dict[Place, tuple[str | None, str | None]] = {}
    for subject in root.iter(f"{N}SubjectData"):
        for event in subject.iter(f"{N}StudyEventData"):
            for form in event.iter(f"{N}FormData"):
                for group in form.iter(f"{N}ItemGroupData"):
                    for item in group.iter(f"{N}ItemData"):
                        place = (
                            subject.get("SubjectKey", ""),
                            event.get("StudyEventOID", ""), event.get("StudyEventRepeatKey", "1"),
                            form.get("FormOID", ""), form.get("FormRepeatKey", "1"),
                            group.get("ItemGroupOID", ""), group.get("ItemGroupRepeatKey", "1"),
                            item.get("ItemOID", ""),
                        )  # fmt: skip
                        flags = item.iterfind(f"{N}Annotation/{N}Flag")
                        missing = (flag for flag in flags if flag.findtext(f"{N}FlagType") in ("NULLFLAVOUR", None))
                        flavour = next((flag.findtext(f"{N}FlagValue") for flag in missing), None)
                        found[place] = (item.get("Value"), flavour)
    return found


def file_type(root: etree._Element) -> str:
    """Return ``Snapshot`` or ``Transactional``."""
    return root.get("FileType", "")


def file_oid(root: etree._Element) -> str:
    """Return the FileOID."""
    return root.get("FileOID", "")
