"""The casebook of the site, opened by one actor: loading subjects and committing acts. Use cases stand beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from hairtrial_desktop.casebook.actor import Action, NotPermitted
from hairtrial_desktop.casebook.acts import ACTS, asks_readiness, require_act
from hairtrial_desktop.casebook.attachments import refuse_wrong_attachments
from hairtrial_desktop.casebook.clock_care import SessionClock, clock_error, watch_clock
from hairtrial_desktop.casebook.confirmed_times import confirmations
from hairtrial_desktop.casebook.destruction import refuse_wrong_destruction
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.held_lists import LISTED, HeldLists
from hairtrial_desktop.casebook.incidents import refuse_wrong_incidents
from hairtrial_desktop.casebook.judged_subject import JudgedSubject
from hairtrial_desktop.casebook.kit_assignments import Assigned
from hairtrial_desktop.casebook.locks import refuse_locked
from hairtrial_desktop.casebook.locks_hard import refuse_wrong_steps
from hairtrial_desktop.casebook.paper_source import refuse_wrong_papers
from hairtrial_desktop.casebook.projection import apply_commit
from hairtrial_desktop.casebook.queries import refuse_signing_over_queries, refuse_wrong_events
from hairtrial_desktop.casebook.queries_of_findings import FindingReach, with_queries
from hairtrial_desktop.casebook.readiness import require_ready
from hairtrial_desktop.casebook.reading import moved_by
from hairtrial_desktop.casebook.record import SITE, Author, Commit, Draft, parse_utc
from hairtrial_desktop.casebook.redacted import REDACT
from hairtrial_desktop.casebook.redaction import refuse_wrong_redactions
from hairtrial_desktop.casebook.scope_signatures import refuse_wrong_scope
from hairtrial_desktop.casebook.sight import NOTHING_HIDDEN, Sight, sight_of
from hairtrial_desktop.casebook.signature_meanings import refuse_wrong_meaning
from hairtrial_desktop.casebook.site_lists import site_lists
from hairtrial_desktop.casebook.true_records import refuse_untrue_records, refuse_wrong_time, time_of_commit
from hairtrial_desktop.casebook.unblinding import refuse_after_unblinding
from hairtrial_desktop.casebook.versions import Versions
from hairtrial_desktop.casebook.vouched_rows import refuse_unsigned
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.actor import Actor
    from hairtrial_desktop.casebook.clock import Trouble
    from hairtrial_desktop.casebook.confirmed_times import Stood
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.identity import Identity
    from hairtrial_desktop.casebook.ports import Attachments, Clock, CommitStore, DraftStore, IdentityRegister
    from hairtrial_desktop.casebook.projection import Stamp, State
    from hairtrial_desktop.casebook.record import Record
    from hairtrial_desktop.study.definitions import FormDef, Study, StudyEventDef

    # the record, its commit, the certificate (PEM) behind a signature, the site's CA -> what is wrong, or None
    SecondFault = Callable[[Record, Stamp, Callable[[dict[str, Any]], bytes | None], bytes | None], str | None]


@dataclass(frozen=True)
class SiteDetails:
    """The site as it prints: number and names; ``demo`` marks every page and PDF."""

    number: str
    name_zh: str
    name_en: str
    demo: bool = False

    def name(self, language: str) -> str:
        """Return the site's name in ``language``."""
        return self.name_en if language == "en" else self.name_zh


@dataclass(frozen=True)
class Shelves:
    """Where things are kept, as ports. ``identities`` is None for a role that may not know who is who."""

    store: CommitStore
    drafts: DraftStore
    attachments: Attachments
    identities: IdentityRegister | None
    second_fault: SecondFault | None = None  # what is wrong with the signatures of a second person


class OpenForm(Protocol):
    """An open form, told what commits made elsewhere have moved."""

    @property
    def key(self) -> FormKey:
        """The form."""
        ...

    def moved(self, names: frozenset[str] | None) -> None:
        """Judge again what looked at ``names``; everything where None."""
        ...


class SiteBook:
    """One actor's way to the record. Every act goes through :meth:`commit`."""

    def __init__(
        self,
        study: Study | Versions,
        site: SiteDetails,
        shelves: Shelves,
        clock: Clock,
        *,
        actor: Actor,
        author: Author,
    ) -> None:
        """``study``: every version the site ever had, or its only one."""
        self.versions = study if isinstance(study, Versions) else Versions.of_one(study)
        self.site = site
        self.shelves = shelves
        self.clock = clock
        self.session_clock = SessionClock(clock)
        self.actor = actor
        self.author = author
        self.zone = _zone(self.study.zone)
        self.listeners: list[Callable[[Commit], None]] = []
        self._reach = FindingReach(self.versions)
        self._states: dict[str, State] = {}
        self._sights: dict[str, Sight] = {}  # what is hidden from the actor
        self._seen: dict[str, State] = {}  # the states as the actor may see them
        self.open_forms: WeakSet[OpenForm] = WeakSet()
        self._judged: dict[str, JudgedSubject] = {}
        self.assigned = Assigned()

    @property
    def reach(self) -> FindingReach:
        """Which forms look at which, over every version in force."""
        if self._reach.versions is not self.versions:
            self._reach = FindingReach(self.versions)
        return self._reach

    # -- reading

    @property
    def study(self) -> Study:
        """The version in force; a form is of ``values(subject).study_of(key)``."""
        return self.versions.active

    def form_of(self, key: FormKey) -> FormDef:
        """Return the definition of a form, of its own version; KeyError if that has none."""
        return self.study_of(key).forms[key.form]

    def events(self, subject: str) -> tuple[StudyEventDef, ...]:
        """Return the visits of a subject: those in force, and what older versions left saved."""
        return self.versions.events(self.whole(subject))

    def study_of(self, key: FormKey) -> Study:
        """Return the version a form is of; one that was never saved is of the version in force."""
        return self.versions.of(self.whole(key.subject), key)

    def now(self) -> datetime:
        """Return the current time in the study's zone."""
        return self.clock.now().astimezone(self.zone)

    def state(self, subject: str) -> State:
        """Return the committed state of one subject (or of the site) as the actor may see it.

        NotPermitted for a subject's where the role may not read clinical data.
        """
        whole = self.whole(subject)
        kept = self._seen.get(subject)
        if kept is None:
            kept = self._seen[subject] = self.sight(subject).of(whole)
        return kept

    def sight(self, subject: str) -> Sight:
        """Return what is hidden from the actor of a subject."""
        if subject == SITE:
            return NOTHING_HIDDEN
        if subject not in self._sights:
            studies = [step.study for step in self.versions.steps]
            self._sights[subject] = sight_of(studies, self.whole(subject), self.actor)
        return self._sights[subject]

    def require_sight(self, key: FormKey) -> Sight:
        """Return what is hidden from the actor; NotPermitted if the whole form is."""
        sight = self.sight(key.subject)
        if not sight.sees_form(key.form):
            raise NotPermitted("form_hidden", role=self.actor.role.value)
        return sight

    def whole(self, subject: str) -> State:
        """Return the committed state with what is hidden from the actor: to judge, sign and seal, never to show."""
        if subject != SITE:
            self.actor.require(Action.READ_DATA)
        if subject not in self._states:
            self._states[subject] = self.shelves.store.load(subject)
        return self._states[subject]

    def subjects(self) -> tuple[str, ...]:
        """Return the subject numbers, sorted."""
        return tuple(subject for subject in self.shelves.store.subjects() if subject != SITE)

    def values(self, subject: str) -> SubjectValues:
        """Return the committed values of a subject, ready to be judged: all of them, whoever looks."""
        identity = self.identity(subject)
        return SubjectValues(
            self.study, subject, self.whole(subject), self.now().date(),
            birth_date=identity.birth_date if identity else "", roles=self.roles(), versions=self.versions,
            lists=HeldLists(lambda: site_lists(self, subject), self._confirmed), people=self.people(),
        )  # fmt: skip

    def _confirmed(self, key: FormKey) -> tuple[Stood, ...]:
        return confirmations(self.shelves.store.history(str(key)), self.zone)

    def judged(self, subject: str) -> JudgedSubject:
        """Return what is found on a subject as committed; every commit judges again just what it has moved."""
        kept = self._judged.get(subject)
        if kept is None or kept.values.today != self.now().date():
            kept = self._judged[subject] = JudgedSubject(self.values(subject))
        return kept

    def identity(self, subject: str) -> Identity | None:
        """Return who the subject is, for roles that may know; else None."""
        register = self.shelves.identities
        if register is None or not self.actor.may(Action.READ_IDENTITY):
            return None
        return register.get(subject)

    def people(self) -> dict[str, dict[str, Any]]:
        """Return the users of the site: id -> name, role, and what else their row holds."""
        return {row.key: row.data for row in self.state(SITE).things("user_data").values()}

    def roles(self) -> dict[str, str]:
        """Return the role of every user."""
        return {user: data["role"] for user, data in self.people().items()}

    def person_name(self, user: str) -> str:
        """Return the printed name of a user, the id where it is not known."""
        data = self.people().get(user)
        return data["name"] if data else user

    def forget(self) -> None:
        """Drop what is held in memory, so that it is read again."""
        self._states.clear()
        self._look_anew()
        self._judged.clear()
        self.assigned.forget()

    def adopt(self, versions: Versions) -> None:
        """Go on under another version in force, as committed; forms that are open have to be opened again."""
        self.versions = versions
        self.author = replace(self.author, definitions=versions.active.sha256)
        self._look_anew()
        self._judged.clear()
        self.assigned.forget()

    def _look_anew(self, *subjects: str) -> None:
        """Forget what was seen of ``subjects`` (none: of all): it may have become more or less."""
        for kept in (self._seen, self._sights):
            for subject in subjects or tuple(kept):
                kept.pop(subject, None)

    # -- committing

    def clock_trouble(self) -> Trouble | None:
        """Return what is wrong with the computer's clock, and nobody let stand."""
        last = self.shelves.store.head().at
        logins = self.shelves.store.newest("login_data")
        return self.session_clock.trouble(self.whole(SITE), None if last is None else parse_utc(last), logins)

    def moment(self) -> datetime:
        """Return the time, in the study's zone, that a commit made now bears: what is signed is signed with it."""
        return time_of_commit(self.shelves.store.head().at, self.clock.now()).astimezone(self.zone)

    def check_clock(self) -> None:
        """Raise ClockError if the computer's clock cannot be believed (OFF-06)."""
        trouble = self.clock_trouble()
        if trouble is not None:
            raise clock_error(trouble, self.zone)

    def commit(self, draft: Draft, at: datetime | None = None) -> Commit:
        """Make ``draft`` durable: one chained commit in one transaction.

        What the act moves elsewhere goes with it: the queries of findings. ``at``: a time that was signed, between
        the newest commit and now. Raises NotPermitted, Conflict, StorageError, ClockError, KnownError
        ``training_missing`` | ``password_old`` | ``user_disabled`` | ``delegation_over`` | ``reason_required`` |
        ``form_locked`` | ``form_frozen`` (and what queries and locks refuse); then nothing was written. ValueError
        for an act that is none of ``acts.ACTS``, for untrue records and for a wrong time.
        """
        return self.commit_together(draft, at=at)[0]

    def commit_together(self, *drafts: Draft, at: datetime | None = None) -> tuple[Commit, ...]:
        """Make ``drafts``, each of another subject, durable in one transaction: all of them or none. As ``commit``."""
        drafts = tuple(self._let_through(draft) for draft in drafts)
        store = self.shelves.store
        head, now = store.head(), self.clock.now()
        moment = (at or time_of_commit(head.at, now)).astimezone(UTC)
        if at is not None:
            refuse_wrong_time(at, head.at, now)
        states = [self.whole(draft.subject) for draft in drafts]
        commits: list[Commit] = []
        for draft in drafts:
            commit = Commit.build(
                draft, self.author, seq=head.seq + 1 + len(commits), prev=commits[-1].hash if commits else head.hash,
                at=moment, zone=self.study.zone, epoch=store.epoch() + ACTS[draft.act].begins_epoch,
            )  # fmt: skip
            commits.append(commit)
        try:
            store.append(*commits)
        except KnownError:
            for draft in drafts:
                self._states.pop(draft.subject, None)
                self._look_anew(draft.subject)
                self._judged.pop(draft.subject, None)
            self.assigned.forget()
            raise
        for draft, commit, state in zip(drafts, commits, states, strict=True):
            self._take(draft, commit, state)
        return tuple(commits)

    def _let_through(self, draft: Draft) -> Draft:
        """Return ``draft`` with what it moves elsewhere; what must not be committed is refused here."""
        require_act(self.actor, draft)
        if asks_readiness(draft):
            require_ready(self.state(SITE), self.actor.user, self.now())
        refuse_wrong_events(self, draft)
        refuse_wrong_steps(self, draft)
        refuse_wrong_attachments(self, draft)
        refuse_wrong_papers(self, draft)
        refuse_signing_over_queries(self, draft)
        refuse_wrong_meaning(self, draft)
        refuse_wrong_scope(self, draft)
        refuse_wrong_redactions(self, draft)
        refuse_wrong_incidents(self, draft)
        refuse_after_unblinding(self, draft)
        refuse_wrong_destruction(self, draft)
        refuse_untrue_records(self, draft)
        refuse_unsigned(self, draft)
        draft = with_queries(self, draft)
        refuse_locked(self, draft)
        if not ACTS[draft.act].of_clock:
            watch_clock(self)
        return draft

    def _take(self, draft: Draft, commit: Commit, state: State) -> None:
        """Go on from what was made durable, and tell whoever listens."""
        apply_commit(state, commit)
        if draft.act == REDACT:  # what was said before is told otherwise now
            self._states.pop(draft.subject)
            self._judged.pop(draft.subject, None)
        self._look_anew(draft.subject)
        if draft.subject != SITE:
            self.assigned.moved(draft.subject)
        self._judge_again(draft)
        for listener in tuple(self.listeners):
            listener(commit)

    def _judge_again(self, draft: Draft) -> None:
        """Judge again what a commit has moved, as committed and in every open form."""
        names = moved_by(draft)
        if names is None:
            self._judged.clear()
        elsewhere = names if names is None else names & {LISTED}  # in the other participants
        for subject, judged in self._judged.items():
            judged.moved((names if subject == draft.subject else elsewhere) or frozenset())
        for form in tuple(self.open_forms):
            moved = names if form.key.subject == draft.subject else elsewhere
            if moved is None or moved:
                form.moved(moved)


def _zone(text: str) -> timezone:
    hours, minutes = text.split(":")
    return timezone(timedelta(hours=int(hours), minutes=int(minutes) * (-1 if text.startswith("-") else 1)))
