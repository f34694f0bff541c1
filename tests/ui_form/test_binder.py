"""The binder in the window: what was printed is called back when the record changes, and filed once signed by hand."""

from __future__ import annotations

from pathlib import Path

from hairtrial_desktop.casebook.prints import BinderState, binder
from hairtrial_desktop.ui.components import Row, Segmented
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.pages.print_page import PrintPage
from hairtrial_desktop.ui.pages.today_page import TodayPage
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.saved_list import SavedList, save_list
from tests.ui_form.clinic import Clinic, write
from tests.ui_form.conftest import Stage
from tests.ui_form.test_acts import DEMOGRAPHY, HISTORY


def save_copy(stage: Stage, clinic: Clinic) -> None:
    stage.bot.waitUntil(lambda: bool(stage.window.findChildren(PrintPreview)))
    stage.window.findChildren(PrintPreview)[-1].save_to(clinic.folder.parent / "copy.pdf")


def binder_of(stage: Stage, page: PrintPage) -> list[str]:
    kind = stage.find("print_kind")
    assert isinstance(kind, Segmented)
    kind.choose("binder")
    page.refresh()
    table = page._binder.table
    keys = table.keys()
    return [table.cells_of(key)[4].text for key in keys]


def test_a_page_in_the_binder_waits_for_the_hand_and_is_called_back_after_a_change(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).complete()
    page = PrintPage(stage.bench, nurse)
    stage.put(page)
    page.retranslate(stage.bench.language.words)
    page._preview(str(HISTORY))
    save_copy(stage, clinic)
    assert binder_of(stage, page) == ["待手签"]
    stage.click("binder_filed")
    assert binder_of(stage, page) == ["已手签归档"]
    write(nurse, HISTORY, {"BRTHDAT": "1991-06"}).save("misread")
    assert binder_of(stage, page) == ["已更改，须重新打印"]
    assert not stage.find("binder_filed").isEnabled()
    today = TodayPage(stage.bench, nurse)
    stage.put(today)
    today.refresh()
    row = stage.find("binder")
    assert isinstance(row, Row)
    assert "1 份须重新打印" in row.accessibleName()
    page._preview(str(HISTORY))
    save_copy(stage, clinic)
    (line,) = binder(nurse.book)
    assert (line.edition.number, line.state) == (2, BinderState.TO_SIGN)


def test_ema_10_of_an_archive_a_list_is_saved_although_nothing_can_be_recorded(nurse: OpenSite, tmp_path: Path) -> None:
    head = nurse.book.shelves.store.head()
    nurse.book.shelves.store._database.refuse_writing()  # type: ignore[attr-defined]  # the real store, as opened to look
    save_list(nurse.book, tmp_path / "kits.csv", SavedList("kits", 1, b"KITNO"))
    assert (tmp_path / "kits.csv").read_bytes() == b"KITNO"
    assert nurse.book.shelves.store.head() == head
