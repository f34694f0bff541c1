"""How a visit and its window look and read: green, amber, red, and always a word."""

from __future__ import annotations

from datetime import date

from hairtrial_desktop.study.definitions import StudyEventDef
from hairtrial_desktop.study.schedule import PlannedVisit
from hairtrial_desktop.ui.dates import short_day
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


def visit_look(visit: PlannedVisit, today: date, tr: Words, *, started: bool = False) -> tuple[Tone, str]:
    """Return tone and word of where a visit stands on ``today``."""
    if visit.actual is not None or (started and visit.state in ("unplanned", "upcoming")):
        return Tone.WARN, tr("Unfinished")
    if visit.state in ("overdue", "out") and visit.latest is not None:
        days = (today - visit.latest).days
        return Tone.BAD, tr.many("{n} day late", "{n} days late", days)
    if visit.state == "due" and visit.due is not None:
        if visit.latest == today:
            return Tone.WARN, tr("Last day")
        return Tone.OK, tr("due today") if visit.due == today else tr("in the window")
    if visit.due is not None:
        return Tone.NEUTRAL, tr.many("in {n} day", "in {n} days", (visit.due - today).days)
    return Tone.NEUTRAL, tr("To be planned")


def visit_name(event: StudyEventDef, tr: Words) -> str:
    """Return the name of a visit without the remark in brackets: ``随访 1`` of ``随访 1（末次注射后1个月）``."""
    return event.name.say(tr.language).split("（")[0].split(" (")[0]


def short_name(visit: PlannedVisit, tr: Words) -> str:
    """Return the short name of a visit; unscheduled ones are counted: ``计划外 2``."""
    name = visit.event.short_name.say(tr.language)
    return f"{name} {visit.repeat}" if visit.event.repeating else name


def window_words(visit: PlannedVisit, today: date, tr: Words) -> str:
    """Return ``计划日 11-24，窗口 11-21 ~ 11-27``; empty where nothing is planned."""
    if visit.due is None:
        return ""
    due = short_day(visit.due, today)
    if visit.earliest is None or visit.latest is None or visit.earliest == visit.latest:
        return tr("planned {due}", due=due)
    first, last = short_day(visit.earliest, today), short_day(visit.latest, today)
    return tr("planned {due}, window {first} – {last}", due=due, first=first, last=last)
