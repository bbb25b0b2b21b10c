"""The searchable text of records, read set by set: a fixed number of queries however many there are."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from credentry.capabilities.search.grams import grams
from credentry.capabilities.search.stores import Fresh
from credentry.core.records import kinds
from credentry.core.records.custom import definitions
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.core.records.searching import is_link, lent_paths, searched_fields
from credentry.core.records.values import many_ids
from credentry.foundation.text import searchable
from credentry.plumbing import lookup

Part = tuple[str, str]
NOTHING: Part = ("", "")
LONGEST = 20_000
MOST_LINKS = 200


def texts(kind: RecordKind, ids: Sequence[UUID]) -> list[Fresh]:
    """What the index must hold about those of ``ids`` that exist."""
    fields = searched_fields(kind)
    custom = [one.code for one in definitions(kind.name) if one.searchable] if kind.custom else []
    columns = [one.column for one in fields if one.column]
    unit = kind.unit if kind.unit != "id" else "pk"
    rows = _rows(
        kind, ids, [*columns, *(["custom"] if custom else []), *([unit] if unit not in ("", "pk") else [])]
    )
    links = {one.name: many_ids(one, ids) for one in fields if isinstance(one.type, Many)}
    lent = _lent(fields, rows, links)
    found = []
    own = [(one.name, one.column, is_link(one)) for one in fields]
    for row in rows:
        parts = [_part(one, row, links, lent) for one in own]
        if kind.custom:
            values = row.get("custom") or {}
            said = _joined(str(values[code]) for code in custom if values.get(code) not in (None, ""))
            parts.append((said, " ".join(grams(said))))
        text = orjson.dumps([text for text, _ in parts]).decode()
        pieces = " ".join(pieces for _, pieces in parts if pieces)
        found.append(Fresh(row["pk"], row["archived_at"] is None, row[unit] if unit else None, text, pieces))
    return found


def _rows(kind: RecordKind, ids: Sequence[UUID], columns: Sequence[str]) -> list[dict[str, Any]]:
    names = ("pk", "archived_at", *columns)
    model = kind.model_class
    if kind.rows is None and lookup.readable(model, names):
        return [dict(zip(names, row, strict=True)) for row in lookup.by_ids(model, "pk", ids, names)]
    rows = model._default_manager.filter(pk__in=ids)
    if kind.rows is not None:
        rows = rows.filter(kind.rows)
    return list(rows.values(*names))


def _lent(
    fields: Sequence[Field], rows: Sequence[dict[str, Any]], links: dict[str, dict[UUID, list[UUID]]]
) -> dict[UUID, Part]:
    """Id of a referred record → the words it lends and their pieces; one query per table and words referred to."""
    wanted: dict[tuple[Any, tuple[str, ...]], set[UUID]] = {}
    for one in fields:
        if not is_link(one):
            continue
        kind = kinds.get(one.type.kind)  # type: ignore[attr-defined]
        there = wanted.setdefault((kind.model_class, tuple(lent_paths(kind))), set())
        if isinstance(one.type, Many):
            there.update(target for owned in links[one.name].values() for target in owned[:MOST_LINKS])
        else:
            there.update(row[one.column] for row in rows if row[one.column] is not None)
    found: dict[UUID, Part] = {}
    for (model, paths), targets in wanted.items():
        if not targets:
            continue
        for pk, *words in lookup.by_ids(model, "pk", targets, ("pk", *paths)):
            said = _joined(str(word) for word in words if word)
            found[pk] = said, " ".join(grams(said))
    return found


def _part(
    one: tuple[str, str, bool],
    row: dict[str, Any],
    links: dict[str, dict[UUID, list[UUID]]],
    lent: dict[UUID, Part],
) -> Part:
    name, column, linked = one
    if not column:
        targets = links[name].get(row["pk"], ())[:MOST_LINKS]
        if len(targets) == 1:
            return lent.get(targets[0], NOTHING)
        parts = [lent.get(target, NOTHING) for target in targets]
        return " ".join(text for text, _ in parts), " ".join(pieces for _, pieces in parts)
    value = row[column]
    if linked:
        return lent.get(value, NOTHING)
    if not value:
        return NOTHING
    said = searchable(str(value)[:LONGEST])
    return said, " ".join(grams(said))


def _joined(words: Iterable[str]) -> str:
    return " ".join(searchable(one) for one in words)
