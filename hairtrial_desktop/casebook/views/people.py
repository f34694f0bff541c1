"""The list of users as an inspector wants it: who, since when, with which rights, and every change (FDA-06, EMA-12)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Role
from hairtrial_desktop.casebook.delegations import has_access
from hairtrial_desktop.casebook.readiness import secret_set, training_due
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.casebook.site_time import site_time

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook

_COMPARED = ("name", "role", "enabled", "delegations", "certificate_sha256")


@dataclass(frozen=True)
class UserLine:
    """One user, disabled ones too. Times are UTC text, "" where the record does not say."""

    user: str
    name: str
    role: Role
    identity_checked: str
    added: str
    inside: bool  # may come in today
    enabled: bool
    delegations: tuple[tuple[str, str, str], ...]  # role, from, to
    secret_set: str
    trained: bool
    rights: tuple[str, ...]
    certificate_pem: str


@dataclass(frozen=True)
class UserChange:
    """One commit about a user: who made it, who witnessed, what became different (names of ``_COMPARED``), why."""

    at: str
    by: str
    second: str
    act: str
    changed: tuple[str, ...]
    reason: str


def user_lines(book: SiteBook) -> tuple[UserLine, ...]:
    """Return every user in the order of admission; NotPermitted for a role that neither administers nor audits."""
    _require(book)
    return tuple(_line(book, user, row) for user, row in book.people().items())


def user_changes(book: SiteBook, user: str) -> tuple[UserChange, ...]:
    """Return every change of ``user``, newest first."""
    _require(book)
    changes = []
    for commit in book.shelves.store.commits():
        for sealed in () if commit.subject else commit.records:
            record = sealed.record()
            if record is not None and (record.kind, record.key) == ("user", user):
                old, new = record.old or {}, record.new
                changed = tuple(name for name in _COMPARED if old.get(name) != new.get(name))
                second = new.get("second_person", "")
                told = second if second != old.get("second_person", "") or "certificate_sha256" in changed else ""
                changes.append(
                    UserChange(commit.head["at"], commit.user, told, commit.act, changed, record.reason or "")
                )
    return tuple(reversed(changes))


def review_table(book: SiteBook, language: str) -> str:
    """Return the user list as CSV for the periodic review: one line a user, rights spelled out (EMA-12)."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_HEADS[language])
    for line in user_lines(book):
        periods = "; ".join(
            f"{ROLE_WORDS[role].say(language)} {since}–{until}" for role, since, until in line.delegations
        )
        table.writerow([
            line.user, _plain(line.name), ROLE_WORDS[line.role.value].say(language), "Y" if line.inside else "N",
            "Y" if line.enabled else "N", line.identity_checked, _when(book, line.added), periods,
            _when(book, line.secret_set), "Y" if line.trained else "N", " ".join(line.rights),
        ])  # fmt: skip
    return "\ufeff" + out.getvalue()  # a spreadsheet takes it for UTF-8


def record_review(book: SiteBook) -> None:
    """Commit that the actor reviewed the users of the site today."""
    book.actor.require(Action.ADMINISTER_USERS)
    now = book.clock.now()
    new = {"what": "users", "by": book.actor.user, "at": utc_text(now), "users": len(book.people())}
    key = f"users/{utc_text(now)}"
    book.commit(Draft(SITE, "user_review", (Record("review", key, None, new),)))


def last_review(book: SiteBook) -> str:
    """Return when the users were last reviewed, UTC text; "" for never."""
    rows = book.state(SITE).things("review_data")
    return max((row.data["at"] for key, row in rows.items() if key.startswith("users/")), default="")


def _require(book: SiteBook) -> None:
    if not book.actor.may(Action.READ_AUDIT):
        book.actor.require(Action.ADMINISTER_USERS)


def _line(book: SiteBook, user: str, row: dict[str, Any]) -> UserLine:
    role = Role(row["role"])
    since = secret_set(book.state(SITE), user)
    return UserLine(
        user, row["name"], role, row.get("identity_checked", ""), row.get("added", ""),
        has_access(row, book.now().date()), row.get("enabled", "Y") == "Y",
        tuple((line["role"], line["from"], line["to"]) for line in row.get("delegations", [])),
        utc_text(since) if since else "", not training_due(book.state(SITE), user),
        tuple(sorted(action.value for action in PERMITTED[role])), row.get("certificate_pem", ""),
    )  # fmt: skip


def _when(book: SiteBook, utc: str) -> str:
    return site_time(book, utc) if utc else ""


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t" else text


_HEADS = {
    "zh": (
        "用户名", "姓名", "角色", "今日可登录", "账号启用", "身份核验", "添加时间", "授权期间", "密码设置时间",
        "已确认培训", "权限",
    ),
    "en": (
        "User name", "Name", "Role", "Access today", "Enabled", "Identity checked", "Added", "Delegations",
        "Password set", "Training confirmed", "Rights",
    ),
}  # fmt: skip
