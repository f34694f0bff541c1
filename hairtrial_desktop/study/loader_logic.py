"""Second pass: every expression compiled against the catalog of all names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.study.catalog import Scope
from hairtrial_desktop.study.definitions import FormDef, GateRule, ItemDef, RangeCheck, StatusRule, StudyEventDef
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.expression import Expression, compile_expression
from hairtrial_desktop.study.loader_forms import strange_placeholder
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import KIND_OF, Kind

if TYPE_CHECKING:
    from hairtrial_desktop.study.catalog import Catalog, ItemSignature
    from hairtrial_desktop.study.loader_drafts import FormDraft, ItemDraft, RuleDraft, StudyDraft
    from hairtrial_desktop.study.loader_table import Problems

GATE_FORM = "GATE"  # the form in whose place the lines of the pre-injection gate are judged


class Logic:
    """Compiles the drafts; what is wrong goes to ``problems`` and reads as True until the loader stops."""

    def __init__(self, catalog: Catalog, problems: Problems) -> None:
        self._catalog = catalog
        self._problems = problems

    def _compile(
        self, text: str, scope: Scope, kind: Kind = Kind.BOOL, codes: frozenset[str] | None = None
    ) -> Expression:
        if not text:  # refused already, as a text that must not be empty
            return compile_expression("True", replace(scope, form=None))
        try:
            return compile_expression(text, scope, kind=kind, codes=codes)
        except DefinitionError as error:
            self._problems.found.append(error)
            return compile_expression("True", replace(scope, form=None))

    def form(self, draft: FormDraft) -> FormDef:
        """Return the form with its logic."""
        short = draft.form.short
        scope = Scope(
            self._catalog, short, own_items=False, collected=False, file=draft.file, path=f"{short}.collect_when"
        )
        condition = None if draft.collect_when is None else self._compile(draft.collect_when, scope)
        signatures = self._catalog.forms[short].items
        groups = tuple(
            replace(
                group.group, items=tuple(self._item(each, signatures[each.item.name], draft) for each in group.items)
            )
            for group in draft.groups
        )
        return replace(draft.form, groups=groups, collect_when=condition)

    def _item(self, draft: ItemDraft, signature: ItemSignature, form: FormDraft) -> ItemDef:
        if not (draft.checks or draft.collect_when is not None or draft.derive is not None or draft.fill is not None):
            return draft.item
        place = Scope(self._catalog, signature.form, signature.group, signature, file=form.file, path=draft.path)
        item = draft.item
        codes = None if item.code_list is None else frozenset(entry.code for entry in item.code_list.items)
        condition = None
        if draft.collect_when is not None:
            scope = replace(place, collected=False, path=f"{draft.path}.collect_when")
            condition = self._compile(draft.collect_when, scope)
        derive = None
        if draft.derive is not None:
            scope = replace(place, path=f"{draft.path}.derive")
            derive = self._compile(draft.derive, scope, KIND_OF[item.data_type], codes)
        fill = None
        if draft.fill is not None:
            fill = self._compile(draft.fill, replace(place, path=f"{draft.path}.fill"), KIND_OF[item.data_type], codes)
        checks = tuple(
            RangeCheck(
                check.oid,
                check.check_class,
                self._compile(check.valid_when, replace(place, path=f"{check.path}.valid_when")),
                check.message,
            )
            for check in draft.checks
        )
        return replace(item, checks=checks, collect_when=condition, derive=derive, fill=fill)

    def statuses(self, draft: StudyDraft) -> tuple[StatusRule, ...]:
        """Return the status rules."""
        return tuple(StatusRule(rule.code, rule.text, self._rule(rule, draft, None, "when")) for rule in draft.statuses)

    def events(self, draft: StudyDraft) -> tuple[StudyEventDef, ...]:
        """Return the events with the rules by which they are cancelled, or stand outside every window."""
        cancelled = {rule.code: self._rule(rule, draft, None, "cancelled_when") for rule in draft.cancelled}
        early = {rule.code: self._rule(rule, draft, None, "early_when") for rule in draft.early}
        return tuple(
            replace(event, cancelled_when=cancelled.get(event.oid), early_when=early.get(event.oid))
            for event in draft.study.events
        )

    def gates(self, draft: StudyDraft) -> tuple[GateRule, ...]:
        """Return the lines of the pre-injection gate, judged in the form GATE of the same visit."""
        if draft.gates and GATE_FORM not in self._catalog.forms:
            self._problems.add(
                draft.file, "gate", phrase("a form {form} to judge the gate in", form=GATE_FORM), phrase("no such form")
            )
            return ()
        found = []
        for rule in draft.gates:
            message = rule.message or rule.text
            strange = strange_placeholder(message, set(self._catalog.forms[GATE_FORM].items))
            if strange is not None:
                self._problems.add(draft.file, f"{rule.path}.message", phrase("placeholders {{ITEM}} of GATE"), strange)
            when = self._rule(rule, draft, GATE_FORM, "holds_when")
            applies = None
            if rule.applies_when is not None:
                applies = self._rule(replace(rule, when=rule.applies_when), draft, GATE_FORM, "applies_when")
            evidence = self._evidence(rule, draft)
            found.append(GateRule(f"GT.{rule.code}", rule.text, when, message, applies, evidence))
        return tuple(found)

    def _evidence(self, rule: RuleDraft, draft: StudyDraft) -> tuple[str, str] | None:
        if rule.evidence is None:
            return None
        event, _, form = rule.evidence.partition(".")
        if form not in self._catalog.events.get(event, ()):
            self._problems.add(
                draft.file, f"{rule.path}.evidence", phrase("EVENT.FORM, a form of that event"), rule.evidence
            )
        return f"SE.{event}", f"F.{form}"

    def _rule(self, rule: RuleDraft, draft: StudyDraft, form: str | None, key: str) -> Expression:
        return self._compile(rule.when, Scope(self._catalog, form, file=draft.file, path=f"{rule.path}.{key}"))
