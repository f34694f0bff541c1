"""The envelope of what the sponsor sends to a site: one signed file per package (OFF-04).

A package is a ``SignedText`` named ``<site>/packages/<kind>-<nnnn>.json``. Its signed body says which study and site it
is for, its kind, its number within the kind, when it was made, and its content, a tree of text, whole numbers and null.
The site believes only the certificate that it was handed at set-up (``SponsorPublic``).

At the sponsor::

    draft = Package(PackageKind.RELEASE, 3, study.oid, "01", utc_text(now), {"decisions": [...]})
    transport.put(package_name("01", draft.key), seal_package(draft, sponsor_keys))

(``hairtrial-sponsor package ...`` does this, see ``sponsor.packages``.) At the site::

    package = open_package(content, name, Addressee(study.oid, "01", sponsor.receipt_certificate_pem))
    take_in(book, package, TAKERS)

``exchange.package_inbox.PackageInbox`` does that for everything that lies in the transport folder. To give a kind its
meaning put a taker into ``casebook.package_kinds.TAKERS``; to ask what was taken in, ``casebook.packages.taken_in``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.packages import Package, PackageKind, PackageRefused
from hairtrial_desktop.casebook.record import canonical_bytes, parse_utc, utc_text
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.keys.certificates import fingerprint
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.keys.sponsor_keys import SponsorKeys

FORMAT = "hairtrial-package/1"
LARGEST_PACKAGE = 8 * 1024**2  # bytes: it is read from a stick before anything is verified
FOLDER = "packages"


@dataclass(frozen=True)
class Addressee:
    """Who may open a package: this study, this site, and whose signature it believes."""

    study: str
    site: str
    certificate_pem: bytes


def package_name(site: str, key: str) -> str:
    """Return the name on the transport: ``01/packages/kits-0003.json``."""
    return f"{site}/{FOLDER}/{key}.json"


def seal_package(draft: Package, keys: SponsorKeys) -> bytes:
    """Return the signed file; TypeError for a content of anything but text, int, null, list and dict."""
    tree = {
        "format": FORMAT, "kind": draft.kind.value, "number": draft.number, "study": draft.study, "site": draft.site,
        "made_at": draft.made_at, "content": draft.content,
        "signed_by": fingerprint(keys.public.receipt_certificate_pem),
    }  # fmt: skip
    return SignedText.sign(tree, keys.sign).to_bytes()


def open_package(content: bytes, name: str, addressee: Addressee) -> Package:
    """Return the package that ``content`` holds, verified; ``name`` is what the refusal calls it.

    Raises PackageRefused ``package_damaged``, ``package_unsigned``, ``package_foreign_signature``,
    ``package_not_understood``, ``package_other_study``, ``package_other_site``.
    """
    signed = _signed(content, name)
    try:
        tree = signed.tree(addressee.certificate_pem)
    except KnownError as error:
        raise PackageRefused("package_not_understood", name=name) from error
    if tree is None:
        ours = _claimed_signer(signed) == fingerprint(addressee.certificate_pem)
        raise PackageRefused("package_damaged" if ours else "package_foreign_signature", name=name)
    if tree.get("study") != addressee.study:
        raise PackageRefused("package_other_study", name=name, study=str(tree.get("study")))
    if tree.get("site") != addressee.site:
        raise PackageRefused("package_other_site", name=name, site=str(tree.get("site")))
    try:
        return _package(tree, sha256(content))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise PackageRefused("package_not_understood", name=name) from error


def _signed(content: bytes, name: str) -> SignedText:
    if len(content) > LARGEST_PACKAGE:
        raise PackageRefused("package_damaged", name=name)
    try:
        envelope = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackageRefused("package_damaged", name=name) from error
    if not isinstance(envelope, dict) or "body" not in envelope:
        raise PackageRefused("package_not_understood", name=name)
    if not envelope.get("signature"):
        raise PackageRefused("package_unsigned", name=name)
    try:
        return SignedText.parse(content)
    except KnownError as error:
        raise PackageRefused("package_damaged", name=name) from error


def _claimed_signer(signed: SignedText) -> str:
    """Return whose signature the body says it bears: not believed, it only chooses between two refusals."""
    try:
        tree = json.loads(signed.body)
    except (ValueError, RecursionError):
        return ""
    return str(tree.get("signed_by", "")) if isinstance(tree, dict) else ""


def _package(tree: dict[str, Any], digest: str) -> Package:
    number, content, made_at = tree["number"], tree["content"], tree["made_at"]
    whole = isinstance(number, int) and not isinstance(number, bool) and number > 0
    if tree["format"] != FORMAT or not whole or not isinstance(content, dict) or not isinstance(made_at, str):
        raise ValueError(tree["format"])
    if utc_text(parse_utc(made_at)) != made_at:
        raise ValueError(made_at)
    canonical_bytes(tree)  # what cannot be kept in the record is not taken in
    return Package(PackageKind(tree["kind"]), number, tree["study"], tree["site"], made_at, content, digest)
