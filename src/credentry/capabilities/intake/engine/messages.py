"""What is said about rows; messages about cells and files are with the code that finds them."""

from typing import Any

from credentry.foundation.errors import define, message

UNKNOWN = define(
    "intake.cell.unknown",
    "“{value}”在“{field}”中不存在,请在预览中选择新建或对应到已有记录。",
    "“{value}” is not a known {field}; choose in the preview to create it or to map it.",
)
REQUIRED = define("intake.cell.required", "缺少“{field}”。", "{field} is missing.")
DUPLICATE = define(
    "intake.row.duplicate",
    "与第 {row} 行完全相同,已忽略。",
    "The same as row {row}; ignored.",
)
CONFLICT = define(
    "intake.row.conflict",
    "与第 {row} 行的关键字段相同但内容不同,请保留一行。",
    "Has the key of row {row} but other content; keep one of them.",
)
SEVERAL = define(
    "intake.row.several",
    "系统中有 {count} 条记录符合该行的关键字段,无法确定是哪一条。",
    "{count} records match this row's key; it is not clear which one is meant.",
)
EXISTS = define(
    "intake.row.exists",
    "系统中已有该记录,本次导入只新增不更新。",
    "The record exists already; this import only adds.",
)
OLDER = define(
    "intake.row.older",
    "该行是比系统中现有记录更早的一期,未导入。",
    "Tells of an earlier term than the one the register holds; not imported.",
)
TERM = define(
    "intake.row.term",
    "与第 {row} 行是同一记录的后续一期。",
    "A later term of the record in row {row}.",
)
STEP = define(
    "intake.undo.step",
    "该行引起的状态变化不能自动撤销,请在记录中处理。",
    "The change of state this row led to cannot be undone here; do it in the record.",
)
ABSENT = define(
    "intake.row.absent",
    "系统中没有该记录,本次导入只更新不新增。",
    "There is no such record; this import only updates.",
)
FIXED = define(
    "intake.cell.fixed",
    "已有记录的“{field}”不能通过导入修改,保留“{old}”。",
    "{field} of an existing record cannot be changed by an import; “{old}” stays.",
)
NOTE = define(
    "intake.row.note", "合计、备注或小标题行,未导入。", "A total, note or section title; not imported."
)
HEADING = define("intake.row.heading", "重复的表头行,未导入。", "The heading repeated; not imported.")
NO_KEY = define(
    "intake.row.no_key",
    "没有可用于匹配的关键字段,按新记录处理。",
    "None of the key fields is filled; treated as new.",
)
CHANGED_SINCE = define(
    "intake.undo.changed",
    "导入之后又被修改过,为避免丢失修改,未撤销。",
    "Changed after the import; left as it is so that no later change is lost.",
)
GONE = define(
    "intake.undo.gone", "记录已不存在或您无权修改。", "The record is gone or you may not change it."
)
FAILED = define(
    "intake.row.failed",
    "保存失败:与现有数据冲突。",
    "Could not be saved: it conflicts with data that exists.",
)

Message = dict[str, Any]


def cell(level: str, field: str, column: int, code: str, params: dict[str, Any]) -> Message:
    """A message about one cell; ``column`` is zero-based, -1 for the row as a whole."""
    return {"level": level, "field": field, "column": column, "code": code, "params": _plain(params)}


def row(level: str, code: str, **params: Any) -> Message:
    """A message about a row."""
    return cell(level, "", -1, code, params)


def text(one: Message, lang: str) -> str:
    """The words of a message."""
    params = {
        name: value.get(lang, value.get("zh")) if isinstance(value, dict) and "zh" in value else value
        for name, value in one["params"].items()
    }
    return message(one["code"], lang, params)


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """Parameters as JSON keeps them."""
    kept: dict[str, Any] = {}
    for name, value in params.items():
        as_dict = getattr(value, "as_dict", None)
        kept[name] = as_dict() if as_dict else value if isinstance(value, (str, int, float)) else str(value)
    return kept
