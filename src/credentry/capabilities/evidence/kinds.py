"""The record kind of this room: the document."""

from typing import Any

from credentry.capabilities.evidence import owners
from credentry.capabilities.evidence.actions import documents
from credentry.capabilities.evidence.actions.forms import ReplaceForm, RetitleForm, UploadForm
from credentry.capabilities.evidence.vocabulary import DOCUMENT, NUMBER, PURPOSES
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.fields import Choice, DateTime, Field, Integer, Ref, Text
from credentry.core.records.forms import Empty
from credentry.core.records.kinds import Action, OwnedTable, RecordKind
from credentry.foundation.labels import L

FIELDS = (
    Field("number", Text(), L("文件编号", "Number"), search=True, group="record"),
    Field("title", Text(), L("标题", "Title"), search=True, listed=True, mandatory=True, personal=True),
    Field("purpose", Choice(tuple(PURPOSES.items())), L("用途", "Purpose"), listed=True, mandatory=True),
    Field("owner_title", Text(), L("所属记录", "Belongs to"), listed=True, derived=True, sort=False),
    Field("owner_kind", Choice(owners.OwnerOptions()), L("所属记录类别", "Kind of record"),  # type: ignore[arg-type]
          sort=False, group="record"),
    Field("name", Text(), L("文件名", "File name"), search=True, personal=True, sort=False),
    Field("media_type", Text(), L("文件格式", "Format"), sort=False),
    Field("size", Integer(), L("大小(字节)", "Size in bytes"), sort=False),
    Field("versions", Integer(), L("版本", "Version"), listed=True, sort=False),
    Field("sha256", Text(), L("内容指纹 SHA-256", "SHA-256 of the content"), sort=False, group="record",
          help=L("相同内容的文件指纹相同", "The same content has the same digest")),
    Field("unit", Ref("unit"), L("所属组织单元", "Unit"), derived=True, sort=False),
    Field("responsible", Ref("user"), L("责任人", "Responsible"), derived=True, sort=False),
    Field("deputy", Ref("user"), L("代理人", "Deputy"), derived=True, sort=False),
    Field("created_by", Ref("user"), L("上传人", "Uploaded by"), sort=False, group="record"),
    Field("created_at", DateTime(), L("上传时间", "Uploaded at"), listed=True, group="record"),
)  # fmt: skip


def _extra(actor: Actor, record: Any) -> dict[str, Any]:
    """The record it belongs to."""
    if not record.owner_kind:
        return {}
    return {"owner": {"kind": record.owner_kind, "id": str(record.owner_id), "label": record.owner_title}}


kinds.register(
    RecordKind(
        name=DOCUMENT,
        label=L("文件", "Document"),
        plural=L("文件", "Documents"),
        model="evidence.Document",
        fields=FIELDS,
        actions=(
            Action("upload", L("上传文件", "Upload"), UploadForm, documents.upload, creates=True, bulk=False),
            Action("replace", L("上传新版本", "Upload a new version"), ReplaceForm, documents.replace, bulk=False,
                   help=L("旧版本保留并标为“已被取代”", "The old version stays, marked superseded")),
            Action("retitle", L("改标题或用途", "Change title or purpose"), RetitleForm, documents.retitle, bulk=False),
            Action("detach", L("移除", "Remove"), Empty, documents.detach, danger=True,
                   help=L("从记录上取下,内容保留,可恢复", "Taken off its record; the content stays, it can be restored")),
            Action("restore", L("恢复", "Restore"), Empty, documents.restore),
        ),
        number=NUMBER,
        visibility=owners.visible_to,
        owned=(OwnedTable("evidence_documentversion", "document_id"),),
        extra=_extra,
        about=owners.about,
        icon="paperclip",
        group="register",
    )
)  # fmt: skip
