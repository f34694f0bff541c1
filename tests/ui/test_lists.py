"""The lists of the window on paper, each by its own button, and in the print register (FDA-07, EMA-12)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.ports import Paper
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.ui.components import Button, LineEdit
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.pages.page import Page
from tests.ui.stage import Stage


class SeenPaper:
    """Draws as the program does, and keeps what was drawn last."""

    def __init__(self) -> None:
        self._paper = CrfPaper.bundled()
        self.page: CrfPage | None = None

    def render(self, page: CrfPage, language: str) -> bytes:
        self.page = page
        return self._paper.render(page, language)

    def __getattr__(self, name: str) -> object:
        return getattr(self._paper, name)


def enter(window: MainWindow, stage: Stage, user: str) -> SeenPaper:
    paper = SeenPaper()
    window.enter(replace(stage.site(user), paper=cast("Paper", paper)))
    return paper


def printed(window: MainWindow, stage: Stage, qtbot: QtBot, button: str, target: Path) -> str:
    """Press a print button, keep a copy, and return what the print register says of it."""
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(Button, button)))
    next(each for each in window.findChildren(Button, button) if each.isVisible()).click()
    qtbot.waitUntil(lambda: window.findChild(PrintPreview) is not None)
    preview = window.findChild(PrintPreview)
    assert isinstance(preview, PrintPreview)
    preview.save_to(target)
    assert target.read_bytes().startswith(b"%PDF")
    rows = stage.book("ad").state(SITE).things("print_data")
    return str(rows[max(rows)].data["document"])


def test_fda_07_the_audit_trail_is_printed_from_its_page_and_counted(
    window: MainWindow, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    enter(window, stage, "li")
    window.open_page("audit")
    assert printed(window, stage, qtbot, "audit_print", tmp_path / "list.pdf").startswith("audit@")


def test_ema_12_the_users_are_printed_with_their_rights_for_the_review(
    window: MainWindow, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    paper = enter(window, stage, "ad")
    window.open_page("admin")
    assert printed(window, stage, qtbot, "users_print", tmp_path / "list.pdf").startswith("users@")
    assert paper.page is not None
    rows = {row[0]: row for row in paper.page.tables[0].rows}
    assert "administer users" in rows["ad"][-1]
    assert "administer users" not in rows["li"][-1]


def test_fda_07_the_audit_trail_is_printed_as_it_is_filtered(
    window: MainWindow, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    begin_screening(stage.book("li"), Identity("", "张三", birth_date="1980-01-01")).save()
    paper = enter(window, stage, "li")
    window.open_page("audit")
    assert window.workspace is not None
    page = window.workspace.pages["audit"]
    assert isinstance(page, Page)
    search = page.findChild(LineEdit)
    assert isinstance(search, LineEdit)
    search.setText("01-0")
    printed(window, stage, qtbot, "audit_print", tmp_path / "list.pdf")
    assert paper.page is not None
    assert "01-0" in paper.page.form_oid
    rows = paper.page.tables[0].rows
    assert rows
    assert all("01-0" in " ".join(row) for row in rows)
    assert [int(row[0]) for row in rows] == sorted(int(row[0]) for row in rows)


def test_p11_02_a_whole_casebook_is_printed_and_counted(
    window: MainWindow, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    session = begin_screening(stage.book("li"), Identity("", "张三", birth_date="1980-01-01"))
    session.save()
    enter(window, stage, "li")
    assert window.workspace is not None
    window.workspace.open_subject(session.key.subject)
    document = printed(window, stage, qtbot, "casebook_print", tmp_path / "casebook.pdf")
    assert document.startswith(f"{session.key.subject}/casebook@")
