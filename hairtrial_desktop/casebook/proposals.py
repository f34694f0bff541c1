"""Protocol deviations the system proposes: computed from the record until a person decides (CN-01; E6(R3) 2.5.3).

Proposed is what really happened: a Protocol finding on a saved form, a visit outside its window or not held at all,
visits out of order. One proposal a finding or visit: whatever says the same of a visit's window has the same key.
Accepted, it is a row of the deviation log, which nothing takes away; when its cause changes later the row is marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.findings import Basis, Finding
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.visits import visit_date, visits_of
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.schedule import PlannedVisit

    FindingsOf = Callable[[FormKey], Iterable[Finding]]

DEVIATION_FORM = "F.DV"
ACCEPTED, ACKNOWLEDGED, REFUSED = "accepted", "acknowledged", "refused"
BEFORE_THE_NEEDLE = ("F.KIT", "F.GATE")  # what they find has happened only once the injection was given
CATEGORIES = {
    "F.IC": "INFORMED CONSENT", "F.IE": "ELIGIBILITY", "F.DM": "ELIGIBILITY", "F.KIT": "DOSING", "F.GATE": "DOSING",
    "F.EC": "DOSING", "F.CM": "PROHIBITED MEDICATION", "F.PTG": "SAMPLE/IMAGE", "F.LBID": "SAMPLE/IMAGE",
    "F.SAE": "SAE REPORTING", "F.UB": "BLINDING", "F.CE": "PROCEDURE NOT DONE",
}  # fmt: skip
MAJOR_ITEMS = ("I.KIT.SYR", "I.GATE.SYRCHK", "I.GATE.INSTDAT")  # exchanged syringes, and going on without instruction
WINDOW_CATEGORY, OTHER_CATEGORY = "VISIT WINDOW", "OTHER"

OUTSIDE = Text(
    "{visit}超出访视窗：应于 {due}，实际 {actual}（{off} 天）。",
    "{visit} outside its window: due {due}, held {actual} ({off} days).",
)
NOT_HELD = Text(
    "{visit}未进行：应于 {due}，访视窗至 {last} 已过。", "{visit} was not held: due {due}, the window ended on {last}."
)
OUT_OF_ORDER = Text(
    "{visit}（{actual}）早于{before}（{then}）：访视顺序不符。",
    "{visit} ({actual}) was held before {before} ({then}): out of order.",
)


@dataclass(frozen=True)
class Decision:
    """What a person decided: ``state``, the reason given, the row of the log (form key, "" where refused)."""

    state: str
    reason: str
    row: str
    user: str


@dataclass(frozen=True)
class Proposal:
    """One deviation. ``stands`` False: its cause is not found any more; ``changed``: it is not as it was decided on."""

    key: str
    opens: FormKey  # where its cause stands
    category: str  # code of the deviation log's list
    day: str  # canonical date it happened, "" where the record has none
    what: Text
    basis: Basis
    decision: Decision | None = None
    stands: bool = True
    changed: bool = False
    major: bool = False  # it may harm or spoil the data: nobody has to class it

    @property
    def open(self) -> bool:
        """Whether a person has to decide: nobody has, or what was refused is not what stands there now."""
        refused = self.decision is not None and self.decision.state == REFUSED
        return self.stands and (self.decision is None or (refused and self.changed))

    @property
    def waits(self) -> bool:
        """Whether the investigator has to acknowledge it."""
        return self.decision is not None and self.decision.state == ACCEPTED


def seen_proposals(book: SiteBook, subject: str) -> tuple[Proposal, ...]:
    """Return the deviations of a subject that the actor may see."""
    sight = book.sight(subject)
    found = proposals_of(book.values(subject), book.judged(subject).findings)
    return tuple(each for each in found if sight.allows(each.key))


def proposals_of(values: SubjectValues, findings: FindingsOf | None = None) -> tuple[Proposal, ...]:
    """Return every deviation proposed or decided of a subject; none where the study has no deviation log.

    ``findings`` of a form as committed, where they are at hand.
    """
    if DEVIATION_FORM not in values.study.forms:
        return ()
    found = {each.key: each for each in _found(values, findings or (lambda key: committed_findings(values, key)))}
    decided = values.state.things("proposal_data")
    for key, row in decided.items():
        tree = row.data
        decision = Decision(tree["state"], tree["reason"], tree["row"], tree["user"])
        before = Basis(tree["judged"], tree["verdict"])
        now = found.get(key)
        what = Text(**tree["what"])
        found[key] = Proposal(
            key, FormKey.parse(tree["opens"]), tree["category"], tree["day"], what if now is None else now.what,
            before if now is None else now.basis, decision, now is not None, now is None or now.basis != before,
        )  # fmt: skip
    return tuple(found[key] for key in sorted(found))


def proposal_key(values: SubjectValues, finding: Finding) -> str:
    """Return the key of what a finding proposes: all that is said of a visit's window is one."""
    form = finding.key.form
    return _visit_key(values, form, "window") if _of_window(values, finding) else finding.record_key


def happened(values: SubjectValues, key: FormKey) -> bool:
    """Whether what a form finds has really happened: before the needle it can still be put right."""
    return key.form not in BEFORE_THE_NEEDLE or injection_answer(values, key) == "Y"


def injection_answer(values: SubjectValues, key: FormKey) -> str | None:
    """Return whether the visit of a form says that it was injected: a code, "" for nothing yet, None if never asked."""
    event = next(each for each in values.events() if each.oid == key.event)
    if event.given_item is None:
        return None
    _, form, name = event.given_item.split(".")
    found = values.find(values.study, FormKey(key.subject, key.event, f"F.{form}", key.event_repeat), name)
    return None if found is None else values.cell(found.form.item(found.group.oid, found.item.oid)).value or ""


def of_finding(values: SubjectValues, finding: Finding) -> Proposal | None:
    """Return what a finding proposes, None where it is of another class or has not happened."""
    form = finding.key.form
    if finding.check_class is not CheckClass.PROTOCOL or not happened(values, form):
        return None
    window = _of_window(values, finding)
    if window:
        key = _visit_key(values, form, "window")
        of_visit = next((each for each in _outside(values, visits_of(values)) if each.key == key), None)
        if of_visit is not None:
            return of_visit
    category = WINDOW_CATEGORY if window else CATEGORIES.get(form.form, OTHER_CATEGORY)
    event = next(each for each in values.events() if each.oid == form.event)
    day = None if event.log else visit_date(values, event, form.event_repeat)
    major = finding.key.item in MAJOR_ITEMS
    return Proposal(
        proposal_key(values, finding), form, category, day or "", finding.message, finding.basis, major=major
    )


def decided_record(proposal: Proposal, state: str, reason: str, row: str, user: str) -> dict[str, Any]:
    """Return the tree a decision is kept as."""
    return {
        "state": state, "reason": reason, "row": row, "user": user, "opens": str(proposal.opens),
        "category": proposal.category, "day": proposal.day, "what": {"zh": proposal.what.zh, "en": proposal.what.en},
        "judged": dict(proposal.basis.values), "verdict": proposal.basis.verdict,
    }  # fmt: skip


def _found(values: SubjectValues, findings: FindingsOf) -> Iterator[Proposal]:
    for text, row in values.state.forms().items():
        key = FormKey.parse(text)
        if row.status != "removed" and key.form != DEVIATION_FORM:
            judged = (of_finding(values, finding) for finding in findings(key))
            yield from (each for each in judged if each is not None)
    visits = visits_of(values)
    yield from _outside(values, visits)
    yield from _missed(values, visits)
    yield from _out_of_order(values, visits)


def _of_window(values: SubjectValues, finding: Finding) -> bool:
    """Whether the rule asks how a day stands to the window of a visit."""
    study = values.study_of(finding.key.form)
    groups = study.forms[finding.key.form.form].groups
    checks = (check for group in groups for item in group.items for check in item.checks)
    rules = [check.valid_when for check in checks if check.oid == finding.oid]
    rules += [rule.holds_when for rule in study.gates if rule.oid == finding.oid]
    return any(rule.uses_schedule for rule in rules)


def _visit_key(values: SubjectValues, form: FormKey, what: str) -> str:
    """Return the key of what is said of a whole visit: it stands at the form that holds the visit's date."""
    path = next(each.date_item for each in values.events() if each.oid == form.event) or ""
    dated = path.split(".")[1] if path else form.form.removeprefix("F.")
    return f"{FormKey(form.subject, form.event, f'F.{dated}', form.event_repeat)}/{what}"


def _outside(values: SubjectValues, visits: Iterable[PlannedVisit]) -> Iterator[Proposal]:
    for visit in visits:
        if visit.state == "done_red" and visit.due is not None and visit.actual is not None:
            said = _said(OUTSIDE, visit, off=f"{visit.days_off:+d}")
            yield _of_visit(values, visit, "window", WINDOW_CATEGORY, said)


def _missed(values: SubjectValues, visits: Iterable[PlannedVisit]) -> Iterator[Proposal]:
    """Yield the visits of somebody treated that were neither held nor cancelled while they could be."""
    if not any(visit.event.given_item is not None and visit.actual is not None for visit in visits):
        return  # who was never injected misses no visit: that is a failed screening
    for visit in visits:
        if visit.state == "out" and visit.event.cancelled_when is not None:  # the end of the study has none
            said = _said(NOT_HELD, visit, last=visit.hard_latest)
            yield _of_visit(values, visit, "window", WINDOW_CATEGORY, said)


def _out_of_order(values: SubjectValues, visits: Iterable[PlannedVisit]) -> Iterator[Proposal]:
    """Yield the visits held before one that stands earlier in the schedule; the end of the study may come any time."""
    held = [visit for visit in visits if visit.actual is not None and not visit.event.repeating]
    for at, visit in enumerate(held):
        later = [other for other in held[:at] if other.actual is not None and visit.actual is not None
                 and other.actual > visit.actual]  # fmt: skip
        if later and visit.event.cancelled_when is not None:  # screening and the end of the study have none
            said = _said(OUT_OF_ORDER, visit, before=later[0].event.name, then=later[0].actual)
            yield _of_visit(values, visit, "order", OTHER_CATEGORY, said)


def _said(template: Text, visit: PlannedVisit, **more: object) -> Text:
    """Fill a template in both languages; a text among ``more`` is said in each."""

    def one(language: str) -> str:
        params = {"visit": visit.event.name, "due": visit.due, "actual": visit.actual, **more}
        shown = {name: value.say(language) if isinstance(value, Text) else value for name, value in params.items()}
        return template.say(language).format_map(shown)

    return Text(one("zh"), one("en"))


def _of_visit(values: SubjectValues, visit: PlannedVisit, what: str, category: str, text: Text) -> Proposal:
    path = visit.event.date_item or ""
    form = f"F.{path.split('.')[1]}"
    key = FormKey(values.subject, visit.event.oid, form, visit.repeat)
    basis = Basis({what: str(visit.actual)}, f"due {visit.due}")
    day = visit.actual or visit.hard_latest
    return Proposal(_visit_key(values, key, what), key, category, str(day), text, basis)
