"""An ODM file from anywhere, made readable: ODM 1.1 to 1.3.2, any prefix or none, vendors' own elements taken out.

Nothing is repaired by guessing: what is taken out is counted, so that the report can name it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import XML_LANG
from hairtrial_desktop.study.errors import KnownError

_ODM = re.compile(r"https?://www\.cdisc\.org/ns/odm/v1\.[0-3]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Note:
    """One thing that was not carried over: ``what`` is a code, ``place`` an OID, ``detail`` what stood there."""

    what: str
    place: str
    detail: str = ""


@dataclass
class Notes:
    """What was not understood, in the order found, each once; ``names`` are our names and the OIDs they stand for."""

    found: dict[Note, None] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)

    def add(self, what: str, place: str | None, detail: str | None = "") -> None:
        """Note one thing."""
        self.found[Note(what, _shown(place), _shown(detail))] = None


def _shown(text: str | None) -> str:
    return _BLANKS.sub(" ", text or "").strip()


def read_outside(xml: bytes, notes: Notes) -> etree._Element:
    """Return the root, all names without namespace; KnownError ``odm_unreadable`` if it is no ODM-XML.

    Neither network nor DTD nor entities: ``no_network``, ``resolve_entities`` off.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise KnownError("odm_unreadable", line=getattr(error, "lineno", 1) or 1) from error
    foreign: Counter[str] = Counter()
    _strip(root, foreign)
    if root.tag != "ODM":
        raise KnownError("odm_unreadable", line=1)
    for name, count in sorted(foreign.items()):
        notes.add("foreign", name, f"×{count}")
    return root


def _strip(root: etree._Element, foreign: Counter[str]) -> None:
    for node in list(root.iter()):
        if not isinstance(node.tag, str):  # an entity that is not resolved
            _take_out(node)
            continue
        name = etree.QName(node)
        if name.namespace is not None and not _ODM.fullmatch(name.namespace):
            if node is not root:
                foreign[f"{name.namespace} {name.localname}"] += 1
                _take_out(node)
            continue
        node.tag = name.localname
        for key in list(node.attrib):
            attribute = etree.QName(key)
            if attribute.namespace is not None and str(key) != XML_LANG:
                if not _ODM.fullmatch(attribute.namespace) and "XMLSchema-instance" not in attribute.namespace:
                    foreign[f"{attribute.namespace} @{attribute.localname}"] += 1
                del node.attrib[key]


def _take_out(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail:
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)


def said(node: etree._Element | None) -> dict[str, str]:
    """Return language ("zh", "en", other subtags) to text.

    A text without language counts by its script; text that stands directly in ``node`` (ODM 1.1) counts, too.
    """
    found: dict[str, str] = {}
    if node is None:
        return found
    for line in [*node.iterfind("TranslatedText"), node]:
        words = (line.text or "").strip()
        if words:
            tag = (line.get(XML_LANG) or "").split("-")[0].split("_")[0].lower()
            found.setdefault(tag or ("zh" if _HANZI.search(words) else "en"), words)
    return found
