"""Which papers are good for the subjects refreshed last: read from what their requirements were computed from."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from credentry.core.records import kinds
from credentry.domains.coverage.obligations import ASKED, BEARING, BEARS, HOLDS, TARGETS
from credentry.domains.coverage.pursuits import FIRST, LAST, day
from credentry.domains.coverage.vocabulary import MEETS, MET_EXPIRING, RANK
from credentry.domains.credentials.queries.bearing import bearing, runs
from credentry.plumbing import sql


def held(on: date) -> set[tuple[int, str]]:
    """(pursuit, type) of the subjects refreshed last for which a good paper is there on a day; of papers that another
    market's rule recognises, too."""
    rows = sql.rows(
        f"SELECT DISTINCT pursuit, type_code FROM {HOLDS} WHERE rank >= %s AND starts <= %s AND ends >= %s",
        [RANK[MET_EXPIRING], on, on],
    )
    return {(pursuit, code) for pursuit, code in rows}


def _ask_only(codes: Collection[str], subject: UUID) -> None:
    """Gather the papers of these types that bear on a subject refreshed last, instead of those its rules ask for."""
    types = kinds.get("credential_type").model_class._default_manager.filter(code__in=codes)
    sql.make_temporary(ASKED, f"subject {sql.uuid_type()}, type {sql.uuid_type()}", "subject, type")
    mine = sql.uuid_value(subject)
    sql.fill(ASKED, [(mine, sql.uuid_value(one)) for one in types.values_list("pk", flat=True)])
    bearing(BEARING, TARGETS, ASKED)


def held_at_all(codes: Collection[str], subject: UUID, on: date) -> set[str]:
    """Those of these types of which a paper that bears on a subject refreshed last is good on a day."""
    if not codes:
        return set()
    _ask_only(codes, subject)
    good = [status for status, state in MEETS.items() if RANK.get(state, 0) >= RANK[MET_EXPIRING]]
    some, states = ", ".join(["%s"] * len(codes)), ", ".join(["%s"] * len(good))
    found = sql.rows(
        f"""
        SELECT DISTINCT t.code FROM {BEARING} b JOIN credentials_credential c ON c.id = b.credential
        JOIN credentials_credentialtype t ON t.id = c.type_id JOIN ({runs(BEARS)}) r ON r.credential = b.credential
        WHERE b.subject = {sql.uuid_parameter()} AND t.code IN ({some}) AND r.status IN ({states})
          AND coalesce(r.starts, {day(FIRST)}) <= %s AND coalesce(r.ends, {day(LAST)}) >= %s
        """,
        [sql.uuid_value(subject), *codes, *good, on, on],
    )
    return {code for (code,) in found}
