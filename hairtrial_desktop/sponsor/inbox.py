"""What lies on the transport for the sponsor: exports whose manifest of parts, which goes last, is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.exchange.bundle import OpenedBundle, open_bundle
from hairtrial_desktop.exchange.seal import PARTS_FORMAT, PARTS_MANIFEST, sha256
from hairtrial_desktop.exchange.signed_text import LARGEST, SignedText
from hairtrial_desktop.exchange.transports.transport import Transport, TransportError
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
from hairtrial_desktop.sponsor.refusal import ExportRefused
from hairtrial_desktop.study.errors import KnownError

_KEY = re.compile(r"[a-z]{1,16}-([0-9]{4}|[1-9][0-9]{4,8})")
_PART = re.compile(r"[0-9a-f]{64}\.part")
_DEPTH = 3  # site, key, object
_WHY = {"age_not_for_key": "export_not_for_us", "bundle_foreign_seal": "export_inner_signature"}
_AGREEING = ("study", "site", "series", "number", "month", "created", "prior_sealed_sha256")


@dataclass(frozen=True)
class Arrived:
    """One export on the transport. ``parts`` is its list of parts, verified with the pinned seal."""

    key: str
    manifest_bytes: bytes
    parts: dict[str, Any]

    @property
    def sealed_sha256(self) -> str:
        """The hash of the sealed bundle, as the site signed it."""
        return str(self.parts["sealed"]["sha256"])


class Inbox:
    """Reads the exports of one site from a transport."""

    def __init__(self, transport: Transport, site: SitePublic) -> None:
        self._transport = transport
        self._site = site

    def complete(self) -> list[str]:
        """Return the exports that are complete, in the order in which they were numbered."""
        present = (name.split("/") for name in self._transport.list(f"{self._site.site_id}/"))
        keys = {path[1] for path in present if len(path) == _DEPTH and path[2] == PARTS_MANIFEST}
        return sorted((key for key in keys if _KEY.fullmatch(key)), key=lambda key: (key.split("-")[0], number_of(key)))

    def manifest(self, key: str) -> bytes:
        """Return the list of parts of ``key`` as it lies there; ExportRefused ``export_manifest_unreadable``."""
        name = f"{self._site.site_id}/{key}/{PARTS_MANIFEST}"
        if self._transport.list(name).get(name, 0) > LARGEST:
            raise ExportRefused("export_manifest_unreadable", key=key)
        return self._transport.get(name)

    def arrived(self, key: str, content: bytes) -> Arrived:
        """Judge the list of parts; ExportRefused ``export_manifest_unreadable`` or ``export_foreign_seal``."""
        try:
            parts = SignedText.parse(content).tree(self._site.seal_pem)
        except (KnownError, ValueError) as error:
            raise ExportRefused("export_manifest_unreadable", key=key) from error
        if parts is None:
            raise ExportRefused("export_foreign_seal", key=key)
        if not _is_well_formed(parts) or parts["site"] != self._site.site_id or _named(parts) != key:
            raise ExportRefused("export_mismatch", key=key, what="number")
        return Arrived(key, content, parts)

    def open(self, arrived: Arrived, keys: SponsorKeys) -> OpenedBundle:
        """Join the parts, open the seal, unpack; raises ExportRefused."""
        key = arrived.key
        present = self._transport.list(f"{self._site.site_id}/{key}/")
        sealed = b"".join(self._part(key, part["name"], part["size"], present) for part in arrived.parts["parts"])
        if sha256(sealed) != arrived.sealed_sha256 or len(sealed) != arrived.parts["sealed"]["size"]:
            raise ExportRefused("export_damaged", key=key)
        try:
            opened = open_bundle(keys.decrypt(sealed), self._site.seal_pem)
        except KnownError as error:
            raise ExportRefused(_WHY.get(error.code, "export_damaged"), key=key) from error
        return opened

    def _part(self, key: str, name: str, size: int, present: Mapping[str, int]) -> bytes:
        if not _PART.fullmatch(name):
            raise ExportRefused("export_mismatch", key=key, what="part")
        path = f"{self._site.site_id}/{key}/{name}"
        if present.get(path, size) != size:
            raise ExportRefused("export_part_damaged", key=key, part=name[:12])
        try:
            content = self._transport.get(path)
        except TransportError as error:
            if error.code != "transport_object_missing":
                raise
            raise ExportRefused("export_part_missing", key=key, part=name[:12]) from error
        if len(content) != size or f"{sha256(content)}.part" != name:
            raise ExportRefused("export_part_damaged", key=key, part=name[:12])
        return content


def _named(parts: dict[str, Any]) -> str:
    return f"{parts['series']}-{parts['number']:04d}"


def _is_well_formed(parts: dict[str, Any]) -> bool:
    """Whether a signed list of parts is of the agreed form."""
    try:
        pieces = all(isinstance(one["name"], str) and isinstance(one["size"], int) for one in parts["parts"])
        texts = all(isinstance(parts[name], str) for name in ("study", "site", "series", "month"))
        sealed = isinstance(parts["sealed"]["sha256"], str) and isinstance(parts["sealed"]["size"], int)
        return pieces and texts and sealed and isinstance(parts["number"], int) and parts["format"] == PARTS_FORMAT
    except (KeyError, TypeError):
        return False


def number_of(key: str) -> int:
    """Return the number of a key like ``monthly-0007``."""
    return int(key.rsplit("-", 1)[1])


def check_agreement(arrived: Arrived, manifest: dict[str, Any], names: Iterable[str] = _AGREEING) -> None:
    """Refuse an export whose list of parts and bundle speak of different things."""
    for name in names:
        if arrived.parts.get(name) != manifest.get(name):
            raise ExportRefused("export_mismatch", key=arrived.key, what=name)
