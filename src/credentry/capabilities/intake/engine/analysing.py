"""What a file holds and how it could be mapped."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from credentry.capabilities.intake.engine import remembering
from credentry.capabilities.intake.engine.references import recognised
from credentry.capabilities.intake.engine.targets import targets_of
from credentry.capabilities.intake.mapping import evidence, proposing
from credentry.capabilities.intake.mapping.evidence import Evidence
from credentry.capabilities.intake.mapping.proposing import Proposal
from credentry.capabilities.intake.mapping.targets import Target, Words, heading_of
from credentry.capabilities.intake.reading.spool import Book, Row
from credentry.capabilities.intake.tables import finding
from credentry.capabilities.intake.tables.finding import Column, Table
from credentry.capabilities.intake.values.texts import folded
from credentry.capabilities.intake.vocabulary import profile_of
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.queries import fields_of

SAMPLE_ROWS = 400
SPREAD_BLOCKS = 16
BLOCK_ROWS = 100
MOST_TABLES = 40
LOOKED_UP = frozenset({"ref", "many"})


def analyse(actor: Actor, kind_name: str, book: Book) -> tuple[dict[str, Any], dict[str, Any]]:
    """(analysis, proposed mapping) of a book for a kind; see the room's API.md for their shapes."""
    targets = targets_of(kinds.get(kind_name), profile_of(kind_name))
    words = Words(targets)
    tables: list[dict[str, Any]] = []
    mappings: list[tuple[float, dict[str, Any]]] = []
    for sheet in book.sheets:
        found = finding.find(book.rows(sheet.index), sheet.merges, words.known) if sheet.rows else []
        for number, table in enumerate(found[:MOST_TABLES]):
            view, mapping, worth = describe(
                actor, kind_name, targets, book, sheet.index, table, f"{sheet.index}:{number}"
            )
            tables.append(view)
            mappings.append((worth * (0.5 if sheet.hidden else 1.0), mapping))
    analysis = {
        "sheets": [
            {
                "index": one.index,
                "name": one.name,
                "hidden": one.hidden,
                "rows": one.rows,
                "columns": one.columns,
            }
            for one in book.sheets
        ],
        "tables": tables,
        "encoding": book.encoding,
        "delimiter": book.delimiter,
        "warnings": book.warnings,
    }
    best = max(mappings, key=lambda one: one[0])[1] if mappings else {}
    return analysis, best


def describe(
    actor: Actor,
    kind_name: str,
    targets: Sequence[Target],
    book: Book,
    sheet: int,
    table: Table,
    table_id: str,
) -> tuple[dict[str, Any], dict[str, Any], float]:
    """A table as the mapping screen shows it, its proposed mapping, and how likely it is the one meant."""
    rows = list(sample(book, sheet, table))
    cells = {
        column.index: [row[column.index] for row in rows if column.index < len(row)]
        for column in table.columns
    }
    seen = [evidence.of(cells[column.index]) for column in table.columns]
    _recognise(actor, targets, table.columns, seen, cells)
    memory = remembering.recall(kind_name, proposing.shape_of(table.columns))
    profile = profile_of(kind_name)
    proposals = proposing.propose(
        table.columns, seen, targets, memory, profile.spans, profile.histories, _others(kind_name, targets)
    )
    view = {
        "id": table_id,
        "sheet": sheet,
        "sheet_name": book.sheets[sheet].name,
        "title": table.title,
        "header_rows": [row + 1 for row in table.header],
        "first_row": table.first + 1,
        "last_row": table.last + 1,
        "rows": max(0, table.last - table.first + 1),
        "columns": [_column(column, one) for column, one in zip(table.columns, seen, strict=True)],
    }
    mapping = {
        "table": table_id,
        "columns": [_mapped(one) for one in proposals],
        **remembering.settings_of(kind_name, proposing.shape_of(table.columns)),
    }
    return view, mapping, _worth(proposals, targets, table)


def _others(kind_name: str, targets: Sequence[Target]) -> frozenset[str]:
    """The names of the kind's fields that no import fills."""
    filled = {one.name for one in targets}
    fields = [one for one in fields_of(kinds.get(kind_name)) if one.name not in filled]
    return frozenset(folded(word) for one in fields for word in (one.label.zh, one.label.en))


def again(actor: Actor, kind_name: str, book: Book, view: Mapping[str, Any]) -> dict[str, Any]:
    """The proposed mapping of a table found before, for a user who chooses it instead of the best one."""
    columns = [Column(one["index"], tuple(one["parts"])) for one in view["columns"]]
    header = tuple(row - 1 for row in view["header_rows"])
    table = Table(columns, header, view["first_row"] - 1, view["last_row"] - 1, view["title"])
    targets = targets_of(kinds.get(kind_name), profile_of(kind_name))
    return describe(actor, kind_name, targets, book, view["sheet"], table, view["id"])[1]


def sample(book: Book, sheet: int, table: Table) -> Iterator[Row]:
    """Rows from the top of a table and from places all over it."""
    total = table.last - table.first + 1
    yield from book.rows(sheet, table.first, min(table.last + 1, table.first + SAMPLE_ROWS))
    left = total - SAMPLE_ROWS
    if left <= 0:
        return
    step = max(BLOCK_ROWS, left // SPREAD_BLOCKS)
    for start in range(table.first + SAMPLE_ROWS, table.last + 1, step):
        yield from book.rows(sheet, start, min(table.last + 1, start + BLOCK_ROWS))


def _recognise(
    actor: Actor,
    targets: Sequence[Target],
    columns: Sequence[Column],
    seen: Sequence[Evidence],
    cells: dict[int, list[Any]],
) -> None:
    """Which columns hold names of records that exist; tried only where the heading does not already say."""
    words = Words(targets)
    named = {
        words.by_word[heading.whole].name
        for heading in (heading_of(column.parts, column.heading) for column in columns)
        if heading.whole in words.by_word
    }
    open_ = [one for one in targets if one.type in LOOKED_UP and one.ref and one.name not in named]
    for column, one in zip(columns, seen, strict=True):
        if not one.filled or one.dates > 0.5 or one.numbers > 0.5 or words.known(column.heading):
            continue
        texts = evidence.texts_of(cells[column.index])
        if len(texts) < 3 and max(map(len, texts), default=0) < 5:
            continue  # "IL" in every row is Illinois as well as Israel
        one.recognised = {target.name: recognised(actor, target.ref, texts) for target in open_}


def _column(column: Column, seen: Evidence) -> dict[str, Any]:
    return {
        "index": column.index,
        "letter": column.letter,
        "heading": column.heading,
        "parts": list(column.parts),
        **seen.as_dict(),
    }


def _mapped(one: Proposal) -> dict[str, Any]:
    match = one.match
    return {
        "column": one.column.index,
        "letter": one.column.letter,
        "heading": one.column.heading,
        "field": match.field if match else None,
        "score": round(match.score, 2) if match else 0,
        "reason": match.reason.as_dict() if match else None,
        "options": dict(match.options) if match else {},
        "others": [
            {"field": other.field, "score": round(other.score, 2), "reason": other.reason.as_dict()}
            for other in one.others
        ],
    }


def _worth(proposals: Sequence[Proposal], targets: Sequence[Target], table: Table) -> float:
    """Mapped fields count, mandatory ones double; of equals the larger table."""
    required = {one.name for one in targets if one.required}
    fits = sum((2 if one.match.field in required else 1) * one.match.score for one in proposals if one.match)
    return fits + min(1.0, table.size / 1_000_000) + (0.1 if table.header else 0.0)
