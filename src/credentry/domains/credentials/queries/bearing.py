"""Which credentials speak of which subjects, and in which state on which days: for statements over many at once.

The same that ``gating`` says of a few thousand subjects in memory, as SQL for any number: nothing is decided here.
"""

from uuid import UUID

from credentry.domains.credentials.models import Clause
from credentry.domains.credentials.queries.clauses import meeting
from credentry.foundation import clock
from credentry.plumbing import sql

BEARING_COLUMNS = "subject {uuid}, credential {uuid}, clause integer, below integer"


def bearing(into: str, lines: str, asked: str) -> None:
    """Fill the temporary table ``into`` (subject, credential, clause, below) with the clauses that name the subjects of
    ``lines`` (subject, above, depth): by product, by other subjects, or as holder where the clause names no product.

    ``asked`` (subject, type): only papers of these types, of a holder of its own ones: a company may hold a hundred
    thousand of others. ``below``: 1 where the clause names only something above the subject. A clause that leaves the
    subject out, or whose rule on products does, is not there.
    """
    # Joined where few rows stand before it: joined once behind all three, SQLite reads every credential for a filter.
    live = f"c.archived_at IS NULL AND c.type_id IN (SELECT a.type FROM {asked} a)"
    sql.make_temporary(into, BEARING_COLUMNS.format(uuid=sql.uuid_type()), "subject, credential")
    sql.run(
        f"""
        INSERT INTO {into} (subject, credential, clause, below)
        WITH mine AS (
          SELECT a.subject, c.id AS credential FROM {asked} a CROSS JOIN credentials_credential c
          WHERE c.holder_id = a.subject AND c.type_id = a.type AND c.archived_at IS NULL
        )
        SELECT b.subject, b.credential, b.clause, min(b.below) FROM (
          SELECT l.subject, p.credential_id AS credential, p.clause, CASE WHEN l.depth > 0 THEN 1 ELSE 0 END AS below
          FROM {lines} l CROSS JOIN credentials_credentialproduct p CROSS JOIN credentials_credential c
          WHERE p.product_id = l.above AND c.id = p.credential_id AND {live} AND NOT EXISTS (
            SELECT 1 FROM credentials_credentialexclusion x JOIN {lines} o ON o.above = x.product_id
            WHERE o.subject = l.subject AND x.credential_id = p.credential_id AND x.clause = p.clause)
          UNION ALL
          SELECT l.subject, s.credential_id, s.clause, 0
          FROM {lines} l CROSS JOIN credentials_credentialsubject s CROSS JOIN credentials_credential c
          WHERE s.subject_id = l.above AND c.id = s.credential_id AND {live}
          UNION ALL
          SELECT m.subject, m.credential, k.clause, 0 FROM mine m JOIN (
            SELECT credential, 1 AS clause FROM mine
            UNION SELECT o.credential, CASE WHEN n.known_to IS NULL THEN n.n ELSE 1 END
              FROM mine o CROSS JOIN credentials_clause n WHERE n.credential_id = o.credential
            UNION SELECT n.credential_id, n.clause FROM mine o CROSS JOIN credentials_credentialmarket n
              WHERE n.credential_id = o.credential
          ) k ON k.credential = m.credential
          WHERE NOT EXISTS (
            SELECT 1 FROM credentials_credentialproduct p WHERE p.credential_id = m.credential AND p.clause = k.clause)
        ) b
        GROUP BY b.subject, b.credential, b.clause
        """
    )
    _keep_to_rules(into)
    sql.analyze(into, everywhere=True)


def _keep_to_rules(into: str) -> None:
    """Take out what clauses with a rule on products do not let in."""
    text = f"SELECT DISTINCT k.id FROM {into} b JOIN credentials_clause k ON k.credential_id = b.credential"
    ruled = sql.rows(
        f"{text} AND k.n = b.clause WHERE b.below = 1 AND k.known_to IS NULL AND k.product_rule IS NOT NULL"
    )
    for clause in Clause.objects.filter(pk__in=[pk for (pk,) in ruled]):
        one = (sql.uuid_value(clause.credential_id), clause.n)
        rows = sql.rows(
            f"SELECT subject FROM {into} WHERE below = 1 AND credential = %s AND clause = %s", one
        )
        asked = {pk if isinstance(pk, UUID) else UUID(pk) for (pk,) in rows}
        outside = asked - meeting(clause.product_rule, asked, clock.today())
        for pk in outside:
            sql.run(
                f"DELETE FROM {into} WHERE subject = %s AND credential = %s AND clause = %s AND below = 1",
                [sql.uuid_value(pk), *one],
            )


def runs(of: str) -> str:
    """SQL: (credential, starts, ends, status, until) of the credentials whose ids the SELECT ``of`` gives, days without limit as None; the words are those
    of ``status``. ``until``: last day of the valid run."""
    before = sql.day_minus("r.starts", "1")
    after = sql.day_minus("r.ends", "-1")
    near = sql.day_minus("v.warn", "1")
    valid = f"""
        SELECT v.credential, v.starts, CASE WHEN v.warn <= v.ends THEN {near} ELSE v.ends END AS ends,
               'valid' AS status, v.ends AS until
        FROM v WHERE v.warn IS NULL OR v.starts IS NULL OR v.warn > v.starts
        UNION ALL
        SELECT v.credential, CASE WHEN v.starts > v.warn THEN v.starts ELSE v.warn END, v.ends, 'expiring_soon', v.ends
        FROM v WHERE v.warn IS NOT NULL AND v.warn <= v.ends
    """
    return f"""
        WITH r AS (
          SELECT id AS credential, effective_from AS starts, effective_to AS ends, state, warn_from AS warn
          FROM credentials_credential WHERE NOT segmented AND id IN ({of})
        ), s AS (
          SELECT credential_id AS credential, starts, ends, state, warn_from AS warn FROM credentials_standingsegment
          WHERE credential_id IN ({of})
        ), v AS (
          SELECT credential, starts, ends, warn FROM r
          UNION ALL SELECT credential, starts, ends, warn FROM s WHERE state = 'valid'
        )
        {valid}
        UNION ALL SELECT r.credential, NULL, {before}, 'not_yet_effective', NULL FROM r WHERE r.starts IS NOT NULL
        UNION ALL SELECT r.credential, {after}, NULL, r.state, NULL FROM r WHERE r.ends IS NOT NULL
        UNION ALL SELECT s.credential, s.starts, s.ends, s.state, NULL FROM s WHERE s.state <> 'valid'
        UNION ALL
        SELECT f.credential_id, f.filed_on, NULL, 'in_application', NULL FROM credentials_filing f
        WHERE f.known_to IS NULL AND f.outcome = '' AND f.credential_id IN ({of})
    """
