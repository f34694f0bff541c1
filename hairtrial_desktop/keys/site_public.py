"""``site.json``: what the site hands to the sponsor so that exports can be verified. No secret, no person."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hairtrial_desktop.keys import certificates
from hairtrial_desktop.study.errors import KnownError


@dataclass(frozen=True)
class SitePublic:
    """Site id and name, the certificate of the site's CA and of its seal (PEM)."""

    site_id: str
    name: str
    ca_pem: bytes
    seal_pem: bytes

    def to_text(self) -> str:
        """Return the JSON text of ``site.json``."""
        tree = {
            "format": 1,
            "site_id": self.site_id,
            "name": self.name,
            "ca_pem": self.ca_pem.decode(),
            "seal_pem": self.seal_pem.decode(),
        }
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def parse(cls, text: str) -> SitePublic:
        """Read ``site.json``; KnownError ``site_file_refused`` if it is none or its seal is not the CA's."""
        try:
            tree = json.loads(text)
            public = cls(tree["site_id"], tree["name"], tree["ca_pem"].encode(), tree["seal_pem"].encode())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KnownError("site_file_refused") from error
        if not certificates.issued_by(public.seal_pem, public.ca_pem):
            raise KnownError("site_file_refused")
        return public
