"""Three versions in a chain: names and codes that change twice, forms moved in one step or in two, a form that ends."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from hairtrial_desktop.casebook.activation import activate
from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.moving import move_forms, pinned_forms, plan_move
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.versions import Version, Versions, candidate
from hairtrial_desktop.casebook.views.dry_run import EffectKind, dry_run
from hairtrial_desktop.casebook.views.eligibility import criteria_of
from hairtrial_desktop.casebook.views.grid import grid_of
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.study.amendment import Approval, Heir
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from tests.amendments.conftest import Opener
from tests.amendments.version_three import version_three
from tests.amendments.version_two import version_two

SUBJECT, OTHER = "01-002", "01-003"
DM, SITE_REACTION = FormKey(SUBJECT, "SE.SCR", "F.DM"), FormKey(SUBJECT, "SE.V1", "F.CE")
FORTH = {"M": "MAN", "F": "WOMAN"}
BACK = {now: was for was, now in FORTH.items()}


@cache
def chain() -> Versions:
    first = Versions((Version(load_study(demo_files()), demo_files()),))
    second = first.followed_by(candidate(version_two(), first))
    return second.followed_by(candidate(version_three(), second))


def in_force(book: SiteBook, package: dict[str, str]) -> None:
    activate(book, candidate(package, book.versions), "2026-伦审-118", "2026-11-20")


def move_all(book: SiteBook, subject: str = SUBJECT) -> None:
    """Move what the version in force still has; a form it dropped stays."""
    older = pinned_forms(book.state(subject), book.versions, subject)
    move_forms(book, [key for key in older if key.form in book.study.forms], "修正案")


def held(state: State) -> dict[str, Cell]:
    """Return everything recorded of a subject, by its place."""
    return {key: Cell(row.value, row.null_flavour) for key, row in state.items().items()
            if row.value is not None or row.null_flavour is not None}  # fmt: skip


def judged(values: SubjectValues) -> list[tuple[str, object, object]]:
    """Return the verdicts on the criteria."""
    key = FormKey(SUBJECT, "SE.SCR", "F.IE")
    return [(view.item.oid, view.verdict, view.verdict_now) for view in criteria_of(values, key)]


@pytest.mark.parametrize(
    ("path", "forth", "back"),
    [
        (("F.DM", "I.DM.SEX"), Heir("F.DM", "I.DM.SEXATB", FORTH), Heir("F.DM", "I.DM.SEX", BACK)),
        (("F.VS", "I.VS.PULSE"), Heir("F.VS", "I.VS.PULSE"), Heir("F.VS", "I.VS.PULSE")),
        (("F.DM", "I.DM.ETHNIC"), Heir("F.DM", "I.DM.ETHNIC"), Heir("F.DM", "I.DM.ETHNIC")),
        (("F.SAE", "I.SAE.SEX"), Heir("F.SAE", "I.SAE.SEX", FORTH), Heir("F.SAE", "I.SAE.SEX", BACK)),
        (("F.XH", "I.XH.HLDUR"), None, None),  # dropped by the first step
        (("F.CE", "I.CE.CEPAIN"), None, None),  # dropped with its form by the second
    ],
)
def test_r3_16_two_steps_are_one_in_either_direction(
    path: tuple[str, str], forth: Heir | None, back: Heir | None
) -> None:
    first, _, third = (step.study for step in chain().steps)
    assert first.forms[path[0]].item(path[1]) is not None
    found = chain().heir(path, first, third)
    assert (found is None) is (forth is None)
    if found is not None and forth is not None and back is not None:
        again = chain().heir(forth.path, third, first)
        assert again is not None
        assert (found.path, again.path) == (forth.path, back.path)
        for code in ("M", "F", None):  # of other items they are texts as any other
            assert (found.value(code), again.value(forth.value(code))) == (forth.value(code), code)


def test_what_came_in_the_middle_and_went_has_no_place_before_or_after() -> None:
    first, second, third = (step.study for step in chain().steps)
    spo2 = ("F.VS", "I.VS.SPO2")
    assert chain().heir(spo2, second, first) is None
    assert chain().heir(spo2, second, third) is None
    amendment = chain().steps[2].amendment
    assert amendment is not None
    assert amendment.approval == Approval("2027-伦审-7", "2026-11-21")


def test_r3_16_moving_at_once_or_step_by_step_ends_with_the_same_record(opener: Opener) -> None:
    site = opener()
    book = site.book
    values = book.values(SUBJECT)  # all of it of 1.0: moved at once, in thought
    older = [key for text, row in values.state.forms().items() if row.status != "removed"
             and (key := FormKey.parse(text)).form != SITE_REACTION.form]  # fmt: skip
    at_once = plan_move(values, older, chain(), "修正案").values
    in_force(book, version_two())
    move_all(book)
    assert book.state(SUBJECT).items()[str(DM.item("IG.DM.DM", "I.DM.SEXBIO"))].value == "FEMALE"
    in_force(book, version_three())
    move_all(book)
    assert held(book.state(SUBJECT)) == held(at_once.state)
    assert judged(book.values(SUBJECT)) == judged(at_once)
    left = pinned_forms(book.state(SUBJECT), book.versions, SUBJECT)
    assert {key.form for key in left} == {SITE_REACTION.form}
    assert {book.values(SUBJECT).study_of(key).version for key in left} == {"2.0"}  # moved once, then its form ended
    items = held(book.state(SUBJECT))
    assert items[str(DM.item("IG.DM.DM", "I.DM.SEXATB"))] == Cell("WOMAN")
    assert items[str(DM.item("IG.DM.DM", "I.DM.ETHNIC"))] == Cell("HAN")
    assert str(FormKey(SUBJECT, "SE.SCR", "F.VS").item("IG.VS.VS", "I.VS.PULSE")) in items
    assert not [key for key in items if "SEXBIO" in key or "/I.VS.HR" in key or "/I.XH.ETHNIC" in key]
    move_all(book, OTHER)  # 1.0 to 3.0 in one act
    sex = FormKey(OTHER, "SE.SCR", "F.DM").item("IG.DM.DM", "I.DM.SEXATB")
    assert book.state(OTHER).items()[str(sex)].value in FORTH.values()
    assert site.verify() == ()
    again = opener()
    assert again.verify() == ()
    assert held(again.book.state(SUBJECT)) == items


def test_r3_16_forms_and_items_that_end_stay_readable_and_print_as_they_were_entered(opener: Opener) -> None:
    site = opener()
    book = site.book
    keys = [FormKey.parse(text) for text in book.state(SUBJECT).forms()]
    before = {(key, language): replace(CrfPageBuilder(book, key, language).build(), head_seq=0)
              for key in keys for language in ("zh", "en")}  # fmt: skip
    printed = site.paper.render(before[SITE_REACTION, "zh"], "zh")
    in_force(book, version_two())
    in_force(book, version_three())
    for (key, language), page in before.items():
        assert replace(CrfPageBuilder(book, key, language).build(), head_seq=0) == page
    assert site.paper.render(replace(CrfPageBuilder(book, SITE_REACTION, "zh").build(), head_seq=0), "zh") == printed
    session = FormSession(book, SITE_REACTION)  # it opens, as it was
    shown = {state.item.name: state.cell for state in session.items()}
    assert shown["CEDAT"].value is not None
    assert standing_signature(book.state(SUBJECT), SITE_REACTION) is not None
    assert SITE_REACTION in [cell.key for row in grid_of(book, SUBJECT).rows for cell in row.cells]
    with pytest.raises(KnownError) as refused:
        move_forms(book, [SITE_REACTION], "修正案")
    assert refused.value.code in ("move_form_gone", "nothing_to_move")
    assert site.verify() == ()


def test_a11_04_the_dry_run_goes_the_whole_chain_for_each_subject(opener: Opener) -> None:
    book = opener().book
    in_force(book, version_two())
    move_forms(book, [DM], "修正案 1")
    run = dry_run(book, candidate(version_three(), book.versions))
    assert {effect.version for effect in run.forms} == {"1.0", "2.0"}
    gone = {effect.key.form for effect in run.forms if effect.gone}
    assert gone == {"F.CE"}
    of_key = {effect.key: effect for effect in run.forms}
    sexes = {key.subject: item for key, effect in of_key.items() for item in effect.items if item.new == "DM.SEXATB"}
    assert set(sexes) == {subject for subject in book.subjects() if FormKey(subject, "SE.SCR", "F.DM") in of_key}
    assert (sexes[SUBJECT].old, sexes[SUBJECT].before) == ("DM.SEXBIO", "FEMALE")
    other = next(effect for subject, effect in sexes.items() if subject != SUBJECT)
    assert (other.old, other.before in FORTH, other.after == FORTH[other.before]) == ("DM.SEX", True, True)
    assert {sexes[subject].kind for subject in sexes} == {EffectKind.RENAMED}
    vital = of_key[FormKey(SUBJECT, "SE.SCR", "F.VS")]  # of 1.0: its names are those of 3.0 again
    assert not [item for item in vital.items if item.old == "VS.PULSE" or "SPO2" in item.new]
