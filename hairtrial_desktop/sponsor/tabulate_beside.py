"""CSV of what stands beside the values: queries, notes, attachments, source verification and review, locks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hairtrial_desktop.casebook.attachments import attachments_of
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.erased_files import erasure_of
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.queries import item_of, queries_of
from hairtrial_desktop.casebook.verification_marks import REVIEW, SDV, MarkState, progress_of
from hairtrial_desktop.sponsor.csv_text import csv_bytes
from hairtrial_desktop.study.definitions import Study

_PLACE = ("STUDYID", "SITEID", "SUBJID", "EVENT", "EVENTREP", "FORM", "FORMREP", "GROUP", "GROUPREP", "ITEM")
_SAID = ("LINE", "WHAT", "USER", "ROLE", "AT", "WORDS", "OLD", "NEW")
_QUERY = ("QUERY", "STATE", "ORIGIN", "HARD", "CHECK", "TEXTZH", "TEXTEN")
_ATTACHED = ("ATTACHED", "KIND", "CAPTION", "TYPE", "BYTES", "SHA256", "USER", "ROLE", "AT", "STATE", "REASON")
Line = dict[str, str]


def tabulate_beside(study: Study, manifest: Mapping[str, Any], states: Mapping[str, State]) -> dict[str, bytes]:
    """Return file name -> CSV; tables without rows have a header only."""
    base = {"STUDYID": study.oid, "SITEID": str(manifest["site"])}
    tables = {
        "QUERIES.csv": ((*_PLACE, *_QUERY, *_SAID), _queries),
        "NOTES.csv": ((*_PLACE, *_SAID), _notes),
        "ATTACHMENTS.csv": ((*_PLACE, *_ATTACHED), _attachments),
        "CHECKED.csv": ((*_PLACE, "KIND", "STATE", "DONE", "TOTAL", "CLEARED"), _checked),
        "LOCKS.csv": ((*_PLACE, "PLACE", "LEVEL", "USER", "ROLE", "AT", "REASON"), _locks),
    }
    found = {}
    for name, (columns, rows) in tables.items():
        lines = [base | {"SUBJID": subject} | row for subject in sorted(states) for row in rows(study, states[subject])]
        if name == "LOCKS.csv" and manifest.get("site_lock"):  # over everything, as the manifest says
            lines.append(base | _site_lock(str(manifest["site"]), manifest["site_lock"]))
        found[name] = csv_bytes(columns, lines)
    return found


def _place(study: Study, form: FormKey, item: ItemKey | None = None) -> Line:
    definition = study.forms.get(form.form)
    named = None if item is None or definition is None else definition.item(item.item)
    place = {
        "EVENT": form.event.removeprefix("SE."),
        "EVENTREP": str(form.event_repeat),
        "FORM": form.form.removeprefix("F."),
        "FORMREP": str(form.form_repeat),
    }
    if item is not None:
        place |= {"GROUP": item.group.rsplit(".", 1)[-1], "GROUPREP": str(item.group_repeat)}
        place |= {"ITEM": named[1].name if named else item.item}
    return place


def _queries(study: Study, state: State) -> Iterator[Line]:
    for query in queries_of(state):
        about = _place(study, query.form, query.item) | {
            "QUERY": query.sponsor_id or query.key.rpartition("/Q#")[2],
            "STATE": query.state.value, "ORIGIN": query.origin,
            "HARD": "Y" if query.hard else "N", "CHECK": query.check, "TEXTZH": query.text.zh, "TEXTEN": query.text.en,
        }  # fmt: skip
        for number, line in enumerate(query.thread, start=1):
            change = line.change or {}
            yield about | {
                "LINE": str(number), "WHAT": line.event.value, "USER": line.user, "ROLE": line.role, "AT": line.at,
                "WORDS": line.text, "OLD": change.get("old") or "", "NEW": change.get("new") or "",
            }  # fmt: skip


def _notes(study: Study, state: State) -> Iterator[Line]:
    for key, row in sorted(state.things("note_data").items()):
        for number, line in enumerate(row.data["thread"], start=1):
            yield _place(study, FormKey.parse(key), item_of(key)) | {
                "LINE": str(number), "WHAT": "note", "USER": line["user"], "ROLE": line["role"], "AT": line["at"],
                "WORDS": line["text"],
            }  # fmt: skip


def _attachments(study: Study, state: State) -> Iterator[Line]:
    for each in attachments_of(state):
        gone = each.removed
        state_of = "attached" if gone is None else "detached"
        state_of = state_of if erasure_of(state, each) is None else "erased"
        yield _place(study, each.form, each.item) | {
            "ATTACHED": each.key.rpartition("/A#")[2], "KIND": each.kind.value, "CAPTION": each.caption,
            "TYPE": each.media_type, "BYTES": str(each.size), "SHA256": each.sha256, "USER": each.attached.user,
            "ROLE": each.attached.role, "AT": each.attached.at, "STATE": state_of,
            "REASON": "" if gone is None else gone.reason,
        }  # fmt: skip


def _checked(study: Study, state: State) -> Iterator[Line]:
    for key, row in sorted(state.forms().items()):
        form = FormKey.parse(key)
        for kind, name in ((SDV, "SDV"), (REVIEW, "REVIEW")):
            if row.status == "removed" or form.form not in study.forms:
                continue
            progress = progress_of(state, study, kind, form)
            if progress.state is not MarkState.NONE:
                yield _place(study, form) | {
                    "KIND": name, "STATE": progress.state.value, "DONE": str(progress.done),
                    "TOTAL": str(progress.total), "CLEARED": str(progress.cleared),
                }  # fmt: skip


def _site_lock(site: str, lock: Mapping[str, str]) -> Line:
    return {
        "PLACE": site, "LEVEL": lock["level"], "USER": lock["user"], "ROLE": lock["role"], "AT": lock["at"],
        "REASON": "",
    }  # fmt: skip


def _locks(study: Study, state: State) -> Iterator[Line]:
    for key, row in sorted(state.things("lock_data").items()):
        data = row.data
        place = _place(study, FormKey.parse(key)) if key.count("/") > 1 else {}
        yield place | {
            "PLACE": key, "LEVEL": data["level"], "USER": data["user"], "ROLE": data["role"], "AT": data["at"],
            "REASON": data["reason"],
        }  # fmt: skip
