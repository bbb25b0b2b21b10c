"""The people who hold a post at a place, for rules that count them: who they are, where, on which days.

A post is an engagement of a person. Of a project stage count the posts at the project and its sites; of a supplier those
people it sends (to the place of the supply, where one is named); of a company the posts at itself, and without a place.
A post is held for the company that its engagement names, else for the person's employer, else for our only own company;
people of another company than the one that acts do not count, those of its branches do. After their last day of employment
people hold no post.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from credentry.core.records import kinds
from credentry.domains.coverage.models import Engagement, Pursuit, RequirementRule, RuleNeed, Verdict
from credentry.domains.coverage.pursuits import FIRST, LAST, day, least, own_company, subjects_table
from credentry.domains.coverage.vocabulary import COMPANY, CREW, CREWED, POST, STAGE, SUPPLY
from credentry.plumbing import sql

CREWS, POSTS, _ASKED, _FOUND = (
    "coverage_crews",
    "coverage_posts",
    "coverage_crew_asked",
    "coverage_crew_found",
)
_POST_COLUMNS = "e.id, e.subject_id, e.role, e.place_id, e.organisation_id, e.starts_on, e.ends_on"


def wanted(wanted_table: str) -> bool:
    """Whether any rule in hand counts people in post."""
    return bool(sql.rows(f"SELECT 1 FROM {wanted_table} WHERE about = '{CREW}' LIMIT 1"))


def fill(wanted_table: str) -> None:
    """Fill CREWS (pursuit, person, post, starts, ends) for the pursuits of which people in post are asked, and POSTS (rule,
    post; '' for any) with the posts that rules count."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        _ASKED, f"pursuit bigint, context varchar(10), subject {uuid}, acting {uuid}, place {uuid}", "pursuit"
    )
    sql.run(
        f"""
        INSERT INTO {_ASKED} (pursuit, context, subject, acting, place)
        SELECT p.id, p.context, p.subject_id, CASE WHEN p.context = '{STAGE}' THEN p.acting_id ELSE p.subject_id END, p.place_id
        FROM (SELECT DISTINCT pursuit FROM {wanted_table} WHERE about = '{CREW}') w JOIN coverage_pursuit p ON p.id = w.pursuit
        """
    )
    sql.analyze(_ASKED, everywhere=True)
    sql.make_temporary(_FOUND, f"pursuit bigint, engagement {uuid}", "engagement")
    _find()
    sql.analyze(_FOUND, everywhere=True)
    sql.make_temporary(
        CREWS, f"pursuit bigint, person {uuid}, post varchar(40), starts date, ends date", "person"
    )
    _keep()
    sql.analyze(CREWS, everywhere=True)
    sql.make_temporary(POSTS, f"rule {uuid}, post varchar(40)", "rule")
    rules = RequirementRule.objects.filter(about=CREW).values_list("pk", "posts")
    sql.fill(POSTS, [(sql.uuid_value(pk), post) for pk, posts in rules for post in posts or ("",)])


def _find() -> None:
    """The posts that may be meant: at the place, or for the company."""
    table, own = subjects_table(), own_company()
    post = f"e.context = '{POST}' AND e.archived_at IS NULL"
    of_company = f"a.context IN ('{SUPPLY}', '{COMPANY}')"
    found = [
        f"JOIN coverage_engagement e ON e.place_id = a.subject WHERE a.context IN ('{STAGE}', '{COMPANY}') AND {post}",
        f"JOIN {table} t ON t.parent_id = a.subject AND t.subject_kind = 'site' JOIN coverage_engagement e ON e.place_id = t.id "
        f"WHERE a.context = '{STAGE}' AND {post}",
        f"JOIN coverage_engagement e ON e.organisation_id = a.subject WHERE {of_company} AND {post}",
        f"JOIN {table} s ON s.employer_id = a.subject JOIN coverage_engagement e ON e.subject_id = s.id "
        f"WHERE {of_company} AND {post}",
        f"JOIN {table} b ON b.parent_id = a.subject AND b.subject_kind = 'organisation' "
        f"JOIN coverage_engagement e ON e.organisation_id = b.id WHERE {of_company} AND {post}",
        f"JOIN {table} b ON b.parent_id = a.subject AND b.subject_kind = 'organisation' "
        f"JOIN {table} s ON s.employer_id = b.id JOIN coverage_engagement e ON e.subject_id = s.id "
        f"WHERE {of_company} AND {post}",
    ]
    params = []
    if own:
        found.append(
            f"JOIN coverage_engagement e ON e.organisation_id IS NULL JOIN {table} s ON s.id = e.subject_id "
            f"WHERE a.subject = {sql.uuid_parameter()} AND {of_company} AND s.employer_id IS NULL AND {post}"
        )
        params.append(sql.uuid_value(own))
    union = " UNION ".join(f"SELECT a.pursuit, e.id FROM {_ASKED} a {one}" for one in found)
    sql.run(f"INSERT INTO {_FOUND} (pursuit, engagement) {union}", params)


def _keep() -> None:
    """Those of them that are: of the right company, at the right place, while the person is employed."""
    table, own = subjects_table(), own_company()
    company = f"coalesce(e.organisation_id, s.employer_id, {sql.uuid_parameter()})" if own else (
        "coalesce(e.organisation_id, s.employer_id)"
    )  # fmt: skip
    sql.run(
        f"""
        INSERT INTO {CREWS} (pursuit, person, post, starts, ends)
        SELECT n.pursuit, n.person, n.post, n.starts, n.ends FROM (
          SELECT a.pursuit, a.context, a.subject, a.acting, a.place, e.subject_id AS person, e.role AS post, e.place_id AS at,
            {company} AS company, coalesce(e.starts_on, {day(FIRST)}) AS starts,
            {least(f"coalesce(e.ends_on, {day(LAST)})", f"coalesce(s.employed_to, {day(LAST)})")} AS ends
          FROM {_FOUND} f JOIN {_ASKED} a ON a.pursuit = f.pursuit JOIN coverage_engagement e ON e.id = f.engagement
          JOIN {table} s ON s.id = e.subject_id WHERE s.archived_at IS NULL
        ) n LEFT JOIN {table} c ON c.id = n.company
        WHERE n.starts <= n.ends AND CASE
          WHEN n.context = '{STAGE}' THEN n.acting IS NULL OR n.company IS NULL OR n.company = n.acting OR c.parent_id = n.acting
          WHEN n.context = '{COMPANY}' THEN (n.at = n.subject AND n.company IS NULL) OR ((n.at IS NULL OR n.at = n.subject)
            AND (n.company = n.subject OR c.parent_id = n.subject))
          ELSE (n.company = n.subject OR c.parent_id = n.subject) AND (n.place IS NULL OR n.at = n.place) END
        """,
        [sql.uuid_value(own)] if own else [],
    )


def hold(into: str, papers: str, runs: str, due: str, begins: str, ends: str, clause: str) -> None:
    """Add what these people's papers do on the days of their posts, for each need of a rule that counts their post."""
    sql.run(
        f"""
        INSERT INTO {into} (pursuit, about, type_code, credential, need, starts, ends, rank, until, person)
        SELECT * FROM (
          SELECT DISTINCT a.pursuit, '{CREW}', b.type_code, b.credential, n.id,
            {begins} AS starts, {ends} AS ends, r.rank, CASE WHEN a.ends < {day(LAST)} AND r.until IS NULL THEN a.ends
              WHEN a.ends < r.until THEN a.ends ELSE r.until END, a.person
          FROM (SELECT DISTINCT d.pursuit, d.rule FROM {due} d JOIN coverage_requirementrule x ON x.id = d.rule
                WHERE x.about = '{CREW}' AND d.known = 1) d
          JOIN coverage_ruleneed n ON n.rule_id = d.rule JOIN {POSTS} o ON o.rule = d.rule
          JOIN {CREWS} a ON a.pursuit = d.pursuit AND (o.post = '' OR o.post = a.post)
          JOIN {papers} b ON b.subject = a.person AND b.type_code = n.type_code
          JOIN {runs} r ON r.credential = b.credential {clause}
        ) found WHERE starts <= ends
        """
    )


def around(
    people: Collection[UUID] = (), places: Iterable[UUID] = (), companies: Iterable[UUID] = (),
    codes: Collection[str] | None = None,
) -> set[UUID]:  # fmt: skip
    """The subjects of which people in post are asked, as far as these people, posts at these places or posts for these
    companies may matter there; ``codes``: only by rules that ask for one of these types. Nothing where no rule counts
    people."""
    needs = RuleNeed.objects.filter(rule__about=CREW)
    if codes is not None:
        needs = needs.filter(type_code__in=codes)
    if not needs.exists():
        return set()
    at, of = set(places), set(companies)
    if people:
        posts = list(
            Engagement.objects.filter(context=POST, subject__in=people).values_list("place", "organisation")
        )
        if posts:
            employers = _subjects().filter(pk__in=people, employer__isnull=False)
            at |= {place for place, _ in posts if place}
            of |= {company for _, company in posts if company} | set(
                employers.values_list("employer", flat=True)
            )
            own = own_company()
            of |= {own} if own else set()
    if not at and not of:
        return set()
    at |= set(
        _subjects()
        .filter(pk__in=at, subject_kind="site", parent__isnull=False)
        .values_list("parent", flat=True)
    )
    of |= set(_subjects().filter(pk__in=of, parent__isnull=False).values_list("parent", flat=True))
    rows = asking(needs).filter(Q(subject__in=at) | Q(subject__in=of))
    return set(rows.values_list("subject", flat=True))


def asking(needs: "QuerySet[RuleNeed] | None" = None) -> "QuerySet[Pursuit]":
    """The pursuits of which people in post are asked."""
    some = RuleNeed.objects.filter(rule__about=CREW) if needs is None else needs
    speaking = Verdict.objects.filter(rule__in=some.values("rule")).values("profile")
    return Pursuit.objects.filter(context__in=CREWED, profile__in=speaking).order_by()


def _subjects() -> "QuerySet[Any]":
    return kinds.get("subject").model_class._default_manager.all()
