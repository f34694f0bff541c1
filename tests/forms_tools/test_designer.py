"""Letter, dictionary, comparison and preview, through the commands and from the definitions."""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from hairtrial_desktop.casebook.findings import BLINDING
from hairtrial_desktop.cli.desktop import desktop
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.designer.changes import said
from hairtrial_desktop.designer.letter import bare, letter, letter_page, questions
from hairtrial_desktop.designer.sheet import Sheet
from hairtrial_desktop.designer.sheets import dictionary
from hairtrial_desktop.designer.workbook import workbook
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.differences import Change, differences
from hairtrial_desktop.study.loader import load_study, read_forms
from hairtrial_desktop.words import Words
from tests.study.specimen import FILES, item, text

CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
VOID = {"meta", "input", "br"}


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(read_forms(forms_folder()))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(desktop, ["forms", *arguments])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_letter_asks_everything_that_is_assumed_or_open(study: Study, language: str, tmp_path: Path) -> None:
    out = tmp_path / "letter.md"
    assert run("assumptions", "--out", str(out), "--lang", language).exit_code == 0
    words = out.read_text(encoding="utf-8")
    assert words == run("assumptions", "--lang", language).output
    wanted = [setting for setting in study.settings.values() if setting.assumption or setting.value is None]
    items = [
        item for form in study.forms.values() for group in form.groups for item in group.items if item.assumption
    ]  # fmt: skip
    assert wanted
    assert items
    assert len(questions(study)) == len(wanted) + len(items)
    for setting in wanted:
        assert f"**{setting.text.say(language)}** (`CFG.{setting.name}`)" in words
    for each in items:
        assert each.assumption is not None
        assert bare(each.assumption, language) in words
    assert not re.search("假设：假设|Assumed: Assumption", words)
    assert {"zh": "V1 后 1 个月", "en": "1 month after V1"}[language] in words  # the windows are assumed, too
    assert {"zh": "申办者答复：", "en": "Answer of the sponsor:"}[language] in words
    numbers = re.findall(r"^(\d+)\. ", words, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, len(wanted) + len(items) + 1)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_letter_to_print_says_the_same_and_leaves_room_for_each_answer(
    study: Study, language: str, tmp_path: Path
) -> None:
    out = tmp_path / "letter.html"
    assert run("assumptions", "--out", str(out), "--lang", language).exit_code == 0
    said = set(read(out).words)
    asked = questions(study)
    assert {each.title.say(language) for each in asked} | {each.place for each in asked} <= said
    assert str(len(asked)) in said
    assert out.read_text(encoding="utf-8").count("<td></td>") >= len(asked)


def test_a_letter_of_a_study_that_leaves_nothing_open_says_so() -> None:
    study = replace(load_study(FILES), settings={}, forms={})
    assert "no open questions" in letter(study, Words("en"))
    assert "no open questions" in letter_page(study, Words("en"))


def rows_of(path: Path) -> list[list[list[str]]]:
    """Return the texts of each worksheet, row by row, as another program would read them."""
    with zipfile.ZipFile(path) as book:
        shared = ["".join(node.itertext()) for node in etree.fromstring(book.read("xl/sharedStrings.xml"))]
        pages = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        found = []
        for name in pages:
            root = etree.fromstring(book.read(name))
            assert root.find(f".//{CELLS}f") is None, "no formula"
            found.append(
                [
                    [shared[int(cell.findtext(f"{CELLS}v") or "")] for cell in row if cell.get("t") == "s"]
                    for row in root.iter(f"{CELLS}row")
                ]
            )
        return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_edc_07_the_workbook_holds_every_item_code_and_check(study: Study, language: str, tmp_path: Path) -> None:
    out = tmp_path / "dictionary.xlsx"
    assert run("dictionary", "--out", str(out), "--lang", language).exit_code == 0
    cover, schedule, visits, forms, items, codes, plan, signatures, settings = rows_of(out)
    assert {study.protocol, study.version, study.sha256} <= {row[1] for row in cover}
    every = [(form, item) for form in study.forms.values() for group in form.groups for item in group.items]
    assert len(items) == len(every) + 1
    assert len(visits) == sum(len(event.forms) for event in study.events) + 1
    assert len(codes) == sum(len(each.items) for each in study.code_lists.values()) + 1
    assert len(settings) == len(study.settings) + 1
    assert [len(each) - 1 for each in (schedule, forms, signatures)] == [
        len(study.events), len(study.forms), len(study.signatures),
    ]  # fmt: skip
    named = {row[0] for row in plan}
    assert {"SYS.TYPE", "SYS.SKIPPED", "SYS.BLIND", "SYS.DELEG", "SYS.EVID", "SYS.WINDOW"} <= named
    assert {check.oid for _form, item in every for check in item.checks} <= named
    assert {gate.oid for gate in study.gates} <= named
    for (form, each), row in zip(every, items[1:], strict=True):
        assert {form.short, each.name, each.question.zh, each.question.en, each.data_type.value} <= set(row)


def test_the_same_definitions_give_the_same_bytes_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    sheets = (Sheet("T", ("a", "b"), (("=1+1", "http://example.org/"),)),)
    first = workbook(sheets, "title")
    assert first == workbook(sheets, "title")
    (tmp_path / "x.xlsx").write_bytes(first)
    assert rows_of(tmp_path / "x.xlsx") == [[["a", "b"], ["=1+1", "http://example.org/"]]]


class Page(HTMLParser):
    """Gathers text, and refuses what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.fields = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not {"src", "href", "action"} & {name for name, _value in attrs}
        assert tag != "script"
        self.fields += tag in ("input", "select")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?://|url\(|@import", text)
    page = Page()
    page.feed(text)
    assert page.open == []
    return page


def test_the_dictionary_as_html_holds_the_same_and_nothing_from_outside(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "dictionary.html"
    assert run("dictionary", "--out", str(out), "--lang", "zh").exit_code == 0
    words = set(read(out).words)
    assert "数据核查计划" in words
    for sheet in dictionary(study, Words("zh")):
        assert {cell for row in sheet.rows for cell in row if cell} <= words


def test_the_dictionary_says_who_gives_which_signature(study: Study) -> None:
    (sheet,) = [each for each in dictionary(study, Words("en")) if each.title == "Signatures"]
    told = {row[0]: (row[1], row[4], row[5]) for row in sheet.rows}
    assert told["assessment"] == ("a form", "assessor", "XH PTG")
    assert told["visit"] == ("a whole visit", "investigator", "")


def test_the_dictionary_says_when_each_visit_is_due_and_what_holds_for_each_form(study: Study) -> None:
    sheets = {each.title: each for each in dictionary(study, Words("en"))}
    visits = {row[0]: row[3:9] for row in sheets["Visit schedule"].rows}
    assert visits["V2"][:3] == ("V1", "1 month", "−3 / +3")
    assert visits["SCR"] == ("", "", "", "", "", "SCR.DM.SVSTDAT")
    forms = {row[0]: row[4:7] for row in sheets["Forms"].rows}
    assert forms["GATE"][1] == "✓"
    assert forms["XH"][0] == "assessment crf"
    assert forms["PTG"][2] == "photograph: its hash leaves"


def test_the_plan_says_where_each_rule_acts_what_it_asks_and_what_is_said(study: Study) -> None:
    (sheet,) = [each for each in dictionary(study, Words("zh")) if each.title == "数据核查计划"]
    rows = {row[0]: row[1:] for row in sheet.rows}
    assert len(rows) == len(sheet.rows)
    assert rows["RC.VS.TEMP.1"][:4] == ("SCR V1 V2 V3 FU1 FU2 EOS UNS", "VS", "TEMP", "体温")
    assert rows["MD.VS.TEMP"][-2].startswith("必填")
    assert rows["GT.THAW"][0] == "V1 V2 V3"
    assert rows["SYS.BLIND"][-2] == BLINDING.zh
    assert not [number for number, row in rows.items() if not row[-1] and number != "SYS.TYPE"]


def test_what_the_program_fills_in_looks_like_it(tmp_path: Path) -> None:
    out = tmp_path / "form.html"
    assert run("preview", "EC", "--out", str(out), "--lang", "zh").exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert 'class="fixed"><span><span lang="zh-CN">皮内</span> <span class="en" lang="en">Intradermal</span>' in text
    assert "1 · 不可能值：表单不能完成" in text
    assert not re.search(r">(Hard|Soft|Protocol)\b", text)


def test_a_dictionary_of_another_kind_is_refused(tmp_path: Path) -> None:
    refused = run("dictionary", "--out", str(tmp_path / "dictionary.docx"), "--lang", "en")
    assert refused.exit_code == REFUSED
    assert ".xlsx" in refused.stderr


def test_every_form_has_a_preview_with_every_question_in_both_languages(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "form.html"
    for form in study.forms.values():
        assert run("preview", str(forms_folder()), form.short, "--out", str(out), "--lang", "en").exit_code == 0
        page = read(out)
        items = [item for group in form.groups for item in group.items for _area in ("A", "B")[: 1 + group.areas]]
        assert page.fields >= len(items)
        for each in items:
            assert {each.question.zh, each.question.en} <= set(page.words)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_preview_as_pdf_is_the_blank_form_with_every_question(study: Study, language: str, tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    assert run("preview", "VS", "--out", str(out), "--lang", language).exit_code == 0
    said = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, text=True, check=True).stdout
    printed = "".join(said.split())
    items = [item for group in study.forms["F.VS"].groups for item in group.items]
    asked = [item.question.say(language) for item in items if item.name != "VSTPT"]  # not asked at screening
    assert [each for each in asked if "".join(each.split()) not in printed] == []


def test_a_preview_of_another_kind_is_refused(tmp_path: Path) -> None:
    refused = run("preview", "VS", "--out", str(tmp_path / "form.docx"), "--lang", "en")
    assert refused.exit_code == REFUSED
    assert ".pdf" in refused.stderr


def test_a_form_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    out = tmp_path / "form.html"
    refused = run("preview", "NOSUCH", "--out", str(out), "--lang", "en")
    assert refused.exit_code == REFUSED
    assert "NOSUCH" in refused.stderr
    assert "PTG" in refused.stderr
    assert not out.exists()
    assert run("preview", "vs", "--out", str(out)).exit_code == 0


def changes(file: str, old: str, new: str) -> list[tuple[str, str, str, str]]:
    assert old in FILES[file]
    found = differences(load_study(FILES), load_study({**FILES, file: FILES[file].replace(old, new, 1)}))
    return [(each.change.value, each.thing.value, each.place, each.attribute) for each in found]


CONSENT = '"CONSENT"\ntext = {zh = "CONSENT（中）", en = "CONSENT"}\ntype = "date"'


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("study.toml", "value = 190", "value = 180", ("changed", "setting", "CFG.DENS_MAX", "value")),
        ("study.toml", 'version = "1.0"', 'version = "2.0"', ("changed", "study", "ST.1", "version")),
        ("study.toml", "before = 13", "before = 12", ("changed", "event", "V1", "window")),
        ("dm.toml", CONSENT, CONSENT.replace('"date"', '"partialDate"'), ("changed", "item", "DM.CONSENT", "type")),
        ("dm.toml", 'en = "SEX"', 'en = "Sex"', ("changed", "item", "DM.SEX", "text")),
        ("dm.toml", "mandatory = true", "mandatory = false", ("changed", "item", "DM.SEX", "mandatory")),
        ("dm.toml", "18 <= AGE", "19 <= AGE", ("changed", "item", "DM.INCL02", "derive")),
        ("dm.toml", item("BIRTH", "partialDate"), item("BIRTH", "partialDate") + item("NEW"),
            ("added", "item", "DM.NEW", "")),
        ("codelists.toml", 'code = "III vertex"', 'code = "III v"', ("added", "code", "CL.NORWOOD=III v", "")),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_found(file: str, old: str, new: str, expected: tuple[str, str, str, str]) -> None:
    if file == "codelists.toml":
        return_to = {**FILES, file: FILES[file].replace(old, new, 1)}
        return_to["xh.toml"] = FILES["xh.toml"].replace("'III vertex'", "'III v'")
        found = differences(load_study(FILES), load_study(return_to))
        assert expected in [(each.change.value, each.thing.value, each.place, each.attribute) for each in found]
        return
    assert expected in changes(file, old, new)


def test_nothing_changed_is_nothing_said() -> None:
    assert differences(load_study(FILES), load_study(dict(reversed(FILES.items())))) == ()


def test_an_item_under_another_name_is_supposed_to_be_renamed() -> None:
    before = {**FILES, "dm.toml": FILES["dm.toml"] + item("OLDNAME")}
    renamed = item("OLDNAME").replace('name = "OLDNAME"', 'name = "NEWNAME"')
    found = differences(load_study(before), load_study({**FILES, "dm.toml": FILES["dm.toml"] + renamed}))
    assert [each.place for each in found if each.change is Change.RENAMED] == ["DM.NEWNAME"]
    assert not [each for each in found if each.change in (Change.ADDED, Change.REMOVED)]


def lines(language: str, *edits: tuple[str, str, str], extra: str = "") -> list[str]:
    """Return what the comparison says of the specimen (with ``extra`` in DM) after ``edits``."""
    before = {**FILES, "dm.toml": FILES["dm.toml"] + extra}
    after = dict(before)
    for file, old, new in edits:
        assert old in after[file]
        after[file] = after[file].replace(old, new)
    return said(differences(load_study(before), load_study(after)), Words(language))


CHECKED = item(
    "OLDNAME", "integer", check=f'[{{class = "Soft", valid_when = "OLDNAME > 1", message = {text("ask {OLDNAME}")}}}]'
)  # fmt: skip
RENAMING = ("dm.toml", 'name = "OLDNAME"', 'name = "NEWNAME"')


def test_a_renamed_item_takes_its_checks_and_whoever_names_it_along() -> None:
    other = item("OTHER", "integer", collect_when='"OLDNAME > 5"')
    rules = [("dm.toml", "OLDNAME >", "NEWNAME >"), ("dm.toml", "{OLDNAME}", "{NEWNAME}")]
    (line,) = lines("en", RENAMING, *rules, extra=CHECKED + other)
    assert line == "item DM.OLDNAME seems to have been renamed DM.NEWNAME; if so, the amendment must say it"


def test_an_item_of_the_same_name_in_another_form_keeps_it() -> None:
    before = {**FILES, "dm.toml": FILES["dm.toml"] + CHECKED, "hx.toml": FILES["hx.toml"] + CHECKED}
    now = CHECKED
    for old, new in (RENAMING[1:], ("OLDNAME >", "NEWNAME >"), ("{OLDNAME}", "{NEWNAME}")):
        now = now.replace(old, new)
    after = {**before, "dm.toml": FILES["dm.toml"] + now}
    found = differences(load_study(before), load_study(after))
    assert {each.place.partition(".")[0] for each in found} == {"DM"}


def test_what_changed_in_the_check_of_a_renamed_item_is_said() -> None:
    rules = [("dm.toml", "OLDNAME > 1", "NEWNAME > 2"), ("dm.toml", "{OLDNAME}", "{NEWNAME}")]
    told = lines("en", RENAMING, *rules, extra=CHECKED)
    assert told[1:] == ["check DM.NEWNAME.1 “OLDNAME”, must be true: NEWNAME > 1 → NEWNAME > 2"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "visit V3 “V3”, visit window: 1 month after V2; in the window −3 to +3 days; out of it beyond ±7 days"),
        ("zh", "访视窗：V2 后 1 个月；窗内 −3 至 +3 天；超过 ±7 天为超窗 → V2 后 1 个月；窗内 −2 至 +3 天；超过"),
    ],
)
def test_a_window_is_said_in_words(language: str, expected: str) -> None:
    window = 'anchor = "V2"\nmonths = 1\nbefore = 3'
    (line,) = lines(language, ("study.toml", window, window.replace("before = 3", "before = 2")))
    assert expected in line


FORMS = 'forms = ["EC", "GATE", "PTG"]'


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ('"EC", "GATE"', "now without PTG"),
        ('"EC", "XH", "GATE", "PTG"', "now with XH"),
        ('"GATE", "EC", "HX"', "now without PTG; now with HX; now in the order GATE, EC, HX"),
    ],
)
def test_of_a_list_what_came_and_went_is_said_and_the_order_only_where_it_changed(now: str, expected: str) -> None:
    (line,) = lines("en", ("study.toml", FORMS, f"forms = [{now}]"))
    assert line == f"visit V1 “V1”, forms: {expected}"


def test_a_new_item_is_no_new_order() -> None:
    new = item("NEW")
    (line,) = lines("en", ("dm.toml", item("BIRTH", "partialDate"), new + item("BIRTH", "partialDate")))
    assert line == "item DM.NEW was added: “NEW”"


def test_a_whole_form_that_goes_is_said_once(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    files = {**FILES, "extra.toml": FILES["dm.toml"].replace('[form]\nname = "DM"', '[form]\nname = "EXTRA"')}
    files["extra.toml"] = "[form]\nname = 'EXTRA'\ntext = {zh = '另', en = 'extra'}\n[[group]]\nname = 'G'\n"
    files["extra.toml"] += "text = {zh = '组', en = 'group'}\n" + item("ONE") + item("TWO")
    files["study.toml"] = FILES["study.toml"].replace('forms = ["DM"', 'forms = ["EXTRA", "DM"', 1)
    for folder, texts in ((old, files), (new, FILES)):
        folder.mkdir()
        for name, words in texts.items():
            (folder / name).write_text(words, encoding="utf-8")
    for language, gone in (("en", "form EXTRA was removed"), ("zh", "EXTRA 已删除")):
        lines = run("diff", str(old), str(new), "--lang", language).output.splitlines()
        assert len([line for line in lines if gone in line]) == 1
        assert not [line for line in lines if "ONE" in line]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_change_is_said_in_words(language: str) -> None:
    found = differences(load_study(FILES), load_study(read_forms(forms_folder())))
    lines = said(found, Words(language))
    assert len(lines) == len(found) > 100
    assert not [line for line in lines if re.search(r"\b[a-z]+_[a-z]+\b(?=:)", line)]
