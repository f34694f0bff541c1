"""The lists of the pages as they are printed: exact times, every column, nothing that depends on the window's width."""

from __future__ import annotations

from collections.abc import Iterable

from hairtrial_desktop.casebook.crf_page import ListColumn, ListTable
from hairtrial_desktop.casebook.kit_accounts import KitLine
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.audit import AuditLine
from hairtrial_desktop.casebook.views.people import UserLine
from hairtrial_desktop.casebook.views.queries import QueryLine
from hairtrial_desktop.casebook.views.screening_log import ScreeningLine
from hairtrial_desktop.ui.audit_words import act_words, status_words
from hairtrial_desktop.ui.dates import exact
from hairtrial_desktop.ui.kit_look import kit_look
from hairtrial_desktop.ui.people.user_words import check_word
from hairtrial_desktop.ui.query_words import STATE_WORDS, query_title, said_exactly
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.words import Words


def audit_table(book: SiteBook, lines: Iterable[AuditLine], tr: Words) -> ListTable:
    """Return the lines of the audit trail with user, role, old and new value and reason (FDA-07)."""
    titles = (tr("No."), tr("When"), tr("Who"), tr("Action"), tr("Where"), tr("Old → new"), tr("Reason"))
    rows = []
    for line in lines:
        where = " · ".join(part for part in (line.subject, line.where(tr.language)) if part)
        old, new = (line.old, line.new) if line.label else (status_words(line.old, tr), status_words(line.new, tr))
        change = f"{old or '—'} → {new or '—'}" if old or (line.label and new) else new
        who = f"{book.person_name(line.user)}\n{role_word(line.role, tr)}"
        rows.append((
            str(line.seq), exact(line.at, book.zone), who, act_words(line.act, tr), where, change, line.reason,
        ))  # fmt: skip
    return _table(titles, (5, 13, 11, 10, 24, 22, 15), rows)


def query_table(book: SiteBook, lines: Iterable[QueryLine], tr: Words) -> ListTable:
    """Return the queries with their whole threads."""
    titles = (tr("Number"), tr("Where"), tr("State"), tr("Query"), tr("Thread"))
    rows = []
    for line in lines:
        label = line.label.say(tr.language) if line.label is not None else ""
        where = " · ".join(part for part in (line.event.say(tr.language), line.form.say(tr.language), label) if part)
        thread = "\n".join(said_exactly(said, book, tr) for said in line.query.thread)
        rows.append((
            line.query.form.subject, where, tr(STATE_WORDS[line.query.state]), query_title(line.query, tr), thread,
        ))  # fmt: skip
    return _table(titles, (8, 22, 10, 26, 34), rows)


def kit_table(book: SiteBook, lines: Iterable[KitLine], tr: Words) -> ListTable:
    """Return the blinded accountability: where each kit is, since when and by whom; no syringe."""
    titles = (tr("Kit"), tr("Randomisation no."), tr("Visit"), tr("Expiry"), tr("State"), tr("Participant"),
              tr("Since"), tr("Recorded by"), tr("Remark"))  # fmt: skip
    rows = []
    for line in lines:
        visit = tr("{visit} · spare", visit=line.visit) if line.spare else line.visit
        person = f"{line.subject} · {line.event}" if line.subject else "—"
        remark = [line.note, f"{line.celsius} °C" if line.celsius else "", "" if line.listed else tr("not in the list")]
        rows.append((
            line.kitno, line.randnum, visit, line.expiry or "—", kit_look(line.state, tr)[1], person,
            exact(line.at, book.zone) if line.at else "—", book.person_name(line.by) if line.by else "—",
            " · ".join(part for part in remark if part),
        ))  # fmt: skip
    return _table(titles, (11, 9, 9, 10, 11, 12, 13, 10, 15), rows)


def user_table(book: SiteBook, lines: Iterable[UserLine], tr: Words) -> ListTable:
    """Return every user with delegations and all rights, for the periodic review (EMA-12)."""
    titles = (tr("User name"), tr("Name"), tr("Role"), tr("Account"), tr("Added"), tr("Delegations"), tr("Rights"))
    rows = []
    now = tr("until further notice")
    for line in lines:
        account = [tr("Active") if line.inside else tr("Not delegated today") if line.enabled else tr("Disabled")]
        account += [] if line.trained else [tr("training not confirmed")]
        added = [exact(line.added, book.zone)] if line.added else []
        added += [check_word(line.identity_checked, tr)] if line.identity_checked else []
        periods = [f"{role_word(role, tr)} {since} – {until or now}" for role, since, until in line.delegations]
        rows.append((
            line.user, line.name, role_word(line.role.value, tr), "\n".join(account), "\n".join(added),
            "\n".join(periods), ", ".join(right.replace("_", " ") for right in line.rights),
        ))  # fmt: skip
    return _table(titles, (13, 9, 12, 10, 14, 20, 22), rows)


def screening_table(lines: Iterable[ScreeningLine], tr: Words) -> ListTable:
    """Return the screening and enrolment log: everybody who gave consent, by number (ICH E6 8.3.20, 8.3.22)."""
    titles = (tr("Number"), tr("Consent"), tr("Sex, age"), tr("Eligibility"), tr("Randomisation no."),
              tr("First injection"), tr("Status"), tr("Outcome"))  # fmt: skip
    rows = [
        (
            f"{line.subject}\n← {line.before}" if line.before else line.subject, line.consent or "—",
            " · ".join(part for part in (line.sex, tr("{age} y", age=line.age) if line.age else "") if part),
            "\n".join(part for part in (line.eligible, line.judged) if part) or "—", line.randomisation or "—",
            line.injected or "—", line.status.say(tr.language),
            "\n".join(part for part in (line.outcome, line.ended) if part) or "—",
        )
        for line in lines
    ]  # fmt: skip
    return _table(titles, (10, 12, 11, 17, 11, 12, 10, 17), rows)


def _table(titles: Iterable[str], shares: Iterable[float], rows: Iterable[tuple[str, ...]]) -> ListTable:
    columns = tuple(ListColumn(title, share) for title, share in zip(titles, shares, strict=True))
    return ListTable(columns, tuple(rows))
