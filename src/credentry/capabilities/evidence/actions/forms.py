"""Forms of the room's actions."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, field_validator

from credentry.capabilities.evidence.vocabulary import PURPOSES
from credentry.core.records.forms import Form, ask
from credentry.foundation.labels import L


def _only(value: Any) -> Any:
    """Clients that hold a list of uploads send the one they have."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


BlobId = Annotated[UUID, BeforeValidator(_only)]
_FILE = L("文件", "File")
_TITLE = L("标题", "Title")
_TITLE_HELP = L("留空则取文件名", "Left empty: the file's name")
_PURPOSE = L("用途", "Purpose")
_OPTIONS = tuple(PURPOSES.items())


class _Purposed(Form):
    @field_validator("purpose", check_fields=False)
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in PURPOSES:
            raise ValueError(f"not one of {', '.join(PURPOSES)}")
        return value


class AttachForm(_Purposed):
    """A kept file and what it is to the record."""

    blob_id: BlobId = ask(_FILE, widget="files")
    purpose: str = ask(_PURPOSE, "certificate", options=_OPTIONS)
    title: str = ask(_TITLE, "", widget="text", help=_TITLE_HELP, max_length=500)


class AttachAnyForm(AttachForm):
    """The same for records that are not certificates."""

    purpose: str = ask(_PURPOSE, "other", options=_OPTIONS)


class UploadForm(AttachAnyForm):
    """A document that stands by itself in a unit."""

    unit: UUID | None = ask(L("所属组织单元", "Unit"), None, ref="unit")


class ReplaceForm(Form):
    """A new version."""

    blob_id: BlobId = ask(L("新版本文件", "File of the new version"), widget="files")
    note: str = ask(L("变更说明", "What changed"), "", widget="text", max_length=500)


class RetitleForm(_Purposed):
    """What the document is called and what it is for."""

    title: str = ask(_TITLE, widget="text", min_length=1, max_length=500)
    purpose: str = ask(_PURPOSE, options=_OPTIONS)
