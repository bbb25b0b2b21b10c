"""Forms for papers that come in."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator

from credentry.core.records.forms import Form, ask
from credentry.foundation.labels import L


def _only(value: Any) -> Any:
    """Clients that hold a list of uploads send the one they have."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


BlobId = Annotated[UUID, BeforeValidator(_only)]
_UNIT = L("所属组织单元", "Unit")
_NOTE = L("备注", "Note")
_PURPOSE_HELP = L("留空则按类别默认", "Left empty: as usual for the kind")


class ReceiveForm(Form):
    """A file that was handed in and waits to be filed."""

    blob_id: BlobId = ask(L("文件", "File"), widget="files")
    unit: UUID | None = ask(
        _UNIT, None, ref="unit", help=L("留空则为您所在单元", "Left empty: your own unit")
    )
    note: str = ask(_NOTE, "", widget="text", max_length=500)


class MailForm(Form):
    """A paper that came by mail; filled in by the job that fetches."""

    blob_id: UUID | None = ask(L("文件", "File"), None, widget="files")
    title: str = ask(L("文件名", "File name"), max_length=500)
    unit: UUID = ask(_UNIT, ref="unit")
    responsible: UUID | None = ask(L("责任人", "Responsible"), None, ref="user")
    origin: str = ask(L("来源指纹", "Origin"), min_length=64, max_length=64)
    received_at: datetime = ask(L("收到时间", "Received"))
    from_address: str = ask(L("发件人", "From"), "", max_length=254)
    from_name: str = ask(L("发件人姓名", "Sender's name"), "", max_length=200)
    outside: bool = ask(L("外部来件", "From outside"), False)
    subject: str = ask(L("邮件主题", "Subject"), "", max_length=500)
    message_id: str = ask(L("邮件编号", "Message id"), "", max_length=400)
    inside: str = ask(L("所在附件", "Came inside"), "", max_length=300)
    problem: str = ask(L("需注意", "Needs a look"), "", max_length=20)


class AssignForm(Form):
    """Who deals with it, and where."""

    responsible: UUID | None = ask(L("责任人", "Responsible"), None, ref="user")
    unit: UUID | None = ask(_UNIT, None, ref="unit", help=L("留空则不变", "Left empty: stays as it is"))
    note: str = ask(
        _NOTE, "", widget="text", max_length=500, help=L("留空则不变", "Left empty: stays as it is")
    )


class FileForm(Form):
    """The record it belongs to."""

    kind: str = ask(L("记录类别", "Kind of record"), max_length=40)
    record: UUID = ask(L("记录", "Record"))
    purpose: str = ask(L("用途", "Purpose"), "", max_length=20, help=_PURPOSE_HELP)
    title: str = ask(
        L("标题", "Title"), "", max_length=500, help=L("留空则取文件名", "Left empty: the file's name")
    )


class RegisterForm(Form):
    """A new record to be made for it: ``values`` is the form of the kind's creating action."""

    kind: str = ask(L("记录类别", "Kind of record"), max_length=40)
    action: str = ask(L("登记方式", "How it is registered"), "", max_length=40)
    values: dict[str, Any] = ask(L("登记内容", "What is registered"), widget="json")
    purpose: str = ask(L("用途", "Purpose"), "", max_length=20, help=_PURPOSE_HELP)


class DismissForm(Form):
    """Why it is not filed."""

    reason: str = ask(L("原因", "Reason"), widget="text", min_length=1, max_length=500)
