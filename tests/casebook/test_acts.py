"""Which role may commit which act: a closed list, whatever way a commit comes (21 CFR 11.10(g))."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from typing import Any

import pytest

from hairtrial_desktop.casebook.actor import PERMITTED, Action, NotPermitted
from hairtrial_desktop.casebook.acts import ACTS
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import subject_of
from hairtrial_desktop.casebook.logins import record_login, record_logout
from hairtrial_desktop.casebook.memory import MemoryAttachments
from hairtrial_desktop.casebook.paper_now import PaperNow
from hairtrial_desktop.casebook.projection import KINDS, State
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.casebook.redacted import ERASED_TEXT
from hairtrial_desktop.casebook.signing import rendering
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.casebook.views.grid import grid_of
from hairtrial_desktop.casebook.views.subjects import subject_lines
from hairtrial_desktop.casebook.what_stood import RULES
from tests.casebook.house import PEOPLE, House

BOTH = {"nurse", "investigator"}
ADMINISTRATOR = {"administrator"}
ENTERING = {*BOTH, "assessor"}
EVERYBODY = {*ENTERING, *ADMINISTRATOR, "monitor", "inspector"}
WHO = {
    "save": ENTERING, "complete": ENTERING, "remove": ENTERING, "remove_row": ENTERING, "reopen": ENTERING,
    "sign": {"investigator", "assessor"},
    "discard": ENTERING, "move": ENTERING, "activate": {"investigator"}, "identity": BOTH,
    "reenter": ENTERING, "void_form": ENTERING, "transcribe": ENTERING, "accept_deviation": ENTERING,
    "acknowledge_deviation": {"investigator"}, "refuse_deviation": {"investigator"},
    "found": ADMINISTRATOR, "setup": ADMINISTRATOR, "users": ADMINISTRATOR, "release": ADMINISTRATOR,
    "user_review": ADMINISTRATOR, "recover": ADMINISTRATOR, "recovery": ADMINISTRATOR,
    "password": EVERYBODY, "train": EVERYBODY, "ask_training": EVERYBODY, "own_key": EVERYBODY, "keys": EVERYBODY,
    "login": EVERYBODY, "logout": EVERYBODY, "check": EVERYBODY, "backup": EVERYBODY,
    "print": EVERYBODY, "file_print": ENTERING, "save_list": EVERYBODY,
    "clock_found": EVERYBODY, "clock": ADMINISTRATOR,
    "handover": ADMINISTRATOR, "takeover": ADMINISTRATOR, "export": BOTH,
    "send": {*BOTH, *ADMINISTRATOR}, "receipt": {*BOTH, *ADMINISTRATOR},
    "package": {*BOTH, *ADMINISTRATOR}, "kit": ENTERING,
    "raise_query": {"investigator", "monitor"}, "answer_query": ENTERING, "close_query": {"investigator", "monitor"},
    "note": ENTERING, "attach": ENTERING, "detach": ENTERING,
    "verify_source": {"monitor"}, "review": {"investigator", "monitor"},
    "package_query": BOTH,
    "review_audit": {"investigator", "monitor", "inspector"}, "freeze": {"investigator", "monitor"},
    "lock": {"investigator"},
    "unlock": {"investigator"}, "site_freeze": {"investigator", "monitor"}, "site_lock": {"investigator"},
    "site_unlock": {"investigator"}, "redact": {"investigator"},
    "incident": {*BOTH, *ADMINISTRATOR}, "destroy": ADMINISTRATOR,
}  # fmt: skip
FORM = "01-001/SE.SCR#1/F.VS#1"
ITEM = f"{FORM}/IG.VS.VS#1/I.VS.SYSBP"
BODIES = {
    "incident": Record(
        "incident",
        "incident-00001",
        None,
        {"what": "a stick was lost", "found_at": "2026-11-21T01:00:00.000Z", "data": "", "remedy": "found again"},
    ),
    "item": Record("item", ITEM, None, "120"),
    "form": Record("form", FORM, None, {"status": "progress", "confirmed_by": None}),
    "confirmation": Record("confirmation", f"{ITEM}/RC.1", None, {"reason": "seen"}),
    "signature": Record("signature", f"{FORM}/S#1", None, {"digest": "00"}),
    "note": Record("note", f"{ITEM}/N#1", None, {"said": {"text": "left arm"}}),
    "transcription": Record("transcription", FORM, None, {"author": "李护士", "version": "1.0", "scan": ""}),
    "verification": Record("verification", ITEM, None, {"state": "done", "leaves": {}}),
}

SCAN = b"%PDF-1.7 a scanned page"
SCAN_KEPT = {
    "state": "attached", "kind": "wet_ink_scan", "caption": "page 1", "media_type": "application/pdf",
    "size": len(SCAN), "sha256": hashlib.sha256(SCAN).hexdigest(), "original_sha256": "00", "stripped": [],
    "store": MemoryAttachments().put(SCAN),
}  # fmt: skip


def queried(event: str, state: str) -> Record:
    return Record("query", f"{ITEM}/Q#1", None, {"state": state, "said": {"event": event, "text": "?"}})


def locked(place: str, level: str) -> Record:
    return Record("lock", place, None, {"level": level, "reason": "done"})


OF_ACT = {
    "destroy": Record(
        "site", "destruction", None,
        {"user": "ad", "second_person": "wang", "reason": "retention has ended", "permission": "letter 7", "at": "x",
         "signed": [{"user": "wang"}]},
    ),
    "attach": Record("attachment", f"{FORM}/A#1", None, SCAN_KEPT),
    "detach": Record("attachment", f"{FORM}/A#1", None, {"state": "detached", "reason": "blurred"}),
    "package_query": replace(queried("raise", "open"), key=f"{ITEM}/Q#SQ.Q-1"),
    "raise_query": queried("raise", "open"),
    "answer_query": queried("answer", "answered"),
    "close_query": queried("close", "closed"),
    "freeze": locked(FORM, "frozen"), "lock": locked(FORM, "soft"), "unlock": locked(FORM, "none"),
    "site_freeze": locked("01", "frozen"), "site_lock": locked("01", "soft"), "site_unlock": locked("01", "none"),
}  # fmt: skip
BEFORE = {
    "answer_query": "raise_query", "close_query": "raise_query", "unlock": "lock", "site_unlock": "site_lock",
    "detach": "attach", "redact": "note", "send": "export", "receipt": "export",
    "kit": "package", "file_print": "print", "clock": "clock_found",
}  # fmt: skip


def redacted(house: House, user: str) -> Record:
    """Return the redaction of the newest record, a note, as ``user`` and a second person agree on it."""
    (commit,) = house.shelves.store.commits(house.shelves.store.head().seq - 1)
    note = BODIES["note"]
    left = replace(note, new={"said": {"text": ERASED_TEXT}}).to_tree()
    new = {"leaf": commit.records[0].leaf, "left": left, "reason": "it named a person", "second_person": "chen",
           "signed": [{"user": user}, {"user": "chen"}]}  # fmt: skip
    return Record("redaction", f"{commit.seq}.0", None, new)


def standing(state: State, record: Record) -> Any:
    """Return what a true record of a thing says stood there."""
    row = None if record.kind in ("item", "form") else state.things(KINDS[record.kind]).get(record.key)
    if row is None or RULES[record.kind].silent:
        return None
    names = RULES[record.kind].names or row.data
    return {name: row.data[name] for name in names}


def of_site(house: House, act: str, user: str) -> Record:
    """Return what the site's own lists take with an act: an export, its sending and receipt, a kit and its event."""
    first = next(iter(house.shelves.store.commits()))
    export: dict[str, Any] = {"month": "2026-11", "head_seq": first.seq, "head_hash": first.hash}
    kit: dict[str, Any] = {"kitno": "K-1", "events": []}
    return {
        "export": Record("export", "monthly-0001", None, export),
        "send": Record("export", "monthly-0001", export, {**export, "sent_at": "2026-11-22T01:00:00.000Z"}),
        "receipt": Record("receipt", "monthly-0001", None, {"verdict": "accepted"}),
        "package": Record("kit", "K-1", None, kit),
        "kit": Record("kit", "K-1", kit, {**kit, "events": [{"state": "LOST", "user": user}]}),
    }[act]


def printed(house: House, user: str, *places: str) -> dict[str, Any]:
    """Return what the register keeps of a print of these places of a participant."""
    shown = [asdict(PaperNow(house.book(user).whole(subject_of(place))).of(place, "00")) for place in places]
    return {
        "document": "01-001/S#1", "copies": 2, "destination": "printer", "at": utc_text(house.clock.now()),
        "user": user, "sha256": "00" * 32, "places": shown,
    }  # fmt: skip


def of_paper(house: House, act: str, user: str) -> Record:
    """Return a print of the investigator's participant, of a list by others; a saved list; the filing of that print."""
    if act == "file_print":
        before = house.shelves.store.load(SITE).things("print_data")["print-00001"].data
        said = {"state": "filed", "user": user, "at": utc_text(house.clock.now())}
        return Record("print", "print-00001", None, {**before, "binder": {before["places"][0]["place"]: said}})
    places = [house.screened()] if user == "wang" else []
    new = printed(house, user, *places)
    if act == "save_list":
        new = {**new, "destination": "csv", "rows": 3, "places": []}
    return Record("print", "print-00001", None, new)


def of_clock(house: House, act: str, user: str) -> Record:
    """Return the finding of a clock that was set back, or that an administrator lets it stand."""
    if act == "clock_found":
        house.clock.move(hours=-3)
        trouble = house.book(user).clock_trouble()
        assert trouble is not None
        return Record("clock", "clock-0001", None, {"state": "open", **asdict(trouble)})
    before = house.shelves.store.load(SITE).things("clock_data")["clock-0001"].data
    new = {**before, "state": "overridden", "at": utc_text(house.clock.now()), "zone": "", "reason": "it is right"}
    return Record("clock", "clock-0001", None, new, reason="it is right")


def one_record(house: House, act: str, user: str) -> Record:
    if act == "redact":
        return redacted(house, user)
    if act in {"export", "send", "receipt", "package", "kit"}:
        return of_site(house, act, user)
    if act in {"print", "file_print", "save_list"}:
        return of_paper(house, act, user)
    if act in {"clock_found", "clock"}:
        return of_clock(house, act, user)
    if act in OF_ACT:
        return OF_ACT[act]
    kind, place = min(ACTS[act].kinds), ACTS[act].place.format(user=user)
    inside = "x" if ACTS[act].of_site else f"{FORM}/x"
    body = BODIES.get(kind, Record(kind, inside, None, {"name": "x", "role": "nurse"}))
    return replace(body, key=place) if place else body


@pytest.mark.parametrize("user", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_p11_07_r3_21_each_role_commits_its_acts_and_no_other(house: House, act: str, user: str) -> None:
    book = house.book(user)
    house.shelves.attachments.put(SCAN)
    subject = SITE if ACTS[act].of_site else house.screened()
    if act in BEFORE:
        house.book("wang").commit(Draft(subject, BEFORE[act], (one_record(house, BEFORE[act], "wang"),)))
    record = one_record(house, act, user)
    draft = Draft(subject, act, (replace(record, old=standing(house.shelves.store.load(subject), record)),))
    if PEOPLE[user][1].value in WHO[act]:
        book.commit(draft)
    else:
        before = house.shelves.store.head()
        with pytest.raises(NotPermitted):
            book.commit(draft)
        assert house.shelves.store.head() == before


def test_an_act_writes_only_what_is_its_own(house: House) -> None:
    nurse = house.book("li")
    for draft in (
        Draft("01-001", "tidy", (BODIES["item"],)),
        Draft("01-001", "remove", (Record("confirmation", f"{FORM}/x", None, {}),)),
        Draft("01-001", "login", (BODIES["item"],)),
        Draft(SITE, "login", (BODIES["item"],)),
        Draft("01-001", "save", (Record("signature", f"{FORM}/S#1", None, {}),)),
    ):
        with pytest.raises(ValueError, match=draft.act):
            nurse.commit(draft)


@pytest.mark.parametrize(
    ("act", "record"),
    [
        ("password", Record("login", "chen/password", None, {"user": "chen"})),
        ("password", Record("login", "login-000001", None, {"user": "li"})),
        ("train", Record("training", "chen/1", None, {"user": "chen"})),
        ("keys", Record("site", "details", None, {"number": "99"})),
        ("login", Record("login", "li/password", None, {"user": "li"})),
    ],
)
def test_an_act_without_a_right_reaches_only_what_is_ones_own(house: House, act: str, record: Record) -> None:
    with pytest.raises(ValueError, match=act):
        house.book("li").commit(Draft(SITE, act, (record,)))


def test_every_act_has_its_roles() -> None:
    assert set(WHO) == set(ACTS)
    assert all(Action.READ_DATA in PERMITTED[role] for _, role in PEOPLE.values() if role.value != "administrator")


def test_an_administrator_is_shown_no_participant_by_any_way(house: House) -> None:
    subject = house.screened()
    admin = house.book("ad")
    for look in (
        lambda: admin.state(subject),
        lambda: admin.values(subject),
        lambda: grid_of(admin, subject),
        lambda: subject_lines(admin),
        lambda: CrfPageBuilder(admin, FormKey(subject, "SE.SCR", "F.IC"), "zh"),
        lambda: rendering(admin, "00", "00"),
    ):
        with pytest.raises(NotPermitted):
            look()
    assert all(not line.subject for line in audit_lines(admin, "zh"))


def test_p11_05_the_audit_trail_says_who_came_failed_and_went(house: House) -> None:
    book = house.book("ad")
    record_login(book, [{"user": "chen", "at": "2026-11-22T01:00:00.000Z"}] * 2)
    record_logout(book)
    login, logout = list(audit_lines(book, "zh"))[-2:]
    assert (login.act, login.new) == ("login", "安管理 · ✗ 陈护士 ×2")
    assert (logout.act, logout.new) == ("logout", "安管理")


def test_r3_05_the_audit_trail_names_prints_exports_and_people(house: House) -> None:
    house.book("ad").commit(
        Draft(SITE, "users", (Record("user", "chen", {"name": "陈护士", "role": "nurse"},
                                     {"name": "陈护士", "role": "investigator", "enabled": "N"}),))
    )  # fmt: skip
    nurse = house.book("li")
    nurse.commit(Draft(SITE, "print", (Record("print", "print-00001", None, printed(house, "li")),)))
    head = house.shelves.store.head()
    exported = {"month": "2026-11", "head_seq": head.seq, "head_hash": head.hash}
    nurse.commit(Draft(SITE, "export", (Record("export", "monthly-0001", None, exported),)))
    user, paper, export = list(audit_lines(nurse, "en"))[-3:]
    assert (user.old, user.new) == ("chen · 陈护士 · Research nurse", "chen · 陈护士 · Investigator · ✗")
    assert paper.new == "01-001/S#1 · ×2 · Printer"
    assert export.new == f"monthly-0001 · 2026-11 · #{head.seq}"
