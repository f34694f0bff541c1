from __future__ import annotations

from hairtrial_desktop.casebook.ports import DraftStore

FORM, OTHER = "01-009/SE.V1#1/F.EC#1", "01-009/SE.V1#1/F.VS#1"


def test_a_draft_is_its_authors_own(drafts: DraftStore) -> None:
    assert drafts.get("wang", FORM) is None
    drafts.put("wang", FORM, {"a": "1.", "b": "十一"}, "t1")
    drafts.put("wang", OTHER, {"c": ""}, "t2")
    drafts.put("li", FORM, {"a": "2"}, "t3")
    drafts.put("wang", FORM, {"a": "1.5", "b": "十一"}, "t4")
    assert drafts.get("wang", FORM) == ({"a": "1.5", "b": "十一"}, "t4")
    assert drafts.forms("wang") == {FORM: "t4", OTHER: "t2"}
    assert drafts.others("wang", FORM) == {"li": 1}
    assert drafts.others("zhao", FORM) == {"li": 1, "wang": 2}


def test_a_cleared_draft_is_gone_and_no_other(drafts: DraftStore) -> None:
    drafts.put("wang", FORM, {"a": "1"}, "t1")
    drafts.put("li", FORM, {"a": "2"}, "t2")
    drafts.clear("wang", FORM)
    drafts.clear("wang", OTHER)
    assert drafts.get("wang", FORM) is None
    assert drafts.get("li", FORM) == ({"a": "2"}, "t2")
    assert drafts.forms("wang") == {}
