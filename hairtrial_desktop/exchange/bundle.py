"""The bundle of an export: one deterministic zip with a signed manifest (R3-11, OFF-03, P11-10).

``manifest.json`` lists every other file with size and SHA-256; ``manifest.sig`` is the site seal's signature over its
bytes (``openssl dgst -sha256 -verify``); ``site-seal.pem`` its certificate. Equal input gives equal bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.exchange.seal import Seal, sha256
from hairtrial_desktop.study.errors import KnownError

FORMAT = "hairtrial-bundle/1"
MANIFEST, SIGNATURE, CERTIFICATE = "manifest.json", "manifest.sig", "site-seal.pem"
SNAPSHOT, TRANSACTIONAL = "odm/snapshot.xml", "odm/transactional.xml"
HEADERS, BODIES = "record/headers.jsonl", "record/bodies.jsonl"
DEFINITIONS, PDF = "definitions/", "pdf/"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip has no time before; the time of building stands in the manifest
_LARGEST = 2 * 1024**3  # bytes unpacked: a bundle that claims more is refused unread


@dataclass(frozen=True)
class Bundle:
    """A built bundle: the zip and the manifest in it."""

    content: bytes
    manifest: dict[str, Any]


@dataclass(frozen=True)
class OpenedBundle:
    """A bundle as received, not yet judged: files by name, without the three of the manifest."""

    manifest_bytes: bytes
    signature: bytes
    certificate_pem: bytes
    files: Mapping[str, bytes]


def build_bundle(about: Mapping[str, Any], files: Mapping[str, bytes], seal: Seal) -> Bundle:
    """Return the bundle of ``files`` (name -> content); ``about`` is the manifest but for its list of files."""
    listed = [{"name": name, "size": len(files[name]), "sha256": sha256(files[name])} for name in sorted(files)]
    manifest = {"format": FORMAT, **about, "files": listed}
    text = (json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
    whole = {MANIFEST: text, SIGNATURE: seal.sign(text), CERTIFICATE: seal.certificate_pem}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*whole.items(), *((name, files[name]) for name in sorted(files))):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return Bundle(target.getvalue(), manifest)


def open_bundle(content: bytes) -> OpenedBundle:
    """Unpack in memory; KnownError ``bundle_damaged`` for anything that is not such a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)) or sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise KnownError("bundle_damaged")
            files = {name: archive.read(name) for name in names}
        head = (files.pop(MANIFEST), files.pop(SIGNATURE), files.pop(CERTIFICATE))
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise KnownError("bundle_damaged") from error
    return OpenedBundle(*head, files)
