"""The tables of a sheet.

People put titles above, notes below, several lists on one sheet and headings on two lines. One pass cuts the
sheet into blocks at blank rows; each block is a table of its own, goes on with the table above, or is text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from credentry.capabilities.intake.reading.spool import Merge, Row
from credentry.capabilities.intake.tables import headers
from credentry.capabilities.intake.tables.headers import SEARCHED, Header, Known
from credentry.capabilities.intake.tables.shapes import (
    FOOTER,
    TOTAL,
    are_years,
    filled,
    is_data,
    is_heading,
    letter,
)

HEAD = SEARCHED + headers.BODY_SAMPLE
TAIL = 40
MOST_BLOCKS = 400


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place in the sheet and the words above it, outermost first."""

    index: int
    parts: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """Its letter in the user's sheet."""
        return letter(self.index)

    @property
    def heading(self) -> str:
        """The words above it in one line."""
        text = ""
        for part in self.parts:
            joint = "" if not text or (ord(text[-1]) > 0x2E80 and ord(part[0]) > 0x2E80) else " "
            text += joint + part
        return text


@dataclass(slots=True)
class Table:
    """A table of a sheet; rows are zero-based, ``last`` included. ``title`` is the text above it."""

    columns: list[Column]
    header: tuple[int, ...]
    first: int
    last: int
    title: str = ""
    evidence: float = 0.0

    @property
    def size(self) -> int:
        """Cells it may hold."""
        return max(0, self.last - self.first + 1) * len(self.columns)


@dataclass(slots=True)
class Block:
    """Rows without a blank one between them: first and last number, how wide, its first and last rows."""

    first: int
    last: int = -1
    widest: int = 0
    head: list[Row] = field(default_factory=list)
    tail: list[Row] = field(default_factory=list)
    cells: int = 0

    @property
    def usual(self) -> float:
        """Filled cells of an average row."""
        return self.cells / (self.last - self.first + 1)


def find(rows: Iterable[Row], merges: Sequence[Merge] = (), known: Known = lambda _: False) -> list[Table]:
    """The tables among the rows of one sheet, in order. ``known`` tells a word that names a field."""
    tables: list[Table] = []
    title: list[str] = []
    for block in _blocks(rows):
        header = headers.find(block.head, block.first, merges, known)
        current = tables[-1] if tables else None
        if current is not None and not _starts_anew(block, header, current):
            if _goes_on(block, current):
                current.last = block.last - _notes(block, current)
            continue
        if block.widest == 1 and block.last - block.first < 4 and (header is None or header.known == 0):
            title += [str(cell).strip() for row in block.head for cell in row if cell is not None]
            continue
        made = _tables_of(block, header)
        for table in made:
            above = [
                str(c)
                for r in block.head[: max(0, table.first - block.first)]
                for c in r
                if filled(r) == 1 and c
            ]
            table.title = " ".join([*title, *above])[:300].strip()
        title = []
        tables += made
    return _worth(tables)


def at(rows: Iterable[Row], header_row: int, last_header_row: int, merges: Sequence[Merge] = ()) -> Table:
    """The table below heading rows the user pointed at; a ``header_row`` of -1 says there are none."""
    block: Block | None = None
    start = max(0, header_row)
    for found in _blocks(rows, start):
        if block is None:
            block = found
        elif _goes_on(found, Table([Column(i) for i in range(block.widest)], (), 0, 0)):
            block.last, block.tail, block.widest = found.last, found.tail, max(block.widest, found.widest)
    if block is None:
        return Table([], (), start, start - 1)
    if header_row < 0:
        return _headerless(block)
    depth = last_header_row - header_row + 1
    numbers = range(header_row, last_header_row + 1)
    parts = headers.parts_of(
        block.head[:depth] or [[]], list(numbers)[: len(block.head[:depth] or [[]])], merges
    )
    header = Header(tuple(numbers), parts, 0.0, 0.0, 9.0)
    return _tables_of(block, header, split=False)[0]


def _blocks(rows: Iterable[Row], start: int = 0) -> Iterable[Block]:
    block: Block | None = None
    count = 0
    for number, row in enumerate(rows):
        if number < start:
            continue
        used = filled(row)
        if not used:
            if block is not None:
                count += 1
                yield block
                block = None
            continue
        if block is None:
            if count >= MOST_BLOCKS:
                return
            block = Block(number)
        block.last = number
        block.cells += used
        block.widest = max(block.widest, len(row) if used > 1 else 1)
        if len(block.head) < HEAD:
            block.head.append(row)
        block.tail.append(row)
        if len(block.tail) > 2 * TAIL:
            del block.tail[:TAIL]
    if block is not None:
        yield block


def _starts_anew(block: Block, header: Header | None, current: Table) -> bool:
    """Whether a block below a table has a heading of its own, different from the one above."""
    if header is None or len(block.head) < 2:
        return False
    words = [column.heading for column in current.columns if column.parts]
    own = ["".join(parts) for parts in header.parts if parts]
    if own == ["".join(column.parts) for column in current.columns if column.parts] or own == words:
        return False
    titled = header.rows[0] > block.first and filled(block.head[0]) == 1 and len(own) >= 3
    return header.known >= 0.5 or header.contrast >= 0.25 or titled


def _goes_on(block: Block, current: Table) -> bool:
    """Whether a block below a blank row is more of the table above, not notes under it."""
    wide = len(current.columns)
    if wide <= 2:
        return block.usual >= wide * 0.9
    return block.usual >= max(2.0, 0.34 * wide) and block.widest > wide // 2


def _tables_of(block: Block, header: Header | None, split: bool = True) -> list[Table]:
    if header is None:
        return [_headerless(block)]
    columns = [Column(index, parts) for index, parts in enumerate(header.parts)]
    first = header.rows[-1] + 1
    below = [row for number, row in enumerate(block.head, block.first) if number >= first]
    for index in range(len(columns), max(map(len, below), default=0)):
        if any(index < len(row) and row[index] is not None for row in below):
            columns.append(Column(index))
    used = [c for c in columns if c.parts or any(c.index < len(r) and r[c.index] is not None for r in below)]
    evidence = header.contrast + header.known
    groups = _side_by_side(used) if split else [used]
    tables = [Table(group, header.rows, first, block.last, evidence=evidence) for group in groups]
    for table in tables:
        table.last -= _notes(block, table)
    return tables


def _headerless(block: Block) -> Table:
    columns = [Column(index) for index in range(block.widest)]
    table = Table(columns, (), block.first, block.last)
    table.last -= _notes(block, table)
    return table


def _side_by_side(columns: list[Column]) -> list[list[Column]]:
    """The same list printed in two blocks of columns; a merely empty column does not cut a table."""
    groups: list[list[Column]] = []
    for column in columns:
        if groups and column.index == groups[-1][-1].index + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    if len(groups) < 2 or any(len(group) < 2 for group in groups):
        return [columns]
    words = [{column.heading for column in group if column.parts} for group in groups]
    same = all(len(words[0] & other) >= max(1, min(len(words[0]), len(other)) // 2) for other in words[1:])
    return groups if same else [columns]


def _notes(block: Block, table: Table) -> int:
    """How many rows at the end of the block are totals and notes rather than data."""
    count = 0
    for number, row in zip(range(block.last, block.first - 1, -1), reversed(block.tail), strict=False):
        if number < table.first or not is_note(row, len(table.columns), at_end=True):
            break
        count += 1
    return count


def is_note(row: Row, columns: int, at_end: bool = False) -> bool:
    """Whether a row of a table is a note, a total or a section title instead of data."""
    cells = [cell for cell in row if cell is not None]
    if not cells:
        return True
    start = cells[0] if isinstance(cells[0], str) else ""
    if len(cells) == 1:
        return (
            columns >= 4 or (columns == 3 and at_end) or bool(start and FOOTER.match(start) and columns > 1)
        )
    if TOTAL.match(start) and any(is_data(cell) for cell in cells[1:]):
        return True
    if not at_end:
        return False
    if FOOTER.match(start) and len(cells) <= max(2, columns // 2):
        return True
    # "Displayed, Displayed, Displayed, 303": one word repeated beside a count.
    return len(cells) >= 3 and len(set(cells[:-1])) == 1 and not is_data(cells[0]) and is_data(cells[-1])


def _worth(tables: list[Table]) -> list[Table]:
    """Without the small blocks of text that only look like tables beside the real one."""
    largest = max((table.size for table in tables), default=0)
    kept = [
        table
        for table in tables
        if table.size == largest
        or table.evidence >= 0.25
        or (table.size * 5 >= largest and len(table.columns) > 2)
    ]
    return kept


__all__ = ["Column", "Table", "are_years", "at", "find", "is_heading", "is_note"]
