"""The sponsor's keys: an age identity that opens exports, and a key that signs receipts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hairtrial_desktop.keys import age_files, certificates
from hairtrial_desktop.keys.durable import make_folder, write_durably
from hairtrial_desktop.study.errors import KnownError

IDENTITY = "identity.txt"
RECEIPT_KEY = "receipt-key.pem"
RECEIPT_CERTIFICATE = "receipt-cert.pem"
PUBLIC = "sponsor.json"
SPONSOR_NAME = "Guangzhou Bio-gene Technology Co., Ltd"


@dataclass(frozen=True)
class SponsorPublic:
    """``sponsor.json``, handed to the site: name, age recipient, certificate that signs receipts (PEM)."""

    name: str
    recipient: str
    receipt_certificate_pem: bytes

    def to_text(self) -> str:
        """Return the JSON text of ``sponsor.json``."""
        tree = {
            "format": 1,
            "name": self.name,
            "recipient": self.recipient,
            "receipt_certificate_pem": self.receipt_certificate_pem.decode(),
        }
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def parse(cls, text: str) -> SponsorPublic:
        """Read ``sponsor.json``; KnownError ``sponsor_file_refused`` if it is none."""
        try:
            tree = json.loads(text)
            public = cls(tree["name"], tree["recipient"], tree["receipt_certificate_pem"].encode())
            usable = age_files.is_recipient(public.recipient)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KnownError("sponsor_file_refused") from error
        if not (usable and certificates.is_certificate(public.receipt_certificate_pem)):
            raise KnownError("sponsor_file_refused")
        return public


@dataclass(frozen=True)
class SponsorKeys:
    """The sponsor's open keys."""

    public: SponsorPublic
    _secret: str = field(repr=False)
    _receipt_key_pem: bytes = field(repr=False)

    @classmethod
    def open(cls, folder: Path) -> SponsorKeys:
        """Read the keys of ``folder``; KnownError ``sponsor_keys_missing`` or ``sponsor_keys_damaged``."""
        if not (folder / IDENTITY).is_file():
            raise KnownError("sponsor_keys_missing", folder=folder.name)
        try:
            public = SponsorPublic.parse((folder / PUBLIC).read_text(encoding="utf-8"))
            secret = age_files.read_identity_file((folder / IDENTITY).read_text(encoding="utf-8"))
            receipt_key_pem = (folder / RECEIPT_KEY).read_bytes()
            proof = certificates.sign(certificates.read_private_pem(receipt_key_pem), b"proof")
        except (OSError, ValueError, KnownError) as error:
            raise KnownError("sponsor_keys_damaged", folder=folder.name) from error
        matching = certificates.verify_signature(public.receipt_certificate_pem, b"proof", proof)
        if not matching or age_files.recipient_of(secret) != public.recipient:
            raise KnownError("sponsor_keys_damaged", folder=folder.name)
        return cls(public, secret, receipt_key_pem)

    def decrypt(self, sealed: bytes) -> bytes:
        """Return the content of an age file sealed to this sponsor; raises age_files.NotOpened."""
        return age_files.unseal(sealed, self._secret)

    def sign(self, message: bytes) -> bytes:
        """Return the sponsor's ECDSA P-256 / SHA-256 signature (DER) over a receipt."""
        return certificates.sign(certificates.read_private_pem(self._receipt_key_pem), message)


def create_sponsor_keys(folder: Path, name: str = SPONSOR_NAME, at: datetime | None = None) -> SponsorKeys:
    """Create the sponsor's four files in ``folder``; KnownError ``sponsor_keys_exist``: keys are never replaced."""
    if (folder / IDENTITY).exists():
        raise KnownError("sponsor_keys_exist", folder=folder.name)
    make_folder(folder)
    secret, recipient = age_files.new_identity()
    key = certificates.new_private_key()
    subject = certificates.Subject(f"{name} receipts", name)
    certificate = certificates.self_signed(subject, key, at or datetime.now(UTC))
    public = SponsorPublic(name, recipient, certificate)
    write_durably(folder / RECEIPT_KEY, certificates.private_pem(key))
    write_durably(folder / RECEIPT_CERTIFICATE, certificate)
    write_durably(folder / PUBLIC, public.to_text().encode())
    write_durably(folder / IDENTITY, age_files.identity_file(secret).encode())  # last: its presence says "complete"
    return SponsorKeys.open(folder)
