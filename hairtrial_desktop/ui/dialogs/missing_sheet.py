"""F4: why there is no value (未做, 不详, 不适用) and the reason (ICH E6(R3): no blank without an account)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.crf_pages import NULL_WORDS
from hairtrial_desktop.study.definitions import ItemDef
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Label, Segmented
from hairtrial_desktop.ui.dialogs.reasoned_sheet import ReasonedSheet
from hairtrial_desktop.words import msg

COMMON = (
    msg("Refused by the participant"),
    msg("Forgotten at the visit"),
    msg("Device out of order"),
    msg("Result not yet available"),
    msg("Participant does not remember"),
    msg("Not possible for medical reasons"),
)


class MissingSheet(ReasonedSheet):
    """``closed((NullFlavour, reason))``, or None. ``stands``: the value it would replace, in words."""

    def __init__(self, bench: Bench, window: QWidget, item: ItemDef, label: str, stands: str = "") -> None:
        super().__init__(bench, window, "missing", 480)
        tr = bench.language.words
        self._flavours = item.null_flavours
        self.set_title(tr("Why is it missing?"), label)
        if stands:
            replaced = tr("It replaces the value that stands: {value}", value=stands)
            self.body.addWidget(Label(replaced, "body", "warn", wrap=True))
        self.flavour = Segmented(bench.theme, name="flavour", clearable=False)
        self.flavour.set_choices(
            [(flavour.value, NULL_WORDS[flavour].say(tr.language)) for flavour in item.null_flavours]
        )
        self.flavour.choose(item.null_flavours[0].value)
        self.flavour.setAccessibleName(tr("Why is it missing?"))
        self.body.addWidget(self.flavour)
        self.ask_reason(COMMON, tr("Mark as missing"))

    def start(self) -> None:
        """Show it with the keyboard on the kind of missing."""
        self.open(self.flavour)

    def answer(self, reason: str) -> object:
        """Return the kind of missing with the reason."""
        return next(flavour for flavour in self._flavours if flavour.value == self.flavour.code()), reason
