"""Writes the structure tree of a drawn document into the PDF (ISO 32000-1, 14.7; PDF/UA-1)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from hairtrial_desktop.documents.structure import Element, Mark, Widget


@dataclass
class StructureTree:
    """Collects, page by page, which element owns which marked content."""

    pdf: Pdf
    _owners: dict[int, dict[int, pikepdf.Object]] = field(default_factory=dict)
    _widgets: list[pikepdf.Object] = field(default_factory=list)

    def write(self, root: Element, widget: pikepdf.Object | None) -> None:
        """Hang the tree under the catalog; ``widget`` is the signature field a ``Widget`` stands for."""
        pdf = self.pdf
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = Array([self._build(root, tree, widget)])
        numbers = Array()
        for index, page in enumerate(pdf.pages):
            page.obj.StructParents = index
            page.obj.Tabs = Name.S
            owners = self._owners.get(index, {})
            _number(numbers, index, pdf.make_indirect(Array([owners[mcid] for mcid in range(len(owners))])))
        for offset, owner in enumerate(self._widgets):
            key = len(pdf.pages) + offset
            owner.K[0].Obj.StructParent = key
            _number(numbers, key, owner)
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = len(pdf.pages) + len(self._widgets)
        pdf.Root.StructTreeRoot = tree
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _build(self, element: Element, parent: pikepdf.Object, widget: pikepdf.Object | None) -> pikepdf.Object:
        own = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.kind), P=parent))
        if element.table:
            own.A = _attributes(element)
        if element.alternative:
            own.Alt = String(element.alternative)
        kids = Array()
        for child in element.children:
            if isinstance(child, Element):
                kids.append(self._build(child, own, widget))
            elif isinstance(child, Mark):
                page = self.pdf.pages[child.page].obj
                kids.append(Dictionary(Type=Name.MCR, Pg=page, MCID=child.mcid))
                self._owners.setdefault(child.page, {})[child.mcid] = own
            elif isinstance(child, Widget) and widget is not None:
                kids.append(Dictionary(Type=Name.OBJR, Pg=widget.P, Obj=widget))
                self._widgets.append(own)
        own.K = kids
        return own


def _number(tree: Array, key: int, value: pikepdf.Object) -> None:
    """Append one entry to a number tree."""
    tree.append(key)
    tree.append(value)


def _attributes(element: Element) -> pikepdf.Object:
    entries = Dictionary(O=Name.Table)
    for key, value in element.table.items():
        entries["/" + key] = Name(value) if isinstance(value, str) else value
    return entries
