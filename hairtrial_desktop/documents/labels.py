"""The words of the page's own furniture, in both languages. Texts of forms come with the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """One language. ``{…}`` are filled in by the drawer."""

    code: str  # BCP 47, the language of the document
    protocol: str
    registry: str
    site: str
    subject: str
    visit: str
    form: str
    version: str
    status: str
    page_of: str
    software: str
    record_number: str
    document: str
    digest: str
    digest_full: str
    digest_note: str
    question: str
    answer: str
    area: str
    continued: str
    note: str
    none: str
    changes: str
    changes_note: str
    change_item: str
    change_value: str
    change_who: str
    change_why: str
    empty_value: str
    signatures: str
    signature: str
    not_signed: str
    name: str
    role: str
    meaning: str
    signed_at: str
    signature_id: str
    void: str
    electronic: str
    signature_note: str
    wet_ink: str
    wet_name: str
    wet_date: str
    draft: str
    demo: str
    demo_note: str
    printed: str
    title: str


ZH = Labels(
    code="zh-CN",
    protocol="方案编号",
    registry="注册号",
    site="研究中心",
    subject="受试者编号",
    visit="访视 / 访视日期",
    form="表单",
    version="版本 {version}",
    status="状态",
    page_of="第 {page} 页 共 {pages} 页",
    software="软件版本",
    record_number="记录号",
    document="文件编号",
    digest="记录摘要",
    digest_full="记录摘要 SHA-256",
    digest_note="本摘要覆盖本表所示的全部记录，可在系统中核对。",
    question="项目",
    answer="记录",
    area="{area}区",
    continued="（续）",
    note="说明：",
    none="未填",
    changes="修改记录",
    changes_note="† 为首次录入之后的修改，编号与正文一致。",
    change_item="项目",
    change_value="原值 → 新值",
    change_who="修改人 / 时间",
    change_why="修改理由",
    empty_value="（空）",
    signatures="签名",
    signature="电子签名",
    not_signed="尚未电子签名",
    name="姓名",
    role="角色",
    meaning="签名含义",
    signed_at="签名时间",
    signature_id="签名编号",
    void="签名失效，需重新签名",
    electronic="已电子签名",
    signature_note="电子签名嵌入本文件（PAdES），覆盖全部页面；签名之后的任何改动都会被发现。",
    wet_ink="手签",
    wet_name="正楷姓名",
    wet_date="日期",
    draft="草稿",
    demo="DEMO",
    demo_note="DEMO · 演示数据，非真实受试者",
    printed="打印人 {who} · 打印时间 {when}",
    title="{form} · {subject} · {visit}",
)

EN = Labels(
    code="en-GB",
    protocol="Protocol",
    registry="Registry no.",
    site="Site",
    subject="Subject no.",
    visit="Visit / visit date",
    form="Form",
    version="version {version}",
    status="Status",
    page_of="Page {page} of {pages}",
    software="Software",
    record_number="Record no.",
    document="Document",
    digest="Record digest",
    digest_full="Record digest SHA-256",
    digest_note="Covers every record shown on this form; can be checked in the system.",
    question="Item",
    answer="Record",
    area="Area {area}",
    continued="(continued)",
    note="Note: ",
    none="not entered",
    changes="Changes",
    changes_note="† marks changes after the first entry; numbers as in the text.",
    change_item="Item",
    change_value="Old → new",
    change_who="Changed by / at",
    change_why="Reason",
    empty_value="(empty)",
    signatures="Signatures",
    signature="Electronic signature",
    not_signed="Not signed electronically",
    name="Printed name",
    role="Role",
    meaning="Meaning",
    signed_at="Signed at",
    signature_id="Signature id",
    void="Signature void, to be signed again",
    electronic="Signed electronically",
    signature_note=(
        "The electronic signature is embedded in this file (PAdES) and covers every page; "
        "any change made after signing is detected."
    ),
    wet_ink="Wet-ink signature",
    wet_name="Name in print",
    wet_date="Date",
    draft="DRAFT",
    demo="DEMO",
    demo_note="DEMO · demonstration data, no real participant",
    printed="Printed by {who} · printed at {when}",
    title="{form} · {subject} · {visit}",
)

_BY_LANGUAGE = {"zh": ZH, "en": EN}


def labels(language: str) -> Labels:
    """Return the labels of ``zh`` or ``en``; KeyError for another language is a bug."""
    return _BY_LANGUAGE[language]
