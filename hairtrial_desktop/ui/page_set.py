"""The pages of one login, joined with what they ask the window for."""

from __future__ import annotations

from collections.abc import Mapping

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.views.adverse_events import AE_FORM
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.dialogs.new_participant import NewParticipantSheet
from hairtrial_desktop.ui.pages.admin_page import AdminPage
from hairtrial_desktop.ui.pages.adverse_events_page import AdverseEventsPage
from hairtrial_desktop.ui.pages.audit_page import AuditPage
from hairtrial_desktop.ui.pages.backup_page import BackupPage
from hairtrial_desktop.ui.pages.casebook_page import CasebookPage
from hairtrial_desktop.ui.pages.exchange_page import ExchangePage
from hairtrial_desktop.ui.pages.form_page import FormPage
from hairtrial_desktop.ui.pages.kits_page import KitsPage
from hairtrial_desktop.ui.pages.page import Page
from hairtrial_desktop.ui.pages.print_page import PrintPage
from hairtrial_desktop.ui.pages.queries_page import QueriesPage
from hairtrial_desktop.ui.pages.review_page import ReviewPage
from hairtrial_desktop.ui.pages.subjects_page import SubjectsPage
from hairtrial_desktop.ui.pages.today_page import TodayPage
from hairtrial_desktop.ui.pages.version_page import VersionPage
from hairtrial_desktop.ui.rooms import OpenSite


def pages_of(bench: Bench, site: OpenSite) -> Mapping[str, Page]:
    """Return every page by name. A role without clinical data has only the audit trail and the exchange."""
    if not site.book.actor.may(Action.READ_DATA):
        apart: tuple[Page, ...] = (AuditPage(bench, site), ExchangePage(bench, site))
        if site.accounts is not None:
            apart = (AdminPage(bench, site, site.accounts), *apart)
        if site.book.actor.may(Action.BACK_UP):
            apart = (*apart, BackupPage(bench, site))
        return {page.NAME: page for page in apart}
    subjects, events = SubjectsPage(bench, site), AdverseEventsPage(bench, site)

    def screen() -> None:
        sheet = NewParticipantSheet(bench, subjects, site)
        sheet.closed.connect(lambda key: None if key is None else subjects.open_form.emit(key))
        sheet.start()

    def record_event(subject: str) -> None:
        try:
            events.open_form.emit(new_log_row(site.book, subject, AE_FORM).key)
        except KnownError as error:
            bench.messages.fail(error)

    subjects.new_asked.connect(screen)
    events.new_asked.connect(record_event)
    pages: tuple[Page, ...] = (
        TodayPage(bench, site), subjects, events, QueriesPage(bench, site), ReviewPage(bench, site),
        PrintPage(bench, site), ExchangePage(bench, site), VersionPage(bench, site), CasebookPage(bench, site),
        FormPage(bench, site),
    )  # fmt: skip
    if site.book.actor.may(Action.VERIFY):  # an assessor sees no kit: which were used belongs to the injections
        pages = (*pages, KitsPage(bench, site))
    if site.book.actor.may(Action.READ_AUDIT):
        pages = (*pages, AuditPage(bench, site))
    if site.book.actor.may(Action.BACK_UP):
        pages = (*pages, BackupPage(bench, site))
    return {page.NAME: page for page in pages}
