"""Receiving: open, judge, unpack, tabulate, answer (R3-11, OFF-03, P11-10). An export is accepted whole or refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hairtrial_desktop.casebook.ports import Clock
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.exchange import bundle as layout
from hairtrial_desktop.exchange.bundle import OpenedBundle
from hairtrial_desktop.exchange.receipt import ACCEPTED, ANSWERED, FORMAT, REFUSED, receipt_names
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.exchange.transports.transport import Transport, TransportError
from hairtrial_desktop.keys.durable import make_folder, sync_folder, write_durably
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
from hairtrial_desktop.sponsor.examine import Examined, examine
from hairtrial_desktop.sponsor.inbox import Arrived, Inbox, check_agreement, number_of
from hairtrial_desktop.sponsor.ledger import RECEIPT, REFUSED_FOLDER, Ledger
from hairtrial_desktop.sponsor.refusal import ExportRefused
from hairtrial_desktop.sponsor.tabulate import tabulate
from hairtrial_desktop.study.errors import KnownError

PARTS, CSV = "parts-manifest.json", "csv"
_NAMED = ("study", "series", "number", "month")


@dataclass(frozen=True)
class Received:
    """What became of one export: accepted into ``folder``, refused for ``error``, or not answered for ``error``.

    ``receipt`` is where the signed answer is kept here, None if there is none; ``undelivered`` says why it could not
    be put where the site looks for it (the next ``receive`` tries again).
    """

    key: str
    accepted: bool
    folder: Path | None
    error: KnownError | None
    counts: Mapping[str, int]
    notes: tuple[str, ...]
    receipt: Path | None
    undelivered: KnownError | None = None

    @property
    def refused(self) -> bool:
        """Whether it was judged and refused: a signed refusal is kept."""
        return not self.accepted and self.receipt is not None


def receive(transport_root: Path, keys: SponsorKeys, site: SitePublic, out: Path, clock: Clock) -> list[Received]:
    """Answer every export of ``site`` under ``transport_root`` that is not accepted yet; unpack to ``<out>/<site>``.

    Raises TransportError if the transport cannot be read, StorageError if ``out`` cannot be written. Trouble with one
    export is its own answer and hides no other. Running it again changes nothing.
    """
    return Receiver(FolderTransport(transport_root), keys, site, out, clock=clock).receive()


class Receiver:
    """The sponsor's side of one site."""

    def __init__(self, transport: Transport, keys: SponsorKeys, site: SitePublic, out: Path, *, clock: Clock) -> None:
        self._transport = transport
        self._keys = keys
        self._site = site
        self._folder = out / site.site_id
        self._clock = clock
        self._inbox = Inbox(transport, site)
        self._ledger = Ledger(self._folder)

    def receive(self) -> list[Received]:
        """Answer what is new, in the order of numbers; put the answer to what was accepted back if it is gone."""
        make_folder(self._folder)
        answers = [self._answer_alone(key) for key in self._inbox.complete()]
        return [answer for answer in answers if answer is not None]

    def _answer_alone(self, key: str) -> Received | None:
        try:
            return self._answer(key)
        except KnownError as error:  # of this export only: the others still have a right to an answer
            return Received(key, False, None, error, {}, (), None)

    def _answer(self, key: str) -> Received | None:
        about: dict[str, Any] = {
            "series": key.split("-", maxsplit=1)[0], "number": number_of(key), "month": "", "study": "",
            ANSWERED: "", "sealed_sha256": "",
        }  # fmt: skip
        try:
            content = self._inbox.manifest(key)
            about[ANSWERED] = sha256(content)
            arrived = self._inbox.arrived(key, content)
            about |= {name: arrived.parts[name] for name in _NAMED} | {"sealed_sha256": arrived.sealed_sha256}
            if self._known(arrived):
                return self._put_back(arrived)
            opened = self._inbox.open(arrived, self._keys)
            examined = examine(key, opened, self._site, self._ledger)
            check_agreement(arrived, examined.manifest)
        except ExportRefused as refused:
            return self._refuse(key, about, refused)
        return self._accept(arrived, opened, examined)

    def _known(self, arrived: Arrived) -> bool:
        """Return whether this very export was accepted before; ExportRefused if another took its number."""
        known = self._ledger.answered(arrived.key)
        if known is None or not known.accepted:
            return False
        if known.sealed_sha256 != arrived.sealed_sha256:
            raise ExportRefused("export_number_repeated", key=arrived.key, number=known.number, last=known.number)
        return True

    # -- answers

    def _accept(self, arrived: Arrived, opened: OpenedBundle, examined: Examined) -> Received:
        manifest, key = examined.manifest, arrived.key
        tied = {"sealed_sha256": arrived.sealed_sha256, ANSWERED: sha256(arrived.manifest_bytes)}
        tree = self._receipt(key, ACCEPTED, manifest | tied) | {
            "code": None, "params": {}, "head": manifest["head"], "counts": manifest["counts"],
            "manifest_sha256": sha256(opened.manifest_bytes), "notes": list(examined.notes),
        }  # fmt: skip
        signed = SignedText.sign(tree, self._keys.sign).to_bytes()
        csvs = tabulate(examined.versions, manifest, examined.states)
        files = dict(opened.files) | {f"{CSV}/{name}": content for name, content in csvs.items()}
        files |= {
            layout.MANIFEST: opened.manifest_bytes, layout.SIGNATURE: opened.signature,
            layout.CERTIFICATE: opened.certificate_pem, PARTS: arrived.manifest_bytes, RECEIPT: signed,
        }  # fmt: skip
        folder = self._unpack(key, files)
        undelivered = self._deliver(receipt_names(self._site.site_id, key, arrived.sealed_sha256), signed)
        return Received(key, True, folder, None, manifest["counts"], examined.notes, folder / RECEIPT, undelivered)

    def _refuse(self, key: str, about: Mapping[str, Any], refused: ExportRefused) -> Received:
        params = {name: value for name, value in refused.params.items() if isinstance(value, (str, int))}
        tree = self._receipt(key, REFUSED, about) | {"code": refused.code, "params": params}
        signed = SignedText.sign(tree, self._keys.sign).to_bytes()
        own, other = receipt_names(self._site.site_id, key, about["sealed_sha256"] or "0" * 16)
        taken = self._ledger.answered(key)
        names = (other,) if taken is not None and taken.accepted else (own, other)
        path = self._folder / REFUSED_FOLDER / names[0].rsplit("/", 1)[1]
        make_folder(path.parent)
        write_durably(path, signed)
        return Received(key, False, None, refused, {}, (), path, self._deliver(names, signed))

    def _receipt(self, key: str, verdict: str, about: Mapping[str, Any]) -> dict[str, Any]:
        named = {name: about[name] for name in (*_NAMED, "sealed_sha256", ANSWERED)}
        return named | {
            "format": FORMAT, "site": self._site.site_id, "key": key, "verdict": verdict,
            "received_at": utc_text(self._clock.now()), "sponsor": self._keys.public.name,
        }  # fmt: skip

    def _deliver(self, names: Iterable[str], signed: bytes) -> TransportError | None:
        """Put a receipt under the first name that can be written: something else may lie where it belongs."""
        failed: TransportError | None = None
        for name in names:
            try:
                if not self._lies_there(name, signed):
                    self._transport.put(name, signed)
            except TransportError as error:
                failed = failed or error
            else:
                return None
        return failed

    def _lies_there(self, name: str, signed: bytes) -> bool:
        return self._transport.list(name).get(name) == len(signed) and self._transport.get(name) == signed

    def _put_back(self, arrived: Arrived) -> Received | None:
        """Put the kept answer back where it is gone: a crash, or a stick that was swapped, came between."""
        key, path = arrived.key, self._folder / arrived.key / RECEIPT
        failed = self._deliver(receipt_names(self._site.site_id, key, arrived.sealed_sha256), path.read_bytes())
        return None if failed is None else Received(key, True, path.parent, None, {}, (), path, failed)

    def _unpack(self, key: str, files: Mapping[str, bytes]) -> Path:
        """Write to a hidden folder, fsync, rename: a received export is there whole or not at all."""
        hidden, folder = self._folder / f".{key}.unpacking", self._folder / key
        shutil.rmtree(hidden, ignore_errors=True)
        for name, content in files.items():
            path = hidden / name
            make_folder(path.parent)
            write_durably(path, content)
        os.replace(hidden, folder)  # noqa: PTH105 - Path.replace is the same; this names the system call meant
        sync_folder(self._folder)
        return folder
