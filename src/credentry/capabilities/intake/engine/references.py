"""Names in cells → records: exact titles, codes and numbers, then what the kind's source knows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from rapidfuzz import fuzz, process

from credentry.capabilities.intake.values.texts import folded, inner
from credentry.capabilities.intake.vocabulary import ReferenceSource, source_of
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import visible

AT_ONCE = 500
COMPARED = 20_000
ANSWERS = frozenset({"No", "no", "Yes", "yes"})  # answers, not the code NO of Norway
Decisions = Mapping[str, Mapping[str, Any]]


class References:
    """Looks names of one kind up, set by set, and remembers them for the rest of the import.

    ``found`` maps a text to an id, to "" when the user said to leave it empty, to None when it is unknown.
    """

    def __init__(
        self, actor: Actor, kind: str, decisions: Decisions | None = None, create_all: bool = False
    ) -> None:
        self.actor = actor
        self.kind: RecordKind = kinds.get(kind)
        self.source: ReferenceSource = source_of(kind)
        self.decisions = dict(decisions or {})
        self.create_all = create_all
        self.found: dict[str, str | None] = {}
        self._all: dict[str, str | None] | None = None
        self._titles: dict[str, str] = {}

    def look_up(self, texts: Iterable[str]) -> None:
        """Find every text not asked for before; the number of queries does not grow with the rows."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self.found]
        if not fresh:
            return
        open_ = []
        for text in fresh:
            decision = self.decisions.get(text, {})
            if decision.get("do") == "map" and decision.get("id"):
                self.found[text] = str(decision["id"])
            elif decision.get("do") == "skip":
                self.found[text] = ""
            else:
                open_.append(text)
        known = self._exact(open_)
        left = [text for text in open_ if text not in known]
        if left and self.source.find is not None:
            known.update({text: str(pk) for text, pk in self.source.find(self.actor, left).items()})
            left = [text for text in left if text not in known]
        if left:
            known.update(self._folded(left))
        for text in open_:
            self.found[text] = known.get(text)

    def unknown(self) -> list[str]:
        """The texts nobody knows, in the order they were met."""
        return [text for text, pk in self.found.items() if pk is None]

    def to_create(self) -> list[str]:
        """The unknown texts that are to become new records."""
        usual = "create" if self.create_all else self.source.missing
        return [
            text for text in self.unknown() if (self.decisions.get(text, {}).get("do") or usual) == "create"
        ]

    def forget_unknown(self) -> None:
        """Ask again for what was unknown: records may have been made meanwhile."""
        self.found = {text: pk for text, pk in self.found.items() if pk is not None}
        self._all = None

    def members(self, text: str) -> tuple[str, ...]:
        """A list member as known names: whole when it is one, taken apart when all its parts are."""
        if self.found.get(text) is not None:
            return (text,)
        for parts in (inner(text), tuple(text.split())):
            if len(parts) > 1:
                fresh = [part for part in parts if part not in self.found]
                self.look_up(parts)
                if all(self.found.get(part) is not None for part in parts):
                    return parts
                for part in fresh:
                    del self.found[part]  # it led nowhere, so it is no name anybody wrote
        return (text,)

    def suggestions(self, text: str, limit: int = 5) -> list[dict[str, Any]]:
        """Known names most like ``text``, best first, with a score from 0 to 1."""
        self._load()
        near = process.extract(folded(text), self._titles, scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
        return [
            {"id": pk, "label": self._shown.get(pk, ""), "score": round(score / 100, 2)}
            for _, score, pk in near
        ]

    def _exact(self, texts: Sequence[str]) -> dict[str, str]:
        """Exact title, code or number; a name that two records carry counts as unknown."""
        paths = self._paths()
        hits: dict[str, set[str]] = {}
        for start in range(0, len(texts), AT_ONCE):
            part = texts[start : start + AT_ONCE]
            asked = Q()
            for path in paths:
                asked |= Q(**{f"{path}__in": part})
            rows = visible(self.actor, self.kind).filter(asked, archived_at__isnull=True)
            for pk, *values in rows.values_list("pk", *paths):
                for value in values:
                    if value:
                        hits.setdefault(value, set()).add(str(pk))
        wanted = set(texts)
        return {text: next(iter(ids)) for text, ids in hits.items() if text in wanted and len(ids) == 1}

    def _paths(self) -> list[str]:
        columns = {one.name for one in self.kind.model_class._meta.concrete_fields}
        names = [self.kind.title, "code", "number", "username", "name_en", "name_zh", "name"]
        return [name for name in dict.fromkeys(names) if name in columns]

    def _folded(self, texts: Sequence[str]) -> dict[str, str]:
        """Same name but for width, case, blanks and punctuation, in a register small enough to compare."""
        self._load()
        known = self._all or {}
        hits = {text: known.get(folded(text)) for text in texts if text not in ANSWERS}
        return {text: pk for text, pk in hits.items() if pk}

    def _load(self) -> None:
        if self._all is not None:
            return
        self._all, self._shown = {}, {}
        self._titles = {}
        paths = self._paths()
        rows = visible(self.actor, self.kind).filter(archived_at__isnull=True)
        if rows.order_by().values("pk")[: COMPARED + 1].count() > COMPARED:
            return
        for pk, *values in rows.values_list("pk", *paths):
            self._shown[str(pk)] = values[0] or ""
            self._titles[str(pk)] = folded(values[0] or "")
            for value in values:
                plain = folded(value or "")
                if plain:
                    same = self._all.get(plain, str(pk)) == str(pk)
                    self._all[plain] = str(pk) if same else None

    _shown: dict[str, str]


def recognised(actor: Actor, kind: str, texts: Sequence[str]) -> float:
    """Share of the texts that are known names of the kind."""
    if not texts:
        return 0.0
    names = References(actor, kind)
    names.look_up(texts)
    return sum(1 for text in texts if names.found.get(text)) / len(texts)


def as_uuid(text: str) -> UUID | None:
    """The id in a text, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
