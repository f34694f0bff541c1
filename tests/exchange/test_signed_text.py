"""What is signed is read in the one spelling it is written in."""

from __future__ import annotations

import pytest

from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.study.errors import KnownError


@pytest.mark.parametrize(("size", "end"), [(70, b"A=="), (71, b"A="), (72, b"A")])
def test_p11_10_another_last_letter_of_a_signature_is_another_file_even_where_it_says_the_same(
    size: int, end: bytes
) -> None:
    written = SignedText("{}", bytes(size))
    content = written.to_bytes()
    assert SignedText.parse(content) == written
    other = content.replace(b"A" + end + b'"', b"A" + end.replace(b"A", b"B") + b'"')
    assert other != content
    if end == b"A":  # no bit is left over: it is another signature
        assert SignedText.parse(other) != written
        return
    with pytest.raises(KnownError, match="signed_text_unreadable"):
        SignedText.parse(other)
