"""What the sweep does besides deriving: snoozed alerts come back, unreachable people become reachable."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction

from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import NO_ADDRESS, WAITING, AlertState, Channel, DeliveryState
from credentry.core.identity.queries import absent_on
from credentry.foundation import clock
from credentry.plumbing import sql


def wake(today: date) -> int:
    """Bring snoozed alerts back on their day: unread, and told again over the channels of the first time."""
    due = Alert.objects.filter(state=AlertState.SNOOZED, snoozed_until__lte=today)
    if not due.exists():
        return 0
    now = clock.now()
    with transaction.atomic():
        woken = Alert.objects.select_for_update().filter(state=AlertState.SNOOZED, snoozed_until__lte=today)
        list(woken.values_list("pk"))  # of two sweeps the second waits, then finds nothing
        sql.run(_AGAIN, (now, today))
        return sql.run(_AWAKE, (now, today))


def somebody_left(today: date) -> bool:
    """Whether an unanswered alert belongs to somebody who is no longer active, or away today."""
    gone = list(get_user_model()._default_manager.filter(is_active=False).values_list("pk", flat=True))
    gone += absent_on(today)
    return Alert.objects.filter(recipient__in=gone, state__in=WAITING).exists()


def revive() -> int:
    """Let mail go out that was withheld because the person had no address then."""
    withheld = Delivery.objects.suppressed().filter(reason=NO_ADDRESS, channel=Channel.EMAIL)
    if not withheld.exists():
        return 0
    reachable = Alert.objects.filter(state__in=WAITING, recipient__is_active=True).exclude(
        recipient__email=""
    )
    return withheld.filter(alert__in=reachable.values("pk")).update(state=DeliveryState.DUE, reason="")


_AGAIN = """
INSERT INTO alerts_delivery (alert_id, channel, round, state, reason, attempts, token, holder, unsure, provider_id,
  last_error, created_at)
SELECT a.id, d.channel, MAX(d.round) + 1, 'due', 'snoozed', 0, 0, '', false, '', '', %s
FROM alerts_alert a JOIN alerts_delivery d ON d.alert_id = a.id
WHERE a.state = 'snoozed' AND a.snoozed_until <= %s AND d.channel <> 'inbox'
GROUP BY a.id, d.channel
ON CONFLICT DO NOTHING
"""

_AWAKE = """
UPDATE alerts_alert SET state = 'open', snoozed_until = NULL, read_at = NULL, version = version + 1, updated_at = %s
WHERE state = 'snoozed' AND snoozed_until <= %s
"""
