"""How every requirement of a set of pursuits stands on every day: a few statements, however many there are.

The pure rules (``rules/meeting.py``) are the definition; a property holds both equal. What is due is cut at every day on
which a paper that bears on it begins, ends or comes near its end; within such a stretch nothing changes, and the best
way of the best papers is one comparison of texts (rank, things left to do, last day, paper, type).
"""

from credentry.domains.coverage import crews, limits, waiving
from credentry.domains.coverage.pursuits import (
    COVER,
    FIRST,
    LAST,
    PICKED,
    cover_of,
    day,
    least,
    lines_of,
    most,
    subjects_table,
)
from credentry.domains.coverage.vocabulary import CREW, MEETS, MET_EXPIRING, RANK, UNKNOWN, WAIVED
from credentry.domains.credentials.queries.bearing import bearing, runs
from credentry.plumbing import sql

DUE, WANTED, AIMS, TARGETS, ASKED, BEARING, RUNS, PAPERS, GOOD, HOLDS, CUTS, STRETCHES = (
    "coverage_due", "coverage_wanted", "coverage_aims", "coverage_targets", "coverage_asked",
    "coverage_bearing", "coverage_runs", "coverage_papers", "coverage_good", "coverage_holds", "coverage_cuts", "coverage_stretches",
)  # fmt: skip
NO_PAPER = "-" * 32
HELD = 100  # counts of three digits; 0 where nothing is counted
BEARS = f"SELECT credential FROM {BEARING}"


def forget(rules: str) -> None:
    """Take away what the rules whose ids this SELECT gives say of the picked subjects."""
    mine = f"SELECT p.id FROM {PICKED} k JOIN coverage_pursuit p ON p.subject_id = k.id"
    sql.run(f"DELETE FROM coverage_obligation WHERE pursuit_id IN ({mine}) AND rule_id IN ({rules})")


def write(rules: str = "") -> None:
    """Write the obligations of the picked subjects. ``rules``: only of those whose ids this SELECT gives; theirs must
    have been taken away."""
    _due(f"AND v.rule_id IN ({rules})" if rules else "")
    waiving.pick(DUE)
    _wanted()
    cover_of(
        f"SELECT p.market_id AS market FROM (SELECT DISTINCT pursuit FROM {WANTED}) w CROSS JOIN coverage_pursuit p "
        "WHERE p.id = w.pursuit AND p.market_id IS NOT NULL"
    )
    _aims()
    crewed = crews.wanted(WANTED)
    if crewed:
        crews.fill(WANTED)
    people = f" UNION SELECT person FROM {crews.CREWS}" if crewed else ""
    lines_of(f"SELECT target FROM {AIMS}{people}", TARGETS)
    _asked(crewed)
    bearing(BEARING, TARGETS, ASKED)
    _runs()
    limits.bar_papers(RUNS)
    _good()
    _holds(crewed)
    if limits.bar_posts(HOLDS) or crewed:
        sql.run(f"UPDATE {HOLDS} SET worth = {_worth(HOLDS)} WHERE worth IS NULL")
    _stretches()
    waiving.excuse(STRETCHES)
    _unknown()
    _stand()


def _serial() -> str:
    return "bigint GENERATED ALWAYS AS IDENTITY" if sql.is_postgresql() else "integer PRIMARY KEY"


def _due(only: str) -> None:
    """Which rules speak of which pursuits, on which days, and whether nobody can say."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        DUE, f"id {_serial()}, pursuit bigint, rule {uuid}, role varchar(40), starts date, ends date, known integer",
        "pursuit",
    )  # fmt: skip
    known = """CASE WHEN NOT v.holds THEN 0 WHEN r.about = 'contractor' AND p.contractor_id IS NULL THEN 0
               WHEN r.about = 'supervision_unit' AND p.supervisor_id IS NULL THEN 0 ELSE 1 END"""
    where = "w.starts <= p.ends AND p.starts <= w.ends"
    for join in ("w.market_id = p.market_id", "w.market_id IS NULL AND p.market_id IS NULL"):
        sql.run(
            f"""
            INSERT INTO {DUE} (pursuit, rule, role, starts, ends, known)
            SELECT p.id, v.rule_id, p.role, {most("w.starts", "p.starts")}, {least("w.ends", "p.ends")}, {known}
            FROM {PICKED} k CROSS JOIN coverage_pursuit p CROSS JOIN coverage_verdict v
            CROSS JOIN coverage_requirementrule r CROSS JOIN coverage_rulewhere w
            WHERE p.subject_id = k.id AND v.profile_id = p.profile_id AND r.id = v.rule_id AND w.rule_id = v.rule_id
              AND {join} AND {where} {only}
            """
        )
    sql.analyze(DUE, everywhere=True)


def _unknown() -> None:
    sql.run(
        f"""
        INSERT INTO coverage_obligation (pursuit_id, rule_id, starts, ends, state, type_code, credential_id, waiver_id, until)
        SELECT s.pursuit, s.rule, s.starts, s.ends, CASE WHEN x.waiver IS NULL THEN '{UNKNOWN}' ELSE '{WAIVED}' END, '',
          NULL, x.waiver, x.until
        FROM {STRETCHES} s LEFT JOIN {waiving.EXCUSED} x ON x.due = s.due AND x.starts = s.starts WHERE s.known = 0
        """
    )


def _wanted() -> None:
    """Which types each pursuit asks for, and of whom."""
    sql.make_temporary(
        WANTED, "pursuit bigint, about varchar(20), type_code varchar(60)", "pursuit, about, type_code"
    )
    sql.run(
        f"""
        INSERT INTO {WANTED} (pursuit, about, type_code)
        SELECT DISTINCT d.pursuit, r.about, n.type_code FROM {DUE} d JOIN coverage_requirementrule r ON r.id = d.rule
        JOIN coverage_ruleneed n ON n.rule_id = d.rule WHERE d.known = 1
        """
    )
    sql.analyze(WANTED, everywhere=True)


def _aims() -> None:
    """Whose papers count for a pursuit. ``about``: for rules about that party only; ``only``: for types of papers about
    such subjects only (the company that does it, equipment and sites that belong to it)."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        AIMS, f"pursuit bigint, target {uuid}, about varchar(20), only_of varchar(12)", "target"
    )
    mine = f"FROM (SELECT DISTINCT pursuit FROM {WANTED}) d JOIN coverage_pursuit p ON p.id = d.pursuit"
    table = subjects_table()
    sql.run(
        f"""
        INSERT INTO {AIMS} (pursuit, target, about, only_of)
        SELECT p.id, p.subject_id, '', '' {mine}
        UNION ALL SELECT p.id, p.acting_id, '', 'organisation' {mine} WHERE p.acting_id IS NOT NULL
        UNION ALL SELECT p.id, p.contractor_id, 'contractor', '' {mine} WHERE p.contractor_id IS NOT NULL
        UNION ALL SELECT p.id, p.supervisor_id, 'supervision_unit', '' {mine} WHERE p.supervisor_id IS NOT NULL
        UNION ALL SELECT p.id, s.id, '', s.subject_kind {mine} JOIN {table} s ON s.parent_id = p.subject_id
          WHERE p.context <> 'market' AND s.subject_kind IN ('site', 'equipment') AND s.archived_at IS NULL
        UNION ALL SELECT p.id, t.id, '', t.subject_kind {mine} JOIN {table} s ON s.parent_id = p.subject_id
          JOIN {table} t ON t.parent_id = s.id
          WHERE p.context <> 'market' AND s.subject_kind = 'site' AND t.subject_kind = 'equipment' AND t.archived_at IS NULL
        """
    )
    sql.analyze(AIMS, everywhere=True)


def _asked(crewed: bool) -> None:
    """Which types of papers are looked for of whom."""
    sql.make_temporary(ASKED, f"subject {sql.uuid_type()}, type {sql.uuid_type()}", "subject, type")
    aims = f"SELECT DISTINCT target, about, only_of FROM {AIMS}"
    if crewed:
        aims += f" UNION SELECT person, '{CREW}', '' FROM {crews.CREWS}"
    sql.run(
        f"""
        INSERT INTO {ASKED} (subject, type)
        SELECT DISTINCT a.target, t.id FROM ({aims}) a JOIN (SELECT DISTINCT about, type_code FROM {WANTED}) w
          ON w.about = a.about JOIN credentials_credentialtype t ON t.code = w.type_code
        WHERE a.only_of IN ('', t.subject_kind)
        """
    )
    sql.analyze(ASKED, everywhere=True)


def _runs() -> None:
    """The papers in hand that any rule in hand asks for, as runs of days with their rank, and whom each speaks of."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        RUNS,
        f"credential {uuid}, type_code varchar(60), only_of varchar(12), jurisdiction varchar(20), starts date, ends date, "
        "rank integer, until date",
        "credential",
    )
    ranks = " ".join(f"WHEN '{status}' THEN {RANK[state]}" for status, state in MEETS.items())
    sql.run(
        f"""
        INSERT INTO {RUNS} (credential, type_code, only_of, jurisdiction, starts, ends, rank, until)
        SELECT r.credential, t.code, t.subject_kind, t.jurisdiction, coalesce(r.starts, {day(FIRST)}),
          coalesce(r.ends, {day(LAST)}),
          CASE r.status {ranks} WHEN 'in_application' THEN {RANK["in_application"]} ELSE {RANK["expired"]} END, r.until
        FROM ({runs(BEARS)}) r JOIN credentials_credential c ON c.id = r.credential
        JOIN credentials_credentialtype t ON t.id = c.type_id
        """
    )
    sql.analyze(RUNS, everywhere=True)
    sql.make_temporary(
        PAPERS,
        f"subject {uuid}, type_code varchar(60), only_of varchar(12), jurisdiction varchar(20), credential {uuid}, "
        "clause integer",
        "subject, type_code",
    )
    sql.run(
        f"""
        INSERT INTO {PAPERS} (subject, type_code, only_of, jurisdiction, credential, clause)
        SELECT DISTINCT b.subject, r.type_code, r.only_of, r.jurisdiction, b.credential, b.clause
        FROM {BEARING} b JOIN {RUNS} r ON r.credential = b.credential
        """
    )
    sql.analyze(PAPERS, everywhere=True)


def _good() -> None:
    """Where each clause is good: for the markets that a market covers, or everywhere (``cover`` NULL). ``need``: a paper of
    another market that counts for this need only, which recognises it (0: for all)."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        GOOD, f"credential {uuid}, clause integer, cover {uuid}, need bigint", "credential, clause"
    )
    everywhere = "CAST(NULL AS uuid)" if sql.is_postgresql() else "NULL"
    sql.run(
        f"""
        INSERT INTO {GOOD} (credential, clause, cover, need)
        WITH clauses AS MATERIALIZED (
          SELECT DISTINCT p.credential, p.clause, p.type_code, p.jurisdiction, m.market_id AS market
          FROM {PAPERS} p LEFT JOIN credentials_credentialmarket m ON m.credential_id = p.credential AND m.clause = p.clause
        ), recognised AS MATERIALIZED (
          SELECT n.type_code, n.id AS need, x.market_id AS market
          FROM coverage_needmarket x JOIN coverage_ruleneed n ON n.id = x.need_id
        )
        SELECT c.credential, c.clause, c.market, 0 FROM clauses c WHERE c.market IS NOT NULL
        UNION ALL SELECT c.credential, c.clause, {everywhere}, 0 FROM clauses c
          WHERE c.market IS NULL AND c.jurisdiction IN ('', 'INTL')
        UNION ALL SELECT c.credential, c.clause, s.id, 0 FROM clauses c JOIN subjects_market s ON s.code = c.jurisdiction
          WHERE c.market IS NULL
        UNION ALL SELECT c.credential, c.clause, {everywhere}, n.need FROM clauses c
          JOIN recognised n ON n.type_code = c.type_code AND n.market = c.market
        UNION ALL SELECT c.credential, c.clause, {everywhere}, n.need FROM clauses c
          JOIN recognised n ON n.type_code = c.type_code
          JOIN subjects_market s ON s.id = n.market AND s.code = c.jurisdiction WHERE c.market IS NULL
        """
    )
    sql.analyze(GOOD, everywhere=True)


def _holds(crewed: bool) -> None:
    """The papers that bear on each pursuit and are good for its market, as runs of days with their rank. ``person``: whose
    they are, where people in post are counted."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        HOLDS,
        f"pursuit bigint, about varchar(20), type_code varchar(60), credential {uuid}, need bigint, starts date, ends date, "
        f"rank integer, until date, person {uuid}, worth text",
        "pursuit, type_code",
    )
    first, last = day(FIRST), day(LAST)
    starts, ends = (
        most("r.starts", f"coalesce(k.starts, {first})"),
        least("r.ends", f"coalesce(k.ends, {last})"),
    )
    reach = f"FROM {AIMS} a CROSS JOIN coverage_pursuit p CROSS JOIN {WANTED} w CROSS JOIN {PAPERS} b"
    bound = """p.id = a.pursuit AND w.pursuit = a.pursuit AND w.about = a.about AND b.subject = a.target
                AND b.type_code = w.type_code AND (a.only_of = '' OR a.only_of = b.only_of) AND r.credential = b.credential"""
    placed = "g.credential = b.credential AND g.clause = b.clause"
    clause = "LEFT JOIN credentials_clause k ON k.credential_id = b.credential AND k.n = b.clause AND k.known_to IS NULL"
    sql.run(
        f"""
        INSERT INTO {HOLDS} (pursuit, about, type_code, credential, need, starts, ends, rank, until, worth)
        SELECT DISTINCT h.*, {_worth("h")} FROM (
          SELECT a.pursuit, a.about, b.type_code, b.credential, 0 AS need, {starts} AS starts, {ends} AS ends, r.rank, r.until
            {reach} CROSS JOIN {RUNS} r {clause} WHERE {bound} AND p.market_id IS NULL
          UNION ALL SELECT a.pursuit, a.about, b.type_code, b.credential, g.need, {starts}, {ends}, r.rank, r.until
            {reach} CROSS JOIN {GOOD} g CROSS JOIN {RUNS} r {clause}
            WHERE {bound} AND {placed} AND g.cover IS NULL AND p.market_id IS NOT NULL
          UNION ALL SELECT a.pursuit, a.about, b.type_code, b.credential, g.need, {most(starts, "v.starts")},
            {least(ends, "v.ends")}, r.rank, r.until
            {reach} CROSS JOIN {GOOD} g CROSS JOIN {COVER} v CROSS JOIN {RUNS} r {clause}
            WHERE {bound} AND {placed} AND v.market = p.market_id AND v.cover = g.cover
        ) h WHERE starts <= ends
        """
    )
    if crewed:
        crews.hold(HOLDS, PAPERS, RUNS, DUE, most(starts, "a.starts"), least(ends, "a.ends"), clause)
    sql.analyze(HOLDS, everywhere=True)


def _stretches() -> None:
    """What is due, cut where anything about it changes."""
    sql.make_temporary(CUTS, "due bigint, day date", "due, day")
    after = sql.day_minus("h.ends", "-1")
    join = f"""FROM {DUE} d JOIN coverage_ruleneed n ON n.rule_id = d.rule
               JOIN {HOLDS} h ON h.pursuit = d.pursuit AND h.type_code = n.type_code"""
    sql.run(
        f"""
        INSERT INTO {CUTS} (due, day)
        SELECT d.id, d.starts FROM {DUE} d
        UNION SELECT w.due, w.starts FROM {waiving.WAIVED} w
        UNION SELECT w.due, {sql.day_minus("w.ends", "-1")} FROM {waiving.WAIVED} w JOIN {DUE} d ON d.id = w.due
          WHERE w.ends < d.ends
        UNION SELECT d.id, h.starts {join} WHERE d.known = 1 AND h.starts > d.starts AND h.starts <= d.ends
        UNION SELECT d.id, {after} {join} WHERE d.known = 1 AND h.ends >= d.starts AND h.ends < d.ends
        """
    )
    uuid = sql.uuid_type()
    sql.make_temporary(
        STRETCHES,
        f"due bigint, pursuit bigint, rule {uuid}, role varchar(40), starts date, ends date, known integer",
        "due",
    )
    before = sql.day_minus("lead(c.day) OVER (PARTITION BY c.due ORDER BY c.day)", "1")
    sql.run(
        f"""
        INSERT INTO {STRETCHES} (due, pursuit, rule, role, starts, ends, known)
        SELECT d.id, d.pursuit, d.rule, d.role, c.day, coalesce({before}, d.ends), d.known FROM {CUTS} c JOIN {DUE} d ON d.id = c.due
        """
    )
    sql.analyze(STRETCHES, everywhere=True)


def _worth(table: str) -> str:
    """SQL: what a row of HOLDS is worth, the better of two being the greater text: rank, last valid day, paper."""
    paper = f"replace(CAST({table}.credential AS text), '-', '')"
    return f"CAST({table}.rank AS text) || coalesce(CAST({table}.until AS text), {LAST}) || {paper}"


def _stand() -> None:
    """The state of every stretch: the best way, each way as good as its worst need, each need by its best papers."""
    states = " ".join(f"WHEN '{rank}' THEN '{state}'" for state, rank in RANK.items())
    last = LAST
    excused = f"x.waiver IS NOT NULL AND substr(b.worth, 1, 1) < '{RANK[MET_EXPIRING]}'"
    left = f"CASE WHEN substr(w.worth, 1, 1) < '{RANK[MET_EXPIRING]}' THEN 1 ELSE 0 END"
    nothing = f"'{RANK['missing']}' || {last} || '{NO_PAPER}'"
    # one paper that is best of all needs no telling apart; of people each counts once, by the best of their papers
    told = f"(n.count > 1 OR r.about = '{CREW}')"
    several = f"CASE WHEN {told} THEN coalesce(h.person, h.credential) END"
    good = f"CASE WHEN substr(q.worth, 1, 1) >= '{RANK[MET_EXPIRING]}' THEN 1 ELSE 0 END"
    held = f"CAST({HELD + 1} + sum({good}) AS text)"
    paper = "CAST(substr(b.worth, 16, 32) AS uuid)" if sql.is_postgresql() else "substr(b.worth, 16, 32)"
    until = f"CASE WHEN substr(b.worth, 1, 1) >= '{RANK[MET_EXPIRING]}' AND substr(b.worth, 6, 10) <> {last} THEN "
    until += (
        "CAST(substr(b.worth, 6, 10) AS date) END" if sql.is_postgresql() else "substr(b.worth, 6, 10) END"
    )
    sql.run(
        f"""
        INSERT INTO coverage_obligation (pursuit_id, rule_id, starts, ends, state, type_code, credential_id, waiver_id, until,
          held)
        WITH papers AS (
          SELECT s.due, s.starts, n.id AS need, n.way, n.count, n.type_code, {told} AS told, {several} AS paper, max(h.worth) AS worth
          FROM {STRETCHES} s JOIN coverage_ruleneed n ON n.rule_id = s.rule AND (n.role = '' OR n.role = s.role)
          JOIN coverage_requirementrule r ON r.id = s.rule
          LEFT JOIN {HOLDS} h ON h.pursuit = s.pursuit AND h.type_code = n.type_code AND h.about = r.about
            AND h.starts <= s.starts AND h.ends >= s.starts AND (h.need = 0 OR h.need = n.id)
            AND (n.field_key IS NULL OR EXISTS (
              SELECT 1 FROM records_customvalue v JOIN coverage_needword w ON w.word = v.text
              WHERE v.record_id = h.credential AND v.field_key = n.field_key AND w.need_id = n.id))
          WHERE s.known = 1
          GROUP BY s.due, s.starts, n.id, r.id, {several}
        ), placed AS (
          SELECT p.due, p.starts, p.need, p.way, p.count, p.type_code, p.worth, row_number() OVER (
            PARTITION BY p.due, p.starts, p.need ORDER BY CASE WHEN p.worth IS NULL THEN 1 ELSE 0 END, p.worth DESC
          ) AS nth FROM papers p WHERE p.told
        ), needs AS (
          SELECT p.due, p.starts, p.way, coalesce(p.worth, {nothing}) || '{HELD}' || p.type_code AS worth FROM papers p WHERE NOT p.told
          UNION ALL SELECT q.due, q.starts, q.way,
            coalesce(max(CASE WHEN q.nth = q.count THEN q.worth END), {nothing}) || {held} || q.type_code
          FROM placed q GROUP BY q.due, q.starts, q.way, q.need, q.type_code
        ), ways AS (
          SELECT w.due, w.starts, substr(min(w.worth), 1, 1)
            || CAST(99 - sum({left}) AS text) || CAST(10 + sum(1 - {left}) AS text) || substr(min(w.worth), 2) AS worth
          FROM needs w GROUP BY w.due, w.starts, w.way
        ), best AS (SELECT y.due, y.starts, max(y.worth) AS worth FROM ways y GROUP BY y.due, y.starts)
        SELECT s.pursuit, s.rule, s.starts, s.ends,
          CASE WHEN {excused} THEN '{WAIVED}' ELSE CASE substr(b.worth, 1, 1) {states} END END, substr(b.worth, 51),
          CASE WHEN substr(b.worth, 16, 32) <> '{NO_PAPER}' THEN {paper} END, CASE WHEN {excused} THEN x.waiver END,
          CASE WHEN {excused} THEN x.until ELSE {until} END,
          nullif(CAST(substr(b.worth, 48, 3) AS integer) - {HELD + 1}, -1)
        FROM best b JOIN {STRETCHES} s ON s.due = b.due AND s.starts = b.starts
        LEFT JOIN {waiving.EXCUSED} x ON x.due = b.due AND x.starts = b.starts
        """
    )
