"""Bringing a new version of the definitions into force, once the ethics committee has approved it (R3-16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.packages import PackageKind, taken_in
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.versions import ACTIVE
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import AMENDMENT

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.versions import Version


def activate(book: SiteBook, version: Version, number: str, approved_on: str) -> Commit:
    """Commit ``version`` (``versions.candidate``) as the one in force: new forms are of it, saved ones stay.

    ``number`` and ``approved_on`` (ISO date): of the ethics committee's approval. KnownError ``approval_required``,
    ``approval_date``, ``version_held``, ``version_stale``, ``version_other_study``; NotPermitted.
    """
    book.actor.require(Action.ACTIVATE_VERSION)
    _check_approval(book, number, approved_on)
    _check_version(book, version)
    study, since = version.study, book.now().date().isoformat()
    new = {
        "files": dict(version.files), "version": study.version, "amendment": version.mapping,
        "before": book.study.sha256, "since": since,
    }  # fmt: skip
    in_force = {"sha256": study.sha256, "approval_number": number.strip(), "approval_date": approved_on}
    before = book.state(SITE).things("site_data").get(ACTIVE)
    records = (
        Record("definition", study.sha256, None, new, source=Source.SYSTEM),
        Record("site", ACTIVE, None if before is None else before.data, in_force),
    )
    commit = book.commit(Draft(SITE, "activate", records))
    book.adopt(book.versions.followed_by(replace(version, since=since)))
    return commit


def proposed_package(book: SiteBook) -> dict[str, str] | None:
    """Return the files (name to text) of the newest version the sponsor sent, None where that is in force, or none."""
    sent = [tree for tree in taken_in(book).values() if tree["kind"] == PackageKind.STUDY]
    if not sent:
        return None
    files: dict[str, str] = max(sent, key=lambda tree: int(tree["number"]))["content"]["files"]
    held = [{**step.files, **({AMENDMENT: step.mapping} if step.mapping else {})} for step in book.versions.steps]
    return None if files in held else files


def _check_approval(book: SiteBook, number: str, approved_on: str) -> None:
    if not number.strip():
        raise KnownError("approval_required")
    try:
        day = date.fromisoformat(approved_on)
    except ValueError as error:
        raise KnownError("approval_date", text=approved_on) from error
    if day > book.now().date():
        raise KnownError("approval_date", text=approved_on)


def _check_version(book: SiteBook, version: Version) -> None:
    study, held = version.study, book.versions.steps
    for step in held:
        if study.sha256 == step.study.sha256 or study.version == step.study.version:
            raise KnownError("version_held", version=study.version)
    if version.amendment is None or version.amendment.before != book.study.version:
        raise KnownError("version_stale", version=study.version, active=book.study.version)
    if (study.oid, study.zone) != (book.study.oid, book.study.zone):
        raise KnownError("version_other_study", study=study.oid)
