"""What is typed into each form: raw text as a nurse would type it, by item name; a pair is (area A, area B)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hairtrial_desktop.demo.people import ASSESSOR, DOCTOR, NURSE, Invented
from hairtrial_desktop.study.damm import check_digit

Answers = dict[str, str | tuple[str, str]]
FIELD = Decimal("0.721")  # cm² of the phototrichogram's field


@dataclass(frozen=True)
class Visit:
    """One visit of one participant: which, and when it begins (site time)."""

    who: Invented
    event: str  # "SE.V1"
    at: datetime

    @property
    def day(self) -> str:
        """The day as typed."""
        return self.at.date().isoformat()

    def clock(self, minutes: int) -> str:
        """Return the time of day ``minutes`` after the visit began."""
        return (self.at + timedelta(minutes=minutes)).strftime("%H:%M")

    def ago(self, days: int) -> str:
        """Return the day ``days`` before."""
        return (self.at.date() - timedelta(days=days)).isoformat()

    @property
    def number(self) -> int:
        """1, 2 or 3 for an injection visit, else 0."""
        return int(self.event[-1]) if self.event.startswith("SE.V") else 0


def consent(visit: Visit) -> Answers:
    """Informed consent."""
    yes = dict.fromkeys(("ICREADYN", "ICCOPY", "PICSENS", "PICPROV", "PICIMG", "ICTOPIC", "ICSHAMP"), "Y")
    return {
        **yes, "DSSTDAT": visit.day, "DSSTTIM": visit.clock(0), "ICFVER": "2.0", "ICFVDAT": visit.ago(200),
        "ICTAKER": DOCTOR, "ICTAKDAT": visit.day, "RECONYN": "N",
    }  # fmt: skip


def demographics(visit: Visit) -> Answers:
    """Demographics; the CRF holds the month of birth only."""
    answers: Answers = {
        "SVSTDAT": visit.day, "BRTHDAT": visit.who.identity.birth_date[:7], "SEX": visit.who.sex, "ETHNIC": "HAN",
    }  # fmt: skip
    return answers | ({"CHILDPOT": "Y"} if visit.who.sex == "F" else {})


def vital_signs(visit: Visit) -> Answers:
    """Vital signs; height at screening only."""
    answers: Answers = {
        "VSPERF": "Y", "VSDAT": visit.day, "VSTIM": visit.clock(10), "VSPOS": "SITTING", "TEMP": "36.5",
        "PULSE": str(68 + visit.number), "RESP": "16", "SYSBP": str(118 + 2 * visit.number), "DIABP": "76",
        "WEIGHT": "68.5", "VSCLSIG": "N",
    }  # fmt: skip
    return answers | ({"HEIGHT": "172" if visit.who.sex == "M" else "161"} if visit.event == "SE.SCR" else {})


def vital_signs_after(visit: Visit) -> Answers:
    """Vital signs 30 minutes after the last injection ended."""
    return {
        "VSPERF": "Y", "VSDAT": visit.day, "VSTIM": visit.clock(104), "VSPOS": "SITTING", "TEMP": "36.6",
        "PULSE": str(70 + visit.number), "RESP": "16", "SYSBP": str(120 + visit.number), "DIABP": "78", "VSCLSIG": "N",
    }  # fmt: skip


def examination(visit: Visit) -> Answers:
    """Physical examination, nothing abnormal."""
    normal = dict.fromkeys(("PESCRES", "PELNRES", "PEOTRES"), "NORMAL")
    return {"PEPERF": "Y", "PEDAT": visit.day, "PEEVAL": DOCTOR, **normal}


def history(visit: Visit) -> Answers:
    """Gate questions of history, medication and treatments: nothing to report."""
    none = ("MHYN", "CMYN", "PRYN", "EX01A", "EX01B", "EX01C", "EX01D", "EX01E", "EX01F", "EX02", "EX06", "EX10")
    prompts = (
        "MHKEL",
        "MHTHY",
        "MHAUTO",
        "MHANEM",
        "MHSEBD",
        "MHSYPH",
        "MHTUM",
        "MHCOAG",
        "MHANTI",
        "MHALLG",
        "FAMAGA",
    )
    answers: Answers = dict.fromkeys((*none, *prompts, "TRIALYN", "HTYN", "PREGPLAN"), "N")
    answers["HXDAT"] = visit.day
    return answers | (dict.fromkeys(("MHPCOS", "PREGKNWN", "LACT"), "N") if visit.who.sex == "F" else {})


def pregnancy(visit: Visit) -> Answers:
    """Pregnancy test, negative, on the day."""
    return {
        "LBPERF": "Y", "LBDAT": visit.day, "LBTIM": visit.clock(5), "LBSPEC": "URINE", "LBORRES": "NEGATIVE",
        "CONTRA": "CONDOM", "LMPDAT": visit.ago(16),
    }  # fmt: skip


def questions(visit: Visit) -> Answers:
    """Answer the questions before an injection: nothing new."""
    return {"IQDAT": visit.day, "AEYN": "N", "CMYN": "N", "HAIRYN": "N"}


def infections(visit: Visit, *, hiv: str = "NEGATIVE") -> Answers:
    """Infectious-disease screen; ``hiv`` "" leaves it open."""
    negative = dict.fromkeys(("HBSAG", "HBEAG", "HBEAB", "HBCAB", "HCVAB", "TPPA", "RPR"), "NEGATIVE")
    answers: Answers = {
        "LBDAT": visit.day, "LBNAM": "医院检验科", "LBREFID": f"L{visit.at:%m%d}-07", **negative, "HBSAB": "POSITIVE",
        "EX09CARR": "N",
    }  # fmt: skip
    return answers | ({"HIVAB": hiv} if hiv else {})


def hair_loss(visit: Visit) -> Answers:
    """Hair-loss scales."""
    male = visit.who.sex == "M"
    scale: Answers = {"NORWOOD": visit.who.norwood} if male else {"LUDWIG": visit.who.ludwig}
    return {
        "XHDAT": visit.day, "XHEVAL": ASSESSOR, "DIAG": "MPHL" if male else "FPHL", "HLDUR": "48",
        "BASPBA": "M2" if male else "L", "BASPF": "F1", "BASPV": "V1" if male else "NONE", **scale,
        "XHSCALP": "NORMAL", "HAIRDRY": "12.5", "HDMETH": "方案原文，方法待申办者澄清", "HDDAT": visit.day,
        "GPHOTO": "FRONT VERTEX LEFT RIGHT MIDLINE",
    }  # fmt: skip


def sides(visit: Visit) -> tuple[str, str]:
    """Return the sides of area A and area B."""
    return visit.who.side_a, "RIGHT" if visit.who.side_a == "LEFT" else "LEFT"


def phototrichogram(visit: Visit) -> Answers:
    """Phototrichogram of both areas: clipped two days before, imaged on the visit's day."""
    counted = visit.who.density
    density = tuple(str((Decimal(hairs) / FIELD).quantize(Decimal("0.1"), ROUND_HALF_UP)) for hairs in counted)
    telogen = tuple(str(round(hairs * 0.16)) for hairs in counted)
    anagen = tuple(str(hairs - round(hairs * 0.16)) for hairs in counted)
    return {
        "CLIPDAT": visit.ago(2), "CLIPTIM": visit.clock(20),
        "IMGDAT": visit.day, "IMGTIM": visit.clock(25), "DEVICE": "TrichoScan HD", "SOFTVER": "3.8", "MAG": "20",
        "FIELDCM2": str(FIELD), "CUTOFF": "40", "DYED": "N", "TATTOO": "Y", "READER": ASSESSOR, "READDAT": visit.day,
        "XHLOC": ("VERTEX", "VERTEX"), "XHLAT": sides(visit), "PTGX": ("32", "32"), "PTGY": ("18", "18"),
        "NHAIR": (str(counted[0]), str(counted[1])), "DENS": (density[0], density[1]),
        "NANAG": (anagen[0], anagen[1]), "NTELO": (telogen[0], telogen[1]), "DIAM": ("58.2", "57.9"),
    }  # fmt: skip


def eligibility(visit: Visit) -> Answers:
    """Answer the investigator's own part of eligibility; the criteria are judged."""
    return {"IEDAT": visit.day, "IEINV": DOCTOR, "EX11": "N"}


def kit_number(randomisation: str, number: int) -> str:
    """Return a kit number with its check digit, ``K-1011-7``; ``number`` is that of the injection visit."""
    digits = f"{int(randomisation[1:]):03d}{number}"
    return f"K-{digits}-{check_digit(digits)}"


def syringes(randomisation: str, number: int) -> tuple[str, str]:
    """Return the syringe codes for position A and B of a kit."""
    base = int(randomisation[1:]) * 10 + 2 * number
    return f"S-{base:05d}", f"S-{base + 1:05d}"


def kit(visit: Visit) -> Answers:
    """Kit assignment; cohort, expiry and side come from the sponsor's list."""
    number = visit.who.randomisation
    return {
        "KITDAT": visit.day, "KITTIM": visit.clock(30), "RANDNUM": number, "KITNO": kit_number(number, visit.number),
        "KITSTAT": "USABLE", "SIDECONF": "Y", "SYR": syringes(number, visit.number), "AREALOC": ("VERTEX", "VERTEX"),
        "AREASHP": ("RECTANGLE", "RECTANGLE"), "AREALEN": ("4.0", "4.0"), "AREAWID": ("2.5", "2.5"),
    }  # fmt: skip


def gate(visit: Visit) -> Answers:
    """Pre-injection gate."""
    number = visit.who.randomisation
    return {
        "GATEDAT": visit.day, "GATETIM": visit.clock(45), "SUBJOK": "Y", "KITCHK": kit_number(number, visit.number),
        "SIDEOK": "Y", "AREAOK": "Y", "VOLOK": "Y", "SYRCHK": syringes(number, visit.number), "THAWDAT": visit.day,
        "THAWTIM": visit.clock(15),
    }  # fmt: skip


def injection(visit: Visit, volumes: tuple[str, str] = ("1.00", "1.00")) -> Answers:
    """Injection of both areas."""
    return {
        "ECDAT": visit.day, "ECYN": "Y", "INTEGR": "N", "RECVDAT": visit.day, "RECVTIM": visit.clock(10),
        "STORTMP": "-72.5", "INJECTOR": NURSE, "NEEDLE": "30G", "ECDEVICE": "手动注射", "ANAES": "NONE",
        "ECLAT": sides(visit), "ECREG": ("VERTEX", "VERTEX"), "PREPTIM": (visit.clock(50), visit.clock(50)),
        "AREACM2": ("10.0", "10.0"), "VOLML": volumes, "NPOINT": ("10", "10"),
        "ECSTTIM": (visit.clock(55), visit.clock(65)), "ECENTIM": (visit.clock(62), visit.clock(72)),
        "WASTE": ("0.05", "0.05"), "BLOODL": ("0", "0"), "SYRRET": ("Y", "Y"), "INTRYN": "N", "ECDOSADJ": "N",
    }  # fmt: skip


def tolerance(visit: Visit) -> Answers:
    """Local tolerance after 30 minutes: mild redness in both areas."""
    local = ("CETENDER", "CEEDEMA", "CEINDUR", "CEBRUISE", "CEBLEED", "CEHAEMA", "CEITCH", "CEWARM", "CEBURN", "CENUMB",
             "CERASH", "CEFOLLI", "CECRUST", "CEINFECT", "CENECRO", "CEPIGM", "CESCAR", "CESHED",
             "CETIGHT")  # fmt: skip
    systemic = ("CEHEAD", "CEDIZZY", "CEFEVER", "CECHILL", "CELYMPH", "CEALLERG", "CEANAPH", "CEFACE")
    tomorrow = (visit.at.date() + timedelta(days=1)).isoformat()
    return {
        "CEDAT": visit.day, "CETIM": visit.clock(105), "OBS30": "Y", "CENEXT": tomorrow, "CEPAIN": ("2", "2"),
        "CEERYTH": ("1", "1"), "CEERYSZ": ("1.5", "1.5"), **dict.fromkeys(local, ("0", "0")), "CEACN": ("N", "N"),
        **dict.fromkeys(systemic, "0"),
    }  # fmt: skip


def contact(visit: Visit, *, event: bool = False) -> Answers:
    """Phone contact: reached at the first attempt; ``event``: an adverse event since the last visit."""
    answers: Answers = {
        "SVSTDAT": visit.day, "CONTMODE": "PHONE", "CONTBY": NURSE, "ATT1DAT": visit.day, "ATT1TIM": visit.clock(0),
        "ATT1OUT": "REACHED", "SPOKE": "SUBJECT", "AEYN": "Y" if event else "N", "CMNEW": "N", "TOPCHG": "N",
    }  # fmt: skip
    return answers | ({"PREGQ": "N"} if visit.who.sex == "F" else {})


def end_of_study(visit: Visit, outcome: str, words: str) -> Answers:
    """End of study."""
    answers: Answers = {"DSDECOD": outcome, "DSTERM": words, "DSSTDAT": visit.day, "DVYN": "N"}
    if outcome == "SCREEN FAILURE":
        return answers | {"EPOCH": "SCREENING"}
    answers |= {"EPOCH": "TREATMENT", "DSCONT": "N", "WDSCOPE": "INJECTION FOLLOW-UP", "AEDONE": "Y"}
    if outcome == "WITHDRAWAL BY SUBJECT":
        answers["DATAUSE"] = "KEEP"
    return answers


def mild_event(visit: Visit) -> Answers:
    """Describe a mild, resolved adverse event."""
    return {
        "AETERM": "注射部位红斑", "AESTDAT": visit.day, "AEONGO": "N", "AEENDAT": visit.day, "AEAREA": "BOTH",
        "AESEV": "MILD", "AETOXGR": "1", "AEREL": "POSSIBLY RELATED", "AERELPR": "PROBABLY RELATED",
        "AEACN": "DOSE NOT CHANGED", "AEACNOTH": "NONE", "AEOUT": "RECOVERED/RESOLVED", "AEDIS": "N", "AESI": "N",
        "AESER": "N",
    }  # fmt: skip


def serious_event(visit: Visit) -> Answers:
    """Describe a serious adverse event just learned of: its report is not sent yet."""
    return {
        "AETERM": "急性阑尾炎", "AESTDAT": visit.ago(1), "AEONGO": "Y", "AEAREA": "ELSEWHERE", "AESEV": "SEVERE",
        "AETOXGR": "3", "AEREL": "NOT RELATED", "AERELPR": "NOT RELATED", "AEACN": "DRUG INTERRUPTED",
        "AEACNOTH": "HOSPITALISATION", "AEOUT": "NOT RECOVERED/NOT RESOLVED", "AEDIS": "N", "AESI": "N", "AESER": "Y",
        "AESDTH": "N", "AESLIFE": "N", "AESHOSP": "Y", "AESDISAB": "N", "AESCONG": "N", "AESMIE": "N",
        "AEAWDAT": visit.day, "AEAWTIM": visit.clock(0),
    }  # fmt: skip


def settled_event(visit: Visit) -> Answers:
    """Describe a serious event of a week ago that is over."""
    return serious_event(visit) | {
        "AETERM": "急性胃肠炎", "AEONGO": "N", "AEENDAT": visit.day, "AEOUT": "RECOVERED/RESOLVED",
        "AEACN": "DOSE NOT CHANGED",
    }  # fmt: skip


def first_report(visit: Visit) -> Answers:
    """Report of a serious event, by fax within hours."""
    return {
        "RPTYP": "INITIAL", "RPBY": DOCTOR, "RPTITLE": "主要研究者", "RPDAT": visit.day, "RPTIM": visit.clock(150),
        "RCPT": "SPONSOR", "SENTDAT": visit.day, "SENTTIM": visit.clock(180), "SENTHOW": "FAX", "SENTBY": NURSE,
        "EMUNBL": "N", "EXPECT": "UNEXPECTED", "NARR": "腹泻、呕吐一天后急诊住院，补液后好转，与注射无时间关系。",
    }  # fmt: skip


def deviation(visit: Visit) -> Answers:
    """Describe a minor protocol deviation: a measurement that was left out."""
    return {
        "DVCAT": "PROCEDURE NOT DONE", "DVTERM": "注射访视 2 未拍摄中线照片", "DVSTDAT": visit.day,
        "DVREAS": "相机电量不足", "DVACN": "访视前一天检查相机", "DVCLASS": "MINOR",
    }  # fmt: skip


SCREENING = {
    "F.IC": consent, "F.DM": demographics, "F.VS": vital_signs, "F.PE": examination, "F.HX": history,
    "F.PREG": pregnancy, "F.LBID": infections, "F.XH": hair_loss, "F.PTG": phototrichogram, "F.IE": eligibility,
}  # fmt: skip
INJECTION = {
    "F.PREG": pregnancy, "F.IQ": questions, "F.VS": vital_signs, "F.PTG": phototrichogram, "F.KIT": kit, "F.GATE": gate,
    "F.EC": injection, "F.VSP": vital_signs_after, "F.CE": tolerance,
}  # fmt: skip
