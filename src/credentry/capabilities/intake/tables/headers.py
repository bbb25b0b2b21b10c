"""Finding the heading rows of one block of rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from credentry.capabilities.intake.reading.cells import Cell
from credentry.capabilities.intake.reading.spool import Merge, Row
from credentry.capabilities.intake.tables.shapes import are_years, filled, is_data, is_heading

Known = Callable[[str], bool]
SEARCHED = 40
BODY_SAMPLE = 30


@dataclass(frozen=True, slots=True)
class Header:
    """Heading rows (zero-based, in the sheet), the parts of each column's heading, and how sure we are."""

    rows: tuple[int, ...]
    parts: tuple[tuple[str, ...], ...]
    contrast: float
    known: float
    score: float


def find(rows: Sequence[Row], first: int, merges: Sequence[Merge], known: Known) -> Header | None:
    """The header among ``rows``, whose first is row ``first`` of the sheet; None when the block has none."""
    widths = sorted(filled(row) for row in rows if row)
    if not widths:
        return None
    usual = widths[int(len(widths) * 0.8)] if len(widths) > 4 else widths[-1]
    best: tuple[float, int, float, float] | None = None
    for at, row in enumerate(rows[:SEARCHED]):
        judged = _judge(row, rows[at + 1 : at + 1 + BODY_SAMPLE], usual, known)
        if judged is None:
            continue
        score, contrast, share = judged
        score -= 0.03 * at
        if best is None or score > best[0]:
            best = (score, at, contrast, share)
    if best is None:
        return None
    score, at, contrast, share = best
    levels = _levels(rows, at, first, merges, usual)
    parts = parts_of([rows[level] for level in levels], [first + level for level in levels], merges)
    return Header(tuple(first + level for level in levels), parts, contrast, share, score)


def _judge(row: Row, body: Sequence[Row], usual: int, known: Known) -> tuple[float, float, float] | None:
    """Score, contrast with the rows below and share of known words of a possible heading row."""
    width = filled(row)
    if width < max(1 if usual == 1 else 2, 0.6 * usual):
        return None
    cells = [(column, cell) for column, cell in enumerate(row) if cell is not None]
    headings = len(cells) if are_years(row) else sum(1 for _, cell in cells if is_heading(cell))
    share = headings / width
    if share < 0.7:
        return None
    words = [str(cell).strip() for _, cell in cells]
    recognised = sum(1 for word in words if known(word)) / width
    contrast = sum(1 for column, _ in cells if _typed(body, column)) / width if body else 0.0
    distinct = len(set(words)) / width
    score = 1.2 * share + 0.4 * distinct + contrast + 1.5 * recognised + 0.6 * min(1.0, width / usual)
    return score, contrast, recognised


def _typed(body: Sequence[Row], column: int) -> bool:
    """Whether most of what stands below in the column is values."""
    below = [row[column] for row in body if column < len(row) and row[column] is not None]
    return bool(below) and sum(1 for cell in below if is_data(cell)) >= 0.6 * len(below)


def _levels(rows: Sequence[Row], at: int, first: int, merges: Sequence[Merge], usual: int) -> list[int]:
    """The rows that together make the heading, top to bottom, given the best single one."""
    bottom = at
    for top, _, low, _ in merges:
        if top <= first + at < low and low - first < len(rows) and low - top <= 3:
            bottom = max(bottom, low - first)
    if bottom == at and _continues(rows, at):
        bottom = at + 1
    levels = list(range(at, bottom + 1))
    while levels[0] > 0 and len(levels) < 4 and _groups(rows, levels[0], first, merges, usual):
        levels.insert(0, levels[0] - 1)
    return levels


def _continues(rows: Sequence[Row], at: int) -> bool:
    """Whether the next row fills the gaps of this one with further headings."""
    if at + 1 >= len(rows):
        return False
    row, below = rows[at], rows[at + 1]
    gaps = [column for column in range(1, max(len(row), len(below))) if _cell(row, column) is None]
    if not gaps or not below or filled(below) >= filled(row) + len(gaps):
        return False
    if any(cell is not None and not is_heading(cell) for cell in below):
        return False
    under = {column for gap in gaps for column in (gap, gap - 1)}
    placed = {column for column, cell in enumerate(below) if cell is not None}
    return all(_cell(below, gap) is not None for gap in gaps) and placed <= under | {min(under)}


def _groups(rows: Sequence[Row], level: int, first: int, merges: Sequence[Merge], usual: int) -> bool:
    """Whether the row above ``level`` groups its headings (and is not a title)."""
    above, row = rows[level - 1], rows[level]
    if filled(above) < 1 or any(cell is not None and not is_heading(cell) for cell in above):
        return False
    number = first + level - 1
    spans = [merge for merge in merges if merge[0] <= number <= merge[2] and merge[3] > merge[1]]
    if any(right - left + 1 >= max(2, 0.8 * max(usual, len(row))) for _, left, _, right in spans):
        return False
    if spans:
        return True
    words = [cell for cell in row if cell is not None]
    gaps = [
        column for column in range(len(above)) if _cell(row, column) is None and above[column] is not None
    ]
    return 2 <= filled(above) < filled(row) and (bool(gaps) or len(set(words)) < len(words))


def _cell(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else None


def parts_of(
    rows: Sequence[Row], numbers: Sequence[int], merges: Sequence[Merge]
) -> tuple[tuple[str, ...], ...]:
    """For each column its headings from top to bottom without repetition."""
    width = max(map(len, rows))
    spread: list[list[Cell]] = []
    for depth, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        cells = [_cell(row, column) for column in range(width)]
        for top, left, low, right in merges:
            if top <= number <= low and right > left:
                for column in range(left, min(right + 1, width)):
                    cells[column] = cells[column] if cells[column] is not None else cells[left]
        if depth < len(rows) - 1:
            _flow(cells, rows[depth + 1])
        spread.append(cells)
    columns = []
    for column in range(width):
        words = [" ".join(str(cells[column]).split()) for cells in spread if cells[column] is not None]
        columns.append(tuple(dict.fromkeys(words)))
    return tuple(columns)


def _flow(cells: list[Cell], below: Row) -> None:
    """Without merges, a group heading covers the blank cells right of it that have a heading below."""
    for column in range(1, len(cells)):
        if cells[column] is None and _cell(below, column) is not None:
            cells[column] = cells[column - 1]
