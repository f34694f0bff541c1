"""JSON whose exact bytes are signed: manifests of parts, receipts. The signature never depends on re-serialising."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.casebook.record import canonical_bytes
from hairtrial_desktop.keys.certificates import verify_signature
from hairtrial_desktop.study.errors import KnownError

LARGEST = 1024**2  # bytes of such a file: it comes from a stick or a share, and is read before anything is verified


@dataclass(frozen=True)
class SignedText:
    """``body`` (canonical JSON) and the ECDSA P-256 / SHA-256 signature (DER) over its UTF-8 bytes."""

    body: str
    signature: bytes

    @classmethod
    def sign(cls, tree: dict[str, Any], sign: Callable[[bytes], bytes]) -> SignedText:
        """Sign a tree of text, whole numbers, null, lists and dicts."""
        body = canonical_bytes(tree)
        return cls(body.decode(), sign(body))

    def to_bytes(self) -> bytes:
        """Return the file: JSON with ``body`` as text and ``signature`` in base64."""
        envelope = {"body": self.body, "signature": base64.b64encode(self.signature).decode()}
        return (json.dumps(envelope, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def parse(cls, content: bytes) -> SignedText:
        """Read the file; KnownError ``signed_text_unreadable``.

        A signature counts in the one spelling ``to_bytes`` gives it: the last letter of base64 has bits that say
        nothing, and a letter changed there would pass unseen.
        """
        try:
            envelope = json.loads(content)
            body = str(envelope["body"])
            body.encode()  # half a surrogate pair has no bytes that anybody could have signed
            signature = base64.b64decode(envelope["signature"], validate=True)
        except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
            raise KnownError("signed_text_unreadable") from error
        if base64.b64encode(signature).decode() != envelope["signature"]:
            raise KnownError("signed_text_unreadable")
        return cls(body, signature)

    def tree(self, certificate_pem: bytes) -> dict[str, Any] | None:
        """Return what was signed, or None unless the key of the certificate signed exactly these bytes.

        KnownError ``signed_text_unreadable`` for a signed body that is no JSON object.
        """
        if not verify_signature(certificate_pem, self.body.encode(), self.signature):
            return None
        try:
            tree = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise KnownError("signed_text_unreadable") from error
        if not isinstance(tree, dict):
            raise KnownError("signed_text_unreadable")
        return tree
