"""The content of ``forms/``: both languages, the words of the blind, every criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hairtrial_desktop.study.definitions import CheckClass, ItemDef, Setting, Study
from hairtrial_desktop.study.differences import differences
from hairtrial_desktop.study.text import Text

HAN = re.compile(r"[\u4e00-\u9fff]")
TELLS_THE_ARM = re.compile(
    r"试验区|对照区|外泌体|生理盐水|安慰剂|试验组|对照组|exosome|saline|placebo|active arm", re.IGNORECASE
)
GENETIC = re.compile(r"基因|测序|多态性|\b(?:genom\w*|genotyp\w*|sequencing|polymorphism)\b", re.IGNORECASE)
CRITERIA = [f"INCL{number:02d}" for number in range(1, 6)] + [f"EXCL{number:02d}" for number in range(1, 12)]


def items(study: Study) -> list[ItemDef]:
    return [item for form in study.forms.values() for group in form.groups for item in group.items]


def form_texts(study: Study) -> Iterator[tuple[str, Text | None]]:
    for form in study.forms.values():
        yield from ((form.oid, form.name), (form.oid, form.guidance))
        yield from ((group.oid, group.name) for group in form.groups)
    for item in items(study):
        yield from ((item.oid, text) for text in (item.question, item.guidance, item.assumption))
        yield from ((check.oid, check.message) for check in item.checks)


def study_texts(study: Study) -> Iterator[tuple[str, Text | None]]:
    """Yield the texts of ``study.toml`` and ``codelists.toml``, but for the name of the study itself."""
    for code_list in study.code_lists.values():
        yield code_list.oid, code_list.name
        yield from ((code_list.oid, code.text) for code in code_list.items)
    for event in study.events:
        yield from ((event.oid, event.name), (event.oid, event.short_name))
    for gate in study.gates:
        yield from ((gate.oid, gate.text), (gate.oid, gate.message))
    for signature in study.signatures.values():
        yield from ((signature.code, signature.meaning), (signature.code, signature.legal_reason))
    yield from ((status.code, status.name) for status in study.statuses)
    yield from ((setting.name, setting.text) for setting in study.settings.values())
    yield from ((unit.code, unit.symbol) for unit in study.units.values())


def texts(study: Study) -> list[tuple[str, Text]]:
    """Return every text a person can read."""
    return [(where, text) for where, text in (*form_texts(study), *study_texts(study)) if text is not None]


def test_every_question_is_asked_in_chinese_and_in_english(study: Study) -> None:
    wrong = [item.oid for item in items(study) if not HAN.search(item.question.zh) or HAN.search(item.question.en)]
    assert wrong == []


def test_no_english_text_holds_chinese_and_none_is_empty(study: Study) -> None:
    wrong = [where for where, text in texts(study) if HAN.search(text.en) or not text.en.strip() or not text.zh.strip()]
    assert wrong == []


def test_no_text_tells_which_area_is_treated(study: Study) -> None:
    assert [(where, text.zh) for where, text in texts(study) if TELLS_THE_ARM.search(text.zh + text.en)] == []


def test_a_message_says_what_is_wrong_and_what_to_do(study: Study) -> None:
    short = [
        (check.oid, check.message.zh)
        for item in items(study)
        for check in item.checks
        if len([part for part in re.split(r"[。：；]", check.message.zh) if part]) < 2
        or len([part for part in re.split(r"[.:;?]\s", check.message.en) if part]) < 2
    ]
    assert short == []


def test_both_areas_are_asked_alike(study: Study) -> None:
    """One definition serves both areas, so that wording cannot differ."""
    for form, name in (
        ("F.EC", "VOLML"),
        ("F.KIT", "SYR"),
        ("F.PTG", "DENS"),
        ("F.CE", "CEERYTH"),
        ("F.GATE", "SYRCHK"),
    ):
        found = study.forms[form].item(name)
        assert found is not None
        assert found[0].repeats == (1, 2)


@pytest.mark.parametrize("name", CRITERIA)
def test_every_criterion_is_judged_from_the_record(study: Study, name: str) -> None:
    found = study.forms["F.IE"].item(name)
    assert found is not None
    item = found[1]
    assert item.criterion == ("inclusion" if name.startswith("INCL") else "exclusion")
    assert item.derive is not None
    assert item.code_list is not None
    assert [code.code for code in item.code_list.items if code.unknown] == ["U"]


def test_there_are_sixteen_criteria_and_no_more(study: Study) -> None:
    judged = [item.oid for item in items(study) if item.criterion]
    assert sorted(oid.rsplit(".", 1)[-1] for oid in judged) == sorted(CRITERIA)


def test_kit_syringe_pregnancy_thaw_and_dose_never_block_recording(study: Study) -> None:
    """What really happened can be recorded: these rules are of class Protocol (clinical_content.md, three classes)."""
    hard = {
        item.oid
        for item in items(study)
        for check in item.checks
        if check.check_class is CheckClass.HARD
        and item.oid in {"I.EC.DOSEPL", "I.EC.ECDAT", "I.EC.ECYN", "I.KIT.RANDNUM", "I.KIT.COHORT", "I.EC.THAWMIN"}
        and "today" not in check.valid_when.text
    }
    assert hard == set()


def test_what_the_sponsor_has_not_said_has_no_value_and_is_marked(study: Study) -> None:
    for name in ("IC04_VAR", "IC04_MIN", "THAW_LIMIT"):
        assert study.settings[name].value is None
    assert study.settings["THAW_LIMIT"].assumption
    assert not study.settings["DENS_MAX"].assumption  # the protocol's own number


def test_the_demo_overrides_known_settings_and_says_so(study: Study, overlay: dict[str, Setting]) -> None:
    assert set(overlay) <= set(study.settings)
    assert {"IC04_VAR", "IC04_MIN", "THAW_LIMIT", "DOSE_C1", "DOSE_C2", "DOSE_C3"} <= set(overlay)
    assert all(setting.assumption and setting.text.zh.startswith("演示假设") for setting in overlay.values())


def test_cohort_doses_follow_from_concentration_and_volume(study: Study) -> None:
    """Appendix A 1: dose per cm² = nominal concentration × volume per cm², within the range of the protocol."""
    value = {name: setting.value for name, setting in study.settings.items()}
    for cohort in ("C1", "C2", "C3"):
        dose, concentration, volume = value[f"DOSE_{cohort}"], value[f"CONC_{cohort}"], value["VOL_CM2"]
        assert isinstance(dose, int)
        assert isinstance(concentration, int)
        assert volume is not None
        assert not isinstance(volume, str)
        assert concentration * volume == dose
        assert 500_000_000 <= dose <= 5_000_000_000


def test_a_changed_condition_of_a_gate_line_is_a_difference(study: Study) -> None:
    line = next(gate for gate in study.gates if gate.applies_when is not None)
    bare = replace(line, applies_when=None, evidence=("SE.SCR", "F.IE"))
    other = replace(study, gates=tuple(bare if gate is line else gate for gate in study.gates))
    assert {each.attribute for each in differences(study, other)} == {"applies_when", "evidence"}


def test_edc_06_causality_has_the_five_categories_and_its_basis_and_no_rule_decides_it(study: Study) -> None:
    related = next(item for item in items(study) if item.name == "AEREL")
    assert related.code_list is not None
    assert [code.text.zh for code in related.code_list.items] == [
        "肯定有关", "很可能有关", "可能有关", "可能无关", "无关",
    ]  # fmt: skip
    assert related.typed
    assert {"AEBTIME", "AEBKNOWN", "AEBDECH", "AEBRECH", "AEBOTHER"} <= {item.name for item in items(study)}


def test_hgr_01_no_question_and_no_answer_is_genetic(study: Study) -> None:
    found = [
        (oid, text)
        for oid, text in (*form_texts(study), *study_texts(study))
        if text is not None and GENETIC.search(f"{text.zh} {text.en}")
    ]
    assert found == []


def test_cn_09_an_event_holds_what_an_expedited_report_of_the_sponsor_needs(study: Study) -> None:
    asked = {item.name for item in items(study)}
    event = {"AETERM", "AESTDAT", "AEAWDAT", "AEAWTIM", "AEREL", "AESER", "AESDTH", "AESLIFE", "AEOUT"}
    assert event | {"NARR", "EXPECT", "RELSPON"} <= asked
