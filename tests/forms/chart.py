"""One invented participant's answers over the real forms, judged by the casebook's own evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.findings import Finding
from hairtrial_desktop.casebook.form_judgement import derive, judge, places
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.projection import FormRow, State
from hairtrial_desktop.casebook.views.gate import gate_lines
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.dependents import Dependents

SUBJECT = "01-001"
ROLES = {"li": "nurse", "wang": "investigator", "zhao": "investigator"}

# Somebody who meets every criterion, screened on 2026-06-10.
ELIGIBLE: Mapping[str, str] = {
    "SCR.IC.ICREADYN": "Y", "SCR.IC.DSSTDAT": "2026-06-10", "SCR.IC.DSSTTIM": "09:00",
    "SCR.IC.ICTOPIC": "Y", "SCR.IC.ICSHAMP": "Y", "SCR.IC.PICSENS": "Y", "SCR.IC.PICPROV": "Y",
    "SCR.DM.SVSTDAT": "2026-06-10", "SCR.DM.BRTHDAT": "1985-03", "SCR.DM.SEX": "M",
    "SCR.HX.MHYN": "N", "SCR.HX.CMYN": "N", "SCR.HX.PRYN": "N", "SCR.HX.TRIALYN": "N", "SCR.HX.HTYN": "N",
    "SCR.HX.EX01A": "N", "SCR.HX.EX01B": "N", "SCR.HX.EX01C": "N", "SCR.HX.EX01D": "N", "SCR.HX.EX01E": "N",
    "SCR.HX.EX01F": "N", "SCR.HX.EX02": "N", "SCR.HX.EX06": "N", "SCR.HX.EX10": "N", "SCR.HX.PREGPLAN": "N",
    "SCR.LBID.HBSAG": "NEGATIVE", "SCR.LBID.HBSAB": "POSITIVE", "SCR.LBID.HBCAB": "NEGATIVE",
    "SCR.LBID.HCVAB": "NEGATIVE", "SCR.LBID.HIVAB": "NEGATIVE", "SCR.LBID.TPPA": "NEGATIVE",
    "SCR.LBID.RPR": "NEGATIVE", "SCR.LBID.EX09CARR": "N",
    "SCR.XH.BASPBA": "M2", "SCR.XH.BASPF": "F1", "SCR.XH.BASPV": "NONE", "SCR.XH.NORWOOD": "III",
    "SCR.XH.HAIRDRY": "6.0", "SCR.XH.XHEVAL": "zhao",
    "SCR.PTG.FIELDCM2": "0.721", "SCR.PTG.READER": "zhao", "SCR.PTG.A.DENS": "172.4", "SCR.PTG.B.DENS": "169.0",
    "SCR.IE.IEDAT": "2026-06-12", "SCR.IE.EX11": "N",
}  # fmt: skip
WOMAN: Mapping[str, str] = {
    **{path: answer for path, answer in ELIGIBLE.items() if path != "SCR.XH.NORWOOD"},
    "SCR.DM.SEX": "F", "SCR.DM.CHILDPOT": "Y", "SCR.XH.LUDWIG": "I", "SCR.XH.BASPBA": "L",
    "SCR.HX.PREGKNWN": "N", "SCR.HX.LACT": "N", "SCR.PREG.LBPERF": "Y", "SCR.PREG.LBORRES": "NEGATIVE",
}  # fmt: skip
# The first injection as it should go.
VISIT: Mapping[str, str] = {
    "V1.KIT.KITDAT": "2026-06-20", "V1.KIT.RANDNUM": "R-101", "V1.KIT.COHORT": "C1", "V1.KIT.KITNO": "K-0187-3",
    "V1.KIT.KITEXP": "2026-12-31", "V1.KIT.KITSTAT": "USABLE", "V1.KIT.SIDEA": "LEFT",
    "V1.KIT.A.SYR": "S-4471", "V1.KIT.B.SYR": "S-4472",
    "V1.GATE.GATEDAT": "2026-06-20", "V1.GATE.GATETIM": "10:00", "V1.GATE.SUBJOK": "Y", "V1.GATE.SIDEOK": "Y",
    "V1.GATE.AREAOK": "Y", "V1.GATE.VOLOK": "Y", "V1.GATE.KITCHK": "K-0187-3",
    "V1.GATE.A.SYRCHK": "S-4471", "V1.GATE.B.SYRCHK": "S-4472",
    "V1.GATE.THAWDAT": "2026-06-20", "V1.GATE.THAWTIM": "09:05",
    "V1.EC.ECDAT": "2026-06-20", "V1.EC.ECYN": "Y", "V1.EC.INTEGR": "N", "V1.EC.INJECTOR": "wang",
    "V1.EC.A.AREACM2": "10.0", "V1.EC.B.AREACM2": "10.0", "V1.EC.A.VOLML": "1.00", "V1.EC.B.VOLML": "1.00",
    "V1.EC.A.NPOINT": "10", "V1.EC.B.NPOINT": "10", "V1.EC.A.ECSTTIM": "10:10", "V1.EC.A.ECENTIM": "10:20",
    "V1.EC.B.ECSTTIM": "10:22", "V1.EC.B.ECENTIM": "10:30",
}  # fmt: skip


class Chart:
    """Answers by ``EVENT.FORM.ITEM`` or, in a target area, ``EVENT.FORM.A.ITEM``; an answer of "" takes one away."""

    def __init__(
        self, study: Study, answers: Mapping[str, str], *, birth_date: str = "", today: date = date(2027, 1, 1)
    ) -> None:
        self.study = study
        self.values = SubjectValues(study, SUBJECT, State(), today, birth_date=birth_date, roles=ROLES)
        for path, answer in answers.items():
            if answer:
                self.values.overlay[str(self.key(path))] = Cell(answer)
        for event in study.events:
            for form in () if event.log else event.forms:
                self._derive(FormKey(SUBJECT, event.oid, form))

    def key(self, path: str) -> ItemKey:
        event, form, *area, name = path.split(".")
        found = self.study.forms[f"F.{form}"].item(name)
        assert found is not None, path
        return FormKey(SUBJECT, f"SE.{event}", f"F.{form}").item(found[0].oid, found[1].oid, 2 if area == ["B"] else 1)

    def complete(self, event: str, form: str) -> Chart:
        """Let a form of an event be complete."""
        key = FormKey(SUBJECT, f"SE.{event}", f"F.{form}")
        self.values.state.tables["form_data"][str(key)] = FormRow(str(key), SUBJECT, "complete", "", 1, 1)
        return self

    def row(self, form: str, **answers: str) -> Chart:
        """Add a row to a log and judge again."""
        key = FormKey(SUBJECT, "SE.LOG", f"F.{form}", form_repeat=len(self.values.log_rows(f"F.{form}")) + 1)
        self.values.state.tables["form_data"][str(key)] = FormRow(str(key), SUBJECT, "progress", "", 1, 1)
        for name, answer in answers.items():
            found = self.study.forms[key.form].item(name)
            assert found is not None, name
            self.values.overlay[str(key.item(found[0].oid, found[1].oid))] = Cell(answer)
        self._derive(FormKey(SUBJECT, "SE.SCR", "F.IE"))
        return self

    def _derive(self, key: FormKey) -> None:
        form = self.study.forms[key.form]
        found = [place for place in places(self.values, key, form) if place[2].derive is not None]
        order = Dependents(self.study, form).order
        for place, group, item in sorted(found, key=lambda each: order.index(each[2].oid)):
            self.values.overlay[str(place)] = derive(self.values, place, group, item)

    def __getitem__(self, path: str) -> str | None:
        return self.values.cell(self.key(path)).value

    def criterion(self, name: str) -> str | None:
        return self[f"SCR.IE.{name}"]

    def findings(self, path: str) -> list[tuple[str, str]]:
        """Return (class, Chinese message) of what an item is found guilty of."""
        return self._findings(self.key(path))

    def row_findings(self, form: str, name: str, row: int = 1) -> list[str]:
        """Return the classes of the findings of an item in a row of a log."""
        found = self.study.forms[f"F.{form}"].item(name)
        assert found is not None, name
        key = FormKey(SUBJECT, "SE.LOG", f"F.{form}", form_repeat=row).item(found[0].oid, found[1].oid)
        return [check_class for check_class, _ in self._findings(key)]

    def derived_in_row(self, form: str, name: str, row: int = 1) -> str | None:
        """Return what an item of a row of a log is derived to."""
        key = FormKey(SUBJECT, "SE.LOG", f"F.{form}", form_repeat=row)
        self._derive(key)
        found = self.study.forms[key.form].item(name)
        assert found is not None, name
        return self.values.cell(key.item(found[0].oid, found[1].oid)).value

    def judged_from(self, path: str) -> set[str]:
        """Return the ends of the item keys that the findings of an item were judged from."""
        keys = {key for finding in self._judge(self.key(path)) for key in finding.basis.values}
        return {f"{key.form.event}/{key.item}#{key.group_repeat}" for key in map(ItemKey.parse, keys)}

    def _findings(self, key: ItemKey) -> list[tuple[str, str]]:
        return [(finding.check_class.value, finding.message.zh) for finding in self._judge(key)]

    def _judge(self, key: ItemKey) -> tuple[Finding, ...]:
        form = self.study.forms[key.form.form]
        found = form.item(key.item)
        assert found is not None
        return judge(self.values, form, ItemState(key, found[1], found[0], cell=self.values.cell(key))).findings

    def classes(self, path: str) -> list[str]:
        return [check_class for check_class, _ in self.findings(path)]

    def gate(self, event: str) -> dict[str, bool | None]:
        """Return the lines of the pre-injection gate by name."""
        lines = gate_lines(self.values, FormKey(SUBJECT, f"SE.{event}", "F.GATE"))
        return {line.rule.oid.split(".")[-1]: line.holds for line in lines}

    def gate_applies(self, event: str) -> dict[str, bool]:
        """Return which lines of the gate apply, by name."""
        lines = gate_lines(self.values, FormKey(SUBJECT, f"SE.{event}", "F.GATE"))
        return {line.rule.oid.split(".")[-1]: line.applies for line in lines}
