from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.keys import envelope
from hairtrial_desktop.study.errors import KnownError


@given(content=st.binary(max_size=300), associated=st.binary(max_size=20))
def test_what_went_in_comes_out(content: bytes, associated: bytes) -> None:
    key = envelope.new_key()
    assert envelope.unwrap(envelope.wrap(content, key, associated), key, associated) == content


def test_any_changed_byte_and_any_other_key_is_refused() -> None:
    key = envelope.new_key()
    wrapped = envelope.wrap(b"photo", key)
    for position in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[position] ^= 1
        with pytest.raises(KnownError, match="envelope_damaged"):
            envelope.unwrap(bytes(changed), key)
    for wrong in ((wrapped, envelope.new_key(), b""), (wrapped, key, b"x"), (b"", key, b""), (wrapped[:9], key, b"")):
        with pytest.raises(KnownError, match="envelope_damaged"):
            envelope.unwrap(*wrong)
