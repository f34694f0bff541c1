"""F4: why there is no value (未做, 不详, 不适用) and the reason (ICH E6(R3): no blank without an account)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.crf_pages import NULL_WORDS
from hairtrial_desktop.study.definitions import ItemDef
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Segmented, Sheet
from hairtrial_desktop.ui.dialogs.reason_choice import ReasonChoice
from hairtrial_desktop.words import msg

COMMON = (
    msg("Refused by the participant"),
    msg("Forgotten at the visit"),
    msg("Device out of order"),
    msg("Result not yet available"),
    msg("Participant does not remember"),
    msg("Not possible for medical reasons"),
)


class MissingSheet(Sheet):
    """``closed((NullFlavour, reason))``, or None. ``stands``: the value it would replace, in words."""

    def __init__(self, bench: Bench, window: QWidget, item: ItemDef, label: str, stands: str = "") -> None:
        super().__init__(bench.theme, window, width=480, name="missing_sheet")
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
        self.choice = ReasonChoice(
            bench.theme, [tr(reason) for reason in COMMON], tr("Reason, in your own words"), name="missing_reason"
        )
        self.body.addWidget(self.choice)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="missing_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._accept_button = self.add_action(
            Button(bench.theme, tr("Mark as missing"), ButtonKind.PRIMARY, key="↵", name="missing_accept")
        )
        self._accept_button.setEnabled(False)
        self._accept_button.clicked.connect(self._accept)
        self.choice.accepted.connect(self._accept)
        self.choice.changed.connect(lambda reason: self._accept_button.setEnabled(bool(reason)))

    def start(self) -> None:
        """Show it with the keyboard on the kind of missing."""
        self.open(self.flavour)

    def _accept(self) -> None:
        if self.choice.reason():
            chosen = next(flavour for flavour in self._flavours if flavour.value == self.flavour.code())
            self.close_with((chosen, self.choice.reason()))
