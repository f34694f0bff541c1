"""One open form on the page: sections left, questions in the middle, the focused item right, the bar below."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.performers import performers
from hairtrial_desktop.casebook.signature_meanings import asked_of, meaning_obstacle
from hairtrial_desktop.casebook.views.eligibility import criteria_of
from hairtrial_desktop.casebook.views.gate import gate_lines
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.attachments.attachments_card import AttachmentsCard
from hairtrial_desktop.ui.components import Card, CodeCombo, Label, SidePanel
from hairtrial_desktop.ui.form.action_bar import ActionBar
from hairtrial_desktop.ui.form.criteria_table import CriteriaTable
from hairtrial_desktop.ui.form.draft_bar import DraftBar
from hairtrial_desktop.ui.form.eligibility_card import EligibilityCard
from hairtrial_desktop.ui.form.form_body import FormBody
from hairtrial_desktop.ui.form.form_marks_card import FormMarksCard
from hairtrial_desktop.ui.form.gate_bar import GateBar, gate_standing
from hairtrial_desktop.ui.form.gate_list import GATE_FORM, GateList
from hairtrial_desktop.ui.form.item_panel import CONFIRM_KEY, ItemPanel
from hairtrial_desktop.ui.form.next_step import NextStep, next_to_fill
from hairtrial_desktop.ui.form.scalp_map import ScalpMap, scalp_view
from hairtrial_desktop.ui.form.status_look import look_of
from hairtrial_desktop.ui.form.visit_sidebar import VisitSidebar
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

PANEL_WIDTH, NARROW_PANEL = 288, 248
ROOM_WIDE = 1140  # pixels at 100 %: sections, questions beside their labels, and the panel
BESIDE_ANSWERS = 150  # pixels at 100 % that numbers, marks and margins take where labels stand over the answers
BESIDE_WIDE = 824  # the same with labels, sections and panel beside them
MAP_FORMS = ("F.KIT",)  # besides forms that say map_areas themselves


class FormView(QWidget):
    """Draws a session and nothing else: ``body``, ``bar``, ``panel``, ``sidebar``, ``draft_bar`` emit what is asked."""

    go_asked = Signal(object)  # ItemKey elsewhere

    def __init__(
        self, theme: Theme, words: Words, session: FormSession, *,
        narrow: bool = False, width: int = 328, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._narrow = narrow
        self._theme, self._words, self.session = theme, words, session
        self.current: ItemKey | None = None
        self._criteria = CriteriaTable(theme, words) if self._judges() else None
        self._gate = GateList(theme, words, columns=1 if narrow else 2) if session.key.form == GATE_FORM else None
        standing = gate_standing(session)
        self._gate_bar = GateBar(theme, words, standing) if standing is not None else None
        around = ItemSurroundings(theme, words, self._people(), width, self._offered, narrow)
        self.draft_bar = DraftBar(theme, words)
        self.body = FormBody(around, session, self._above())
        self.bar = ActionBar(theme, words, narrow=narrow)
        self.next = NextStep(None, "")
        self.side = SidePanel(theme, NARROW_PANEL if narrow else PANEL_WIDTH)
        self._map, self._map_caption = ScalpMap(theme, words), Label("", "small", "text2", wrap=True)
        self._eligibility = EligibilityCard(theme, words, session.book)
        self._eligibility.go_asked.connect(self.go_asked)
        self.panel = ItemPanel(theme, words, session)
        self.marks = FormMarksCard(theme, words, session)
        self.attachments = AttachmentsCard(theme, words, session)
        self.sidebar = VisitSidebar(theme, words, session)
        self._lay_out()
        self._order_tabs()
        self.body.pointed.connect(self.point_at)
        if self._gate_bar is not None:
            self._gate_bar.go_asked.connect(self.go_asked)
        self.sidebar.section_asked.connect(self.body.scroll_to)
        confirm = QShortcut(QKeySequence(CONFIRM_KEY), self)
        confirm.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # a sheet over the page keeps its keys
        confirm.activated.connect(self.panel.confirm_first)
        session.listeners.append(self.refresh)
        self._say_next()
        self.settle()

    def refresh(self, state: ItemState) -> None:
        """Show one changed state."""
        self.body.refresh(state)
        if state.key == self.current:
            self.panel.show_item(state)

    def settle(self) -> None:
        """Show what is judged over the whole form; called once after each entry or save."""
        session = self.session
        if self._criteria is not None:
            views = criteria_of(session.values, session.key)
            self._criteria.show_criteria(views)
            self._eligibility.show_criteria(views)
        if self._gate is not None:
            self._gate.show_lines(gate_lines(session.values, session.key))
        standing = gate_standing(session)
        if self._gate_bar is not None and standing is not None:
            self._gate_bar.show_standing(standing)
        if self._mapped():
            seen = session.values.over(session.book.state(session.key.subject))  # sides stand in other forms
            view = scalp_view(seen, session.key)
            self._map.set_view(view)
            self._map.setVisible(view.side_a is not None and not self._narrow)
            lines = (self._map.spoken() if self._narrow and view.side_a is not None else "", self._map.caption())
            caption = "\n".join(line for line in lines if line)
            self._map_caption.setText(caption)
            self._map_caption.setVisible(bool(caption))
        self.sidebar.show_progress()
        self._offer()

    def saved(self) -> None:
        """Show what a commit changed."""
        self.sidebar.refresh()
        self.marks.refresh()
        self._say_next()
        self.settle()
        if self.current is not None:
            self.panel.show_item(self.session.state(self.current))

    def point_at(self, key: ItemKey) -> None:
        """Show what is true of an item."""
        self.current = key
        self.panel.show()
        self.panel.show_item(self.session.state(key))
        self._offer_missing()

    def forget_current(self) -> None:
        """Point at nothing: the item may be gone."""
        self.current = None
        self.panel.hide()

    def show_next(self, step: NextStep) -> None:
        """Say what comes after this form."""
        self.next = step
        self.bar.say_next(step.text)

    def forget(self) -> None:
        """Stop listening to the session: the view goes."""
        if self.refresh in self.session.listeners:
            self.session.listeners.remove(self.refresh)

    def _offer(self) -> None:
        session, actor = self.session, self.session.book.actor
        complete = session.status == "complete" and not session.dirty
        may_sign = actor.may(Action.SIGN) and complete and not session.blockers() and self._asks_me()
        enter = not session.read_only
        possible = {
            "missing": enter,
            "save": enter and (session.dirty or session.status != "complete"),
            "complete": enter and not complete,
            "sign": may_sign,
            "next": enter and complete,
            "print": actor.may(Action.PRINT) and session.row is not None,
        }
        self.bar.offer(frozenset(name for name, shown in possible.items() if shown))
        self._offer_missing()

    def _asks_me(self) -> bool:
        """Whether a signature is missing that the person at the screen may give."""
        book = self.session.book
        asked = asked_of(book, self.session.key)
        return meaning_obstacle(asked, book.actor.user, book.actor.role.value) is None

    def _offer_missing(self) -> None:
        item = self.session.state(self.current).item if self.current is not None else None
        self.bar.can_be_missing(item is not None and item.typed and bool(item.null_flavours))

    def _say_next(self) -> None:
        self.show_next(next_to_fill(self._words, self.session.book, self.session.key, self.sidebar.statuses))

    def _lay_out(self) -> None:
        middle = Card(self._theme, margins=(16, 10 if self._narrow else 4, 10, 10))
        if self._narrow and not self.session.form.log:
            middle.body.addWidget(self._form_list())
        middle.body.addWidget(self.body, 1)
        middle.body.addWidget(self.bar)
        if self._criteria is not None:
            self.side.add(self._eligibility)
        if self._mapped():
            card = self.side.add(Card(self._theme, self._words("Injection areas")))
            card.body.addWidget(self._map)
            card.body.addWidget(self._map_caption)
        self.side.add(self.panel)
        self.side.add(self.attachments)
        self.side.add(self.marks)
        self.marks.refresh()
        self.panel.hide()
        columns = QHBoxLayout()
        columns.setSpacing(tokens.S3)
        if self._narrow:
            self.sidebar.setParent(self)  # kept, not shown: the list over the questions stands for it
            self.sidebar.hide()
        else:
            columns.addWidget(self.sidebar)
        columns.addWidget(middle, 1)
        columns.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.S3)
        column.addWidget(self.draft_bar)
        column.addLayout(columns, 1)

    def _order_tabs(self) -> None:
        """Tab goes through sections, questions, bar, panel: as one reads."""
        stops: list[QWidget] = [self.draft_bar]
        stops += [self.sidebar, self.body, self.bar, self.side]
        window = self.window()  # the lists of combo boxes are windows of their own
        chain = [
            child
            for part in stops
            for child in part.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None and child.window() is window
        ]
        for one, following in pairwise(chain):
            QWidget.setTabOrder(one, following)

    def _form_list(self) -> CodeCombo:
        """Return the forms of the visit as a list: there is no room for the left column."""
        words, book = self._words, self.session.book
        choice = CodeCombo(self._theme, name="form_list")
        choice.setAccessibleName(words("Forms of the visit"))
        keys = {key.form: key for key in self.sidebar.statuses}
        statuses = {key.form: status for key, status in self.sidebar.statuses.items()}
        choice.set_choices([
            (oid, f"{book.form_of(key).name.say(words.language)} · {look_of(words, statuses[oid]).word}")
            for oid, key in keys.items()
        ])  # fmt: skip
        choice.choose(self.session.key.form)
        choice.chosen.connect(lambda oid: self.sidebar.form_asked.emit(keys[oid]) if oid in keys else None)
        return choice

    def _above(self) -> QWidget | None:
        """Return what stands over the questions: guidance of the form, criteria, gate lines."""
        guidance = self.session.form.guidance
        found = (self._gate_bar, self._criteria, self._gate)
        parts: list[QWidget] = [part for part in found if part is not None]
        if guidance is not None:
            label = Label(guidance.say(self._words.language), "small", "text2", wrap=True)
            label.setContentsMargins(0, tokens.S2, 0, 0)
            parts.insert(0, label)
        if not parts:
            return None
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.S1)
        for part in parts:
            column.addWidget(part)
        return above

    def _judges(self) -> bool:
        return any(item.criterion for group in self.session.form.groups for item in group.items)

    def _mapped(self) -> bool:
        return self.session.form.map_areas or self.session.key.form in MAP_FORMS

    def _people(self) -> tuple[tuple[str, str], ...]:
        return tuple((user, data["name"]) for user, data in sorted(self.session.book.people().items()))

    def _offered(self) -> tuple[tuple[str, str], ...]:
        return performers(self.session.values, self.session.key)
