"""An amendment from the sponsor's package to the next export: taken in, tried, approved, moved, printed, received."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.activation import activate, proposed_package
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.moving import move_forms
from hairtrial_desktop.casebook.versions import candidate
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.casebook.views.dry_run import dry_run
from hairtrial_desktop.cli.said import REFUSED
from hairtrial_desktop.cli.sponsor import sponsor
from hairtrial_desktop.demo.people import NURSE
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.conformance_complete import gaps
from hairtrial_desktop.exchange.odm.elements import ODM_NS
from hairtrial_desktop.exchange.odm.reading import parse
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
from hairtrial_desktop.sponsor.receive import receive
from hairtrial_desktop.study.loader import AMENDMENT
from hairtrial_desktop.ui.rooms import OpenSite
from tests.amendments.conftest import Opener
from tests.amendments.version_two import version_two

SUBJECT = "01-002"
DM, VS = FormKey(SUBJECT, "SE.SCR", "F.DM"), FormKey(SUBJECT, "SE.SCR", "F.VS")
APPROVAL = 'reconsent = true\napproval_number = "2026-伦审-118"\napproval_date = "2026-11-20"'


def sent(folder: Path, site: Path, sponsor_folder: Path, mapping: str) -> Result:
    """Let the sponsor's command send the folder's forms with ``mapping``; return what it said."""
    folder.mkdir(exist_ok=True)
    for name, text in {**version_two(), AMENDMENT: mapping}.items():
        (folder / name).write_text(text, encoding="utf-8")
    public, stick = folder.with_name("site.json"), folder.with_name("stick")
    public.write_text(Door(site).site_public().to_text(), encoding="utf-8")
    stick.mkdir(exist_ok=True)
    return CliRunner().invoke(
        sponsor,
        ["package", "study", str(folder), "--keys", str(sponsor_folder), "--site", str(public), "--kept",
         str(folder.with_name("kept")), "--to", str(stick), "--lang", "en"],
    )  # fmt: skip


def exported(nurse: OpenSite, stick: Path, sponsor_folder: Path, public: SitePublic, out: Path) -> Path:
    """Let the nurse export and the sponsor receive; return the folder of what was received last."""
    nurse.exchange.choose_folder(stick)
    entry = nurse.exchange.build("2026-11")
    nurse.exchange.send(entry.key, lambda _done, _total: None, lambda: False)
    answers = receive(stick, SponsorKeys.open(sponsor_folder), public, out, nurse.book.clock)
    assert [answer.error for answer in answers] == [None] * len(answers)
    folder = answers[-1].folder
    assert folder is not None
    return folder


def test_r3_16_an_amendment_goes_from_the_sponsors_package_to_the_next_export(
    opener: Opener, built: Path, tmp_path: Path
) -> None:
    site, stick, out = opener(), tmp_path / "stick", tmp_path / "received"
    sponsor_folder = tmp_path / "sponsor"
    shutil.copytree(built.with_name("site-sponsor"), sponsor_folder)
    shutil.copytree(built.with_name("site-transport"), stick)
    shutil.copytree(sponsor_folder / "received", out)
    mapping = version_two()[AMENDMENT].replace("reconsent = true", APPROVAL)
    unknown = mapping.replace('old = "VS.PULSE"', 'old = "VS.X"')
    wrong = sent(tmp_path / "forms", tmp_path / "site", sponsor_folder, unknown)
    assert (wrong.exit_code, "VS.X" in wrong.stderr) == (REFUSED, True)
    assert list(stick.rglob("study-*")) == []
    made = sent(tmp_path / "forms", tmp_path / "site", sponsor_folder, mapping)
    assert made.exit_code == 0, made.output

    site.exchange.choose_folder(stick)
    assert {found.error for found in site.exchange.read_packages()} == {None}
    package = proposed_package(site.book)
    assert package is not None
    version = candidate(package, site.book.versions)
    run = dry_run(site.book, version)
    assert run.version == "2.0"
    assert {"DM.SEX"} <= {item.old for effect in run.forms if effect.key == DM for item in effect.items}
    pages = {key: site.paper.render(CrfPageBuilder(site.book, key, "zh").build(), "zh") for key in (DM, VS)}
    assert version.amendment is not None
    named = version.amendment.approval
    assert named is not None
    activate(site.book, version, named.number, named.day)
    assert proposed_package(site.book) is None
    move_forms(site.book, [DM], "修正案 1")
    told = [
        (line.act, line.old, line.new)
        for line in audit_lines(site.book, "zh")
        if line.subject == SUBJECT and line.act == "move" and line.label is not None and line.label.zh == "性别"
    ]
    assert ("move", "", "女性") in told
    old, new = (CrfPageBuilder(site.book, key, "zh").build() for key in (VS, DM))
    assert (old.form_version, new.form_version) == ("1.0", "2.0")
    assert site.paper.render(new, "zh") != pages[DM]

    folder = exported(opener(NURSE), stick, sponsor_folder, Door(tmp_path / "site").site_public(), out)
    for name in ("snapshot", "transactional"):
        root = parse((folder / "odm" / f"{name}.xml").read_bytes())
        assert (problems(root), gaps(root)) == ([], [])
        assert len(root.findall(f".//{{{ODM_NS}}}MetaDataVersion")) == 2
    assert {"DM.csv", "VS.1.0.csv"} <= {path.name for path in (folder / "csv").glob("*.csv")}
