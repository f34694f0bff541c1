"""Open keys: a person's for one act, the site's seal for a session. Their secrets are never part of a ``repr``."""

from __future__ import annotations

from dataclasses import dataclass, field

from hairtrial_desktop.keys import certificates


@dataclass(frozen=True)
class PersonalKey:
    """``casebook.ports.SigningKey``: controlled only by the signer when signing (Electronic Signature Law, Art 13)."""

    user: str
    name: str
    certificate_pem: bytes
    chain_pem: bytes
    private_key_pem: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return an ECDSA P-256 / SHA-256 signature (DER) over ``message``."""
        return certificates.sign(certificates.read_private_pem(self.private_key_pem), message)


@dataclass(frozen=True)
class SiteSeal:
    """The seal of the site (not of a person): signs manifests and casebooks."""

    certificate_pem: bytes
    ca_pem: bytes
    private_key_pem: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return an ECDSA P-256 / SHA-256 signature (DER) over ``message``."""
        return certificates.sign(certificates.read_private_pem(self.private_key_pem), message)
