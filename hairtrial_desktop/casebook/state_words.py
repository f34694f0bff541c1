"""The words of the states of queries, marks and locks, as paper and the audit trail say them."""

from __future__ import annotations

from hairtrial_desktop.study.text import Text

STATE_WORDS = {
    "open": Text("待答复", "Open"),
    "answered": Text("已答复", "Answered"),
    "closed": Text("已关闭", "Closed"),
    "cancelled": Text("已取消", "Cancelled"),
    "done": Text("完成", "Done"),
    "withdrawn": Text("撤回", "Taken back"),
    "none": Text("未锁定", "Not locked"),
    "frozen": Text("已冻结", "Frozen"),
    "soft": Text("已锁定", "Locked"),
    "hard": Text("已硬锁定", "Hard locked"),
    "detached": Text("已移除（原件保留）", "Removed (the original is kept)"),
}
