"""The first sheet of the data dictionary: which definitions these are, how much they hold, and who approved them."""

from __future__ import annotations

from hairtrial_desktop.designer.plan import CLASSES, counted, each_item
from hairtrial_desktop.designer.sheet import Sheet
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.words import Words

_TO_SIGN = "____________________"


def cover_sheet(study: Study, tr: Words) -> Sheet:
    """Return the sheet: names and values, then a line for everybody who answers for it."""
    items = [item for _form, _group, item in each_item(study)]
    rows = [
        (tr.within("cover", "Protocol"), study.protocol), (tr("Registration number"), study.registry_id),
        (tr("Study"), study.name.say(tr.language)), (tr.within("cover", "Sponsor"), study.sponsor.say(tr.language)),
        (tr("Version of the definitions"), study.version), ("SHA-256", study.sha256),
        (tr("Visits"), str(len(study.events))), (tr("Forms"), str(len(study.forms))), (tr("Items"), str(len(items))),
        (tr("Critical items"), str(sum(item.critical for item in items))),
        (tr("Mandatory items"), str(sum(item.mandatory for item in items))),
        (tr("Code lists"), str(len(study.code_lists))), (tr("Lines of the check before the injection"),
                                                         str(len(study.gates))),
    ]  # fmt: skip
    found = counted(study)
    checks = tr("Checks")
    rows += [(f"{checks} · {each.value}: {tr(words)}", str(found[each])) for each, words in CLASSES.items()]
    rows += [
        (tr("Written by, date, signature"), _TO_SIGN), (tr("Reviewed by, date, signature"), _TO_SIGN),
        (tr("Approved by the sponsor, date, signature"), _TO_SIGN),
    ]  # fmt: skip
    return Sheet(tr("About"), (tr.within("cover", "What"), tr.within("cover", "Value")), tuple(rows))
