"""Limits of use: on which days a paper does not count although it is valid, and why.

``registered_unit``: the holder is registered with another organisation than the one that employs them (a branch and its
company are one). ``age``: the holder has reached an age. ``one_project``: the holder leads another project already.
``apart``: the holder holds another of these posts at the same place. ``use_until``: the printed copy may be used no longer.
``as_licence``: the paper says something else than the holder's business licence. What blocks cuts the days on which papers
hold; what only warns is looked at when somebody reads. Where a fact that the limit asks about is not known, nobody can say
(``limiting``): what would be met by the paper is unknown on those days.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from credentry.core.records import kinds
from credentry.domains.coverage.limiting import (
    BARS,
    LICENCE,
    OF_PAPER,
    OF_POST,
    begin,
    of_paper,
    of_post,
    typed,
)
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.pursuits import PICKED, subjects_table
from credentry.domains.coverage.vocabulary import BLOCK, POST, RANK, UNKNOWN
from credentry.plumbing import sql

_READ = "coverage_limited"
MOST = 5000  # records of which a fact is asked for at once
_BARRED, _UNKNOWN = RANK["missing"], RANK[UNKNOWN]


class Stretch(NamedTuple):
    """Days on which a limit bears on a paper, or on what somebody does in a post. ``asks``: the fact of ``record`` without
    which nobody can say (empty: it does bear)."""

    paper: UUID | None
    pursuit: int | None
    code: str
    asks: str
    record: UUID | None
    starts: date
    ends: date


def live(tests: Sequence[str], *, blocking: bool) -> list[UseLimit]:
    """The limits that are on; ``blocking``: only those by which papers do not count."""
    rows = UseLimit.objects.filter(enabled=True, archived_at__isnull=True, test__in=tests).order_by("code")
    return list(rows.filter(effect=BLOCK) if blocking else rows)


def bar_papers(runs: str) -> None:
    """Cut RUNS where papers do not count whoever asks."""
    some = _about(live(OF_PAPER, blocking=True), runs)
    if not some:
        return
    begin()
    for one in some:
        of_paper(one, f"SELECT DISTINCT credential FROM {runs} WHERE {typed(one)}")
    uuid = sql.uuid_type()
    columns = f"credential {uuid}, type_code varchar(60), only_of varchar(12), jurisdiction varchar(20)"
    _cut(runs, columns, "b.credential = r.credential")


def bar_posts(holds: str) -> bool:
    """Cut HOLDS where papers do not count for a post, for what else the holder does. Whether anything was cut."""
    some = live(OF_POST, blocking=True)
    people = f"SELECT 1 FROM {PICKED} k JOIN {subjects_table()} s ON s.id = k.id WHERE s.subject_kind = 'person' LIMIT 1"
    if not some or not sql.rows(people):
        return False
    begin()
    for one in some:
        of_post(one, f"SELECT DISTINCT pursuit, type_code FROM {holds} WHERE {typed(one)}")
    uuid = sql.uuid_type()
    columns = f"pursuit bigint, about varchar(20), type_code varchar(60), credential {uuid}, need bigint, person {uuid}"
    return _cut(holds, columns, "b.pursuit = r.pursuit AND b.type_code = r.type_code")


def stretches(papers: Collection[UUID], posts: Collection[int]) -> list[Stretch]:
    """Where limits bear on these papers, and on what people do in these posts: those that block and those that warn."""
    some, others = live(OF_PAPER, blocking=False), live(OF_POST, blocking=False)
    if not (papers or posts) or not (some or others):
        return []
    sql.make_temporary(_READ, _columns(), "credential")
    _note(papers, posts)
    sql.analyze(_READ, everywhere=True)
    begin()
    for one in some:
        of_paper(one, f"SELECT credential FROM {_READ} WHERE credential IS NOT NULL AND {typed(one)}")
    for one in others:
        of_post(one, f"SELECT pursuit, type_code FROM {_READ} WHERE pursuit IS NOT NULL")
    rows = sql.rows(f"SELECT DISTINCT credential, pursuit, code, asks, record, starts, ends FROM {BARS}")
    found = [
        Stretch(_id(paper), pursuit, code, asks, _id(record), _day(starts), _day(ends))
        for paper, pursuit, code, asks, record, starts, ends in rows
    ]
    return sorted(found, key=lambda one: (one.code, one.starts, one.asks))


def told(
    papers: Collection[UUID], posts: Collection[int], on: date
) -> tuple[dict[UUID, list[Stretch]], dict[int, list[Stretch]]]:
    """Paper → the limits that bear on it on a day, or of which nobody can say; pursuit → the same for what the person does."""
    by_paper: dict[UUID, list[Stretch]] = {}
    by_post: dict[int, list[Stretch]] = {}
    for one in stretches(papers, posts):
        if one.starts <= on <= one.ends:
            if one.paper is not None:
                by_paper.setdefault(one.paper, []).append(one)
            elif one.pursuit is not None:
                by_post.setdefault(one.pursuit, []).append(one)
    return by_paper, by_post


def _columns() -> str:
    return f"credential {sql.uuid_type()}, type_code varchar(60), pursuit bigint"


def _id(value: Any) -> UUID | None:
    return value if value is None or isinstance(value, UUID) else UUID(str(value))


def lacking(rows: "QuerySet[Any]", context: str, on: date) -> list[tuple[str, UUID]]:
    """The facts, each with its record, without which limits that block cannot be judged on a day, of the papers that decide
    these obligations (of one context); the first ``MOST``."""
    papers = live(OF_PAPER, blocking=True)
    posts = live(OF_POST, blocking=True) if context == POST else []
    if not (papers or posts):
        return []
    if all(one.types for one in (*papers, *posts)):
        rows = rows.filter(type_code__in={code for one in (*papers, *posts) for code in one.types})
    sql.make_temporary(_READ, _columns(), "credential")
    columns = ("credential", "credential__type__code", "pursuit")
    text, params = rows.order_by().values_list(*columns).query.sql_with_params()
    if not sql.run(f"INSERT INTO {_READ} (credential, type_code, pursuit) {text}", list(params)):
        return []
    sql.analyze(_READ, everywhere=True)
    begin()
    for one in papers:
        of_paper(one, f"SELECT DISTINCT credential FROM {_READ} WHERE {typed(one)}")
    for one in posts:
        of_post(one, f"SELECT DISTINCT pursuit, type_code FROM {_READ} WHERE {typed(one)}")
    day = on if sql.is_postgresql() else on.isoformat()
    found = sql.rows(
        f"SELECT DISTINCT asks, record FROM {BARS} WHERE asks <> '' AND record IS NOT NULL AND starts <= %s AND ends >= %s "
        "ORDER BY asks, record LIMIT %s",
        [day, day, MOST],
    )
    return [(fact, UUID(str(record))) for fact, record in found]


def with_beside(ids: Sequence[UUID]) -> list[UUID]:
    """These credentials, and those that count or not by what they say: of a business licence all its holder has, where a
    limit that blocks compares them."""
    if not live(("as_licence",), blocking=True):
        return list(ids)
    papers = kinds.get("credential").model_class._default_manager.all()
    holders = papers.filter(pk__in=ids, type__code=LICENCE, holder__isnull=False).values("holder")
    return list(dict.fromkeys([*ids, *papers.filter(holder__in=holders).values_list("pk", flat=True)]))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _note(papers: Collection[UUID], posts: Collection[int]) -> None:
    sql.fill(_READ, [(sql.uuid_value(one), "", None) for one in papers])
    sql.run(
        f"UPDATE {_READ} SET type_code = (SELECT t.code FROM credentials_credential c JOIN credentials_credentialtype t "
        f"ON t.id = c.type_id WHERE c.id = {_READ}.credential)"
    )
    sql.fill(_READ, [(None, "", one) for one in posts])


def _about(some: Iterable[UseLimit], table: str) -> list[UseLimit]:
    """Those of the limits that are about a type in hand."""
    known = list(some)
    if not known:
        return []
    there = {code for (code,) in sql.rows(f"SELECT DISTINCT type_code FROM {table}")}
    return [one for one in known if not one.types or there & set(one.types)]


def _cut(table: str, columns: str, joined: str) -> bool:
    """Cut the rows of a table where bars on them begin and end; what lies within one is worth nothing, what is good and lies
    within days of which nobody can say is unknown, and what comes before holds until the day before. ``columns``: those of
    the table but its days, rank and last valid day."""
    if not sql.rows(f"SELECT 1 FROM {BARS} LIMIT 1"):
        return False
    sql.analyze(BARS, everywhere=True)
    names = [one.partition(" ")[0] for one in columns.split(", ")]
    every = ", ".join([*names, "starts", "ends", "rank", "until"])
    pieces = f"{table}_pieces"
    sql.make_temporary(pieces, f"{columns}, starts date, ends date, rank integer, until date")
    before, after = sql.day_minus("lead(d.first) OVER w", "1"), sql.day_minus("b.ends", "-1")
    there = f"SELECT 1 FROM {BARS} b WHERE {joined} AND b.starts <= r.first AND b.ends >= r.first"
    barred, unsure = f"EXISTS ({there} AND b.asks = '')", f"r.rank > {_UNKNOWN} AND EXISTS ({there})"
    ahead = (
        f"SELECT min({sql.day_minus('b.starts', '1')}) FROM {BARS} b WHERE {joined} AND b.starts > r.first "
        "AND (r.until IS NULL OR b.starts <= r.until)"
    )
    sql.run(
        f"""
        INSERT INTO {pieces} ({every})
        SELECT {", ".join(f"r.{one}" for one in names)}, r.first, r.last,
          CASE WHEN {barred} THEN {_BARRED} WHEN {unsure} THEN {_UNKNOWN} ELSE r.rank END,
          CASE WHEN {barred} OR ({unsure}) THEN NULL ELSE coalesce(({ahead}), r.until) END
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
    return True
