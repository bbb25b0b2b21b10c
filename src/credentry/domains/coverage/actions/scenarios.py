"""Keeping a question of entering markets or of losing something, with the figures it gave when it was saved."""

from typing import Any
from uuid import UUID

from credentry.core.records import kinds
from credentry.core.records.forms import given
from credentry.core.records.queries import seen
from credentry.core.records.scope import visible
from credentry.domains.coverage import errors
from credentry.domains.coverage.models import ASKED, Scenario
from credentry.domains.coverage.queries import scenarios
from credentry.domains.coverage.vocabulary import ENTRY, LOSS, MAX_SCENARIO_MARKETS, SCENARIO
from credentry.domains.subjects import queries as subjects
from credentry.domains.subjects.actions.references import default_unit
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7

NUMBER = "SCN-{year}-{seq:04}"
_ENTERING = ("markets", "ready_by")  # what is asked only where markets are entered


def save(ctx: Any, record: Any, form: Any) -> Scenario:
    """Keep the question with today's figures. Raises Invalid, and what asking it raises: who may not plan or lose the
    thing may not keep the question either."""
    made = Scenario(id=uuid7(), custom={}, number=ctx.numbers(NUMBER)[0])
    ctx.stamp(made)
    values = {**form.__dict__, "begin": form.begin or ctx.today}
    asked = [one for one in ASKED if values[one] is not None]
    if len(asked) != 1:
        raise Invalid.one(asked[1] if asked else "subject", errors.ASKS_ONE)
    made.question = ENTRY if asked[0] == "subject" else LOSS
    if made.question == LOSS:
        _lost(ctx, made, asked[0], values[asked[0]])
    _put(ctx, made, values)
    made.responsible_id = form.responsible or ctx.actor.user_id
    made.at_saving = scenarios.figures(ctx.actor, made, made.begin)
    made.save(force_insert=True)
    return made


def amend(ctx: Any, record: Scenario, form: Any) -> Scenario:
    """Change what is sent; where the question itself changes, its figures are taken anew. What is lost stays."""
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
    return (
        record.subject_id, tuple(record.markets), record.begin, record.ready_by, record.prefer, record.role,
    )  # fmt: skip


def _lost(ctx: Any, record: Scenario, name: str, wanted: UUID) -> None:
    """What is lost, and the unit whose it is; of what no unit has, the actor's. Raises Invalid for what is not seen."""
    kind = kinds.get(name)
    row = visible(ctx.actor, kind).filter(pk=wanted).first()
    if row is None:
        raise Invalid.one(name, "field.reference", value=str(wanted))
    setattr(record, f"{name}_id", wanted)
    unit: Any = row.unit_id if kind.unit else default_unit(ctx, SCENARIO)
    record.unit_id = unit


def _put(ctx: Any, record: Scenario, values: dict[str, Any]) -> None:
    """Write what is given. Raises Invalid."""
    faults = _of_loss(record, values) if record.question == LOSS else _of_entry(ctx, record, values)
    for name in ("title", "begin", "notes"):
        if name in values:
            setattr(record, name, values[name])
    if record.ready_by and record.ready_by < record.begin:
        faults.append(FieldError("ready_by", errors.DATES))
    if faults:
        raise Invalid(faults)


def _of_entry(ctx: Any, record: Scenario, values: dict[str, Any]) -> list[FieldError]:
    faults: list[FieldError] = []
    if "subject" in values:
        faults += _subject(ctx, record, values["subject"])
    if "markets" in values:
        faults += _markets(record, values["markets"] or [])
    if values.get("role"):
        faults.append(FieldError("role", errors.ONLY_PERSON))
    for name in ("ready_by", "prefer"):
        if name in values:
            setattr(record, name, values[name])
    return faults


def _of_loss(record: Scenario, values: dict[str, Any]) -> list[FieldError]:
    faults = [FieldError(name, errors.ONLY_ENTERING) for name in _ENTERING if values.get(name)]
    if values.get("subject"):
        faults.append(FieldError("subject", errors.ASKS_ONE))
    if "role" in values:
        record.role = values["role"] or ""
    if record.role and record.lost != "person":
        faults.append(FieldError("role", errors.ONLY_PERSON))
    return faults


def _subject(ctx: Any, record: Scenario, wanted: UUID | None) -> list[FieldError]:
    if wanted is None:
        return [FieldError("subject", "field.required")]
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
