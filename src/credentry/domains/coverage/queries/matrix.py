"""Subjects × markets (posts, stages, supplies) or × requirements, products rolled up level by level, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from credentry.core.identity.actors import Actor
from credentry.core.records.scope import visible
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.pursuits import subjects_table
from credentry.domains.coverage.queries import asking
from credentry.domains.coverage.queries.asking import ORDER, RULE, Ask
from credentry.domains.coverage.queries.counting import counted, only_counts
from credentry.domains.subjects import queries as subjects
from credentry.plumbing import sql

FEW = 2000  # so many subjects are looked up by name; of more, a page is found by walking the list
_STEP = 1000


@dataclass(slots=True)
class Cell:
    """What one subject needs in one column: how many requirements stand how, and the first last day of what holds. Of one
    requirement that counts papers or persons: how many are good, and in words (``counted``)."""

    counts: dict[str, int] = field(default_factory=dict)
    until: date | None = None
    held: int | None = None
    counted: Mapping[str, Any] | None = None

    @property
    def state(self) -> str:
        """The worst of its states; where nothing is required, not applicable."""
        return next((one for one in ORDER if self.counts.get(one)), words.NOT_APPLICABLE)

    def put(self, state: str | None, count: int, until: date | None, held: int | None = None) -> None:
        """Add some requirements in one state."""
        if state is None:
            return
        self.held = held if count == 1 and not self.counts else None
        self.counts[state] = self.counts.get(state, 0) + count
        if state in asking.GOOD and until is not None and (self.until is None or until < self.until):
            self.until = until

    def as_dict(self) -> dict[str, Any]:
        """As answers carry it."""
        until = self.until.isoformat() if self.until else None
        return {
            "state": self.state,
            "counts": self.counts,
            "total": sum(self.counts.values()),
            "until": until,
            **({"counted": self.counted} if self.counted else {}),
        }


Cells = dict[UUID, dict[str, Cell]]


def matrix(
    actor: Actor, asked: Ask, limit: int = 50, after: UUID | None = None, parent: UUID | None = None,
    across: str = asking.PLACE,
) -> dict[str, Any]:  # fmt: skip
    """The worst state of each pair and how many requirements stand how, as of any day.

    Products come level by level: those at the top, or those right below ``parent``; whatever is below one counts for
    it. ``limit`` at once in order of their name, ``after`` the last one shown. ``across``: columns are places (markets,
    posts, stages, supplies) or the requirements themselves (``rule``).
    """
    level = _level(actor, asked, parent)
    shown, cells, more = _page(actor, asked, level, limit, after, across)
    columns = sorted({place for some in cells.values() for place in some})
    heads = (
        asking.rule_names(set(columns)) if across == RULE else asking.place_words(asked.context, set(columns))
    )
    above = _with_more_below(actor, [pk for pk, _ in shown]) if asked.context == words.MARKET else set()
    return {
        "on": asked.day.isoformat(),
        "context": asked.context,
        "across": across,
        "columns": [{"code": one, **heads[one].as_dict()} if one in heads else {"code": one, "zh": one, "en": one}
                    for one in columns],
        "rows": [
            {
                "subject": {"id": str(pk), "label": title},
                "parent": str(parent) if parent else None,
                "below": pk in above,
                "cells": {place: cell.as_dict() for place, cell in sorted(cells[pk].items())},
            }
            for pk, title in shown
        ],
        "next": str(shown[-1][0]) if more else None,
        "states": {code: label.as_dict() for code, label in words.STATES.items()},
    }  # fmt: skip


def _level(actor: Actor, asked: Ask, parent: UUID | None) -> "QuerySet[Any]":
    """The subjects one level of the matrix may show: those at the top, those below a product, those asked for."""
    mine = visible(actor, asking.kind_of(asked.context)).filter(archived_at__isnull=True)
    if parent is not None:
        return mine.filter(parent=parent)
    if asked.subjects:
        return mine.filter(pk__in=asked.subjects)
    if asked.context != words.MARKET:
        return mine
    return mine.filter(Q(parent__isnull=True) | ~Exists(mine.filter(pk=OuterRef("parent"))))


def _page(
    actor: Actor, asked: Ask, level: "QuerySet[Any]", limit: int, after: UUID | None, across: str
) -> tuple[list[tuple[UUID, str]], Cells, bool]:
    """The subjects of a page with their cells, and whether others follow."""
    found = asking.obligations(actor, asked) if asked.narrowed else asking.pursuits(actor, asked)
    path = "pursuit__subject" if asked.narrowed else "subject"
    few = list(found.order_by().values_list(path, flat=True).distinct()[: FEW + 1])
    if len(few) <= FEW:
        level = level.filter(pk__in=subjects.ancestors(few))
    shown: list[tuple[UUID, str]] = []
    cells: Cells = {}
    for some in walk(level, after, limit + 1):
        known = cells_of(actor, asked, [pk for pk, _ in some], across)
        cells |= known
        shown += [one for one in some if one[0] in known]
        if len(shown) > limit:
            break
    return shown[:limit], {pk: cells[pk] for pk, _ in shown[:limit]}, len(shown) > limit


def walk(level: "QuerySet[Any]", after: UUID | None, step: int) -> Iterator[list[tuple[UUID, str]]]:
    """The subjects of a level in order of their name, after one of them, in growing steps."""
    model = level.model
    last = model._default_manager.filter(pk=after).values_list("pk", "title").first() if after else None
    while True:
        rows = level.order_by("title", "pk")
        if last is not None:
            rows = rows.filter(Q(title__gt=last[1]) | Q(title=last[1], pk__gt=last[0]))
        some = list(rows.values_list("pk", "title")[:step])
        if not some:
            return
        yield some
        last, step = some[-1], min(2 * step, _STEP)


def cells_of(actor: Actor, asked: Ask, shown: Sequence[UUID], across: str, rolled: bool = True) -> Cells:
    """The cells of some subjects; ``rolled``: with everything below a product. Two statements however many they are."""
    place = asking.place_of(asked.context)
    column = "rule__code" if across == RULE else f"pursuit__{place}"
    # Looked up by subject: without statistics SQLite would walk all obligations instead.
    shown_below = RawSQL("SELECT id FROM down", ())
    due = asking.as_sql(
        asking.obligations(actor, asked).filter(pursuit__subject__in=shown_below),
        who="pursuit__subject",
        place=column,
        said="state",
        until="until",
        held="held",
    )
    found: Cells = {}
    line, ids = _down(asked.context, shown, rolled)
    for who, where, said, count, until, held in sql.rows(
        f"{line} SELECT d.top, x.place_, x.said_, count(*), min(x.until_), min(x.held_) FROM down d JOIN ({due[0]}) x "
        "ON x.who_ = d.id GROUP BY d.top, x.place_, x.said_",
        [*ids, *due[1]],
    ):
        _cell(found, who, where).put(said, count, asking.as_day(until), held)
    if across == RULE:
        _count(found)
    if across != RULE and not asked.narrowed:  # a market in which nothing is required has its cell, too
        meant = asking.as_sql(
            asking.pursuits(actor, asked).filter(subject__in=shown_below), who="subject", place=place
        )
        for who, where in sql.rows(
            f"{line} SELECT DISTINCT d.top, y.place_ FROM down d JOIN ({meant[0]}) y ON y.who_ = d.id",
            [*ids, *meant[1]],
        ):
            _cell(found, who, where)
    return found


def _count(found: Cells) -> None:
    """Say how many are good where a cell is one requirement that counts."""
    codes = {code for some in found.values() for code, cell in some.items() if cell.held is not None}
    known = only_counts(codes) if codes else {}
    for some in found.values():
        for code, cell in some.items():
            if code in known:
                cell.counted = counted(*known[code], cell.held)


def _down(context: str, shown: Sequence[UUID], rolled: bool) -> tuple[str, list[Any]]:
    """SQL: (top, id) of the subjects shown with all below each."""
    table, marks = subjects_table(), ", ".join(["%s"] * len(shown)) or "NULL"
    ids = [sql.uuid_value(one) for one in shown]
    first = f"SELECT s.id, s.id FROM {table} s WHERE s.id IN ({marks})"
    if context != words.MARKET or not rolled:
        return f"WITH down(top, id) AS ({first})", ids
    return (
        f"WITH RECURSIVE down(top, id) AS ({first} UNION ALL SELECT d.top, s.id FROM down d "
        f"JOIN {table} s ON s.parent_id = d.id WHERE s.subject_kind = 'product')",
        ids,
    )


def _cell(found: Cells, who: Any, where: str | None) -> Cell:
    pk = who if isinstance(who, UUID) else UUID(str(who))
    return found.setdefault(pk, {}).setdefault(where or "", Cell())


def _with_more_below(actor: Actor, shown: Sequence[UUID]) -> set[UUID]:
    """Those of the products that have others below them that the actor may see."""
    mine = visible(actor, asking.kind_of(words.MARKET)).filter(archived_at__isnull=True, parent__in=shown)
    return set(mine.order_by().values_list("parent", flat=True).distinct())
