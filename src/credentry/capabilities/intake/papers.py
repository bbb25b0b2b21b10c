"""The kind of this room that people work on: the paper that came in and waits to be filed."""

from typing import Any
from uuid import UUID

from credentry.capabilities.intake import paper_words as words
from credentry.capabilities.intake.actions import filing, items
from credentry.capabilities.intake.actions.forms import (
    AssignForm,
    DismissForm,
    FileForm,
    MailForm,
    ReceiveForm,
    RegisterForm,
)
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.fields import Bool, Choice, DateTime, Field, Integer, Ref, Text
from credentry.core.records.forms import Empty
from credentry.core.records.kinds import Action, RecordKind
from credentry.core.records.queries import visible
from credentry.core.records.scope import field_access
from credentry.foundation.labels import L

FIELDS = (
    Field("number", Text(), L("来件编号", "Number"), search=True, group="record"),
    Field("title", Text(), L("文件名", "File name"), search=True, listed=True, mandatory=True, personal=True),
    Field("state", Choice(words.STATES), L("状态", "State"), listed=True),
    Field("source", Choice(words.SOURCES), L("来源", "Source"), listed=True),
    Field("from_address", Text(), L("发件人", "From"), search=True, listed=True, personal=True),
    Field("from_name", Text(), L("发件人姓名", "Sender's name"), personal=True, sort=False),
    Field("outside", Bool(), L("外部来件", "From outside"), sort=False,
          help=L("发件地址不属于任何用户", "No user has the sender's address")),
    Field("subject", Text(), L("邮件主题", "Subject"), search=True, listed=True, personal=True, sort=False),
    Field("inside", Text(), L("所在附件", "Came inside"), personal=True, sort=False),
    Field("received_at", DateTime(), L("收到时间", "Received"), listed=True),
    Field("problem", Choice(words.PROBLEMS), L("需注意", "Needs a look"), sort=False),
    Field("unit", Ref("unit"), L("所属组织单元", "Unit"), listed=True, sort=False),
    Field("responsible", Ref("user"), L("责任人", "Responsible"), listed=True, sort=False),
    Field("note", Text(), L("备注", "Note"), personal=True, sort=False),
    Field("reason", Text(), L("忽略原因", "Why dismissed"), sort=False),
    Field("closed_at", DateTime(), L("处理时间", "Decided at")),
    Field("media_type", Text(), L("文件格式", "Format"), sort=False, group="record"),
    Field("size", Integer(), L("大小(字节)", "Size in bytes"), sort=False, group="record"),
    Field("sha256", Text(), L("内容指纹 SHA-256", "SHA-256 of the content"), sort=False, group="record"),
    Field("message_id", Text(), L("邮件编号", "Message id"), sort=False, group="record"),
    Field("filed_kind", Text(), L("归档类别", "Filed as"), sort=False, group="record"),
    Field("created_by", Ref("user"), L("上传人", "Uploaded by"), sort=False, group="record"),
    Field("created_at", DateTime(), L("登记时间", "Recorded at"), group="record"),
)  # fmt: skip


def _extra(actor: Actor, record: Any) -> dict[str, Any]:
    """The file, the record it was filed on, and where the same bytes are already, as far as the actor may see."""
    file = (
        {name: getattr(record, name) for name in ("media_type", "size", "sha256")} if record.sha256 else None
    )
    return {
        "file": file,
        "filed": _shown(actor, record.filed_kind, record.filed_id),
        "same": _shown(actor, record.same_kind, record.same_id) if record.same_kind else None,
    }


def _shown(actor: Actor, name: str, key: UUID | None) -> dict[str, str] | None:
    kind = kinds.find(name)
    found = visible(actor, kind).filter(pk=key).first() if kind is not None and key else None
    if kind is None or found is None:
        return None
    closed = kind.title in field_access(actor, kind)
    label = found.number if closed else kind.title_of(found, actor.lang)
    return {"kind": name, "id": str(key), "label": label, "number": found.number}


INTAKE_ITEM = kinds.register(
    RecordKind(
        name=words.ITEM,
        label=L("来件", "Incoming paper"),
        plural=L("来件", "Incoming papers"),
        model="intake.IntakeItem",
        fields=FIELDS,
        actions=(
            Action("receive", L("登记来件", "Take in"), ReceiveForm, items.receive, creates=True, many=items.receive_set),
            Action("take_in", L("邮件来件", "Take in from mail"), MailForm, items.take_in, creates=True,
                   many=items.take_in_set),
            Action("file_on", L("归档到记录", "File on a record"), FileForm, filing.file_on,
                   available=filing.may_be_filed,
                   help=L("原始文件作为证据附到记录上", "The original file becomes evidence of the record")),
            Action("register_from", L("登记为新记录", "Register as new"), RegisterForm, filing.register_from,
                   bulk=False, available=filing.may_be_filed),
            Action("assign", L("转交", "Assign"), AssignForm, filing.assign, available=filing.is_open),
            Action("dismiss", L("忽略", "Dismiss"), DismissForm, filing.dismiss, available=filing.is_open, danger=True),
            Action("reopen", L("重新打开", "Take up again"), Empty, filing.reopen, available=filing.is_closed),
        ),
        number=words.NUMBER,
        default_sort="-received_at",
        extra=_extra,
        icon="inbox",
        group="work",
    )
)  # fmt: skip
