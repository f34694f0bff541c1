"""The clinical part of the tour: screening, eligibility, injection, adverse event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.demo import answers
from hairtrial_desktop.demo.answers import SCREENING, Visit
from hairtrial_desktop.demo.people import ASSESSOR, DOCTOR, NURSE, TOUR_PARTICIPANT, password_of
from hairtrial_desktop.demo.tour_desk import TourDesk
from hairtrial_desktop.words import Words

SUBJECT = "01-001"


def _key(event: str, form: str) -> FormKey:
    return FormKey(SUBJECT, event, form)


@dataclass(frozen=True)
class Visits:
    """The steps, in order; ``last_day`` is the day of the injection and of the export."""

    desk: TourDesk
    last_day: datetime

    @property
    def screening(self) -> Visit:
        """The day of consent."""
        return Visit(TOUR_PARTICIPANT, "SE.SCR", self.last_day - timedelta(days=16))

    @property
    def imaging(self) -> Visit:
        """The day of the images and of the verdict, two days later."""
        return Visit(TOUR_PARTICIPANT, "SE.SCR", self.screening.at + timedelta(days=2))

    @property
    def injection(self) -> Visit:
        """The day of the injection."""
        return Visit(TOUR_PARTICIPANT, "SE.V1", self.last_day)

    def wrong_password(self) -> None:
        """Give a wrong password: it is said and counted."""
        hands = self.desk.hands
        self.desk.at(self.screening.at.astimezone(UTC))
        hands.picture("login")
        hands.fill("user", NURSE)
        hands.press("Tab")
        hands.write("not-the-password")
        hands.press("Return")
        said = Words(self.desk.language).error(WrongPassword("wrong_password", left=4))
        hands.wait(lambda: said in hands.texts(), said)
        hands.picture("wrong-password")
        self.desk.report.check(said in hands.texts(), "a wrong password is said, with the tries that are left")

    def first_login(self) -> None:
        """Find an empty site that says what to do."""
        self.desk.sign_in(NURSE)
        self.desk.hands.picture("today-empty")
        self.desk.report.check(self.desk.book.subjects() == (), "the site is empty")

    def new_participant(self) -> None:
        """Enter who it is, site only; then the consent form, by keyboard."""
        hands, who = self.desk.hands, TOUR_PARTICIPANT.identity
        hands.click("rail.subjects")
        hands.click("new_participant")
        hands.fill("person_name", who.name)
        hands.fill("person_birth", who.birth_date)
        hands.fill("person_phone", who.phone)
        hands.fill("person_record_number", who.record_number)
        hands.picture("new-participant")
        hands.click("person_begin")
        self.desk.type_form("F.IC", answers.consent(self.screening), lambda: hands.picture("consent-half-way"))
        self.desk.complete(_key("SE.SCR", "F.IC"))
        hands.picture("consent-complete")
        self.desk.report.check(self.desk.book.subjects() == (SUBJECT,), "the number is issued with the first save")

    def screening_forms(self) -> None:
        """Fill the other forms of the first day."""
        for form, answer in SCREENING.items():
            if form not in ("F.IC", "F.PREG", "F.PTG", "F.IE"):
                self.fill_form("SE.SCR", form, answer(self.screening))

    def images(self) -> None:
        """Fill the phototrichogram of both areas, two days later."""
        self.desk.at(self.imaging.at.astimezone(UTC))
        self.fill_form("SE.SCR", "F.PTG", answers.phototrichogram(self.imaging), "phototrichogram")
        self.desk.window.open_subject(SUBJECT)
        self.desk.hands.picture("casebook-screened")

    def assessment(self) -> None:
        """Sign the two assessments as the blinded assessor: they ask for a second signature, the investigator's."""
        desk, hands = self.desk, self.desk.hands
        desk.sign_out()
        desk.sign_in(ASSESSOR)
        for form in ("F.XH", "F.PTG"):
            hands.click("rail.review")
            hands.open_row("review_table", str(_key("SE.SCR", form)))
            desk.sign_open_form(_key("SE.SCR", form), "sign-assessment" if form == "F.XH" else "")

    def eligibility(self) -> None:
        """Judge, complete and sign eligibility: sixteen criteria with what each was judged from."""
        desk, key = self.desk, _key("SE.SCR", "F.IE")
        desk.sign_out()
        desk.sign_in(DOCTOR)
        desk.hands.click(f"visit.{SUBJECT}.SCR.open")
        desk.type_form("F.IE", answers.eligibility(self.imaging))
        desk.hands.picture("eligibility")
        desk.complete(key)
        desk.sign_open_form(key, "sign-eligibility")
        verdict = desk.book.state(SUBJECT).items()[str(key.item("IG.IE.IE", "I.IE.IEYN"))]
        desk.report.check(verdict.value == "Y", "all criteria are met")

    def review(self) -> None:
        """Look at every complete form and sign it, from the review page."""
        desk, hands = self.desk, self.desk.hands
        hands.click("rail.review")
        hands.picture("review")
        for form in ("F.IC", "F.DM", "F.VS", "F.PE", "F.HX", "F.LBID", "F.XH", "F.PTG"):
            key = _key("SE.SCR", form)
            hands.open_row("review_table", str(key))
            desk.sign_open_form(key)
            hands.click("rail.review")
        desk.later(5)

    def injection_visit(self) -> None:
        """Record vital signs, kit, gate with a second person, injection with its guard, observation."""
        desk, visit = self.desk, self.injection
        desk.sign_out()
        desk.at(visit.at.astimezone(UTC) + timedelta(minutes=46))
        desk.sign_in(NURSE)
        desk.hands.picture("today-injection")
        self.fill_form("SE.V1", "F.IQ", answers.questions(visit))
        self.fill_form("SE.V1", "F.VS", answers.vital_signs(visit))
        self.fill_form("SE.V1", "F.KIT", answers.kit(visit), "kit")
        self._gate(visit)
        desk.at(visit.at.astimezone(UTC) + timedelta(minutes=100))
        self._inject(visit)
        self.fill_form("SE.V1", "F.VSP", answers.vital_signs_after(visit))
        self.fill_form("SE.V1", "F.CE", answers.tolerance(visit), "tolerance")

    def _gate(self, visit: Visit) -> None:
        desk, hands, key = self.desk, self.desk.hands, _key("SE.V1", "F.GATE")
        self._open_beside(key)
        hands.picture("gate-closed")
        desk.type_form("F.GATE", answers.gate(visit))
        hands.picture("gate-open")
        hands.press("Ctrl+Return")
        hands.choose("second_person", DOCTOR)
        hands.fill("second_password", password_of(DOCTOR))
        hands.picture("second-person")
        hands.press("Return")
        hands.wait(lambda: desk.status(key) == "complete", "the gate complete")
        row = desk.book.state(SUBJECT).forms()[str(key)]
        desk.report.check(row.confirmed_by == DOCTOR, "a second person confirmed with a password")

    def _inject(self, visit: Visit) -> None:
        desk, hands, key = self.desk, self.desk.hands, _key("SE.V1", "F.EC")
        self._open_beside(key)
        desk.type_form("F.EC", answers.injection(visit, ("1.00", "0.92")))
        hands.click("item:I.EC.VOLML#2")
        hands.picture("injection-unequal-volumes")
        hands.press("Ctrl+Return")
        hands.see("blocked_sheet")
        hands.picture("injection-not-complete")
        hands.press("Escape")
        hands.gone("blocked_sheet")
        hands.fill("item:I.EC.VOLML#2", "1.00")
        hands.press("Return")
        desk.complete(key)
        hands.picture("injection")
        dose = desk.book.state(SUBJECT).items()[str(key.item("IG.EC.AREA", "I.EC.DOSEPL", 2))]
        desk.report.check(dose.value == "500000000", "the dose is reckoned: 5.00×10⁸ per cm²")

    def adverse_event(self) -> None:
        """Record an adverse event, from the log over all participants."""
        desk, hands, key = self.desk, self.desk.hands, FormKey(SUBJECT, "SE.LOG", "F.AE")
        desk.later(15)
        hands.click("rail.events")
        hands.picture("adverse-events-empty")
        hands.click("new_adverse_event")
        hands.fill("search_text", SUBJECT)
        hands.press("Return")
        desk.type_form("F.AE", answers.mild_event(self.injection))
        desk.complete(key)
        hands.click("rail.events")
        hands.picture("adverse-events")

    def correction(self) -> None:
        """Correct a saved value: the reason is asked, old and new stay."""
        desk, hands, key = self.desk, self.desk.hands, _key("SE.V1", "F.VS")
        desk.window.open_form(key)
        hands.fill("item:I.VS.SYSBP", "121")
        hands.press("Ctrl+S")
        hands.see("change_sheet")
        hands.picture("reason-for-change")
        hands.press("1")
        hands.click("change_save")
        hands.gone("change_sheet")
        line = desk.book.shelves.store.history(str(key.item("IG.VS.VS", "I.VS.SYSBP")))[-1]
        desk.report.check((line.old, line.new) == ("120", "121"), "old and new value are in the record")
        desk.report.check(bool(line.reason), "with the reason")

    def sign_visit(self) -> None:
        """Sign the visit and the event."""
        desk, hands = self.desk, self.desk.hands
        desk.later(5)
        desk.sign_out()
        desk.sign_in(DOCTOR)
        hands.click("rail.review")
        for key in (
            *(_key("SE.V1", form) for form in ("F.IQ", "F.VS", "F.KIT", "F.GATE", "F.EC", "F.VSP", "F.CE")),
            FormKey(SUBJECT, "SE.LOG", "F.AE"),
        ):
            hands.open_row("review_table", str(key))
            desk.sign_open_form(key, "sign-injection" if key.form == "F.EC" else "")
            hands.click("rail.review")
        hands.picture("review-empty")
        desk.window.open_subject(SUBJECT)
        hands.picture("casebook-signed")

    def paper(self) -> None:
        """Preview the signed CRF: the very bytes that were signed."""
        desk, hands = self.desk, self.desk.hands
        desk.sign_out()
        desk.later(2)
        desk.sign_in(NURSE)
        desk.window.open_form(_key("SE.V1", "F.EC"))
        hands.see("print")
        hands.press("Ctrl+P")
        hands.see("print_preview")
        hands.picture("print-preview")
        hands.press("Escape")
        hands.gone("print_preview")

    def fill_form(self, event: str, form: str, given: answers.Answers, picture: str = "") -> None:
        """Open a form beside the open one, type it, complete it."""
        key = _key(event, form)
        self._open_beside(key)
        self.desk.type_form(form, given)
        self.desk.complete(key)
        if picture:
            self.desk.hands.picture(picture)

    def _open_beside(self, key: FormKey) -> None:
        """Go to a form: by the visit's list at the left where it is there, else through the casebook."""
        hands = self.desk.hands
        if hands.find(f"form:{key.form}") is not None and f"{key.event}" in self._event_shown():
            hands.click(f"form:{key.form}")
        else:
            self.desk.window.open_form(key)

    def _event_shown(self) -> str:
        page = self.desk.window.workspace.current if self.desk.window.workspace else None
        session = getattr(page, "session", None)
        return session.key.event if session is not None else ""
