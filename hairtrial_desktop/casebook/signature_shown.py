"""A signature as paper and windows show it: who, when, why; how long after the last entry; what was signed with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.crf_page import SignatureShown
from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.casebook.standing import signed_forms_of
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.standing import SignatureView

LATER = Text("{at}；签名在其后{lag}", "{at}; signed {lag} later")
AT_ONCE = Text("不到1分钟", "less than a minute")
UNITS = (
    (86400, Text("{n}天", "{n} d")),
    (3600, Text("{n}小时", "{n} h")),
    (60, Text("{n}分钟", "{n} min")),
)  # seconds
TOGETHER = Text(
    "与另外{n}份表单一次输入密码签署（批次 {batch}）",
    "with one password for this form and others: {n} (batch {batch})",
)


def last_entry(book: SiteBook, forms: Iterable[FormKey | str]) -> str | None:
    """Return when a value of ``forms`` last came in or was changed (UTC text), None where there is none (EMA-06)."""
    names = {str(form) for form in forms}
    rows = [row for subject in {name.split("/")[0] for name in names}
            for row in book.whole(subject).items().values() if row.form in names]  # fmt: skip
    newest = max(rows, key=lambda row: row.seq, default=None)
    return None if newest is None else book.shelves.store.history(newest.key)[-1].at


def signature_shown(
    book: SiteBook, data: dict[str, Any], language: str, *, standing: bool = True
) -> SignatureShown:  # fmt: skip
    """Return a signature's row as it is printed.

    A row of an older program does not say when the last entry was: it is found again while the signature stands.
    """
    entered = data.get("entered_at") or (last_entry(book, signed_forms_of(data)) if standing else None)
    return SignatureShown(
        name=data["name"], role=ROLE_WORDS[data["role"]].say(language), meaning=data["meaning"][language],
        at=site_time(book, data["at"]), identifier=data["id"], void=not standing,
        code=str(data.get("meaning_code", "")),
        entered="" if entered is None else _entered(book, entered, data["at"], language),
        together=together(data, language),
    )  # fmt: skip


def views_shown(
    book: SiteBook, put: Iterable[SignatureView], language: str, *more: SignatureShown
) -> tuple[SignatureShown, ...]:
    """Return the signatures of a place in order as they are printed, then ``more`` about to be given.

    A void one names the valid one of the same meaning that came after it: then nothing has to be signed again.
    """
    shown = [*(signature_shown(book, view.row.data, language, standing=view.standing) for view in put), *more]
    return tuple(
        replace(each, replaced_by=_successor(each, shown[at + 1:])) if each.void else each
        for at, each in enumerate(shown)
    )  # fmt: skip


def _successor(gone: SignatureShown, later: list[SignatureShown]) -> str:
    """Return who gave the newest valid one of ``later`` with the meaning of ``gone``, and when."""
    found = [
        each for each in later
        if not each.void and (each.code or each.meaning) == (gone.code or gone.meaning)
    ]  # fmt: skip
    return f"{found[-1].name} · {found[-1].at}" if found else ""


def together(data: dict[str, Any], language: str) -> str:
    """Return what was signed with the same password in the same act, "" for a signature given by itself."""
    if "bulk" not in data:
        return ""
    return TOGETHER.say(language).format(n=int(data["bulk_count"]) - 1, batch=data["bulk"])


def lag_said(lag: timedelta, language: str) -> str:
    """Return a length of time in its two greatest units."""
    left, parts = int(lag.total_seconds()), list[str]()
    for seconds, words in UNITS:
        if left >= seconds and len(parts) < 2:  # noqa: PLR2004 - two units say enough
            parts.append(words.say(language).format(n=left // seconds))
            left %= seconds
    return ("" if language == "zh" else " ").join(parts) or AT_ONCE.say(language)


def _entered(book: SiteBook, entered: str, signed: str, language: str) -> str:
    lag = parse_utc(signed) - parse_utc(entered)
    return LATER.say(language).format(at=site_time(book, entered), lag=lag_said(lag, language))
