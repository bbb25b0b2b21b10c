"""What the sweep does besides deriving: snoozed alerts come back, requests nobody can decide go back, unreachable
people become reachable."""

from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model

from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import NO_ADDRESS, WAITING, AlertState, Channel, DeliveryState
from credentry.core.identity.queries import absent_on, departed_on
from credentry.foundation import clock
from credentry.plumbing import sql, turns

#: A change may be written down a moment after it was made.
LATE = timedelta(minutes=10)


def wake(today: date) -> int:
    """Bring snoozed alerts back on their day: unread, and told again over the channels of the first time."""
    done, portions = 0, turns.Portions(200, 5_000)
    due = Alert.objects.filter(state=AlertState.SNOOZED, snoozed_until__lte=today)
    while due.exists():
        now = clock.now()
        with portions.transaction():
            # Of two sweeps the second waits, then finds nothing.
            rows = due.select_for_update().order_by("pk").values_list("pk", flat=True)[: portions.size]
            some = [sql.uuid_value(one) for one in rows]
            if not some:
                break
            marks = ", ".join(["%s"] * len(some))
            sql.run(_AGAIN.format(some=marks, reason="snoozed"), (now, *some))
            done += sql.run(_AWAKE.format(some=marks), (now, *some))
    return done


def give_back(answer_by: date) -> int:
    """Tell those again who asked to let something lapse, or who handed it over, where nobody is there to decide; how
    many were told.

    Inside an ``expansion``: its people are used. They may ask somebody else or decide otherwise until ``answer_by``.
    """
    done, portions = 0, turns.Portions(200, 5_000)
    while some := [
        one[0] for which in (_UNDECIDABLE, _WITH_NOBODY) for one in sql.rows(which, (portions.size,))
    ]:
        now, marks = clock.now(), ", ".join(["%s"] * len(some))
        with portions.transaction():
            sql.run(_AGAIN.format(some=marks, reason="asked_back"), (now, *some))
            told = sql.run(_ASK_AGAIN.format(some=marks), (answer_by, now, *some))
        done += told
        if not told:  # another sweep was quicker
            break
    return done


def somebody_left(today: date) -> bool:
    """Whether an unanswered alert belongs to somebody who is no longer active, or away today."""
    gone = list(get_user_model()._default_manager.filter(is_active=False).values_list("pk", flat=True))
    gone += [*absent_on(today), *departed_on(today)]
    return Alert.objects.filter(recipient__in=gone, state__in=WAITING).exists()


def revive(since: datetime | None = None) -> int:
    """Let mail go out that was withheld because the person had no address then.

    ``since``: only people changed after it are looked at; every other had been looked at before.
    """
    people = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    withheld = Delivery.objects.suppressed().filter(
        reason=NO_ADDRESS, channel=Channel.EMAIL, alert__state__in=WAITING
    )
    if since is None:
        withheld = withheld.filter(alert__recipient__in=people.values("pk"))
    else:
        changed = list(people.filter(updated_at__gte=since - LATE).values_list("pk", flat=True))
        withheld = withheld.filter(alert__recipient__in=changed)
    return turns.update(withheld, state=DeliveryState.DUE, reason="")


_AGAIN = """
INSERT INTO alerts_delivery (alert_id, channel, round, state, reason, attempts, token, holder, unsure, provider_id,
  last_error, created_at)
SELECT a.id, d.channel, MAX(d.round) + 1, 'due', '{reason}', 0, 0, '', false, '', '', %s
FROM alerts_alert a JOIN alerts_delivery d ON d.alert_id = a.id
WHERE a.id IN ({some}) AND d.channel <> 'inbox'
GROUP BY a.id, d.channel
ON CONFLICT DO NOTHING
"""

_AWAKE = """
UPDATE alerts_alert SET state = 'open', snoozed_until = NULL, read_at = NULL, version = version + 1, updated_at = %s
WHERE id IN ({some})
"""

# Whoever was asked left, is away or was asked in vain; what is told of the same date at a later stage speaks for it.
_UNDECIDABLE = """
SELECT a.id FROM alerts_alert a JOIN tmp_person p ON p.user_id = a.recipient_id
WHERE a.state = 'acknowledged' AND a.decision = 'lapse_asked' AND p.self_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM alerts_alert x JOIN tmp_person q ON q.user_id = x.recipient_id
    WHERE x.about_id = a.id AND x.state IN ('open', 'snoozed') AND q.self_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM alerts_alert x WHERE x.record_id = a.record_id AND x.code = a.code
    AND x.cycle = a.cycle AND x.due_on = a.due_on AND x.record_kind = a.record_kind
    AND x.recipient_id = a.recipient_id AND x.stage < a.stage AND x.state IN ('open', 'snoozed', 'acknowledged'))
ORDER BY a.id LIMIT %s
"""

_SAME_DATE = (
    "x.record_id = a.record_id AND x.code = a.code AND x.cycle = a.cycle AND x.due_on = a.due_on "
    "AND x.record_kind = a.record_kind"
)

# Handed over to somebody who left or is away, and the way up has ended: whoever handed it over last has it again. An
# answer, or somebody there at this stage or a later one, speaks for it.
_WITH_NOBODY = f"""
SELECT DISTINCT a.id FROM alerts_alert gone JOIN tmp_person g ON g.user_id = gone.recipient_id AND g.self_id IS NULL
JOIN alerts_alert a ON a.record_id = gone.record_id AND a.code = gone.code AND a.cycle = gone.cycle
  AND a.due_on = gone.due_on AND a.record_kind = gone.record_kind AND a.stage = gone.stage
JOIN tmp_person p ON p.user_id = a.recipient_id AND p.self_id IS NOT NULL
WHERE gone.state IN ('open', 'snoozed') AND a.state = 'acknowledged' AND a.decision = 'reassigned'
  AND NOT EXISTS (SELECT 1 FROM alerts_alert x JOIN tmp_person q ON q.user_id = x.recipient_id
    WHERE {_SAME_DATE} AND x.stage <= a.stage
      AND ((x.state IN ('open', 'snoozed') AND q.self_id IS NOT NULL)
        OR (x.state = 'acknowledged' AND x.decision NOT IN ('reassigned', 'refused'))))
  AND NOT EXISTS (SELECT 1 FROM alerts_alert x JOIN tmp_person q ON q.user_id = x.recipient_id AND q.self_id IS NOT NULL
    WHERE {_SAME_DATE} AND x.stage = a.stage AND x.state = 'acknowledged' AND x.decision = 'reassigned'
      AND (x.decided_at > a.decided_at OR (x.decided_at = a.decided_at AND x.id > a.id)))
ORDER BY a.id LIMIT %s
"""

_ASK_AGAIN = """
UPDATE alerts_alert SET state = 'open', decision = '', decided_at = NULL, decided_by_id = NULL, read_at = NULL,
  answer_by = %s, escalated_on = NULL, version = version + 1, updated_at = %s
WHERE id IN ({some}) AND state = 'acknowledged' AND decision IN ('lapse_asked', 'reassigned')
"""
