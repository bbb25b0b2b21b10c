"""The impact of a change of rules: whose requirements stand differently afterwards (see ``core.records.impact``)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import RawSQL

from credentry.core.records import impact, kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage.models import Pursuit
from credentry.domains.coverage.vocabulary import NOT_APPLICABLE, STATES, SUBJECT_OF
from credentry.foundation import clock
from credentry.plumbing import sql

WAS, RULES, MOVED = "coverage_was", "coverage_was_of", "coverage_moved"
_COLUMNS = "pursuit, rule, starts, ends, state"


def remember(rules: Sequence[UUID]) -> None:
    """Note how the obligations that these rules make stand, if somebody wants to know the impact of what is going on."""
    if not impact.active():
        return
    _tables()
    known = {one for (one,) in sql.rows(f"SELECT id FROM {RULES}")}
    fresh = [value for one in rules if (value := sql.uuid_value(one)) not in known]
    sql.fill(RULES, [(one,) for one in fresh])
    for one in fresh:
        sql.run(
            f"INSERT INTO {WAS} ({_COLUMNS}) {_now('o.rule_id = ' + sql.uuid_parameter())}", [_today(), one]
        )


def _tables() -> None:
    uuid = sql.uuid_type()
    sql.ensure_temporary(
        WAS, f"pursuit bigint, rule {uuid}, starts date, ends date, state varchar(16)", "rule"
    )
    sql.ensure_temporary(RULES, f"id {uuid}")
    sql.ensure_temporary(
        MOVED,
        f"pursuit bigint, rule {uuid}, first date, was varchar(16), will varchar(16)",
    )


def _today() -> date:
    return clock.today()


def _now(where: str) -> str:
    """SQL: the obligations from a day on (first parameter) for which this holds."""
    return (
        "SELECT o.pursuit_id AS pursuit, o.rule_id AS rule, o.starts, o.ends, o.state FROM coverage_obligation o "
        f"WHERE o.ends >= %s AND {where}"
    )


def collect(actor: Any) -> dict[str, Any]:
    """Whose obligations stand differently from what was remembered, from which day on. Counted once for each rule and
    pursuit; of subjects that the actor may not see only their number is told."""
    _tables()
    _compare()
    ids = RawSQL(f"SELECT pursuit FROM {MOVED}", ())  # noqa: S611 -- our own text, no value in it
    mine = Q()
    for context, kind in SUBJECT_OF.items():
        mine |= Q(context=context, subject__in=visible(actor, kinds.get(kind)).order_by().values("pk"))
    text, params = Pursuit.objects.filter(mine, pk__in=ids).order_by().values("pk").query.sql_with_params()
    total = int(sql.rows(f"SELECT count(*) FROM {MOVED}")[0][0])
    seen = f"FROM {MOVED} m WHERE m.pursuit IN ({text})"
    states = sql.rows(
        f"SELECT m.will, count(*), min(m.first) {seen} GROUP BY m.will ORDER BY 2 DESC, 1", params
    )
    return {
        "total": total,
        "hidden": total - sum(count for _, count, _ in states),
        "by_state": [
            {"state": state, "label": STATES[state].as_dict(), "count": count} for state, count, _ in states
        ],
        "by_type": [],
        "first_day": min((str(first) for *_, first in states), default=None),
        "items": _items(sql.rows(f"SELECT m.pursuit, m.first, m.was, m.will {seen} ORDER BY m.first, m.pursuit "
                                 f"LIMIT {impact.ITEMS}", params)),
    }  # fmt: skip


def _compare() -> None:
    """Fill MOVED: of each rule and pursuit the first day on which they stand otherwise, and how before and after."""
    today = _today()
    now = _now(f"o.rule_id IN (SELECT id FROM {RULES})")
    was = f"SELECT {_COLUMNS} FROM {WAS} WHERE ends >= %s"
    differ = f"SELECT * FROM ({now} EXCEPT {was}) a UNION ALL SELECT * FROM ({was} EXCEPT {now}) b"
    after = sql.day_minus("e.ends", "-1")
    sql.empty_temporary([MOVED])
    sql.run(
        f"""
        INSERT INTO {MOVED} (pursuit, rule, first, was, will)
        WITH
          e AS ({differ}),
          days AS (
            SELECT e.pursuit, e.rule, CASE WHEN e.starts < %s THEN %s ELSE e.starts END AS day FROM e
            UNION SELECT e.pursuit, e.rule, {after} FROM e WHERE e.ends < %s),
          told AS (
            SELECT d.pursuit, d.rule, d.day,
              coalesce((SELECT w.state FROM {WAS} w WHERE w.pursuit = d.pursuit AND w.rule = d.rule
                        AND w.starts <= d.day AND w.ends >= d.day), '{NOT_APPLICABLE}') AS was,
              coalesce((SELECT o.state FROM coverage_obligation o WHERE o.pursuit_id = d.pursuit
                        AND o.rule_id = d.rule AND o.starts <= d.day AND o.ends >= d.day), '{NOT_APPLICABLE}') AS will
            FROM days d)
        SELECT f.pursuit, f.rule, f.day, f.was, f.will FROM (
          SELECT t.*, row_number() OVER (PARTITION BY t.pursuit, t.rule ORDER BY t.day) AS n FROM told t
          WHERE t.was <> t.will
        ) f WHERE f.n = 1
        """,
        [*[today] * 6, date.max],
    )


def _items(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    context = Case(
        *(When(context=one, then=Value(kind)) for one, kind in SUBJECT_OF.items()), output_field=CharField()
    )
    about = {
        one["pk"]: one
        for one in Pursuit.objects.filter(pk__in=[row[0] for row in rows]).values(
            "pk", "subject", "subject__number", "subject__title", "context", "role", "market__code", kind=context,
            place_title=F("place__title"),
        )
    }  # fmt: skip
    found = []
    for pursuit, first, was, will in rows:
        one = about[pursuit]
        found.append(
            {
                "id": str(one["subject"]),
                "kind": one["kind"],
                "number": one["subject__number"],
                "title": one["subject__title"],
                "where": one["market__code"] or one["place_title"] or "",
                "first_day": str(first),
                "was": _side(was),
                "will": _side(will),
            }
        )
    return found


def _side(state: str) -> dict[str, Any]:
    return {"status": state, "label": STATES[state].as_dict(), "effective_to": None}


impact.register("obligation", collect)
