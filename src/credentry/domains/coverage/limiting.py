"""What each limit of use looks at, as one or two statements: the days on which it keeps a paper from counting, and the days
on which nobody can say, with the fact that is missing (``asks``) and the record it belongs to."""

from collections.abc import Sequence
from typing import Any

from credentry.core.records import custom, kinds
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.pursuits import FIRST, LAST, day, least, most, subjects_table
from credentry.domains.coverage.vocabulary import (
    ASKS_BIRTH,
    ASKS_EMPLOYER,
    ASKS_LICENCE,
    ASKS_PLACE,
    ASKS_REGISTRATION,
    ASKS_USE,
    LICENCE_FIELDS,
    POST,
)
from credentry.plumbing import sql

BARS = "coverage_bars"
OF_PAPER = ("registered_unit", "age", "use_until", "as_licence")
OF_POST = ("one_project", "apart")
LICENCE = "MD-ORG-BL"
_TIE = "subjects_employment"


def begin() -> None:
    """An empty BARS: the days (``starts`` … ``ends``) on which a limit (``code``) keeps a paper, or papers for a post, from
    counting; with ``asks`` those on which nobody can say without that fact of ``record``."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        BARS,
        f"credential {uuid}, pursuit bigint, type_code varchar(60), code varchar(40), asks varchar(40), record {uuid}, "
        "starts date, ends date",
        "credential",
    )


def typed(one: UseLimit) -> str:
    """SQL: of the types a limit is about."""
    return f"type_code IN ({quoted(one.types)})" if one.types else "1 = 1"


def quoted(words: Sequence[str]) -> str:
    """SQL: words of our own vocabularies and codes of types, which know no quotes."""
    return ", ".join("'{}'".format(str(one).replace("'", "")) for one in words) or "''"


def of_paper(one: UseLimit, papers: str) -> None:
    """Fill BARS for a limit about papers. ``papers``: SELECT of credentials."""
    {"age": _age, "registered_unit": _registered, "use_until": _use_until, "as_licence": _as_licence}[
        one.test
    ](one, papers)


def _put(one: UseLimit, rows: str, params: Sequence[Any] = ()) -> None:
    """Add rows of (credential, asks, record, starts, ends)."""
    sql.run(
        f"INSERT INTO {BARS} (code, credential, asks, record, starts, ends) "
        f"SELECT '{one.code}', n.* FROM ({rows}) n",
        params,
    )


def _people(papers: str) -> str:
    """The persons whose these papers are."""
    return (
        f"FROM ({papers}) x JOIN credentials_credential c ON c.id = x.credential "
        f"JOIN {subjects_table()} p ON p.id = c.holder_id AND p.subject_kind = 'person'"
    )


def _age(one: UseLimit, papers: str) -> None:
    if not one.years:
        return
    after = sql.day_minus(_birthday("p.birth_date", one.years), "-1")
    _put(
        one,
        f"SELECT c.id, CASE WHEN p.birth_date IS NULL THEN '{ASKS_BIRTH}' ELSE '' END AS asks, p.id AS record, "
        f"CASE WHEN p.birth_date IS NULL THEN {day(FIRST)} ELSE {after} END AS starts, {day(LAST)} AS ends {_people(papers)}",
    )


def _registered(one: UseLimit, papers: str) -> None:
    """Registered with another organisation than the employer's; unknown on days without the one or the other."""
    table, people = subjects_table(), _people(papers)
    first, last = day(FIRST), day(LAST)
    begins = most(f"coalesce(e.starts, {first})", f"coalesce(r.starts, {first})")
    ends = least(f"coalesce(e.ends, {last})", f"coalesce(r.ends, {last})")
    _put(
        one,
        f"""
        SELECT c.id, '' AS asks, p.id AS record, {begins} AS starts, {ends} AS ends {people}
        JOIN {_TIE} e ON e.person_id = p.id AND e.relation = 'employment' AND e.known_to IS NULL
        JOIN {_TIE} r ON r.person_id = p.id AND r.relation = 'registration' AND r.known_to IS NULL
        JOIN {table} oe ON oe.id = e.organisation_id JOIN {table} orr ON orr.id = r.organisation_id
        WHERE e.organisation_id <> r.organisation_id AND {begins} <= {ends}
          AND coalesce(oe.parent_id, oe.id) <> orr.id AND coalesce(orr.parent_id, orr.id) <> oe.id
        """,
    )
    for relation, asks in (("employment", ASKS_EMPLOYER), ("registration", ASKS_REGISTRATION)):
        tied = f"FROM {_TIE} t WHERE t.person_id = p.id AND t.relation = '{relation}' AND t.known_to IS NULL"
        _put(
            one,
            f"SELECT c.id, '{asks}' AS asks, p.id, {first}, {last} {people} WHERE NOT EXISTS (SELECT 1 {tied})",
        )
        _put(
            one,
            f"SELECT g.credential, '{asks}' AS asks, g.person, g.starts, g.ends FROM ({_gaps(people, relation)}) g "
            "WHERE g.starts <= g.ends",
        )


def _gaps(people: str, relation: str) -> str:
    """SQL: (credential, person, starts, ends) of the days before, between and after somebody's ties of a relation."""
    first, last = day(FIRST), day(LAST)
    tied = (
        f"SELECT c.id AS credential, p.id AS person, t.id, coalesce(t.starts, {first}) AS starts, "
        f"coalesce(t.ends, {last}) AS ends {people} "
        f"JOIN {_TIE} t ON t.person_id = p.id AND t.relation = '{relation}' AND t.known_to IS NULL"
    )
    until = (
        "PARTITION BY k.credential ORDER BY k.starts, k.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    )
    return f"""
        SELECT m.credential, m.person, coalesce({sql.day_minus("m.before", "-1")}, {first}) AS starts,
          {sql.day_minus("m.starts", "1")} AS ends
        FROM (SELECT k.*, max(k.ends) OVER ({until}) AS before FROM ({tied}) k) m
        WHERE m.starts > {first} AND (m.before IS NULL OR m.before < m.starts)
        UNION ALL
        SELECT l.credential, l.person, {sql.day_minus("l.ends", "-1")}, {last} FROM (
          SELECT k.credential, k.person, max(k.ends) AS ends FROM ({tied}) k GROUP BY k.credential, k.person
        ) l WHERE l.ends < {last}
    """


def _use_until(one: UseLimit, papers: str) -> None:
    """The copy has lapsed; unknown where its day is not entered although the type asks for it."""
    found = _field(ASKS_USE)
    if found is None:
        return
    key, carried = found
    after = sql.day_minus("v.day", "-1")
    _put(
        one,
        f"SELECT c.id, CASE WHEN v.day IS NULL THEN '{ASKS_USE}' ELSE '' END AS asks, c.id AS record, "
        f"CASE WHEN v.day IS NULL THEN {day(FIRST)} ELSE {after} END AS starts, {day(LAST)} AS ends "
        f"FROM ({papers}) x JOIN credentials_credential c ON c.id = x.credential "
        f"LEFT JOIN {custom.VALUES} v ON v.record_id = c.id AND v.field_key = %s WHERE v.day IS NOT NULL OR {carried}",
        [key],
    )


def _as_licence(one: UseLimit, papers: str) -> None:
    """It says something else than the business licence of its holder; unknown where one of the two says nothing."""
    always, whose = (
        f"{day(FIRST)}, {day(LAST)}",
        f"FROM ({papers}) x JOIN credentials_credential c ON c.id = x.credential",
    )
    licence = (
        "credentials_credential l JOIN credentials_credentialtype t ON t.id = l.type_id "
        f"AND t.code = '{LICENCE}' WHERE l.holder_id = c.holder_id AND l.id <> c.id AND l.archived_at IS NULL"
    )
    for name in LICENCE_FIELDS:
        found = _field(name)
        if found is None:
            continue
        key, carried = found
        says = f"SELECT 1 FROM {custom.VALUES} {{0}} WHERE {{0}}.record_id = {{1}}.id AND {{0}}.field_key = %s AND {{0}}.text <> ''"
        mine, theirs = says.format("v", "c"), says.format("w", "l")
        differs = (
            theirs
            + f" AND w.text <> (SELECT v.text FROM {custom.VALUES} v WHERE v.record_id = c.id AND v.field_key = %s)"
        )
        which = f"SELECT {_least('l.id')} FROM {licence}"
        _put(one, f"SELECT c.id, '' AS asks, c.id AS record, {always} {whose} WHERE EXISTS ({mine}) "
             f"AND EXISTS (SELECT 1 FROM {licence} AND EXISTS ({differs}))", [key] * 3)  # fmt: skip
        _put(one, f"SELECT c.id, '{name}' AS asks, c.id AS record, {always} {whose} WHERE {carried} "
             f"AND NOT EXISTS ({mine})", [key])  # fmt: skip
        _put(one, f"SELECT c.id, '{name}' AS asks, ({which}) AS record, {always} {whose} WHERE {carried} "
             f"AND EXISTS (SELECT 1 FROM {licence}) AND NOT EXISTS (SELECT 1 FROM {licence} AND EXISTS ({theirs}))", [key])  # fmt: skip
        _put(one, f"SELECT c.id, '{ASKS_LICENCE}' AS asks, c.holder_id AS record, {always} {whose} WHERE {carried} "
             f"AND c.holder_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {licence})")  # fmt: skip


def _least(column: str) -> str:
    """SQL: one of several ids; PostgreSQL knows no least UUID."""
    return f"CAST(min(CAST({column} AS text)) AS uuid)" if sql.is_postgresql() else f"min({column})"


def _field(code: str) -> tuple[int, str] | None:
    """An added field of credentials by its code: its key, and the condition that the type of ``c`` carries it. None where the
    register keeps no such field."""
    one = next(
        (each for each in custom.definitions("credential") if each.code == code and each.filterable), None
    )
    if one is None:
        return None
    types = custom.uses(kinds.get("credential")).get(one.key)
    if types is None:
        return one.key, "1 = 1"
    ids = ", ".join(f"'{one if sql.is_postgresql() else one.replace('-', '')}'" for one in sorted(types))
    return one.key, f"c.type_id IN ({ids})" if ids else "1 = 0"


def of_post(one: UseLimit, posts: str) -> None:
    """Fill BARS for a limit about posts: other posts of the same person, another project led since an earlier day, or another
    of the posts at the same place; unknown where nobody said at which place one of them is. ``posts``: SELECT of (pursuit,
    type_code)."""
    first, last, roles = day(FIRST), day(LAST), quoted(one.posts)
    if one.test == "one_project":
        other = f"(coalesce(e.starts_on, {first}) < coalesce(m.starts_on, {first}) " \
                f"OR (coalesce(e.starts_on, {first}) = coalesce(m.starts_on, {first}) AND e.id < m.id))"  # fmt: skip
        known = "e.place_id <> m.place_id"
    else:
        other, known = "e.role <> m.role", "e.place_id = m.place_id"
    unsaid = "e.place_id IS NULL OR m.place_id IS NULL"
    sql.run(
        f"""
        INSERT INTO {BARS} (pursuit, type_code, code, asks, record, starts, ends)
        SELECT p.id, x.type_code, '{one.code}', CASE WHEN {unsaid} THEN '{ASKS_PLACE}' ELSE '' END,
          CASE WHEN m.place_id IS NULL THEN m.id ELSE e.id END, coalesce(e.starts_on, {first}), coalesce(e.ends_on, {last})
        FROM ({posts}) x JOIN coverage_pursuit p ON p.id = x.pursuit AND p.context = '{POST}' AND p.role IN ({roles})
        JOIN coverage_engagement m ON m.id = p.engagement_id
        JOIN coverage_engagement e ON e.subject_id = p.subject_id AND e.context = '{POST}' AND e.archived_at IS NULL
        WHERE e.id <> m.id AND e.role IN ({roles}) AND {other} AND ({unsaid} OR {known})
        """
    )


def _birthday(column: str, years: int) -> str:
    """SQL: the day somebody born on that day is so many years old; who was born on a 29th of February, on the 1st of March."""
    if sql.is_postgresql():
        year, month = f"extract(year FROM {column})::int + {years}", f"extract(month FROM {column})::int"
        return f"(make_date({year}, {month}, 1) + (extract(day FROM {column})::int - 1))"
    return f"date({column}, '+{years} years')"


__all__ = ["BARS", "LICENCE", "OF_PAPER", "OF_POST", "begin", "of_paper", "of_post", "quoted", "typed"]
