"""Every assumption and open question of the definitions as a letter to the sponsor (Markdown)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hairtrial_desktop.study.definitions import Setting, Study
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.words import Words


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


def letter(study: Study, tr: Words) -> str:
    """Return the letter in the language of ``tr``. No date and no names: whoever sends it puts them on it."""
    asked = questions(study)
    lines = [
        "# " + tr("Questions on the definitions of {protocol}", protocol=study.protocol),
        "",
        tr("To: {sponsor}", sponsor=study.sponsor),
        "",
        tr(
            "Study: {name} ({registry}). Definitions version {version}, SHA-256 {hash}.",
            name=study.name, registry=study.registry_id, version=study.version, hash=study.sha256,
        ),
        "",
    ]  # fmt: skip
    if not asked:
        return "\n".join([*lines, tr("There are no assumptions and no open questions."), ""])
    lines += [
        tr(
            "The protocol leaves the following points open. Please confirm or correct each in writing; until then "
            "the program works with what is stated here."
        ),
        "",
    ]
    unanswered = [each for each in asked if each.value is None and each.assumed is None]
    lines += _part(tr("Open questions: no value yet, what depends on it stays undecided"), unanswered, 1, tr)
    rest = [each for each in asked if each not in unanswered]
    lines += _part(tr("Assumptions"), rest, len(unanswered) + 1, tr)
    return "\n".join(lines)


def _part(title: str, asked: list[Question], start: int, tr: Words) -> list[str]:
    if not asked:
        return []
    lines = [f"## {title}", ""]
    for number, each in enumerate(asked, start):
        lines.append(f"{number}. **{each.title.say(tr.language)}** (`{each.place}`)")
        if each.assumed is not None:
            lines.append("   - " + tr("Assumed: {what}", what=each.assumed))
        if each.value is not None:
            lines.append("   - " + tr("In use: {value}", value=f"`{each.value}`"))
        lines += ["   - " + tr("Answer of the sponsor:") + " ____________________", ""]
    return lines
