"""Signs a finished PDF with a person's key: PAdES B-B (ETSI EN 319 142-1) over the whole document, PDF/A-2b kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hairtrial_desktop.casebook.ports import SigningKey
from hairtrial_desktop.documents.signature_block import FIELD, SEAL_HEIGHT, SEAL_WIDTH

# A shield with a tick, drawn with paths alone: an appearance with text would need a font embedded twice.
_SEAL = b"""0.353 0.282 0.690 RG 1 1 1 rg 0.7 w 1 j 1 J
0.35 0.35 103.3 51.3 re S
0.937 0.925 0.984 rg 1.6 w
52 44 m 45 39.5 39 38.5 34 38.5 c 34 24 38 13 52 7.5 c 66 13 70 24 70 38.5 c 65 38.5 59 39.5 52 44 c b
2.6 w 43.5 26 m 49.5 19.5 l 61 32.5 l S"""


@dataclass(frozen=True)
class SignatureWords:
    """What the signature dictionary says (ISO 32000-1, 12.8.1): reason is the meaning, location the site."""

    reason: str
    location: str
    name: str


class _SignerAt(PdfSigner):
    """Signs at a given time: there is one clock, the casebook's, and it has been read already."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: SimpleSigner, at: datetime) -> None:
        super().__init__(metadata, signer=signer, stamp_style=_seal())
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._at
        return session


def sign_pdf(pdf: bytes, key: SigningKey, words: SignatureWords, at: datetime) -> bytes:
    """Fill the prepared field of ``pdf`` with ``key``'s signature at the aware time ``at``; the bytes are final.

    No time stamp authority is asked, the workstation is offline: ``at`` is the site's own clock, and the casebook's
    chain is the evidence of order.
    """
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=words.reason,
        location=words.location,
        name=words.name,
    )
    signer = _SignerAt(metadata, _signer(key), at)
    output = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True)
    return bytes(output.getvalue())


def _signer(key: SigningKey) -> SimpleSigner:
    authorities = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko's constructor has no types
    authorities.register_multiple(load_certs_from_pemder_data(key.chain_pem))
    (certificate,) = load_certs_from_pemder_data(key.certificate_pem)
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(key.private_key_pem, passphrase=None),
        cert_registry=authorities,
    )


def _seal() -> StaticStampStyle:
    size = BoxConstraints(width=SEAL_WIDTH, height=SEAL_HEIGHT)
    whole = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins())
    return StaticStampStyle(
        border_width=0, background=RawContent(_SEAL, box=size), background_layout=whole, background_opacity=1.0
    )
