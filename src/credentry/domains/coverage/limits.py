"""Limits of use: on which days a paper does not count although it is valid, and why. One statement for each limit.

``registered_unit``: the holder is registered with another organisation than the one that employs them (a branch and its
company are one). ``age``: the holder has reached an age. ``one_project``: the holder leads another project already.
``apart``: the holder holds another of these posts at the same place. ``use_until``: the printed copy may be used no longer.
``as_licence``: the paper says something else than the holder's business licence. What blocks cuts the days on which papers
hold; what only warns is looked at when somebody reads.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.records import custom
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.pursuits import FIRST, LAST, PICKED, day, least, most, subjects_table
from credentry.domains.coverage.vocabulary import BLOCK, POST, RANK
from credentry.plumbing import sql

BARS, _READ = "coverage_bars", "coverage_limited"
OF_PAPER = ("registered_unit", "age", "use_until", "as_licence")
OF_POST = ("one_project", "apart")
USE_UNTIL, LICENCE, SAME = "usage_valid_until", "MD-ORG-BL", ("legal_rep", "address")
_BARRED = RANK["missing"]


def live(tests: Sequence[str], *, blocking: bool) -> list[UseLimit]:
    """The limits that are on; ``blocking``: only those by which papers do not count."""
    rows = UseLimit.objects.filter(enabled=True, archived_at__isnull=True, test__in=tests).order_by("code")
    return list(rows.filter(effect=BLOCK) if blocking else rows)


def bar_papers(runs: str) -> None:
    """Cut RUNS where papers do not count whoever asks."""
    some = _about(live(OF_PAPER, blocking=True), runs)
    if not some:
        return
    _begin()
    for one in some:
        _of_paper(one, f"SELECT DISTINCT credential FROM {runs} WHERE {_typed(one)}")
    uuid = sql.uuid_type()
    columns = f"credential {uuid}, type_code varchar(60), only_of varchar(12), jurisdiction varchar(20)"
    _cut(runs, columns, "b.credential = r.credential")


def bar_posts(holds: str) -> None:
    """Cut HOLDS where papers do not count for a post, for what else the holder does."""
    some = live(OF_POST, blocking=True)
    people = f"SELECT 1 FROM {PICKED} k JOIN {subjects_table()} s ON s.id = k.id WHERE s.subject_kind = 'person' LIMIT 1"
    if not some or not sql.rows(people):
        return
    _begin()
    for one in some:
        _of_post(one, f"SELECT DISTINCT pursuit, type_code FROM {holds} WHERE {_typed(one)}")
    uuid = sql.uuid_type()
    columns = f"pursuit bigint, about varchar(20), type_code varchar(60), credential {uuid}, need bigint, person {uuid}"
    _cut(holds, columns, "b.pursuit = r.pursuit AND b.type_code = r.type_code")


Stretch = tuple[UUID | None, int | None, str, date, date]


def stretches(papers: Collection[UUID], posts: Collection[int]) -> list[Stretch]:
    """(paper, pursuit, code of the limit, from, until) of these papers, and of what people do in these posts: those that
    block and those that warn."""
    some, others = live(OF_PAPER, blocking=False), live(OF_POST, blocking=False)
    if not (papers or posts) or not (some or others):
        return []
    sql.make_temporary(
        _READ, f"credential {sql.uuid_type()}, type_code varchar(60), pursuit bigint", "credential"
    )
    _note(papers, posts)
    _begin()
    for one in some:
        _of_paper(one, f"SELECT credential FROM {_READ} WHERE credential IS NOT NULL AND {_typed(one)}")
    for one in others:
        _of_post(one, f"SELECT pursuit, type_code FROM {_READ} WHERE pursuit IS NOT NULL")
    rows = sql.rows(f"SELECT DISTINCT credential, pursuit, code, starts, ends FROM {BARS}")
    return [
        (UUID(str(paper)) if paper else None, pursuit, code, _day(starts), _day(ends))
        for paper, pursuit, code, starts, ends in sorted(rows, key=lambda row: (row[2], str(row[3])))
    ]


def told(
    papers: Collection[UUID], posts: Collection[int], on: date
) -> tuple[dict[UUID, list[str]], dict[int, list[str]]]:
    """Paper → the codes of the limits that bear on it on a day; pursuit → the same for what the person does."""
    by_paper: dict[UUID, list[str]] = {}
    by_post: dict[int, list[str]] = {}
    for paper, pursuit, code, starts, ends in stretches(papers, posts):
        if starts <= on <= ends:
            if paper is not None:
                by_paper.setdefault(paper, []).append(code)
            elif pursuit is not None:
                by_post.setdefault(pursuit, []).append(code)
    return by_paper, by_post


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _note(papers: Collection[UUID], posts: Collection[int]) -> None:
    sql.fill(_READ, [(sql.uuid_value(one), "", None) for one in papers])
    sql.run(
        f"UPDATE {_READ} SET type_code = (SELECT t.code FROM credentials_credential c JOIN credentials_credentialtype t "
        f"ON t.id = c.type_id WHERE c.id = {_READ}.credential)"
    )
    sql.fill(_READ, [(None, "", one) for one in posts])


def _begin() -> None:
    uuid = sql.uuid_type()
    sql.make_temporary(
        BARS,
        f"credential {uuid}, pursuit bigint, type_code varchar(60), code varchar(40), starts date, ends date",
        "credential",
    )


def _about(some: Iterable[UseLimit], table: str) -> list[UseLimit]:
    """Those of the limits that are about a type in hand."""
    known = list(some)
    if not known:
        return []
    there = {code for (code,) in sql.rows(f"SELECT DISTINCT type_code FROM {table}")}
    return [one for one in known if not one.types or there & set(one.types)]


def _typed(one: UseLimit) -> str:
    return f"type_code IN ({_quoted(one.types)})" if one.types else "1 = 1"


def _quoted(words: Sequence[str]) -> str:
    """SQL: words of our own vocabularies and codes of types, which know no quotes."""
    return ", ".join("'{}'".format(str(one).replace("'", "")) for one in words) or "''"


def _of_paper(one: UseLimit, papers: str) -> None:
    table = subjects_table()
    first, last = day(FIRST), day(LAST)
    head = f"INSERT INTO {BARS} (credential, code, starts, ends)"
    person = (
        f"FROM ({papers}) x JOIN credentials_credential c ON c.id = x.credential "
        f"JOIN {table} p ON p.id = c.holder_id AND p.subject_kind = 'person'"
    )
    if one.test == "age" and one.years:
        sql.run(
            f"{head} SELECT c.id, '{one.code}', {sql.day_minus(_birthday('p.birth_date', one.years), '-1')}, {last} {person} "
            "WHERE p.birth_date IS NOT NULL"
        )
    elif one.test == "registered_unit":
        begins = most(f"coalesce(e.starts, {first})", f"coalesce(r.starts, {first})")
        ends = least(f"coalesce(e.ends, {last})", f"coalesce(r.ends, {last})")
        tie = "subjects_employment"
        sql.run(
            f"""
            {head} SELECT c.id, '{one.code}', {begins}, {ends} {person}
            JOIN {tie} e ON e.person_id = p.id AND e.relation = 'employment' AND e.known_to IS NULL
            JOIN {tie} r ON r.person_id = p.id AND r.relation = 'registration' AND r.known_to IS NULL
            JOIN {table} oe ON oe.id = e.organisation_id JOIN {table} orr ON orr.id = r.organisation_id
            WHERE e.organisation_id <> r.organisation_id AND {begins} <= {ends}
              AND coalesce(oe.parent_id, oe.id) <> orr.id AND coalesce(orr.parent_id, orr.id) <> oe.id
            """
        )
    elif one.test == "use_until":
        key = _keys().get(USE_UNTIL)
        if key is not None:
            sql.run(
                f"{head} SELECT x.credential, '{one.code}', {sql.day_minus('v.day', '-1')}, {last} FROM ({papers}) x "
                f"JOIN {custom.VALUES} v ON v.record_id = x.credential AND v.field_key = %s WHERE v.day IS NOT NULL",
                [key],
            )
    elif one.test == "as_licence":
        _as_licence(one, papers, head)


def _as_licence(one: UseLimit, papers: str, head: str) -> None:
    keys = [key for name, key in _keys().items() if name in SAME]
    for key in keys:
        sql.run(
            f"""
            {head} SELECT DISTINCT x.credential, '{one.code}', {day(FIRST)}, {day(LAST)} FROM ({papers}) x
            JOIN credentials_credential c ON c.id = x.credential
            JOIN {custom.VALUES} v ON v.record_id = c.id AND v.field_key = %s
            JOIN credentials_credential l ON l.holder_id = c.holder_id AND l.id <> c.id AND l.archived_at IS NULL
            JOIN credentials_credentialtype t ON t.id = l.type_id AND t.code = '{LICENCE}'
            JOIN {custom.VALUES} w ON w.record_id = l.id AND w.field_key = %s
            WHERE v.text <> w.text AND v.text <> '' AND w.text <> ''
            """,
            [key, key],
        )


def _keys() -> dict[str, int]:
    return {one.code: one.key for one in custom.definitions("credential") if one.filterable}


def _of_post(one: UseLimit, posts: str) -> None:
    """Other posts of the same person: another project led since an earlier day, or another of the posts at the same place."""
    first, last, roles = day(FIRST), day(LAST), _quoted(one.posts)
    other = (
        f"e.place_id <> m.place_id AND e.role IN ({roles}) AND (coalesce(e.starts_on, {first}) < coalesce(m.starts_on, {first}) "
        f"OR (coalesce(e.starts_on, {first}) = coalesce(m.starts_on, {first}) AND e.id < m.id))"
        if one.test == "one_project"
        else f"e.place_id = m.place_id AND e.role IN ({roles}) AND e.role <> m.role"
    )
    sql.run(
        f"""
        INSERT INTO {BARS} (pursuit, type_code, code, starts, ends)
        SELECT p.id, x.type_code, '{one.code}', coalesce(e.starts_on, {first}), coalesce(e.ends_on, {last})
        FROM ({posts}) x JOIN coverage_pursuit p ON p.id = x.pursuit AND p.context = '{POST}' AND p.role IN ({roles})
        JOIN coverage_engagement m ON m.id = p.engagement_id
        JOIN coverage_engagement e ON e.subject_id = p.subject_id AND e.context = '{POST}' AND e.archived_at IS NULL
        WHERE {other}
        """
    )


def _birthday(column: str, years: int) -> str:
    """SQL: the day somebody born on that day is so many years old; who was born on a 29th of February, on the 1st of March."""
    if sql.is_postgresql():
        year, month = f"extract(year FROM {column})::int + {years}", f"extract(month FROM {column})::int"
        return f"(make_date({year}, {month}, 1) + (extract(day FROM {column})::int - 1))"
    return f"date({column}, '+{years} years')"


def _cut(table: str, columns: str, joined: str) -> None:
    """Cut the rows of a table where bars on them begin and end; what lies within one is worth nothing, and what comes before
    holds until the day before it begins. ``columns``: those of the table but its days, rank and last valid day."""
    if not sql.rows(f"SELECT 1 FROM {BARS} LIMIT 1"):
        return
    sql.analyze(BARS, everywhere=True)
    names = [one.partition(" ")[0] for one in columns.split(", ")]
    every = ", ".join([*names, "starts", "ends", "rank", "until"])
    pieces = f"{table}_pieces"
    sql.make_temporary(pieces, f"{columns}, starts date, ends date, rank integer, until date")
    before, after = sql.day_minus("lead(d.first) OVER w", "1"), sql.day_minus("b.ends", "-1")
    within = f"EXISTS (SELECT 1 FROM {BARS} b WHERE {joined} AND b.starts <= r.first AND b.ends >= r.first)"
    ahead = (
        f"SELECT min({sql.day_minus('b.starts', '1')}) FROM {BARS} b WHERE {joined} AND b.starts > r.first"
    )
    sql.run(
        f"""
        INSERT INTO {pieces} ({every})
        SELECT {", ".join(f"r.{one}" for one in names)}, r.first, r.last, CASE WHEN {within} THEN {_BARRED} ELSE r.rank END,
          CASE WHEN {within} THEN NULL ELSE coalesce(({ahead} AND b.starts <= r.until), r.until) END
        FROM (
          SELECT d.*, coalesce({before}, d.ends) AS last FROM (
            SELECT r.*, r.starts AS first FROM {table} r WHERE EXISTS (SELECT 1 FROM {BARS} b WHERE {joined})
            UNION SELECT r.*, b.starts FROM {table} r JOIN {BARS} b ON {joined} WHERE b.starts > r.starts AND b.starts <= r.ends
            UNION SELECT r.*, {after} FROM {table} r JOIN {BARS} b ON {joined} WHERE b.ends >= r.starts AND b.ends < r.ends
          ) d WINDOW w AS (PARTITION BY {", ".join(f"d.{one}" for one in every.split(", "))} ORDER BY d.first)
        ) r
        """
    )
    sql.run(f"DELETE FROM {table} AS r WHERE EXISTS (SELECT 1 FROM {BARS} b WHERE {joined})")
    sql.run(f"INSERT INTO {table} ({every}) SELECT {every} FROM {pieces}")
