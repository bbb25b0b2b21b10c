"""Coverage by market, product line or unit: how many pairs have all they must have, and what ends when.

The figure (K-B8): of the pairs of a product (with nothing below it) and a market it is meant for, those whose mandatory
requirements are all met on the day. What nobody can say is not met.
"""

from datetime import timedelta
from typing import Any

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.pursuits import subjects_table
from credentry.domains.coverage.queries import asking
from credentry.domains.coverage.queries.asking import GOOD, Ask
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import Label
from credentry.plumbing import sql

WAYS = ("market", "line", "unit")
SOON = (30, 90, 180)  # days ahead in which what holds may end


def rates(actor: Actor, asked: Ask, by: str) -> list[dict[str, Any]]:
    """One entry for each ``market`` (post, stage, supply), product ``line`` or ``unit``, in order of its name.

    ``pairs``, ``covered`` of them, ``rate`` in percent; ``at_risk``: covered, but something ends soon; ``unknown``: not
    covered only because facts are missing. ``requirements``: mandatory ones by state; ``ending``: credentials in use that
    end within so many days; ``until``: the first last day among them.
    """
    line = _lines() if by == "line" else ""
    mandatory = Ask(
        asked.context, asked.day, asked.subjects, asked.markets, True, asked.units, asked.states, asked.rule,
        asked.type_code, True,
    )  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for key, pairs, covered, risky, unclear in _pairs(actor, mandatory, by, line):
        found[_key(key)] = {
            "pairs": pairs, "covered": covered, "at_risk": risky, "unknown": unclear,
            "rate": round(100 * covered / pairs, 1), "requirements": {}, "ending": dict.fromkeys(map(str, SOON), 0),
            "until": None,
        }  # fmt: skip
    for key, state, count in _states(actor, mandatory, by, line):
        if _key(key) in found:
            found[_key(key)]["requirements"][state] = count
    for key, until, *counts in _ends(actor, mandatory, by, line):
        if _key(key) in found:
            last = asking.as_day(until)
            found[_key(key)]["until"] = last.isoformat() if last else None
            found[_key(key)]["ending"] = {str(days): count for days, count in zip(SOON, counts, strict=True)}
    names = _names(asked.context, by, set(found))
    rows = [
        {"key": key, "label": names.get(key, Label(key, key)).as_dict(), **one} for key, one in found.items()
    ]
    return sorted(rows, key=lambda one: (one["label"]["zh"], one["key"]))


def _group(by: str, context: str) -> str:
    if by == "unit":
        return "subject__unit"
    return "subject" if by == "line" else asking.place_of(context)


def _lines() -> str:
    """SQL: (top, id) of every product with the topmost one above it."""
    table = subjects_table()
    return (
        f"WITH RECURSIVE line(top, id) AS (SELECT s.id, s.id FROM {table} s WHERE s.subject_kind = 'product' AND "
        f"s.parent_id IS NULL UNION ALL SELECT l.top, s.id FROM line l JOIN {table} s ON s.parent_id = l.id "
        "WHERE s.subject_kind = 'product') "
    )


def _joined(alias: str, line: str) -> tuple[str, str]:
    """SQL: the column of the group, and the join it needs."""
    return ("l.top", f"JOIN line l ON l.id = {alias}.key_") if line else (f"{alias}.key_", "")


def _pairs(actor: Actor, asked: Ask, by: str, line: str) -> list[tuple[Any, ...]]:
    plain = Ask(asked.context, asked.day, asked.subjects, asked.markets, units=asked.units, ends_only=True)
    meant = asking.as_sql(
        asking.pursuits(actor, plain), pursuit="pk", who="subject", place=asking.place_of(asked.context),
        key=_group(by, asked.context),
    )  # fmt: skip
    due = asking.as_sql(asking.obligations(actor, asked), pursuit="pursuit", said="state")
    good = ", ".join(f"'{one}'" for one in GOOD)
    key, join = _joined("a", line)
    inner = "JOIN" if asked.rule or asked.type_code or asked.states else "LEFT JOIN"
    return sql.rows(
        f"""
        {line} SELECT {key}, count(*), sum(CASE WHEN a.open = 0 THEN 1 ELSE 0 END),
          sum(CASE WHEN a.open = 0 AND a.soon > 0 THEN 1 ELSE 0 END),
          sum(CASE WHEN a.open > 0 AND a.open = a.unclear THEN 1 ELSE 0 END)
        FROM (
          SELECT y.who_, y.place_, y.key_,
            sum(CASE WHEN x.said_ IS NOT NULL AND x.said_ NOT IN ({good}) THEN 1 ELSE 0 END) AS open,
            sum(CASE WHEN x.said_ = '{words.MET_EXPIRING}' THEN 1 ELSE 0 END) AS soon,
            sum(CASE WHEN x.said_ = '{words.UNKNOWN}' THEN 1 ELSE 0 END) AS unclear
          FROM ({meant[0]}) y {inner} ({due[0]}) x ON x.pursuit_ = y.pursuit_
          GROUP BY y.who_, y.place_, y.key_
        ) a {join} GROUP BY {key}
        """,
        [*meant[1], *due[1]],
    )


def _states(actor: Actor, asked: Ask, by: str, line: str) -> list[tuple[Any, ...]]:
    due = asking.as_sql(
        asking.obligations(actor, asked), said="state", key=f"pursuit__{_group(by, asked.context)}"
    )
    key, join = _joined("x", line)
    return sql.rows(
        f"{line} SELECT {key}, x.said_, count(*) FROM ({due[0]}) x {join} GROUP BY {key}, x.said_", due[1]
    )


def _ends(actor: Actor, asked: Ask, by: str, line: str) -> list[tuple[Any, ...]]:
    rows = asking.obligations(actor, asked).filter(state__in=GOOD, until__isnull=False)
    due = asking.as_sql(rows, paper="credential", until="until", key=f"pursuit__{_group(by, asked.context)}")
    key, join = _joined("x", line)
    days = [(asked.day + timedelta(days=one)).isoformat() for one in SOON]
    within = ", ".join(["count(DISTINCT CASE WHEN x.until_ <= %s THEN x.paper_ END)"] * len(SOON))
    return sql.rows(
        f"{line} SELECT {key}, min(x.until_), {within} FROM ({due[0]}) x {join} GROUP BY {key}",
        [*days, *due[1]],
    )


def _key(value: Any) -> str:
    """A market's code as it is; an id in its usual form."""
    text = str(value or "")
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" if len(text) == 32 else text


def _names(context: str, by: str, keys: set[str]) -> dict[str, Label]:
    if by == "market":
        return asking.place_words(context, keys)
    if by == "unit":
        model = kinds.get("unit").model_class
        rows = model._default_manager.filter(pk__in=[one for one in keys if one]).values_list(
            "pk", "name", "name_en"
        )
        return {str(pk): Label(name, name_en or name) for pk, name, name_en in rows}
    return {
        str(pk): Label(title, title) for pk, title in subjects.titles({one for one in keys if one}).items()
    }
