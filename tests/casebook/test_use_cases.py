"""Every use case by every role: allowed and refused exactly as ONE table says (21 CFR 11.10(g); EMA-12)."""

from __future__ import annotations

import ast
from contextlib import suppress

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.places import PACKAGE
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at
from tests.casebook.test_queries import completed
from tests.casebook.use_cases import MATRIX, PARTS, ROLES, TABLE, USERS, Act, Scene, written

PREPARING = ("raise_query", "answer_query", "lock", "save", "attach")  # what the scene of a use case may need


def refused_by_role(act: Act, scene: Scene) -> None:
    """Use it; what is hidden from a role is not what it has no right to."""
    try:
        act(scene)
    except NotPermitted as error:
        if error.code != "form_hidden":
            pytest.fail(f"refused: {error.params}")


@pytest.mark.parametrize("letter", ROLES)
@pytest.mark.parametrize("name", TABLE)
def test_p11_07_ema_12_each_role_uses_its_use_cases_and_no_other(house: House, name: str, letter: str) -> None:
    session = completed(house)
    house.screened()
    scene = Scene(house, house.book(USERS[letter]), session.key, at(session, "SYSBP"))
    allowed, act = TABLE[name]
    own = [commit.user for commit in house.shelves.store.commits()].count(USERS[letter])
    if letter in allowed:
        with suppress(KnownError):  # another rule than the role's
            refused_by_role(act, scene)
    else:
        with pytest.raises((NotPermitted, KnownError)) as refused:
            act(scene)
        assert isinstance(refused.value, NotPermitted) or refused.value.code in {"package_for_clinic", "witness_role"}
        after = [commit.user for commit in house.shelves.store.commits() if commit.act not in PREPARING]
        assert after.count(USERS[letter]) <= own


def test_p11_07_no_use_case_is_forgotten() -> None:
    """Every public function or method of the casebook that asks for a right or commits stands in the table."""
    told = {name.split()[0] for name in TABLE} | set(PARTS)
    assert sorted(set(found()) - told) == []


def found() -> list[str]:
    names = []
    for path in sorted((PACKAGE / "casebook").rglob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        functions = [node for node in body if isinstance(node, ast.FunctionDef)]
        acting = {each.name for each in functions if _acts(each, set())}
        names += [f"{path.stem}.{each.name}" for each in functions if _is_use_case(each, acting)]
        for kind in (node for node in body if isinstance(node, ast.ClassDef)):
            methods = [node for node in kind.body if isinstance(node, ast.FunctionDef)]
            names += [f"{path.stem}.{kind.name}.{each.name}" for each in methods if _is_use_case(each, acting)]
    return names


def _is_use_case(node: ast.FunctionDef, acting: set[str]) -> bool:
    return not node.name.startswith("_") and _acts(node, acting)


def _acts(node: ast.FunctionDef, acting: set[str]) -> bool:
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    asks = any(isinstance(each, ast.Attribute) and ast.unparse(each).endswith((".actor.require", "book.commit"))
               for each in calls)  # fmt: skip
    return asks or any(isinstance(each, ast.Name) and each.id in acting for each in calls)


def test_ema_12_the_matrix_in_the_validation_papers_is_the_table() -> None:
    assert MATRIX.read_text(encoding="utf-8") == written(), "python -m tests.casebook.use_cases, and commit the file"
