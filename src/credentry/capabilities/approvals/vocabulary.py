"""Words of this room beside those of the approval step."""

from enum import StrEnum
from typing import Final

from credentry.core.records import wording
from credentry.foundation.labels import L, Label

# What somebody wrote when acting on a task stands in the history; the ledger has it as a digest only.
wording.say("operation", L("操作", "Operation"), personal=True)


class CaseState(StrEnum):
    """Where a case stands. ``stopped``: the engine could not go on; an administrator has to look at it."""

    RUNNING = "running"
    COMPLETED = "completed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    STOPPED = "stopped"


class TaskState(StrEnum):
    """Where a work item stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


Words = tuple[tuple[str, Label], ...]

CASE_WORDS: Final[Words] = (
    (CaseState.RUNNING, L("进行中", "Running")),
    (CaseState.COMPLETED, L("已办结", "Completed")),
    (CaseState.REJECTED, L("已驳回", "Rejected")),
    (CaseState.WITHDRAWN, L("已撤销", "Withdrawn")),
    (CaseState.TERMINATED, L("已终止", "Terminated")),
    (CaseState.STOPPED, L("已中断", "Stopped")),
)
TASK_WORDS: Final[Words] = (
    (TaskState.OPEN, L("待办", "To do")),
    (TaskState.DONE, L("已办", "Done")),
    (TaskState.CANCELLED, L("已取消", "Cancelled")),
)
CATEGORY_WORDS: Final[Words] = (
    ("application", L("申请", "Application")),
    ("change", L("变更", "Change")),
    ("surveillance", L("监督审核", "Surveillance")),
    ("renewal", L("续期", "Renewal")),
    ("archive", L("归档", "Archiving")),
    ("status", L("状态变更", "Change of status")),
    ("document", L("文件发布", "Document release")),
    ("loan", L("借用", "Loan")),
    ("corrective", L("纠正措施", "Corrective action")),
    ("other", L("其他", "Other")),
)
#: Cases that are over.
ENDED: Final = (CaseState.COMPLETED, CaseState.REJECTED, CaseState.WITHDRAWN, CaseState.TERMINATED)

#: What somebody is told of a task, and the code of the deadline that carries it to them.
NOTICES: Final = {"comment": "notice_mention", "urge": "notice_urge", "copy": "notice_copy"}
