"""Destroying a data folder once two persons ordered it: keys first, then files, with a certificate (E6(R3) 4.2.8).

What the keys opened cannot be read any more from the moment the key files are gone; the files themselves are written
over and removed after that. The certificate is begun before anything is touched and finished after everything is gone.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.bootstrap.door import Door
from hairtrial_desktop.casebook.actor import Action, Role
from hairtrial_desktop.casebook.destruction import order_of, refuse_unreceived
from hairtrial_desktop.casebook.ports import Credential, Head
from hairtrial_desktop.casebook.record import SITE, utc_text
from hairtrial_desktop.casebook.second_person import refuse_as_second
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.keys.durable import sorted_disk_errors, sync_folder, write_durably
from hairtrial_desktop.store.backup import place_in
from hairtrial_desktop.store.backup_set import SETS
from hairtrial_desktop.study.errors import KnownError

_KEYS = (".age", "keyring.json")  # how the names of key files end
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Destruction:
    """What was destroyed: the certificate's text as written, and its SHA-256 (hex)."""

    certificate: str
    sha256: str


@dataclass(frozen=True)
class _Facts:
    """What the certificate says of the site and of the people."""

    site: str
    study: str
    head: Head
    order: dict[str, str]
    people: tuple[str, ...]


def destroy_site(
    door: Door, first: Credential, second: Credential, certificate: Path, backups: Sequence[Path] = ()
) -> Destruction:
    """Destroy the folder of ``door`` and the copies in ``backups`` (folders for backups); write ``certificate``.

    ``first`` is an administrator, ``second`` an investigator. WrongPassword; NotPermitted; KnownError
    ``destruction_not_ordered``, ``destruction_not_received``, ``destruction_second``, ``certificate_place``,
    ``not_a_backup_place``; StorageError. Until the certificate is begun nothing was changed.
    """
    folder = door.folder.resolve()
    _refuse_place(certificate, (folder, *(place.resolve() for place in backups)))
    with closing(door.open(first.user, first.password, checking=True)) as site:
        site.book.actor.require(Action.ORDER_DESTRUCTION)
        order = order_of(site.book.state(SITE))
        if order is None:
            raise KnownError("destruction_not_ordered")
        refuse_as_second(site.book, second.user)
        if site.book.roles().get(second.user) != Role.INVESTIGATOR.value:
            raise KnownError("destruction_second")
        refuse_unreceived(site.book)
        copies = [_copies(place, site.book.site.number) for place in backups]
        site.authenticator.confirm(second.user, second.password)
        facts = _facts(site.book, order, (first.user, second.user))
    begun = utc_text(door.clock.now())
    write_durably(certificate, _text(facts, begun, "", ()).encode())
    gone = [line for place in (folder, *copies) for line in _destroy(place)]
    text = _text(facts, begun, utc_text(door.clock.now()), gone)
    write_durably(certificate, text.encode())
    return Destruction(text, hashlib.sha256(text.encode()).hexdigest())


def _refuse_place(certificate: Path, places: Sequence[Path]) -> None:
    target = certificate.resolve()
    if target.exists() or any(target.is_relative_to(place) for place in places):
        raise KnownError("certificate_place", file=certificate.name)


def _copies(folder: Path, number: str) -> Path:
    """Return where the backups of site ``number`` lie in a folder for backups; KnownError ``not_a_backup_place``."""
    place = place_in(folder, number)
    if not (place / SETS).is_dir():
        raise KnownError("not_a_backup_place", folder=folder.name)
    return place


def _facts(book: SiteBook, order: dict[str, str], users: tuple[str, str]) -> _Facts:
    people = book.people()
    named = tuple(f"{people[user]['name']} ({user}, {people[user]['role']})" for user in users)
    site = f"{book.site.number} {book.site.name_zh} / {book.site.name_en}"
    study = f"{book.study.protocol} · {book.study.registry_id}"
    return _Facts(site, study, book.shelves.store.head(), order, named)


def _destroy(folder: Path) -> list[str]:
    """Write over and remove every file, those with keys first; return name, size and SHA-256 of each."""
    files = sorted((path for path in folder.rglob("*") if path.is_symlink() or path.is_file()), key=_order)
    told = []
    for path in files:
        if path.is_symlink():  # what it points at is none of the site's
            path.unlink()
            continue
        with sorted_disk_errors(path):
            told.append(f"{path.relative_to(folder.parent)}  {path.stat().st_size}  {_sha256(path)}")
            _write_over(path)
            path.unlink()
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        path.rmdir()
    folder.rmdir()
    sync_folder(folder.parent)
    return told


def _order(path: Path) -> tuple[bool, str]:
    return not path.name.endswith(_KEYS), str(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_over(path: Path) -> None:
    size = path.stat().st_size
    path.chmod(0o600)
    with path.open("rb+") as file:
        for start in range(0, size, _CHUNK):
            file.write(secrets.token_bytes(min(_CHUNK, size - start)))
        file.flush()
        os.fsync(file.fileno())


def _text(facts: _Facts, begun: str, ended: str, files: Sequence[str]) -> str:
    """Return the certificate in Chinese and English; times are UTC."""
    order = facts.order
    lines = [
        "数据销毁证明 / Certificate of destruction of data",
        f"研究 / Study: {facts.study}",
        f"研究中心 / Site: {facts.site}",
        f"记录终点 / Head of the record: #{facts.head.seq}  SHA-256 {facts.head.hash}",
        f"销毁决定 / Ordered: {order['at']}  {order['user']} + {order['second_person']}",
        f"理由 / Reason: {order['reason']}",
        f"申办者书面许可 / Written permission of the sponsor: {order['permission']}",
        f"执行人 / Carried out by: {' + '.join(facts.people)}",
        f"开始 / Begun: {begun}",
        f"完成 / Completed: {ended or '—'}",
        f"已销毁文件 / Files destroyed: {len(files)}",
        *files,
        "密钥文件最先销毁，其余文件即使被恢复也无法解密。 / The key files went first: the others cannot be decrypted.",
        "未列出的备份、打印件及已导出的数据不在此列。 / Backups not listed, prints and exports are not covered.",
    ]
    return "\n".join(lines) + "\n"
