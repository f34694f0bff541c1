"""The real study, as loaded, and with the demo's assumptions laid over it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal

import pytest

from hairtrial_desktop.places import forms_folder, resource
from hairtrial_desktop.study.definitions import Setting, Study
from hairtrial_desktop.study.loader import load_study, read_forms
from hairtrial_desktop.study.text import Text


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(read_forms(forms_folder()))


@pytest.fixture(scope="session")
def overlay() -> dict[str, Setting]:
    tree = tomllib.loads(resource("demo", "study_demo.toml").read_text("utf-8"), parse_float=Decimal)
    return {
        each["name"]: Setting(each["name"], each["value"], Text(**each["text"]), each["assumption"])
        for each in tree["setting"]
    }


@pytest.fixture(scope="session")
def demo(study: Study, overlay: dict[str, Setting]) -> Study:
    return replace(study, settings={**study.settings, **overlay})
