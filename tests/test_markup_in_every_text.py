"""SQL, markup, format signs and odd letters in every text of every form come back as typed: record and paper."""

from __future__ import annotations

import unicodedata

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.documents.paper import CrfPaper
from hairtrial_desktop.study.definitions import DataType
from tests.test_bootstrap import door, screen_one

__all__ = ["door"]
ODD = (
    "'); DROP TABLE records;--",
    "<b>&amp;</b>]]>",
    "{value} %s {0}",
    "\\n\\x00 ${HOME}",
    "𠮷e\u0301\u202e",
    "\"' OR 1=1",
)


def text_places(session: FormSession) -> list[ItemKey]:
    return [state.key for state in session.items() if state.item.data_type is DataType.TEXT and state.item.typed]


def written(session: FormSession) -> dict[str, str]:
    """Type an odd text into every text of the form; return what should stand there."""
    expected = {}
    for at, key in enumerate(text_places(session)):
        length = session.state(key).item.length or 200
        text = ODD[at % len(ODD)][:length]
        if session.enter(key, text).problem is None:
            expected[str(key)] = unicodedata.normalize("NFC", text).strip()
    return expected


def test_odd_texts_come_back_as_typed_from_every_form(door: Door) -> None:
    screen_one(door)
    site = door.open(NURSE, password_of(NURSE))
    book, paper, seen = site.book, CrfPaper.bundled(), 0
    for event in book.study.events:
        for form in event.forms:
            session = FormSession(book, FormKey("01-001", event.oid, form))
            expected = written(session)
            if not expected:
                continue
            session.save("odd")
            rows = book.shelves.store.load("01-001").items()
            assert {key: rows[key].value for key in expected} == expected
            assert paper.render(CrfPageBuilder(book, session.key, "zh").build(), "zh").startswith(b"%PDF")
            seen += len(expected)
    assert seen > 50
    assert site.verify() == ()
    site.close()
