"""X.509 certificates of a site: its own CA, its people, its seal; and the sponsor's receipt certificate.

ECDSA P-256 with SHA-256, RFC 5280 extensions, key usage digitalSignature and contentCommitment (ETSI EN 319 412-2), so
that PDF readers accept them once the site's CA is trusted. No third-party CA is needed for parties who agreed on
reliable conditions (Electronic Signature Law, Art 13, 16).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_YEAR = timedelta(days=365.25)
_CA_LIFE = 20 * _YEAR
_LEAF_LIFE = 10 * _YEAR
_SLACK = timedelta(hours=1)  # a reader whose clock lags must not find the certificate in its future
_LONGEST = 64  # X.520 upper bound of names
_SIGNING = {"digital_signature": True, "content_commitment": True}
_ISSUING = {"key_cert_sign": True, "crl_sign": True}
_NO_USAGE = dict.fromkeys(
    (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    ),
    False,
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """Whom a certificate names. ``identifier`` is the user id (serialNumber of the name), ``unit`` the role."""

    common_name: str
    organisation: str
    unit: str = ""
    identifier: str = ""

    def name(self) -> x509.Name:
        """Return the X.520 name (country CN, the site and the sponsor are both in Guangdong)."""
        parts = [
            (NameOID.COUNTRY_NAME, "CN"),
            (NameOID.ORGANIZATION_NAME, self.organisation),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit),
            (NameOID.COMMON_NAME, self.common_name),
            (NameOID.SERIAL_NUMBER, self.identifier),
        ]
        return x509.Name([x509.NameAttribute(oid, text[:_LONGEST]) for oid, text in parts if text])


@dataclass(frozen=True)
class Issuer:
    """An open CA: certificate and private key. Never kept longer than one act."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The CA's certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def read_issuer(certificate_pem: bytes, key_pem: bytes) -> Issuer:
    """Return the open CA; ValueError where the key is none or another certificate's."""
    certificate, key = x509.load_pem_x509_certificate(certificate_pem), read_private_pem(key_pem)
    if not verify_signature(certificate_pem, b"proof", sign(key, b"proof")):
        raise ValueError("another key")
    return Issuer(certificate, key)


def new_private_key() -> ec.EllipticCurvePrivateKey:
    """Return a fresh ECDSA P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return unencrypted PKCS#8 PEM; it may exist in memory and inside sealed files only."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_private_pem(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Read :func:`private_pem`; ValueError for any other kind of key."""
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(type(key).__name__)  # noqa: TRY004 - the content of a file is wrong, not a caller
    return key


def create_ca(subject: Subject, at: datetime) -> Issuer:
    """Return a self-signed CA for 20 years that may sign end certificates only (path length 0)."""
    key = new_private_key()
    builder = _builder(subject, subject.name(), key, key, (at - _SLACK, at + _CA_LIFE))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(x509.KeyUsage(**(_NO_USAGE | _ISSUING)), critical=True)
    return Issuer(builder.sign(key, hashes.SHA256()), key)


def issue(issuer: Issuer, subject: Subject, key: ec.EllipticCurvePrivateKey, at: datetime) -> bytes:
    """Return a signing certificate (PEM) for 10 years, at most as long as the CA's own."""
    until = min(at + _LEAF_LIFE, issuer.certificate.not_valid_after_utc)
    builder = _builder(subject, issuer.certificate.subject, key, issuer.key, (at - _SLACK, until))
    return _signing_certificate(builder, issuer.key)


def self_signed(subject: Subject, key: ec.EllipticCurvePrivateKey, at: datetime) -> bytes:
    """Return a self-signed signing certificate (PEM) for 10 years: trusted by being handed over, not by a CA."""
    return _signing_certificate(_builder(subject, subject.name(), key, key, (at - _SLACK, at + _LEAF_LIFE)), key)


def _builder(
    subject: Subject, issuer_name: x509.Name, key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey, validity: tuple[datetime, datetime],
) -> x509.CertificateBuilder:  # fmt: skip
    public, issuer_public = key.public_key(), issuer_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject.name())
        .issuer_name(issuer_name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity[0])
        .not_valid_after(validity[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False)
    )


def _signing_certificate(builder: x509.CertificateBuilder, issuer_key: ec.EllipticCurvePrivateKey) -> bytes:
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.KeyUsage(**(_NO_USAGE | _SIGNING)), critical=True)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def is_certificate(pem: bytes) -> bool:
    """Whether ``pem`` is a certificate with an ECDSA P-256 key."""
    try:
        key = x509.load_pem_x509_certificate(pem).public_key()
    except ValueError:
        return False
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def fingerprint(pem: bytes) -> str:
    """Return the SHA-256 fingerprint (hex) of a certificate."""
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()


def unit_of(pem: bytes) -> str:
    """Return the organisational unit: the role of a person's certificate, or ""."""
    return _named(pem, NameOID.ORGANIZATIONAL_UNIT_NAME)


def identifier_of(pem: bytes) -> str:
    """Return the serialNumber of the name: the user id of a person's certificate, or ""."""
    return _named(pem, NameOID.SERIAL_NUMBER)


def in_force(pem: bytes, at: datetime) -> bool:
    """Whether the aware time ``at`` lies in the certificate's validity."""
    certificate = x509.load_pem_x509_certificate(pem)
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def ends_at(pem: bytes) -> datetime:
    """Return when the certificate's validity ends, UTC."""
    return x509.load_pem_x509_certificate(pem).not_valid_after_utc


def _named(pem: bytes, oid: x509.ObjectIdentifier) -> str:
    found = x509.load_pem_x509_certificate(pem).subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def sign(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Return an ECDSA P-256 / SHA-256 signature (DER)."""
    return key.sign(message, ec.ECDSA(hashes.SHA256()))


def verify_signature(cert_pem: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (DER) over ``message`` was made with the key of the certificate; never raises."""
    if not is_certificate(cert_pem):
        return False
    key = x509.load_pem_x509_certificate(cert_pem).public_key()
    try:
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))  # type: ignore[union-attr, call-arg, arg-type]  # is_certificate: EC only
    except (InvalidSignature, ValueError):
        return False
    return True


def issued_by(cert_pem: bytes, ca_pem: bytes) -> bool:
    """Whether the certificate was signed by the CA, which must be one; validity in time is the caller's question."""
    if not (is_certificate(cert_pem) and is_certificate(ca_pem)):
        return False
    certificate, ca = x509.load_pem_x509_certificate(cert_pem), x509.load_pem_x509_certificate(ca_pem)
    try:
        constraints = ca.extensions.get_extension_for_class(x509.BasicConstraints).value
        certificate.verify_directly_issued_by(ca)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature):
        return False
    return constraints.ca
