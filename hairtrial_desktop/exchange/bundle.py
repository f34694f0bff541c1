"""The bundle of an export: one deterministic zip with a signed manifest (R3-11, OFF-03, P11-10).

``manifest.json`` lists every other file with size and SHA-256; ``manifest.sig`` is the site seal's signature over its
bytes (``openssl dgst -sha256 -verify``); ``site-seal.pem`` its certificate. Equal input gives equal bytes.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from hairtrial_desktop.casebook.versions import Version, Versions, version_of
from hairtrial_desktop.exchange.seal import Seal, sha256
from hairtrial_desktop.keys.certificates import verify_signature
from hairtrial_desktop.places import resource
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import AMENDMENT

FORMAT = "hairtrial-bundle/1"
MANIFEST, SIGNATURE, CERTIFICATE = "manifest.json", "manifest.sig", "site-seal.pem"
SNAPSHOT, TRANSACTIONAL = "odm/snapshot.xml", "odm/transactional.xml"
HEADERS, BODIES = "record/headers.jsonl", "record/bodies.jsonl"
DEFINITIONS, PDF = "definitions/", "pdf/"
GUIDE = ("READ_ME.txt", "check_record.py")  # how to open and check it without this program
_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip has no time before; the time of building stands in the manifest
_LARGEST = 2 * 1024**3  # bytes unpacked: a bundle that claims more is refused unread
_LARGEST_HEAD = 16 * 1024**2  # of each of the three files that are read before the seal is verified
_NOT_A_BUNDLE = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, TypeError, EOFError, NotImplementedError,
    RuntimeError, OverflowError, RecursionError,
)  # fmt: skip


def definition_files(versions: Versions) -> dict[str, bytes]:
    """Return the files of every version by name: of the one in force beside those before it, in folders by hash."""
    files: dict[str, bytes] = {}
    for step in versions.steps:
        folder = DEFINITIONS if step.study is versions.active else f"{DEFINITIONS}{step.study.sha256}/"
        files |= {f"{folder}{name}": text.encode() for name, text in step.files.items()}
        if step.mapping:
            files[f"{folder}{AMENDMENT}"] = step.mapping.encode()
    return files


def guide_files() -> dict[str, bytes]:
    """Return what tells a reader without this program how the bundle is opened and checked (A11-07, CN-10)."""
    return {name: resource("bundle", name).read_bytes() for name in GUIDE}


def versions_in(files: Mapping[str, bytes], order: Iterable[str]) -> Versions:
    """Return the versions in ``files``, as :func:`definition_files` names them; ``order``: hashes, the last in force.

    DefinitionError; ValueError where a version is not the one its hash names, or files belong to none.
    """
    folders: dict[str, dict[str, str]] = {}
    for name, content in files.items():
        if name.startswith(DEFINITIONS):
            folder, _, file = name.removeprefix(DEFINITIONS).rpartition("/")
            folders.setdefault(folder, {})[file] = content.decode()
    steps: tuple[Version, ...] = ()
    *older, newest = order
    for expected, folder in (*((each, each) for each in older), (newest, "")):
        texts = folders.pop(folder, {})
        mapping = texts.pop(AMENDMENT, None)
        steps = (*steps, version_of(texts, mapping, steps[-1].study if steps else None))
        if steps[-1].study.sha256 != expected:
            raise ValueError(expected)
    if folders:
        raise ValueError(sorted(folders))
    return Versions(steps)


@dataclass(frozen=True)
class Bundle:
    """A built bundle: the zip and the manifest in it."""

    content: bytes
    manifest: dict[str, Any]


@dataclass(frozen=True)
class OpenedBundle:
    """A bundle as received, its files not yet judged: files by name, without the three of the manifest."""

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


def open_bundle(content: bytes, seal_pem: bytes) -> OpenedBundle:
    """Unpack in memory what the manifest lists, once the seal of ``seal_pem`` (handed over at set-up) is verified.

    KnownError ``bundle_foreign_seal`` before anything but the manifest is unpacked; ``bundle_damaged`` for anything
    else that is not such a zip. A listed file that is missing is left for the caller to name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _entries(archive)
            head = _Head(
                *(_read(archive, entries.pop(name), _LARGEST_HEAD) for name in (MANIFEST, SIGNATURE, CERTIFICATE))
            )
            if not verify_signature(seal_pem, head.manifest, head.signature):
                raise KnownError("bundle_foreign_seal")
            sizes = {str(one["name"]): int(one["size"]) for one in json.loads(head.manifest)["files"]}
            if not entries.keys() <= sizes.keys() or sum(map(abs, sizes.values())) > _LARGEST:
                raise KnownError("bundle_damaged")
            files = {name: _read(archive, entry, sizes[name]) for name, entry in entries.items()}
    except _NOT_A_BUNDLE as error:
        raise KnownError("bundle_damaged") from error
    return OpenedBundle(head.manifest, head.signature, head.certificate_pem, files)


class _Head(NamedTuple):
    manifest: bytes
    signature: bytes
    certificate_pem: bytes


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found = {entry.filename: entry for entry in archive.infolist()}
    known = all(entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in found.values())
    if len(found) != len(archive.infolist()) or not known:
        raise KnownError("bundle_damaged")
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Unpack one file of at most ``most`` bytes. What it says of its size is not believed: reading stops there."""
    if entry.file_size > most:
        raise KnownError("bundle_damaged")
    with archive.open(entry) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise KnownError("bundle_damaged")
    return content
