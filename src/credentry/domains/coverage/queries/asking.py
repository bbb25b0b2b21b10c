"""What is asked of coverage, and the pursuits and obligations it speaks of: sets, never lists in memory."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import sees_all, visible
from credentry.domains.coverage import facts
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import Obligation, Pursuit, RequirementRule, RuleNeed
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import Label

# Worst first: what a cell shows of several requirements.
ORDER = (
    words.MISSING, words.EXPIRED, words.SUSPENDED, words.UNKNOWN, words.IN_APPLICATION, words.MET_EXPIRING,
    words.WAIVED, words.MET,
)  # fmt: skip
GOOD = (words.MET, words.MET_EXPIRING, words.WAIVED)
PLACE, RULE = "place", "rule"  # what the columns of a matrix are


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a context on a day; for some subjects with all below (empty: all), in some markets, of some units;
    of requirements in some states, of one rule (code) or that ask for one type of credential (code).

    ``ends_only``: of a line of products only those with nothing below them, which are what is sold: a series counts
    through its models.
    """

    context: str
    day: date
    subjects: tuple[UUID, ...] = ()
    markets: tuple[UUID, ...] = ()
    mandatory_only: bool = False
    units: tuple[UUID, ...] = ()
    states: tuple[str, ...] = ()
    rule: str = ""
    type_code: str = ""
    ends_only: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether only some requirements are asked for: then a place without any of them is not shown."""
        return bool(self.states or self.rule or self.type_code)


def kind_of(context: str) -> Any:
    """The kind of subject a context is about."""
    return kinds.get(words.SUBJECT_OF[context])


def pursuits(actor: Actor, asked: Ask) -> "QuerySet[Pursuit]":
    """What the subjects the actor may see are meant for on the day."""
    rows = Pursuit.objects.filter(context=asked.context, starts__lte=asked.day, ends__gte=asked.day)
    return rows.filter(_whose(actor, asked, "")).order_by()


def obligations(actor: Actor, asked: Ask) -> "QuerySet[Obligation]":
    """The obligations of subjects the actor may see, as they stand on the day."""
    rows = Obligation.objects.filter(
        starts__lte=asked.day, ends__gte=asked.day, pursuit__context=asked.context
    ).filter(_whose(actor, asked, "pursuit__"))
    if asked.mandatory_only:
        rows = rows.filter(rule__severity=words.BLOCKING)
    if asked.states:
        rows = rows.filter(state__in=asked.states)
    if asked.rule:
        rows = rows.filter(rule__in=RequirementRule.objects.filter(code=asked.rule).values("pk"))
    if asked.type_code:
        rows = rows.filter(rule__in=RuleNeed.objects.filter(type_code=asked.type_code).values("rule"))
    return rows


def _whose(actor: Actor, asked: Ask, path: str) -> Q:
    """The condition on subject and market of a pursuit reached over ``path``."""
    kind, who = kind_of(asked.context), Q()
    if not sees_all(actor, kind):
        who &= Q(**{f"{path}subject__in": visible(actor, kind).order_by().values("pk")})
    if asked.subjects:
        who &= Q(**{f"{path}subject__in": subjects.descendants(asked.subjects)})
    if asked.units:
        who &= Q(**{f"{path}subject__unit__in": asked.units})
    if asked.markets:
        who &= Q(**{f"{path}market__in": asked.markets})
    if asked.ends_only and asked.context == words.MARKET:
        below = kind.model_class._default_manager.filter(
            parent=OuterRef(f"{path}subject"), archived_at__isnull=True
        )
        who &= ~Q(Exists(below))
    return who


def place_of(context: str) -> str:
    """The column of a pursuit that says where: the market's code, or the post, stage or kind of supplier."""
    return "market__code" if context == words.MARKET else "role"


def as_sql(rows: "QuerySet[Any]", **columns: str) -> tuple[str, list[Any]]:
    """The rows as a SELECT with these columns (name → path), to be joined with others."""
    named = rows.order_by().annotate(**{f"{name}_": F(path) for name, path in columns.items()})
    text, params = named.values_list(*(f"{name}_" for name in columns)).query.sql_with_params()
    return text, list(params)


def as_day(value: Any) -> date | None:
    """A day as raw SQL gives it: SQLite keeps days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def place_words(context: str, codes: set[str]) -> dict[str, Label]:
    """Market, post, stage or kind of supplier by code → its name."""
    if context == words.MARKET:
        ids = subjects.by_code(codes)
        named = subjects.market_words(ids.values())
        return {code: named[pk] for code, pk in ids.items() if pk in named}
    fact = words.ROLE_FACT.get(context)
    return {
        code: facts.shipped()[fact].word(code) if fact and code else words.CONTEXTS[context] for code in codes
    }


def rule_names(codes: set[str]) -> dict[str, Label]:
    """Rule by code → its name."""
    rows = RequirementRule.objects.filter(code__in=codes).values_list("code", "name_zh", "name_en")
    return {code: Label(zh, en or zh) for code, zh, en in rows}
