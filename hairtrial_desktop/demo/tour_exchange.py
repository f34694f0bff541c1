"""The last part of the tour: export, sponsor, receipt, audit trail; then what was promised is checked."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.kit_accounts import KitState, kit_lines
from hairtrial_desktop.casebook.outbox import ExportState
from hairtrial_desktop.casebook.packages import taken_in
from hairtrial_desktop.casebook.signing import rendering
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.demo.people import TOUR_PARTICIPANT
from hairtrial_desktop.demo.tour_desk import TourDesk
from hairtrial_desktop.demo.tour_visits import SUBJECT
from hairtrial_desktop.documents.signature_check import check_signature
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
from hairtrial_desktop.sponsor.receive import receive


@dataclass(frozen=True)
class Folders:
    """Where the tour writes (``out`` is the folder asked for)."""

    out: Path

    @property
    def site(self) -> Path:
        """The site's data folder."""
        return self.out / "site"

    @property
    def screens(self) -> Path:
        """Pictures."""
        return self.out / "screens"

    @property
    def pdf(self) -> Path:
        """Signed CRFs."""
        return self.out / "pdf"

    @property
    def transport(self) -> Path:
        """What was uploaded."""
        return self.out / "transport"

    @property
    def sponsor(self) -> Path:
        """The sponsor's keys, and what the sponsor got out."""
        return self.out / "sponsor"

    def clear(self) -> None:
        """Remove what an earlier tour left, and nothing else."""
        for folder in (self.site, self.screens, self.pdf, self.transport, self.sponsor):
            shutil.rmtree(folder, ignore_errors=True)
        (self.out / "tour.json").unlink(missing_ok=True)


@dataclass(frozen=True)
class Exchange:
    """The steps, in order."""

    desk: TourDesk
    folders: Folders
    sponsor: SponsorKeys
    public: SitePublic

    def packages(self) -> None:
        """Read the sponsor's kit list and release from the shared folder; see the kits and the open cohort."""
        desk, hands = self.desk, self.desk.hands
        hands.click("rail.exchange")
        hands.click("packages_read")
        hands.wait(lambda: len(taken_in(desk.book)) == 2, "two packages taken in")  # noqa: PLR2004 - list and release
        hands.picture("packages")
        hands.click("rail.kits")
        hands.see("kits_table")
        hands.picture("kits")
        kits = kit_lines(desk.book)
        desk.report.check({line.state for line in kits} == {KitState.AVAILABLE}, "every kit of the list is available")
        hands.click("rail.today")

    def export(self) -> None:
        """Build, sign, seal and send the month."""
        desk, hands = self.desk, self.desk.hands
        hands.click("rail.exchange")
        hands.picture("exchange-empty")
        hands.click("export_build")
        hands.wait(lambda: bool(desk.site.outbox.entries()), "a built export")
        hands.wait(lambda: hands.find("export_send") is not None, "the export in the list")
        hands.picture("exchange-sealed")
        hands.click("export_send")
        hands.wait(lambda: self._state() is ExportState.SENT, "the export sent")
        hands.picture("exchange-sent")
        parts = list(self.folders.transport.rglob("*.part"))
        desk.report.check(bool(parts), "sealed parts lie with the transport")
        secret = TOUR_PARTICIPANT.identity.name.encode()
        desk.report.check(all(secret not in part.read_bytes() for part in parts), "no name in what was uploaded")

    def receipt(self) -> None:
        """Let the sponsor open, verify, tabulate and answer; the window shows it."""
        desk, hands = self.desk, self.desk.hands
        desk.later(30)
        (received,) = receive(
            self.folders.transport, self.sponsor, self.public, self.folders.sponsor / "received", desk.clock
        )
        desk.report.check(received.accepted, "the sponsor accepted the export")
        hands.click("export_receipts")
        hands.wait(lambda: self._state() is ExportState.ACKNOWLEDGED, "the receipt in the window")
        hands.picture("exchange-acknowledged")
        desk.report.check(self._state() is ExportState.ACKNOWLEDGED, "the window shows the sponsor's receipt")
        volumes = [row["VOLML"] for row in self._table("EC") if row["AREA"]]
        desk.report.check(volumes == ["1.00", "1.00"], "the typed volumes are in the sponsor's table")
        whole = "".join(path.read_text("utf-8") for path in self.folders.sponsor.rglob("*.csv"))
        desk.report.check(TOUR_PARTICIPANT.identity.name not in whole, "no name in the sponsor's tables")

    def audit(self) -> None:
        """Read the audit trail in plain words, and check integrity."""
        hands = self.desk.hands
        hands.click("rail.audit")
        hands.picture("audit")
        hands.click("verify")
        self.desk.report.check(self.desk.site.verify() == (), "every commit, value and file is as it was recorded")
        hands.picture("audit-verified")

    def looks(self) -> None:
        """Switch to the other language and the other theme, live."""
        window, hands = self.desk.window, self.desk.hands
        hands.click("rail.today")
        hands.picture("today")
        hands.click("mode")
        hands.picture("today-dark")
        window.open_form(FormKey(SUBJECT, "SE.V1", "F.EC"))
        hands.picture("injection-dark")
        hands.click("mode")
        window.bench.language.set("en" if self.desk.language == "zh" else "zh")
        hands.picture("injection-other-language")
        window.open_subject(SUBJECT)
        hands.picture("casebook-other-language")
        window.bench.language.set(self.desk.language)

    def papers(self) -> None:
        """Keep every signed rendering, and check each signature against the site's own authority."""
        desk = self.desk
        self.folders.pdf.mkdir(parents=True, exist_ok=True)
        state = desk.book.state(SUBJECT)
        for text in sorted(state.forms()):
            for view in signatures(state, FormKey.parse(text)):
                data = view.row.data
                pdf = rendering(desk.book, data["attachment"], data["pdf_sha256"])
                name = data["id"].replace("/", "_").replace("#", "-")
                (self.folders.pdf / f"{name}.pdf").write_bytes(pdf)
                status = check_signature(pdf, self.public.ca_pem)
                desk.report.check(
                    status.intact and status.valid and status.trusted and status.whole, f"{name}: signature stands"
                )

    def leave(self) -> None:
        """Log out: the site is closed."""
        self.desk.sign_out()
        self.desk.hands.picture("login-again")

    def _state(self) -> ExportState | None:
        entries = self.desk.site.outbox.entries()
        return entries[0].state if entries else None

    def _table(self, form: str) -> list[dict[str, str]]:
        (path,) = self.folders.sponsor.rglob(f"{form}.csv")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
