"""Packages are taken in by the button, kits and cohorts are shown, and a kit form says why a kit is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from hairtrial_desktop.bootstrap import NewSite, create_site
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.packages import PackageKind
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.site_book import SiteDetails
from hairtrial_desktop.demo.answers import kit_number, syringes
from hairtrial_desktop.demo.kit_lists import NUMBERS, STUDY, kit_list
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys, create_sponsor_keys
from hairtrial_desktop.sponsor.packages import PackageRoom
from hairtrial_desktop.ui.components import Table
from hairtrial_desktop.ui.pages.exchange_page import ExchangePage
from hairtrial_desktop.ui.pages.kits_page import KitsPage
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from tests.ui_form.clinic import CHEAP, PEOPLE, SUBJECT, Clinic, SetClock, screened, write
from tests.ui_form.conftest import Stage

OPENED = "COHORT,EVENT,DATE,DECISION\nC1,OPENED,2026-06-01,\n"


@pytest.fixture(scope="module")
def sponsor(tmp_path_factory: pytest.TempPathFactory) -> SponsorKeys:
    return create_sponsor_keys(tmp_path_factory.mktemp("sponsor") / "keys", at=SetClock().now())


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory, sponsor: SponsorKeys) -> Path:
    """Give a site that knows its sponsor."""
    folder = tmp_path_factory.mktemp("kits") / "site"
    details = SiteDetails("01", "某医院", "A hospital", demo=True)
    site = NewSite(details, PEOPLE, demo_files(), sponsor.public, cost=CHEAP, training=False)
    create_site(folder, site, SetClock())
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def nurse(clinic: Clinic) -> OpenSite:
    site = clinic.site("li")
    screened(site)
    return site


def send(sponsor: SponsorKeys, stick: Path, kind: PackageKind, content: dict[str, object]) -> None:
    room = PackageRoom(sponsor, STUDY, "01", stick.parent / f"kept-{id(sponsor)}")
    room.send(kind, content, FolderTransport(stick), SetClock().now())


def take_in(stage: Stage, site: OpenSite, stick: Path) -> Table:
    """Choose the folder, press the button, wait; return the list of packages."""
    page = ExchangePage(stage.bench, site)
    stage.put(page)
    page.refresh()
    page.choose_folder(stick)
    stage.bot.waitUntil(lambda: not stage.bench.jobs.busy())
    stage.click("packages_read")
    stage.bot.waitUntil(lambda: not stage.bench.jobs.busy())
    table = page.findChild(Table, "packages_table")
    assert isinstance(table, Table)
    page.hide()
    return table


def words_of(table: Table, key: str) -> list[str]:
    return [cell.text for cell in table.cells_of(key)]


def test_off_04_the_button_takes_in_what_the_sponsor_signed_and_says_why_it_refused_the_rest(
    stage: Stage, nurse: OpenSite, sponsor: SponsorKeys, stick: Path, tmp_path: Path
) -> None:
    send(sponsor, stick, PackageKind.KITS, {"lists": {"C1": kit_list(NUMBERS, "2028-06-30")}})
    somebody = create_sponsor_keys(tmp_path / "somebody", at=SetClock().now())
    send(somebody, stick, PackageKind.RELEASE, {"decisions": OPENED})
    table = take_in(stage, nurse, stick)
    shown = table.keys()
    (refused,) = [key for key in shown if key.startswith("refused:")]
    assert table.cells_of(refused)[3].tone is Tone.BAD
    assert words_of(table, refused)[4] == "release-0001.json 不是由申办者签名的，未接收。请告知申办者。"
    assert words_of(table, "kits-0001")[3] == "已接收"
    assert stage.said() == "已接收 1 个，拒收 1 个，原因见列表。"
    assert nurse.book.state(SITE).things("cohort_data") == {}


def test_the_kits_page_says_how_full_each_cohort_is_and_records_a_damaged_kit_by_keyboard(
    stage: Stage, nurse: OpenSite, sponsor: SponsorKeys, stick: Path
) -> None:
    send(sponsor, stick, PackageKind.KITS, {"lists": {"C1": kit_list(NUMBERS, "2028-06-30")}})
    send(sponsor, stick, PackageKind.RELEASE, {"decisions": OPENED})
    take_in(stage, nurse, stick)
    page = KitsPage(stage.bench, nurse)
    stage.put(page)
    page.retranslate(stage.bench.language.words)
    page.refresh()
    cohorts, kits = (page.findChild(Table, name) for name in ("cohorts_table", "kits_table"))
    assert isinstance(cohorts, Table)
    assert isinstance(kits, Table)
    assert words_of(cohorts, "C1")[1] == "0 / 6"
    kit = kit_number("R101", 1)
    assert words_of(kits, kit)[4] == "可用"
    kits.setFocus()
    kits.selectRow(kits.keys().index(kit))
    stage.press(Qt.Key.Key_Return)
    stage.find("kit_sheet")
    stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_Tab)
    stage.find("kit_note").setFocus()
    stage.keys("box crushed")
    stage.press(Qt.Key.Key_Return)
    stage.bot.waitUntil(lambda: not stage.shows("kit_sheet"))
    assert words_of(kits, kit)[4] == "破损"
    assert "box crushed" in words_of(kits, kit)[-1]


def kit_form(randnum: str, kit: int) -> dict[str, str | tuple[str, str]]:
    return {
        "KITDAT": "2026-11-22", "KITTIM": "09:00", "RANDNUM": randnum, "KITNO": kit_number(randnum, kit),
        "KITSTAT": "USABLE", "SIDECONF": "Y", "SYR": syringes(randnum, kit), "AREALOC": ("VERTEX", "VERTEX"),
        "AREASHP": ("RECTANGLE", "RECTANGLE"), "AREALEN": ("4.0", "4.0"), "AREAWID": ("2.5", "2.5"),
    }  # fmt: skip


def test_p11_06_the_kit_form_says_why_a_kit_is_refused_and_is_not_completed_by_talking(
    stage: Stage, nurse: OpenSite, sponsor: SponsorKeys, stick: Path
) -> None:
    send(sponsor, stick, PackageKind.KITS, {"lists": {"C1": kit_list(NUMBERS, "2028-06-30")}})
    send(sponsor, stick, PackageKind.RELEASE, {"decisions": OPENED.replace("2026-06-01", "2026-12-24")})
    take_in(stage, nurse, stick)
    key = FormKey(SUBJECT, "SE.V1", "F.KIT")
    session = write(nurse, key, kit_form("R102", 1))
    for finding in session.findings():
        if finding.blocks_completion:
            session.confirm(finding, "试图越过")
    session.save()
    page = stage.form(nurse, key)
    said = {finding.message.zh for finding in session.findings()}
    assert any("不是本剂量组的下一个号" in text for text in said)
    assert any("尚未由申办者开放" in text for text in said)
    assert page.view is not None
    stage.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stage.bot.waitUntil(lambda: "不得分配药盒" in stage.said())
    assert session.book.state(SUBJECT).forms()[str(key)].status == "progress"
