"""The pen that fills forms in the demo: real sessions, real signatures, under a clock that the agenda sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.second_person import SecondPerson, confirm_second_person
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.demo.answers import Answers
from hairtrial_desktop.demo.people import password_of
from hairtrial_desktop.ui.rooms import OpenSite


@dataclass
class AgendaClock(StandingClock):
    """Stands where the agenda put it."""

    moment: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the agenda's time."""
        return self.moment


class Unfinished(RuntimeError):
    """A scripted form could not be completed: the script and the study's forms do not fit."""


@dataclass(frozen=True)
class Pen:
    """Writes as one user of the demo site."""

    door: Door

    @contextmanager
    def as_user(self, user: str) -> Iterator[OpenSite]:
        """Log in for a while."""
        site = self.door.open(user, password_of(user))
        try:
            yield site
        finally:
            site.close()


def enter_all(session: FormSession, answers: Answers) -> None:
    """Type every answer into its item; a pair goes to areas A and B."""
    for name, answer in answers.items():
        found = session.form.item(name)
        if found is None:
            raise Unfinished(f"{session.form.oid} has no {name}")
        group, item = found
        texts = answer if isinstance(answer, tuple) else (answer,)
        for repeat, text in enumerate(texts, start=1):
            session.enter(session.key.item(group.oid, item.oid, repeat), text)


Witness = Callable[[FormSession], SecondPerson]


def witness(site: OpenSite, user: str) -> Witness:
    """Return the second person who confirms, with a password, what a form holds."""
    return lambda session: confirm_second_person(session, site.authenticator, user, password_of(user))


def complete(session: FormSession, answers: Answers, *, second: Witness | None = None, reasons: dict[str, str]) -> None:
    """Fill and complete a form; ``reasons`` confirm findings by the item's name."""
    enter_all(session, answers)
    for finding in session.blockers():
        name = finding.key.item.rsplit(".", 1)[1]
        if name not in reasons:
            raise Unfinished(f"{finding.record_key}: {finding.message.en}")
        session.confirm(finding, reasons[name])
    session.complete(second_person=second(session) if second is not None and session.form.second_person else None)


def sign_waiting(site: OpenSite, wanted: Callable[[FormKey], bool] = lambda _key: True) -> int:
    """Sign what waits for whoever is logged in; return how many."""
    keys = [line.key for line in to_sign(site.book) if wanted(line.key)]
    for key in keys:
        site.signing.sign(key, password_of(site.book.actor.user), "zh", site.book.actor.user)
    return len(keys)
