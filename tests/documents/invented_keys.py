"""A site CA and a person's open signing key, made by the real keys room anew for each test run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.signing import PersonalKey

SITE = "深圳市前海蛇口自贸区医院"
AT = datetime(2026, 11, 22, 16, 40, 12, tzinfo=timezone(timedelta(hours=8)))
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class InventedCa:
    """The CA of an invented site, twelve years old at ``AT``."""

    issuer: certificates.Issuer

    @classmethod
    def make(cls, name: str = "Site 01 CA") -> InventedCa:
        return cls(certificates.create_ca(certificates.Subject(name, SITE), AT - 12 * YEAR))

    @property
    def pem(self) -> bytes:
        return self.issuer.pem

    def issue(self, user: str, name: str, at: datetime = AT) -> PersonalKey:
        key = certificates.new_private_key()
        subject = certificates.Subject(name, SITE, "investigator", user)
        certificate = certificates.issue(self.issuer, subject, key, at)
        return PersonalKey(user, name, certificate, self.pem, certificates.private_pem(key))
