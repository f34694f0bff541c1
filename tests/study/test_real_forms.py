"""The forms of the trial load, and their criteria are judged as the protocol says."""

from __future__ import annotations

from pathlib import Path

from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.dependents import Dependents
from hairtrial_desktop.study.loader import load_study, read_forms

FORMS = Path(__file__).parents[2] / "forms"


def test_the_forms_of_the_trial_load() -> None:
    study = load_study(read_forms(FORMS))
    assert study.protocol == "BG-CT-24-007"
    assert study.enrolment_target == 18
    for form in study.forms.values():
        order = Dependents(study, form).order
        assert len(order) == sum(len(group.items) for group in form.groups)
        for group in form.groups:
            for item in group.items:
                assert codec_for(item)


def test_all_sixteen_criteria_are_there() -> None:
    study = load_study(read_forms(FORMS))
    criteria = [
        item.criterion
        for form in study.forms.values()
        for group in form.groups
        for item in group.items
        if item.criterion is not None
    ]
    assert criteria.count("inclusion") >= 5
    assert criteria.count("exclusion") == 11
