"""Invented CRF pages that show every kind of thing a page can hold. No participant of any trial."""

from __future__ import annotations

from dataclasses import replace

from hairtrial_desktop.casebook.crf_page import Answer, Change, CrfPage, Line, Section, SignatureShown

MEANING = "本人已审核本表，数据与源文件一致"
DIGEST = "3f9ac21b" * 8
NO_YES = (("否", True), ("是", False))
ANAESTHETIC = (("None used", False), ("Same on both sides", True), ("One side", False))
GRADES = (("无", False), ("轻度", True), ("中度", False), ("重度", False))
SIGNATURE = SignatureShown("王明远", "研究者", MEANING, "2026-11-22 16:40:12 +08:00", "SIG-01-009-0031")
VOID = replace(SIGNATURE, at="2026-11-22 11:02:55 +08:00", identifier="SIG-01-009-0030", void=True)


REPLACED = replace(VOID, replaced_by=f"{SIGNATURE.name} · {SIGNATURE.at}")


def both(text: str, unit: str = "") -> tuple[Answer, ...]:
    return tuple(Answer(text, unit, area) for area in "AB")


GATE = Section(
    "注射前核对",
    (
        Line("5.1", "药盒号", (Answer("K-0187-3"),)),
        Line("5.2", "注射器号", (Answer("S-4471", area="A"), Answer("S-4472", area="B"))),
        Line(
            "5.3",
            "是否有影响使用的破损、泄漏或标签问题（包装、注射器、标签任意一处；如有请停用并联系非盲配制人员，不得在本系统记录外观）",
            (Answer("否", options=NO_YES),),
        ),
    ),
)
INJECTION = Section(
    "注射",
    (
        Line("5.4", "注射面积", both("10.0", "cm²")),
        Line(
            "5.5",
            "注射体积",
            (Answer("1.00", "mL", "A"), Answer("0.92", "mL", "B", marks=(1,))),
            note="两区体积应相等：相差 0.08 mL，超过 0.05 mL。已确认：B区最后一点未注射完。",
        ),
        Line("5.6", "标示浓度计算剂量", (Answer("1.50×10⁹", "颗粒/cm²", "A"), Answer("1.38×10⁹", "颗粒/cm²", "B"))),
        Line("5.7", "残余量", (Answer("", missing="未做", area="A"), Answer("", "mL", "B"))),
        Line("5.8", "局部反应：红斑", tuple(Answer("轻度", area=area, options=GRADES) for area in "AB")),
        Line(
            "5.9",
            "备注",
            (Answer("受试者诉注射时轻度疼痛（NRS 3），按压 2 min 后出血停止。已电话预约 24–72 h 随访。"),),
        ),
        Line("5.10", "下次电话随访日期", (Answer(""),)),
    ),
)
CHANGE = Change(
    mark=1,
    label="注射体积 B区",
    old="1.00 mL",
    new="0.92 mL",
    who="李护士（研究护士）",
    when="2026-11-22 10:31:07 +08:00",
    why="抄写错误，按注射器刻度更正",
)
DRAFT = CrfPage(
    study="BG-CT-24-007",
    registry_id="NCT06932393",
    study_title="外泌体头皮注射治疗雄激素性脱发的随机、双盲、头皮分区自身对照临床研究",
    site="01 深圳市前海蛇口自贸区医院",
    subject="01-009",
    visit="注射访视 3",
    visit_date="2026-11-22",
    form_oid="F.EC",
    form_name="注射访视记录",
    form_version="1.2",
    status="录入中",
    document_id="01-009/SE.V3#1/F.EC#1@157",
    record_digest=DIGEST,
    head_seq=157,
    program="HairTrial Desktop 0.1.0",
    sections=(GATE, INJECTION),
    changes=(CHANGE,),
    draft=True,
)
DEMO = replace(DRAFT, demo=True)
SIGNED = replace(DRAFT, status="已签名", signatures=(REPLACED, SIGNATURE))
ENGLISH = replace(
    DRAFT,
    study_title="Exosome scalp injection in androgenetic alopecia: randomised, double-blind, split-scalp study",
    site="01 Shenzhen Qianhai Shekou Free Trade Zone Hospital",
    visit="Injection visit 3",
    form_name="Injection visit record",
    status="Complete",
    draft=False,
    sections=(
        Section(
            "Injection",
            (
                Line("5.4", "Measured area", both("10.0", "cm²")),
                Line(
                    "5.9",
                    "Local anaesthetic used, and whether the same drug and dose were given on both sides of the scalp",
                    (Answer("Same", options=ANAESTHETIC),),
                ),
                Line("5.11", "Residual volume", (Answer("", missing="Not done", area="A"), Answer("", "mL", "B"))),
            ),
        ),
    ),
    changes=(),
)
SIXTY = Section("长表", tuple(Line(f"9.{n}", f"第 {n} 项检查结果", (Answer(f"{n}.5", "mm"),)) for n in range(1, 61)))
STORY = Answer("受试者于注射后第三天出现头皮轻度疼痛，" * 180)
NARRATIVE = Section("叙述", (Line("10.1", "发生及处理的详细情况", (STORY,)),))
LONG = replace(DRAFT, sections=(SIXTY, NARRATIVE))


def labels_of(page: CrfPage) -> list[str]:
    """Return every text of a question, a section or the head that a reader must find on paper."""
    lines = [line for section in page.sections for line in section.lines]
    head = [page.study, page.registry_id, page.site, page.subject, page.visit, page.visit_date]
    return (
        [*head, page.form_name, page.status]
        + [section.title for section in page.sections]
        + [line.label for line in lines]
    )
