"""Which role may use which use case of the casebook: ONE table, tested case by case and shown in docs/validation.

A letter stands for a role: n nurse, i investigator, a blinded assessor, m monitor, x inspector, s site administrator.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, cast

from hairtrial_desktop.casebook import (
    activation,
    attachments,
    backups,
    casebook_pages,
    clock_care,
    destruction,
    deviation_list,
    deviations,
    exporting,
    house_rules,
    incidents,
    integrity,
    key_holders,
    kit_accounts,
    list_paper,
    locks,
    locks_hard,
    logins,
    moving,
    notes,
    packages,
    paper_source,
    people,
    prints,
    queries,
    recovery_proof,
    redaction,
    reopening,
    reviews,
    screening,
    signing,
    unscheduled,
    verification_marks,
    writers,
    wrong_subject,
)
from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.newcomer import Newcomer
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.package_kinds import TAKERS
from hairtrial_desktop.casebook.policy import Policy
from hairtrial_desktop.casebook.ports import Credential, Roster
from hairtrial_desktop.casebook.query_states import QueryEvent
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.verification_marks import REVIEW, SDV
from hairtrial_desktop.casebook.versions import Version
from hairtrial_desktop.casebook.views import audit, dry_run, screening_log, subjects, transfer_lag
from hairtrial_desktop.casebook.views import people as people_views
from hairtrial_desktop.casebook.views import queries as query_views
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.places import PACKAGE
from hairtrial_desktop.study.attaching import AttachmentKind
from tests.casebook.house import House
from tests.casebook.test_signing import Door, PlainPaper
from tests.documents.pictures import scan

ROLES = {
    "n": Role.NURSE, "i": Role.INVESTIGATOR, "a": Role.ASSESSOR, "m": Role.MONITOR, "x": Role.INSPECTOR,
    "s": Role.ADMINISTRATOR,
}  # fmt: skip
USERS = {"n": "li", "i": "wang", "a": "he", "m": "mo", "x": "yin", "s": "ad"}
DAY, NOW = date(2026, 11, 20), datetime(2026, 11, 21, tzinfo=UTC)
FILE = FileStripping().strip(scan())
MATRIX = PACKAGE.parent / "docs" / "validation" / "roles.csv"


class DrawnKeys:
    """``ports.KeyChange`` without keys."""

    def __getattr__(self, _name: str) -> Callable[..., dict[str, str]]:
        return lambda *_args, **_more: {"name": "赵护士", "role": "nurse", "enabled": "Y"}


class Ring:
    """``ports.Roster`` without keys."""

    @contextmanager
    def change(self, _by: Credential, _second: Credential | None = None) -> Iterator[DrawnKeys]:
        yield DrawnKeys()


@dataclass(frozen=True)
class Scene:
    """A site with a participant whose vital signs are complete, and somebody's book of it."""

    house: House
    book: SiteBook
    form: FormKey
    item: ItemKey

    @property
    def me(self) -> Credential:
        return Credential(self.book.actor.user, "right")

    def session(self) -> FormSession:
        return FormSession(self.book, self.form)

    def other(self, user: str) -> SiteBook:
        return self.house.book(user)


RING = cast("Roster", Ring())
NEW = Newcomer("zhao", "赵护士", Role.NURSE, "staff_card", DAY)
ENTRY = OutboxEntry("monthly", 1, "2026-11", "2026-11-21T00:00:00.000Z", 1, "0" * 64, "m", (), {}, "0" * 64,
                    ExportState.SEALED)  # fmt: skip
STUDY = packages.Package(packages.PackageKind.STUDY, 1, "S", "01", "2026-11-20T00:00:00.000Z", {})
PAPER = paper_source.PaperSource("李护士", NOW, "1.0")
Act = Callable[[Scene], Any]


def _entry(scene: Scene, *, built: bool = True) -> OutboxEntry:
    """Return an export up to the newest commit, in the record already where it was ``built``."""
    head = scene.book.shelves.store.head()
    entry = replace(ENTRY, head_seq=head.seq, head_hash=head.hash)
    if built:
        exporting.record_export(scene.other("li"), entry)
    return entry


def _kept(scene: Scene) -> attachments.Attachment:
    attachments.attach(scene.other("li"), scene.form, AttachmentKind.WET_INK, "page", FILE)
    return attachments.attachments_of(scene.other("li").whole(scene.form.subject), scene.form)[-1]


def _printed(scene: Scene) -> prints.BinderLine:
    book = scene.other("li")
    page, places = prints.numbered(book, CrfPageBuilder(book, scene.form, "zh").build(), "zh")
    prints.record_print(book, prints.PrintedDocument(page.document_id, places), copies=1, destination="file")
    return prints.binder(book)[0]


def _asked(scene: Scene) -> str:
    queries.Queries(scene.other("mo")).raise_on(scene.item, "?")
    return queries.queries_of(scene.other("mo").state(scene.form.subject), scene.item)[-1].key


def _answered(scene: Scene) -> str:
    key = _asked(scene)
    queries.Queries(scene.other("li")).do(key, QueryEvent.ANSWER, "so")
    return key


def _soft(scene: Scene) -> str:
    locks.put_lock(scene.other("wang"), str(scene.form), locks.LockLevel.SOFT, "done")
    return str(scene.form)


def _marked(scene: Scene, kind: str, user: str) -> str:
    verification_marks.set_mark(scene.other(user), kind, scene.form)
    return kind


def _event(scene: Scene) -> FormKey:
    session = FormSession(scene.other("li"), FormKey(scene.form.subject, "SE.LOG", "F.AE"))
    session.commit_as("progress", "save", None)
    return session.key


def _unscheduled(scene: Scene) -> None:
    with suppress(StopIteration):  # the small study has no unscheduled visit; the right is asked for before
        unscheduled.new_unscheduled(scene.book, scene.form.subject)


# use case -> (roles that may, the act)
TABLE: dict[str, tuple[str, Act]] = {
    # participants' data
    "screening.begin_screening": ("ni", lambda s: screening.begin_screening(s.book, Identity("", "王五"))),
    "screening.new_log_row": ("nia", lambda s: screening.new_log_row(s.book, s.form.subject, "F.AE")),
    "screening.begin_child_row": ("nia", lambda s: screening.begin_child_row(s.book, _event(s), "F.SAE")),
    "unscheduled.new_unscheduled": ("nia", _unscheduled),
    "form_session.FormSession.commit_as": ("nia", lambda s: s.session().commit_as("progress", "save", "misread")),
    "form_session.FormSession.complete": ("nia", lambda s: s.session().complete("misread")),
    "form_session.FormSession.remove": ("nia", lambda s: FormSession(s.book, _event(s)).remove("double")),
    "reopening.reopen": ("nia", lambda s: reopening.reopen(s.session(), "misread")),
    "wrong_subject.move_form": ("nia", lambda s: wrong_subject.move_form(s.book, s.form, "01-002", "wrong person")),
    "moving.move_forms": ("nia", lambda s: moving.move_forms(s.book, [s.form], "amended")),
    "paper_source.record_paper": ("nia", lambda s: paper_source.record_paper(
        s.book, FormKey(s.form.subject, "SE.V1", "F.VS"), PAPER)),
    "paper_source.record_performer": ("nia", lambda s: paper_source.record_performer(s.book, s.form, "li", DAY)),
    "attachments.attach": ("nia", lambda s: attachments.attach(s.book, s.form, AttachmentKind.WET_INK, "page", FILE)),
    "attachments.detach": ("nia", lambda s: attachments.detach(s.book, _kept(s).key, "blurred")),
    "attachments.content_of": ("niamx", lambda s: attachments.content_of(s.book, _kept(s))),
    "notes.write_note": ("nia", lambda s: notes.write_note(s.book, s.item, "left arm")),
    "kit_accounts.record_kit_event": ("nia", lambda s: kit_accounts.record_kit_event(
        s.book, "K-1", kit_accounts.KitState.LOST, "lost")),
    # deviations, review, locks
    "deviations.accept_deviation": ("nia", lambda s: deviations.accept_deviation(s.book, s.form.subject, "k", "so")),
    "deviations.refuse_deviation": ("i", lambda s: deviations.refuse_deviation(s.book, s.form.subject, "k", "so")),
    "deviations.acknowledge_deviation": ("i", lambda s: deviations.acknowledge_deviation(s.book, s.form.subject, "k")),
    "queries.Queries.raise_on": ("im", lambda s: queries.Queries(s.book).raise_on(s.item, "?")),
    "queries.Queries.do answer": ("nia", lambda s: queries.Queries(s.book).do(_asked(s), QueryEvent.ANSWER, "so")),
    "queries.Queries.do close": ("im", lambda s: queries.Queries(s.book).do(_answered(s), QueryEvent.CLOSE, "ok")),
    "verification_marks.set_mark sdv": ("m", lambda s: verification_marks.set_mark(s.book, SDV, s.form)),
    "verification_marks.set_mark review": ("im", lambda s: verification_marks.set_mark(s.book, REVIEW, s.form)),
    "verification_marks.take_mark_back sdv": ("m", lambda s: verification_marks.take_mark_back(
        s.book, _marked(s, SDV, "mo"), s.form, "again")),
    "verification_marks.take_mark_back review": ("im", lambda s: verification_marks.take_mark_back(
        s.book, _marked(s, REVIEW, "mo"), s.form, "again")),
    "locks.put_lock frozen": ("im", lambda s: locks.put_lock(s.book, str(s.form), locks.LockLevel.FROZEN, "review")),
    "locks.put_lock soft": ("i", lambda s: locks.put_lock(s.book, str(s.form), locks.LockLevel.SOFT, "done")),
    "locks_hard.undo_hard_lock": ("i", lambda s: locks_hard.undo_hard_lock(
        s.book, Door(), _soft(s), "wrong", ("li", "right"))),
    "reviews.record_review": ("imx", lambda s: reviews.record_review(s.book, 1, "looked")),
    # signatures, paper
    "signing.Signing.sign": ("ia", lambda s: signing.Signing(s.book, Door(), PlainPaper()).sign(
        s.form, "right", "zh", s.book.actor.user)),
    "signing.rendering": ("niamx", lambda s: signing.rendering(s.book, s.book.shelves.attachments.put(b"x"), "0")),
    "prints.record_print": ("niamxs", lambda s: prints.record_print(
        s.book, prints.PrintedDocument("x"), copies=1, destination="file")),
    "prints.record_saved_list": ("niamxs", lambda s: prints.record_saved_list(s.book, "kits", 1, b"")),
    "prints.register": ("niamxs", lambda s: prints.register(s.book)),
    "prints.binder": ("niamx", lambda s: prints.binder(s.book)),
    "prints.file_print": ("nia", lambda s: prints.file_print(s.book, _printed(s), prints.BinderState.FILED)),
    "list_paper.list_page": ("niamxs", lambda s: list_paper.list_page(s.book, list_paper.PrintedList("a", "A"), "zh")),
    "deviation_list.deviation_list": ("niamx", lambda s: deviation_list.deviation_list(s.book, "zh")),
    "casebook_pages.casebook_chapters": ("niamx", lambda s: casebook_pages.casebook_chapters(
        s.book, s.form.subject, "zh")),
    # looking
    "audit.audit_lines": ("nimxs", lambda s: list(audit.audit_lines(s.book, "zh"))),
    "queries.query_lines": ("niamx", lambda s: query_views.query_lines(s.book)),
    "subjects.subject_lines": ("niamx", lambda s: subjects.subject_lines(s.book)),
    "screening_log.screening_log": ("niamx", lambda s: screening_log.screening_log(s.book, "zh")),
    "kit_accounts.kit_lines": ("niamx", lambda s: kit_accounts.kit_lines(s.book)),
    "transfer_lag.item_lags": ("niamx", lambda s: transfer_lag.item_lags(s.book, ())),
    "dry_run.dry_run": ("niamx", lambda s: dry_run.dry_run(s.book, None)),
    "people.user_lines": ("nimxs", lambda s: people_views.user_lines(s.book)),
    "people.user_changes": ("nimxs", lambda s: people_views.user_changes(s.book, "li")),
    # people and keys
    "people.admit_user": ("s", lambda s: people.admit_user(s.book, RING, NEW, "zhao-chose-1", s.me)),
    "people.disable_user": ("s", lambda s: people.disable_user(s.book, RING, "li", "left", s.me)),
    "people.reset_user": ("s", lambda s: people.reset_user(
        s.book, RING, people.Reset("li", "li-chose-it", "forgot"), s.me, Credential("wang", "right-2"))),
    "people.change_role": ("s", lambda s: people.change_role(
        s.book, RING, Credential("li", "x"), Role.MONITOR, "moved", by=s.me)),
    "people.renew_key": ("s", lambda s: people.renew_key(s.book, RING, Credential("li", "x"), s.me)),
    "people.set_delegation": ("s", lambda s: people.set_delegation(s.book, "li", DAY, None, "corrected")),
    "people.recover_administrator": ("s", lambda s: people.recover_administrator(
        s.book, cast("Any", DrawnKeys()), "ad-chose-it")),
    "people.record_review": ("s", lambda s: people_views.record_review(s.book)),
    "recovery_proof.record_new_sheet": ("s", lambda s: recovery_proof.record_new_sheet(s.book, "age1", "chen")),
    "recovery_proof.record_proof": ("s", lambda s: recovery_proof.record_proof(s.book, "age1")),
    "logins.release_lock": ("s", lambda s: logins.release_lock(s.book, lambda _user: None, "li")),
    "logins.record_login": ("niamxs", lambda s: logins.record_login(s.book, [])),
    "logins.record_logout": ("niamxs", lambda s: logins.record_logout(s.book)),
    "house_rules.acknowledge_training": ("niamxs", lambda s: house_rules.acknowledge_training(s.book, "trained")),
    "house_rules.ask_for_training": ("niamxs", lambda s: house_rules.ask_for_training(s.book)),
    "house_rules.record_password": ("niamxs", lambda s: house_rules.record_password(s.book, NOW)),
    "house_rules.record_key_change": ("niamxs", lambda s: house_rules.record_key_change(s.book, ("site.db",))),
    "house_rules.set_policy": ("s", lambda s: house_rules.set_policy(s.book, Policy())),
    "key_holders.record_own_recipient": ("niamxs", lambda s: key_holders.record_own_recipient(s.book, "age1")),
    # the site: exchange, versions, keeping
    "exporting.record_export": ("ni", lambda s: exporting.record_export(s.book, _entry(s, built=False))),
    "exporting.record_send": ("nis", lambda s: exporting.record_send(s.book, _entry(s))),
    "exporting.record_receipt": ("nis", lambda s: exporting.record_receipt(
        s.book, _entry(s).key, {"verdict": "accepted"})),
    "packages.take_in": ("nis", lambda s: packages.take_in(s.book, STUDY, TAKERS)),
    "activation.activate": ("i", lambda s: activation.activate(
        s.book, Version(s.house.study, {}), "EC-1", "2026-11-01")),
    "backups.record_backup": ("niamxs", lambda s: backups.record_backup(
        s.book, "backup", "b", s.book.shelves.store.head())),
    "integrity.record_check": ("niamxs", lambda s: integrity.record_check(
        s.book, s.book.shelves.store.head(), asked=True)),
    "incidents.record_incident": ("nis", lambda s: incidents.record_incident(s.book, "found open", NOW, "", "closed")),
    "incidents.incident_list": ("nimxs", lambda s: incidents.incident_list(s.book, "zh")),
    "clock_care.override_clock": ("s", lambda s: clock_care.override_clock(s.book, "summer time")),
    "writers.hand_over": ("s", lambda s: writers.hand_over(s.book, "moved")),
    "writers.take_over": ("s", lambda s: writers.take_over(s.book, "moved")),
    "destruction.order_destruction": ("s", lambda s: destruction.order_destruction(
        s.book, Door(), "the retention is over", "letter 7", ("wang", "right"))),
    "redaction.redact": ("is", lambda s: redaction.redact(
        s.book, Door(), (redaction.Place(1, 0), "x"), "does not belong here", ("li", "right"), password="right")),
    "redaction.erase_file": ("i", lambda s: redaction.erase_file(
        s.book, Door(), _kept(s).key, "does not belong here", ("chen", "right"), password="right")),
}  # fmt: skip

# public, and no use case of its own: parts of others, or what every role is shown its own share of
PARTS = {
    "transfer_lag.Entered.all": "read by item_lags",
    "sponsor_queries.take_queries": "the taker of one kind of package: read by take_in",
    "clock_care.watch_clock": "before every commit",
    "kit_assignments.assignments": "read by kit lists and gates",
    "locks.step_record": "makes the record of put_lock and undo_hard_lock",
    "redaction.copies_of": "read by redact", "redaction.erasable_texts": "read by redact",
    "redaction.papers_erased": "read by redact",
    "site_book.SiteBook.whole": "read by everything", "site_book.SiteBook.commit": "the door itself (test_acts)",
}  # fmt: skip


def written() -> str:
    """Return the table as docs/validation shows it: a line each, Y where the role may."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("use case", *(role.value for role in ROLES.values())))
    for name in sorted(TABLE):
        writer.writerow((name, *("Y" if letter in TABLE[name][0] else "" for letter in ROLES)))
    return text.getvalue()


if __name__ == "__main__":
    MATRIX.write_text(written(), encoding="utf-8")
