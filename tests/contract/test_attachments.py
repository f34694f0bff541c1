from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.ports import Attachments
from hairtrial_desktop.study.errors import KnownError


def test_an_attachment_comes_back(attachments: Attachments) -> None:
    name, empty = attachments.put(b"\x00photo" * 1000), attachments.put(b"")
    assert attachments.get(name) == b"\x00photo" * 1000
    assert attachments.get(empty) == b""
    assert len(bytes.fromhex(name)) == 32


@pytest.mark.parametrize("name", ["ab" * 32, "../site.db", ""])
def test_what_was_never_put_is_missing(attachments: Attachments, name: str) -> None:
    with pytest.raises(KnownError, match="attachment_missing"):
        attachments.get(name)
