"""Words of the approval step."""

from enum import StrEnum
from typing import Final

from credentry.foundation.labels import L, Label


class Mode(StrEnum):
    """How many signers it takes."""

    SEQUENTIAL = "sequential"
    PARALLEL = "parallel"
    ANY = "any"
    VOTE = "vote"


class Op(StrEnum):
    """What may happen to a step; the last seven come from the machine, never from a button."""

    APPROVE = "approve"
    REJECT = "reject"
    RETURN_TO = "return_to"
    ADD_BEFORE = "add_before"
    ADD_BESIDE = "add_beside"
    ADD_AFTER = "add_after"
    REMOVE_SIGNER = "remove_signer"
    TRANSFER = "transfer"
    DELEGATE = "delegate"
    GIVE_BACK = "give_back"
    CLAIM = "claim"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    COPY = "copy"
    READ = "read"
    URGE = "urge"
    COMMENT = "comment"
    JUMP = "jump"
    TIME_OUT = "time_out"
    ABSENT = "absent"
    HAND_OVER = "hand_over"
    CONTENT_CHANGED = "content_changed"
    RESUME = "resume"
    RECALL = "recall"


class Status(StrEnum):
    """Where one signer's slot stands. Only ``live`` has a task in somebody's list."""

    WAITING = "waiting"
    LIVE = "live"
    APPROVED = "approved"
    REJECTED = "rejected"
    REMOVED = "removed"
    SKIPPED = "skipped"


class End(StrEnum):
    """How a step came to its end."""

    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    JUMPED = "jumped"
    RECALLED = "recalled"


class Place(StrEnum):
    """Where an added signer stands to the one who added them."""

    BEFORE = "before"
    BESIDE = "beside"
    AFTER = "after"


class Target(StrEnum):
    """Where a return goes; any other word is the key of a chosen step."""

    INITIATOR = "initiator"
    PREVIOUS = "previous"


class Way(StrEnum):
    """What happens once the returned work comes forward again."""

    RESUME = "resume"
    RESTART = "restart"


class Hand(StrEnum):
    """How a task came into other hands."""

    TRANSFER = "transfer"
    DELEGATE = "delegate"
    GIVE_BACK = "give_back"
    CLAIM = "claim"
    RELEASE = "release"
    TAKE_BACK = "take_back"
    DEPUTY = "deputy"
    MANAGER = "manager"
    HAND_OVER = "hand_over"
    TIME_OUT = "time_out"


class Late(StrEnum):
    """What the machine does when the time limit has passed."""

    REMIND = "remind"
    ESCALATE = "escalate"
    TRANSFER = "transfer"
    APPROVE = "approve"
    REJECT = "reject"


class OnChange(StrEnum):
    """What becomes of decisions that were made on an earlier content."""

    KEEP = "keep"
    REOPEN = "reopen"


class Power(StrEnum):
    """What the caller has verified about the actor beyond the identity."""

    ADMINISTRATOR = "administrator"
    DEPUTY = "deputy"
    MACHINE = "machine"


#: What each slot that is not decided, removed or skipped may be.
OPEN: Final = (Status.WAITING, Status.LIVE)
#: Slots with a person's decision.
DECIDED: Final = (Status.APPROVED, Status.REJECTED)
#: Operations that only the machine performs.
MACHINE: Final = (Op.TIME_OUT, Op.ABSENT, Op.HAND_OVER, Op.CONTENT_CHANGED, Op.RESUME, Op.RECALL)
#: Operations that need a reason (glossary: mandatory on return and reject).
WITH_REASON: Final = (Op.REJECT, Op.RETURN_TO, Op.TERMINATE, Op.JUMP, Op.REMOVE_SIGNER, Op.WITHDRAW)

MODE_WORDS: Final[dict[Mode, Label]] = {
    Mode.SEQUENTIAL: L("顺序会签", "Sequential countersign"),
    Mode.PARALLEL: L("并行会签", "Parallel countersign"),
    Mode.ANY: L("或签", "Any one signs"),
    Mode.VOTE: L("票签", "Vote"),
}
OP_WORDS: Final[dict[Op, Label]] = {
    Op.APPROVE: L("同意", "Approve"),
    Op.REJECT: L("驳回", "Reject"),
    Op.RETURN_TO: L("退回", "Return"),
    Op.ADD_BEFORE: L("前加签", "Add a signer before"),
    Op.ADD_BESIDE: L("并加签", "Add a signer beside"),
    Op.ADD_AFTER: L("后加签", "Add a signer after"),
    Op.REMOVE_SIGNER: L("减签", "Remove a signer"),
    Op.TRANSFER: L("转办", "Transfer"),
    Op.DELEGATE: L("委派", "Delegate"),
    Op.GIVE_BACK: L("交回", "Give back"),
    Op.CLAIM: L("签收", "Claim"),
    Op.TAKE_BACK: L("拿回", "Take back"),
    Op.WITHDRAW: L("撤销", "Withdraw"),
    Op.TERMINATE: L("终止", "Terminate"),
    Op.COPY: L("抄送", "Copy"),
    Op.READ: L("已阅", "Read"),
    Op.URGE: L("催办", "Urge"),
    Op.COMMENT: L("沟通", "Comment"),
    Op.JUMP: L("跳转", "Jump"),
    Op.TIME_OUT: L("超时处理", "Time limit passed"),
    Op.ABSENT: L("缺勤代理", "Stand-in for absence"),
    Op.HAND_OVER: L("工作交接", "Hand over"),
    Op.CONTENT_CHANGED: L("内容变更", "Content changed"),
    Op.RESUME: L("重新提交", "Come forward again"),
    Op.RECALL: L("上一步拿回", "Taken back by the step before"),
}
STATUS_WORDS: Final[dict[Status, Label]] = {
    Status.WAITING: L("等待前序", "Waiting"),
    Status.LIVE: L("处理中", "In progress"),
    Status.APPROVED: L("已同意", "Approved"),
    Status.REJECTED: L("已驳回", "Rejected"),
    Status.REMOVED: L("已减签", "Removed"),
    Status.SKIPPED: L("无需处理", "No longer needed"),
}
END_WORDS: Final[dict[End, Label]] = {
    End.APPROVED: L("通过", "Approved"),
    End.REJECTED: L("驳回", "Rejected"),
    End.RETURNED: L("退回", "Returned"),
    End.WITHDRAWN: L("已撤销", "Withdrawn"),
    End.TERMINATED: L("已终止", "Terminated"),
    End.JUMPED: L("已跳转", "Jumped"),
    End.RECALLED: L("已被拿回", "Taken back"),
}
PLACE_WORDS: Final[dict[Place, Label]] = {
    Place.BEFORE: L("前加签", "Before"),
    Place.BESIDE: L("并加签", "Beside"),
    Place.AFTER: L("后加签", "After"),
}
TARGET_WORDS: Final[dict[Target, Label]] = {
    Target.INITIATOR: L("发起人", "Initiator"),
    Target.PREVIOUS: L("上一步", "Previous step"),
}
WAY_WORDS: Final[dict[Way, Label]] = {
    Way.RESUME: L("直接回到退回人", "Straight back to the one who returned it"),
    Way.RESTART: L("重新逐级审批", "Walk the steps again"),
}
HAND_WORDS: Final[dict[Hand, Label]] = {
    Hand.TRANSFER: L("转办", "Transferred"),
    Hand.DELEGATE: L("委派", "Delegated"),
    Hand.GIVE_BACK: L("交回", "Given back"),
    Hand.CLAIM: L("签收", "Claimed"),
    Hand.RELEASE: L("退还待签收", "Released"),
    Hand.TAKE_BACK: L("拿回", "Taken back"),
    Hand.DEPUTY: L("由代理人处理", "Passed to the deputy"),
    Hand.MANAGER: L("由上级处理", "Passed to the manager"),
    Hand.HAND_OVER: L("工作交接", "Handed over"),
    Hand.TIME_OUT: L("超时转交", "Transferred after the time limit"),
}
LATE_WORDS: Final[dict[Late, Label]] = {
    Late.REMIND: L("提醒", "Remind"),
    Late.ESCALATE: L("升级到上级", "Escalate"),
    Late.TRANSFER: L("转交他人", "Transfer"),
    Late.APPROVE: L("自动同意", "Approve automatically"),
    Late.REJECT: L("自动驳回", "Reject automatically"),
}
ON_CHANGE_WORDS: Final[dict[OnChange, Label]] = {
    OnChange.KEEP: L("保留意见并提示版本不同", "Keep the decisions and show that the version differs"),
    OnChange.REOPEN: L("重新征求意见", "Ask again"),
}
