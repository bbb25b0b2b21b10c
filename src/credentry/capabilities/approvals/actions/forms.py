"""Forms of cases and tasks."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from credentry.capabilities.approvals.step.vocabulary import WAY_WORDS
from credentry.core.records.forms import Form, ask
from credentry.foundation.labels import L


class StartForm(Form):
    """A new case."""

    process: UUID = ask(L("流程", "Process"), ref="process")
    subject: UUID | None = ask(
        L("对象", "About"), None, widget="text", help=L("所办记录的标识", "The id of the record it is about")
    )
    title: str = ask(
        L("标题", "Title"), "", max_length=300, help=L("留空自动生成", "Empty: made from process and record")
    )
    unit: UUID | None = ask(
        L("所属单元", "Unit"), None, ref="unit", help=L("留空取对象的单元", "Empty: that of the record")
    )
    data: dict[str, Any] = ask(L("填写内容", "What is filled in"), {}, widget="json")
    chosen: dict[str, Any] = ask(
        L("自选审批人", "Approvers chosen"), {}, widget="json", help=L("节点 → 用户", "Node → users")
    )
    papers: dict[Annotated[str, Field(max_length=200)], tuple[UUID, ...]] = ask(
        L("材料", "Papers"), {}, widget="json", help=L("名称 → 上传的文件", "Name → uploaded files")
    )
    initiator: UUID | None = ask(
        L("发起人", "Started for"),
        None,
        ref="user",
        help=L("仅供系统自动发起", "Only where the platform starts it"),
    )


class FillForm(Form):
    """What is filled in anew."""

    data: dict[str, Any] = ask(L("填写内容", "What is filled in"), widget="json")


class MessageForm(Form):
    """A message the case may be waiting for."""

    name: str = ask(L("消息", "Message"), min_length=1, max_length=200)
    data: dict[str, Any] = ask(L("内容", "Content"), {}, widget="json")


class PutOffForm(Form):
    """When due timers are tried again."""

    until: datetime = ask(L("推迟到", "Until"))
    why: str = ask(L("原因", "Why"), "", max_length=400)


class TaskForm(Form):
    """What every operation on a task may say."""

    slot: str = ask(L("签署位", "Which of my tasks"), "", max_length=20)
    text: str = ask(L("审批意见", "Comment"), "", widget="longtext", max_length=5000)
    on_behalf: UUID | None = ask(L("代理", "On behalf of"), None, ref="user")
    step_version: int | None = ask(L("所见步骤版本", "Version of the step seen"), None, ge=0)


class DecideForm(TaskForm):
    """A word on what was seen."""

    seen: str = ask(
        L("所见内容摘要", "Digest of what was seen"),
        "",
        max_length=64,
        help=L("任务页给出的内容摘要，必填", "The digest the task's page gives; required"),
    )
    seen_of: dict[str, str] = ask(
        L("多个任务所见内容摘要", "Digests of several tasks"),
        {},
        widget="json",
        help=L("批量审批时：任务 → 摘要", "For several at once: task → digest"),
    )
    signature: str = ask(L("签名", "Signature"), "", max_length=2000)


class ApproveForm(DecideForm):
    """Yes; with what the step asks for."""

    data: dict[str, Any] = ask(L("填写内容", "What is filled in"), {}, widget="json")
    fields: dict[str, Any] = ask(
        L("修改的字段", "Fields changed"),
        {},
        widget="json",
        help=L("仅限本步骤可编辑的字段", "Only those this step lets edit"),
    )
    branch: str = ask(L("去向", "Where next"), "", max_length=200)
    papers: dict[Annotated[str, Field(max_length=200)], tuple[UUID, ...]] = ask(
        L("材料", "Papers"), {}, widget="json", help=L("名称 → 上传的文件", "Name → uploaded files")
    )


class ReasonedForm(DecideForm):
    """No, with the reason."""

    text: str = ask(L("理由", "Reason"), widget="longtext", min_length=1, max_length=5000)


class ReturnForm(ReasonedForm):
    """Back to whom, and how it comes forward again."""

    target: str = ask(
        L("退回到", "Return to"),
        "initiator",
        max_length=200,
        help=L("initiator、previous 或节点", "initiator, previous or a node"),
    )
    way: Literal["resume", "restart"] = ask(
        L("修改后", "Afterwards"),
        "restart",
        options=tuple((str(key), word) for key, word in WAY_WORDS.items()),
    )


class PeopleForm(TaskForm):
    """Other people."""

    people: tuple[UUID, ...] = ask(L("人员", "People"), ref="user", widget="many", min_length=1)
    in_order: bool = ask(L("依次审批", "One after the other"), False)


class PersonForm(TaskForm):
    """One other person."""

    to: UUID = ask(L("转给", "To"), ref="user")
    decide: bool = ask(L("允许对方代为决定", "They may decide for me"), False)


class CommentForm(TaskForm):
    """A question or remark."""

    text: str = ask(L("内容", "Message"), widget="longtext", min_length=1, max_length=5000)
    people: tuple[UUID, ...] = ask(L("@ 提醒", "@ people"), (), ref="user", widget="many")


class EndForm(TaskForm):
    """Ending needs a reason."""

    text: str = ask(L("理由", "Reason"), widget="longtext", min_length=1, max_length=5000)


class JumpForm(EndForm):
    """To another step."""

    target: str = ask(L("跳转到", "Jump to"), min_length=1, max_length=200)


class HandOverForm(TaskForm):
    """All that one person has open here goes to another."""

    gone: UUID = ask(L("原处理人", "From"), ref="user")
    to: UUID = ask(L("接手人", "To"), ref="user")
