"""What the sweep does besides deriving: snoozed alerts come back, unreachable people become reachable."""

from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model

from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import NO_ADDRESS, WAITING, AlertState, Channel, DeliveryState
from credentry.core.identity.queries import absent_on
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
            sql.run(_AGAIN.format(some=marks), (now, *some))
            done += sql.run(_AWAKE.format(some=marks), (now, *some))
    return done


def somebody_left(today: date) -> bool:
    """Whether an unanswered alert belongs to somebody who is no longer active, or away today."""
    gone = list(get_user_model()._default_manager.filter(is_active=False).values_list("pk", flat=True))
    gone += absent_on(today)
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
SELECT a.id, d.channel, MAX(d.round) + 1, 'due', 'snoozed', 0, 0, '', false, '', '', %s
FROM alerts_alert a JOIN alerts_delivery d ON d.alert_id = a.id
WHERE a.id IN ({some}) AND d.channel <> 'inbox'
GROUP BY a.id, d.channel
ON CONFLICT DO NOTHING
"""

_AWAKE = """
UPDATE alerts_alert SET state = 'open', snoozed_until = NULL, read_at = NULL, version = version + 1, updated_at = %s
WHERE id IN ({some})
"""
