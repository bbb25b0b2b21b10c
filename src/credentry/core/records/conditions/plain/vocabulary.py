"""The values a sentence may name: options of choice fields, and records referred to, found in the database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from credentry.core.records import kinds
from credentry.core.records.conditions.paths import filterable
from credentry.core.records.conditions.references import KEYS, NAMES, _columns, rows
from credentry.core.records.conditions.synonyms import SYNONYMS
from credentry.core.records.fields import Choice, Field, Many, Ref
from credentry.core.records.kinds import RecordKind

SMALL = 1500
"""Kinds with at most this many rows are read whole, so that abbreviations in their names are known too."""
LONGEST = 24
_PARENTHESES = re.compile(r"[（(]([^（）()]+)[）)]")
_SUFFIXES = ("证书", "认证", "许可证", "市场", "类", "有限公司")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand for one value of one field; ``rank`` orders readings of the same words."""

    words: str
    field: Field
    path: str
    value: str
    rank: int


def phrases(kind: RecordKind, text: str) -> Iterator[Phrase]:
    """Every value that occurs in the lower-case text, by any of its names."""
    pieces: frozenset[str] | None = None
    for rank, (path, field) in enumerate(_fields(kind)):
        if isinstance(field.type, Choice):
            for words, value in _options(field.type):
                if words in text:
                    yield Phrase(words, field, path, value, rank)
        elif isinstance(field.type, Ref | Many):
            if pieces is None:
                pieces = frozenset(_pieces(text))
            for words, value in _records(field.type.kind, text, pieces):
                yield Phrase(words, field, path, value, 100 + rank)


def _fields(kind: RecordKind) -> Iterator[tuple[str, Field]]:
    """The kind's own fields, then the choice fields one reference away that it lacks itself."""
    own = list(filterable(kind))
    for field in own:
        yield field.name, field
    names = {field.name for field in own}
    for link in own:
        there = kinds.find(link.type.kind) if isinstance(link.type, Ref) else None
        if there is None or there.name in ("user", "unit"):
            continue
        for field in filterable(there):
            if isinstance(field.type, Choice) and field.name not in names and field.compute is None:
                names.add(field.name)
                yield f"{link.name}.{field.name}", field


def _options(choice: Choice) -> Iterator[tuple[str, str]]:
    for value, label in choice.options:
        said = {label.zh.lower(), label.en.lower(), value.lower(), value.lower().replace("_", " ")}
        said |= {one.lower() for one in SYNONYMS.get(value, ())}
        for words in said:
            yield from ((one, value) for one in {words, _short(words)} if len(one) > 1)


def _short(words: str) -> str:
    for suffix in _SUFFIXES:
        if words.endswith(suffix) and len(words) - len(suffix) >= 2:
            return words[: -len(suffix)]
    return words


def _pieces(text: str) -> Iterator[str]:
    """Parts of the text that could be a name or code."""
    for run in re.findall(r"[一-鿿㐀-䶿]+", text):
        for start in range(len(run)):
            for length in range(2, min(LONGEST, len(run) - start) + 1):
                yield run[start : start + length]
    words = re.findall(r"[^\s,，。;；、]+", text)
    for start in range(len(words)):
        for count in range(1, min(6, len(words) - start) + 1):
            yield " ".join(words[start : start + count])
    yield from re.findall(r"[a-z0-9][a-z0-9.&/+-]*", text)


def _records(kind_name: str, text: str, pieces: frozenset[str]) -> Iterator[tuple[str, str]]:
    kind = kinds.find(kind_name)
    if kind is None:
        return
    model = kind.model_class
    columns = dict.fromkeys(
        (*_columns(model, KEYS), *_columns(model, NAMES), *_columns(model, (kind.title,)))
    )
    if not columns:
        return
    found = rows(kind).order_by("pk")
    if found[: SMALL + 1].count() > SMALL:
        spellings = {one for piece in pieces for one in (piece, piece.upper(), piece.title())}
        wanted = Q()
        for column in columns:
            wanted |= Q(**{f"{column}__in": spellings})
        found = found.filter(wanted)[:200]
    for row in found.values_list("pk", *columns):
        values = dict(zip(columns, row[1:], strict=True))
        for words in _names(values):
            if words in text:
                yield words, str(row[0])


def _names(values: dict[str, object]) -> set[str]:
    """Every way to say a record: code and its tail, full name, name without its bracket, the bracket itself."""
    said: set[str] = set()
    for column, raw in values.items():
        whole = str(raw or "").strip().lower()
        if not whole:
            continue
        said.add(whole)
        if column == "code":
            said |= _tails(whole)
        elif column in NAMES:
            bare = _PARENTHESES.sub("", whole).strip()
            said |= {bare, _short(bare), *(one.strip() for one in _PARENTHESES.findall(whole))}
    return {one for one in said if len(one) > 1 and not one.isdigit()}


def _tails(code: str) -> set[str]:
    """``eu-ce-lvd`` → ``ce``, ``ce-lvd``, ``lvd``: types are named without their jurisdiction."""
    parts = code.split("-")
    if len(parts) < 2:
        return set()
    said = {"-".join(parts[1:n]) for n in range(2, len(parts) + 1)}
    if len(parts[-1]) >= 3:
        said.add(parts[-1])
    return {one for one in said if len(one) >= 2 and not one.isdigit()}
