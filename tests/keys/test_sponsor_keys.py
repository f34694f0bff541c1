from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from hairtrial_desktop.keys import age_files
from hairtrial_desktop.keys.certificates import verify_signature
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys, SponsorPublic, create_sponsor_keys
from hairtrial_desktop.study.errors import KnownError


def test_the_sponsor_opens_what_is_sealed_to_it_and_signs_receipts(tmp_path: Path, at: datetime) -> None:
    created = create_sponsor_keys(tmp_path / "sponsor", "示例申办方", at)
    public = SponsorPublic.parse((tmp_path / "sponsor" / "sponsor.json").read_text(encoding="utf-8"))
    assert public == created.public
    keys = SponsorKeys.open(tmp_path / "sponsor")
    assert keys.decrypt(age_files.seal(b"export", [public.recipient])) == b"export"
    assert verify_signature(public.receipt_certificate_pem, b"receipt", keys.sign(b"receipt"))
    assert (tmp_path / "sponsor" / "receipt-cert.pem").read_bytes() == public.receipt_certificate_pem
    assert "AGE-SECRET" not in repr(keys)


def test_p11_10_what_is_for_another_or_changed_by_a_bit_does_not_open(tmp_path: Path, at: datetime) -> None:
    keys = create_sponsor_keys(tmp_path / "a", "a", at)
    other = create_sponsor_keys(tmp_path / "b", "b", at)
    sealed = age_files.seal(b"export", [keys.public.recipient])
    with pytest.raises(age_files.NotOpened, match="age_not_for_key"):
        other.decrypt(sealed)
    for changed in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:-1], b""):
        with pytest.raises(age_files.NotOpened, match="age_damaged"):
            keys.decrypt(changed)


@pytest.mark.external
def test_the_age_command_opens_it_with_the_identity_file(tmp_path: Path, at: datetime) -> None:
    keys = create_sponsor_keys(tmp_path / "sponsor", "a", at)
    text = (tmp_path / "sponsor" / "identity.txt").read_text()
    assert f"# public key: {keys.public.recipient}" in text
    (tmp_path / "export.age").write_bytes(age_files.seal(b"export", [keys.public.recipient]))
    done = subprocess.run(
        ["age", "-d", "-i", "sponsor/identity.txt", "export.age"], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout == b"export"


def test_keys_are_never_replaced_and_a_mixed_folder_is_refused(tmp_path: Path, at: datetime) -> None:
    create_sponsor_keys(tmp_path / "a", "a", at)
    create_sponsor_keys(tmp_path / "b", "b", at)
    with pytest.raises(KnownError, match="sponsor_keys_exist"):
        create_sponsor_keys(tmp_path / "a", "a", at)
    with pytest.raises(KnownError, match="sponsor_keys_missing"):
        SponsorKeys.open(tmp_path)
    for name in ("identity.txt", "receipt-key.pem"):
        mine = (tmp_path / "a" / name).read_bytes()
        (tmp_path / "a" / name).write_bytes((tmp_path / "b" / name).read_bytes())
        with pytest.raises(KnownError, match="sponsor_keys_damaged"):
            SponsorKeys.open(tmp_path / "a")
        (tmp_path / "a" / name).write_bytes(mine)
    assert SponsorKeys.open(tmp_path / "a").public.name == "a"


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "3", '{"name":"x","recipient":"age1x","receipt_certificate_pem":"x"}']
)
def test_another_file_is_no_sponsor_file(text: str) -> None:
    with pytest.raises(KnownError, match="sponsor_file_refused"):
        SponsorPublic.parse(text)
