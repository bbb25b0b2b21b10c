"""Why a file cannot be read: stable codes, words in both languages."""

from typing import Any

from credentry.foundation.errors import define

ENCRYPTED = define(
    "intake.file.encrypted",
    "文件设有打开密码,无法读取。请在 Excel 中取消密码后重新上传。",
    "The file is protected by a password. Remove the password in Excel and upload it again.",
)
BROKEN = define(
    "intake.file.broken",
    "文件已损坏或不完整,无法读取。请在 Excel 中打开并另存后重试。",
    "The file is damaged or incomplete. Open it in Excel, save it again and retry.",
)
EMPTY = define("intake.file.empty", "文件中没有任何数据。", "The file holds no data.")
BOMB = define(
    "intake.file.bomb",
    "文件解压后过大(约 {megabytes} MB,上限 {limit} MB),出于安全原因拒绝读取。",
    "Unpacked, the file would take about {megabytes} MB (limit {limit} MB); it was refused for safety.",
)
HOSTILE = define(
    "intake.file.hostile",
    "文件内含有不安全的内容(外部实体声明),已拒绝读取。",
    "The file contains unsafe content (entity declarations) and was refused.",
)
TOO_LARGE = define(
    "intake.file.too_large",
    "文件过大:{megabytes} MB,上限 {limit} MB。",
    "The file is too large: {megabytes} MB, limit {limit} MB.",
)
TOO_HEAVY = define(
    "intake.file.too_heavy",
    "读取该文件需要的内存或时间超出限制。请删除多余的空白行列,或拆分后分批导入。",
    "Reading this file needs more memory or time than allowed. Delete unused rows and columns or split it.",
)
TOO_WIDE = define(
    "intake.file.too_wide",
    "工作表“{sheet}”有 {columns} 列,上限 {limit} 列。",
    "Sheet “{sheet}” has {columns} columns; the limit is {limit}.",
)
TOO_LONG = define(
    "intake.file.too_long",
    "工作表“{sheet}”超过 {limit} 行,请拆分后分批导入。",
    "Sheet “{sheet}” has more than {limit} rows. Split it and import the parts.",
)
UNSUPPORTED = define(
    "intake.file.unsupported",
    "这是 {found} 文件,不是表格。支持 xlsx、xls、ods、csv。",
    "This is a {found} file, not a table. Use xlsx, xls, ods or csv.",
)
ENCODING = define(
    "intake.file.encoding",
    "无法识别文件的文字编码,请另存为 UTF-8 或 xlsx 后重试。",
    "The text encoding could not be recognised. Save the file as UTF-8 or xlsx.",
)


ERASED = define(
    "intake.file.erased",
    "该文件含有已按要求删除的个人信息,原文件已清除。",
    "This file named somebody whose data was erased on request; it is gone.",
)


class Unreadable(Exception):
    """The file cannot be read; ``code`` and ``params`` make the message for the reader."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
