"""Types of credentials as a plan needs them: name, time, cost, what they need first, what must be handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.records import kinds
from credentry.domains.coverage import holding
from credentry.domains.coverage.rules.scheduling import Effort
from credentry.domains.credentials.queries.leadtimes import (
    Cost,
    Learned,
    calendar_days,
    lead_time,
    learned_days,
    usual_costs,
)
from credentry.foundation.labels import Label

_THE_PAPER_ITSELF = frozenset({"CERT_SCAN", "CERT_APPENDIX"})
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Sort:
    """One type. ``parents``: types of which it needs one first; ``papers``: what is handed in with the application (code,
    zh, en); ``held``: a good one bears on the subject already."""

    label: Label
    lead: Mapping[str, Any] | None
    learned: Learned | None
    cost: Cost | None
    parents: tuple[str, ...]
    papers: tuple[Mapping[str, str], ...]
    held: bool = False

    @property
    def effort(self) -> Effort:
        """What obtaining one takes: as learned, else as the type says."""
        usual = calendar_days(self.lead)
        amount = self.cost.amount if self.cost else None
        if self.learned:
            return Effort(self.learned.p50, self.learned.p80, amount)
        return Effort(usual, usual, amount)

    def time(self) -> dict[str, Any]:
        """The time in calendar days, and where it is known from."""
        if self.learned:
            one = self.learned
            return {"source": "learned", "days": one.p50, "p50": one.p50, "p80": one.p80, "cases": one.cases}
        days = calendar_days(self.lead)
        if days is None or self.lead is None:
            return {"source": "unknown", "days": None}
        return {"source": "type", "days": days, "certainty": self.lead.get("certainty", "")}

    def money(self) -> dict[str, Any]:
        """What one costs, and where that is known from; never guessed."""
        if self.cost is None:
            return {"source": "unknown", "amount": None, "currency": ""}
        one = self.cost
        return {
            "source": one.source,
            "amount": f"{one.amount:.2f}",
            "currency": one.currency,
            "cases": one.cases,
        }


def sorts_of(codes: set[str], subject: UUID, on: date) -> dict[str, Sort]:
    """The types of these codes and of all they need first. ``subject``, ``on``: of whom and when a good one is held."""
    rows: dict[str, tuple[UUID, str, str, Mapping[str, Any]]] = {}
    left = set(codes)
    model = kinds.get("credential_type").model_class
    for _ in range(_DEPTH):
        if not left:
            break
        found = model._default_manager.filter(code__in=left).values_list(
            "code", "pk", "name_zh", "name_en", "definition"
        )
        for code, pk, zh, en, definition in found:
            rows[code] = (pk, zh, en, definition or {})
        left = {one for code in left if code in rows for one in _parents(rows[code][3])} - rows.keys()
    everything = codes | rows.keys()
    times, costs = learned_days(everything), usual_costs(everything)
    held = holding.held_at_all(everything - codes, subject, on)
    return {
        code: _sort(code, rows.get(code), times.get(code), costs.get(code), code in held)
        for code in everything
    }


def _parents(definition: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(one for link in definition.get("depends", ()) for one in link.get("types", ()))
    )


def _sort(
    code: str, row: tuple[UUID, str, str, Mapping[str, Any]] | None, learned: Learned | None, cost: Cost | None, held: bool
) -> Sort:  # fmt: skip
    if row is None:
        return Sort(Label(code, code), None, learned, cost, (), (), held)
    pk, zh, en, definition = row
    papers = tuple(
        {"code": str(one["code"]), "zh": str(one["zh"]), "en": str(one["en"])}
        for one in definition.get("evidence", ())
        if isinstance(one, Mapping) and one.get("zh") and one["code"] not in _THE_PAPER_ITSELF
    )
    return Sort(
        Label(zh, en or zh), lead_time(pk, definition), learned, cost, _parents(definition), papers, held
    )
