"""Saying what subjects are meant for: markets, posts, stages, supplies; dated."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.records import kinds
from credentry.core.records.forms import Form, ask, given
from credentry.core.records.queries import seen
from credentry.domains.coverage import errors, facts
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import Engagement
from credentry.domains.subjects import queries as subjects
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.foundation.labels import L
from credentry.plumbing import bulk

NUMBER = "ENG-{year}-{seq:06}"
ROLES = tuple(
    (value, label) for fact in words.ROLE_FACT.values() for value, label in facts.shipped()[fact].options
)
_COLUMNS = ("context", "subject", "market", "role", "place", "organisation", "supervisor", "starts_on", "ends_on",
            "notes", "responsible", "deputy")  # fmt: skip
_REFS = {"subject", "market", "place", "organisation", "supervisor", "responsible", "deputy"}


class PlanForm(Form):
    """What a subject is meant for."""

    context: str = ask(L("类别", "What for"), words.MARKET, options=words.options(words.CONTEXTS))
    subject: UUID = ask(
        L("主体", "Subject"),
        ref="subject",
        help=L("产品含其下全部型号", "A product stands for everything below it"),
    )
    market: UUID | None = ask(L("市场", "Market"), None, ref="market")
    role: str = ask(
        L("岗位/阶段/供方类型/活动", "Post, stage, kind of supplier or activity"), "", options=ROLES
    )
    place: UUID | None = ask(L("所在项目或场所", "Project or site"), None, ref="subject")
    organisation: UUID | None = ask(
        L("实施单位(施工单位)", "Who does it (contractor)"),
        None,
        ref="organisation",
        help=L("留空则为唯一的本企业", "Empty: the only own company"),
    )
    supervisor: UUID | None = ask(L("监理单位", "Supervision unit"), None, ref="organisation")
    starts_on: date | None = ask(L("自", "From"), None)
    ends_on: date | None = ask(L("至(含当日)", "Until"), None)
    responsible: UUID | None = ask(
        L("责任人", "Responsible"), None, ref="user", help=L("留空取主体的责任人", "Empty: the subject's")
    )
    deputy: UUID | None = ask(L("代理人", "Deputy"), None, ref="user")
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=5000)


def plan_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Record what subjects are meant for."""
    batch = _Batch(ctx, [form.__dict__ for _, form in pairs])
    results: list[Any] = []
    for _, form in pairs:
        record = Engagement(id=uuid7(), custom={})
        ctx.stamp(record)
        faults = batch.put(record, {name: getattr(form, name) for name in _COLUMNS})
        results.append(Invalid(faults) if faults else record)
    made = [one for one in results if isinstance(one, Engagement)]
    for record, number in zip(made, ctx.numbers(NUMBER, len(made)) if made else (), strict=True):
        record.number = number
    bulk.insert(Engagement, made)
    return results


def amend_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Change engagements; only what is sent."""
    sent = [given(form) for _, form in pairs]
    batch = _Batch(ctx, [*sent, *({"subject": one.subject_id, "market": one.market_id} for one, _ in pairs)])
    results: list[Any] = []
    for (record, _), values in zip(pairs, sent, strict=True):
        faults = batch.put(record, values)
        results.append(Invalid(faults) if faults else record)
    done = [one for one in results if isinstance(one, Engagement)]
    if done:
        bulk.update(Engagement, done, (*_COLUMNS, "title", "unit"))
    return results


class _Batch:
    """What the engagements of one call refer to, looked up once."""

    def __init__(self, ctx: Any, values: Sequence[dict[str, Any]]) -> None:
        named = {
            one[name]
            for one in values
            for name in ("subject", "place", "organisation", "supervisor")
            if one.get(name)
        }
        self._profiles = subjects.profiles(named)
        by_kind: dict[str, dict[UUID, UUID | None]] = {}
        for one in self._profiles.values():
            by_kind.setdefault(one.kind, {})[one.id] = one.unit_id
        self._seen = {pk for kind, units in by_kind.items() for pk in seen(ctx.actor, kinds.get(kind), units)}
        self._markets = subjects.market_words({one["market"] for one in values if one.get("market")})
        model = kinds.get("subject").model_class
        rows = model._default_manager.filter(pk__in=[one for one in named if one in self._profiles])
        said = list(rows.values_list("pk", "responsible_id", "number"))
        self._owners: dict[UUID, UUID | None] = {pk: owner for pk, owner, _ in said}
        self._numbers: dict[UUID, str] = {pk: number for pk, _, number in said}

    def put(self, record: Engagement, values: dict[str, Any]) -> list[FieldError]:
        """Write the values; what is wrong with them."""
        for name in _COLUMNS:
            if name in values:
                value = values[name]
                if name in _REFS:
                    setattr(record, f"{name}_id", value)
                else:
                    setattr(record, name, value if value is not None or name.endswith("_on") else "")
        faults = self._faults(record, values)
        profile = self._profiles.get(record.subject_id)
        if profile is None or faults:
            return faults
        market = self._markets.get(record.market_id) if record.market_id else None
        role = self._role(record)
        # people go by their number here: no copy of a name that would have to be forgotten one day
        name = profile.title if record.context != words.POST else self._numbers[record.subject_id]
        record.title = f"{name} → {market.zh if market else ''}{role}"[:500].rstrip(" →")
        record.unit_id = profile.unit_id
        record.responsible_id = record.responsible_id or self._owners.get(record.subject_id)
        return []

    def _role(self, record: Engagement) -> str:
        fact = words.ROLE_FACT.get(record.context, "")
        return facts.shipped()[fact].word(record.role).zh if record.role and fact else ""

    def _faults(self, record: Engagement, values: dict[str, Any]) -> list[FieldError]:
        faults = []
        for name in ("subject", "place", "organisation", "supervisor"):
            value = values.get(name)
            if value and (value not in self._profiles or value not in self._seen):
                faults.append(FieldError(name, "field.reference", {"value": str(value)}))
        subject = self._profiles.get(record.subject_id)
        if subject and subject.kind != words.SUBJECT_OF[record.context]:
            faults.append(
                FieldError("subject", errors.WRONG_SUBJECT, {"context": words.CONTEXTS[record.context]})
            )
        if record.market_id and record.market_id not in self._markets:
            faults.append(FieldError("market", "field.reference", {"value": str(record.market_id)}))
        if (record.context == words.MARKET) != bool(record.market_id):
            faults.append(FieldError("market", errors.MARKET_OR_NOT))
        fact = words.ROLE_FACT.get(record.context)
        allowed = {value for value, _ in facts.shipped()[fact].options} if fact else set()
        optional = record.context in (words.MARKET, words.COMPANY)
        if record.role not in allowed and not (optional and not record.role):
            faults.append(FieldError("role", errors.WRONG_ROLE, {"context": words.CONTEXTS[record.context]}))
        if record.starts_on and record.ends_on and record.ends_on < record.starts_on:
            faults.append(FieldError("ends_on", errors.DATES))
        return faults
