"""The invented people of the demo: five users and eight participants. Any likeness is chance."""

from __future__ import annotations

from dataclasses import dataclass

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.site_book import SiteDetails
from hairtrial_desktop.keys.people import NewUser
from hairtrial_desktop.ui.rooms import DemoLogin

NURSE, DOCTOR, MONITOR, ADMINISTRATOR = "li.nurse", "wang.doctor", "zhou.monitor", "chen.admin"
ASSESSOR = "he.assessor"

SITE = SiteDetails("01", "深圳市前海蛇口自贸区医院", "Shenzhen Qianhai Shekou Free Trade Zone Hospital", demo=True)

LOGINS = (
    DemoLogin(NURSE, "李护士", Role.NURSE.value, "demo-nurse-1"),
    DemoLogin(DOCTOR, "王医生", Role.INVESTIGATOR.value, "demo-doctor-1"),
    DemoLogin(ASSESSOR, "何评估", Role.ASSESSOR.value, "demo-assessor-1"),
    DemoLogin(MONITOR, "周监查", Role.MONITOR.value, "demo-monitor-1"),
    DemoLogin(ADMINISTRATOR, "陈管理", Role.ADMINISTRATOR.value, "demo-admin-1"),
)


def users() -> tuple[NewUser, ...]:
    """Return the users a demo site is founded with."""
    return tuple(NewUser(login.user, login.name, Role(login.role), login.password) for login in LOGINS)


def password_of(user: str) -> str:
    """Return a demo user's password; KeyError for anybody else."""
    return {login.user: login.password for login in LOGINS}[user]


@dataclass(frozen=True)
class Invented:
    """An invented participant: who, and what decides the answers."""

    identity: Identity
    sex: str
    norwood: str = "III"
    ludwig: str = "I"
    density: tuple[int, int] = (124, 126)  # hairs counted in 0.721 cm², areas A and B
    cohort: str = "C1"
    randomisation: str = ""
    side_a: str = "LEFT"


def _who(name: str, birth: str, phone_tail: str) -> Identity:
    return Identity("", name, phone=f"139000{phone_tail}", record_number=f"DEMO{phone_tail}", birth_date=birth)


PARTICIPANTS = (
    Invented(_who("赵一鸣", "1979-05-12", "00011"), "M", norwood="IV", density=(153, 149)),
    Invented(_who("钱小满", "1988-11-02", "00022"), "F", cohort="C1", randomisation="R101", side_a="LEFT"),
    Invented(_who("孙立冬", "1983-07-21", "00033"), "M", cohort="C1", randomisation="R102", side_a="RIGHT"),
    Invented(_who("李春分", "1992-02-29", "00044"), "F", ludwig="II", cohort="C1", randomisation="R103"),
    Invented(_who("周清明", "1990-04-05", "00055"), "M", norwood="III vertex", randomisation="R104", side_a="RIGHT"),
    Invented(_who("吴谷雨", "1975-09-30", "00066"), "F", ludwig="II", cohort="C1", randomisation="R105"),
    Invented(_who("郑白露", "1986-12-12", "00077"), "F", cohort="C1", randomisation="R106"),
    Invented(_who("王寒露", "1995-01-16", "00088"), "M"),
)

TOUR_PARTICIPANT = Invented(
    _who("冯霜降", "1987-03-18", "00099"), "M", norwood="IV", cohort="C1", randomisation="R106", side_a="LEFT"
)
