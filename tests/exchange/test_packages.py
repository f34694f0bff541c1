"""Packages of the sponsor: signed, addressed, numbered; what is not so is refused with its own sentence (OFF-04)."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from hairtrial_desktop.casebook.actor import Actor, NotPermitted, Role
from hairtrial_desktop.casebook.package_kinds import TAKERS
from hairtrial_desktop.casebook.packages import (
    Package,
    PackageKind,
    PackageRefused,
    PackageState,
    newest_number,
    take_in,
    taken_in,
)
from hairtrial_desktop.casebook.record import SITE, Author, utc_text
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails
from hairtrial_desktop.exchange.desk import Desk
from hairtrial_desktop.exchange.packages import Addressee, open_package, package_name, seal_package
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.keys.sponsor_keys import create_sponsor_keys
from hairtrial_desktop.sponsor.packages import PackageRoom
from hairtrial_desktop.words import Words
from tests.exchange.world import PROGRAM, START, World, trial_files

CONTENT = {"decisions": "COHORT,EVENT,DATE,DECISION\nC1,OPENED,2026-06-01,\n"}


def package(number: int = 1, **changed: Any) -> Package:
    made = Package(PackageKind.RELEASE, number, "BG-CT-24-007", "01", utc_text(START), CONTENT)
    return replace(made, **changed)


def book_of(world: World, role: Role = Role.NURSE) -> SiteBook:
    database = world.database
    shelves = Shelves(database.commits, database.drafts, database.attachments, world.identities)
    author = Author("wang", role.value, "PC-1", PROGRAM, world.study.sha256)
    actor = Actor("wang", "王护士", role)
    return SiteBook(
        world.study, SiteDetails("01", "医院", "Hospital"), shelves, world.clock, actor=actor, author=author
    )


def desk_of(world: World, role: Role = Role.NURSE) -> Desk:
    choice = world.folder / "choice"
    choice.write_text(str(world.stick), encoding="utf-8")
    return Desk(book_of(world, role), world.database.outbox, None, world.sponsor.public, choice)


def lay(world: World, made: Package, content: bytes | None = None) -> None:
    sealed = seal_package(made, world.sponsor) if content is None else content
    FolderTransport(world.stick).put(package_name("01", made.key), sealed)


def refusal(world: World, content: bytes) -> str:
    addressee = Addressee(world.study.oid, "01", world.sponsor.public.receipt_certificate_pem)
    with pytest.raises(PackageRefused) as refused:
        open_package(content, "release-0001.json", addressee)
    sentences = [Words(language).error(refused.value) for language in ("zh", "en")]
    assert all("release-0001.json" in sentence for sentence in sentences)
    return refused.value.code


def edited(content: bytes, **changed: Any) -> bytes:
    return json.dumps(json.loads(content) | changed).encode()


def test_off_04_each_wrong_package_is_refused_by_its_own_sentence(world: World) -> None:
    good = seal_package(package(), world.sponsor)
    other = create_sponsor_keys(world.folder / "other", at=START)
    assert refusal(world, edited(good, signature="")) == "package_unsigned"
    assert refusal(world, b'{"body": "{}"}') == "package_unsigned"
    assert refusal(world, seal_package(package(), other)) == "package_foreign_signature"
    assert refusal(world, good[: len(good) // 2]) == "package_damaged"
    assert refusal(world, good.replace(b"C1", b"C2")) == "package_damaged"
    assert refusal(world, edited(good, signature="AAAA")) == "package_damaged"
    assert refusal(world, edited(good, signature="not base64!")) == "package_damaged"
    assert refusal(world, seal_package(package(site="02"), world.sponsor)) == "package_other_site"
    assert refusal(world, seal_package(package(study="OTHER"), world.sponsor)) == "package_other_study"
    assert refusal(world, seal_package(package(number=0), world.sponsor)) == "package_not_understood"
    assert refusal(world, b'["a list"]') == "package_not_understood"


def test_a_receipt_of_the_sponsor_is_no_package(world: World) -> None:
    good = json.loads(seal_package(package(), world.sponsor))
    body = json.loads(good["body"]) | {"format": "hairtrial-receipt/1"}
    text = json.dumps(body)
    assert refusal(world, edited(json.dumps(good).encode(), body=text)) == "package_damaged"


def test_off_04_a_package_is_taken_in_once_with_its_content_and_hash(world: World) -> None:
    desk = desk_of(world)
    lay(world, package())
    (found,) = desk.read_packages()
    assert found.state is PackageState.TAKEN_IN
    last = list(desk.book.shelves.store.commits())[-1]
    assert (last.act, last.subject, last.user) == ("package", SITE, "wang")
    kept = taken_in(desk.book)["release-0001"]
    assert kept["content"] == CONTENT
    assert found.package is not None
    assert kept["sha256"] == found.package.sha256
    head = desk.book.shelves.store.head()
    (again,) = desk.read_packages()
    assert again.state is PackageState.KNOWN
    assert desk.book.shelves.store.head() == head


def test_off_04_an_older_or_replayed_number_is_refused(world: World) -> None:
    desk = desk_of(world)
    lay(world, package(3))
    assert [found.state for found in desk.read_packages()] == [PackageState.TAKEN_IN]
    lay(world, package(2))
    lay(world, package(3, content={"other": 1}))
    found = desk.read_packages()
    assert [(one.state, one.error.code if one.error else "") for one in found] == [
        (PackageState.REFUSED, "package_old"), (PackageState.REFUSED, "package_old"),
    ]  # fmt: skip
    assert newest_number(desk.book, PackageKind.RELEASE) == 3
    assert taken_in(desk.book)["release-0003"]["content"] == CONTENT


def test_a_bad_package_hides_no_good_one_and_older_ones_go_first(world: World) -> None:
    desk = desk_of(world)
    for number in (2, 1):
        lay(world, package(number))
    lay(world, package(3), b"broken")
    lay(world, package(9, kind=PackageKind.QUERIES))
    found = {one.name: one for one in desk.read_packages()}
    assert {name: one.state.value for name, one in found.items()} == {
        "release-0001.json": "taken_in", "release-0002.json": "taken_in", "release-0003.json": "refused",
        "queries-0009.json": "refused",
    }  # fmt: skip
    unknown = found["queries-0009.json"].error
    assert unknown is not None
    assert unknown.code == "package_not_understood"


def test_a_monitor_takes_nothing_in_and_an_administrator_does(world: World) -> None:
    lay(world, package())
    with pytest.raises(NotPermitted):
        desk_of(world, Role.MONITOR).read_packages()
    (found,) = desk_of(world, Role.ADMINISTRATOR).read_packages()
    assert found.state is PackageState.TAKEN_IN


def test_the_sponsor_numbers_each_kind_by_what_it_keeps(world: World) -> None:
    room = PackageRoom(world.sponsor, world.study.oid, "01", world.folder / "kept")
    transport = FolderTransport(world.stick)
    numbers = [room.send(PackageKind.RELEASE, CONTENT, transport, START).key for _ in range(2)]
    numbers.append(room.send(PackageKind.STUDY, {}, transport, START).key)
    assert numbers == ["release-0001", "release-0002", "study-0001"]
    for path in world.stick.rglob("*.json"):
        path.unlink()  # the stick comes back empty: what is kept decides
    assert room.send(PackageKind.RELEASE, CONTENT, transport, START).number == 3


def test_off_04_a_version_of_the_forms_is_kept_if_it_loads_and_is_blind(world: World) -> None:
    desk = desk_of(world)
    files = trial_files()
    telling = {**files, "kit.toml": files["kit.toml"].replace('name = "SYR"', 'name = "LOT_A"', 1)}
    for number, content in enumerate(({"files": files}, {"files": {"study.toml": "x"}}, {"files": telling}), 1):
        lay(world, package(number, kind=PackageKind.STUDY, content=content))
    codes = [found.error.code if found.error else found.state.value for found in desk.read_packages()]
    assert codes == ["taken_in", "package_not_understood", "package_not_understood"]
    blind = {**files, "kit.toml": files["kit.toml"].replace('zh = "药盒状态"', 'zh = "药盒状态（A区为外泌体）"')}
    lay(world, package(4, kind=PackageKind.STUDY, content={"files": blind}))
    assert [found.error.code for found in desk.read_packages() if found.error][-1] == "package_unblinds"


def test_off_04_text_that_has_no_bytes_blocks_no_other_package(world: World) -> None:
    desk = desk_of(world)
    lay(world, package(9, kind=PackageKind.KITS), b'{"body": "\\ud800{}", "signature": "AAAA"}')
    lay(world, package())
    found = {one.name: one.error.code if one.error else one.state.value for one in desk.read_packages()}
    assert found == {"kits-0009.json": "package_damaged", "release-0001.json": "taken_in"}


def test_off_04_a_signed_package_the_record_could_not_show_is_refused(world: World) -> None:
    for made_at in ("yesterday", "", "2026-06-01", "2026-06-01T08:00:00", "0001-01-01T00:00:00.000+14:00"):
        assert refusal(world, seal_package(package(made_at=made_at), world.sponsor)) == "package_not_understood"
    good = json.loads(seal_package(package(), world.sponsor))
    for wrong in ("1.5", '"\\ud800"'):
        body = good["body"].replace('"number":1', f'"number":1,"more":{wrong}')
        signed = SignedText(body, world.sponsor.sign(body.encode()))
        assert refusal(world, signed.to_bytes()) == "package_not_understood"


def test_off_04_a_number_far_ahead_shuts_out_nothing_to_come(world: World) -> None:
    desk = desk_of(world)
    lay(world, package(3))
    lay(world, package(3 + 30_000))
    found = {one.name: one.error.code if one.error else one.state.value for one in desk.read_packages()}
    assert found == {"release-0003.json": "taken_in", "release-30003.json": "package_far_ahead"}
    for number in (3 + 10_000, 3 + 9_999):
        with suppress(PackageRefused):
            take_in(desk.book, package(number), TAKERS)
        assert newest_number(desk.book, PackageKind.RELEASE) == (3 if number > 10_002 else number)
