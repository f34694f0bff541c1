"""方案偏离清单: every deviation proposed or decided at the site as one page to print, for the EC (CN-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.crf_page import Answer, Line, Section
from hairtrial_desktop.casebook.list_paper import PrintedList, list_page
from hairtrial_desktop.casebook.proposals import ACCEPTED, ACKNOWLEDGED, REFUSED, seen_proposals
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.crf_page import CrfPage
    from hairtrial_desktop.casebook.proposals import Proposal
    from hairtrial_desktop.casebook.site_book import SiteBook

TITLE = Text("方案偏离清单", "List of protocol deviations")
STATES = {
    "": Text("待处理", "To be decided"),
    ACCEPTED: Text("已接受，待研究者确认", "Accepted, to be acknowledged"),
    ACKNOWLEDGED: Text("研究者已确认", "Acknowledged by the investigator"),
    REFUSED: Text("已拒绝", "Refused"),
}
CHANGED = Text("依据已改变", "cause changed")
NONE = Text("没有方案偏离", "No protocol deviation")


def deviation_list(book: SiteBook, language: str) -> CrfPage:
    """Return the list as a page; NotPermitted for who may not print."""
    book.actor.require(Action.PRINT)
    sections, leaves = [], []
    for subject in book.subjects():
        found = seen_proposals(book, subject)
        if found:
            lines = [_line(book, at, each, language) for at, each in enumerate(found, 1)]
            sections.append(Section(subject, tuple(lines)))
            leaves += [[each.key, "" if each.decision is None else each.decision.state] for each in found]
    shown = tuple(sections) or (Section(NONE.say(language), ()),)
    return list_page(book, PrintedList("deviations", TITLE.say(language), sections=shown, leaves=leaves), language)


def _line(book: SiteBook, at: int, proposal: Proposal, language: str) -> Line:
    decision = proposal.decision
    state = STATES["" if decision is None or proposal.open else decision.state].say(language)
    codes = book.study.code_lists.get("CL.DVCAT")
    category = None if codes is None else codes.find(proposal.category)
    said = [proposal.day, category.text.say(language) if category else proposal.category, state]
    said += [CHANGED.say(language)] if decision is not None and proposal.changed else []
    note = "" if decision is None else f"{decision.reason} ({book.person_name(decision.user)})"
    return Line(str(at), proposal.what.say(language), (Answer(" · ".join(part for part in said if part)),), note)
