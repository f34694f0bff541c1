"""One month with everything a record can hold: photographs, an erasure, several signers, queries, marks, locks.

Both ODM files of it pass CDISC's XSD and our reading of the specification, and the sponsor takes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from lxml import etree

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import SITE, Record
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.exchange.odm.conformance import problems
from hairtrial_desktop.exchange.odm.conformance_complete import gaps
from hairtrial_desktop.exchange.odm.elements import ODM_NS
from hairtrial_desktop.exchange.odm.reading import parse
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.sponsor.receive import Received
from tests.documents.pictures import photograph
from tests.exchange.test_conformance import over
from tests.exchange.test_odm import schema
from tests.exchange.test_privacy_gate import unpacked
from tests.exchange.world import World
from tests.sponsor.test_attached import attach, detach
from tests.sponsor.test_receive import at_sponsor
from tests.sponsor.test_redaction import erase

assert schema  # the fixture
N = f"{{{ODM_NS}}}"
SUBJECT = "01-001"
FILES = ("snapshot", "transactional")
CONSENT, DM, VS, XH, PTG = (FormKey(SUBJECT, "SE.SCR", f"F.{form}") for form in ("IC", "DM", "VS", "XH", "PTG"))
EVENT, EVENT_TWICE = FormKey(SUBJECT, "SE.LOG", "F.AE"), FormKey(SUBJECT, "SE.LOG", "F.AE", form_repeat=2)
UNSCHEDULED = (FormKey(SUBJECT, "SE.UNS", "F.UV", 1), FormKey(SUBJECT, "SE.UNS", "F.UV", 2))
UNFINISHED = FormKey(SUBJECT, "SE.V1", "F.VS")
PULSE = f"{VS}/IG.VS.VS#1/I.VS.PULSE"
SECRET = "红斑 女儿在人民医院上班"


@dataclass(frozen=True)
class Month:
    """What left in one month, and what the sponsor answered."""

    odm: dict[str, bytes]
    papers: set[str]
    answer: Received


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    world = World(tmp_path_factory.mktemp("world"))
    recorded(world)
    asked_and_closed(world)
    signed(world)
    entry = world.send("2026-09")
    files = unpacked(world, entry)
    (answer,) = at_sponsor(world)
    papers = {name.removeprefix("pdf/").removesuffix(".pdf") for name in files if name.startswith("pdf/")}
    yield Month({name: files[f"odm/{name}.xml"] for name in FILES}, papers, answer)
    world.database.close()
    world.identities.close()


def recorded(world: World) -> None:
    """Record a screening, visits off the plan, events; one value is missing, one row is no more, one text erased."""
    for key in (CONSENT, DM, VS, XH, PTG, EVENT, EVENT_TWICE, *UNSCHEDULED):
        world.fill(key)
    world.save(VS, {"WEIGHT": ("", "ND"), "RESP": "16"}, reason="未测")
    world.save(VS, {"RESP": "18"}, reason="读错")
    world.save(EVENT_TWICE, {}, status="removed", reason="重复")
    world.save(UNFINISHED, {"PULSE": "70"}, status="progress")
    picture = FileStripping().strip(photograph())
    attach(world, PTG, picture, caption="vertex")
    detach(world, attach(world, XH, picture), "blurred")
    world.save(EVENT, {"AETERM": SECRET}, reason="补充")
    erase(world, SECRET)
    world.save(EVENT, {"AETERM": "红斑"}, reason="重新录入")
    world.consent("01-002", provision="N")


def asked_and_closed(world: World) -> None:
    """Raise, answer and close a query; note, verify, review; freeze a visit."""

    def query(event: str, state: str, said: str) -> Record:
        words = {"text": {"zh": said, "en": said}, "origin": "manual", "hard": "Y"} if event == "raise" else {}
        return Record("query", f"{PULSE}/Q#1", None, {"state": state, "said": {"event": event, "text": said}, **words})

    leaf = world.database.commits.load(SUBJECT).items()[PULSE].leaf
    seen = {"state": "done", "leaves": {PULSE[len(str(VS)) + 1 :]: leaf}}
    for act, record in (
        ("raise_query", query("raise", "open", "Source says 71")),
        ("answer_query", query("answer", "answered", "checked, 70")),
        ("close_query", query("close", "closed", "")),
        ("note", Record("note", f"{PULSE}/N#1", None, {"said": {"text": "left arm"}})),
        ("verify_source", Record("verification", PULSE, None, seen)),
        ("lock", Record("lock", f"{SUBJECT}/SE.UNS#1", None, {"level": "frozen", "reason": "clean"})),
    ):
        world.commit(SUBJECT, record, act=act)


def signed(world: World) -> None:
    """Sign forms (one twice over, one by two persons for two meanings), a visit and the casebook."""
    assessor = world.people["he"] = world.key_for("he", "何评估", "assessor")
    row = {"name": "何评估", "role": "assessor", "certificate_pem": assessor.certificate_pem.decode(),
           "certificate_sha256": certificates.fingerprint(assessor.certificate_pem)}  # fmt: skip
    world.commit(SITE, Record("user", "he", None, row), act="users", user="admin", role="administrator")
    world.sign(DM)
    world.save(DM, {"BRTHDAT": "1985-04"}, reason="核对证件")  # void now
    world.sign(DM)
    own = {"user": "he", "name": "何评估", "role": "assessor", "meaning_code": "assessment"}
    world.sign(XH, assessor, own, by=("he", "assessor"))
    for place in (XH, VS, f"{SUBJECT}/SE.UNS#1", SUBJECT):
        world.sign(place)


def test_cn_10_both_files_are_valid_and_conform_and_the_sponsor_takes_them(
    month: Month, schema: etree.XMLSchema
) -> None:
    for name in FILES:
        root = parse(month.odm[name])
        assert schema.validate(root), schema.error_log
        assert problems(root) == []
        assert SECRET not in month.odm[name].decode()
    assert (month.answer.accepted, month.answer.error) == (True, None)


def test_at_the_end_of_the_month_what_is_not_signed_leaves_with_its_status_without_a_paper_and_is_counted(
    month: Month,
) -> None:
    forms = parse(month.odm["snapshot"]).iter(f"{N}FormData")
    left = {(form.get("FormOID"), over(form).get("StudyEventOID")): form for form in forms}
    for oid, event in (("F.IC", "SE.SCR"), ("F.PTG", "SE.SCR"), ("F.AE", "SE.LOG"), ("F.VS", "SE.V1")):
        assert left[oid, event].find(f"{N}Signature") is None
        assert not [name for name in month.papers if event in name and oid in name]
    assert "01-001_SE.SCR-1_F.VS-1_S-1" in month.papers
    unsigned = 6  # those four, PTG for want of two signatures, and both unscheduled visits
    assert (month.answer.counts["forms_unsigned"], month.answer.counts["forms"]) == (unsigned, unsigned + 3)


def flags(root: etree._Element) -> Counter[tuple[str | None, str | None]]:
    return Counter(
        (flag.findtext(f"{N}FlagType"), flag.findtext(f"{N}FlagValue"))
        for flag in root.iterfind(f".//{N}ClinicalData//{N}Annotation/{N}Flag")
    )


def test_p11_02_what_stands_beside_the_values_is_told_in_both_files(month: Month) -> None:
    snapshot, transactional = (flags(parse(month.odm[name])) for name in FILES)
    beside = {("NULLFLAVOUR", "ND"), ("NOTE", "note"), ("ATTACHMENT", "attached"), ("ATTACHMENT", "detached"),
              ("QUERY", "closed"), ("LOCK", "frozen"), ("ERASURE", "ERASED")}  # fmt: skip
    assert beside <= snapshot.keys()
    assert beside | {("QUERY", "open"), ("QUERY", "answered"), ("SDV", "done")} <= transactional.keys()
    assert snapshot["FORMSTATE", "progress"] == 1
    assert snapshot["QUERY", "closed"] == 1  # once, as it stands; its history is in the other file


def signature(node: etree._Element) -> tuple[str, str | None, str | None]:
    """Return the element it stands in, its meaning and who gave it."""
    meaning, user = node.find(f"{N}SignatureRef"), node.find(f"{N}UserRef")
    assert meaning is not None
    assert user is not None
    return etree.QName(over(node)).localname, meaning.get("SignatureOID"), user.get("UserOID")


def test_p11_11_every_signature_is_told_with_its_meaning_and_signer(month: Month) -> None:
    said = {name: Counter(signature(node) for node in parse(month.odm[name]).iter(f"{N}Signature")) for name in FILES}
    assert said["snapshot"] == {
        ("FormData", "SIG.crf", "U.chen"): 3, ("StudyEventData", "SIG.crf", "U.chen"): 1,
        ("SubjectData", "SIG.crf", "U.chen"): 1,
    }  # fmt: skip
    assert said["transactional"] == said["snapshot"] | Counter(
        {("FormData", "SIG.assessment", "U.he"): 1, ("FormData", "SIG.crf", "U.chen"): 4}  # the void one, too
    )
    further = parse(month.odm["snapshot"]).xpath(
        "//o:Flag[o:FlagType='SIGNATURE']/../o:Comment", namespaces={"o": ODM_NS}
    )
    assert ["SIG.assessment U.he" in (node.text or "") for node in further] == [True]  # beside the newest of the form


def unanswered(root: etree._Element, oid: str) -> None:
    for node in [node for node in root.iter(f"{N}ItemData") if node.get("ItemOID") == oid]:
        over(node).remove(node)


def in_one_area(root: etree._Element) -> None:
    node = next(node for node in root.iter(f"{N}ItemGroupData") if node.get("ItemGroupOID") == "IG.PTG.AREA"
                and node.get("ItemGroupRepeatKey") == "2")  # fmt: skip
    over(node).remove(node)


PLANTED: dict[str, Callable[[etree._Element], None]] = {
    "01-001 SE.SCR F.DM I.DM.SEX": lambda root: unanswered(root, "I.DM.SEX"),
    "01-001 SE.SCR F.PTG I.PTG.XHLOC#2": in_one_area,
}


def test_every_form_marked_complete_holds_its_mandatory_items(month: Month) -> None:
    assert gaps(parse(month.odm["snapshot"])) == []


@pytest.mark.parametrize("gap", PLANTED)
def test_a_gap_in_a_complete_form_is_found(month: Month, gap: str) -> None:
    root = deepcopy(parse(month.odm["snapshot"]))
    PLANTED[gap](root)
    assert gap in gaps(root)
