from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from hairtrial_desktop.casebook.ports import CommitStore, Conflict, Head
from hairtrial_desktop.casebook.projection import State, apply_commit
from hairtrial_desktop.casebook.record import GENESIS, SITE, Commit, Record

FORM = "01-009/SE.V1#1/F.EC#1"
DOSE = f"{FORM}/IG.EC#1/I.EC.VOLML"
Build = Callable[..., Commit]


def test_an_empty_record(commits: CommitStore) -> None:
    assert commits.head() == Head(0, GENESIS, None)
    assert commits.epoch() == 1
    assert commits.subjects() == ()
    assert list(commits.commits()) == []
    assert commits.load("01-009") == State()
    assert commits.history(DOSE) == ()
    assert list(commits.verify()) == []


def test_what_was_appended_is_loaded_listed_and_told(commits: CommitStore, build: Build) -> None:
    first = build("01-009", Record("form", FORM, new={"status": "progress"}), Record("item", DOSE, new="1.5"))
    commits.append(first)
    change = Record("item", DOSE, old="1.5", new=None, new_null="ND", reason="写错 wrong line", checks=("CK.1",))
    commits.append(build("01-009", change, act="complete"))
    commits.append(build(SITE, Record("user", "wang", new={"name": "王", "tries": 0})))

    assert commits.head().seq == 3
    assert commits.head().at == "2026-11-22T04:40:00.000Z"
    assert commits.subjects() == ("01-009",)
    state = commits.load("01-009")
    assert (state.items()[DOSE].value, state.items()[DOSE].null_flavour, state.items()[DOSE].changes) == (None, "ND", 1)
    assert (state.forms()[FORM].created_seq, state.forms()[FORM].seq) == (1, 2)
    assert commits.load(SITE).things("user_data")["wang"].data == {"name": "王", "tries": 0}
    old, new = commits.history(DOSE)
    assert (old.old, old.new, old.seq, old.user, old.act) == (None, "1.5", 1, "wang", "save")
    assert (new.old, new.new, new.new_null, new.reason, new.checks) == (
        "1.5", None, "ND", "写错 wrong line", ("CK.1",)
    )  # fmt: skip
    assert commits.history("wang")[0].new == '{"name":"王","tries":0}'
    assert list(commits.verify()) == []


def test_commits_come_back_byte_for_byte_and_after_a_number(commits: CommitStore, build: Build) -> None:
    made = []
    for number in range(205):
        made.append(build(f"01-{number % 3:03}", Record("item", DOSE, new=str(number))))
        commits.append(made[-1])
    empty = build("01-001", act="discard")
    commits.append(empty)
    assert list(commits.commits()) == [*made, empty]
    assert [commit.seq for commit in commits.commits(after=203)] == [204, 205, 206]
    assert commits.subjects() == ("01-000", "01-001", "01-002")


def test_a_commit_after_somebody_elses_is_refused_whole(commits: CommitStore, build: Build) -> None:
    late = build("01-009", Record("item", DOSE, new="2"))
    commits.append(build("01-009", Record("item", DOSE, new="1")))
    ahead = replace(build("01-009", Record("item", DOSE, new="2")), seq=7)
    for refused in (late, ahead):
        with pytest.raises(Conflict, match="conflict"):
            commits.append(refused)
    assert commits.load("01-009").items()[DOSE].value == "1"
    assert commits.head().seq == 1


def test_commits_made_together_are_kept_all_or_none(commits: CommitStore, build: Build) -> None:
    first = build("01-002", Record("item", DOSE, new="1"))
    second = build("01-009", Record("item", DOSE, new="2"))
    with pytest.raises(Conflict, match="conflict"):
        commits.append(first, second)  # the second does not follow the first
    assert (commits.head(), commits.subjects()) == (Head(0, GENESIS, None), ())
    assert commits.load("01-002") == State()
    commits.append(first)
    follows = build("01-009", Record("item", DOSE, new="2"))
    assert list(commits.commits()) == [first]
    commits.append(follows)
    assert list(commits.verify()) == []


def test_a_commit_that_does_not_verify_is_a_bug_and_writes_nothing(commits: CommitStore, build: Build) -> None:
    good = build("01-009", Record("item", DOSE, new="1"))
    for bad in (replace(good, subject="01-010"), replace(good, hash="0" * 64), replace(good, records=())):
        with pytest.raises(ValueError, match="Damage"):
            commits.append(bad)
    with pytest.raises(KeyError):
        commits.append(build("01-009", Record("item", DOSE, new="1"), Record("no such kind", "x")))
    assert commits.head() == Head()
    assert commits.load("01-009") == State()
    commits.append(good)
    assert list(commits.verify()) == []


def test_a_loaded_state_is_a_copy(commits: CommitStore, build: Build) -> None:
    commits.append(build("01-009", Record("item", DOSE, new="1")))
    commits.load("01-009").items().clear()
    assert commits.load("01-009").items()[DOSE].value == "1"


def test_one_key_may_stand_in_two_subjects(commits: CommitStore, build: Build) -> None:
    for subject in ("01-001", "01-002"):
        commits.append(build(subject, Record("confirmation", "shared", new={"of": subject})))
    for subject in ("01-001", "01-002"):
        assert commits.load(subject).things("confirmation_data")["shared"].data == {"of": subject}
    assert list(commits.verify()) == []


def test_rows_keep_the_order_of_their_first_entry(commits: CommitStore, build: Build) -> None:
    for key in ("c", "a", "b", "a"):
        commits.append(build(SITE, Record("print", key, new={"n": 1})))
    assert list(commits.load(SITE).things("print_data")) == ["c", "a", "b"]


def test_the_time_of_the_head_is_that_of_the_commit(commits: CommitStore, build: Build) -> None:
    commit = build(SITE)
    commits.append(commit)
    at = commits.head().at
    assert at is not None
    assert datetime.fromisoformat(at) == commit.at


def test_a_redaction_erases_in_both_and_what_is_left_is_projected(commits: CommitStore, build: Build) -> None:
    note, text = f"{DOSE}/N#1", "call 13912345678"
    commits.append(build("01-009", Record("item", DOSE, new="1.5"), Record("note", note, new={"said": {"text": text}})))
    sealed = next(iter(commits.commits())).records[1]
    left = Record("note", note, new={"said": {"text": "[]"}})
    new = {"leaf": sealed.leaf, "left": left.to_tree(), "reason": "why", "second_person": "li"}
    commits.append(build("01-009", Record("redaction", "1.1", None, new), act="redact"))
    erased = next(iter(commits.commits())).records[1]
    assert (erased.body, erased.salt, erased.leaf, erased.record()) == (None, None, sealed.leaf, left)
    assert commits.load("01-009").things("note_data")[note].data["thread"][0]["text"] == "[]"
    assert commits.load("01-009").items()[DOSE].value == "1.5"
    assert commits.history(note)[0].new == '{"said":{"text":"[]"}}'


def test_the_newest_rows_of_the_site_come_first_and_only_as_far_as_asked(commits: CommitStore, build: Build) -> None:
    for number in range(45):
        commits.append(build(SITE, Record("login", f"login-{number:06d}", new={"user": "wang", "number": number})))
    commits.append(build("01-009", Record("login", "no login of the site", new={"user": "wang", "number": -1})))
    commits.append(build(SITE, Record("login", "login-000003", new={"user": "li", "number": 3})))
    assert [row.data["number"] for row in commits.newest("login_data")] == list(range(44, -1, -1))
    newest = next(commits.newest("login_data"))
    assert (newest.key, newest.seq, newest.subject) == ("login-000044", 45, SITE)
    assert list(commits.newest("kit_data")) == []


def test_the_logins_of_the_site_are_one_by_one_and_all_together_the_same(commits: CommitStore, build: Build) -> None:
    for number in range(3):
        commits.append(build(SITE, Record("login", f"login-{number}", new={"user": "wang"})))
    alone = commits.load(SITE).things("login_data")
    one = alone.get("login-1")
    assert one is not None
    assert alone.get("login-9") is None
    assert "login-1" in alone
    assert "login-9" not in alone
    assert list(alone) == ["login-0", "login-1", "login-2"]
    for look in (
        lambda table: len(table) == 3,
        lambda table: [row.key for row in table.values()] == ["login-0", "login-1", "login-2"],
        lambda table: dict(table)["login-1"] == one,
        lambda table: table["login-1"] == one,
        lambda table: next(reversed(table)) == "login-2",
        lambda table: table == alone,
        lambda table: ("login-1", one) in table.items(),
    ):
        assert look(commits.load(SITE).things("login_data"))
    later = commits.load(SITE)
    commit = build(SITE, Record("login", "login-3", new={"user": "wang"}))
    commits.append(commit)
    apply_commit(later, commit)
    assert later == commits.load(SITE)
    assert later.copy() == later


def test_forms_of_a_kind_are_found_over_all_subjects(commits: CommitStore, build: Build) -> None:
    def saved(subject: str, form: str, value: str) -> None:
        key = f"{subject}/SE.V1#1/{form}#1"
        records = Record("form", key, new={"status": "progress"}), Record("item", f"{key}/IG.X#1/I.X.A", new=value)
        commits.append(build(subject, *records))

    for subject in ("01-001", "01-002"):
        for form in ("F.KIT", "F.KITS", "F.EC", "F.DM"):
            saved(subject, form, f"{subject} {form}")
    saved("01-003", "F.DM", "nothing of a kit")
    found = commits.forms(("F.KIT", "F.EC"))
    assert sorted(found) == ["01-001", "01-002"]
    for subject, state in found.items():
        assert [row.value for row in state.items().values()] == [f"{subject} F.KIT", f"{subject} F.EC"]
        whole = commits.load(subject)
        assert state.forms() == {key: row for key, row in whole.forms().items() if "/F.KIT#" in key or "/F.EC#" in key}
    assert commits.forms(()) == {}
