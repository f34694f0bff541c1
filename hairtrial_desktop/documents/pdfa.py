"""Makes a drawn PDF into PDF/A-2b (ISO 19005-2) and PDF/UA-1: output intent, metadata, language, structure, field."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from hairtrial_desktop.documents.signature_block import FIELD, FieldPlace
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.tagging import StructureTree
from hairtrial_desktop.places import resource

_PRINTED_AND_LOCKED = 4 | 128  # annotation flags Print and Locked
_SIGNATURES_EXIST_APPEND_ONLY = 3

# No dates: the same page gives the same bytes. The extension schema declares the PDF/UA part, as PDF/A demands.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<pdf:Producer>{program}</pdf:Producer>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class Identity:
    """What the document says it is; ``subject`` is the document id, ``language`` BCP 47."""

    title: str
    author: str
    subject: str
    program: str
    language: str


@dataclass(frozen=True)
class Finish:
    """Holds the sRGB profile (bytes of an ICC profile)."""

    icc: bytes

    @classmethod
    def bundled(cls) -> Finish:
        """Return the finish with the profile that comes with the program."""
        return cls(resource("icc", "sRGB.icc").read_bytes())

    def apply(self, raw: bytes, identity: Identity, root: Element, place: FieldPlace | None, field_name: str) -> bytes:
        """Return ``raw`` as PDF/A-2b with the structure of ``root`` and, at ``place``, an empty signature field."""
        with pikepdf.open(BytesIO(raw)) as pdf:
            self._declare(pdf, identity)
            widget = _signature_field(pdf, place, field_name) if place else None
            StructureTree(pdf).write(root, widget)
            target = BytesIO()
            pdf.save(
                target, deterministic_id=True, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
            return target.getvalue()

    def _declare(self, pdf: Pdf, identity: Identity) -> None:
        profile = pdf.make_stream(self.icc)
        profile.N = 3
        condition = String("sRGB IEC61966-2.1")
        intent = Dictionary(
            Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=condition, Info=condition,
            DestOutputProfile=profile,
        )  # fmt: skip
        catalog = pdf.Root
        catalog.OutputIntents = Array([pdf.make_indirect(intent)])
        catalog.Lang = String(identity.language)
        catalog.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        catalog.PageMode = Name.UseOutlines
        texts = {name: escape(getattr(identity, name), quote=False) for name in identity.__dataclass_fields__}
        metadata = pdf.make_stream(_XMP.format(**texts).encode())
        metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
        catalog.Metadata = metadata
        info = pdf.docinfo
        for key in list(info.keys()):
            del info[key]
        info.Title, info.Author = String(identity.title), String(identity.author)
        info.Subject = String(identity.subject)
        info.Creator = info.Producer = String(identity.program)


def _signature_field(pdf: Pdf, place: FieldPlace, name: str) -> pikepdf.Object:
    """Add the empty field that pyHanko fills: prepared here, so that it has its place in the reading order."""
    page = pdf.pages[place.page]
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(FIELD), TU=String(name),
            Rect=Array([round(value, 2) for value in place.rect]), F=_PRINTED_AND_LOCKED, P=page.obj,
        )
    )  # fmt: skip
    page.obj.Annots = pdf.make_indirect(Array([widget]))
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(Fields=Array([widget]), SigFlags=_SIGNATURES_EXIST_APPEND_ONLY, DR=Dictionary())
    )
    return widget
