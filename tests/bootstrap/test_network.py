"""The program works without any network, and asks for none by itself (OFF-01)."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.demo.pen import enter_all
from tests.bootstrap.clinic import Clinic, password

_ASKING = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_listening: list[list[str]] = []  # an audit hook cannot be taken away: it stays, and hears only while asked to


def _hear(event: str, _args: object) -> None:
    if _listening and event in _ASKING:
        _listening[-1].append(event)


sys.addaudithook(_hear)


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Collect what the interpreter asked of the network while the test ran."""
    heard: list[str] = []
    _listening.append(heard)
    yield heard
    _listening.remove(heard)


def test_off_01_a_day_with_login_entry_and_verification_asks_nothing_of_the_network(
    clinic: Clinic, asked: list[str]
) -> None:
    site = clinic.login("li")
    form = FormSession(site.book, FormKey("01-001", "SE.SCR", "F.VS"))
    enter_all(form, {"DIABP": "80"})
    assert form.save() is not None
    assert site.verify() == ()
    site.authenticator.confirm("li", password("li"))
    clinic.logout()
    assert asked == []


def test_what_asks_the_network_would_be_heard(asked: list[str]) -> None:
    import socket  # noqa: PLC0415 - only to ask

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
    assert asked == ["socket.bind"]
