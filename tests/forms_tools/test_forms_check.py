"""Every error at once with its line; warnings that are never false; the command's exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.definition_check import check_definitions
from hairtrial_desktop.study.loader import AMENDMENT, load_study, read_forms
from tests.study import test_loader_refuses as wrong
from tests.study.specimen import FILES, code_list, form, item, text

NY = '"NY"'


def with_forms(*items: str, **files: str) -> dict[str, str]:
    """Return the specimen with more items in its form DM."""
    return {**FILES, "dm.toml": FILES["dm.toml"] + "".join(items), **files}


def doubts(files: dict[str, str]) -> list[tuple[str, str, str]]:
    result = check_definitions(files)
    assert result.errors == ()
    return [(each.file, each.path, each.doubt.value) for each in result.warnings]


def test_the_specimen_and_the_study_have_no_errors() -> None:
    assert check_definitions(FILES).errors == ()
    result = check_definitions(read_forms(forms_folder()))
    assert result.errors == ()
    assert (result.warnings, result.breaches) == ((), ())


def test_errors_of_both_passes_and_of_every_file_come_at_once_with_lines() -> None:
    files = with_forms(
        item("WRONG", "integer", unit='"parsec"'),
        item("RULE", "integer", collect_when='"NOSUCH == 1"'),
        item("TOOLONGNAME", "integer"),
    )
    files["study.toml"] = files["study.toml"].replace("enrolment_target = 18", "enrolment_target = 0")
    errors = check_definitions(files).errors
    found = {(each.file, each.path): each for each in errors}
    assert {("study.toml", "study.enrolment_target"), ("dm.toml", "DM.DM.WRONG.unit")} <= set(found)
    assert {("dm.toml", "DM.DM.RULE.collect_when"), ("dm.toml", "DM.DM.TOOLONGNAME.name")} <= set(found)
    for (file, _path), each in found.items():
        assert each.line is not None
        assert each.path.rpartition(".")[2] in files[file].splitlines()[each.line - 1]
    unit = found["dm.toml", "DM.DM.WRONG.unit"]
    assert (unit.expected, unit.found) == ("the code of a [[unit]]", "parsec")
    assert files["dm.toml"].splitlines()[(unit.line or 0) - 1] == 'unit = "parsec"'


def test_what_only_follows_from_another_error_is_not_told() -> None:
    files = with_forms(item("AMOUNT", "intger"), item("USES", "integer", collect_when="\"AMOUNT == 'x'\""))
    assert [each.path for each in check_definitions(files).errors] == ["DM.DM.AMOUNT.type"]


def test_a_file_that_is_no_toml_names_its_line_and_hides_nothing_else() -> None:
    files = {**FILES, "dm.toml": FILES["dm.toml"] + "\nthis is = = no toml\n"}
    files["study.toml"] = files["study.toml"].replace('zone = "+08:00"', 'zone = "x"')
    errors = {each.file: each for each in check_definitions(files).errors}
    assert set(errors) == {"dm.toml", "study.toml"}
    assert errors["dm.toml"].line == FILES["dm.toml"].count("\n") + 2


@pytest.mark.parametrize(
    ("condition", "reached"),
    [
        ("False", False),
        ("SEX == 'F' and SEX == 'M'", False),
        ("SEX == 'F' and not (SEX != 'M')", False),
        ("SEX in ('F', 'M')", True),
        ("AMOUNT > 4 and AMOUNT < 5", False),
        ("AMOUNT >= 4 and AMOUNT < 5", True),
        ("AMOUNT > 5 and AMOUNT < 5", False),
        ("AMOUNT != AMOUNT", False),
        ("SHARE > 4 and SHARE < 5", True),
        ("today < CONSENT", True),
    ],
)
def test_an_item_that_can_never_be_asked_is_named(condition: str, *, reached: bool) -> None:
    files = with_forms(
        item("AMOUNT", "integer"), item("SHARE", "decimal"), item("DEAD", "text", collect_when=f'"{condition}"')
    )
    named = [path for _file, path, doubt in doubts(files) if doubt == "unreachable"]
    assert named == ([] if reached else ["DM.DM.DEAD.collect_when"])


def test_an_item_that_waits_for_one_that_is_never_asked_is_named_too() -> None:
    files = with_forms(
        item("DEAD", "code", codelist=NY, collect_when='"False"'),
        item("AFTER", "text", collect_when="\"False and DEAD == 'Y'\""),
    )
    assert {path for _file, path, _doubt in doubts(files)} == {"DM.DM.DEAD.collect_when", "DM.DM.AFTER.collect_when"}


@pytest.mark.parametrize(
    ("rule", "fires"),
    [
        ("True", False),
        ("N1 > 0 or N1 <= 0", False),
        ("N1 > 0 or N1 < 0", False),  # 0 is left open, but it is only asked where it is more than 7
        ("N1 > 8 or N1 < 8", True),
        ("SEX == 'F' or SEX != 'F'", False),
        ("N1 >= N1", False),
        ("N1 > 5", False),
        ("N1 > 9", True),
    ],
)
def test_a_check_that_never_fires_is_named(rule: str, *, fires: bool) -> None:
    check = f'[{{class = "Hard", valid_when = "{rule}", message = {{zh = "错", en = "wrong"}}}}]'
    owner = item("OWNER", "integer", collect_when='"N1 > 7"', check=check)
    found = [path for _file, path, doubt in doubts(with_forms(item("N1", "integer"), owner)) if doubt == "always_true"]
    assert found == ([] if fires else ["DM.DM.OWNER.check[1].valid_when"])


CHECK = '{{class = "{kind}", valid_when = "{rule}", message = {{zh = "错", en = "wrong"}}}}'


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([("Hard", "43 <= N1 <= 30")], ["never_true"]),  # bounds exchanged
        ([("Hard", "30 <= N2 <= 43")], ["other_item"]),  # copied from another item
        ([("Hard", "30 <= N1 <= 43"), ("Soft", "20 <= N1 <= 50")], ["always_true"]),  # wider than the impossible
        ([("Hard", "30 <= N1 <= 43"), ("Hard", "20 <= N1 <= 50")], []),  # each is judged by itself
        ([("Hard", "30 <= N1 <= 43"), ("Soft", "36 <= N1 <= 37 or not (30 <= N1 <= 43)")], []),
        ([("Soft", "N1 <= N2")], []),  # two items are compared
        ([("Soft", "known(CONSENT)")], []),
        ([("Soft", "SEX == 'F'")], []),  # what a code asks of a number may be meant
    ],
)
def test_bounds_that_cannot_be_meant_are_named(checks: list[tuple[str, str]], expected: list[str]) -> None:
    rules = ", ".join(CHECK.format(kind=kind, rule=rule) for kind, rule in checks)
    owner = item("N1", "integer", check=f"[{rules}]")
    found = [(path, doubt) for _file, path, doubt in doubts(with_forms(item("N2", "integer"), owner))]
    assert [doubt for path, doubt in found if path.startswith("DM.DM.N1.check")] == expected


def test_bounds_exchanged_are_found_behind_a_condition_of_many_answers() -> None:
    """Fewer things given are tried first: the conditions of a real form have too many combinations."""
    files = dict(read_forms(forms_folder()))
    assert "30 <= TEMP <= 43" in files["vs.toml"]
    files["vs.toml"] = files["vs.toml"].replace("30 <= TEMP <= 43", "43 <= TEMP <= 30", 1)
    (found, *_) = check_definitions(files).warnings
    assert (found.doubt.value, found.path) == ("never_true", "VS.VS.TEMP.check[1].valid_when")


def test_what_is_used_nowhere_is_named() -> None:
    files = dict(FILES)
    files["codelists.toml"] += code_list("MINE", "A", "B")
    files["study.toml"] += f'[[unit]]\ncode = "ell"\nsymbol = {text("ell")}\n'
    found = {(file, path) for file, path, doubt in doubts(files) if doubt == "unused"}
    assert {("codelists.toml", "codelist[MINE]"), ("study.toml", "unit[ell]")} <= found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("N1 ≥ 5", "≥ is written >= here"),
        ("N1 => 5", "=> is written >= here"),
        ("SEX == ‘F’", "‘ is written ' here"),
        ("SEX == 'F' AND N1 > 5", "AND is written and here"),
        ("SEX == 'F' && N1 > 5", "&& is written and here"),
        ("（N1 > 5）", "（ is written ( here"),
        ("N1 > 5 or SEX == 'A && B", "a quotation mark has no partner"),
    ],
)
def test_a_sign_of_another_hand_is_named_with_the_one_to_write(rule: str, expected: str) -> None:
    wrong_check = f"[{CHECK.format(kind='Hard', rule=rule)}]"
    (error,) = check_definitions(with_forms(item("N1", "integer", check=wrong_check))).errors
    assert (error.file, error.path, error.expected) == ("dm.toml", "DM.DM.N1.check[1].valid_when", "an expression")
    assert error.line is not None
    assert expected in error.found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("name = “TEMP”", '“ is written " here'),
        ('name ＝ "TEMP"', "＝ is written = here"),
        ('name = "TEMP”', '” is written " here'),
        ('name = "TEMP', "a quotation mark has no partner"),
    ],
)
def test_a_sign_of_another_keyboard_is_named_in_a_file_that_is_no_toml(line: str, said: str) -> None:
    files = {**FILES, "dm.toml": FILES["dm.toml"] + f"[[group.item]]\n{line}\n"}
    (error,) = check_definitions(files).errors
    assert (error.file, error.line) == ("dm.toml", files["dm.toml"].count("\n"))
    assert error.found.startswith(said)


@pytest.mark.parametrize(
    ("added", "expected", "found"),
    [
        ({"mandatry": "true"}, "mandatory, perhaps", "mandatry"),
        ({"colour": '"red"'}, "no such key", "colour"),
        ({"check": '[{class = "Hard", valid_when = "N1 < 30,5", message = {zh = "错", en = "w"}}]'},
         "no comma here; the decimals of a number come after a point (30.5)", "(N1 < 30, 5)"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_with_what_was_meant(added: dict[str, str], expected: str, found: str) -> None:
    (error,) = check_definitions(with_forms(item("N1", "integer", **added))).errors
    assert (error.expected, error.found) == (expected, found)


def test_a_fixed_value_that_is_no_code_is_told_with_the_codes() -> None:
    (error,) = check_definitions(with_forms(item("ROUTE", "code", codelist='"SEX"', default='"X"'))).errors
    assert (error.expected, error.found) == ("one of the codes M, F", "X")


@pytest.mark.parametrize(
    ("zh", "en", "named"),
    [
        ("weight", "weight", True),
        ("体重", "体重", True),
        ("BASP", "BASP", False),
        ("BMI (kg/m2)", "BMI (kg/m2)", False),
        ("体重 weight", "weight (体重)", False),
    ],
)
def test_text_in_one_language_only_is_named(zh: str, en: str, *, named: bool) -> None:
    added = item("T1").replace('{zh = "T1（中）", en = "T1"}', f'{{zh = "{zh}", en = "{en}"}}')
    found = [path for _file, path, doubt in doubts(with_forms(added)) if doubt == "untranslated"]
    assert found == (["DM.DM.T1.text"] if named else [])


def test_edc_04_a_form_whose_name_fits_no_data_set_is_named() -> None:
    files = {**FILES, "long.toml": form("LONGFORMNAME", item("T1"))}
    files["study.toml"] = files["study.toml"].replace('forms = ["DM"', 'forms = ["LONGFORMNAME", "DM"', 1)
    assert ("long.toml", "LONGFORMNAME.name", "long_name") in doubts(files)


def write(folder: Path, files: dict[str, str]) -> str:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_says_file_line_place_and_ends_with_2(tmp_path: Path, language: str) -> None:
    files = with_forms(item("DEAD", "text", collect_when='"False"'))
    folder = write(tmp_path, files)
    fine = CliRunner().invoke(desktop, ["forms", "check", folder, "--lang", language])
    assert fine.exit_code == 0
    line = files["dm.toml"].splitlines().index('collect_when = "False"') + 1
    assert f"dm.toml:{line}: " in fine.stderr
    write(tmp_path, with_forms(item("WRONG", "integer", unit='"parsec"')))
    refused = CliRunner().invoke(desktop, ["forms", "check", folder, "--lang", language])
    assert refused.exit_code == REFUSED
    assert "DM.DM.WRONG.unit" in refused.stderr
    assert "parsec" in refused.stderr


def amended(change: tuple[str, str] = ("", "")) -> dict[str, str]:
    """Return a version 2.0 of the specimen: its item SEX has another name."""
    files = {name: text.replace("DM.SEX", "DM.GENDER") for name, text in FILES.items()}
    files["dm.toml"] = files["dm.toml"].replace('name = "SEX"', 'name = "GENDER"', 1)
    files["study.toml"] = files["study.toml"].replace('version = "1.0"', 'version = "2.0"')
    files[AMENDMENT] = (
        '[amendment]\nfrom = "1.0"\ntext = {zh = "修正案", en = "Amendment"}\n'
        'approval_number = "2026-118"\napproval_date = "2026-11-20"\n'
        '[[item]]\nold = "DM.SEX"\nnew = "DM.GENDER"\n'
    )
    assert change[0] in files[AMENDMENT]
    return files | {AMENDMENT: files[AMENDMENT].replace(*change)}


@pytest.mark.parametrize(
    ("change", "path", "line"),
    [
        (("", ""), "", 0),
        (('old = "DM.SEX"', 'old = "DM.SEXX"'), "item[1].old", 7),
        (('new = "DM.GENDER"', 'new = "DM.AGE"'), "item[1]", 6),  # an item of another type
        (('[[item]]\nold = "DM.SEX"\nnew = "DM.GENDER"\n', ""), "item[DM.SEX]", None),
        (('approval_date = "2026-11-20"\n', ""), "amendment.approval_date", 1),
        (('"2026-11-20"', '"20 Nov"'), "amendment.approval_date", 5),
        (("[[item]]", '[[form]]\nold = "DM"\ndropped = true\n[[item]]'), "form[1].old", 7),
    ],
)  # fmt: skip
def test_r3_16_the_mapping_of_an_amendment_is_checked_with_its_lines(
    change: tuple[str, str], path: str, line: int | None
) -> None:
    result = check_definitions(amended(change), load_study(FILES))
    places = {(each.file, each.path, each.line) for each in result.errors if each.path == path}
    assert places == ({(AMENDMENT, path, line)} if path else set()), result.errors
    assert bool(result.errors) is bool(path)


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        (("", ""), []),
        (('approval_number = "2026-118"\napproval_date = "2026-11-20"\n', ""), ["no_approval"]),
        (('en = "Amendment"', 'en = "修正案"'), ["untranslated"]),
    ],
)
def test_r3_16_an_amendment_without_an_approval_is_warned_about(change: tuple[str, str], doubt: list[str]) -> None:
    result = check_definitions(amended(change), load_study(FILES))
    assert [each.doubt.value for each in result.warnings if each.file == AMENDMENT] == doubt


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "未写伦理委员会的批准"), ("en", "names no approval of the ethics")]
)
def test_r3_16_the_command_holds_an_amendment_against_the_version_before(
    tmp_path: Path, language: str, said: str
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, files in (
        (old, FILES),
        (new, amended(('approval_number = "2026-118"\napproval_date = "2026-11-20"\n', ""))),
    ):
        folder.mkdir()
        write(folder, files)
    check = ["forms", "check", str(new), "--lang", language]
    fine = CliRunner().invoke(desktop, [*check, "--before", str(old)])
    assert fine.exit_code == 0, fine.stderr
    assert f"{AMENDMENT}:1: " in fine.stderr
    assert said in fine.stderr
    against_the_study = CliRunner().invoke(desktop, check)
    assert against_the_study.exit_code == REFUSED
    assert AMENDMENT in against_the_study.stderr


def test_whatever_the_loader_refuses_is_named_at_its_place() -> None:
    (cases,) = vars(wrong.test_wrong_files_are_refused_by_their_place)["pytestmark"]
    assert len(cases.args[1]) > 60
    for file, old, new, path, _expected in cases.args[1]:
        errors = check_definitions(wrong.changed(file, old, new)).errors
        assert path in [each.path for each in errors], (file, new)
        # A circle runs through several places; it is told with all of them instead of with one line.
        assert any(each.line or "circle" in each.expected for each in errors), (file, new)
