"""What the home page and the shipped views tell of credentials."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from credentry.capabilities.insight.vocabulary import Board, Figure, ShippedView, register_board, ship_view
from credentry.domains.credentials.models import StandingSegment
from credentry.domains.credentials.vocabulary import DEPENDENCY_STATES, LAPSES
from credentry.foundation.labels import L

# Status → the figure that counts it.
_STATUS_FIGURES = {
    **{one: one for one in ("expired", "suspended", "duty_overdue")},
    **dict.fromkeys(DEPENDENCY_STATES.values(), "unmet"),
}
_LAPSED = ",".join(one for one in LAPSES if one != "expired")


class _Month(Func):
    """A date as ``2026-11``."""

    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM')", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **extra)


class _NoIndex(Func):
    """A column that SQLite shall not read in the order of an index: a scan of the table is faster than a million
    look-ups."""

    output_field = UUIDField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def tally(rows: "QuerySet[Any]", today: date, months: Sequence[str]) -> Iterator[tuple[Any, str, str, int]]:
    """Credentials by unit and status, type, month of expiry and figure: one pass over the rows, a second over those
    with several runs."""
    plain = rows.filter(segmented=False).annotate(on_day=_status(today))
    runs = rows.filter(segmented=True).annotate(on_day=_status_of_run(today))
    for part in (plain, runs):
        facets = part.annotate(
            of_unit=_NoIndex(F("unit_id")), month=_month(months), near=_near(today), alone=_alone()
        ).order_by()
        names = ("of_unit", "type_id", "on_day", "month", "near", "alone")
        for unit, kind, status, month, near, alone, n in facets.values_list(*names).annotate(n=Count("pk")):
            yield unit, "status", status, n
            yield unit, "type", str(kind), n
            if month:
                yield unit, "month", month, n
            for key in (_STATUS_FIGURES.get(status, ""), *near.split(), alone):
                if key:
                    yield unit, "figure", key, n


def _near(today: date) -> Case:
    """The figures a day of expiry belongs to."""
    return Case(
        When(valid_to__range=(today, today + timedelta(days=30)), then=Value("expiring_30 expiring_90")),
        When(valid_to__range=(today, today + timedelta(days=90)), then=Value("expiring_90")),
        default=Value(""),
        output_field=CharField(),
    )


def _alone() -> Case:
    return Case(
        When(responsible__isnull=True, then=Value("no_responsible")),
        default=Value(""),
        output_field=CharField(),
    )


def _month(months: Sequence[str]) -> Case:
    first = date.fromisoformat(f"{months[0]}-01")
    year, month = (int(part) for part in months[-1].split("-"))
    after = date(year + month // 12, month % 12 + 1, 1)
    return Case(
        When(valid_to__gte=first, valid_to__lt=after, then=_Month(F("valid_to"), output_field=CharField())),
        default=Value(""),
        output_field=CharField(),
    )


def _status(today: date) -> Case:
    """The same comparisons as ``status.on``, as one expression."""
    return Case(
        When(effective_from__gt=today, then=Value("not_yet_effective")),
        When(effective_to__lt=today, then=F("state")),
        When(warn_from__lte=today, then=Value("expiring_soon")),
        default=Value("valid"),
        output_field=CharField(),
    )


def _status_of_run(today: date) -> Any:
    now = (Q(starts__isnull=True) | Q(starts__lte=today)) & (Q(ends__isnull=True) | Q(ends__gte=today))
    word = Case(
        When(state="valid", warn_from__lte=today, then=Value("expiring_soon")),
        default=F("state"),
        output_field=CharField(),
    )
    run = StandingSegment.objects.filter(now, credential=OuterRef("pk")).annotate(word=word)
    return Coalesce(
        Subquery(run.order_by("starts").values("word")[:1]), Value("expired"), output_field=CharField()
    )


register_board(
    Board(
        kind="credential",
        figures=(
            Figure(
                "mine_expiring", L("我负责的,即将过期", "Mine, expiring soon"), "responsible:me status:expiring_soon",
                personal=True,
            ),
            Figure("expired", L("已过期", "Expired"), "status:expired"),
            Figure("expiring_30", L("30天内到期", "Expire within 30 days"), "valid_to>=today valid_to<=+30d"),
            Figure("expiring_90", L("90天内到期", "Expire within 90 days"), "valid_to>=today valid_to<=+90d"),
            Figure("suspended", L("已暂停", "Suspended"), "status:suspended"),
            Figure("duty_overdue", L("义务逾期失效", "Lapsed: duty overdue"), "status:duty_overdue"),
            Figure("unmet", L("依赖条件失效", "Lapsed: a dependency ended"), f"status:{','.join(DEPENDENCY_STATES.values())}"),
            Figure("no_responsible", L("无责任人", "Nobody responsible"), "responsible:null"),
        ),
        tally=tally,
        status="status",
        type="type",
        day="valid_to",
    )
)  # fmt: skip

VIEWS = (
    ShippedView(
        "eu-safety-6m", "credential", L("欧盟安规证书·6个月内到期", "EU safety, expiring within 6 months"),
        "market:EU category:product_safety valid_to>=today valid_to<=+6m", sort="valid_to", position=10,
    ),
    ShippedView(
        "expiring-90", "credential", L("90天内到期", "Expiring within 90 days"), "valid_to>=today valid_to<=+90d",
        sort="valid_to", position=20,
    ),
    ShippedView("expired", "credential", L("已过期", "Expired"), "status:expired", sort="-valid_to", position=30),
    ShippedView(
        "mine-expiring", "credential", L("我负责的·即将过期", "Mine, expiring soon"),
        "responsible:me status:expiring_soon", sort="valid_to", position=40,
    ),
    ShippedView(
        "not-holding", "credential", L("暂停或失效", "Suspended or lapsed"),
        f"status:suspended,{_LAPSED},withdrawn,cancelled,revoked,void", sort="-valid_to", position=50,
    ),
    ShippedView(
        "expiring-30", "credential", L("一个月内到期", "Expiring within a month"),
        "valid_to>=today valid_to<=+1m", sort="valid_to", position=60,
    ),
)  # fmt: skip
for _view in VIEWS:
    ship_view(_view)
