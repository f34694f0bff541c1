"""The demo's past: what happened at the site until the day the demo is opened, in order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hairtrial_desktop.casebook.attachments import attach
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.screening import begin_child_row, begin_screening, new_log_row
from hairtrial_desktop.demo import answers
from hairtrial_desktop.demo.answers import INJECTION, SCREENING, Visit
from hairtrial_desktop.demo.pen import complete, enter_all, sign_waiting, witness
from hairtrial_desktop.demo.people import ASSESSOR, DOCTOR, NURSE, PARTICIPANTS, Invented
from hairtrial_desktop.demo.pictures import hairs
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.ui.rooms import OpenSite

Act = Callable[[OpenSite], None]


@dataclass(frozen=True)
class Entry:
    """One login at ``at`` (site time) as ``user``, and what is done."""

    at: datetime
    user: str
    act: Act


def agenda(now: datetime) -> list[Entry]:
    """Return what happened until ``now`` (site time), sorted. The same for the same day."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)

    def day(ago: int, hour: int = 9) -> datetime:
        return today - timedelta(days=ago) + timedelta(hours=hour)

    entries: list[Entry] = []
    for index, (ago, injections) in enumerate(PLAN, start=1):
        subject = f"01-{index:03d}"
        who = PARTICIPANTS[index - 1]
        entries += _screening(subject, Visit(who, "SE.SCR", day(ago)), enrols=bool(injections) or index == AWAITS_FIRST)
        for number, injected in enumerate(injections, start=1):
            entries += _injection(subject, Visit(who, f"SE.V{number}", day(injected)))
            for name, later in CONTACTS.items():
                if injected - later > 0:
                    entries += _contact(subject, Visit(who, f"SE.V{number}{name}", day(injected - later, 10)))
    entries += [_kit_assigned(day(1, 16)), *_endings(day)]
    entries += _events(day, now)
    return sorted(entries, key=lambda entry: entry.at)


# days ago: screening, and each injection. One month apart by calendar is 30 or 31 days: inside every window.
PLAN: tuple[tuple[int, tuple[int, ...]], ...] = (
    (108, ()),
    (104, (92, 61, 31)),
    (78, (64, 33)),
    (70, (58,)),
    (66, (52, 21)),
    (45, (31,)),
    (9, ()),
    (4, ()),
)
BEFORE_THE_NEEDLE = ("F.PREG", "F.IQ", "F.VS", "F.PTG", "F.KIT", "F.GATE")
CONTACTS = {"D2": 2, "D8": 7}  # days after an injection
IMAGE_AFTER = 2  # days between clip and image
FELT_SOMETHING = ("01-006", "SE.V1D2")  # the mild event was the day after the injection
SCREEN_FAILED, SETTLED, WITHDRAWN, SERIOUS, MILD, AWAITS_FIRST, AWAITS_RESULT = 1, 3, 4, 5, 6, 7, 8


def _screening(subject: str, visit: Visit, *, enrols: bool) -> list[Entry]:
    """Consent and forms on the first day; the images, and the investigator's verdict, two days later."""
    waits = subject.endswith(f"{AWAITS_RESULT:03d}")
    imaged = Visit(visit.who, "SE.SCR", visit.at + timedelta(days=IMAGE_AFTER))

    def first_day(site: OpenSite) -> None:
        session = begin_screening(site.book, visit.who.identity)
        for form, answer in SCREENING.items():
            if form in ("F.PTG", "F.IE") or (form == "F.PREG" and visit.who.sex == "M"):
                continue
            if form != "F.IC":
                session = FormSession(site.book, FormKey(subject, "SE.SCR", form))
            if waits and form == "F.LBID":
                enter_all(session, answers.infections(visit, hiv=""))
                session.save()
            else:
                complete(session, answer(visit), reasons=_REASONS)

    def images(site: OpenSite) -> None:
        session = FormSession(site.book, FormKey(subject, "SE.SCR", "F.PTG"))
        if not waits:
            complete(session, answers.phototrichogram(imaged), reasons=_REASONS)
            attach(site.book, session.key, AttachmentKind.PHOTOGRAPH, "A区与B区", site.stripping.strip(hairs()))
            return
        held = ("NHAIR", "DENS", "NANAG", "NTELO", "DIAM")
        enter_all(session, {name: text for name, text in answers.phototrichogram(imaged).items() if name not in held})
        enter_all(session, {"NHAIR": ("118", ""), "DENS": ("163.7", "")})
        session.save()

    def doctor(site: OpenSite) -> None:
        session = FormSession(site.book, FormKey(subject, "SE.SCR", "F.IE"))
        complete(session, answers.eligibility(imaged), reasons=_REASONS)
        sign_waiting(site, lambda key: key.subject == subject)

    entries = [
        Entry(visit.at, NURSE, first_day), Entry(imaged.at, NURSE, images),
        _assessed(subject, imaged.at + timedelta(hours=1)),
    ]  # fmt: skip
    judged = enrols or subject.endswith(f"{SCREEN_FAILED:03d}")
    return [*entries, Entry(imaged.at + timedelta(hours=3), DOCTOR, doctor)] if judged else entries


def _injection(subject: str, visit: Visit) -> list[Entry]:
    """Return the entries of an injection visit: what precedes the needle in time for it, the rest afterwards."""

    def before(site: OpenSite) -> None:
        _fill_injection(site, subject, visit, BEFORE_THE_NEEDLE)

    def after(site: OpenSite) -> None:
        _fill_injection(site, subject, visit, tuple(form for form in INJECTION if form not in BEFORE_THE_NEEDLE))

    def doctor(site: OpenSite) -> None:
        sign_waiting(site, lambda key: key.subject == subject)

    return [
        Entry(visit.at + timedelta(minutes=46), NURSE, before),
        Entry(visit.at + timedelta(hours=2), NURSE, after),
        _assessed(subject, visit.at + timedelta(hours=4)),
        Entry(visit.at + timedelta(hours=6), DOCTOR, doctor),
    ]


def _assessed(subject: str, at: datetime) -> Entry:
    """Return the entry in which the blinded assessor signs the assessments of a visit."""
    return Entry(at, ASSESSOR, lambda site: _sign_of(site, subject))


def _sign_of(site: OpenSite, subject: str) -> None:
    sign_waiting(site, lambda key: key.subject == subject)


def _contact(subject: str, visit: Visit) -> list[Entry]:
    """Phone contact after an injection, signed the same afternoon."""

    def nurse(site: OpenSite) -> None:
        session = FormSession(site.book, FormKey(subject, visit.event, "F.PC"))
        complete(session, answers.contact(visit, event=(subject, visit.event) == FELT_SOMETHING), reasons=_REASONS)

    def doctor(site: OpenSite) -> None:
        sign_waiting(site, lambda key: key.subject == subject)

    return [Entry(visit.at, NURSE, nurse), Entry(visit.at + timedelta(hours=7), DOCTOR, doctor)]


def _fill_injection(site: OpenSite, subject: str, visit: Visit, forms: tuple[str, ...]) -> None:
    planned = site.book.study.event(visit.event).forms
    for form in forms:
        answer = INJECTION[form]
        if form not in planned or (form == "F.PREG" and visit.who.sex == "M"):
            continue
        session = FormSession(site.book, FormKey(subject, visit.event, form))
        complete(session, answer(visit), second=witness(site, DOCTOR), reasons=_REASONS)


def _kit_assigned(at: datetime) -> Entry:
    """Return the entry in which the next participant is randomised; the injection is still to come."""

    def nurse(site: OpenSite) -> None:
        visit = Visit(PARTICIPANTS[AWAITS_FIRST - 1], "SE.V1", at)
        session = FormSession(site.book, FormKey(f"01-{AWAITS_FIRST:03d}", "SE.V1", "F.KIT"))
        complete(session, answers.kit(visit), reasons=_REASONS)

    return Entry(at + timedelta(hours=1), NURSE, nurse)


def _endings(day: Callable[..., datetime]) -> list[Entry]:
    def end(number: int, ago: int, outcome: str, words: str) -> list[Entry]:
        subject = f"01-{number:03d}"
        visit = Visit(PARTICIPANTS[number - 1], "SE.EOS", day(ago, 15))

        def nurse(site: OpenSite) -> None:
            session = FormSession(site.book, FormKey(subject, "SE.EOS", "F.DS"))
            complete(session, answers.end_of_study(visit, outcome, words), reasons=_REASONS)

        def doctor(site: OpenSite) -> None:
            sign_waiting(site, lambda key: key.subject == subject)

        return [Entry(visit.at, NURSE, nurse), Entry(visit.at + timedelta(minutes=30), DOCTOR, doctor)]

    return [
        *end(SCREEN_FAILED, 105, "SCREEN FAILURE", "入选标准3：毛发密度两区均高于190根/cm²"),
        *end(WITHDRAWN, 40, "WITHDRAWAL BY SUBJECT", "受试者因工作调动撤回同意"),
    ]


def _events(day: Callable[..., datetime], now: datetime) -> list[Entry]:
    def event(number: int, at: datetime, *, serious: bool) -> Entry:
        who: Invented = PARTICIPANTS[number - 1]

        def nurse(site: OpenSite) -> None:
            row = new_log_row(site.book, f"01-{number:03d}", "F.AE")
            visit = Visit(who, "SE.LOG", at)
            if serious:
                enter_all(row, answers.serious_event(visit))
                row.save()
            else:
                complete(row, answers.mild_event(visit), reasons=_REASONS)

        return Entry(at + timedelta(minutes=10), NURSE, nurse)

    def settled(at: datetime) -> list[Entry]:
        visit = Visit(PARTICIPANTS[SETTLED - 1], "SE.LOG", at)
        subject = f"01-{SETTLED:03d}"

        def nurse(site: OpenSite) -> None:
            row = new_log_row(site.book, subject, "F.AE")
            complete(row, answers.settled_event(visit), reasons=_REASONS)
            report = FormSession(site.book, begin_child_row(site.book, row.key, "F.SAE"))
            complete(report, answers.first_report(visit), reasons=_REASONS)

        def late(site: OpenSite) -> None:
            complete(new_log_row(site.book, subject, "F.DV"), answers.deviation(visit), reasons=_REASONS)

        def doctor(site: OpenSite) -> None:
            sign_waiting(site, lambda key: key.subject == subject)

        hours = timedelta(hours=1)
        return [Entry(at + 4 * hours, NURSE, nurse), Entry(at + 5 * hours, NURSE, late),
                Entry(at + 6 * hours, DOCTOR, doctor)]  # fmt: skip

    learned = max(now - timedelta(hours=5, minutes=13), day(0, 0) + timedelta(minutes=1))
    return [event(MILD, day(30, 16), serious=False), *settled(day(20)), event(SERIOUS, learned, serious=True)]


_REASONS = {
    "DENS": "已复核图像，数值无误",
    "IEYN": "已与申办者沟通，按筛选失败处理",
    "ECDAT": "已与研究者确认日期",
}
