"""The deadlines of many credentials whose standing ends otherwise than before.

Of simple credentials (``setwise``) nothing else is due on other days then: only the end that something outside the
paper sets. ``queries.deadlines`` derives the same for one.
"""

from credentry.core.records import deadlines as core
from credentry.core.records import kinds
from credentry.domains.credentials import setwise
from credentry.domains.credentials.queries.deadlines import ENDS, EXPIRY, OUTSIDE, Plans
from credentry.plumbing import sql

SAID, DAYS = "deadline_said", "deadline_days"


def follow() -> None:
    """Bring the deadlines of the simple credentials that were just decided up to date."""
    calm = setwise.decided()
    ending = calm.filter(
        binding_code__in=OUTSIDE, effective_to__isnull=False, archived_at__isnull=True
    ).order_by()
    days = list(ending.values_list("type_id", "effective_to").distinct())
    plans = Plans({kind for kind, _ in days})
    _tables()
    rows = [
        (sql.uuid_value(kind), day, plans.safe_start(kind, day), plans.ends_with_parent(kind))
        for kind, day in days
        if day is not None
    ]
    sql.fill(DAYS, [(kind, str(day), str(safe) if safe else None, own) for kind, day, safe, own in rows])
    text, params = ending.values("id").query.sql_with_params()
    sql.run(
        f"INSERT INTO {SAID} (record_id, code, cycle, due_on, latest_safe_start) "
        f"SELECT c.id, CASE WHEN c.valid_to IS NULL AND w.own THEN '{EXPIRY}' ELSE '{ENDS}' END, '1', c.effective_to, "
        f"w.safe FROM ({text}) e CROSS JOIN credentials_credential c JOIN {DAYS} w ON w.type_id = c.type_id "
        "AND w.day = c.effective_to WHERE c.id = e.id",
        params,
    )
    sql.analyze(SAID)
    every = f"SELECT id FROM {setwise.DECIDED}"
    without_day = f"SELECT id FROM credentials_credential WHERE valid_to IS NULL AND id IN ({every})"
    core.replace(kinds.get("credential"), SAID, {ENDS: every, EXPIRY: without_day})


def _tables() -> None:
    uuid = sql.uuid_type()
    sql.make_temporary(
        SAID,
        f"record_id {uuid}, code varchar(60), cycle varchar(60), due_on date, latest_safe_start date",
        "record_id",
    )
    sql.make_temporary(DAYS, f"type_id {uuid}, day date, safe date, own boolean", "type_id, day")
