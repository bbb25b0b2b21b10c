"""Which applications run for what is lacking: by type of credential, subject (or one above it) and market."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage.compiling import cover_rows
from credentry.domains.coverage.models import Sought
from credentry.domains.coverage.seeking import RUNNING
from credentry.domains.subjects.queries import lines_of
from credentry.foundation import clock

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Application:
    """A running case that applies for something."""

    id: UUID
    number: str
    where: str


class UnderWay:
    """The running applications for some types, subjects and markets, read at once and told to one actor."""

    def __init__(
        self, actor: Actor, codes: Collection[str], who: Collection[UUID], markets: Iterable[UUID | None]
    ) -> None:
        self._actor = actor
        self._lines = lines_of(who) if codes else {}
        self._covers = _covers({one for one in markets if one is not None}) if codes else {}
        self._found: dict[tuple[str, UUID], list[tuple[UUID | None, Application]]] = {}
        above = sorted({one for line in self._lines.values() for one in line})
        for start in range(0, len(above), _CHUNK):
            self._read(codes, above[start : start + _CHUNK])

    def _read(self, codes: Collection[str], above: Collection[UUID]) -> None:
        rows = Sought.objects.filter(
            subject__in=above, type_code__in=codes, case__state__in=RUNNING
        ).order_by("case__started_at", "case__number")
        columns = ("type_code", "subject", "market", "case", "case__number", "case__where")
        for code, who, market, case, number, where in rows.values_list(*columns):
            self._found.setdefault((code, who), []).append((market, Application(case, number, where)))

    def of(self, code: str, who: UUID, market: UUID | None) -> list[Application]:
        """Those that will bring this type for the subject there, oldest first."""
        found = []
        for above in self._lines.get(who, ()):
            for where, one in self._found.get((code, above), ()):
                there = where is None or market is None or where in self._covers.get(market, {market})
                if there and one not in found:
                    found.append(one)
        return found

    @cached_property
    def _seen(self) -> set[UUID]:
        """The cases that the actor may see."""
        ids = {one.id for found in self._found.values() for _, one in found}
        rows = visible(self._actor, kinds.get("case")).filter(pk__in=ids)
        return set(rows.values_list("pk", flat=True))

    def told(self, some: Iterable[Application]) -> list[dict[str, Any]]:
        """As answers name them: the number for everybody, the rest to whoever may see the case."""
        return [
            {
                "id": str(one.id) if one.id in self._seen else None,
                "number": one.number,
                "where": one.where if one.id in self._seen else "",
            }
            for one in dict.fromkeys(some)
        ]


def _covers(markets: set[UUID]) -> dict[UUID, set[UUID]]:
    """Market → itself and the markets (unions) whose papers are good there today."""
    found = {one: {one} for one in markets}
    today = clock.today()
    for market, cover, _, starts, ends in cover_rows(sorted(markets)) if markets else ():
        if starts <= today <= ends:
            found[market].add(cover)
    return found


def process_inputs(inputs: Iterable[Any], kind: str) -> dict[str, str]:
    """What the start of an application calls our facts: ``type``, ``subjects`` and, where it asks, ``markets``, ``rules``;
    nothing where it cannot take a subject of that kind."""
    found: dict[str, str] = {}
    words = {"credential_type": "type", kind: "subjects", "subject": "subjects", "market": "markets",
             "requirement_rule": "rules"}  # fmt: skip
    for one in inputs:
        word = words.get(one["ref"]) if one["type"] == "ref" else None
        if word:
            found.setdefault(word, one["name"])
        elif one["type"] == "date" and one["name"] in ("needed_by", "launch"):
            found[one["name"]] = one["name"]
    return found if {"type", "subjects"} <= found.keys() else {}
