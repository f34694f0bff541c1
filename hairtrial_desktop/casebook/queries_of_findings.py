"""What an act does to the queries of its subject, in the very same commit: findings open, close and reopen theirs.

A finding is a Candidate until its form is completed, then its query is Open; a Soft or Protocol one that was confirmed
with a reason is Answered with it. A changed value answers the queries on it (EMA 2023 6.2.1).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.changed_deviations import changed_deviations
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.findings import FindingKind
from hairtrial_desktop.casebook.form_findings import GATE_FORM, committed_findings
from hairtrial_desktop.casebook.locks import FORM, scope_of
from hairtrial_desktop.casebook.projection import Stamp, apply
from hairtrial_desktop.casebook.proposals import DEVIATION_FORM
from hairtrial_desktop.casebook.queries import (
    FROM_CHECK,
    MARK,
    Query,
    event_record,
    program_rights,
    queries_of,
)
from hairtrial_desktop.casebook.query_states import QueryEvent, QueryState
from hairtrial_desktop.casebook.record import SITE, Draft, canonical_bytes, utc_text
from hairtrial_desktop.casebook.standing import signature_place
from hairtrial_desktop.study.definitions import CheckClass, DataType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.findings import Finding
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.record import Record
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.versions import Versions
    from hairtrial_desktop.study.definitions import FormDef, Study
    from hairtrial_desktop.study.expression import Expression

CAUSES = frozenset({"item", "form", "confirmation", "signature"})  # kinds of record that move findings
BASIS_TAG = b"hairtrial/basis/1\x00"


class FindingReach:
    """Which forms may be judged otherwise when an item, or a form as a whole, changes."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions

    @cached_property
    def _readers(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for step in self.versions.steps:
            for oid, readers in _readers(step.study).items():
                found[oid] = found.get(oid, frozenset()) | readers
        return found

    def of(self, names: frozenset[str]) -> frozenset[str]:
        """Return the OIDs of the forms whose rules look at one of ``names``: OIDs of items, and of whole forms."""
        return frozenset[str]().union(*(self._readers.get(name, frozenset()) for name in names))


def _readers(study: Study) -> dict[str, frozenset[str]]:
    """Return for each name the forms whose rules look at it, or at what decides whether it counts."""
    found: dict[str, set[str]] = {}
    conditions = _conditions_of_items(study)
    for oid, form in study.forms.items():
        names = _looked_at(study, _rules(study, form)) | _days_of_performers(study, form)
        deep = names.union(*(conditions.get(name, frozenset()) for name in names))
        for name in deep:
            found.setdefault(name, set()).add(oid)
    return {name: frozenset(readers) for name, readers in found.items()}


def _days_of_performers(study: Study, form: FormDef) -> frozenset[str]:
    """Return the items that hold the day of a visit in which ``form`` names people: they must be delegated then."""
    if not any(item.data_type is DataType.USER for group in form.groups for item in group.items):
        return frozenset()
    paths = [event.date_item.split(".") for event in study.events if event.date_item and form.oid in event.forms]
    return frozenset(f"I.{form_name}.{item}" for _, form_name, item in paths)


def _conditions_of_items(study: Study) -> dict[str, frozenset[str]]:
    """Return for each item what decides whether it is collected: its own condition and its form's."""
    found = {}
    for form in study.forms.values():
        for item in (item for group in form.groups for item in group.items):
            rules = [rule for rule in (item.collect_when, form.collect_when) if rule is not None]
            found[item.oid] = _looked_at(study, rules)
    return found


def _rules(study: Study, form: FormDef) -> list[Expression]:
    items = [item for group in form.groups for item in group.items]
    found = [*_conditions(form), *(item.derive for item in items if item.derive is not None)]
    found += [check.valid_when for item in items for check in item.checks]
    if form.short == GATE_FORM:
        found += [rule.holds_when for rule in study.gates]
        found += [rule.applies_when for rule in study.gates if rule.applies_when is not None]
    return found


def _looked_at(study: Study, expressions: list[Expression]) -> frozenset[str]:
    """Return OIDs of the items named, of the forms looked at as a whole, and of what closes their logs."""
    items = {ref.item for expression in expressions for ref in expression.refs}
    nodes = [node for expression in expressions for node in expression.root.walk()]
    whole = {str(node.detail[1]) for node in nodes if node.op == "form"}
    forms = whole | {node.row_form for node in nodes if node.row_form is not None}
    logs = [study.forms[oid] for oid in forms if oid in study.forms]
    paths = [path.split(".") for log in logs for path in (log.gate, log.closed) if path is not None]
    return frozenset(forms | items) | {f"I.{form}.{item}" for _, form, item in paths}


def _conditions(form: FormDef) -> list[Expression]:
    found = [form.collect_when, *(item.collect_when for group in form.groups for item in group.items)]
    return [each for each in found if each is not None]


def with_queries(book: SiteBook, draft: Draft) -> Draft:
    """Return ``draft`` with the events of the queries it moves; the same draft where it moves none."""
    if draft.subject == SITE or not any(record.kind in CAUSES for record in draft.records):
        return draft
    events = _Following(book, draft).events()
    return replace(draft, records=(*draft.records, *events)) if events else draft


def _is_wider(record: Record) -> bool:
    """Whether a record is the signature of a whole visit or casebook: no rule looks at those."""
    return record.kind == "signature" and scope_of(signature_place(record.key)[0]) != FORM


def _name_of(record: Record) -> str:
    """Return the name by which rules look at what a record changes: an item, else the form as a whole."""
    return record.key.rsplit("/", 1)[-1] if record.kind == "item" else FormKey.parse(record.key).form


class _Following:
    """Judges the subject as it will stand after the draft, and compares with the queries that stand now."""

    def __init__(self, book: SiteBook, draft: Draft) -> None:
        self._draft = draft
        self._before = book.whole(draft.subject)
        self._after = _state_after(book, draft, self._before)
        self._values = book.values(draft.subject).over(self._after)
        self._rights = program_rights(book.actor)
        self._made: dict[str, list[Record]] = {}
        causes = [record for record in draft.records if record.kind in CAUSES and not _is_wider(record)]
        self._own = {"/".join(record.key.split("/")[:3]) for record in causes}
        self._reached = book.reach.of(frozenset(_name_of(record) for record in causes)) | {DEVIATION_FORM}
        self._changed = changed_deviations(self._values)

    def events(self) -> list[Record]:
        """Return the records to add, in order of their causes."""
        held: dict[str, Query] = {}
        asked = {"/".join(key.split("/")[:3]) for key in self._before.things("query_data")}
        for key, row in self._after.forms().items():
            form = FormKey.parse(key)
            if (key in self._own or form.form in self._reached) and (self._ripe(key) or key in asked):
                own = queries_of(self._before, form) if key in asked else ()
                held |= {query.key: query for query in own}
                found = {} if row.status == "removed" else self._found(form)
                for finding_key, finding in found.items():
                    if self._ripe(key) or finding_key in held:
                        self._stands(finding_key, finding, held.get(finding_key))
                self._without_finding(query for query in own if query.key not in found)
        self._changed_values(held)
        return [record for records in self._made.values() for record in records]

    def _ripe(self, key: str) -> bool:
        """Whether the form is complete now, or was until this act: then its findings are queries.

        A row of the deviation log is asked about as soon as its cause changes.
        """
        return key in self._changed or self._complete(key)

    def _found(self, form: FormKey) -> dict[str, Finding]:
        findings = committed_findings(self._values, form)
        if str(form) in self._changed:
            findings = [self._changed[str(form)], *(findings if self._complete(str(form)) else ())]
        return {f"{each.key}{MARK}{each.oid}": each for each in findings if each.kind is not FindingKind.UNREADABLE}

    def _complete(self, key: str) -> bool:
        rows = (state.forms().get(key) for state in (self._before, self._after))
        return any(row is not None and row.status == "complete" for row in rows)

    def _stands(self, key: str, finding: Finding, query: Query | None) -> None:
        basis = _basis_digest(finding)
        parts: dict[str, Any] = {"basis": basis, "judged": sorted(finding.basis.values)}
        parts["text"] = {"zh": finding.message.zh, "en": finding.message.en}
        state = QueryState.CANDIDATE if query is None else query.state
        moved = query is not None and basis != query.basis
        if query is None:
            hard = "Y" if finding.check_class is CheckClass.HARD else "N"
            self._add(key, state, QueryEvent.APPEARS, **parts, origin=FROM_CHECK, hard=hard, check=finding.oid)
            state = QueryState.OPEN
        elif query.gone or (moved and (state is QueryState.CLOSED or (self._unexplained(finding, query)))):
            self._add(key, state, QueryEvent.RETURNS, **parts)
            state = QueryState.OPEN
        if finding.confirmed is not None and (state is QueryState.OPEN or (moved and state is QueryState.ANSWERED)):
            self._add(key, state, QueryEvent.ANSWER, finding.confirmed, basis=basis)

    @staticmethod
    def _unexplained(finding: Finding, query: Query) -> bool:
        """Whether the answer was given over other values, and nobody has explained these."""
        return query.state is QueryState.ANSWERED and finding.confirmed is None

    def _without_finding(self, queries: Iterable[Query]) -> None:
        for query in queries:
            removed = self._after.forms()[str(query.form)].status == "removed"
            if query.live and (query.origin == FROM_CHECK or removed):
                self._add(query.key, query.state, QueryEvent.GONE, **_link(self._change_of(query)))

    def _changed_values(self, held: dict[str, Query]) -> None:
        """Answer the queries that people raised on values this act changes: the reason for change is the answer."""
        for query in held.values():
            record = self._change_of(query)
            if record is not None and query.live and query.key not in self._made:
                self._add(query.key, query.state, QueryEvent.CHANGE, record.reason or "", **_link(record))

    def _change_of(self, query: Query) -> Record | None:
        item = str(query.item)
        return next((record for record in self._draft.records if record.kind == "item" and record.key == item), None)

    def _add(
        self,
        key: str,
        before: QueryState,
        event: QueryEvent,
        words: str = "",
        **parts: Any,  # noqa: ANN401 - JSON trees of the row
    ) -> None:
        self._made.setdefault(key, []).append(event_record(key, before, event, words, self._rights, **parts))


def _link(record: Record | None) -> dict[str, Any]:
    if record is None:
        return {}
    change = {"key": record.key, "old": record.old or record.old_null, "new": record.new or record.new_null}
    return {"change": change}


def _basis_digest(finding: Finding) -> str:
    """Return SHA-256 (hex) of what the finding was judged from."""
    tree = [sorted([key, value] for key, value in finding.basis.values.items()), finding.basis.verdict]
    return hashlib.sha256(BASIS_TAG + canonical_bytes(tree)).hexdigest()


def _state_after(book: SiteBook, draft: Draft, before: State) -> State:
    """Return the state the draft will make, by the one projection; leaves are not known yet and stand in."""
    after, author = before.copy(), book.author
    for number, record in enumerate(draft.records):
        stamp = Stamp(0, draft.subject, author.user, author.role, utc_text(book.clock.now()), f"?{number}",
                      author.definitions)  # fmt: skip
        apply(after, record, stamp)
    return after
