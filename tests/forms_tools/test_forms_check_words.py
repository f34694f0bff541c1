"""What is wrong in the forms is said in the language asked for: every specimen of a wrong definition, in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner

from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.cli.forms_check import said_fault
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.study.definition_check import DefinitionFault, check_amendment, check_definitions
from hairtrial_desktop.study.definitions import Source, Study
from hairtrial_desktop.study.loader import AMENDMENT, load_study
from hairtrial_desktop.study.phrase import Phrase, phrase
from hairtrial_desktop.words import Words
from tests.amendments.test_mapping_refused import WRONG, first
from tests.amendments.version_two import version_two
from tests.architecture import tree
from tests.study import test_loader_refuses as refuses
from tests.study import test_wrong_definitions as rules
from tests.study.specimen import FILES, item

ZH, EN = Words("zh"), Words("en")
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = re.compile(r"(?<![\w.'\"])[a-z]{3,}(?![\w(.'\"])")  # a word; not a name, a call, a text in quotes
# What a designer types, in whatever language: keys, types and values of the files.
_CODE = {
    "and", "after", "areas", "before", "closed", "codes", "crf", "decimal", "decimals", "default", "derive", "dropped",
    "false", "fill", "gate", "hash", "integer", "length", "never", "new", "not", "parent", "repeating", "text", "true",
    "user", "when", *(source.value.lower() for source in Source),
}  # fmt: skip
Files = Mapping[str, str]


def cases(test: Callable[..., None]) -> list[tuple[str, ...]]:
    (mark,) = vars(test)["pytestmark"]
    return [case if isinstance(case, tuple) else (case,) for case in mark.args[1]]


def specimens() -> Iterator[Files]:
    """Yield every wrong set of files of the loader's own tests."""
    for rule, *_ in cases(rules.test_a_wrong_rule_is_refused_where_it_stands):
        yield rules.wrong(rule)
    for key, rule, *_ in cases(rules.test_a_wrong_derivation_or_condition_is_refused_where_it_stands):
        yield rules.wrong(rule, key)
    for file, text, *_ in cases(rules.test_a_file_that_cannot_be_read_is_named):
        yield {**FILES, file: text}
    for file, old, new, *_ in cases(refuses.test_wrong_files_are_refused_by_their_place):
        yield refuses.changed(file, old, new)
    for files, *_ in cases(refuses.test_wrong_sets_of_files):
        yield cast("Files", files)


@cache
def second() -> Study:
    return load_study({name: text for name, text in version_two().items() if name != AMENDMENT})


def phrases(said: object) -> Iterator[Phrase]:
    """Yield the phrases that ``said`` is made of."""
    if isinstance(said, Phrase):
        yield said
        for part in said.params.values():
            yield from phrases(part)
    elif isinstance(said, (list, tuple)):
        for part in said:
            yield from phrases(part)


def english(text: str) -> set[str]:
    """Return the English words in a text; placeholders and names of tables are none."""
    return set(_ENGLISH.findall(re.sub(r"\{\w+\}|\[\w+\]", "", text)))


def english_in(errors: Iterable[DefinitionFault], files: Files) -> list[str]:
    """Return what would be said in English words to somebody who reads Chinese."""
    left = []
    typed = set(re.findall("[a-z]+", " ".join([*files, *files.values()])))
    for error in errors:
        for said in (error.expected, error.found):
            for each in phrases(said):
                words = english(ZH(each.msgid)) - _CODE
                if words or (english(each.msgid) - _CODE and not _HANZI.search(ZH(each.msgid))):
                    left.append(each.msgid)
            if not isinstance(said, Phrase) and english(said) - _CODE - typed:
                left.append(said)
        assert said_fault(error, EN).endswith(f"expected {error.expected}; found {error.found}")
    return left


def test_every_wrong_definition_is_said_in_chinese() -> None:
    left, count = [], 0
    for files in specimens():
        result = check_definitions(files)
        assert result.errors
        left += english_in(result.errors, files)
        count += 1
    assert sorted(set(left)) == []
    assert count > 170


@pytest.mark.parametrize("name", WRONG)
def test_every_wrong_mapping_is_said_in_chinese_with_its_place(name: str) -> None:
    old, new, path = WRONG[name]
    text = version_two()[AMENDMENT].replace(old, new, 1)
    errors, warnings = check_amendment(text, first(), second())
    assert english_in(errors, {**version_two(), AMENDMENT: text}) == []
    assert warnings == ()
    lines = [error.line for error in errors if error.path == path]
    assert lines
    assert None not in lines or path in ("amendment", "item[XH.HLDUR]")  # what is not there has no line


def test_a_phrase_is_said_with_its_parts_in_the_language_asked_for() -> None:
    said = phrase("{part}, {kind}", part="NUM", kind=phrase("a number"))
    assert said == "NUM, a number"
    assert EN("expected {expected}", expected=said) == "expected NUM, a number"
    assert ZH("{part}, {kind}", part="X", kind=said) == "X，是NUM，是数字"
    assert ZH("{values}", values=phrase("one of {values}", values=("A", "B"))) == "A、B 之一"


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "应为：某个 [[unit]] 的代码；实为：parsec"), ("en", "expected the code of a [[unit]]; found parsec")],
)
def test_the_command_says_expected_and_found_in_the_language_asked_for(
    tmp_path: Path, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = FILES["dm.toml"] + item("T1", "integer", unit='"parsec"')
    for name, text in {**FILES, "dm.toml": wrong}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for asked, chosen in ((("--lang", language), ""), ((), language)):
        monkeypatch.setenv("HAIRTRIAL_LANG", chosen)
        done = CliRunner().invoke(desktop, ["forms", "check", str(tmp_path), *asked])
        assert done.exit_code == REFUSED
        assert said in done.stderr


def test_no_refusal_of_the_loader_is_written_in_plain_english() -> None:
    """What takes an expected and a found text gets phrases: a sentence that is none would stay English."""
    refusing = {"wrong", "fail", "definition_error", "NameProblem", "_wrong", "ListProblem", "add"}
    plain = []
    for path in tree.files("hairtrial_desktop/study/*.py"):
        for node in ast.walk(tree.parsed(path)):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in refusing:
                continue
            for argument in node.args:
                texts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
                said = [each.value for each in texts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                plain += [(path.name, each) for each in said if re.search(r"[a-z]{2,} [a-z]{2,}", each)]
    assert plain == []
