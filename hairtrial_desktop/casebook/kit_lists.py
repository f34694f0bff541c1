"""Taking in the sponsor's kit lists and releases: checked whole, or refused with the first place that is wrong."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.kit_assignments import injection_visits
from hairtrial_desktop.casebook.packages import Package, PackageRefused
from hairtrial_desktop.casebook.record import SITE, Record
from hairtrial_desktop.study.blinding_files import breaches_in_kits, breaches_in_tree
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.kits import Kit, ListProblem, read_kit_list
from hairtrial_desktop.study.releases import read_release

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.blinding import Unblinding
    from hairtrial_desktop.study.definitions import Study

COHORTS = "CL.COHORT"


def cohort_codes(study: Study) -> tuple[str, ...]:
    """Return the dose cohorts in the order in which they follow each other."""
    return tuple(item.code for item in study.code_lists[COHORTS].items) if COHORTS in study.code_lists else ()


def kits_of(lists: Mapping[str, str], study: Study) -> tuple[dict[str, tuple[Kit, ...]], tuple[ListProblem, ...]]:
    """Return the kits of every list (cohort -> CSV text) and every problem, those between lists included."""
    kits: dict[str, tuple[Kit, ...]] = {}
    problems: list[ListProblem] = []
    seen: dict[str, str] = {}
    for cohort, text in lists.items():
        if cohort not in cohort_codes(study):
            problems.append(ListProblem(0, "COHORT", " | ".join(cohort_codes(study)), cohort))
        kits[cohort], wrong = read_kit_list(text, injection_visits(study))
        problems += wrong
        for kit in kits[cohort]:
            for column, code in (("RANDNUM", kit.randnum), ("KITNO", kit.kitno), ("SYR_A", kit.syr_a)):
                if seen.setdefault(f"{column} {code}", cohort) != cohort:
                    problems.append(ListProblem(0, column, f"≠ {seen[f'{column} {code}']}", code))
    return kits, tuple(problems)


def refuse(name: str, problems: Sequence[ListProblem]) -> None:
    """Raise PackageRefused ``package_list_wrong`` with the first of ``problems``, if there is any."""
    if problems:
        first = problems[0]
        raise PackageRefused(
            "package_list_wrong", name=name, row=first.row, column=first.column, expected=first.expected,
            found=first.found, count=len(problems),
        )  # fmt: skip


def refuse_unblinding(name: str, breaches: Sequence[Unblinding]) -> None:
    """Raise PackageRefused ``package_unblinds`` with the first of ``breaches``, if there is any."""
    if breaches:
        raise PackageRefused("package_unblinds", name=name, where=breaches[0].where, found=breaches[0].found)


def take_kits(book: SiteBook, package: Package) -> tuple[Record, ...]:
    """Return the kits of a ``kits`` package (content ``lists``: cohort -> CSV) as records.

    What was recorded of a kit stays with it. A kit that the newer list of its cohort no longer has is marked as such.
    """
    lists = package.content.get("lists")
    if not isinstance(lists, dict) or not all(isinstance(text, str) for text in lists.values()):
        raise PackageRefused("package_not_understood", name=package.key)
    refuse_unblinding(package.key, tuple(breaches_in_tree("lists", lists)))
    kits, problems = kits_of(lists, book.study)
    refuse(package.key, problems)
    refuse_unblinding(package.key, [each for cohort in kits for each in breaches_in_kits(cohort, kits[cohort])])
    rows = book.state(SITE).things("kit_data")
    before = {key: row.data for key, row in rows.items()}
    now: dict[str, dict[str, Any]] = {
        kit.kitno: {
            **asdict(kit), "spare": "Y" if kit.spare else "N", "cohort": cohort, "place": place, "in_list": "Y",
            "events": before.get(kit.kitno, {}).get("events", []),
        }
        for cohort, each in kits.items() for place, kit in enumerate(each)
    }  # fmt: skip
    gone = {key: {**tree, "in_list": "N"} for key, tree in before.items() if key not in now and tree["cohort"] in kits}
    return tuple(
        Record("kit", key, before.get(key), tree, source=Source.SYSTEM)
        for key, tree in (now | gone).items() if before.get(key) != tree
    )  # fmt: skip


def take_release(book: SiteBook, package: Package) -> tuple[Record, ...]:
    """Return the decisions of a ``release`` package (content ``decisions``: CSV) as records, one for each cohort."""
    text = package.content.get("decisions")
    if not isinstance(text, str):
        raise PackageRefused("package_not_understood", name=package.key)
    refuse_unblinding(package.key, tuple(breaches_in_tree("decisions", text)))
    decisions, problems = read_release(text, cohort_codes(book.study))
    refuse(package.key, problems)
    before = {key: row.data for key, row in book.state(SITE).things("cohort_data").items()}
    cohorts = dict.fromkeys(decision.cohort for decision in decisions)
    now = {
        cohort: {"decisions": [asdict(each) for each in decisions if each.cohort == cohort]} for cohort in cohorts
    }  # fmt: skip
    return tuple(
        Record("cohort", cohort, before.get(cohort), tree, source=Source.SYSTEM)
        for cohort, tree in now.items() if before.get(cohort) != tree
    )  # fmt: skip
