"""Rows of one file that tell of the same thing: duplicates, contradictions, terms, look-alikes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.layout import Layout
from credentry.capabilities.intake.engine.matching import KeyValue, Matcher
from credentry.capabilities.intake.engine.rows import RowPlan
from credentry.capabilities.intake.values.dates import Forever
from credentry.capabilities.intake.vocabulary import RowState, Succession
from credentry.core.records.values import plain

ORDER = {"later": -1, "same": 0, "earlier": 1}


@dataclass(slots=True)
class Seen:
    """What an earlier chunk said under a key: its rows by content, and the newest term."""

    rows: dict[int, int]
    values: Mapping[str, Any]


def term_of(values: Mapping[str, Any], succession: Succession) -> dict[str, Any]:
    """The part of a row's values that tells of a term, plain."""
    return {
        name: plain(None if isinstance(values[name], Forever) else values[name])
        for name in succession.fields
        if name in values
    }


class Grouping:
    """Remembers the keys of every chunk planned so far."""

    def __init__(self, layout: Layout, matcher: Matcher, succession: Succession | None) -> None:
        self.layout, self.matcher, self.succession = layout, matcher, succession
        self.seen: dict[KeyValue, Seen] = {}
        self.raw: dict[int, int] = {}
        self.alike: dict[KeyValue, int] = {}

    def arrange(self, plans: Sequence[RowPlan]) -> None:
        """Give every row its key; set aside what repeats or contradicts a row above."""
        groups: dict[KeyValue, list[RowPlan]] = {}
        defaults = self.layout.defaults
        for plan in plans:
            if plan.state is RowState.SKIPPED:
                continue
            plan.key = self.matcher.key_of({**defaults, **plan.values} if defaults else plan.values)
            if plan.key is not None and self.matcher.identifies(plan.key):
                groups.setdefault(plan.key, []).append(plan)
            elif plan.state is not RowState.REJECTED:
                self._unnumbered(plan)
        for key, rows in groups.items():
            self._numbered(key, rows)

    def _unnumbered(self, plan: RowPlan) -> None:
        """Only a row that repeats every cell is a duplicate; others that look alike are counted."""
        earlier = self.raw.setdefault(plan.raw, plan.row)
        if earlier != plan.row:
            _duplicate(plan, earlier)
        elif plan.key is not None:
            plan.nth = self.alike.get(plan.key, 0)
            self.alike[plan.key] = plan.nth + 1

    def _numbered(self, key: KeyValue, rows: list[RowPlan]) -> None:
        seen = self.seen.get(key)
        known = seen.rows if seen is not None else {}
        left = []
        for plan in rows:
            content = self._content(plan, key)
            earlier = known.setdefault(content, plan.row)
            if earlier != plan.row:
                _duplicate(plan, earlier)
            else:
                left.append(plan)
        if self.succession is not None and (len(left) > 1 or seen is not None):
            newest = self._terms(left, seen)
        else:
            newest = left[0].values if left else {}
            first = next(iter(known.values()))
            for plan in left:
                if plan.row != first:
                    plan.reject(messages.row("error", messages.CONFLICT, row=first + 1))
        if seen is not None:
            seen.values = newest or seen.values
        else:
            term = term_of(newest, self.succession) if self.succession is not None and newest else {}
            self.seen[key] = Seen(known, term)

    def _content(self, plan: RowPlan, key: KeyValue) -> int:
        """Equal for rows that say the same; the key itself may be written in different ways."""
        names = self.matcher.fields_of(key)
        return hash(
            tuple((name, str(v)) for name, v in plan.values.items() if v is not None and name not in names)
        )

    def _terms(self, rows: list[RowPlan], seen: Seen | None) -> Mapping[str, Any]:
        """Put the terms of one record in order, each on the one before; returns the newest term."""
        succession = self.succession
        assert succession is not None
        terms = {plan.row: term_of(plan.values, succession) for plan in rows}
        open_ = [plan for plan in rows if plan.state is not RowState.REJECTED]
        open_.sort(key=cmp_to_key(lambda a, b: ORDER[succession.relation(terms[a.row], terms[b.row])]))
        last: RowPlan | None = None
        values: Mapping[str, Any] = seen.values if seen is not None else {}
        first_row = min(seen.rows.values()) if seen is not None else -1
        for plan in open_:
            if values and succession.relation(values, terms[plan.row]) == "same":
                row = last.row if last is not None else first_row
                plan.reject(messages.row("error", messages.CONFLICT, row=row + 1))
                continue
            plan.former, plan.beyond = last, last is None and seen is not None
            if last is not None:
                last.continued = True
            last, values = plan, terms[plan.row]
        return values


def _duplicate(plan: RowPlan, earlier: int) -> None:
    plan.state = RowState.DUPLICATE
    plan.messages = [messages.row("info", messages.DUPLICATE, row=earlier + 1)]
