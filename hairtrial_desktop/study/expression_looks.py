"""What an expression looks at, known from its tree alone: items here, at other visits, in rows of logs, whole forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.study.expression_lists import OP as LISTED
from hairtrial_desktop.study.expression_schedule import OP as SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.study.expression_nodes import Node
    from hairtrial_desktop.study.values import Ref

AT_VISITS = ("previous", "baseline")


@dataclass(frozen=True)
class Looks:
    """Each kind of look once, in reading order.

    ``items`` stand in this form or in a form named; ``visits`` are asked for at every visit up to this one; ``rows``
    are (OID of a log, item of its rows); ``forms`` are the nodes that ask whether a form is signed or complete, ``due``
    those that ask when a visit is due, ``lists`` those that look into a list of the site.
    """

    items: tuple[Ref, ...]
    visits: tuple[Ref, ...]
    rows: tuple[tuple[str, Ref], ...]
    forms: tuple[Node, ...]
    due: tuple[Node, ...]
    lists: tuple[Node, ...]


def looks_of(root: Node) -> Looks:
    """Return what the expression under ``root`` looks at."""
    nodes = list(_walk(root, at_visits=False))
    named = [(node, node.ref, at_visits) for node, at_visits in nodes if node.ref is not None]
    return Looks(
        tuple(dict.fromkeys(ref for node, ref, at_visits in named if not at_visits and node.row_form is None)),
        tuple(dict.fromkeys(ref for _, ref, at_visits in named if at_visits)),
        tuple(dict.fromkeys((node.row_form, ref) for node, ref, _ in named if node.row_form is not None)),
        tuple(node for node, _ in nodes if node.op == "form"),
        tuple(node for node, _ in nodes if node.op == SCHEDULE),
        tuple(node for node, _ in nodes if node.op == LISTED),
    )


def _walk(node: Node, *, at_visits: bool) -> Iterator[tuple[Node, bool]]:
    yield node, at_visits
    for part in (*node.children, *node.per_row):
        yield from _walk(part, at_visits=at_visits or node.op in AT_VISITS)
