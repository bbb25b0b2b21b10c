"""What may be wrong with one cell: stable codes, words in both languages."""

from typing import Any

from credentry.foundation.errors import define

DATE = define(
    "intake.cell.date",
    "“{value}”不是可识别的日期,请写成 2026-03-31 这样的格式。",
    "“{value}” is not a date we can read; write it as 2026-03-31.",
)
DATE_INCOMPLETE = define(
    "intake.cell.date_incomplete",
    "“{value}”缺少具体的日,请补全为年-月-日。",
    "“{value}” does not say which day; write year, month and day.",
)
DATE_SEVERAL = define(
    "intake.cell.date_several",
    "“{value}”中有多个日期,请只保留一个,或在列设置中选择取第一个或最后一个。",
    "“{value}” holds several dates; keep one, or choose first or last in the column settings.",
)
DATE_AMBIGUOUS = define(
    "intake.cell.date_ambiguous",
    "“{value}”的日和月无法确定,已按 {shown} 理解。如不对,请在列设置中改变日期顺序。",
    "Day and month of “{value}” are not certain; read as {shown}. Change the order in the column settings.",
)
DATE_MONTH = define(
    "intake.cell.date_month",
    "“{value}”只有年月,已按 {shown} 理解。",
    "“{value}” only says the month; read as {shown}.",
)
DATE_BLANK = define(
    "intake.cell.date_blank",
    "“{value}”不是日期,按空白处理。",
    "“{value}” is no date; left empty.",
)
NUMBER = define("intake.cell.number", "“{value}”不是数字。", "“{value}” is not a number.")
INTEGER = define("intake.cell.integer", "“{value}”不是整数。", "“{value}” is not a whole number.")
BOOL = define("intake.cell.bool", "“{value}”不是“是”或“否”。", "“{value}” is neither yes nor no.")
CHOICE = define(
    "intake.cell.choice",
    "“{value}”不在可选范围内:{choices}。",
    "“{value}” is not one of: {choices}.",
)
DIGITS_LOST = define(
    "intake.cell.digits_lost",
    "该单元格是数字格式,末尾几位已被 Excel 改成 0({value})。请把该列设为文本格式后重新填写。",
    "Excel stored this as a number and lost its last digits ({value}). Make the column text and re-enter it.",
)
TOO_LONG = define(
    "intake.cell.too_long",
    "内容过长({length} 个字符,上限 {limit})。",
    "The text is too long ({length} characters, limit {limit}).",
)


class Wrong(Exception):
    """A cell that has no value we could use; ``code`` and ``params`` make the message."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
