"""One open form: keyboard text in, item states out, one commit per save (``architecture.md``, The way of a value)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook import form_judgement
from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.before_needle import refuse_before_needle
from hairtrial_desktop.casebook.cell import EMPTY, Cell
from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.deviations import require_acknowledged
from hairtrial_desktop.casebook.evidence import frozen
from hairtrial_desktop.casebook.form_commit import FormCommit
from hairtrial_desktop.casebook.form_draft import FormDraft
from hairtrial_desktop.casebook.form_fill import FormFill
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.judged_form import JudgedForm, text_of
from hairtrial_desktop.casebook.locks import lock_over
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.casebook.second_person import SecondPerson, require_second_person
from hairtrial_desktop.casebook.visits import visit_cancelled
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CheckClass, NullFlavour
from hairtrial_desktop.study.errors import InputRefused, KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.findings import Finding
    from hairtrial_desktop.casebook.locks import Lock
    from hairtrial_desktop.casebook.projection import FormRow
    from hairtrial_desktop.casebook.record import Commit, Draft
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import ItemGroupDef


class FormSession:
    """A form being filled. The widget never decides, the session never draws.

    ``listeners`` are called with every ItemState that changed. A session is read-only when the actor may not enter.
    """

    def __init__(self, book: SiteBook, key: FormKey) -> None:
        book.actor.require(Action.READ_DATA)
        self._sight = book.require_sight(key)
        self.book = book
        self.key = key
        self.values = book.values(key.subject)
        self.study = self.values.study_of(key)
        self.form = self.study.forms[key.form]
        self.listeners: list[Callable[[ItemState], None]] = []
        self.pending: dict[str, tuple[Finding, str]] = {}  # confirmations to be committed with the next save
        self._draft = FormDraft(book, key)
        self.filled = FormFill()
        self._committing = False
        self.judged = JudgedForm(self.values, key, self._derives)
        self.judged.load()
        book.open_forms.add(self)

    # -- what stands

    @property
    def row(self) -> FormRow | None:
        """The committed form, None while it was never saved."""
        return self.values.state.forms().get(str(self.key))

    @property
    def status(self) -> str:
        """``empty`` | ``progress`` | ``complete`` | ``removed``."""
        return self.values.form_status(self.key) or "empty"

    @property
    def read_only(self) -> bool:
        """Whether the actor may only look."""
        removed = self.status == "removed" and self.form.log  # a form voided elsewhere can be entered again
        ended = self.row is None and visit_cancelled(self.book.values(self.key.subject), self.key.event)
        return not self.book.actor.may(Action.ENTER) or removed or ended or self.lock is not None

    @property
    def needs_second_person(self) -> bool:
        """Whether completing takes another person's password: by the form's own rule, or as it comes from paper."""
        return self.form.second_person or paper_of(self.values.state, self.key) is not None

    @property
    def lock(self) -> Lock | None:
        """What closes the form: its own lock, its visit's, its subject's or the site's; None while it is open."""
        return lock_over(self.book, self.key)

    def items(self) -> tuple[ItemState, ...]:
        """Return every item that the actor may see, in the order shown."""
        return tuple(state for state in self.judged.states.values() if self._shown(state.key))

    def every_item(self) -> tuple[ItemState, ...]:
        """Return every item, those hidden from the actor too: for committing, never for showing."""
        return tuple(self.judged.states.values())

    def _shown(self, key: ItemKey) -> bool:
        return self._sight.sees(key.form.form, key.item)

    def state(self, key: ItemKey) -> ItemState:
        """Return one item; KeyError if the form has none of that key, or the actor may not see it."""
        if not self._shown(key):
            raise KeyError(str(key))
        return self.judged.states[str(key)]

    @property
    def dirty(self) -> bool:
        """Whether saving would write something, or text stands that could not be read."""
        return (
            bool(self.pending)
            or any(state.dirty and state.item.typed for state in self.items())
            or bool(self._draft.typed)
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings on what the actor may see, in the order shown."""
        return tuple(finding for finding in self.judged.findings() if self._shown(finding.key))

    def blockers(self) -> tuple[Finding, ...]:
        """Return what the actor can see of what stands between the form and completion."""
        return tuple(finding for finding in self._blocking() if self._shown(finding.key))

    def _blocking(self) -> list[Finding]:
        found = self.judged.findings()
        return [each for each in found if each.blocks_completion and each.record_key not in self.pending]

    def changes(self) -> tuple[ItemState, ...]:
        """Return the committed values that saving would change: they need a reason."""
        return tuple(state for state in self.items() if state.needs_reason)

    # -- entering

    def enter(self, key: ItemKey, text: str) -> ItemState:
        """Take what was typed; unreadable text is kept as typed and said, never lost."""
        before = self._writable(key)
        self.filled.typed(key)
        self._draft.typed[str(key)] = ["text", text]
        try:
            value = codec_for(before.item).parse(text, self.values.today) if text.strip() else None
        except InputRefused as problem:
            return self._put(replace(before, raw=text, problem=problem, cell=before.committed))
        cell = EMPTY if value is None else Cell(value)
        return self._put(replace(before, raw=text, problem=None, cell=cell, null_reason=None))

    def enter_null(self, key: ItemKey, flavour: NullFlavour, reason: str) -> ItemState:
        """Say why the value is missing (F4); the reason is kept with it. KnownError ``reason_required``."""
        before = self._writable(key)
        if flavour not in before.item.null_flavours:
            raise KnownError("null_flavour_refused", flavour=flavour.value)
        if not reason.strip():
            raise KnownError("reason_required")
        self.filled.typed(key)
        self._draft.typed[str(key)] = ["null", flavour.value, reason]
        cell = Cell(None, flavour.value)
        return self._put(replace(before, raw="", problem=None, cell=cell, null_reason=reason.strip()))

    def confirm(self, finding: Finding, reason: str) -> None:
        """Confirm a Soft finding, or acknowledge a Protocol one, with a reason; committed with the next save."""
        if finding.check_class is CheckClass.HARD:
            raise KnownError("finding_not_confirmable")
        if not reason.strip():
            raise KnownError("reason_required")
        standing = next((each for each in self.findings() if each.record_key == finding.record_key), finding)
        self.pending[finding.record_key] = (standing, reason.strip())
        self._announce([self.state(finding.key)])

    def add_row(self, group: ItemGroupDef) -> tuple[ItemState, ...]:
        """Add a row to a repeating group; numbers are never reused."""
        numbers = [state.key.group_repeat for state in self.items() if state.group == group]
        repeat = max([*numbers, *self.values.used_repeats(self.key, group.oid)], default=0) + 1
        return self.judged.add(
            ItemState(self.key.item(group.oid, item.oid, repeat), item, group) for item in group.items
        )

    # -- drafts

    def flush_draft(self) -> None:
        """Make what was typed durable; the window calls it 500 ms after the last key."""
        self._draft.flush()

    def found_draft(self) -> str | None:
        """Return when this author's own earlier draft was kept (UTC text), None where there is nothing to decide."""
        earlier = self._draft.earlier()
        return None if earlier is None else earlier[1]

    def restore_draft(self) -> None:
        """Enter again what the earlier draft holds, rows added included; what was typed since stands."""
        for text, (kind, *content) in self._draft.take_earlier().items():
            self._add_rows_up_to(text)
            if text not in self.judged.states or text in self._draft.typed:
                continue
            key = self.judged.states[text].key
            if kind == "null":
                self.enter_null(key, NullFlavour(content[0]), content[1])
            else:
                self.enter(key, content[0])

    def discard_draft(self) -> None:
        """Forget the earlier draft; what was typed since stays durable."""
        self._draft.discard_earlier()

    def _add_rows_up_to(self, text: str) -> None:
        place = ItemKey.parse(text)
        group = next((group for group in self.form.groups if group.oid == place.group), None)
        while group is not None and group.repeating and text not in self.judged.states:
            if self.add_row(group)[0].key.group_repeat >= place.group_repeat:
                return

    # -- committing

    def save(self, reason: str | None = None, act: str = "save") -> Commit | None:
        """Commit what stands as in progress (or as complete, if it was and still may be).

        Raises KnownError ``reason_required`` where a committed value changes; NotPermitted; StorageError.
        """
        keep = self.status == "complete" and not self._blocking()
        return self.commit_as("complete" if keep else "progress", act, reason)

    def complete(self, reason: str | None = None, second_person: SecondPerson | None = None) -> Commit | None:
        """Commit the form as complete.

        KnownError ``form_not_complete`` (count), ``gate_closed`` (count), ``cohort_closed`` or
        ``second_person_required``.
        """
        self.book.actor.require(Action.COMPLETE)
        blockers = self._blocking()
        if blockers:
            raise KnownError("form_not_complete", count=len(blockers))
        refuse_before_needle(self)
        self._with_acknowledgement(reason)
        if not self.needs_second_person:
            return self.commit_as("complete", "complete", reason)
        require_second_person(self, second_person)
        return self.commit_as("complete", "complete", reason, second_person)

    def _with_acknowledgement(self, reason: str | None) -> None:
        """Save what was entered, its accepted deviations with it, and refuse to complete without the investigator."""
        if not self.book.actor.may(Action.DECIDE_DEVIATION):
            if any(finding.check_class is CheckClass.PROTOCOL for finding, _ in self.pending.values()):
                self.commit_as("progress", "save", reason)
            require_acknowledged(self.values, self.key)

    def leave(self) -> Commit | None:
        """Commit what stands as in progress on leaving, locking, logging out.

        Changes of committed values that still lack a reason, and unreadable text, stay in the draft.
        """
        if self.read_only or not self.dirty:
            return None
        self.flush_draft()
        unexplained = {str(state.key) for state in self.changes()}
        if unexplained:
            for key in unexplained:
                state = self.judged.states[key]
                raw = text_of(state.committed, state.item)
                self._put(replace(state, cell=state.committed, raw=raw, problem=None))
        held = {key: entry for key, entry in self._draft.typed.items() if key in unexplained}
        commit = self.save() if any(state.dirty for state in self.judged.states.values()) or self.pending else None
        if held:
            self._draft.hold_back(held)  # what waits for its reason is a draft to decide about
        return commit

    def remove(self, reason: str) -> Commit:
        """Remove a log row, with a reason; its number is never used again."""
        self.book.actor.require(Action.ENTER)
        if not self.form.log or self.row is None:
            raise KnownError("form_not_removable")
        if not reason.strip():
            raise KnownError("reason_required")
        commit = self._write(FormCommit(self, reason).removal())
        self._after_commit()
        return commit

    def commit_as(self, status: str, act: str, reason: str | None, second: SecondPerson | None = None) -> Commit | None:
        """Commit what stands, and the form's status; KnownError ``reason_required`` | ``version_changed``."""
        self.book.actor.require(Action.ENTER)
        if self.changes() and not (reason or "").strip():
            raise KnownError("reason_required")
        if self.values.versions is not self.book.versions or self.values.study_of(self.key) is not self.study:
            raise KnownError("version_changed", version=self.book.study.version)
        draft = FormCommit(self, reason).draft(status, act, second)
        if draft is None:
            self._after_commit()
            return None
        commit = self._write(draft)
        self._after_commit()
        return commit

    def _write(self, draft: Draft) -> Commit:
        self._committing = True
        try:
            return self.book.commit(draft)
        except KnownError:
            self.values.state = self.book.whole(self.key.subject)  # as it is now; what was typed stands
            raise
        finally:
            self._committing = False

    def _after_commit(self) -> None:
        unreadable = {str(state.key): state for state in self.items() if state.problem is not None}
        self._draft.settle({key: state.raw for key, state in unreadable.items()})
        self.pending.clear()
        self.filled.settle()
        self.values.overlay.clear()
        self._reload(unreadable)
        self._announce(self.items())

    # -- inside

    def _writable(self, key: ItemKey) -> ItemState:
        self.book.actor.require(Action.ENTER)
        state = self.state(key)
        if not state.item.typed or self.read_only:
            raise KnownError("item_read_only", item=state.item.name)
        return state

    def _reload(self, unreadable: Mapping[str, ItemState]) -> None:
        """Show what is committed now; unreadable texts, and rows added and still empty, stay on the page."""
        before = self.judged.states
        states: dict[str, ItemState] = {}
        for key, group, item in form_judgement.places(self.values, self.key, self.form):
            state = self.judged.as_committed(key, group, item)
            kept = unreadable.get(str(key))
            states[str(key)] = state if kept is None else replace(state, raw=kept.raw, problem=kept.problem)
        for text, state in before.items():
            states.setdefault(text, replace(state, cell=EMPTY, committed=EMPTY, raw=""))
        self.judged.take(states.values())

    def _derives(self) -> bool:
        """Whether derived items get their value here: not where nobody may write, nor in frozen evidence."""
        self.values.note("locks")
        return not self.read_only and not frozen(self.values, self.key)

    def _put(self, state: ItemState) -> ItemState:
        """Hold a changed state, judge it and what depends on it, fill what nobody typed, tell the listeners."""
        self._announce(self.judged.put(state))
        for other in self.judged.filled:
            held = self.judged.states[other]
            cell = None if other == str(state.key) else self.filled.cell(self.values, held)
            if cell is not None:
                self._announce(self.judged.put(replace(held, cell=cell, raw=text_of(cell, held.item))))
        self._drop_lapsed()
        return self.state(state.key)

    def moved(self, names: frozenset[str] | None) -> None:
        """Take what a commit made elsewhere has moved (None: anything); what was typed here stands.

        Called by the casebook. Listeners are told of every item that is another one now.
        """
        self.values.state = self.book.whole(self.key.subject)
        if self._committing or self.values.study_of(self.key) is not self.study:  # moved: it must be opened again
            return
        if names is None:
            fresh = self.book.values(self.key.subject)
            self.values.roles, self.values.birth_date = fresh.roles, fresh.birth_date
            self.values.people = fresh.people
            self._announce(self.judged.judge_all())
        else:
            self._announce(self.judged.moved(names, self._taken(names)))
        self._drop_lapsed()

    def _taken(self, names: frozenset[str]) -> list[str]:
        """Take values of this form that were committed elsewhere; return the keys of their items."""
        own = [text for text in names if text in self.judged.states]
        for text in own:
            held = self.judged.states[text]
            state = self.judged.as_committed(held.key, held.group, held.item)
            if text in self._draft.typed:  # typed here and not saved: it stands over what was committed
                state = replace(held, committed=state.committed, ever_committed=True)
            else:
                self.values.overlay.pop(text, None)
            self.judged.states[text] = state
        return own

    def _drop_lapsed(self) -> None:
        """Forget confirmations, not saved yet, of what is not found any more, or not from the same values."""
        if self.pending:
            judged = {finding.record_key: finding.basis for finding in self.judged.findings()}
            for key, (finding, _) in list(self.pending.items()):
                if judged.get(key) != finding.basis:
                    del self.pending[key]

    def _announce(self, states: Iterable[ItemState]) -> None:
        for state in states:
            if self._shown(state.key):
                for listener in tuple(self.listeners):
                    listener(state)

    def prompted_by(self, state: ItemState) -> tuple[str, ...]:
        """Return the checks that the committed value had broken when it is changed now (FDA Q13)."""
        return form_judgement.prompted_by(self.values, self.form, state)
