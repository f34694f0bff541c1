"""A study of five small forms, so that each rule of the casebook stands alone."""

from __future__ import annotations

STUDY = """
[study]
oid = "ST.SMALL"
name = {zh = "小型研究", en = "Small study"}
protocol = "SMALL-1"
registry_id = "NCT00000000"
sponsor = {zh = "申办者", en = "Sponsor"}
version = "1.0"
zone = "+08:00"
enrolment_target = 3

[[setting]]
name = "AGE_MAX"
value = 75
text = {zh = "最大年龄", en = "Oldest age"}

[[unit]]
code = "mmHg"
symbol = {zh = "mmHg", en = "mmHg"}

[[event]]
name = "SCR"
text = {zh = "筛选", en = "Screening"}
short = {zh = "筛选", en = "SCR"}
number = 1
epoch = "SCREENING"
forms = ["IC", "VS", "IE"]
date_item = "SCR.IC.DSSTDAT"

[[event]]
name = "V1"
text = {zh = "注射 1", en = "Injection 1"}
short = {zh = "注射1", en = "V1"}
number = 2
epoch = "TREATMENT"
forms = ["VS", "KIT", "GATE"]
date_item = "V1.VS.VSDAT"
[event.window]
anchor = "SCR"
months = 1
days = 0
before = 3
after = 3
hard = 7

[[event]]
name = "LOG"
text = {zh = "日志", en = "Logs"}
short = {zh = "日志", en = "LOG"}
number = 99
epoch = ""
forms = ["AE", "SAE"]
log = true

[[status]]
code = "ENROLLED"
text = {zh = "已入组", en = "Enrolled"}
when = "known(V1.KIT.RANDNUM)"

[[status]]
code = "SCREENING"
text = {zh = "筛选中", en = "In screening"}
when = "True"

[[gate]]
name = "CONSENT"
text = {zh = "已签署知情同意", en = "Consent signed"}
evidence = "SCR.IE"
holds_when = "known(SCR.IC.DSSTDAT) and SCR.IC.COPY == 'Y'"
message = {zh = "先签署知情同意。", en = "Sign the consent first."}

[[signature]]
code = "crf"
meaning = {zh = "本人已审核本表", en = "I have reviewed this form"}
legal_reason = {zh = "审核", en = "Review"}

[[signature]]
code = "eligibility"
meaning = {zh = "本人确认符合全部标准", en = "I confirm that all criteria are met"}
legal_reason = {zh = "批准", en = "Approval"}
"""

CODE_LISTS = """
[[codelist]]
name = "RPTYP"
text = {zh = "报告类型", en = "Kind of report"}
items = [{code = "INITIAL", zh = "首次报告", en = "Initial"}, {code = "FOLLOW-UP", zh = "随访报告", en = "Follow-up"}]

[[codelist]]
name = "NY"
text = {zh = "是/否", en = "Yes/No"}
items = [
  {code = "Y", zh = "是", en = "Yes"},
  {code = "N", zh = "否", en = "No"},
]

[[codelist]]
name = "NYU"
text = {zh = "是/否/不详", en = "Yes/No/Unknown"}
items = [
  {code = "Y", zh = "符合", en = "Met"},
  {code = "N", zh = "不符合", en = "Not met"},
  {code = "U", zh = "待补充", en = "Unknown", unknown = true},
]
"""

IC = """
[form]
name = "IC"
text = {zh = "知情同意", en = "Informed consent"}
[[group]]
name = "IC"
text = {zh = "知情同意", en = "Informed consent"}
[[group.item]]
name = "DSSTDAT"
text = {zh = "签署日期", en = "Date signed"}
type = "date"
mandatory = true
[[group.item.check]]
class = "Hard"
valid_when = "DSSTDAT <= today"
message = {zh = "日期不能在将来。", en = "The date is in the future."}
[[group.item]]
name = "BIRTH"
text = {zh = "出生年月", en = "Month of birth"}
type = "month"
[[group.item]]
name = "COPY"
text = {zh = "已给副本", en = "Copy given"}
type = "code"
codelist = "NY"
[[group.item]]
name = "AGE"
text = {zh = "年龄", en = "Age"}
type = "integer"
derive = "first_known(age(BIRTH, DSSTDAT), identity_age())"
[[group.item]]
name = "FIXED"
text = {zh = "里程碑", en = "Milestone"}
type = "text"
default = "INFORMED CONSENT OBTAINED"
"""

VS = """
[form]
name = "VS"
text = {zh = "生命体征", en = "Vital signs"}
[[group]]
name = "VS"
text = {zh = "生命体征", en = "Vital signs"}
[[group.item]]
name = "VSDAT"
text = {zh = "日期", en = "Date"}
type = "date"
mandatory = true
[[group.item]]
name = "VSPERF"
text = {zh = "是否测量", en = "Measured?"}
type = "code"
codelist = "NY"
mandatory = true
[[group.item]]
name = "SYSBP"
text = {zh = "收缩压", en = "Systolic"}
type = "integer"
unit = "mmHg"
mandatory = true
collect_when = "VSPERF == 'Y'"
[[group.item.check]]
class = "Hard"
valid_when = "50 <= SYSBP <= 260"
message = {zh = "{value} 不可能。", en = "{value} is impossible."}
[[group.item.check]]
class = "Soft"
valid_when = "90 <= SYSBP <= 140"
message = {zh = "{value} 超出常见范围。", en = "{value} is unusual."}
[[group]]
name = "AREA"
text = {zh = "两区", en = "Areas"}
areas = true
[[group.item]]
name = "VOLML"
text = {zh = "体积", en = "Volume"}
type = "decimal"
decimals = 2
[[group.item.check]]
class = "Soft"
valid_when = "abs(area('A').VOLML - area('B').VOLML) <= 0.05"
message = {zh = "两区体积应相等：{VOLML}", en = "Volumes should be equal: {VOLML}"}
"""

IE = """
[form]
name = "IE"
text = {zh = "入排标准", en = "Eligibility"}
signature = "eligibility"
[[group]]
name = "IE"
text = {zh = "标准", en = "Criteria"}
[[group.item]]
name = "INCL02"
text = {zh = "年龄不超过75岁", en = "Not older than 75"}
type = "code"
codelist = "NYU"
criterion = "inclusion"
derive = "verdict(SCR.IC.AGE <= CFG.AGE_MAX)"
"""

KIT = """
[form]
name = "KIT"
text = {zh = "药盒", en = "Kit"}
second_person = true
[[group]]
name = "KIT"
text = {zh = "药盒", en = "Kit"}
[[group.item]]
name = "RANDNUM"
text = {zh = "随机号", en = "Randomisation number"}
type = "text"
length = 8
mandatory = true
"""

GATE = """
[form]
name = "GATE"
text = {zh = "注射前核对", en = "Pre-injection gate"}
[[group]]
name = "GATE"
text = {zh = "核对", en = "Check"}
[[group.item]]
name = "SUBJOK"
text = {zh = "受试者正确", en = "Right subject"}
type = "code"
codelist = "NY"
mandatory = true
"""

AE = """
[form]
name = "AE"
text = {zh = "不良事件", en = "Adverse event"}
log = true
row_title = ["AETERM"]
[[group]]
name = "AE"
text = {zh = "不良事件", en = "Adverse event"}
[[group.item]]
name = "AETERM"
text = {zh = "名称", en = "Term"}
type = "text"
length = 200
mandatory = true
[[group.item]]
name = "AESTDAT"
text = {zh = "开始日期", en = "Start"}
type = "partialDate"
[[group.item]]
name = "AESER"
text = {zh = "严重？", en = "Serious?"}
type = "code"
codelist = "NY"
mandatory = true
[[group.item]]
name = "AEAWDAT"
text = {zh = "获知日期", en = "Awareness date"}
type = "date"
[[group.item]]
name = "AEAWTIM"
text = {zh = "获知时间", en = "Awareness time"}
type = "time"
"""

SAE = """
[form]
name = "SAE"
text = {zh = "严重不良事件报告", en = "SAE report"}
log = true
parent = "AE"
parent_row = "AENO"
row_title = ["RPTYP"]
[[group]]
name = "REPORT"
text = {zh = "报告", en = "Report"}
[[group.item]]
name = "AENO"
text = {zh = "事件编号", en = "Event"}
type = "integer"
[[group.item]]
name = "RPTYP"
text = {zh = "类型", en = "Kind"}
type = "code"
codelist = "RPTYP"
[[group.item]]
name = "TERM"
text = {zh = "诊断", en = "Diagnosis"}
type = "text"
derive = "AE.AETERM"
[[group]]
name = "SEND"
text = {zh = "发送", en = "Sent"}
repeating = true
[[group.item]]
name = "RCPT"
text = {zh = "接收方", en = "Recipient"}
type = "text"
[[group.item]]
name = "SENTDAT"
text = {zh = "日期", en = "Date"}
type = "date"
[[group.item]]
name = "SENTTIM"
text = {zh = "时间", en = "Time"}
type = "time"
[[group.item]]
name = "SENTHOW"
text = {zh = "方式", en = "How"}
type = "text"
[[group.item]]
name = "RECDAT"
text = {zh = "回执日期", en = "Receipt date"}
type = "date"
[[group.item]]
name = "RECTIM"
text = {zh = "回执时间", en = "Receipt time"}
type = "time"
"""

FILES = {
    "study.toml": STUDY,
    "codelists.toml": CODE_LISTS,
    "ic.toml": IC,
    "vs.toml": VS,
    "ie.toml": IE,
    "kit.toml": KIT,
    "gate.toml": GATE,
    "ae.toml": AE,
    "sae.toml": SAE,
}
