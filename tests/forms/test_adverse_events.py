"""Adverse events over the real forms: seriousness, outcome, the 24 hours (clinical_content.md section 12)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.study.definitions import Study
from tests.forms.chart import ELIGIBLE, Chart

EVENT = {
    "AETERM": "注射部位红斑", "AESTDAT": "2026-06-20", "AEONGO": "N", "AEENDAT": "2026-06-22", "AEAREA": "A",
    "AESEV": "MILD", "AETOXGR": "1", "AEREL": "POSSIBLY RELATED", "AERELPR": "PROBABLY RELATED",
    "AEACN": "DOSE NOT CHANGED", "AEACNOTH": "NONE", "AEOUT": "RECOVERED/RESOLVED", "AEDIS": "N", "AESI": "N",
    "AESER": "N",
}  # fmt: skip
SERIOUS = {
    **EVENT, "AESEV": "SEVERE", "AETOXGR": "3", "AESER": "Y", "AESDTH": "N", "AESLIFE": "N", "AESHOSP": "Y",
    "AESDISAB": "N", "AESCONG": "N", "AESMIE": "N", "AEAWDAT": "2026-06-21", "AEAWTIM": "09:00",
}  # fmt: skip


def of(study: Study, event: dict[str, str], **changed: str) -> Chart:
    return Chart(study, ELIGIBLE).row("AE", **{name: answer for name, answer in {**event, **changed}.items() if answer})


@pytest.mark.parametrize("event", [EVENT, SERIOUS])
def test_a_plain_event_has_no_findings(study: Study, event: dict[str, str]) -> None:
    judged = of(study, event)
    assert {name: judged.row_findings("AE", name) for name in event if judged.row_findings("AE", name)} == {}


@pytest.mark.parametrize(
    ("event", "changed", "item", "found"),
    [
        (EVENT, {"AESTDAT": "2026-06-09"}, "AESTDAT", ["Hard"]),  # before consent
        (EVENT, {"AESTDAT": "2026-06"}, "AESTDAT", []),  # may be after consent
        (EVENT, {"AEENDAT": "2026-06-19"}, "AEENDAT", ["Hard"]),
        (EVENT, {"AEONGO": "Y"}, "AEOUT", ["Hard"]),  # resolved and ongoing
        (EVENT, {"AEONGO": "Y"}, "AEENDAT", ["Hard"]),  # an end of what goes on
        (EVENT, {"AETOXGR": "5"}, "AETOXGR", ["Soft", "Soft", "Hard"]),
        (EVENT, {"AEOUT": "FATAL"}, "AEOUT", ["Hard"]),
        (SERIOUS, {"AESHOSP": "N"}, "AESER", ["Hard"]),  # serious without a criterion
        (SERIOUS, {"AESDTH": "Y"}, "AESDTH", ["Hard"]),  # died and recovered
        (EVENT, {"AESHOSP": "Y"}, "AESHOSP", ["Hard"]),  # a criterion of what is not serious
        (EVENT, {"AEACNOTH": "NONE CONCOMITANT_DRUG"}, "AEACNOTH", ["Soft", "Hard"]),  # and no drug is listed
        (SERIOUS, {"AEAWDAT": "2026-06-19"}, "AEAWDAT", ["Hard"]),  # known before it began
        (EVENT, {"AETERM": "红斑，瘙痒"}, "AETERM", ["Soft"]),  # two events in a row
        (EVENT, {"AETERM": "注射安慰剂后红斑"}, "AETERM", ["Soft"]),
        (EVENT, {"AEENDAT": ""}, "AEOUT", ["Hard"]),  # resolved, but when?
        (EVENT, {"AEDIS": "Y"}, "AEDIS", ["Soft"]),
    ],
)
def test_what_cannot_be_is_said(
    study: Study, event: dict[str, str], changed: dict[str, str], item: str, found: list[str]
) -> None:
    assert of(study, event, **changed).row_findings("AE", item) == found
