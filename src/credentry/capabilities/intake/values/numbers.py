"""Numbers, amounts, yes and no."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from credentry.capabilities.intake.reading.cells import MARK, Cell, shown
from credentry.capabilities.intake.values.problems import BOOL, INTEGER, NUMBER, Wrong
from credentry.capabilities.intake.values.texts import is_blank

UNITS = {"万": 10_000, "亿": 100_000_000, "千": 1000, "k": 1000}
CURRENCY = re.compile(r"(人民币|rmb|cny|usd|eur|us\$|[¥$€£]|元整?|圆|块)", re.IGNORECASE)
YES = frozenset({"是", "有", "对", "真", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "on", "x", "ja"})
NO = frozenset(
    {"否", "无", "没有", "错", "假", "×", "✗", "✘", "☐", "n", "no", "false", "f", "0", "off", "nein"}
)


def decimal(cell: Cell, comma: bool = False) -> Decimal | None:
    """The number in a cell; ``comma`` when the column writes decimals with a comma. Raises Wrong."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise Wrong(NUMBER, value=shown(cell))
    if isinstance(cell, (int, float)):
        return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if cell.startswith(MARK):
        raise Wrong(NUMBER, value=shown(cell))
    raw = shown(cell)
    if is_blank(raw):
        return None
    text = CURRENCY.sub("", unicodedata.normalize("NFKC", raw)).replace(" ", "").replace("'", "")
    sign = -1 if text.startswith("(") and text.endswith(")") else 1
    text = text.strip("()")
    factor = Decimal(1)
    if text.endswith("%"):
        text, factor = text[:-1], Decimal("0.01")
    elif text[-1:].lower() in UNITS:
        text, factor = text[:-1], Decimal(UNITS[text[-1:].lower()])
    text = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Wrong(NUMBER, value=raw) from error
    if not number.is_finite():
        raise Wrong(NUMBER, value=raw)
    return sign * number * factor


def integer(cell: Cell, comma: bool = False) -> int | None:
    """The whole number in a cell. Raises Wrong."""
    number = decimal(cell, comma)
    if number is None:
        return None
    if number != number.to_integral_value() or abs(number) > 2**63 - 1:
        raise Wrong(INTEGER, value=shown(cell))
    return int(number)


def yes_or_no(cell: Cell) -> bool | None:
    """Yes or no in a cell. Raises Wrong."""
    if cell is None or isinstance(cell, bool):
        return cell
    text = shown(cell).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    if is_blank(text):
        return None
    raise Wrong(BOOL, value=shown(cell))


def writes_commas(samples: Sequence[Cell]) -> bool:
    """Whether a column writes 1.234,56: commas before one or two last digits, or several points."""
    texts = [one for one in samples if isinstance(one, str)]
    with_comma = sum(1 for one in texts if re.search(r"\d,\d{1,2}$", one.strip()) and one.count(",") == 1)
    with_point = sum(
        1 for one in texts if re.search(r"\.\d+$", one.strip()) and not re.search(r"\.\d{3}$", one)
    )
    groups = sum(1 for one in texts if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", one.strip()))
    return (with_comma + groups) > with_point and with_comma + groups > 0
