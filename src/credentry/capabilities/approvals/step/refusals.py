"""Why something is refused, in words; every refusal names what would help.

``{by}``, ``{who}`` and the like are person ids; the engine puts names in their place before it shows the words.
"""

from typing import Any, Final

from credentry.capabilities.approvals.step.state import Outcome
from credentry.capabilities.approvals.step.vocabulary import END_WORDS
from credentry.foundation.errors import DomainError, FieldError, Forbidden, Invalid, StaleVersion, define

NOT_YOURS: Final = define(
    "approval.not_yours", "该任务由 {who} 处理，您不能操作。", "This task is with {who}; it is not yours."
)
NO_TASK: Final = define(
    "approval.no_task", "您在本步骤没有可处理的任务。", "There is nothing for you to do in this step."
)
WHICH_TASK: Final = define(
    "approval.which_task",
    "您在本步骤有多个任务，请选择其中一个。",
    "You have several tasks in this step: choose one.",
)
NOT_YOUR_TURN: Final = define(
    "approval.not_your_turn", "尚未轮到：须先由 {who} 处理。", "Not your turn yet: {who} comes first."
)
ALREADY_DECIDED: Final = define(
    "approval.already_decided",
    "该任务已由 {by} 作出“{decision}”，不能再操作。",
    "{by} has already decided this task: {decision}.",
)
SAME_AGAIN: Final = define(
    "approval.same_again",
    "您已作出该决定，未重复记录。",
    "You have already done this; nothing was recorded twice.",
)
STEP_ENDED: Final = define(
    "approval.step_ended",
    "本步骤已结束（{end}，操作人 {by}）。",
    "This step has ended: {end}, by {by}.",
)
STALE_CONTENT: Final = define(
    "approval.stale_content",
    "您看到之后内容已变更，请重新查看后再处理。",
    "The content has changed since you saw it. Look at it again, then decide.",
)
STALE_TASK: Final = define(
    "approval.stale_task",
    "您看到之后该任务已变化，请刷新后再处理。",
    "This task has changed since you saw it. Reload, then try again.",
)
LAST_SIGNER: Final = define(
    "approval.last_signer", "不能减去最后一名审批人。", "The last signer cannot be removed."
)
REQUIRED_SIGNER: Final = define(
    "approval.required_signer",
    "受监管步骤的规定审批人不能减签，请转办。",
    "A required signer of a regulated step cannot be removed; transfer the task instead.",
)
NOT_YOUR_SIGNER: Final = define(
    "approval.not_your_signer",
    "只能由加签人 {who} 或管理员减签。",
    "Only {who}, who added the signer, or an administrator may remove them.",
)
AUTHOR: Final = define(
    "approval.author",
    "职责分离：{who} 是经办人，不能审批（代理、委派同样不可）。",
    "Separation of duties: {who} made this and may not approve it, nor through a deputy or a delegate.",
)
ONE_PERSON_ONCE: Final = define(
    "approval.one_person_once",
    "{who} 在本步骤已有自己的签署，同一人不能签两次。",
    "{who} already signs in this step; nobody signs twice here.",
)
ALREADY_SIGNER: Final = define(
    "approval.already_signer", "{who} 已是本步骤的审批人。", "{who} is already a signer of this step."
)
SAME_HOLDER: Final = define("approval.same_holder", "任务已在 {who} 处。", "The task is already with {who}.")
DELEGATION_LOOP: Final = define(
    "approval.delegation_loop",
    "任务由 {who} 委派而来，请用“交回”。",
    "The task was delegated by {who}: give it back instead.",
)
NO_DELEGATION: Final = define(
    "approval.no_delegation",
    "该任务不是委派或签收来的，不能交回。",
    "The task was neither delegated nor claimed, so there is nothing to give back.",
)
DELEGATE_GIVES_BACK: Final = define(
    "approval.delegate_gives_back",
    "您受 {who} 委派，无权决定：请填写意见后交回。",
    "{who} delegated this without the right to decide: write your opinion and give it back.",
)
NOT_DEPUTY: Final = define(
    "approval.not_deputy", "您不是 {who} 的代理人。", "You are not the deputy of {who}."
)
NOT_CANDIDATE: Final = define(
    "approval.not_candidate", "您不在可签收人员之列。", "You are not among those who may claim this."
)
CLAIM_FIRST: Final = define("approval.claim_first", "请先签收该任务。", "Claim the task first.")
CLAIMED: Final = define("approval.claimed", "该任务已由 {who} 签收。", "{who} has already claimed this task.")
NEXT_ACTED: Final = define(
    "approval.next_acted",
    "后续处理人 {who} 已处理，不能拿回。",
    "{who}, who came next, has already acted: it cannot be taken back.",
)
NEXT_STEP_ACTED: Final = define(
    "approval.next_step_acted",
    "后续步骤已处理，不能拿回。",
    "The next step has already acted: it cannot be taken back.",
)
NOTHING_TO_TAKE_BACK: Final = define(
    "approval.nothing_to_take_back", "没有可由您拿回的任务。", "There is nothing that you could take back."
)
ONLY_INITIATOR: Final = define(
    "approval.only_initiator", "只有发起人 {who} 可以撤销。", "Only {who}, who started it, may withdraw it."
)
NOT_WITHDRAWABLE: Final = define(
    "approval.not_withdrawable", "本步骤不允许撤销。", "In this step it may not be withdrawn."
)
ONLY_ADMINISTRATOR: Final = define(
    "approval.only_administrator",
    "只有流程管理员可以执行此操作。",
    "Only an administrator of processes may do this.",
)
ONLY_MACHINE: Final = define(
    "approval.only_machine", "此操作只由系统执行。", "Only the system itself does this."
)
BARRED: Final = define(
    "approval.barred", "本步骤不提供“{operation}”。", "This step does not offer “{operation}”."
)
NO_SILENT_CONSENT: Final = define(
    "approval.no_silent_consent",
    "受监管的步骤不能自动或跳过审批。",
    "A regulated step is never decided by the machine, nor jumped over.",
)
NOT_INVOLVED: Final = define(
    "approval.not_involved", "您与本步骤无关，不能执行此操作。", "You have no part in this step."
)
URGED_ALREADY: Final = define(
    "approval.urged_already",
    "刚刚已催办，请 {minutes} 分钟后再试。",
    "It was urged a moment ago. Try again in {minutes} minutes.",
)
NOBODY_TO_URGE: Final = define("approval.nobody_to_urge", "没有其他待处理人。", "Nobody else has to act now.")
NOTHING_TO_HAND_OVER: Final = define(
    "approval.nothing_to_hand_over", "{who} 在本步骤没有未办任务。", "{who} has nothing open in this step."
)
NOT_RETURNED: Final = define(
    "approval.not_returned", "本步骤并未退回待重新提交。", "This step was not returned to come forward again."
)
NOT_RECALLABLE: Final = define(
    "approval.not_recallable", "已有人处理，不能拿回提交。", "Somebody has acted: it cannot be taken back."
)
UNKNOWN_OPERATION: Final = define(
    "approval.unknown_operation", "未知操作：{code}", "Unknown operation: {code}"
)
UNSOUND_STEP: Final = define(
    "approval.unsound_step", "审批步骤设置有误：{why}", "The step is not sound: {why}"
)
NO_APPROVER: Final = define(
    "approval.no_approver",
    "按规则找不到审批人，也没有可用的管理员。",
    "The rules find nobody to approve, and no administrator can take it.",
)


def broken(code: str, /, **params: Any) -> DomainError:
    """The rule that stands in the way (409)."""
    return DomainError(code, **params)


def forbidden(code: str, /, **params: Any) -> Forbidden:
    """Not this person (403)."""
    return Forbidden(code, **params)


def stale(code: str, /, **params: Any) -> StaleVersion:
    """The person saw something older (412)."""
    return StaleVersion(code, **params)


def missing(name: str) -> Invalid:
    """A parameter is not there (422)."""
    return Invalid([FieldError(name, "field.required")])


def wrong(name: str, value: object) -> Invalid:
    """A parameter is not among the choices (422)."""
    return Invalid([FieldError(name, "field.choice", {"value": str(value)})])


def ended(outcome: Outcome) -> DomainError:
    """The step is over."""
    return broken(STEP_ENDED, end=END_WORDS[outcome.kind], by=outcome.by)
