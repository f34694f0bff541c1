"""The audit trail reviewed by risk, with who looked at what when, and taken away as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.reviews import (
    AuditReview,
    Risk,
    RiskTerms,
    audit_csv,
    audit_reviews,
    lines_at_risk,
    not_reviewed,
    record_review,
    risk_terms,
)
from hairtrial_desktop.casebook.views.audit import AuditLine, audit_lines
from hairtrial_desktop.study.definitions import Setting
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text
from tests.casebook.house import House
from tests.casebook.test_form_session import fill, vital_signs
from tests.casebook.test_queries import completed, reopened
from tests.casebook.test_signing import signing
from tests.exchange.world import trial_study


def trail(house: House) -> list[AuditLine]:
    return list(audit_lines(house.book("wang"), "en"))


def changed(house: House, session: FormSession, text: str, reason: str = "misread") -> None:
    again = reopened(house, session)
    fill(again, SYSBP=text)
    again.save(reason)


def test_ema_05_entries_at_night_and_on_weekends_stand_out(house: House) -> None:
    house.clock.move(days=1)  # Monday 09:00 at the site
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.complete()
    terms = risk_terms(house.book("wang"))
    assert lines_at_risk(trail(house), Risk.ODD_HOURS, terms) == []
    house.clock.move(hours=14)  # 23:00
    changed(house, session, "121")
    (night,) = {line.seq for line in lines_at_risk(trail(house), Risk.ODD_HOURS, terms)}
    house.clock.move(days=4, hours=12)  # Saturday 11:00
    changed(house, session, "122")
    assert len({line.seq for line in lines_at_risk(trail(house), Risk.ODD_HOURS, terms)}) == 2
    weekdays = RiskTerms(terms.zone, weekends=False)
    assert {line.seq for line in lines_at_risk(trail(house), Risk.ODD_HOURS, weekdays)} == {night}
    assert (
        lines_at_risk(trail(house), Risk.ODD_HOURS, RiskTerms(terms.zone, night_from=24, night_to=0, weekends=False))
        == []
    )


def test_ema_01_r3_09_late_entries_are_known_by_the_day_of_the_visit(house: House) -> None:
    completed(house)  # entered in November what happened on 1 June
    found = lines_at_risk(trail(house), Risk.LATE, risk_terms(house.book("wang")))
    assert found
    assert {line.kind for line in found} == {"item"}
    patient = replace(risk_terms(house.book("wang")), late_after=timedelta(days=400))
    assert lines_at_risk(trail(house), Risk.LATE, patient) == []


def test_r3_09_changes_of_critical_values_many_changes_and_changes_after_a_signature(house: House) -> None:
    session = completed(house)
    signing(house).sign(session.key, "right", "zh", "wang")
    before = house.shelves.store.head().seq
    for text in ("121", "122", "123"):
        changed(house, session, text)
    terms = RiskTerms(house.book("wang").zone, critical=frozenset({"I.VS.SYSBP"}))
    critical = lines_at_risk(trail(house), Risk.CRITICAL, terms)
    assert [line.new for line in critical] == ["121", "122", "123"]
    assert lines_at_risk(trail(house), Risk.CRITICAL, RiskTerms(terms.zone, critical=frozenset({"I.VS.VSDAT"}))) == []
    assert lines_at_risk(trail(house), Risk.MANY_CHANGES, terms) == critical
    assert lines_at_risk(trail(house), Risk.MANY_CHANGES, RiskTerms(terms.zone, many=4)) == []
    after = lines_at_risk(trail(house), Risk.AFTER_SIGNATURE, terms)
    assert {line.seq for line in after} == {before + 1, before + 2, before + 3}


@pytest.mark.parametrize(
    ("ranges", "gaps"),
    [
        ([], [(1, 10)]), ([(1, 10)], []), ([(1, 4)], [(5, 10)]), ([(3, 4), (7, 8)], [(1, 2), (5, 6), (9, 10)]),
        ([(1, 6), (2, 3)], [(7, 10)]), ([(1, 12)], []),
    ],
)  # fmt: skip
def test_what_no_review_covers_is_not_reviewed(ranges: list[tuple[int, int]], gaps: list[tuple[int, int]]) -> None:
    reviews = [AuditReview(first, last, "", "", "", "") for first, last in ranges]
    assert not_reviewed(reviews, 10) == gaps


def test_a11_03_r3_09_a_review_names_who_looked_at_which_commits_and_when(house: House) -> None:
    session = completed(house)
    seen = house.shelves.store.head().seq
    for user in ("li",):
        with pytest.raises(NotPermitted):
            record_review(house.book(user), seen, "nothing odd")
    with pytest.raises(KnownError, match="note_text_required"):
        record_review(house.book("mo"), seen, " ")
    record_review(house.book("mo"), seen, "nothing odd")
    (review,) = audit_reviews(house.book("wang"))
    assert (review.first, review.last, review.user, review.role) == (1, seen, "mo", "monitor")
    assert review.at == "2026-11-22T01:00:00.000Z"
    changed(house, session, "121")
    head = house.shelves.store.head().seq
    assert not_reviewed(audit_reviews(house.book("wang")), head) == [(seen + 1, head)]
    record_review(house.book("wang"), head, "one change, explained")
    assert not_reviewed(audit_reviews(house.book("wang")), head) == []
    with pytest.raises(KnownError, match="nothing_to_mark"):
        record_review(house.book("wang"), head, "again")


def test_fda_07_the_trail_leaves_as_a_file_with_user_role_and_reason(house: House) -> None:
    session = completed(house)
    changed(house, session, "121", reason="=HYPERLINK(1)")
    content = audit_csv(house.book("wang"), trail(house), "en")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    (row,) = [row for row in rows if row["NEW"] == "121"]
    assert (row["USER"], row["NAME"], row["ROLE"], row["OLD"]) == ("li", "李护士", "nurse", "120")
    assert row["TIME"] == "2026-11-22 09:00:00.000+08:00"
    assert row["ITEM"] == "Systolic"
    assert row["REASON"] == "'=HYPERLINK(1)"  # a spreadsheet must not run it
    assert len(rows) == len(trail(house))


def test_ema_05_the_study_says_what_counts_as_a_risk(house: House) -> None:
    usual, default = risk_terms(house.book("wang")), RiskTerms(house.book("wang").zone)
    assert replace(usual, critical=default.critical, visits=default.visits) == default
    said: dict[str, str | int] = {
        "AUDIT_NIGHT_FROM": 20, "AUDIT_NIGHT_TO": 7, "AUDIT_WEEKENDS": "N", "AUDIT_LATE_DAYS": 400,
        "AUDIT_MANY_CHANGES": 5,
    }  # fmt: skip
    settings = {name: Setting(name, value, Text(name, name)) for name, value in said.items()}
    completed(house)
    strict = replace(house, study=replace(house.study, settings={**house.study.settings, **settings}))
    terms = risk_terms(strict.book("wang"))
    assert (terms.night_from, terms.night_to, terms.weekends, terms.many) == (20, 7, False, 5)
    assert lines_at_risk(trail(house), Risk.LATE, terms) == []
    assert lines_at_risk(trail(house), Risk.LATE, risk_terms(house.book("wang"))) != []


def test_the_trial_keeps_the_limits_that_held_before_they_were_settings() -> None:
    told = {name: setting.value for name, setting in trial_study().settings.items() if name.startswith("AUDIT_")}
    assert told == {
        "AUDIT_NIGHT_FROM": 22, "AUDIT_NIGHT_TO": 6, "AUDIT_WEEKENDS": "Y", "AUDIT_LATE_DAYS": 3,
        "AUDIT_MANY_CHANGES": 3,
    }  # fmt: skip
