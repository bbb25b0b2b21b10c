"""What is required and how it stands: the matrix, the gaps, coverage by line, market and unit, the questions to answer."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query as Parameters
from ninja import Router
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import units_below
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.catalogue import describe_field
from credentry.domains.coverage import facts
from credentry.domains.coverage.actions.answers import answer, answer_many
from credentry.domains.coverage.queries import matrix as grid
from credentry.domains.coverage.queries import planning, questions, requirements
from credentry.domains.coverage.queries import rates as rating
from credentry.domains.coverage.queries import unjudged as lacking
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.vocabulary import CONTEXTS, ENGAGEMENT, MARKET, RULE, STATES, SUBJECT_OF
from credentry.domains.subjects import queries as subjects
from credentry.foundation import clock
from credentry.foundation.dates import plausible
from credentry.foundation.errors import Forbidden, Invalid, NotFound
from credentry.foundation.labels import L

router = Router(tags=["coverage"], auth=authenticate)
SEE = L("查看合规要求与覆盖", "See requirements and coverage")


def _text(value: str) -> str:
    if "\0" in value:  # no database keeps it
        raise ValueError("NUL")
    return value


Short = Annotated[str, Field(max_length=300), AfterValidator(_text)]


class Wanted(BaseModel):
    """Parameters of every question: subject by code, number, article number or name (with all below it), market by code
    or name, the day (empty: today), the unit with those below it, states separated by commas, a rule or a type of
    credential by its code or id."""

    context: Short = MARKET
    subject: Short = ""
    market: Short = ""
    on: date | None = None
    mandatory: bool = False
    unit: UUID | None = None
    state: Short = ""
    rule: Short = ""
    type: Short = ""


class WantedPage(Wanted):
    """The matrix, a page of subjects at a time: of the level below ``parent`` (empty: the top), after the one last seen."""

    limit: int = Field(50, ge=1, le=200)
    after: UUID | None = None
    parent: UUID | None = None
    across: Literal["place", "rule"] = "place"


class WantedGaps(Wanted):
    """Requirements one by one."""

    limit: int = Field(500, ge=1, le=5000)


class WantedRates(Wanted):
    """Coverage by what."""

    by: Literal["market", "line", "unit"] = "market"


class Answers(BaseModel):
    """Facts by code, and where they are known from; None takes one back to unknown."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[Short, bool | float | Short | None] = Field(max_length=200)
    source: Short = ""


class AnswersOfMany(BaseModel):
    """One fact of several people by their ids, and where it is known from."""

    model_config = ConfigDict(extra="forbid")

    fact: Short
    values: dict[UUID, Short] = Field(min_length=1, max_length=200)
    source: Short = ""


class Entry(BaseModel):
    """Entering markets (codes or names) with a product and all below it; ``begin``: when work begins (empty: today)."""

    model_config = ConfigDict(extra="forbid")

    subject: Short
    markets: list[Short] = Field(min_length=1, max_length=30)
    begin: date | None = None
    ready_by: date | None = None
    prefer: Literal["fewest", "quickest", "cheapest"] = "fewest"


def asked_of(actor: Actor, given: Wanted) -> Ask:
    """The question understood. Raises Forbidden, NotFound for an unknown subject, Invalid for unknown words."""
    if not actor.may(ENGAGEMENT):
        raise Forbidden(action=SEE)
    if given.context not in CONTEXTS:
        raise Invalid.one("context", "field.choice", value=given.context[:60])
    day = given.on or clock.today()
    if not plausible(day):
        raise Invalid.one("on", "field.date", value=str(day))
    who: tuple[UUID, ...] = ()
    if given.subject:
        named = _uuid(given.subject) or subjects.written([given.subject]).get(given.subject, ())
        mine = visible(actor, kinds.get(SUBJECT_OF[given.context])).filter(pk__in=named)
        who = tuple(mine.order_by("pk").values_list("pk", flat=True))
        if not who:
            raise NotFound()
    where: tuple[UUID, ...] = ()
    if given.market:
        found = _uuid(given.market) or tuple(
            one for one in (subjects.names().get(given.market.strip().casefold()),) if one is not None
        )
        if not found:
            raise Invalid.one("market", "field.reference", value=given.market[:60])
        where = found
    rule, type_code = _code("requirement_rule", given.rule), _code("credential_type", given.type)
    return Ask(
        given.context,
        day,
        who,
        where,
        given.mandatory,
        _units(given),
        _states(given),
        rule,
        type_code,
        True,
    )


def _units(given: Wanted) -> tuple[UUID, ...]:
    """The unit asked for with all below it."""
    if given.unit is None:
        return ()
    model = kinds.get("unit").model_class
    path = model._default_manager.filter(pk=given.unit).values_list("path", flat=True).first()
    if path is None:
        raise Invalid.one("unit", "field.reference", value=str(given.unit))
    return tuple(units_below(path))


def _states(given: Wanted) -> tuple[str, ...]:
    states = tuple(one.strip() for one in given.state.split(",") if one.strip())
    for one in states:
        if one not in STATES:
            raise Invalid.one("state", "field.choice", value=one[:60])
    return states


def _code(kind: str, given: str) -> str:
    """The code of a rule or type, named by its code or id."""
    named = _uuid(given)
    if not named:
        return given.strip()
    return (
        kinds.get(kind)
        .model_class._default_manager.filter(pk__in=named)
        .values_list("code", flat=True)
        .first()
        or given
    )


def _uuid(text: str) -> tuple[UUID, ...]:
    try:
        return (UUID(text),) if len(text) == 36 else ()
    except ValueError:
        return ()


def question_of(actor: Actor, given: Entry) -> planning.Wanted:
    """The question of a plan understood. Raises as ``asked_of``."""
    asked = [
        asked_of(actor, Wanted(subject=given.subject, market=one)) for one in dict.fromkeys(given.markets)
    ]
    if len(asked[0].subjects) != 1 or not given.subject or any(not one.markets for one in asked):
        raise Invalid.one("subject", "field.reference", value=given.subject[:60])
    for name, day in (("begin", given.begin), ("ready_by", given.ready_by)):
        if day is not None and not plausible(day):
            raise Invalid.one(name, "field.date", value=str(day))
    markets = tuple(one.markets[0] for one in asked)
    begin = given.begin or clock.today()
    return planning.Wanted(asked[0].subjects[0], markets, begin, given.ready_by, given.prefer)


@router.get("/matrix")
def matrix(request: HttpRequest, given: Parameters[WantedPage]) -> dict[str, Any]:
    """Subjects × markets (posts, stages, supplier roles): worst state of each pair, products rolled up; as of any day."""
    actor = actor_of(request)
    return grid.matrix(actor, asked_of(actor, given), given.limit, given.after, given.parent, given.across)


@router.get("/gaps")
def gaps(request: HttpRequest, given: Parameters[WantedGaps]) -> dict[str, Any]:
    """Requirement by requirement: the rule, its state, the paper that decides, every way to meet it, facts that are asked."""
    actor = actor_of(request)
    asked = asked_of(actor, given)
    return {"on": asked.day.isoformat(), "items": requirements.gaps(actor, asked, (), given.limit)}


@router.get("/rates")
def rates(request: HttpRequest, given: Parameters[WantedRates]) -> dict[str, Any]:
    """Coverage by market, product line or unit: how many pairs of product and market have all they must have, how the
    mandatory requirements stand, and what ends within 30, 90 and 180 days."""
    actor = actor_of(request)
    asked = asked_of(actor, given)
    return {"on": asked.day.isoformat(), "by": given.by, "items": rating.rates(actor, asked, given.by)}


@router.get("/questions/{subject}")
def ask_for(request: HttpRequest, subject: UUID) -> dict[str, Any]:
    """The unknown facts of a subject, those that decide most rules first, and what is known."""
    actor = actor_of(request)
    if not actor.may(ENGAGEMENT):
        raise Forbidden(action=SEE)
    return questions.questionnaire(actor, subject)


@router.post("/questions/{subject}")
def answer_them(request: HttpRequest, subject: UUID, given: Answers) -> dict[str, Any]:
    """Answer several facts at once, with their source; then what is still asked."""
    actor = actor_of(request)
    answer(actor, subject, given.answers, given.source)
    return ask_for(request, subject)


@router.get("/unjudged")
def unjudged(request: HttpRequest, given: Parameters[Wanted]) -> dict[str, Any]:
    """The facts without which nobody can say whether papers in hand count, each with the records that lack it."""
    actor = actor_of(request)
    asked = asked_of(actor, given)
    return {"on": asked.day.isoformat(), "items": lacking.unjudged(actor, asked)}


@router.post("/unjudged")
def judge(request: HttpRequest, given: AnswersOfMany) -> dict[str, Any]:
    """Enter one such fact for several people at once; each that cannot be entered is named with the reason."""
    actor, ids = actor_of(request), list(given.values)
    outcome = answer_many(actor, given.fact, given.values, given.source)
    failed = [(str(ids[one.index]), one.error) for one in outcome.errors]
    return {
        "done": len(outcome.done),
        "failed": [
            {"id": pk, "code": error.code,
             "message": "; ".join(one.message(actor.lang) for one in error.errors) or error.message(actor.lang)}
            for pk, error in failed
        ],
    }  # fmt: skip


@router.post("/plan")
def plan(request: HttpRequest, given: Entry) -> dict[str, Any]:
    """What is missing to enter these markets, in order, with preparation times and the earliest day; nothing is written."""
    actor = actor_of(request)
    return planning.plan(actor, question_of(actor, given))


@router.get("/facts")
def read_facts(request: HttpRequest) -> dict[str, Any]:
    """Everything a rule may ask about a subject, described as the fields of a kind of record."""
    actor = actor_of(request)
    if not actor.may(RULE):
        raise Forbidden(action=SEE)
    kind = facts.as_kind()
    words = {"label": kind.label.as_dict(), "plural": kind.plural.as_dict()}
    fields = [describe_field(one, "") for one in kind.fields]
    return {"name": kind.name, **words, "title_field": "", "fields": fields, "actions": []}
