"""What a committed record of the site says, as people read it: numbers, names and dates, in no language of its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.backups import REHEARSED
from hairtrial_desktop.casebook.clock import ZONE
from hairtrial_desktop.casebook.prints import BINDER_WORDS, DESTINATIONS, ROWS
from hairtrial_desktop.casebook.rescreening import LINK
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.casebook.vouching import ORDER
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.site_book import SiteBook

    Told = Callable[[SiteBook, str, dict[str, Any], str], list[str]]

FAILED = "✗"


def site_text(book: SiteBook, kind: str, key: str, tree: dict[str, Any] | None, language: str) -> str:
    """Return what a record of ``kind`` under ``key`` held; "" where there was nothing.

    Of one that says nothing this program writes, its key: one such record keeps nobody from the audit trail.
    """
    if tree is None:
        return ""
    try:
        told = TOLD[kind](book, key, tree, language) if kind in TOLD else [key]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
        told = [key]
    return " · ".join(part for part in told if part)


def _login(book: SiteBook, _key: str, tree: dict[str, Any], _language: str) -> list[str]:
    """Say who, and by whose name others failed before."""
    failed = Counter(book.person_name(str(one.get("user", "?"))) for one in tree.get("failures", []))
    return [book.person_name(tree["user"]), *(f"{FAILED} {name} ×{count}" for name, count in sorted(failed.items()))]


def _print(_book: SiteBook, _key: str, tree: dict[str, Any], language: str) -> list[str]:
    """Say what was printed and where to; of a page in the binder what somebody said of it."""
    where = DESTINATIONS.get(tree["destination"])
    rows = ROWS.say(language).format(n=tree["rows"]) if "rows" in tree else ""
    filed = (f"{place}: {BINDER_WORDS[said['state']].say(language)}" for place, said in tree.get("binder", {}).items())
    return [tree["document"], f"×{tree['copies']}", where.say(language) if where else tree["destination"], rows, *filed]


def _export(book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    sent = tree.get("sent_at")
    return [
        key,
        str(tree.get("month", "")),
        f"#{tree.get('head_seq', '')}",
        f"→ {site_time(book, sent)}" if sent else "",
    ]


_RECEIPT_WORDS = {"accepted": Text("已接收", "accepted"), "refused": Text("被拒收", "refused")}


def _receipt(_book: SiteBook, key: str, tree: dict[str, Any], language: str) -> list[str]:
    said = [str(tree[name]) for name in ("status", "verdict", "state") if name in tree]
    return [key, *(_RECEIPT_WORDS[one].say(language) if one in _RECEIPT_WORDS else one for one in said)]


def _entrusted(tree: dict[str, Any]) -> str:
    """Return the period a user is entrusted for, "" for a row from before the log was kept (E6(R3) 4.3.8)."""
    log = tree.get("delegations", [])
    return f"{log[-1]['from']} – {log[-1]['to'] or '…'}" if log else ""


def _user(_book: SiteBook, key: str, tree: dict[str, Any], language: str) -> list[str]:
    role = ROLE_WORDS.get(tree.get("role", ""))
    return [
        key,
        str(tree.get("name", "")),
        role.say(language) if role else "",
        _entrusted(tree),
        FAILED if tree.get("enabled") == "N" else "",
    ]


def _site(book: SiteBook, key: str, tree: dict[str, Any], language: str) -> list[str]:
    name = tree.get("name_en" if language == "en" else "name_zh", "")
    if key == ORDER:
        return [book.person_name(tree["second_person"]), str(tree["permission"])]
    approval = [str(tree.get(part, "")) for part in ("approval_number", "approval_date")]
    return [key, str(tree.get("number", "")), str(name), str(tree.get("sha256", ""))[:12], *approval]


def _definition(_book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    return [str(tree.get("version", "")), key[:12]]


def _subject(_book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    before = tree.get(LINK)
    return [str(tree.get("number", key)), f"← {before}" if before else ""]


def _transcription(book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    """Say who wrote or performed it, and when."""
    person = tree.get("author") or book.person_name(tree["user"])
    written = tree.get("written_at")
    return [key, person, site_time(book, written) if written else tree.get("day", ""), tree.get("version", "")]


def _discard(book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    author = tree.get("author")
    return [key, book.person_name(author) if author else "", f"×{tree.get('count', '')}"]


def _package(book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    return [key, site_time(book, tree["made_at"]), f"SHA-256 {tree['sha256'][:12]}"]


def _integrity(_book: SiteBook, _key: str, tree: dict[str, Any], _language: str) -> list[str]:
    return [f"✓ #{tree['seq']}", f"SHA-256 {tree['hash'][:12]}"]


def _backup(_book: SiteBook, _key: str, tree: dict[str, Any], _language: str) -> list[str]:
    return [str(tree["set"]), f"#{tree['seq']}", "✓" if tree["what"] == REHEARSED else ""]


def _writer(_book: SiteBook, _key: str, tree: dict[str, Any], _language: str) -> list[str]:
    return [str(tree["workstation"]) or "—"]


_CLOCK_WORDS = {
    "open": Text("停止录入", "entry stopped"),
    "right": Text("已恢复", "right again"),
    "overridden": Text("经批准沿用", "let stand"),
}


def _clock(book: SiteBook, _key: str, tree: dict[str, Any], language: str) -> list[str]:
    """Say what the clock should have said, what it said, and what became of it."""
    told = [tree[name] if tree["code"] == ZONE else site_time(book, tree[name]) for name in ("expected", "found")]
    return [" → ".join(told), _CLOCK_WORDS[tree["state"]].say(language)]


def _kit(_book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    last = tree["events"][-1] if tree["events"] else {}
    return [key, tree["randnum"], tree["visit"], *(str(last.get(name, "")) for name in ("state", "celsius", "note"))]


def _cohort(_book: SiteBook, key: str, tree: dict[str, Any], _language: str) -> list[str]:
    last = tree["decisions"][-1]
    return [key, last["event"], last["outcome"], last["day"]]


TOLD: dict[str, Told] = {
    "kit": _kit,
    "incident": lambda _book, _key, tree, _language: [tree["what"], tree["data"], tree["remedy"]],
    "cohort": _cohort,
    "backup": _backup,
    "clock": _clock,
    "writer": _writer,
    "integrity": _integrity,
    "package": _package,
    "login": _login,
    "print": _print,
    "export": _export,
    "receipt": _receipt,
    "user": _user,
    "site": _site,
    "definition": _definition,
    "subject": _subject,
    "transcription": _transcription,
    "identity": lambda _book, key, _tree, _language: [key],
    "discard": _discard,
}
