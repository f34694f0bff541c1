from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.keys import envelope
from hairtrial_desktop.keys.envelope import AES_256_GCM, SM4_GCM, Algorithm
from hairtrial_desktop.study.errors import KnownError

BOTH = pytest.mark.parametrize("algorithm", [AES_256_GCM, SM4_GCM], ids=["aes", "sm4"])


@BOTH
@given(content=st.binary(max_size=300), associated=st.binary(max_size=20))
def test_ds_02_what_went_in_comes_out_whatever_algorithm_it_names(
    algorithm: Algorithm, content: bytes, associated: bytes
) -> None:
    key = envelope.new_key()
    assert envelope.unwrap(envelope.wrap(content, key, associated, algorithm), key, associated) == content


@BOTH
def test_any_changed_byte_and_any_other_key_is_refused(algorithm: Algorithm) -> None:
    key = envelope.new_key()
    wrapped = envelope.wrap(b"photo", key, b"", algorithm)
    for position in range(len(wrapped)):  # the name of the algorithm too: it is bound to what it sealed
        changed = bytearray(wrapped)
        changed[position] ^= 1
        with pytest.raises(KnownError, match="envelope_damaged"):
            envelope.unwrap(bytes(changed), key)
    other = SM4_GCM if algorithm is AES_256_GCM else AES_256_GCM
    renamed = other.magic + wrapped[len(other.magic) :]
    for wrong in ((wrapped, envelope.new_key(), b""), (wrapped, key, b"x"), (b"", key, b""), (wrapped[:9], key, b""),
                  (renamed, key, b"")):  # fmt: skip
        with pytest.raises(KnownError, match="envelope_damaged"):
            envelope.unwrap(*wrong)


def test_ds_02_sm4_gcm_is_that_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210") + bytes(16)
    nonce = bytes.fromhex("00001234567800000000ABCD")
    associated = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    content = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert SM4_GCM.encrypt(key, nonce, content, associated) == sealed
    assert SM4_GCM.decrypt(key, nonce, sealed, associated) == content


def test_ds_02_what_was_sealed_before_still_opens_and_is_what_is_written() -> None:
    assert envelope.wrap(b"photo", envelope.new_key()).startswith(b"HTENV1\x00")
