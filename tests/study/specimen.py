"""A study that holds the criteria of clinical content 3.3, and a bench that holds the answers of one subject."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.expression import UNKNOWN, Ref, Value
from hairtrial_desktop.study.kleene import Truth
from hairtrial_desktop.study.loader import load_study
from hairtrial_desktop.study.partial_date import PartialDate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hairtrial_desktop.study.definitions import Study
    from hairtrial_desktop.study.expression import Expression
    from hairtrial_desktop.study.values import Context


def text(name: str) -> str:
    return f'{{zh = "{name}（中）", en = "{name}"}}'


def item(name: str, kind: str = "text", **more: str) -> str:
    """Return one item; ``more`` are TOML values as they are written."""
    lines = ["[[group.item]]", f'name = "{name}"', f"text = {text(name)}", f'type = "{kind}"']
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in more.items())]) + "\n"


def form(name: str, *items: str, head: str = "", group: str = "") -> str:
    return (
        f'[form]\nname = "{name}"\ntext = {text(name)}\n{head}\n'
        f'[[group]]\nname = "{name}"\ntext = {text(name)}\n{group}\n' + "".join(items)
    )


def code_list(name: str, *codes: str) -> str:
    """Return a code list; a code that ends in ``?`` reads as unknown."""
    entries = "".join(
        f'{{code = "{code.rstrip("?")}", zh = "{code.rstrip("?")}码", en = "{code.rstrip("?").title()} en"'
        f"{', unknown = true' if code.endswith('?') else ''}}},\n"
        for code in codes
    )
    return f'[[codelist]]\nname = "{name}"\ntext = {text(name)}\nitems = [\n{entries}]\n'


def event(name: str, forms: str, more: str = "") -> str:
    return f'[[event]]\nname = "{name}"\ntext = {text(name)}\nshort = {text(name)}\nforms = [{forms}]\n{more}\n'


STUDY = f"""
[study]
oid = "ST.1"
name = {text("Study")}
protocol = "P-1"
registry_id = "NCT0"
sponsor = {text("Sponsor")}
version = "1.0"
zone = "+08:00"
enrolment_target = 18
[[setting]]
name = "DENS_MAX"
value = 190
text = {text("dens")}
[[setting]]
name = "IC04"
text = {text("ic04")}
assumption = true
[[unit]]
code = "cm2"
symbol = {text("cm2")}
[[signature]]
code = "crf"
meaning = {text("meaning")}
legal_reason = {text("reason")}
[[status]]
code = "SCREENING"
text = {text("screening")}
when = "True"
[[gate]]
name = "SURE"
text = {text("sure")}
holds_when = "GATEOK == 'Y'"
message = {text("ask")}
"""
STUDY += event("SCR", '"DM", "XH", "PTG", "HX"', 'date_item = "SCR.DM.CONSENT"')
STUDY += event("V1", '"EC", "GATE", "PTG"', '[event.window]\nanchor = "SCR"\ndays = 14\nbefore = 13\nafter = 14')
STUDY += event("V2", '"EC"', '[event.window]\nanchor = "V1"\nmonths = 1\nbefore = 3\nafter = 3\nhard = 7')
STUDY += event("V3", '"EC"', '[event.window]\nanchor = "V2"\nmonths = 1\nbefore = 3\nafter = 3\nhard = 7')
STUDY += event("FU1", '"EC"', '[event.window]\nanchor = "V3"\nmonths = 1\nbefore = 7\nafter = 7')
STUDY += event("LOG", '"CM"', "log = true")

CODES = "".join(
    (
        code_list("NY", "Y", "N"),
        code_list("NYU", "Y", "N", "U?"),
        code_list("SEX", "M", "F"),
        code_list("BASPBA", "L", "M0", "M1", "M2", "M3", "C2", "C3", "U1", "U2", "U3"),
        code_list("BASPV", "NONE", "V1", "V2", "V3"),
        code_list("BASPF", "NONE", "F1", "F2", "F3"),
        code_list("LUDWIG", "I", "II", "III"),
        code_list("NORWOOD", "I", "II", "III", "IIIa", "III vertex", "IV", "IVa", "VI", "VII"),
        code_list("CLASS", "ORAL_AGA", "TOPICAL_HAIR", "OTHER"),
        code_list("SCALP", "NORMAL", "SCAR", "OTHER"),
    )
)

BASP = (
    "BASPBA in ('M2', 'M3', 'C2', 'C3', 'U1', 'U2', 'U3') or BASPV in ('V1', 'V2', 'V3') or BASPF in ('F1', 'F2', 'F3')"
)
GRADE = (
    "(SCR.DM.SEX == 'F' and LUDWIG in ('I', 'II')) or "
    "(SCR.DM.SEX == 'M' and NORWOOD in ('III', 'IIIa', 'III vertex', 'IV', 'IVa'))"
)
DENSITY = "SCR.PTG.area('A').DENS <= CFG.DENS_MAX and SCR.PTG.area('B').DENS <= CFG.DENS_MAX"
WASHOUT = (
    "any_row(CM, (CMCLAS == 'TOPICAL_HAIR' and CMENDAT > add_months(SCR.HX.REFDAT, -3))"
    " or (CMCLAS == 'ORAL_AGA' and CMENDAT > add_months(SCR.HX.REFDAT, -6)))"
)

FORMS = {
    "dm.toml": form(
        "DM",
        item("CONSENT", "date"),
        item("BIRTH", "partialDate"),
        item("SEX", "code", codelist='"SEX"', mandatory="true"),
        item("AGE", "integer", derive='"first_known(age(BIRTH, CONSENT), identity_age())"'),
        item("INCL02", "code", codelist='"NYU"', derive='"verdict(18 <= AGE <= 75)"', criterion='"inclusion"'),
    ),
    "xh.toml": form(
        "XH",
        item("BASPBA", "code", codelist='"BASPBA"'),
        item("BASPF", "code", codelist='"BASPF"'),
        item("BASPV", "code", codelist='"BASPV"'),
        item("LUDWIG", "code", codelist='"LUDWIG"', collect_when="\"SCR.DM.SEX == 'F'\""),
        item("NORWOOD", "code", codelist='"NORWOOD"', collect_when="\"SCR.DM.SEX == 'M'\""),
        item("SCALP", "codes", codelist='"SCALP"'),
        item("INCL031", "code", codelist='"NYU"', derive=f'"verdict({BASP})"'),
        item("INCL032", "code", codelist='"NYU"', derive=f'"verdict({GRADE})"'),
        item("INCL033", "code", codelist='"NYU"', derive=f'"verdict({DENSITY})"'),
        item(
            "INCL03",
            "code",
            codelist='"NYU"',
            derive="\"verdict(INCL031 == 'Y' and INCL032 == 'Y' and INCL033 == 'Y')\"",
        ),
    ),
    "ptg.toml": form(
        "PTG",
        item("NHAIR", "integer"),
        item("FIELD", "decimal", decimals="3", unit='"cm2"'),
        item("DENS", "decimal", decimals="1", derive='"NHAIR / FIELD"'),
        group="areas = true",
    ),
    "hx.toml": form(
        "HX",
        item("REFDAT", "date"),
        item("HTYN", "code", codelist='"NY"'),
        item("HTLAST", "partialDate", collect_when="\"HTYN == 'Y'\""),
        item("CMYN", "code", codelist='"NY"'),
        item("CMDONE", "code", codelist='"NY"', collect_when="\"CMYN == 'Y'\""),
        item("EXCL03", "code", codelist='"NYU"', derive=f'"verdict({WASHOUT})"'),
        item(
            "EXCL08",
            "code",
            codelist='"NYU"',
            derive="\"verdict(HTYN == 'Y' and HTLAST > add_months(REFDAT, -24))\"",
        ),
    ),
    "cm.toml": form(
        "CM",
        item("CMTRT"),
        item("CMCLAS", "code", codelist='"CLASS"'),
        item("CMENDAT", "partialDate"),
        head='log = true\ngate = "SCR.HX.CMYN"\nclosed = "SCR.HX.CMDONE"\nrow_title = ["CMTRT"]',
    ),
    "ec.toml": form(
        "EC",
        item("VOLML", "decimal", decimals="2"),
        item("AREACM2", "decimal", decimals="1"),
        item("START", "time"),
        item("INJECTOR", "user"),
        item("MOMENT", "datetime"),
        group="areas = true",
    ),
    "gate.toml": form("GATE", item("GATEOK", "code", codelist='"NY"')),
}
FILES = {"study.toml": STUDY, "codelists.toml": CODES, **FORMS}


def specimen() -> Study:
    return load_study(FILES)


@dataclass(frozen=True)
class Bench:
    """Answers as stored texts: ``SCR.DM.SEX``, ``SCR.PTG.A.DENS``; a null flavour is written ``!ND``."""

    study: Study
    answers: dict[str, str] = field(default_factory=dict)
    event: str = "SCR"
    form: str = "DM"
    area: int | None = None
    logs: dict[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    closed: Truth = UNKNOWN
    at: date = date(2026, 6, 1)
    row: int | None = None
    roles: dict[str, str] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    age: Value = UNKNOWN
    dues: dict[str, PartialDate] = field(default_factory=dict)
    seconds: dict[tuple[str, str | None], str] = field(default_factory=dict)  # form OID, minute or None
    lists: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)

    def _text(self, ref: Ref, event: str | None = None) -> str | None:
        place = event or (ref.event or self.event).removeprefix("SE.")
        short = (ref.form or self.form).removeprefix("F.")
        group, found = self._definition(ref)
        area = f"{' AB'[ref.area or self.area or 1]}." if group else ""
        return self.answers.get(f"{place}.{short}.{area}{found}")

    def _definition(self, ref: Ref) -> tuple[bool, str]:
        located = self.study.forms[f"F.{(ref.form or self.form).removeprefix('F.')}"].item(ref.item)
        assert located is not None
        return located[0].areas, located[1].name

    def _typed(self, ref: Ref, stored: str | None) -> Value:
        if stored is None or stored.startswith("!"):
            return UNKNOWN
        located = self.study.forms[f"F.{(ref.form or self.form).removeprefix('F.')}"].item(ref.item)
        assert located is not None
        return codec_for(located[1]).typed(stored)

    def value(self, ref: Ref) -> Value:
        return self._typed(ref, self._text(ref))

    def missing(self, ref: Ref) -> bool:
        stored = self._text(ref)
        return stored is None or stored.startswith("!")

    def null_flavour(self, ref: Ref) -> str | None:
        stored = self._text(ref)
        return stored[1:] if stored is not None and stored.startswith("!") else None

    def rows(self, form_oid: str) -> Sequence[Bench]:
        short = form_oid.removeprefix("F.")
        return [
            replace(
                self,
                event="LOG",
                form=short,
                area=None,
                row=count,
                answers={f"LOG.{short}.{key}": row[key] for key in row},
            )
            for count, row in enumerate(self.logs.get(short, ()))
        ]

    def row_number(self) -> int:
        return 1

    def last_visit(self, before: PartialDate) -> Value:
        dates = [self.answers.get(f"{event}.VIS.VISDAT") for event in ("SCR", "V1", "V2")]
        earlier = [PartialDate(day) for day in dates if day is not None and day < before.text]
        return earlier[-1] if earlier else UNKNOWN

    def log_closed(self, form_oid: str) -> Truth:
        assert form_oid.startswith("F.")
        return self.closed

    def event_name(self) -> str:
        return self.event

    def is_row(self, row: Context) -> bool:
        return isinstance(row, Bench) and row.row is not None and row.row == self.row

    def today(self) -> date:
        return self.at

    def _events(self, ref: Ref) -> list[str]:
        oid = f"F.{(ref.form or self.form).removeprefix('F.')}"
        return [event.short for event in self.study.events if oid in event.forms]

    def previous(self, ref: Ref) -> Value:
        earlier = self._events(ref)[: self._events(ref).index(self.event)]
        return self._typed(ref, self._text(ref, earlier[-1])) if earlier else UNKNOWN

    def baseline(self, ref: Ref) -> Value:
        return self._typed(ref, self._text(ref, self._events(ref)[0]))

    def setting(self, name: str) -> Value:
        value = self.study.settings[name].value
        return UNKNOWN if value is None else value if isinstance(value, str) else Decimal(value)

    def identity_age(self) -> Value:
        return self.age

    def user_role(self, user_id: str) -> str | None:
        return self.roles.get(user_id)

    def listed(self, name: str, key: str, column: str) -> Value:
        return self.lists.get(name, {}).get(key, {}).get(column, UNKNOWN)

    def in_list(self, name: str, key: str) -> Truth:
        return key in self.lists[name] if name in self.lists else UNKNOWN

    def signed(self, event_oid: str | None, form_oid: str) -> bool:
        return f"{event_oid}/{form_oid}" in self.standing

    def completed(self, event_oid: str | None, form_oid: str) -> bool:
        return self.signed(event_oid, form_oid)

    def proposed(self) -> bool:
        return False

    def second_person(self, form_oid: str, moment: tuple[PartialDate, time] | None) -> Value:
        return self.seconds.get((form_oid, None if moment is None else f"{moment[0].text}T{moment[1]:%H:%M}"), UNKNOWN)

    def due(self, event_oid: str | None) -> Value:
        return self.dues.get(event_oid or f"SE.{self.event}", UNKNOWN)

    def window(self, event_oid: str | None, day: PartialDate) -> Value:
        return "GREEN" if self.due(event_oid) == day else UNKNOWN

    def derive(self, event: str, short: str, name: str, area: int | None = None) -> str | None:
        """Derive an item and everything derived before it in the form; return its stored text."""
        form_def = self.study.forms[f"F.{short}"]
        answers = dict(self.answers)
        for group in form_def.groups:
            for each in group.items:
                for repeat in group.repeats:
                    if each.derive is None:
                        continue
                    place = repeat if group.areas else None
                    bench = replace(self, answers=answers, event=event, form=short, area=place)
                    stored = codec_for(each).stored(bench_value(each.derive, bench))
                    key = f"{event}.{short}.{' AB'[repeat] + '.' if group.areas else ''}{each.name}"
                    if stored is not None:
                        answers[key] = stored
        return answers.get(f"{event}.{short}.{' AB'[area] + '.' if area else ''}{name}")


def bench_value(expression: Expression, bench: Bench) -> Value:
    return expression.evaluate(bench)
