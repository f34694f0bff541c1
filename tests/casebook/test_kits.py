"""Kits and cohorts over the trial's own forms: lists, order, exchange of syringes, accountability, sentinels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.before_needle import refuse_before_needle
from hairtrial_desktop.casebook.cohorts import Standing, cohort_lines
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.kit_accounts import KitState, kit_csv, kit_lines, record_kit_event
from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.package_kinds import TAKERS
from hairtrial_desktop.casebook.packages import Package, PackageKind, PackageRefused, take_in
from hairtrial_desktop.casebook.proposals import proposals_of
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.casebook.site_book import Shelves
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.kits import COLUMNS
from hairtrial_desktop.study.loader import load_study, read_forms
from tests.casebook.house import House, SetClock
from tests.study.test_kits import line, number

RELEASE = "COHORT,EVENT,DATE,DECISION\nC1,OPENED,2026-06-01,\n"


def kit_list(numbers: tuple[str, ...] = ("R101", "R102", "R103"), first: int = 1, **changed: str) -> str:
    lines, at = [",".join(COLUMNS)], first
    for randnum in numbers:
        for visit, spare in (("V1", "N"), ("V2", "N"), ("V3", "N"), ("V1", "Y")):
            lines.append(line(at, randnum, visit, SPARE=spare, **changed))
            at += 1
    return "\n".join(lines)


@pytest.fixture(scope="module")
def trial() -> House:
    study = load_study(read_forms(forms_folder()))
    return House(study, Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities()),
                 SetClock())  # fmt: skip


@pytest.fixture
def house(trial: House) -> House:
    """Give a site of the real study whose sponsor sent a list of C1 and opened it."""
    made = House(trial.study, Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities()),
                 SetClock())  # fmt: skip
    send(made, PackageKind.KITS, 1, {"lists": {"C1": kit_list()}})
    send(made, PackageKind.RELEASE, 1, {"decisions": RELEASE})
    for name in ("甲", "乙", "丙"):
        begin_screening(made.book("li"), Identity("", name, birth_date="1980-01-01"))
    return made


def send(house: House, kind: PackageKind, number_: int, content: dict[str, object]) -> None:
    package = Package(kind, number_, house.study.oid, "01", "2026-06-01T00:00:00.000Z", content, f"{kind}{number_}")
    take_in(house.book("li"), package, TAKERS)


def fill(house: House, subject: str, event: str, form: str, **answers: str | tuple[str, str]) -> FormSession:
    session = FormSession(house.book("li"), FormKey(subject, f"SE.{event}", f"F.{form}"))
    for name, answer in answers.items():
        found = session.form.item(name)
        assert found is not None, name
        for repeat, text in enumerate(answer if isinstance(answer, tuple) else (answer,), 1):
            session.enter(session.key.item(found[0].oid, found[1].oid, repeat), text)
    return session


def assign(house: House, subject: str, randnum: str, kit: int, day: str = "2026-07-01", *, event: str = "V1") -> None:
    fill(house, subject, event, "KIT", KITDAT=day, RANDNUM=randnum, KITNO=number(f"{kit:04d}"),
         SYR=(f"S-{2 * kit:05d}", f"S-{2 * kit + 1:05d}")).save()  # fmt: skip


def inject(house: House, subject: str, day: str, event: str = "V1") -> None:
    fill(house, subject, event, "EC", ECDAT=day, ECYN="Y").save()


def checks(session: FormSession, item: str) -> set[str]:
    return {
        finding.oid.removeprefix("RC.KIT.") for finding in session.findings()
        if finding.key.item == f"I.KIT.{item}" and finding.oid.startswith("RC.")
    }  # fmt: skip


def value(session: FormSession, item: str) -> str | None:
    return next(state.cell.value for state in session.items() if state.item.name == item)


def test_r3_02_side_expiry_and_cohort_are_filled_from_the_list_and_stay_the_systems(house: House) -> None:
    session = fill(house, "01-001", "V1", "KIT", KITDAT="2026-07-01", RANDNUM="R101", KITNO=number("0001"))
    assert [value(session, name) for name in ("COHORT", "KITEXP", "SIDEA", "SIDEB")] == [
        "C1", "2027-06-30", "LEFT", "RIGHT",
    ]  # fmt: skip
    commit = session.save()
    assert commit is not None
    sources = {record.key.rpartition(".")[2]: record.source for sealed in commit.records
               if (record := sealed.record()) is not None and record.kind == "item"}  # fmt: skip
    assert (sources["SIDEA"], sources["KITNO"], sources["SIDEB"]) == ("system", "direct", "derived")


def test_what_was_typed_is_never_filled_over_and_what_was_filled_follows_the_kit(house: House) -> None:
    session = fill(house, "01-001", "V1", "KIT", SIDEA="RIGHT", KITNO=number("0001"))
    assert value(session, "SIDEA") == "RIGHT"
    assert "SIDEA.LIST" in checks(session, "SIDEA")
    assert value(session, "KITEXP") == "2027-06-30"
    session.enter(session.key.item("IG.KIT.KIT", "I.KIT.KITNO"), "K-9999-9")
    assert (value(session, "KITEXP"), value(session, "SIDEA")) == (None, "RIGHT")


def test_without_a_list_everything_is_recorded_as_before(trial: House) -> None:
    begin_screening(trial.book("li"), Identity("", "丁", birth_date="1980-01-01"))
    session = fill(trial, "01-001", "V1", "KIT", KITDAT="2026-07-01", RANDNUM="X9", COHORT="C3", KITNO=number("7777"),
                   KITEXP="2027-06-30", SIDEA="LEFT", SYR=("S-1", "S-2"))  # fmt: skip
    for item in ("RANDNUM", "COHORT", "KITNO", "KITEXP", "SIDEA", "SYR"):
        assert not {check for check in checks(session, item) if not check.rpartition(".")[2].isdecimal()}, item
    assert value(session, "SYRPOS") == "U"


def test_numbers_are_taken_in_order_and_once(house: House) -> None:
    wrong = fill(house, "01-001", "V1", "KIT", KITDAT="2026-07-01", RANDNUM="R102")
    assert "RANDNUM.NEXT" in checks(wrong, "RANDNUM")
    assign(house, "01-001", "R101", 1)
    assert checks(fill(house, "01-002", "V1", "KIT", RANDNUM="R101"), "RANDNUM") >= {"RANDNUM.FREE"}
    assert "RANDNUM.NEXT" not in checks(fill(house, "01-002", "V1", "KIT", RANDNUM="R102"), "RANDNUM")
    assert checks(FormSession(house.book("li"), FormKey("01-001", "SE.V1", "F.KIT")), "RANDNUM") <= {
        "RANDNUM.2", "RANDNUM.3",
    }  # fmt: skip


def test_a_kit_of_another_person_visit_or_number_is_caught_and_the_spare_passes(house: House) -> None:
    assign(house, "01-001", "R101", 1)
    other = fill(house, "01-002", "V1", "KIT", KITDAT="2026-07-01", RANDNUM="R102", KITNO=number("0001"))
    assert checks(other, "KITNO") == {"KITNO.NUMBER", "KITNO.FREE"}
    visit = fill(house, "01-002", "V1", "KIT", RANDNUM="R102", KITNO=number("0006"))
    assert checks(visit, "KITNO") == {"KITNO.VISIT"}
    spare = fill(house, "01-002", "V1", "KIT", RANDNUM="R102", KITNO=number("0008"))
    assert checks(spare, "KITNO") == set()
    strange = fill(house, "01-002", "V1", "KIT", RANDNUM="R102", KITNO=number("0099"))
    assert checks(strange, "KITNO") == {"KITNO.LIST"}


def test_exchanged_syringes_are_caught_and_recorded_and_gate_the_next_injection(house: House) -> None:
    session = fill(house, "01-001", "V1", "KIT", KITDAT="2026-07-01", RANDNUM="R101", KITNO=number("0001"),
                   SYR=("S-00003", "S-00002"))  # fmt: skip
    (first, *_) = [finding for finding in session.findings() if finding.oid == "RC.KIT.SYR.PLACE"]
    assert "重大方案偏离" in first.message.zh
    session.save()  # nothing that happened may be impossible to record
    row = house.book("li").state("01-001").items()[str(session.key.item("IG.KIT.AREA", "I.KIT.SYR", 1))]
    assert row.value == "S-00003"
    gate = FormSession(house.book("li"), FormKey("01-001", "SE.V2", "F.GATE"))
    assert "GT.EXCHANGE" in {finding.oid for finding in gate.findings()}
    gate.enter(gate.key.item("IG.GATE.INSTR", "I.GATE.INSTDAT"), "2026-07-20")
    assert "GT.EXCHANGE" not in {finding.oid for finding in gate.findings()}


def test_the_gate_compares_kit_syringes_and_side_with_the_list(house: House) -> None:
    assign(house, "01-001", "R101", 1)

    def lines() -> set[str]:
        gate = fill(house, "01-001", "V1", "GATE", GATEDAT="2026-07-01")
        return {finding.oid for finding in gate.findings() if finding.oid.startswith("GT.")}

    assert not {"GT.KITLIST", "GT.COHORT", "GT.EXCHANGE"} & lines()
    record_kit_event(house.book("li"), number("0001"), KitState.TEMPERATURE, "冰箱报警", "9.5")
    assert "GT.KITLIST" in lines()


def test_an_acknowledgement_lapses_when_the_kit_is_found_in_another_state(house: House) -> None:
    record_kit_event(house.book("li"), number("0001"), KitState.DAMAGED, "盒体破裂")
    session = fill(house, "01-001", "V1", "KIT", KITDAT="2026-07-01", RANDNUM="R101", KITNO=number("0001"))
    session.confirm(next(each for each in session.findings() if each.oid == "RC.KIT.KITNO.STATE"), "外盒，不影响使用")
    session.save()

    def confirmed() -> str | None:
        again = FormSession(house.book("li"), session.key)
        return next(each for each in again.findings() if each.oid == "RC.KIT.KITNO.STATE").confirmed

    assert confirmed() == "外盒，不影响使用"
    record_kit_event(house.book("li"), number("0001"), KitState.TEMPERATURE, "冰箱报警", "9.5")
    assert confirmed() is None


def test_off_04_a_wrong_list_is_refused_whole_with_its_first_place(house: House) -> None:
    head = house.shelves.store.head()
    for lists in ({"C1": kit_list(SIDE_A="UP")}, {"C9": kit_list()}, {"C1": kit_list(), "C2": kit_list()}):
        with pytest.raises(PackageRefused) as refused:
            send(house, PackageKind.KITS, 2, {"lists": lists})
        assert refused.value.code == "package_list_wrong"
        assert refused.value.params["count"] > 0
    with pytest.raises(PackageRefused, match="package_not_understood"):
        send(house, PackageKind.KITS, 2, {"lists": "C1"})
    with pytest.raises(PackageRefused, match="package_list_wrong"):
        send(house, PackageKind.RELEASE, 2, {"decisions": "COHORT,EVENT,DATE,DECISION\nC1,BEGUN,2026-06-01,\n"})
    assert house.shelves.store.head() == head


def test_a_newer_list_keeps_what_was_recorded_and_marks_what_is_gone(house: House) -> None:
    nurse = house.book("li")
    record_kit_event(nurse, number("0001"), KitState.DAMAGED, "盒体破裂")
    send(house, PackageKind.KITS, 2, {"lists": {"C1": kit_list(("R101", "R102"))}})
    states = {each.kitno: each.state for each in kit_lines(house.book("li"))}
    assert states[number("0001")] is KitState.DAMAGED
    assert states[number("0009")] is KitState.WITHDRAWN
    assert "KITNO.LIST" in checks(fill(house, "01-001", "V1", "KIT", KITNO=number("0009")), "KITNO")


def test_the_accountability_list_says_where_each_kit_is_since_when_and_by_whom(house: House) -> None:
    assign(house, "01-001", "R101", 1)
    inject(house, "01-001", "2026-07-01")
    assign(house, "01-002", "R102", 5)
    fill(house, "01-003", "V1", "KIT", RANDNUM="R103", KITNO=number("0009"), KITSTAT="TEMPERATURE").save()
    assign(house, "01-003", "R103", 88, event="V2")
    record_kit_event(house.book("chen"), number("0002"), KitState.RETURNED, "随监查员带回")
    lines = {each.kitno: each for each in kit_lines(house.book("mo"))}
    some = {kit: lines[number(f"{kit:04d}")] for kit in (1, 2, 3, 5, 9, 88)}
    found = {kit: (one.state, one.subject, one.by) for kit, one in some.items()}
    assert found == {
        1: (KitState.USED, "01-001", "li"), 2: (KitState.RETURNED, "", "chen"), 3: (KitState.AVAILABLE, "", ""),
        5: (KitState.ASSIGNED, "01-002", "li"), 9: (KitState.TEMPERATURE, "01-003", "li"),
        88: (KitState.ASSIGNED, "01-003", "li"),
    }  # fmt: skip
    assert not lines[number("0088")].listed
    text = kit_csv(lines.values())
    assert "S-0" not in text  # no syringe code: the list says nothing of positions
    assert text.count("\n") == 14
    house.clock.move(days=400)
    assert {each.state for each in kit_lines(house.book("li")) if not each.subject} == {
        KitState.EXPIRED, KitState.RETURNED,
    }  # fmt: skip


def test_a_kit_event_needs_a_known_kit_and_a_reason(house: House) -> None:
    nurse = house.book("li")
    with pytest.raises(KnownError, match="kit_unknown"):
        record_kit_event(nurse, "K-1", KitState.LOST, "找不到")
    with pytest.raises(KnownError, match="reason_required"):
        record_kit_event(nurse, number("0001"), KitState.LOST, " ")
    with pytest.raises(KnownError, match="not_permitted"):
        record_kit_event(house.book("mo"), number("0001"), KitState.LOST, "找不到")


def standing(house: House) -> dict[str, Standing]:
    return {each.code: each.standing for each in cohort_lines(house.book("li"))}


def test_the_rest_of_a_cohort_waits_for_its_sentinel(house: House) -> None:
    assert standing(house) == {"C1": Standing.OPEN, "C2": Standing.NOT_OPEN, "C3": Standing.NOT_OPEN}
    assign(house, "01-001", "R101", 1, "2026-11-18")
    inject(house, "01-001", "2026-11-18")
    (first, *_) = cohort_lines(house.book("li"))
    assert (first.standing, first.until, first.enrolled, first.target) == (Standing.OBSERVED, "2026-11-25", 1, 6)
    early = fill(house, "01-002", "V1", "KIT", KITDAT="2026-11-22", RANDNUM="R102")
    assert "COHORT.SENTINEL" in checks(early, "COHORT")
    house.clock.move(days=3)
    assert standing(house)["C1"] is Standing.OPEN
    late = fill(house, "01-002", "V1", "KIT", KITDAT="2026-11-25", RANDNUM="R102")
    assert "COHORT.SENTINEL" not in checks(late, "COHORT")
    send(house, PackageKind.RELEASE, 2, {"decisions": RELEASE + "C1,SENTINEL,2026-11-25,HOLD\n"})
    assert standing(house)["C1"] is Standing.HOLD


def test_a_cohort_opens_after_the_safety_review_of_the_one_before(house: House) -> None:
    opened = RELEASE + "C2,OPENED,2026-08-01,\n"
    send(house, PackageKind.RELEASE, 2, {"decisions": opened})
    assert standing(house)["C2"] is Standing.REVIEW
    send(house, PackageKind.RELEASE, 3, {"decisions": opened + "C1,SAFETY_REVIEW,2026-09-01,HOLD\n"})
    assert standing(house)["C2"] is Standing.REVIEW
    send(house, PackageKind.RELEASE, 4, {"decisions": opened + "C1,SAFETY_REVIEW,2026-09-02,CONTINUE\n"})
    (_, second, _) = cohort_lines(house.book("li"))
    assert (second.standing, second.since) == (Standing.OPEN, "2026-09-02")
    send(
        house,
        PackageKind.RELEASE,
        5,
        {"decisions": opened + "C1,SAFETY_REVIEW,2026-09-02,CONTINUE\nC2,CLOSED,2026-09-03,\n"},
    )
    assert standing(house)["C2"] is Standing.NOT_OPEN


def test_a_full_cohort_says_so(house: House) -> None:
    settings = {**house.study.settings}
    settings["COHORT_N"] = replace(settings["COHORT_N"], value=1)
    settings["SENTINEL_N"] = replace(settings["SENTINEL_N"], value=0)
    small = House(replace(house.study, settings=settings), house.shelves, house.clock)
    assign(small, "01-001", "R101", 1)
    assert standing(small)["C1"] is Standing.FULL
    assert house.book("li").state(SITE).things("cohort_data").keys() == {"C1"}


def kit_form(house: House, subject: str, kit: int, randnum: str, *, event: str = "V1", day: str) -> FormSession:
    """Fill a whole kit form as it should be; syringes as in the list."""
    return fill(house, subject, event, "KIT", KITDAT=day, KITTIM="09:00", RANDNUM=randnum, KITNO=number(f"{kit:04d}"),
                KITSTAT="USABLE", SIDECONF="Y", AREALOC=("VERTEX", "VERTEX"), AREASHP=("RECTANGLE", "RECTANGLE"),
                AREALEN=("4.0", "4.0"), AREAWID=("2.5", "2.5"),
                SYR=(f"S-{2 * kit:05d}", f"S-{2 * kit + 1:05d}"))  # fmt: skip


def found(session: FormSession) -> set[str]:
    return {finding.oid.removeprefix("RC.KIT.") for finding in session.findings()}


def confirm_all(session: FormSession) -> FormSession:
    for finding in session.findings():
        if finding.blocks_completion and finding.check_class is not CheckClass.HARD:
            session.confirm(finding, "试图越过")
    return session


def with_settings(house: House, **values: int) -> House:
    settings = {name: replace(house.study.settings[name], value=value) for name, value in values.items()}
    study = replace(house.study, settings={**house.study.settings, **settings})
    return House(study, house.shelves, house.clock)


def test_p11_06_the_participant_one_too_many_is_refused_a_kit_and_the_needle_and_stays_the_one(house: House) -> None:
    small = with_settings(house, COHORT_N=1, SENTINEL_N=0)
    assign(small, "01-001", "R101", 1)
    seventh = kit_form(small, "01-002", 5, "R102", day="2026-07-01")
    assert "COHORT.FULL" in found(seventh)
    with pytest.raises(KnownError, match="cohort_closed"):
        confirm_all(seventh).complete()  # no reason of anybody's lets it pass before the needle
    seventh.save()
    gate = fill(small, "01-002", "V1", "GATE", GATEDAT="2026-07-01")
    assert "GT.PLACE" in found(gate)
    first = fill(small, "01-001", "V1", "GATE", GATEDAT="2026-07-01")
    assert "GT.PLACE" not in found(first)  # who was first has a place, whoever came after
    with pytest.raises(KnownError, match="gate_closed"):
        refuse_before_needle(confirm_all(gate))
    inject(small, "01-002", "2026-07-01")  # it was injected all the same
    refuse_before_needle(FormSession(small.book("li"), gate.key))
    refuse_before_needle(FormSession(small.book("li"), seventh.key))
    assert any("COHORT.FULL" in each.key for each in proposals_of(small.book("li").values("01-002")))


def test_p11_06_nobody_beyond_the_planned_number_is_given_a_kit(house: House) -> None:
    full = House(replace(house.study, enrolment_target=1), house.shelves, house.clock)
    full = with_settings(full, SENTINEL_N=0)
    assign(full, "01-001", "R101", 1)
    last = kit_form(full, "01-002", 5, "R102", day="2026-07-01")
    assert "COHORT.TARGET" in found(last)
    assert "COHORT.FULL" not in found(last)
    last.save()
    assert "GT.PLACE" in found(fill(full, "01-002", "V1", "GATE", GATEDAT="2026-07-01"))


def test_p11_06_a_hold_on_the_sentinel_stops_later_visits_of_everybody_in_the_cohort(house: House) -> None:
    assign(house, "01-001", "R101", 1, "2026-09-01")
    inject(house, "01-001", "2026-09-01")
    assign(house, "01-002", "R102", 5, "2026-10-01")
    inject(house, "01-002", "2026-10-01")

    def lines(subject: str, kit: int, randnum: str) -> set[str]:
        session = kit_form(house, subject, kit, randnum, event="V2", day="2026-11-01")
        session.save("再次核对")
        return found(session) | found(fill(house, subject, "V2", "GATE", GATEDAT="2026-11-01"))

    for subject, kit, randnum in (("01-001", 2, "R101"), ("01-002", 6, "R102")):
        assert not {"COHORT.HOLD", "GT.HOLD"} & lines(subject, kit, randnum)
    hold = RELEASE + "C1,SENTINEL,2026-10-20,HOLD\n"
    send(house, PackageKind.RELEASE, 2, {"decisions": hold})
    for subject, kit, randnum in (("01-001", 2, "R101"), ("01-002", 6, "R102")):
        assert lines(subject, kit, randnum) >= {"COHORT.HOLD", "GT.HOLD"}
        with pytest.raises(KnownError, match="cohort_closed"):
            refuse_before_needle(FormSession(house.book("li"), FormKey(subject, "SE.V2", "F.KIT")))
    send(house, PackageKind.RELEASE, 3, {"decisions": hold + "C1,SENTINEL,2026-10-30,CONTINUE\n"})
    assert not {"COHORT.HOLD", "GT.HOLD"} & lines("01-002", 6, "R102")
