"""A site on the real study, over ports in memory, and invented views of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

from hairtrial_desktop.casebook.actor import Action, Actor, Role
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.memory import (
    MemoryAttachments,
    MemoryCommitStore,
    MemoryDrafts,
    MemoryIdentities,
    MemoryOutbox,
)  # fmt: skip
from hairtrial_desktop.casebook.newcomer import Newcomer
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry, Part
from hairtrial_desktop.casebook.packages import FoundPackage
from hairtrial_desktop.casebook.ports import Authenticator, Credential, Paper, SignedPaper, SigningKey, WrongPassword
from hairtrial_desktop.casebook.record import SITE, Author, Draft, Record
from hairtrial_desktop.casebook.signing import Signing
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails
from hairtrial_desktop.casebook.views.adverse_events import AdverseEventLine, SaeClock
from hairtrial_desktop.casebook.views.grid import FormStatus
from hairtrial_desktop.casebook.views.review import NO_TITLE, ToSign
from hairtrial_desktop.casebook.views.subjects import SubjectLine
from hairtrial_desktop.casebook.views.today import OpenForm, Today, VisitLine
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.keys.age_files import new_identity
from hairtrial_desktop.keys.passwords import check_policy
from hairtrial_desktop.keys.recovery import SHEET_LINES, RecoverySheet, check_word
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.schedule import PlannedVisit, VisitFact, plan
from hairtrial_desktop.ui.rooms import DemoLogin, OpenSite, Sheet
from tests.casebook.house import PEOPLE, SetClock
from tests.ui.stage_rooms import NoBackups, Writes

TODAY = date(2026, 11, 22)
PASSWORD = "Right-horse-7"
DETAILS = SiteDetails("01", "深圳市前海蛇口自贸区医院", "Shenzhen Qianhai Shekou Free Trade Zone Hospital", demo=True)


@dataclass(frozen=True)
class Hand:
    """A key that signs nothing worth checking; the real one is tested in ``tests/keys``."""

    user: str
    name: str

    def sign(self, message: bytes) -> bytes:
        return b"signed:" + message


@dataclass(frozen=True)
class OnePassword:
    """``ports.Authenticator`` for which everybody has the same password."""

    def confirm(self, user: str, password: str) -> SigningKey:
        if password != PASSWORD:
            raise WrongPassword("wrong_password", left=4)
        return cast("SigningKey", Hand(user, PEOPLE[user][0]))


@dataclass(frozen=True)
class Person:
    """``rooms.Account`` of an invented user."""

    user: str
    name: str
    role: Role
    enabled: bool = True
    certificate_until: datetime = datetime(2036, 11, 22, tzinfo=UTC)


@dataclass
class Ring:
    """``rooms.Accounts`` where ``locked`` are locked out."""

    locked: set[str] = field(default_factory=set)
    sheets: list[str] = field(default_factory=list)

    def people(self) -> tuple[Person, ...]:
        return tuple(Person(user, name, role) for user, (name, role) in PEOPLE.items())

    def is_locked(self, user: str) -> bool:
        return user in self.locked

    def release_lock(self, user: str) -> None:
        self.locked.discard(user)

    @contextmanager
    def change(self, by: Credential, second: Credential | None = None) -> Iterator[DrawnKeys]:
        for one in (by, second):
            if one is not None and one.password != PASSWORD:
                raise WrongPassword("wrong_password", left=4)
        yield DrawnKeys()

    @property
    def sheet_lines(self) -> int:
        return SHEET_LINES

    def check_word(self, line: str) -> str:
        return check_word(line)

    def sheet_pdf(self, sheet: Sheet, language: str) -> bytes:
        return f"{language} {sheet.at}".encode()

    def draw_sheet(self) -> RecoverySheet:
        secret, recipient = new_identity()
        return RecoverySheet("01", DETAILS.name_zh, "2026-11-22T04:40:00.000Z", recipient, secret)

    def take_sheet(self, sheet: Sheet, typed: str, by: Credential, second: Credential) -> None:
        sheet.proven_by(typed)
        with self.change(by, second):
            self.sheets.append(sheet.recipient)

    def prove_sheet(self, typed: str) -> None:
        raise KnownError("recovery_wrong", typed=typed)


@dataclass(frozen=True)
class DrawnKeys:
    """``ports.KeyChange`` without keys."""

    def admit(self, newcomer: Newcomer, secret: str) -> dict[str, str]:
        if newcomer.user in PEOPLE:
            raise KnownError("user_exists", user=newcomer.user)
        check_policy(secret)
        return {"name": newcomer.name, "role": newcomer.role.value, "enabled": "Y",
                "identity_checked": newcomer.identity_checked}  # fmt: skip

    def disable(self, user: str) -> dict[str, str]:
        return {"name": PEOPLE[user][0], "enabled": "N"}

    def new_keys(self, user: str, secret: str) -> dict[str, str]:
        check_policy(secret)
        return {"name": PEOPLE[user][0], "enabled": "Y"}

    def renew(self, own: Credential, role: Role) -> dict[str, str]:
        return {"name": PEOPLE[own.user][0], "role": role.value}


@dataclass(frozen=True)
class NoPaper:
    """``ports.Paper`` of a test that prints nothing."""

    def render(self, page: CrfPage, language: str) -> bytes:
        raise NotImplementedError

    def render_book(self, chapters: Sequence[tuple[str, Sequence[CrfPage]]], title: str, language: str) -> bytes:
        raise NotImplementedError

    def render_signed(self, page: CrfPage, language: str, key: SigningKey, meaning: str, at: datetime) -> SignedPaper:
        raise NotImplementedError


@dataclass
class Desk:
    """``rooms.ExchangeDesk`` over an outbox in memory; ``trouble`` is raised by whatever is asked next."""

    outbox: MemoryOutbox
    folder: Path | None = None
    trouble: Exception | None = None
    built: list[str] = field(default_factory=list)
    packages: tuple[FoundPackage, ...] = ()

    def choose_folder(self, folder: Path) -> None:
        self.folder = folder

    def build(self, month: str) -> OutboxEntry:
        self._raise()
        self.built.append(month)
        entry = export_of(month, 7, ExportState.SEALED)
        self.outbox.put(entry)
        return entry

    def build_sae(self, subject: str) -> OutboxEntry:
        self._raise()
        self.built.append(subject)
        entry = replace(export_of("2026-11", 1, ExportState.SEALED), series="sae", subject=subject)
        self.outbox.put(entry)
        return entry

    def send(self, key: str, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> OutboxEntry:
        self._raise()
        entry = self.outbox.get(key)
        assert entry is not None
        for done in range(len(entry.parts) + 1):
            progress(done, len(entry.parts) + 1)
            if cancelled():
                break
        sent = replace(entry, state=ExportState.SENT, sent_at="2026-11-03T01:14:00.000Z")
        self.outbox.put(sent)
        return sent

    def collect_receipts(self) -> tuple[OutboxEntry, ...]:
        self._raise()
        return ()

    def read_packages(self) -> tuple[FoundPackage, ...]:
        self._raise()
        return self.packages

    def _raise(self) -> None:
        if self.trouble is not None:
            raise self.trouble


class NoPrinter:
    """``rooms.PrintRoom`` of a computer without a printer."""

    def printers(self) -> tuple[str, ...]:
        return ()

    def print_pdf(self, pdf: bytes, printer: str, title: str, edition: str = "") -> str:
        raise NotImplementedError


@dataclass
class Stage:
    """A door and what lies behind it. ``damage`` is what the integrity check finds."""

    study: Study
    clock: SetClock = field(default_factory=lambda: SetClock(datetime(2026, 11, 22, 4, 40, tzinfo=UTC)))
    damage: tuple[Damage, ...] = ()
    check_due: bool = False
    found_later: tuple[Damage, ...] = ()
    closed: int = 0

    def __post_init__(self) -> None:
        self.shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
        self.outbox = MemoryOutbox()
        self.desk = Desk(self.outbox)
        self.ring = Ring()
        self.details = DETAILS
        self.zone = timezone(timedelta(hours=8))
        self.study_title = ("BG-CT-24-007", "NCT06932393", "Guangzhou Bio-gene Technology")
        self.demo_logins = tuple(
            DemoLogin(user, PEOPLE[user][0], PEOPLE[user][1].value, PASSWORD) for user in ("li", "wang", "mo", "ad")
        )
        users = tuple(
            Record("user", user, None, {"name": name, "role": role.value}) for user, (name, role) in PEOPLE.items()
        )
        self.book("ad").commit(Draft(SITE, "setup", users))

    def book(self, user: str) -> SiteBook:
        name, role = PEOPLE[user]
        author = Author(user, role.value, "PC-1", "0.1.0", self.study.sha256)
        return SiteBook(
            self.study, self.details, self.shelves, self.clock, actor=Actor(user, name, role), author=author
        )

    @property
    def sheet_lines(self) -> int:
        return SHEET_LINES

    def check_word(self, line: str) -> str:
        return check_word(line)

    def recover(self, sheet: str, user: str, secret: str) -> None:
        raise KnownError("recovery_wrong", user=user, typed=len(sheet) + len(secret))

    def open(self, user: str, password: str) -> OpenSite:
        if user not in PEOPLE:
            raise WrongPassword("user_unknown")
        authenticator: Authenticator = OnePassword()
        authenticator.confirm(user, password)
        return self.site(user)

    def site(self, user: str = "li") -> OpenSite:
        book, paper = self.book(user), cast("Paper", NoPaper())
        authenticator: Authenticator = OnePassword()
        return OpenSite(
            book, authenticator, Signing(book, authenticator, paper), paper, self.outbox, self.desk, NoPrinter(),
            FileStripping(),
            verify=lambda: self.found_later or self.damage, damages=self.damage, check_due=lambda: self.check_due,
            backups=NoBackups(), writing=Writes(),
            close=self._close, change_password=lambda _old, _new: None,
            accounts=self.ring if book.actor.may(Action.ADMINISTER_USERS) else None,
        )  # fmt: skip

    def _close(self) -> None:
        self.closed += 1


def export_of(month: str, number: int, state: ExportState, **more: Any) -> OutboxEntry:
    """Return an invented export."""
    return OutboxEntry(
        "monthly", number, month, "2026-11-03T00:51:00.000Z", 400 + number, "9f3c" * 16, "m.manifest",
        tuple(Part(f"{n}.part", 8 << 20) for n in range(6)), {"subjects": 8, "values": 412, "documents": 28},
        "ab" * 32, state, sent_at=None if state is ExportState.SEALED else "2026-11-03T01:14:00.000Z", **more,
    )  # fmt: skip


def visit(study: Study, event: str, happened: dict[str, date]) -> PlannedVisit:
    """Return one visit of a subject whose earlier visits happened on these days."""
    visits = plan(study, {name: VisitFact(day) for name, day in happened.items()}, TODAY)
    return next(one for one in visits if one.event.oid == event)


def invented_visits(study: Study) -> list[tuple[str, PlannedVisit, bool]]:
    """Return subjects with the visit that is next for them, and whether it was started."""
    day = timedelta(days=1)
    before = {"SE.SCR": TODAY - 70 * day, "SE.V1": TODAY - 60 * day, "SE.V2": TODAY - 30 * day}
    late = {"SE.SCR": TODAY - 90 * day, "SE.V1": TODAY - 80 * day, "SE.V2": TODAY - 40 * day}
    soon = {"SE.SCR": TODAY - 50 * day, "SE.V1": TODAY - 27 * day}
    done = {**before, "SE.V3": TODAY - 5 * day}
    return [
        ("01-003", visit(study, "SE.V3", late), False),
        ("01-009", visit(study, "SE.V3", before), False),
        ("01-011", visit(study, "SE.SCR", {"SE.SCR": TODAY - 2 * day}), True),
        ("01-010", visit(study, "SE.V2", soon), False),
        ("01-002", visit(study, "SE.FU1", done), False),
    ]


def invented_clock(study: Study) -> AdverseEventLine:
    """Return a serious event whose clock runs."""
    aware = datetime(2026, 11, 22, 7, 27, tzinfo=UTC) - timedelta(hours=8)
    codes = {}
    for name in ("AESEV", "AEREL", "AEOUT"):
        found = study.forms["F.AE"].item(name)
        listed = found[1].code_list if found else None
        codes[name] = listed.items[0].code if listed else ""
    return AdverseEventLine(
        FormKey("01-006", "SE.LOG", "F.AE"), "注射部位蜂窝织炎，住院治疗", "2026-11-21", "", codes["AESEV"], True,
        codes["AEREL"], codes["AEOUT"], FormStatus.PROGRESS, SaeClock(aware, aware + timedelta(hours=24), None),
    )  # fmt: skip


def invented_today(study: Study) -> Today:
    """Return a day with work in every corner."""
    forms = [("01-009", "SE.V3", "F.VS", 0), ("01-011", "SE.SCR", "F.PTG", 1)]
    open_forms = [
        OpenForm(
            FormKey(subject, event, form), study.forms[form].name, study.event(event).name, FormStatus.PROGRESS,
            findings, "2026-11-22T01:31:00.000Z" if not findings else None,
        )
        for subject, event, form, findings in forms
    ]  # fmt: skip
    open_forms.append(
        OpenForm(FormKey("01-004", "SE.V2", "F.EC"), study.forms["F.EC"].name, study.event("SE.V2").name,
                 FormStatus.FINDINGS, 2, None)
    )  # fmt: skip
    lines = [
        VisitLine(subject, one, started, FormKey(subject, one.event.oid, one.event.forms[0]))
        for subject, one, started in invented_visits(study)
    ]
    return Today(
        TODAY, 8, study.enrolment_target, tuple(lines), tuple(open_forms), 4, 1, (invented_clock(study),),
        export_of("2026-10", 6, ExportState.ACKNOWLEDGED), 96,
    )  # fmt: skip


def invented_subjects(study: Study) -> tuple[SubjectLine, ...]:
    """Return participants in every status."""
    names = {rule.code: rule.name for rule in study.statuses}
    next_of = {subject: one for subject, one, _ in invented_visits(study)}
    people = [
        ("01-001", "陈**", "SCREEN_FAILURE", "M", "29", 0, 0, 0), ("01-002", "林**", "ENROLLED", "F", "41", 0, 2, 1),
        ("01-003", "黄**", "ENROLLED", "M", "37", 1, 0, 0), ("01-006", "周**", "ENROLLED", "F", "52", 1, 1, 1),
        ("01-008", "吴**", "WITHDRAWN", "M", "44", 0, 0, 2), ("01-009", "张**", "ENROLLED", "F", "34", 2, 0, 0),
        ("01-010", "何**", "ENROLLED", "M", "31", 0, 1, 0), ("01-011", "赵**", "SCREENING", "M", "41", 1, 0, 0),
    ]  # fmt: skip
    return tuple(
        SubjectLine(
            number, name, f"{number} {name}", status, names[status], sex, age, next_of.get(number), opened, sign, ae
        )
        for number, name, status, sex, age, opened, sign, ae in people
    )


def invented_review(study: Study) -> tuple[ToSign, ...]:
    """Return forms that wait for a signature."""
    places = [("01-002", "SE.V3", "F.VS", False), ("01-002", "SE.V3", "F.EC", True), ("01-006", "SE.V1", "F.EC", False)]
    return tuple(
        ToSign(FormKey(subject, event, form), study.forms[form].name, study.event(event).name, NO_TITLE, "crf", void)
        for subject, event, form, void in places
    )


def role_of(user: str) -> Role:
    """Return the role of an invented user."""
    return PEOPLE[user][1]
