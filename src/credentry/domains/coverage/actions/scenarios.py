"""Keeping a question of entering markets, with the figures it gave when it was saved."""

from typing import Any
from uuid import UUID

from credentry.core.records import kinds
from credentry.core.records.forms import given
from credentry.core.records.queries import seen
from credentry.domains.coverage import errors
from credentry.domains.coverage.models import Scenario
from credentry.domains.coverage.queries import scenarios
from credentry.domains.coverage.vocabulary import MAX_SCENARIO_MARKETS
from credentry.domains.subjects import queries as subjects
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7

NUMBER = "SCN-{year}-{seq:04}"


def save(ctx: Any, record: Any, form: Any) -> Scenario:
    """Keep the question with today's figures. Raises Invalid, and what planning an engagement raises."""
    made = Scenario(id=uuid7(), custom={}, number=ctx.numbers(NUMBER)[0])
    ctx.stamp(made)
    _put(ctx, made, {**form.__dict__, "begin": form.begin or ctx.today})
    made.responsible_id = form.responsible or ctx.actor.user_id
    made.at_saving = scenarios.figures(ctx.actor, made, made.begin)
    made.save(force_insert=True)
    return made


def amend(ctx: Any, record: Scenario, form: Any) -> Scenario:
    """Change what is sent; where the question itself changes, its figures are taken anew."""
    sent = given(form)
    before = _question(record)
    if "begin" in sent and sent["begin"] is None:
        sent["begin"] = ctx.today
    _put(ctx, record, sent)
    if "responsible" in sent:
        record.responsible_id = sent["responsible"]
    if _question(record) != before:
        record.at_saving = scenarios.figures(ctx.actor, record, max(record.begin, ctx.today))
    record.save()
    return record


def _question(record: Scenario) -> tuple[Any, ...]:
    return (record.subject_id, tuple(record.markets), record.begin, record.ready_by, record.prefer)


def _put(ctx: Any, record: Scenario, values: dict[str, Any]) -> None:
    """Write what is given. Raises Invalid."""
    faults: list[FieldError] = []
    if "subject" in values:
        faults += _subject(ctx, record, values["subject"])
    if "markets" in values:
        faults += _markets(record, values["markets"])
    for name in ("title", "begin", "ready_by", "prefer", "notes"):
        if name in values:
            setattr(record, name, values[name])
    if record.ready_by and record.ready_by < record.begin:
        faults.append(FieldError("ready_by", errors.DATES))
    if faults:
        raise Invalid(faults)


def _subject(ctx: Any, record: Scenario, wanted: UUID) -> list[FieldError]:
    profile = subjects.profiles([wanted]).get(wanted)
    unseen = profile is None or not seen(ctx.actor, kinds.get("product"), {wanted: profile.unit_id})
    if profile is None or unseen or profile.kind != "product":
        return [FieldError("subject", "field.reference", {"value": str(wanted)})]
    record.subject_id, record.unit_id = wanted, profile.unit_id
    return []


def _markets(record: Scenario, wanted: list[str]) -> list[FieldError]:
    """Markets by code or id; kept by code."""
    ids = {one: UUID(one) for one in wanted if len(one) == 36 and _is_id(one)}
    coded = subjects.by_id(ids.values())
    said = (coded.get(ids[one], one) if one in ids else one.strip().upper() for one in wanted)
    codes = list(dict.fromkeys(one for one in said if one))
    known = subjects.by_code(codes)
    record.markets = codes
    if not codes:
        return [FieldError("markets", errors.NO_MARKET)]
    if len(codes) > MAX_SCENARIO_MARKETS:
        return [FieldError("markets", errors.TOO_MANY_MARKETS, {"limit": MAX_SCENARIO_MARKETS})]
    return [
        FieldError("markets", errors.UNKNOWN_MARKET, {"value": one[:60]}) for one in codes if one not in known
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
