from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from tests.exchange.world import World


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Found an empty site and a sponsor, once; every test has a copy."""
    made = World(tmp_path_factory.mktemp("world"))
    made.close()
    return made


@pytest.fixture
def world(founded: World, tmp_path: Path) -> Iterator[World]:
    """Give an empty site and a sponsor."""
    made = founded.copied(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def filled(founded: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a site three participants: everything filled and signed, screening only, injected without consent."""
    world = founded.copied(tmp_path_factory.mktemp("filled"))
    world.consent("01-001")
    for event in world.study.events:
        for form in event.forms:
            if form != "F.IC":
                world.fill(FormKey("01-001", event.oid, form))
    ic = FormKey("01-001", "SE.SCR", "F.IC")
    world.sign(ic)
    world.save(ic, {"DSSTDAT": "2026-09-02"}, reason="抄写错误")  # the signature is void now
    world.sign(ic)
    world.save(FormKey("01-001", "SE.SCR", "F.VS"), {"WEIGHT": ("", "ND")}, reason="未测")
    world.save(FormKey("01-001", "SE.SCR", "F.VS"), {"WEIGHT": None}, reason="误填")
    world.save(FormKey("01-001", "SE.LOG", "F.AE", form_repeat=2), {"AETERM": "头痛"})
    world.save(FormKey("01-001", "SE.LOG", "F.AE", form_repeat=2), {}, status="removed", reason="重复")
    world.consent("01-002", provision="N")
    world.consent("01-003", provision="N")
    world.save(FormKey("01-003", "SE.V1", "F.EC"), {"ECYN": "Y"})
    world.close()
    return world


@pytest.fixture(scope="session")
def mailed(filled: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Let the site with the three participants send its first month."""
    world = filled.copied(tmp_path_factory.mktemp("mailed"))
    world.send("2026-09")
    world.close()
    return world


@pytest.fixture
def posted(mailed: World, tmp_path: Path) -> Iterator[World]:
    """Give the site whose first month lies with the transport."""
    made = mailed.copied(tmp_path)
    yield made
    made.close()


@pytest.fixture
def full(filled: World, tmp_path: Path) -> Iterator[World]:
    """Give the site with the three participants."""
    made = filled.copied(tmp_path)
    yield made
    made.close()
