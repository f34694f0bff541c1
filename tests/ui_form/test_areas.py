"""Both areas in one row with identical wording; the map; no outcome by area before database lock."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.form.scalp_map import ScalpMap, scalp_view
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, key_of, write
from tests.ui_form.conftest import Stage

INJECTION = FormKey(SUBJECT, "SE.V1", "F.EC")
KIT = FormKey(SUBJECT, "SE.V1", "F.KIT")


def texts(widget: object) -> list[str]:
    return [label.whole_text() for label in widget.findChildren(Label)]  # type: ignore[attr-defined]  # any QWidget


def test_an_area_pair_stands_in_one_row_and_a_derived_dose_follows_each_key(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, KIT, {"COHORT": "C1"}).save()
    page = stage.form(nurse, INJECTION)
    assert page.view is not None
    assert page.session is not None
    rows = page.view.body.rows
    page.view.body.focus_on(key_of(nurse, INJECTION, "ECYN"))
    stage.keys("1")
    first, second = key_of(nurse, INJECTION, "VOLML", 1), key_of(nurse, INJECTION, "VOLML", 2)
    assert rows[str(first)] is rows[str(second)]
    page.view.body.focus_on(key_of(nurse, INJECTION, "AREACM2", 1))
    for text in ("10.0", "10.0", "1.00", "0.92"):
        stage.keys(text)
        stage.press(Qt.Key.Key_Return)
    assert stage.focus == "item:I.EC.NPOINT"
    row = rows[str(second)]
    assert "相差 0.08 mL" in row.message()
    assert row.message().count("相差") == 1  # one sentence, though both areas have the finding
    dose = rows[str(key_of(nurse, INJECTION, "DOSEPL", 2))]
    assert "5.00×10⁸" in texts(dose)
    assert "4.60×10⁸" in texts(dose)
    difference = rows[str(key_of(nurse, INJECTION, "VOLDIF"))]
    assert "0.08" in texts(difference)


def test_both_areas_are_worded_alike(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, INJECTION)
    assert page.view is not None
    page.view.body.focus_on(key_of(nurse, INJECTION, "ECYN"))
    stage.keys("1")
    for row in page.view.body.rows.values():
        names = [widget.editor.accessibleName() for widget in row.widgets.values()]
        if len(names) > 1:
            assert names[0].replace("A区", "") == names[1].replace("B区", "")
    everything = " ".join(texts(stage.window))
    assert "试验区" not in everything
    assert "对照区" not in everything


def test_the_map_puts_each_area_on_its_side(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, KIT, {"SIDEA": "RIGHT"}).save()
    write(nurse, INJECTION, {"ECYN": "Y", "AREACM2": ("9.8", "10.1")}).save()
    page = stage.form(nurse, INJECTION)
    assert page.view is not None
    shown = page.view.findChildren(ScalpMap)[0]
    assert shown.spoken() == "B区 左 10.1 · A区 右 9.8"
    later = scalp_view(nurse.book.values(SUBJECT), FormKey(SUBJECT, "SE.V2", "F.EC"))
    assert later.side_a == "RIGHT"
    assert not later.moved


def test_earlier_outcomes_by_area_are_never_shown(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, FormKey(SUBJECT, "SE.SCR", "F.PTG"), {"DENS": ("163.7", "171.4")}).save()
    write(nurse, INJECTION, {"ECYN": "Y", "VOLML": ("1.00", "0.98")}).save()
    density = FormKey(SUBJECT, "SE.V2", "F.PTG")
    page = stage.form(nurse, key_of(nurse, density, "DENS"))
    assert page.view is not None
    assert not any("163.7" in text or "171.4" in text for text in texts(page.view.side))
    page.open(key_of(nurse, FormKey(SUBJECT, "SE.V2", "F.EC"), "VOLML"))
    page.view.point_at(key_of(nurse, FormKey(SUBJECT, "SE.V2", "F.EC"), "VOLML"))
    assert any("1.00 / 0.98 mL" in text for text in texts(page.view.side))
