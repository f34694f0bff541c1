"""Every assumption and open question of the definitions as a letter to the sponsor: Markdown, or HTML to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from hairtrial_desktop.designer.page import page, tables
from hairtrial_desktop.designer.sheet import Sheet
from hairtrial_desktop.designer.window_words import window_words
from hairtrial_desktop.study.definitions import Setting, Study
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.words import Words

_BLANK = "____________________"
_ASSUMED = {"zh": "假设：", "en": "Assumption: "}
_STYLE = "td:last-child{min-width:12rem}.sign p{margin:1.4rem 0}"


@dataclass(frozen=True)
class Question:
    """One thing the sponsor has to answer: where it stands, what was assumed, the value in use (None: none yet)."""

    place: str
    title: Text
    assumed: Text | None
    value: str | None


def questions(study: Study) -> tuple[Question, ...]:
    """Return the open questions first (settings without a value), then every assumption, in the order of the study."""
    settings = study.settings.values()
    unanswered = [_of_setting(setting) for setting in settings if setting.value is None]
    assumed = [_of_setting(setting) for setting in settings if setting.assumption and setting.value is not None]
    return (*unanswered, *assumed, *_of_items(study))


def _of_setting(setting: Setting) -> Question:
    return Question(f"CFG.{setting.name}", setting.text, None, None if setting.value is None else str(setting.value))


def _of_items(study: Study) -> Iterator[Question]:
    for form in study.forms.values():
        for group in form.groups:
            for item in group.items:
                if item.assumption is not None:
                    rule = item.derive.text if item.derive else None
                    yield Question(f"{form.short}.{item.name}", item.question, item.assumption, rule)


def bare(assumption: Text, language: str) -> str:
    """Return an assumption without the word “Assumption” before it, for where a heading says it already."""
    said = assumption.say(language)
    kept = said.removeprefix(_ASSUMED[language])
    return kept if kept == said else kept[:1].upper() + kept[1:]


def letter(study: Study, tr: Words) -> str:
    """Return the letter (Markdown) in the language of ``tr``. Who sends it fills in date, names and signature."""
    lines = [f"# {letter_title(study, tr)}", "", *_head(study, tr), ""]
    parts = list(_parts(study, tr))
    if not parts:
        return "\n".join([*lines, tr("There are no assumptions and no open questions."), ""])
    lines += [_please(tr), ""]
    for title, numbered in parts:
        lines += [f"## {title}", ""]
        for number, each in numbered:
            lines.append(f"{number}. **{each.title.say(tr.language)}** (`{each.place}`)")
            lines += [f"   - {said}" for said in _used(each, tr, "`{}`")]
            lines += ["   - " + tr("Answer of the sponsor:") + f" {_BLANK}", ""]
    windows = _windows(study, tr)
    if windows is not None:
        lines += [f"## {windows.title}", ""]
        lines += [f"- **{visit} {name}**: {window}" for visit, name, window in windows.rows]
        lines += ["", "- " + tr("Answer of the sponsor:") + f" {_BLANK}", ""]
    answered = tr("Answered for the sponsor")
    return "\n".join([*lines, f"## {answered}", "", *_signed(tr), ""])


def letter_page(study: Study, tr: Words) -> str:
    """Return the letter as HTML to print and to write the answers into: the same words in tables."""
    body = [f"<p>{escape(line)}</p>" for line in _head(study, tr) if line]
    parts = list(_parts(study, tr))
    if not parts:
        nothing = tr("There are no assumptions and no open questions.")
        body.append(f"<p>{escape(nothing)}</p>")
        return page(letter_title(study, tr), "\n".join(body), tr.language)
    body.append(f"<p>{escape(_please(tr))}</p>")
    columns = (tr("No."), tr("Question"), tr("Place"), tr("In use until then"), tr("Answer of the sponsor"))
    sheets = [Sheet(title, columns, tuple(_row(*each, tr) for each in numbered)) for title, numbered in parts]
    windows = _windows(study, tr)
    if windows is not None:
        rows = tuple((*row, "") for row in windows.rows)
        sheets.append(Sheet(windows.title, (*windows.columns, tr("Answer of the sponsor")), rows))
    signed = "".join(f"<p>{escape(line)}</p>" for line in _signed(tr) if line)
    answered = escape(tr("Answered for the sponsor"))
    body.append(f'{tables(sheets)}<h2>{answered}</h2><div class="sign">{signed}</div>')
    return page(letter_title(study, tr), "\n".join(body), tr.language, _STYLE)


def _row(number: int, each: Question, tr: Words) -> tuple[str, ...]:
    used = "\n".join(_used(each, tr, "{}"))
    return (str(number), each.title.say(tr.language), each.place, used or tr("stays undecided"), "")


def letter_title(study: Study, tr: Words) -> str:
    """Return the subject of the letter."""
    return tr("Questions on the definitions of {protocol}", protocol=study.protocol)


def _head(study: Study, tr: Words) -> list[str]:
    return [
        tr("To: {sponsor}", sponsor=study.sponsor), "", tr("From:") + f" {_BLANK}", "", tr("Date:") + f" {_BLANK}", "",
        tr("Please answer by:") + f" {_BLANK}", "",
        tr(
            "Study: {name} ({registry}). Definitions version {version}, SHA-256 {hash}.",
            name=study.name, registry=study.registry_id, version=study.version, hash=study.sha256,
        ),
    ]  # fmt: skip


def _please(tr: Words) -> str:
    return tr(
        "The protocol leaves the following points open. Please confirm or correct each in writing; until then "
        "the program works with what is stated here."
    )


def _signed(tr: Words) -> list[str]:
    return [tr("Name and function:") + f" {_BLANK}", "", tr("Signature:") + f" {_BLANK}", "",
            tr("Date:") + f" {_BLANK}"]  # fmt: skip


def _parts(study: Study, tr: Words) -> Iterator[tuple[str, list[tuple[int, Question]]]]:
    """Yield what is open, then what was assumed, with their headings; numbers go on."""
    numbered = list(enumerate(questions(study), 1))
    unanswered = [(number, each) for number, each in numbered if each.value is None and each.assumed is None]
    rest = [each for each in numbered if each not in unanswered]
    if unanswered:
        yield tr("Open questions: no value yet, what depends on it stays undecided"), unanswered
    if rest:
        yield tr("Assumptions"), rest


def _used(each: Question, tr: Words, mark: str) -> list[str]:
    """Return what is assumed and what is in use: a value, or the rule by which the program works it out."""
    said = []
    if each.assumed is not None:
        said.append(tr("Assumed: {what}", what=bare(each.assumed, tr.language)))
    if each.value is not None:
        label = tr("In use: {value}") if each.assumed is None else tr("Rule in use: {value}")
        said.append(label.format(value=mark.format(each.value)))
    return said


def _windows(study: Study, tr: Words) -> Sheet | None:
    """Return when each visit is due, to be confirmed as a whole; None where the study counts no visit from another."""
    rows = tuple(
        (event.short, event.name.say(tr.language), window_words(event.window, tr))
        for event in study.events if event.window is not None
    )  # fmt: skip
    columns = (tr("Visit"), tr.within("cover", "Name"), tr("Due"))
    return Sheet(tr("Visit windows in use"), columns, rows) if rows else None
