"""Nothing of a definition is lost on the way out and back: every attribute, whatever a study is made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hairtrial_desktop.exchange.odm.carried import definitions_odm
from hairtrial_desktop.exchange.odm.definitions_in import definitions_from_odm
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study import definitions
from hairtrial_desktop.study.attaching import AttachmentRule
from hairtrial_desktop.study.definition_files import files_of
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.differences import differences
from hairtrial_desktop.study.expression import Expression
from hairtrial_desktop.study.loader import load_study, read_forms
from hairtrial_desktop.study.text import Text
from tests.study.specimen import FILES, code_list, event, form, item, text

REDUCED = {("VisitWindow", "least_days"), ("VisitWindow", "least_after")}  # of a window as it applies, not of a file
CREATED = "2026-11-22T10:00:00+08:00"
NAMES = {each.__name__: each for each in (AttachmentRule, Decimal, Expression, Mapping, Text)}  # named in annotations
RICH = {  # what neither the study nor the specimen need use
    "guidance": text("note"), "visible_to": '["investigator"]', "hidden_from": '["DM.WHO"]', "length": "20",
    "assumption": text("to be asked"), "null_flavours": '["ND"]', "source": '"transcribed"', "critical": "true",
    "sdtm": '"X"', "export": "false", "attachments": '{kind = "photograph", export = "file"}',
}  # fmt: skip


def kinds_of(kind: object) -> Iterator[type]:
    """Yield every dataclass that ``kind`` is made of by its annotations, itself too; expressions and texts are none."""
    if isinstance(kind, type) and is_dataclass(kind) and kind not in (Expression, Text):
        yield kind
        for hint in get_type_hints(kind, localns=NAMES).values():
            yield from kinds_of(hint)
    for inner in get_args(kind):
        yield from kinds_of(inner)


KINDS = list(dict.fromkeys(kinds_of(Study)))


def parts(thing: object) -> Iterator[Any]:
    """Yield every definition in ``thing``, itself included; expressions and texts are none."""
    if is_dataclass(thing) and not isinstance(thing, type) and type(thing) in KINDS:
        yield thing
        for each in fields(thing):
            yield from parts(getattr(thing, each.name))
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from parts(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from parts(value)


@cache
def rich() -> dict[str, Study]:
    """Return studies in which every attribute of every definition is used somewhere."""
    extra = dict(FILES)
    extra["dm.toml"] += item("RICH", **RICH) + item("WHO", "user")
    extra["dm.toml"] += f'[[group]]\nname = "ROWS"\ntext = {text("rows")}\nrepeating = true\n' + item("NOTE")
    head = 'log = true\nparent = "CM"\nparent_row = "ROWNO"\nvisible_to = ["nurse"]\nhidden_from = ["DM.WHO"]\n'
    head += 'attachments = {kind = "wet_ink_scan", export = "never"}\n'
    extra["ch.toml"] = form("CH", item("ROWNO", "integer"), head=head)
    extra["study.toml"] = extra["study.toml"].replace('forms = ["CM"]', 'forms = ["CM", "CH"]')
    own = 'anchor = "V1"\nmonths = 1\nbefore = 3\nafter = 3\nhard = 7\n'
    other = '[event.window.other]\nsetting = "MODE"\nvalue = "ANCHOR"\nanchor = "V1"\ndays = 3\n'
    mode = f'[[setting]]\nname = "MODE"\nvalue = "CHAIN"\ntext = {text("mode")}\n[[setting]]\n'
    extra["study.toml"] = extra["study.toml"].replace(own, own + other, 1).replace("[[setting]]\n", mode, 1)
    return {"study": load_study(read_forms(forms_folder())), "specimen": load_study(extra)}


def test_whatever_a_study_is_made_of_is_among_the_definitions() -> None:
    """Fail for a class of definitions that nothing here would see."""
    assert {each for each in vars(definitions).values() if isinstance(each, type) and is_dataclass(each)} <= set(KINDS)
    assert AttachmentRule in KINDS


def default_of(each: dataclasses.Field[Any]) -> object:
    if each.default is not MISSING:
        return each.default
    return MISSING if each.default_factory is MISSING else each.default_factory()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_attribute_is_used_by_some_study_that_goes_out_and_back(kind: type) -> None:
    """Fail for an attribute added to the definitions until a form, or the specimen here, uses it."""
    held = [part for study in rich().values() for part in parts(study) if type(part) is kind]
    assert held
    unused = [
        each.name for each in fields(kind)
        if (kind.__name__, each.name) not in REDUCED
        and (usual := default_of(each)) is not MISSING and all(getattr(part, each.name) == usual for part in held)
    ]  # fmt: skip
    assert unused == []


def identical(study: Study) -> None:
    files = files_of(study)
    assert replace(load_study(files), sha256=study.sha256) == study
    first = definitions_odm(study, CREATED, "1")
    back = definitions_from_odm(first)
    assert back.notes == ()
    again = load_study(back.files)
    assert replace(again, sha256=study.sha256) == study
    assert definitions_odm(again, CREATED, "1") == first


@pytest.mark.parametrize("name", ["study", "specimen"])
def test_every_attribute_survives_files_and_odm(name: str) -> None:
    identical(rich()[name])


def without(thing: Any, kind: type, name: str, default: object) -> Any:
    """Return ``thing`` with the attribute ``name`` of every ``kind`` as it would be if nobody had set it."""
    if is_dataclass(thing) and not isinstance(thing, type) and type(thing) in KINDS:
        new = {each.name: without(getattr(thing, each.name), kind, name, default) for each in fields(thing)}
        if type(thing) is kind:
            new[name] = default
        return replace(thing, **new)
    if isinstance(thing, Mapping):
        return {key: without(value, kind, name, default) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return tuple(without(value, kind, name, default) for value in thing)
    return thing


OPTIONAL = [
    (kind, each.name, default_of(each)) for kind in KINDS for each in fields(kind)
    if default_of(each) is not MISSING and (kind.__name__, each.name) not in REDUCED
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "default"), OPTIONAL, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_a_change_of_any_attribute_is_said_by_the_comparison(kind: type, name: str, default: object) -> None:
    for study in rich().values():
        changed = without(study, kind, name, default)
        if changed != study:
            assert differences(study, changed) != ()
            return
    pytest.fail("no study uses it")


# -- generated studies

TYPES = ("text", "integer", "decimal", "date", "partialDate", "month", "time", "datetime", "code", "codes", "user")
FLAGS = ("mandatory", "critical")


@st.composite
def items(draw: st.DrawFn, number: int) -> str:
    kind = draw(st.sampled_from(TYPES))
    name = f"I{number}"
    more: dict[str, str] = {flag: "true" for flag in FLAGS if draw(st.booleans())}
    if kind in ("code", "codes"):
        more["codelist"] = '"NY"'
    if kind in ("text", "integer", "decimal") and draw(st.booleans()):
        more["length"] = str(draw(st.integers(4, 12)))
    if kind == "decimal" and draw(st.booleans()):
        more["decimals"] = str(draw(st.integers(0, 3)))
    if kind in ("integer", "decimal") and draw(st.booleans()):
        more["unit"] = '"cm2"'
    if draw(st.booleans()):
        more["collect_when"] = "\"ASKED == 'Y'\""
    if draw(st.booleans()):
        more["guidance"] = text(draw(st.text("中a<&'%x ", min_size=1, max_size=9).filter(str.strip)))
    if draw(st.booleans()):
        more["null_flavours"] = draw(st.sampled_from(["[]", '["ND"]', '["NK", "NA"]']))
    if draw(st.booleans()):
        more["export"] = "false"
    if draw(st.booleans()):
        rule = f"not missing({name})"
        message = text(draw(st.sampled_from(["ask", "{" + name + "} 不可能", "<b> & {value}"])))
        kind_of = draw(st.sampled_from(["Hard", "Soft", "Protocol"]))
        more["check"] = f'[{{class = "{kind_of}", valid_when = "{rule}", message = {message}}}]'
    return item(name, kind, **more)


@st.composite
def studies(draw: st.DrawFn) -> dict[str, str]:
    asked = item("ASKED", "code", codelist='"NY"')
    made = [draw(items(number)) for number in range(draw(st.integers(1, 4)))]
    head = "\n".join(line for line in ("second_person = true", "map_areas = true") if draw(st.booleans()))
    group = draw(st.sampled_from(["", "areas = true", "repeating = true"]))
    plain = form("AA", asked, head=head)
    sections = f'[[group]]\nname = "MORE"\ntext = {text("more")}\n{group}\n' + "".join(made)
    study = FILES["study.toml"].split("[[gate]]")[0]
    window = draw(st.sampled_from(["", '[event.window]\nanchor = "E1"\ndays = 7\nbefore = 1\nafter = 2\nhard = 5']))
    return {
        "study.toml": study + event("E1", '"AA"') + event("E2", '"AA"', window),
        "codelists.toml": code_list("NY", "Y", "N", draw(st.sampled_from(["U?", "X"]))),
        "aa.toml": plain + sections,
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(studies())
def test_out_and_back_and_out_is_the_identity_for_any_study(files: dict[str, str]) -> None:
    identical(load_study(files))
