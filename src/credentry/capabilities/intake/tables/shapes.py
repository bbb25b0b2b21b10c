"""What single cells look like: a heading, a piece of data, a note."""

import re
from collections.abc import Sequence

from credentry.capabilities.intake.reading.cells import MARK, Cell

LONGEST_HEADING = 80
NUMBER = re.compile(r"^[+-]?[¥￥$€£]?\s*[\d,.\s']*\d[\d,.\s']*\s*[%‰]?[元万亿]?$")
DATED = re.compile(r"\d{1,4}\s*[-/.年]\s*\d{1,2}(\s*[-/.月]\s*\d{1,4})?")
CODED = re.compile(r"\d{4,}|https?://|www\.|@\w+\.")
PAIR = re.compile(r"[:：]\s*\S")
LETTERS = re.compile(r"[^\W\d_]")
FOOTER = re.compile(
    r"^\s*(合\s*计|总\s*计|小\s*计|共\s*计|(sub|grand\s+)?totals?\b|备\s*注\s*[:：]|注\s*\d*\s*[:：]|说\s*明\s*[:：]|"
    r"(source|note|notes|fuente|quelle|legend)s?\s*[:：]|\*\s*(note|注)|制表|填表|填报人|审核人?\s*[:：]|编制人?\s*[:：]|"
    r"以上|以下空白|第\s*\d+\s*页|page\s+\d+)",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"^\s*(合\s*计|总\s*计|小\s*计|共\s*计|(sub|grand\s+)?totals?)\s*[:：]?\s*$", re.IGNORECASE
)


def is_data(cell: Cell) -> bool:
    """Whether the cell is a value rather than a word that could head a column."""
    if cell is None:
        return False
    if not isinstance(cell, str) or cell.startswith(MARK):
        return True
    text = cell.strip()
    return bool(NUMBER.match(text) or DATED.search(text) or CODED.search(text))


def is_heading(cell: Cell) -> bool:
    """Whether the cell could head a column: short words, no value, no "name: value" pair."""
    if not isinstance(cell, str) or cell.startswith(MARK):
        return False
    text = cell.strip()
    if not text or len(text) > LONGEST_HEADING or text.count("\n") > 3:
        return False
    return bool(LETTERS.search(text) or text in ("#", "№")) and not is_data(text) and not PAIR.search(text)


def are_years(cells: Sequence[Cell]) -> bool:
    """Whether the cells are years in order, the one case of numbers that head columns."""
    years = [int(str(cell)) for cell in cells if cell is not None and re.fullmatch(r"(19|20)\d\d", str(cell))]
    filled = sum(1 for cell in cells if cell is not None)
    return len(years) >= 3 and len(years) >= filled - 2 and years == sorted(set(years))


def filled(row: Sequence[Cell]) -> int:
    """How many cells of the row hold something."""
    return len(row) - row.count(None)


def letter(index: int) -> str:
    """The spreadsheet letter of a zero-based column."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
