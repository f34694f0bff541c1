"""What happens at the site, said shortly: ``ward.fill("li", "V1.EC", ECDAT="2026-06-15")``."""

from __future__ import annotations

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.proposals import Proposal, proposals_of
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.casebook.visits import visits_of
from hairtrial_desktop.study.schedule import PlannedVisit
from tests.casebook.house import House

SUBJECT = "01-001"


class Ward(House):
    """A house over the real study."""

    def screen(self, name: str = "张三", day: str = "2026-06-10", again_of: str | None = None) -> str:
        session = begin_screening(self.book("li"), Identity("", name, birth_date="1985-03-02"), again_of)
        self.enter(session, DSSTDAT=day)
        session.save()
        self.fill("SCR.DM", subject=session.key.subject, SVSTDAT=day, SEX="M")
        return session.key.subject

    def form(self, path: str, subject: str = SUBJECT, user: str = "li", repeat: int = 1) -> FormSession:
        event, form = path.split(".")
        return FormSession(self.book(user), FormKey(subject, f"SE.{event}", f"F.{form}", repeat))

    def enter(self, session: FormSession, **answers: str) -> FormSession:
        for name, text in answers.items():
            found = session.form.item(name)
            assert found is not None, name
            session.enter(session.key.item(found[0].oid, found[1].oid), text)
        return session

    def fill(
        self,
        path: str,
        *,
        subject: str = SUBJECT,
        user: str = "li",
        repeat: int = 1,
        reason: str = "更正",
        **answers: str,
    ) -> FormSession:
        session = self.enter(self.form(path, subject, user, repeat), **answers)
        session.save(reason)
        return session

    def inject(self, visit: str, day: str, subject: str = SUBJECT) -> FormSession:
        return self.fill(f"{visit}.EC", subject=subject, ECDAT=day, ECYN="Y")

    def visits(self, subject: str = SUBJECT) -> dict[str, PlannedVisit]:
        return {each.event.short: each for each in visits_of(self.book("li").values(subject))}

    def proposals(self, subject: str = SUBJECT) -> dict[str, Proposal]:
        return {each.key.removeprefix(f"{subject}/"): each for each in proposals_of(self.book("li").values(subject))}

    def value(self, session: FormSession, name: str) -> str | None:
        found = session.form.item(name)
        assert found is not None, name
        return session.state(session.key.item(found[0].oid, found[1].oid)).committed.value
