"""The questions of each case off the plan: one sheet each, one act at its end."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.deviations import accept_deviation, acknowledge_deviation, refuse_deviation
from hairtrial_desktop.casebook.paper_source import PaperSource, record_paper, record_performer
from hairtrial_desktop.casebook.proposals import Proposal
from hairtrial_desktop.casebook.wrong_subject import move_form
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.attachments.scan_field import ScanField
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.people.asking_sheet import Answers, AskingSheet
from hairtrial_desktop.ui.rooms import OpenSite

_REASON = {"reason_required": "reason"}
_PAPER = {
    "paper_before_entry": "author", "paper_names_somebody": "author", "paper_unblinds": "author", "date_form": "day",
}  # fmt: skip


class CaseQuestions:
    """Makes and starts the sheets over ``window``; each ends as ``AskingSheet`` does."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite) -> None:
        self._bench, self._window, self._site, self._book = bench, window, site, site.book
        self._tr = bench.language.words

    def deviation(self, proposal: Proposal) -> AskingSheet:
        """Ask what becomes of a proposed deviation."""
        tr, book, subject = self._tr, self._book, proposal.opens.subject
        sheet = self._sheet(tr("Protocol deviation"), proposal.what.say(tr.language), "deviation_sheet")
        decides = book.actor.may(Action.DECIDE_DEVIATION)
        choices = [("accept", tr("Accept: a row of the deviation log"))] if proposal.open else []
        choices += [("refuse", tr("Refuse: it is no deviation"))] if proposal.open and decides else []
        choices += [("acknowledge", tr("Acknowledge as investigator"))] if proposal.waits and decides else []
        if choices:
            sheet.ask_choice("decision", tr("Decision"), choices, choices[0][0])
            sheet.ask("reason", tr("Why"))

        def act(answers: Answers) -> None:
            if answers["decision"] == "accept":
                accept_deviation(book, subject, proposal.key, answers["reason"])
            elif answers["decision"] == "refuse":
                refuse_deviation(book, subject, proposal.key, answers["reason"])
            else:
                acknowledge_deviation(book, subject, proposal.key, answers["reason"])

        sheet.start(tr("Save"), act, _REASON)
        sheet.allow(on=bool(choices))
        return sheet

    def move(self, key: FormKey) -> AskingSheet:
        """Ask under whom the form belongs."""
        tr, book = self._tr, self._book
        note = tr("The form is entered again there, in progress, and voided here. Both are in the audit trail.")
        sheet = self._sheet(tr("Wrong participant"), note, "move_sheet")
        others = [subject for subject in book.subjects() if subject != key.subject]
        sheet.ask_choice("subject", tr("Right participant"), [(each, self._shown(each)) for each in others])
        sheet.ask("reason", tr("Why"))

        def act(answers: Answers) -> None:
            move_form(book, key, answers["subject"], answers["reason"])

        sheet.start(tr("Move"), act, _REASON, danger=True)
        return sheet

    def paper(self, key: FormKey) -> AskingSheet:
        """Ask who wrote the paper, when, on which version of the page; and for its scan, where it is at hand."""
        tr, book = self._tr, self._book
        note = tr("Every value is then marked as transcribed, and a second person confirms the form.")
        sheet = self._sheet(tr("From paper"), note, "paper_sheet")
        sheet.ask("author", tr("Written by"))
        sheet.ask("day", tr("Written on (YYYY-MM-DD)"))
        sheet.ask("time", tr("at (hh:mm)"))
        sheet.ask("version", tr("Version of the page"), "", book.study.version)

        scan = ScanField(self._bench, self._site.stripping, "paper_scan")
        scan.reading.connect(lambda reading: sheet.allow(on=not reading))
        sheet.add(scan)

        def act(answers: Answers) -> None:
            written = _moment(answers["day"], answers["time"]).replace(tzinfo=book.zone)
            record_paper(book, key, PaperSource(answers["author"], written, answers["version"], scan.file))

        sheet.start(tr("Save"), act, _PAPER)
        return sheet

    def performer(self, key: FormKey) -> AskingSheet:
        """Ask who performed what the form records."""
        tr, book = self._tr, self._book
        sheet = self._sheet(tr("Performed by another"), tr("The delegation is checked on that day."), "performer_sheet")
        people = [(user, book.person_name(user)) for user in book.people()]
        sheet.ask_choice("user", tr("Performed by"), people)
        sheet.ask("day", tr("On (YYYY-MM-DD)"), "", book.now().date().isoformat())

        def act(answers: Answers) -> None:
            record_performer(book, key, answers["user"], _moment(answers["day"], "00:00").date())

        sheet.start(tr("Save"), act, {"performer_not_delegated": "user", "date_form": "day"})
        return sheet

    def _sheet(self, title: str, note: str, name: str) -> AskingSheet:
        return AskingSheet(self._bench, self._window, title, note, name=name)

    def _shown(self, subject: str) -> str:
        identity = self._book.identity(subject)
        return f"{subject} {identity.masked}" if identity else subject


def _moment(day: str, time: str) -> datetime:
    """Return the naive site time; KnownError ``date_form``."""
    try:
        date.fromisoformat(day.strip())
        return datetime.fromisoformat(f"{day.strip()}T{time.strip() or '00:00'}")
    except ValueError as error:
        raise KnownError("date_form") from error
