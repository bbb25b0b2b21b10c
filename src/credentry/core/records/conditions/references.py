"""What codes, names and ids in conditions refer to, answered from the database."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q

from credentry.core.identity.queries import subtree_ids
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind

KEYS = ("code", "number", "username")
NAMES = ("title", "name", "name_zh", "name_en")


@cache
def _columns(model: type[Model], names: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for name in names:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        found.append(name)
    return tuple(found)


def rows(kind: RecordKind) -> Any:
    """Every row of the kind, rights not applied: for resolving references only."""
    found = kind.model_class._default_manager.all()
    return found.filter(kind.rows) if kind.rows is not None else found


def as_uuid(text: Any) -> UUID | None:
    """The UUID a value is or spells."""
    if isinstance(text, UUID):
        return text
    try:
        return UUID(text) if isinstance(text, str) and len(text) in (32, 36) else None
    except ValueError:
        return None


class DatabaseReferences:
    """References read from the tables of the referenced kinds; answers are kept for the life of the object."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[UUID]] = {}

    def find(self, kind: str, text: str) -> Sequence[UUID]:
        """Exact code, number or user name first (any case), then exact title or name."""
        key = (kind, text)
        if key not in self._found:
            self._found[key] = self._search(kind, text)
        return self._found[key]

    def _search(self, kind: str, text: str) -> list[UUID]:
        declared = kinds.find(kind)
        if declared is None:
            return []
        model = declared.model_class
        spellings = list({text, text.upper(), text.lower()})
        names = _columns(model, NAMES)
        if declared.title in _columns(model, (declared.title,)) and declared.title not in names:
            names = (*names, declared.title)
        for columns in (_columns(model, KEYS), names):
            wanted = Q()
            for column in columns:
                wanted |= Q(**{f"{column}__in": spellings})
            if columns:
                ids = list(rows(declared).filter(wanted).order_by("pk").values_list("pk", flat=True)[:500])
                if ids:
                    return ids
        return []

    def title(self, kind: str, id_or_text: str, lang: str) -> str:
        """The record's title, in English where it has an English one; the text itself when it is unknown."""
        declared = kinds.find(kind)
        found = as_uuid(id_or_text)
        if declared is None:
            return id_or_text
        ids = [found] if found else self.find(kind, id_or_text)
        row = rows(declared).filter(pk=ids[0]).first() if ids else None
        if row is None:
            return id_or_text
        english = getattr(row, "name_en", "") or getattr(row, "title_en", "")
        if lang == "en" and english:
            return str(english)
        return str(getattr(row, declared.title, None) or row)

    def below(self, unit_ids: Sequence[UUID]) -> Sequence[UUID]:
        """The units and their subtrees."""
        declared = kinds.find("unit")
        if declared is None:
            return unit_ids
        below = Q(pk__in=[])
        for path in rows(declared).filter(pk__in=unit_ids).values_list("path", flat=True):
            below |= subtree_ids(path)
        return list(rows(declared).filter(below).values_list("pk", flat=True))

    def values(self, kind: str, record_id: Any) -> Mapping[str, Any]:
        """The stored fields of one record, for looking through a reference."""
        from credentry.core.records.conditions.live import values_of

        declared = kinds.find(kind)
        row = rows(declared).filter(pk=record_id).first() if declared and record_id else None
        return values_of(declared, row) if declared is not None and row is not None else {}
