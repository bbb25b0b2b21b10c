"""Rows parked on disk between the reading process and the engine: JSON lines with an offset every BLOCK rows.

The engine may take rows from any point again (next chunk, resume after a crash) without parsing the
workbook twice and without holding it in memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from credentry.capabilities.intake.reading.cells import Cell

BLOCK = 1000
Row = list[Cell]
Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class Sheet:
    """One sheet of a file: its extent, the merged ranges near its top (row, column, last row, last column)."""

    index: int
    name: str
    hidden: bool = False
    rows: int = 0
    columns: int = 0
    merges: list[Merge] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """What was read from one file; ``folder`` holds the rows."""

    folder: Path
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def save(self) -> None:
        """Write the index beside the rows."""
        content = asdict(self)
        content.pop("folder")
        (self.folder / "book.json").write_bytes(orjson.dumps(content))

    @classmethod
    def load(cls, folder: Path) -> "Book":
        """Read the index back. Raises OSError when there is none."""
        content = orjson.loads((folder / "book.json").read_bytes())
        sheets = [
            Sheet(**{**one, "merges": [tuple(m) for m in one["merges"]]}) for one in content.pop("sheets")
        ]
        return cls(folder=folder, sheets=sheets, **content)

    def rows(self, sheet: int, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Rows ``start`` to ``stop`` (zero-based, stop excluded) of a sheet; trailing blank cells are cut."""
        found = self.sheets[sheet]
        last = found.rows if stop is None else min(stop, found.rows)
        if start >= last:
            return
        with (self.folder / f"sheet-{sheet}.jsonl").open("rb") as file:
            file.seek(found.offsets[start // BLOCK])
            for _ in range(start % BLOCK):
                file.readline()
            loads = orjson.loads
            for _ in range(last - start):
                yield loads(file.readline())


def write(folder: Path, sheet: Sheet, rows: Iterable[Row]) -> None:
    """Park the rows of one sheet; fills in its extent and offsets. Blank rows at the end are not kept."""
    position, count, widest, blank = 0, 0, 0, 0
    dumps = orjson.dumps
    with (folder / f"sheet-{sheet.index}.jsonl").open("wb") as file:
        for row in rows:
            while row and row[-1] is None:
                row.pop()
            if not row:
                blank += 1
                continue
            for _ in range(blank):
                if count % BLOCK == 0:
                    sheet.offsets.append(position)
                position += file.write(b"[]\n")
                count += 1
            blank = 0
            if count % BLOCK == 0:
                sheet.offsets.append(position)
            position += file.write(dumps(row) + b"\n")
            count += 1
            if len(row) > widest:
                widest = len(row)
    sheet.rows, sheet.columns = count, widest
