"""What the exchange asks of the site's seal and how sealed bundles are cut into parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from hairtrial_desktop.casebook.outbox import Part
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.keys import age_files

PART_SIZE = 8 * 1024 * 1024
PARTS_MANIFEST = "manifest.json"
PARTS_FORMAT = "hairtrial-parts/1"


class Seal(Protocol):
    """``keys.signing.SiteSeal``: the site's signing key, which is no person's."""

    @property
    def certificate_pem(self) -> bytes:
        """The certificate of the seal."""

    @property
    def ca_pem(self) -> bytes:
        """The certificate of the site's CA, which issued it."""

    def sign(self, message: bytes) -> bytes:
        """Return an ECDSA P-256 / SHA-256 signature (DER)."""


def sha256(content: bytes) -> str:
    """Return the SHA-256 (hex)."""
    return hashlib.sha256(content).hexdigest()


def seal(bundle: bytes, recipients: Iterable[str]) -> bytes:
    """Return the bundle as one age file for ``recipients``: the sponsor's and the site's own (P11-10)."""
    return age_files.seal(bundle, recipients)


def split(sealed: bytes, size: int = PART_SIZE) -> Iterator[tuple[Part, bytes]]:
    """Yield the parts in order; each is named by its content, so sending one twice is harmless."""
    for start in range(0, len(sealed), size):
        piece = sealed[start : start + size]
        yield Part(f"{sha256(piece)}.part", len(piece)), piece


def parts_manifest(about: dict[str, Any], sealed: bytes, parts: Iterable[Part], site_seal: Seal) -> SignedText:
    """Return the signed list of parts, which is put last: an export without it does not exist for the sponsor."""
    tree = {
        **about,
        "format": PARTS_FORMAT,
        "sealed": {"size": len(sealed), "sha256": sha256(sealed)},
        "parts": [{"name": part.name, "size": part.size} for part in parts],
    }
    return SignedText.sign(tree, site_seal.sign)
