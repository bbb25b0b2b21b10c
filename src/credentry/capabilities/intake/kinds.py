"""The kinds of this room: imports of tables as records, and papers that come in (declared in ``papers``)."""

from credentry.capabilities.intake.papers import INTAKE_ITEM
from credentry.capabilities.intake.vocabulary import STATE_WORDS
from credentry.core.records import kinds
from credentry.core.records.fields import Choice, DateTime, Field, Integer, Ref, Text, options
from credentry.core.records.kinds import RecordKind
from credentry.foundation.labels import L

IMPORT_RUN = kinds.register(
    RecordKind(
        name="import_run",
        label=L("导入", "Import"),
        plural=L("导入记录", "Imports"),
        model="intake.ImportRun",
        icon="upload",
        group="settings",
        derived=True,
        fields=(
            Field("title", Text(), L("文件", "File"), search=True, listed=True),
            Field("record_kind", Text(), L("导入为", "Imported as"), listed=True),
            Field("state", Choice(options(STATE_WORDS)), L("状态", "State"), listed=True),
            Field("rows", Integer(), L("行数", "Rows"), listed=True),
            Field("created", Integer(), L("新增", "Created"), listed=True),
            Field("updated", Integer(), L("更新", "Updated"), listed=True),
            Field("unchanged", Integer(), L("无变化", "Unchanged"), listed=True),
            Field("rejected", Integer(), L("有问题", "Rejected"), listed=True),
            Field("duplicates", Integer(), L("重复", "Duplicates"), listed=True),
            Field("created_by", Ref("user"), L("导入人", "Imported by"), listed=True),
            Field("unit", Ref("unit"), L("所属单元", "Unit")),
            Field("created_at", DateTime(), L("上传时间", "Uploaded"), listed=True),
            Field("committed_at", DateTime(), L("导入时间", "Imported at")),
            Field("undone_at", DateTime(), L("撤销时间", "Undone at")),
        ),
        actions=(),
    )
)

__all__ = ["IMPORT_RUN", "INTAKE_ITEM"]
